#include "os/kept_memory.hpp"

#include <malloc.h>

namespace bot::os {

void keep_freed_memory() {
  constexpr int kMegabyte = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, kMegabyte);
  mallopt(M_TRIM_THRESHOLD, 16 * kMegabyte);
}

}  // namespace bot::os
