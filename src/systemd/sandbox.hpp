// What a unit may touch: everything is shut but what is named here. Inside of this room.
#pragma once

#include <string>
#include <vector>

#include "systemd/layout.hpp"

namespace bot::systemd {

enum class Reach {
  kGateway,   // loopback, or the one address of the gateway
  kInternet,  // the webhook; never the gateway
  kNothing,   // no network at all
};

struct Sandbox {
  Reach reach = Reach::kNothing;
  std::string gateway_address{};            // of kGateway
  bool loopback = false;                    // of kInternet: the webhook is on this machine
  std::vector<std::string> name_servers{};  // of kInternet, on loopback
  bool writes_state = false;
  std::vector<std::string> writable{};  // further paths
};

// Lines of [Service], each with its end of line.
[[nodiscard]] std::string sandbox_lines(const Sandbox& sandbox, const Layout& layout);

// A path or word as unit files write it: % doubled; in quotes where it has blanks.
[[nodiscard]] std::string unit_word(const std::string& text);
// The same for settings that take the rest of the line as it is.
[[nodiscard]] std::string unit_line(const std::string& text);

}  // namespace bot::systemd
