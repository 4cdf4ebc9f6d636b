// Puts an installation on the machine and takes it off again. Safe to repeat: what is there is rewritten or kept.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "ports/files.hpp"
#include "ports/processes.hpp"
#include "systemd/layout.hpp"
#include "systemd/options.hpp"

namespace bot::systemd {

struct Machine {
  ports::Files& files;
  ports::Processes& processes;
};

// Records of runs by hand that become the units' own: two ledgers of one account would disagree about its orders.
struct Takeover {
  std::string what;  // "the ledger of DU0000001"
  std::string from;  // where a run by hand keeps them; whoever asks holds their lock
  std::string to;    // where the units look for them; nothing was traded with what is there
};

struct Installation {
  Options options;
  Layout layout;
  std::string program;                    // the running bot, to be copied
  std::string config_text;                // for the configuration file where there is none yet
  bool replace_config = false;            // the person named a file: it takes the place of the one that is there
  std::string environment_text;           // NAME=VALUE lines, no secrets; empty: none
  std::map<std::string, Secret> secrets;  // by variable; an empty one makes an empty file
  std::vector<Takeover> takeovers{};      // on the machine itself; below a prefix there is nobody to run with them
};

struct Report {
  std::vector<std::string> done;
  std::vector<std::string> kept;
  std::vector<std::string> warnings;
};

// Whether there is a systemd to install into: an error says why not and what to do instead.
[[nodiscard]] Result<void> check_systemd(const Machine& machine, const Layout& layout);
[[nodiscard]] Result<Report> install(const Installation& installation, const Machine& machine);
// The emergency stop: timers first, then a run in flight, then the files. Goes on where a step fails and reports it.
[[nodiscard]] Result<Report> uninstall(const Layout& layout, const Machine& machine);

// What `ldd` says of a program, less what the system itself brings.
struct Library {
  std::string name;  // "libarrow.so.2600"
  std::string path;
};
[[nodiscard]] std::vector<Library> private_libraries(std::string_view ldd_output);

}  // namespace bot::systemd
