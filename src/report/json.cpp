#include "report/json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace bot::report {
namespace {

// The library's own numbers are not always the shortest; std::to_chars is, by its contract.
std::string shortest(double value) {
  if (!std::isfinite(value)) return "null";
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
  std::string text(buffer, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

void write_json(const Json& value, std::string& out) {
  if (value.is_object()) {
    out += '{';
    const char* separator = "";
    for (const auto& [key, child] : value.items()) {
      out += separator + Json(key).dump(-1, ' ', false, Json::error_handler_t::replace) + ": ";
      write_json(child, out);
      separator = ", ";
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    const char* separator = "";
    for (const Json& child : value) {
      out += separator;
      write_json(child, out);
      separator = ", ";
    }
    out += ']';
  } else if (value.is_number_float()) {
    out += shortest(value.get<double>());
  } else {
    out += value.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

}  // namespace

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
Json number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

Json document(std::string_view command) { return {{"schema", fmt::format("bot.{}/1", command)}}; }

Json error_object(const Error& error) {
  return {{"code", name(error.code)}, {"message", error.what}, {"where", error.where}, {"fix", error.fix}};
}

Json error_document(std::string_view command, const Error& error) {
  Json json = document(command);
  json["error"] = error_object(error);
  return json;
}

std::string to_text(const Json& document) {
  std::string out;
  write_json(document, out);
  return out + "\n";
}

}  // namespace bot::report
