#include "report/json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/check.hpp"
#include "json/writer.hpp"

namespace bot::report {
namespace {

// The library's own numbers are not always the shortest; std::to_chars is, by its contract.
void write_shortest(double value, json::Writer& out) {
  if (!std::isfinite(value)) return out.raw("null");
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  out.raw(text);
  if (text.find_first_of(".e") == std::string_view::npos) out.raw(".0");
}

void write_json(const Json& value, json::Writer& out) {
  std::string_view separator;
  if (value.is_object()) {
    out.raw("{");
    for (const auto& [key, child] : value.items()) {
      out.raw(std::exchange(separator, ", "));
      out.string(key);
      out.raw(": ");
      write_json(child, out);
    }
    out.raw("}");
  } else if (value.is_array()) {
    out.raw("[");
    for (const Json& child : value) {
      out.raw(std::exchange(separator, ", "));
      write_json(child, out);
    }
    out.raw("]");
  } else if (value.is_number_float()) {
    write_shortest(value.get<double>(), out);
  } else if (value.is_string()) {
    out.string(value.get_ref<const std::string&>());
  } else {
    out.raw(value.dump());
  }
}

}  // namespace

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
Json number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }
Json number(const std::optional<Price>& value) { return value ? Json(value->to_double()) : Json(nullptr); }
Json number(const std::optional<Money>& value) { return value ? Json(value->to_double()) : Json(nullptr); }

Json document(std::string_view command) { return {{"schema", fmt::format("bot.{}/1", command)}}; }

Json instant_or_null(const std::optional<UtcTime>& instant) { return instant ? Json(to_iso(*instant)) : Json(nullptr); }

Json error_object(const Error& error) {
  return {
      {"code", name(error.code)}, {"message", error.message()}, {"where", error.where}, {"fix", suggest_fix(error)}};
}

std::string suggest_fix(const Error& error) {
  if (!error.fix.empty()) return error.fix;
  switch (error.code) {
    case ErrorCode::kUsage:
      return "bot --help lists the commands, bot COMMAND --help their flags.";
    case ErrorCode::kConfig:
      return "Correct the value; bot config show lists every key, config/config.yaml explains them.";
    case ErrorCode::kData:
      return "Correct or replace what is named; bot validate lists what is wrong with cached bars.";
    case ErrorCode::kRefused:
    case ErrorCode::kTimeout:
    case ErrorCode::kDisconnected:
    case ErrorCode::kLogin:
      return "See that TWS or IB Gateway runs, is logged in and lets API clients in at this address.";
    case ErrorCode::kPacing:
      return "Wait a minute and start again.";
    case ErrorCode::kClientIdInUse:
      return "End the other program that uses this client id, or set another gateway.client_id.";
    case ErrorCode::kRequestRejected:
      return "Read the gateway's reason; bot connect shows what the account may do.";
    case ErrorCode::kProtocol:
      return "See what listens at this address: it does not speak as TWS or IB Gateway do.";
    case ErrorCode::kPortInUse:
      return "Take another port, or end the program that listens there.";
    case ErrorCode::kIo:
      return "See that the path exists, may be read and written, and that the disk has room.";
    case ErrorCode::kLocked:
      return "Wait until the other run has ended.";
    case ErrorCode::kSafety:
      return "Read the rule's sentence; bot status shows halts and warnings.";
    case ErrorCode::kInterrupted:
      return "Start it again.";
    case ErrorCode::kNetwork:
      return "See that this machine reaches the address; bot alert test tries the webhook.";
  }
  BOT_CHECK(false);
}

Json error_document(std::string_view command, const Error& error) {
  Json json = document(command);
  json["error"] = error_object(error);
  return json;
}

std::string to_text(const Json& document) {
  json::Writer out;
  write_json(document, out);
  out.raw("\n");
  return std::move(out.text());
}

}  // namespace bot::report
