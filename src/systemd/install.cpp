#include "systemd/install.hpp"

#include <fmt/format.h>

#include "ports/free_name.hpp"
#include "systemd/machine.hpp"
#include "systemd/render.hpp"

namespace bot::systemd {
namespace {

class Installer {
 public:
  Installer(const Installation& installation, const Machine& machine)
      : wanted_(installation), layout_(installation.layout), machine_(machine) {}

  Result<Report> all() {
    BOT_TRY_VOID(make_account());
    BOT_TRY_VOID(make_all_folders());
    BOT_TRY_VOID(copy_program());
    BOT_TRY_VOID(put_configuration());
    BOT_TRY_VOID(put_secrets());
    BOT_TRY_VOID(put_rendered());
    BOT_TRY_VOID(make_logs());
    BOT_TRY_VOID(start());
    return report_;
  }

 private:
  [[nodiscard]] bool owns() const { return layout_.scope == Scope::kSystem && is_real(layout_); }
  [[nodiscard]] bool system() const { return layout_.scope == Scope::kSystem; }

  Result<void> run(const std::vector<std::string>& arguments) {
    BOT_TRY_VOID(run_or_fail(machine_, arguments));
    return {};
  }

  // The account the runs have: no password, no shell, no home but the state.
  Result<void> make_account() {
    if (!owns()) return {};
    BOT_TRY(const ports::ProcessEnd known, machine_.processes.run({"getent", "passwd", kName}));
    if (known.status == 0) return {};
    BOT_TRY_VOID(run({"useradd", "--system", "--user-group", "--no-create-home", "--home-dir", layout_.state_folder,
                      "--shell", "/usr/sbin/nologin", kName}));
    report_.done.push_back(fmt::format("user {}", kName));
    return {};
  }

  // Whatever the umask is: a folder that is there gets mode and owner again.
  Result<void> folder(const std::string& path, const char* mode, const char* owner) {
    if (!is_real(layout_)) return machine_.files.make_folders(layout_.on_disk(path), 0755);
    std::vector<std::string> arguments{"install", "-d", "-m", mode};
    if (owns()) arguments.insert(arguments.end(), {"-o", owner, "-g", owner});
    arguments.push_back(path);
    return run(arguments);
  }

  Result<void> make_all_folders() {
    const char* open = system() ? "0755" : "0700";
    for (const std::string& path : {layout_.program_folder, layout_.program_folder + "/bin",
                                    layout_.program_folder + "/lib", layout_.config_folder})
      BOT_TRY_VOID(folder(path, open, "root"));
    BOT_TRY_VOID(folder(layout_.credentials_folder, "0700", "root"));
    BOT_TRY_VOID(folder(layout_.state_folder, "0700", kName));
    BOT_TRY_VOID(take_over_records());
    const std::string path = outbox_path(wanted_.options, layout_) + "/pending";
    if (!is_real(layout_)) return machine_.files.make_folders(layout_.on_disk(path), 0755);
    return own_folder(path);
  }

  // A folder of the account itself, and every folder on the way to it.
  Result<void> own_folder(const std::string& path) {
    if (system()) return run({"runuser", "-u", kName, "--", "mkdir", "-p", "-m", "0700", path});
    return run({"mkdir", "-p", "-m", "0700", path});
  }

  // Whole before it has its name; only then is the old one out of the way. Nothing is deleted.
  Result<void> take_over_records() {
    if (!is_real(layout_)) return {};
    for (const Takeover& takeover : wanted_.takeovers) {
      const std::string coming = ports::aside_name(takeover.to, "coming");
      BOT_TRY_VOID(own_folder(takeover.to.substr(0, takeover.to.rfind('/'))));
      BOT_TRY_VOID(run({"rm", "-rf", "--", coming}));
      BOT_TRY_VOID(run({"cp", "-a", "--", takeover.from, coming}));
      if (system()) BOT_TRY_VOID(run({"chown", "-R", fmt::format("{0}:{0}", kName), coming}));
      if (machine_.files.exists(takeover.to))
        BOT_TRY_VOID(machine_.files.rename(takeover.to,
                                           ports::free_name(machine_.files, ports::aside_name(takeover.to, "before"))));
      BOT_TRY_VOID(machine_.files.rename(coming, takeover.to));
      const std::string kept = ports::free_name(machine_.files, ports::aside_name(takeover.from, "taken-over"));
      BOT_TRY_VOID(machine_.files.rename(takeover.from, kept));
      report_.done.push_back(fmt::format("{} with {}, taken over from {} (kept as {}); by hand from now on: {}",
                                         takeover.to, takeover.what, takeover.from, kept, kName));
    }
    return {};
  }

  Result<void> write(const std::string& path, std::string_view text, unsigned mode) {
    return machine_.files.write_atomically(layout_.on_disk(path), text, mode);
  }

  Result<void> copy(const std::string& from, const std::string& to) {
    if (from == layout_.on_disk(to)) return {};  // installed by the installed program
    BOT_TRY(const std::string bytes, machine_.files.read(from));
    return write(to, bytes, 0755);
  }

  Result<void> copy_program() {
    BOT_TRY(const std::string libraries, run_or_fail(machine_, {"ldd", wanted_.program}));
    BOT_TRY_VOID(copy(wanted_.program, layout_.program));
    std::string names;
    for (const Library& library : private_libraries(libraries)) {
      BOT_TRY_VOID(copy(library.path, layout_.program_folder + "/lib/" + library.name));
      names += (names.empty() ? " with " : ", ") + library.name;
    }
    report_.done.push_back(layout_.on_disk(layout_.program) + names);
    return {};
  }

  // Owned by root, readable by the account: it names accounts, and nobody else needs to know them.
  Result<void> write_for_account(const std::string& path, std::string_view text) {
    BOT_TRY_VOID(write(path, text, system() ? 0640 : 0600));
    return owns() ? run({"chown", fmt::format("root:{}", kName), path}) : Result<void>{};
  }

  Result<void> put_configuration() {
    const std::string on_disk = layout_.on_disk(layout_.config_file);
    if (!machine_.files.exists(on_disk)) {
      BOT_TRY_VOID(write_for_account(layout_.config_file, wanted_.config_text));
      report_.done.push_back(on_disk);
    } else {
      BOT_TRY(const std::string present, machine_.files.read(on_disk));
      if (!wanted_.replace_config || present == wanted_.config_text) {
        report_.kept.push_back(on_disk + " as it was");
      } else {
        BOT_TRY_VOID(write_for_account(layout_.config_file + ".before", present));
        BOT_TRY_VOID(write_for_account(layout_.config_file, wanted_.config_text));
        report_.done.push_back(on_disk + " (the one before: config.local.yaml.before)");
      }
    }
    if (wanted_.environment_text.empty()) return {};
    if (machine_.files.exists(layout_.on_disk(layout_.environment_file))) {
      report_.kept.push_back(layout_.on_disk(layout_.environment_file) + " as it was");
      return {};
    }
    BOT_TRY_VOID(write_for_account(layout_.environment_file, wanted_.environment_text));
    report_.done.push_back(layout_.on_disk(layout_.environment_file));
    return {};
  }

  Result<void> put_secrets() {
    for (const auto& [variable, secret] : wanted_.secrets) {
      const std::string path = layout_.credentials_folder + "/" + variable;
      const bool present = machine_.files.exists(layout_.on_disk(path));
      if (present && secret.empty()) {
        report_.kept.push_back(layout_.on_disk(path));
        continue;
      }
      BOT_TRY_VOID(write(path, secret.empty() ? std::string() : secret.reveal() + "\n", 0600));
      report_.done.push_back(layout_.on_disk(path) + (secret.empty() ? " (empty: not set)" : ""));
    }
    return {};
  }

  Result<void> put_rendered() {
    for (const RenderedFile& file : render_files(wanted_.options, layout_)) {
      if (file.path == layout_.notifier_config) {
        BOT_TRY_VOID(write_for_account(file.path, file.text));
      } else {
        BOT_TRY_VOID(write(file.path, file.text, file.mode));
      }
      report_.done.push_back(layout_.on_disk(file.path));
    }
    return {};
  }

  Result<void> make_logs() {
    if (!is_real(layout_)) return {};
    if (!system()) BOT_TRY_VOID(folder(layout_.log_file.substr(0, layout_.log_file.rfind('/')), "0700", kName));
    for (const std::string& path : {layout_.log_file, layout_.error_log_file}) {
      if (machine_.files.exists(path)) continue;
      std::vector<std::string> arguments{"install", "-m", "0640"};
      if (system()) arguments.insert(arguments.end(), {"-o", kName, "-g", kName});
      arguments.insert(arguments.end(), {"/dev/null", path});
      BOT_TRY_VOID(run(arguments));
    }
    return {};
  }

  Result<void> start() {
    if (!is_real(layout_)) return {};
    BOT_TRY_VOID(run(systemctl(layout_.scope, {"daemon-reload"})));
    std::vector<std::string> enable{"enable"}, restart{"restart"};
    for (const std::string& unit : enabled_units(layout_.scope)) {
      enable.push_back(unit);
      restart.push_back(unit);
    }
    BOT_TRY_VOID(run(systemctl(layout_.scope, enable)));
    BOT_TRY_VOID(run(systemctl(layout_.scope, restart)));
    if (system()) return {};
    const auto lingers = machine_.processes.run({"loginctl", "enable-linger"});
    if (!lingers || lingers->status != 0)
      report_.warnings.emplace_back(
          "the timers end when you log out: `sudo loginctl enable-linger $USER` keeps them running");
    return {};
  }

  const Installation& wanted_;
  const Layout& layout_;
  const Machine& machine_;
  Report report_;
};

}  // namespace

Result<Report> install(const Installation& installation, const Machine& machine) {
  BOT_TRY_VOID(check_systemd(machine, installation.layout));
  return Installer(installation, machine).all();
}

}  // namespace bot::systemd
