#include "os/private_memory.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace bot::os {

void keep_memory_private() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  ::setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__  // its leak checker has to look into the process
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

}  // namespace bot::os
