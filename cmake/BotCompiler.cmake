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
target_compile_options(bot_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -Wnon-virtual-dtor -Werror -ffp-contract=off -fno-math-errno -fstack-protector-strong
  $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2> -D_GLIBCXX_ASSERTIONS)
target_include_directories(bot_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(bot_flags INTERFACE BOT_VERSION="${PROJECT_VERSION}")
if(BOT_SANITIZE)
  target_compile_options(bot_flags INTERFACE -fsanitize=${BOT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(bot_flags INTERFACE -fsanitize=${BOT_SANITIZE})
else()
  target_link_options(bot_flags INTERFACE -Wl,-z,relro,-z,now)
endif()

find_program(BOT_MOLD mold)
if(BOT_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
# -O2 without debug sections: the release build has to fit into six minutes on two cores, from bare.
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
