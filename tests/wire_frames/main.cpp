// wire_frames FILE: reads messages that real servers and clients sent, and says of each that is not plain what is
// refused, what is misread (fields that do not come back when it is encoded again), and what the client would do.
// FILE: {"messages": [{"direction": "server" or "client", "server_version": number or null, "fields": [text, ...]}]}.
// Exit 0: every message was read; 1: some were refused; 77: there is no such file.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "broker/tws_codes.hpp"
#include "tws/convert.hpp"
#include "tws/reading.hpp"
#include "wire/codec.hpp"
#include "wire/handshake.hpp"
#include "wire/numbers.hpp"

namespace bot {
namespace {

using nlohmann::json;

constexpr int kOldest = 157;  // what older servers sent is read as this

std::string to_payload(const std::vector<std::string>& fields) {
  std::string payload;
  for (const auto& field : fields) payload += field + '\0';
  return payload;
}

std::vector<std::string> to_fields(const std::string& payload) {
  std::vector<std::string> fields;
  for (const auto field : split(payload, '\0')) fields.emplace_back(field);
  if (!fields.empty() && fields.back().empty()) fields.pop_back();
  return fields;
}

// One text for all spellings of one meaning: unset and zero, numbers with and without point, yes and no.
std::string meaning(const std::string& field) {
  using Kind = wire::Parsed<double>::Kind;
  if (field == "2147483647" || field == "9223372036854775807" || field == "-9223372036854775808") return "";
  if (field == "false" || field == "None") return "";
  if (field == "true") return "1";
  const auto number = wire::parse_number_field(field);
  if (number.kind == Kind::kBad) return field;
  return number.kind == Kind::kUnset || number.value == 0 ? "" : fmt::format("{:.9g}", number.value);
}

// "field 12: \"1.50 USD\" comes back as \"1.5\"", of the fields whose meaning is another.
std::vector<std::string> find_misread(const std::vector<std::string>& sent, const std::vector<std::string>& back) {
  std::vector<std::string> differences;
  for (std::size_t at = 0; at < std::max(sent.size(), back.size()); ++at) {
    const std::string theirs = at < sent.size() ? sent[at] : "";
    const std::string ours = at < back.size() ? back[at] : "";
    if (meaning(theirs) != meaning(ours))
      differences.push_back(fmt::format("field {}: \"{}\" comes back as \"{}\"", at, theirs, ours));
  }
  return differences;
}

std::string_view name(broker::CodeAction action) {
  switch (action) {
    case broker::CodeAction::kNone:
      return "nothing: it goes on";
    case broker::CodeAction::kSession:
      return "the whole session is meant";
    case broker::CodeAction::kTryLater:
      return "it failed, and may be asked again later";
    case broker::CodeAction::kSlowDown:
      return "it failed, and is asked again more slowly";
    case broker::CodeAction::kGiveUp:
      return "it failed for good";
    case broker::CodeAction::kGiveUpOrder:
      return "it failed for good; an order that becomes Inactive with it is dead";
    case broker::CodeAction::kReadOrder:
      return "the order is asked again";
    case broker::CodeAction::kNoData:
      return "an empty answer";
    case broker::CodeAction::kUnknown:
      return "a request has failed; nothing is concluded of an order";
  }
  return "";
}

// What the client makes of a message that it can read; empty where there is nothing to say.
struct Consequence {
  std::string operator()(const wire::ErrorMessage& message) const {
    return fmt::format("code {}: {}", message.code, name(broker::find_action(message.code, message.text)));
  }
  std::string operator()(const wire::ExecutionData& fill) const {
    const auto execution = tws::to_execution(fill, 0);
    return execution && execution->time ? "" : fmt::format("a fill whose time is not known: \"{}\"", fill.time);
  }
  std::string operator()(const wire::CommissionReport& report) const {
    return tws::to_dollars(report.commission, report.currency) ? "" : "no commission in US dollars: not reported";
  }
  std::string operator()(const wire::OrderStatus& status) const {
    return tws::parse_status(status.status) == BrokerOrderStatus::kOther
               ? fmt::format("status \"{}\" says nothing of an order's life", status.status)
               : "";
  }
  std::string operator()(const wire::UnknownMessage& unknown) const {
    return fmt::format("id {} is skipped: nobody asks for it", unknown.id);
  }
  std::string operator()(const auto&) const { return ""; }
};

std::string consequence_of(const tws::Unreadable& message, const std::string& payload) {
  if (tws::may_concern_our_orders(message, payload, {}, {}))
    return "the question that it answers fails; unasked, nothing more is sent";
  return tws::comes_by_itself(message.message_id) ? "logged" : "the question that it answers fails";
}

struct Tally {
  int read = 0;
  int refused = 0;
  int misread = 0;
  std::map<std::string, int> consequences;
};

void look_at_server_message(const std::vector<std::string>& fields, int version, const std::string& where,
                            Tally& tally) {
  const std::string payload = to_payload(fields);
  const tws::Reading reading = tws::read_message(payload, version);
  if (const auto* unreadable = std::get_if<tws::Unreadable>(&reading)) {
    ++tally.refused;
    fmt::print("refused  {}: {}; {}\n", where, unreadable->why, consequence_of(*unreadable, payload));
    return;
  }
  ++tally.read;
  const auto& response = std::get<wire::Response>(reading);
  if (const std::string consequence = std::visit(Consequence{}, response); !consequence.empty())
    ++tally.consequences[consequence];
  if (std::holds_alternative<wire::UnknownMessage>(response)) return;
  const auto decoded = wire::decode_response(payload, version);
  const auto differences = find_misread(fields, to_fields(wire::encode_response(*decoded, version)));
  if (!differences.empty()) ++tally.misread;
  for (const auto& difference : differences)
    fmt::print("misread  {}: {} {}\n", where, wire::message_name(response), difference);
}

void look_at_client_message(const std::vector<std::string>& fields, int version, const std::string& where,
                            Tally& tally) {
  const auto request = wire::decode_request(to_payload(fields), version);
  if (!request) {
    ++tally.refused;
    fmt::print("refused  {}: {}; the gateway answers with an error\n", where, request.error().message());
    return;
  }
  ++tally.read;
  if (const auto* unknown = std::get_if<wire::UnknownMessage>(&*request)) {
    ++tally.consequences[fmt::format("request {} is none that the gateway serves", unknown->id)];
    return;
  }
  const auto differences = find_misread(fields, to_fields(wire::encode_request(*request, version)));
  if (!differences.empty()) ++tally.misread;
  for (const auto& difference : differences)
    fmt::print("misread  {}: {} {}\n", where, wire::message_name(*request), difference);
}

int look_at(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    fmt::print("there is no {}: nothing was looked at\n", path);
    return 77;
  }
  Tally tally;
  int number = 0;
  const json document = json::parse(file);
  for (const auto& row : document.at("messages")) {
    const auto& version = row.at("server_version");
    const int served = version.is_null() ? wire::kServed.max : std::max(version.get<int>(), kOldest);
    const auto direction = row.at("direction").get<std::string>();
    const auto fields = row.at("fields").get<std::vector<std::string>>();
    const std::string where = fmt::format("message {} ({}, version {})", number++, direction, served);
    if (direction == "server")
      look_at_server_message(fields, served, where, tally);
    else
      look_at_client_message(fields, served, where, tally);
  }
  for (const auto& [consequence, count] : tally.consequences) fmt::print("{:4} x  {}\n", count, consequence);
  fmt::print("{} messages read, {} refused, {} misread\n", tally.read, tally.refused, tally.misread);
  return tally.refused == 0 ? 0 : 1;
}

}  // namespace
}  // namespace bot

int main(int count, char** arguments) {
  if (count != 2) {
    fmt::print(stderr, "usage: {} FILE\n", arguments[0]);
    return 64;
  }
  return bot::look_at(arguments[1]);
}
