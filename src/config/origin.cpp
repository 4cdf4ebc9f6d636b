#include "config/origin.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace bot::config {

std::string to_text(const Origin& origin) {
  switch (origin.kind) {
    case OriginKind::kBuiltIn:
      return "built-in default";
    case OriginKind::kDefaultsFile:
    case OriginKind::kOwnFile:
    case OriginKind::kEnvFile:
      return fmt::format("{}:{}", origin.name, origin.line);
    case OriginKind::kVariable:
      return "environment " + origin.name;
    case OriginKind::kCredential:
      return "credential " + origin.name;
    case OriginKind::kFlag:
    case OriginKind::kRecord:
      return origin.name;
    case OriginKind::kNone:
      return "not set";
  }
  BOT_CHECK(false);
}

std::string to_place(const Origin& origin) {
  return origin.kind == OriginKind::kBuiltIn && origin.line > 0 ? fmt::format("{}:{}", origin.name, origin.line)
                                                                : to_text(origin);
}

bool is_owners_choice(const Origin& origin) {
  switch (origin.kind) {
    case OriginKind::kBuiltIn:
    case OriginKind::kDefaultsFile:
    case OriginKind::kNone:
      return false;
    case OriginKind::kOwnFile:
    case OriginKind::kEnvFile:
    case OriginKind::kVariable:
    case OriginKind::kCredential:
    case OriginKind::kFlag:
    case OriginKind::kRecord:
      return true;
  }
  BOT_CHECK(false);
}

Origin Origins::at(const std::string& path) const {
  const auto found = origins_.find(path);
  return found == origins_.end() ? Origin{} : found->second.origin;
}

std::optional<Origin> Origins::latest(std::initializer_list<std::string> paths) const {
  const Set* best = nullptr;
  for (const std::string& path : paths) {
    const auto found = origins_.find(path);
    if (found != origins_.end() && (best == nullptr || found->second.layer > best->layer)) best = &found->second;
  }
  return best == nullptr ? std::nullopt : std::optional(best->origin);
}

std::vector<Error> beyond_built_in(const std::vector<Warning>& warnings) {
  std::vector<Error> errors;
  for (const Warning& warning : warnings)
    if (!warning.origin || warning.origin->kind != OriginKind::kBuiltIn) errors.push_back(warning.error);
  return errors;
}

}  // namespace bot::config
