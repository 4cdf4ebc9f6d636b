#include "app/arming_facts.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "config/fingerprint.hpp"
#include "os/random_bytes.hpp"

namespace bot::app {
namespace {

constexpr const char* kProgram = "/proc/self/exe";
constexpr const char* kMachineId = "/etc/machine-id";

// Never the id itself: it is not meant to be given to anybody.
std::string host_of_this_machine(const Environment& environment) {
  const auto id = environment.files.read(kMachineId);
  const std::string text(id ? trim(*id) : std::string_view());
  return text.empty() ? "unnamed" : sha256_hex("portfolio-rebalance " + text).substr(0, 16);
}

Result<Secret> read_key(const Environment& environment) {
  const std::string path = seal_key_file(environment);
  if (!environment.files.exists(path)) return Secret();
  BOT_TRY(const ports::FileMode mode, os::mode_of(path));
  if (mode.is_symlink || !mode.is_ours || (mode.bits & 077U) != 0)
    return fail(ErrorCode::kConfig,
                "the key that seals an arming must be this user's own file, readable by nobody else", path,
                "chmod 600 it if nobody else had access; else delete it and type bot arm again.");
  BOT_TRY(std::string text, environment.files.read(path));
  Secret key{std::string(trim(text))};
  wipe(text);
  if (key.empty())
    return fail(ErrorCode::kConfig, "the key that seals an arming is empty", path, "Delete it and type bot arm again.");
  return key;
}

}  // namespace

std::string seal_key_file(const Environment& environment) { return environment.settings().paths.state + "/host.key"; }

Result<ledger::ArmingFacts> arming_facts(const Environment& environment) {
  ledger::ArmingFacts facts;
  facts.config_sha256 = config::trading_fingerprint(environment.loaded);
  BOT_TRY(const std::string program, environment.files.read(kProgram));
  facts.program_sha256 = sha256_hex(program);
  facts.host = host_of_this_machine(environment);
  BOT_TRY(facts.key, read_key(environment));
  return facts;
}

Result<ledger::ArmingFacts> arming_facts_with_key(Environment& environment) {
  BOT_TRY(ledger::ArmingFacts facts, arming_facts(environment));
  if (!facts.key.empty()) return facts;
  BOT_TRY(std::string key, os::random_hex(32));
  BOT_TRY_VOID(environment.files.write_atomically(seal_key_file(environment), key + "\n", 0600));
  facts.key = Secret(std::move(key));
  return facts;
}

}  // namespace bot::app
