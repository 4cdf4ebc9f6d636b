// Whose bars these are, to the point where two sources' bars may not stand in one series: the broker's, those of CSV
// files, of a service, of a simulated market. Kept in the cache's files, reported by an embedded gateway.
#pragma once

#include <string>
#include <string_view>

namespace bot {

enum class SourceKind {
  kUnnamed,    // a file of another program: real, for all we know
  kBroker,     // IBKR's
  kCsv,        // the owner's files
  kService,    // a data service
  kGenerator,  // the embedded gateway's made-up market
  kReplay      // the embedded gateway over a folder of prices
};

struct SourceIdentity {
  SourceKind kind = SourceKind::kUnnamed;
  std::string detail{};  // the service's name, the generator's seed, the fingerprint of the replay's folder
  bool operator==(const SourceIdentity&) const = default;
};

[[nodiscard]] constexpr bool is_simulated(SourceKind kind) {
  return kind == SourceKind::kGenerator || kind == SourceKind::kReplay;
}
[[nodiscard]] inline bool is_simulated(const SourceIdentity& identity) { return is_simulated(identity.kind); }

// One word, for metadata and the gateway's notice: "broker", "generator:1", "replay:0123456789ab"; empty: unnamed.
[[nodiscard]] std::string to_text(const SourceIdentity& identity);
// A word nobody of ours writes is the name of a service.
[[nodiscard]] SourceIdentity parse_source_identity(std::string_view text);
// For a person: "IBKR", "CSV files", "the simulated market with seed 1".
[[nodiscard]] std::string describe(const SourceIdentity& identity);

}  // namespace bot
