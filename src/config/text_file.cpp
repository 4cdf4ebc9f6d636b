#include "config/text_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "config/yaml_tree.hpp"

namespace bot::config {

Result<std::string> read_text_file(const std::string& path, const std::string& shown) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status)) return fail(ErrorCode::kConfig, "no such file", shown);
  if (std::filesystem::is_directory(status)) return fail(ErrorCode::kConfig, "a folder, not a file", shown);
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return fail(ErrorCode::kConfig, "cannot be opened", shown, "Look at its permissions.");
  std::string text(kMaxYamlBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return fail(ErrorCode::kConfig, "cannot be read", shown);
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMaxYamlBytes)
    return fail(ErrorCode::kConfig, fmt::format("larger than {} KiB", kMaxYamlBytes / 1024), shown,
                "Is this the right file?");
  // The mark that some editors put first says nothing of the text.
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  return text;
}

}  // namespace bot::config
