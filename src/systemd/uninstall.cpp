#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "systemd/install.hpp"
#include "systemd/machine.hpp"
#include "systemd/render.hpp"

namespace bot::systemd {
namespace {

class Uninstaller {
 public:
  Uninstaller(const Layout& layout, const Machine& machine) : layout_(layout), machine_(machine) {}

  Result<Report> all() {
    if (is_real(layout_)) stop_everything();
    remove_units();
    remove_file(layout_.log_rotation);
    remove_file(layout_.hand_program);
    remove_folder(layout_.program_folder);
    if (is_real(layout_) && has_systemd_) {
      quietly(systemctl(layout_.scope, {"daemon-reload"}));
      quietly(systemctl(layout_.scope, {"reset-failed", fmt::format("{}*", kName)}));
    }
    name_what_stays();
    return report_;
  }

 private:
  [[nodiscard]] bool is_ours(const std::string& name) const {
    if (!name.starts_with(kName)) return false;
    const std::string_view rest = std::string_view(name).substr(std::string_view(kName).size());
    return rest.starts_with('.') || rest.starts_with('-');
  }

  [[nodiscard]] std::vector<std::string> our_units() const {
    std::vector<std::string> ours;
    const auto names = machine_.files.list(layout_.on_disk(layout_.unit_folder));
    if (!names) return ours;
    std::ranges::copy_if(*names, std::back_inserter(ours), [this](const std::string& name) { return is_ours(name); });
    return ours;
  }

  void quietly(const std::vector<std::string>& arguments) { (void)machine_.processes.run(arguments); }

  // Goes on whatever happens: this is how a person stops the program.
  bool attempt(const std::vector<std::string>& arguments) {
    const auto done = run_or_fail(machine_, arguments);
    if (!done) report_.warnings.push_back(done.error().text());
    return done.has_value();
  }

  void stop_everything() {
    const auto systemd = check_systemd(machine_, layout_);
    has_systemd_ = systemd.has_value();
    if (!has_systemd_) {
      report_.warnings.push_back(systemd.error().text());
      return;
    }
    const std::vector<std::string> present = our_units();
    if (present.empty()) return;
    const auto there = [&](const std::string& unit) { return std::ranges::find(present, unit) != present.end(); };
    std::vector<std::string> disable{"disable", "--now"};
    std::ranges::copy_if(enabled_units(layout_.scope), std::back_inserter(disable), there);
    if (disable.size() > 2) attempt(systemctl(layout_.scope, disable));
    for (const std::string& unit : service_units()) {
      if (!there(unit) || unit.find("notifier") != std::string::npos) continue;
      const auto state = machine_.processes.run(systemctl(layout_.scope, {"is-active", unit}));
      const std::string active = state ? std::string(trim(state->out)) : "";
      if (attempt(systemctl(layout_.scope, {"stop", unit})) && (active == "activating" || active == "active"))
        report_.done.push_back(fmt::format("stopped {}, which was running: it cancelled its own orders first", unit));
    }
    // What the stopped run had to say still goes out.
    const std::string notifier = fmt::format("{}-notifier.service", kName);
    if (there(notifier)) quietly(systemctl(layout_.scope, {"start", notifier}));
  }

  void remove_units() {
    for (const std::string& name : our_units()) {
      const std::string path = layout_.unit_folder + "/" + name;
      if (name.ends_with(".d")) {
        remove_folder(path);
      } else {
        remove_file(path);
      }
    }
    // What `systemctl enable` linked, where systemctl could not be asked to undo it.
    for (const char* target : {"timers.target.wants", "paths.target.wants"})
      for (const std::string& unit : enabled_units(layout_.scope))
        quietly_remove(layout_.on_disk(fmt::format("{}/{}/{}", layout_.unit_folder, target, unit)));
  }

  void quietly_remove(const std::string& path) {
    if (const auto removed = machine_.files.remove(path); !removed) report_.warnings.push_back(removed.error().text());
  }

  void remove_file(const std::string& path) {
    if (!machine_.files.exists(layout_.on_disk(path))) return;
    quietly_remove(layout_.on_disk(path));
    report_.done.push_back("removed " + layout_.on_disk(path));
  }

  void remove_folder(const std::string& path) {
    if (!machine_.files.exists(layout_.on_disk(path))) return;
    if (attempt({"rm", "-r", "-f", "--", layout_.on_disk(path)}))
      report_.done.push_back("removed " + layout_.on_disk(path));
  }

  void name_what_stays() {
    const auto stays = [this](const std::string& path, std::string_view what) {
      if (machine_.files.exists(layout_.on_disk(path)))
        report_.kept.push_back(fmt::format("{} ({})", layout_.on_disk(path), what));
    };
    stays(layout_.state_folder, "ledger, audit, outbox, cache: the memory of the orders");
    stays(layout_.config_file, "configuration");
    stays(layout_.environment_file, "configuration from the environment");
    stays(layout_.credentials_folder, "secrets");
    stays(layout_.log_file, "log");
    stays(layout_.error_log_file, "log of errors");
  }

  const Layout& layout_;
  const Machine& machine_;
  bool has_systemd_ = false;
  Report report_;
};

}  // namespace

Result<Report> uninstall(const Layout& layout, const Machine& machine) { return Uninstaller(layout, machine).all(); }

}  // namespace bot::systemd
