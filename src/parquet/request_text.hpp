// How the metadata of a cached file names the sessions that were asked for: "daily bars from 2015-01-01 to 2020-03-13".
#pragma once

#include <cstddef>
#include <string_view>

namespace bot::parquet {

inline constexpr std::string_view kRequestPrefix = "daily bars from ";
inline constexpr std::string_view kRequestTo = " to ";
inline constexpr std::size_t kIsoDateLength = 10;

}  // namespace bot::parquet
