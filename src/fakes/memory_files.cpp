#include "fakes/memory_files.hpp"

namespace bot::fakes {
namespace {

class HeldLock final : public ports::FileLock {
 public:
  HeldLock(std::shared_ptr<std::set<std::string>> all, std::string path)
      : all_(std::move(all)), path_(std::move(path)) {
    all_->insert(path_);
  }
  ~HeldLock() override { all_->erase(path_); }
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;

 private:
  std::shared_ptr<std::set<std::string>> all_;
  std::string path_;
};

}  // namespace

bool MemoryFiles::exists(const std::string& path) const {
  if (files.contains(path)) return true;
  const auto inside = files.lower_bound(path + "/");
  return inside != files.end() && inside->first.starts_with(path + "/");
}

Result<std::string> MemoryFiles::read(const std::string& path) const {
  const auto found = files.find(path);
  if (found == files.end()) return fail(ErrorCode::kIo, "no such file", path);
  return found->second;
}

Result<void> MemoryFiles::check_write(const std::string& path) const {
  if (write_fails && write_fails(path)) return fail(ErrorCode::kIo, "no space left on the disk", path);
  return {};
}

Result<void> MemoryFiles::write_atomically(const std::string& path, std::string_view bytes, unsigned) {
  BOT_TRY_VOID(check_write(path));
  files[path] = std::string(bytes);
  return {};
}

Result<void> MemoryFiles::append_durably(const std::string& path, std::string_view bytes, unsigned) {
  BOT_TRY_VOID(check_write(path));
  files[path].append(bytes);
  return {};
}

Result<void> MemoryFiles::rename(const std::string& from, const std::string& to) {
  auto moved = files.extract(from);
  if (moved.empty()) return fail(ErrorCode::kIo, "no such file", from);
  files[to] = std::move(moved.mapped());
  return {};
}

Result<void> MemoryFiles::remove(const std::string& path) {
  files.erase(path);
  return {};
}

Result<std::vector<std::string>> MemoryFiles::list(const std::string& folder) const {
  const std::string inside = folder + "/";
  std::vector<std::string> names;
  for (auto at = files.lower_bound(inside); at != files.end() && at->first.starts_with(inside); ++at)
    if (at->first.find('/', inside.size()) == std::string::npos) names.push_back(at->first.substr(inside.size()));
  return names;
}

Result<std::unique_ptr<ports::FileLock>> MemoryFiles::lock(const std::string& path) {
  if (locked_->contains(path)) return fail(ErrorCode::kLocked, "somebody else has the lock", path);
  return std::make_unique<HeldLock>(locked_, path);
}

}  // namespace bot::fakes
