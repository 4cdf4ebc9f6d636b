// Where a value of the configuration came from.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace bot::config {

enum class OriginKind {
  kBuiltIn,       // the copy of config/config.yaml in the program
  kDefaultsFile,  // config/config.yaml itself, which a clone brings
  kOwnFile,       // config/config.local.yaml, or the file of --config
  kEnvFile,
  kVariable,    // of the environment
  kCredential,  // of systemd
  kFlag,
  kRecord,  // what a run recorded
  kNone     // a secret that is not set
};

struct Origin {
  OriginKind kind = OriginKind::kBuiltIn;
  std::string name{};  // the file, variable, credential or flag; of a record the key
  int line = 0;        // in the file, from 1
  bool operator==(const Origin&) const = default;
};

// As `bot config show` has it: "config/config.local.yaml:12", "built-in default", "environment IB_PORT", ".env:3",
// "credential DISCORD_WEBHOOK_URL", "--set universe", "--clock".
[[nodiscard]] std::string to_text(const Origin& origin);
// The same as the place of an error: that of a built-in value is a line too.
[[nodiscard]] std::string to_place(const Origin& origin);
// False: the program's own value, or one of the file of defaults that a clone brings.
[[nodiscard]] bool is_owners_choice(const Origin& origin);

class Origins {
 public:
  // `layer` 0 is the built-in copy; a higher one wins.
  void set(const std::string& path, int layer, Origin origin) { origins_[path] = {layer, std::move(origin)}; }
  // That of a key nobody set, such as an open map without entries, is the program.
  [[nodiscard]] Origin at(const std::string& path) const;
  // When several keys do not fit together, the one set last: that is what the person changed.
  [[nodiscard]] std::optional<Origin> latest(std::initializer_list<std::string> paths) const;

 private:
  struct Set {
    int layer = 0;
    Origin origin;
  };
  std::map<std::string, Set> origins_;
};

struct Warning {
  Error error;                   // kConfig: a setting without effect, the mode of a file
  std::optional<Origin> origin;  // of the value it is about
};

// Without those of built-in values, which nobody wrote.
[[nodiscard]] std::vector<Error> beyond_built_in(const std::vector<Warning>& warnings);

struct Remarks {
  std::vector<Error> errors;
  std::vector<Warning> warnings;
};

}  // namespace bot::config
