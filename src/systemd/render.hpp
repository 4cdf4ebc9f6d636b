// The texts of an installation, as a pure function of its options: units, timers, log rotation, the notifier's
// configuration, the program by hand.
#pragma once

#include <string>
#include <vector>

#include "systemd/layout.hpp"
#include "systemd/options.hpp"

namespace bot::systemd {

struct RenderedFile {
  std::string path;  // without the prefix
  std::string text;
  unsigned mode = 0644;
};

[[nodiscard]] std::vector<RenderedFile> render_files(const Options& options, const Layout& layout);

// The units by name. Timers and the path are what is enabled; everything else they start.
[[nodiscard]] std::vector<std::string> enabled_units(Scope scope);
[[nodiscard]] std::vector<std::string> service_units();  // the trader first

// OnCalendar= expressions of the trader, for the table of instants.
[[nodiscard]] std::vector<std::string> run_calendar(const Options& options);

// Where the notifier looks, as an absolute path.
[[nodiscard]] std::string outbox_path(const Options& options, const Layout& layout);

}  // namespace bot::systemd
