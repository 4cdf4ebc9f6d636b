// For plain loops over the columns of a row: compiled for three instruction sets, the best that the machine has is
// chosen when the program starts. None fuses a multiplication with an addition: the bits are equal. Inside of this
// room. Not under the thread sanitizer: the loader would choose before the sanitizer is there.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define BOT_VECTORISED [[gnu::target_clones("arch=x86-64-v4", "avx2", "default"), gnu::optimize("O3")]]
#else
#define BOT_VECTORISED
#endif
