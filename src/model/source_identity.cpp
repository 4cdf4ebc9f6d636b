#include "model/source_identity.hpp"

#include "base/check.hpp"

namespace bot {
namespace {

constexpr std::string_view kBroker = "broker";
constexpr std::string_view kCsv = "csv";
constexpr std::string_view kGenerator = "generator:";
constexpr std::string_view kReplay = "replay:";

}  // namespace

std::string to_text(const SourceIdentity& identity) {
  switch (identity.kind) {
    case SourceKind::kUnnamed:
      return {};
    case SourceKind::kBroker:
      return std::string(kBroker);
    case SourceKind::kCsv:
      return std::string(kCsv);
    case SourceKind::kService:
      return identity.detail;
    case SourceKind::kGenerator:
      return std::string(kGenerator) + identity.detail;
    case SourceKind::kReplay:
      return std::string(kReplay) + identity.detail;
  }
  BOT_CHECK(false);
}

SourceIdentity parse_source_identity(std::string_view text) {
  if (text.empty()) return {};
  if (text == kBroker) return {.kind = SourceKind::kBroker};
  if (text == kCsv) return {.kind = SourceKind::kCsv};
  if (text.starts_with(kGenerator))
    return {.kind = SourceKind::kGenerator, .detail = std::string(text.substr(kGenerator.size()))};
  if (text.starts_with(kReplay))
    return {.kind = SourceKind::kReplay, .detail = std::string(text.substr(kReplay.size()))};
  return {.kind = SourceKind::kService, .detail = std::string(text)};
}

std::string describe(const SourceIdentity& identity) {
  switch (identity.kind) {
    case SourceKind::kUnnamed:
      return "another program or an earlier version, which did not say whose they are";
    case SourceKind::kBroker:
      return "IBKR";
    case SourceKind::kCsv:
      return "CSV files";
    case SourceKind::kService:
      return identity.detail;
    case SourceKind::kGenerator:
      return "the simulated market with seed " + identity.detail;
    case SourceKind::kReplay:
      return "the replay of folder " + identity.detail;
  }
  BOT_CHECK(false);
}

}  // namespace bot
