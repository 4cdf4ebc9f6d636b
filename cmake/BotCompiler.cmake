# How everything of ours is compiled. Third-party headers are SYSTEM and stay outside these warnings.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(BOT_SANITIZE "" CACHE STRING "Value of -fsanitize=, empty for none")

find_program(BOT_CCACHE ccache)
if(BOT_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${BOT_CCACHE})
endif()

add_library(bot_flags INTERFACE)
# -ffp-contract=off: a decision must be the same to the bit on a processor with fused multiply-add.
# -Wno-deprecated-declarations: clang blames std::ranges::stable_sort for what GCC 12's library does inside it.
# -Wno-maybe-uninitialized, -Wno-restrict: GCC 12 at -O2 sees them in a std::optional and a std::string that it inlines.
target_compile_options(bot_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -Wnon-virtual-dtor $<$<CXX_COMPILER_ID:GNU>:-Werror> -ffp-contract=off -fno-math-errno -fstack-protector-strong
  $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-maybe-uninitialized$<SEMICOLON>-Wno-restrict>
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>
  $<$<AND:$<CONFIG:Release>,$<NOT:$<BOOL:$<TARGET_PROPERTY:BOT_UNOPTIMIZED>>>>:-U_FORTIFY_SOURCE$<SEMICOLON>-D_FORTIFY_SOURCE=2>
  -D_GLIBCXX_ASSERTIONS)
target_include_directories(bot_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(bot_flags INTERFACE BOT_VERSION="${PROJECT_VERSION}")
if(BOT_SANITIZE)
  target_compile_options(bot_flags INTERFACE -fsanitize=${BOT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(bot_flags INTERFACE -fsanitize=${BOT_SANITIZE})
  if(BOT_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # Asio's fences are invisible to the thread sanitizer, and gcc says so; our loop has one thread, nothing leans on
    # them. And what it adds at a function's end hides from gcc that a failed BOT_CHECK does not return.
    target_compile_options(bot_flags INTERFACE -Wno-tsan -Wno-return-type)
  endif()
else()
  target_link_options(bot_flags INTERFACE -Wl,-z,relro,-z,now)
endif()

find_program(BOT_MOLD mold)
if(BOT_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
# A release build and that of the thread sanitizer compile a room's files several at a time as one, which saves half of
# the time. Every other one takes each file of src/ by itself, so that a file names what it needs. The files of a test
# program, which nobody includes, are compiled several at a time in all of them (tests/CMakeLists.txt).
function(bot_in_batches target)
  if(CMAKE_BUILD_TYPE STREQUAL Release OR BOT_SANITIZE STREQUAL "thread")
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()
# What runs in tests only is compiled without the optimiser, which takes longer than it saves, and on one precompiled
# header; the sloppiness is what ccache asks for before it keeps anything built on such a header.
define_property(TARGET PROPERTY BOT_UNOPTIMIZED BRIEF_DOCS "Compiled with -O0 in every preset")
function(bot_unoptimized target)
  set_target_properties(${target} PROPERTIES BOT_UNOPTIMIZED ON)
  target_compile_options(${target} PRIVATE -O0)
  if(BOT_CCACHE)
    set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${BOT_CCACHE}")
  endif()
endfunction()
# -O2 without debug sections: the release build has to fit into six minutes on two cores, from bare.
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
