// What the process frees, it mostly needs again.
#pragma once

namespace bot::os {

// Some megabytes that are freed stay with the process. Of itself glibc gives them back to the system at once, which has
// to clear every page that is asked for again: a sixth of a back-test of ten years. A panel of thousands of symbols
// still goes back whole.
void keep_freed_memory();

}  // namespace bot::os
