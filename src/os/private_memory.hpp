// No image of this process on any disk: secrets are in its memory.
#pragma once

namespace bot::os {

// No core file, and no other process of this user may look into this one.
void keep_memory_private();

}  // namespace bot::os
