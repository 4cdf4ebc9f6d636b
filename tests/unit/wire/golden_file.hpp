// Reading of files of golden frames: other programs' (outside the tree) and our own (tests/data/golden).
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace bot::wire::test {

[[nodiscard]] inline std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

[[nodiscard]] inline std::string to_hex(const std::string& bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return hex;
}

// The payload of a whole frame, without looking at the length.
[[nodiscard]] inline std::string payload_of(const nlohmann::json& row) {
  return from_hex(row.at("frame_hex").get<std::string>()).substr(4);
}

// The payload as its fields.
[[nodiscard]] inline std::vector<std::string> lay_out_payload(const std::string& payload) {
  std::vector<std::string> fields;
  std::string field;
  for (const char c : payload) {
    if (c == '\0') {
      fields.push_back(std::exchange(field, {}));
    } else {
      field.push_back(c);
    }
  }
  return fields;
}

}  // namespace bot::wire::test
