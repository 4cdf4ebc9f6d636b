#include "app/unfinished_search.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"

namespace bot::app {
namespace {

constexpr double kKeepEverySeconds = 0.25;
constexpr double kKeepingShare = 20;  // of the time of a search, keeping it takes at most one part in so many

}  // namespace

UnfinishedSearch::UnfinishedSearch(const Search& search, const Shard& shard)
    : search_(search),
      shard_(shard),
      items_(list_items(shard, search.work().item_count())),
      numbers_(search.work().item_count() * search.work().numbers_per_item()),
      done_(search.work().item_count()),
      keep_next_s_(kKeepEverySeconds) {}

const SearchIdentity& UnfinishedSearch::identity() const {
  if (!identity_) identity_ = search_.identity();
  return *identity_;
}

std::string UnfinishedSearch::path() const {
  return fmt::format("{}/{}", search_.environment().settings().paths.reports, unfinished_name(identity(), shard_));
}

void UnfinishedSearch::resume() {
  Environment& environment = search_.environment();
  const std::string& folder = environment.settings().paths.reports;
  if (!environment.files.exists(folder)) return;
  const auto names = environment.files.list(folder);
  // The bars are hashed only where there may be something.
  const bool any =
      names && std::ranges::any_of(*names, [](const std::string& name) { return is_unfinished_name(name); });
  if (!any || !environment.files.exists(path())) return;
  const auto piece = read_piece(environment.files, path());
  const std::size_t width = search_.work().numbers_per_item();
  const auto fits = [&](const SearchPiece::Item& item) {
    return std::ranges::binary_search(items_, item.item) && item.numbers.size() == width;
  };
  if (!piece || piece->of != identity() || piece->shard != shard_ || !std::ranges::all_of(piece->items, fits)) {
    environment.log.warning(fmt::format("what an interrupted start kept cannot be used, the search begins anew: {}",
                                        piece ? path() : piece.error().text()));
    return;
  }
  for (const SearchPiece::Item& item : piece->items) {
    std::ranges::copy(item.numbers, numbers_.begin() + static_cast<std::ptrdiff_t>(item.item * width));
    done_count_ += done_[item.item] == 0 ? 1 : 0;
    done_[item.item] = 1;
  }
  kept_ = true;
  environment.log.info(
      fmt::format("goes on from an interrupted start: {} of {} parts are there", done_count_, items_.size()));
}

std::vector<std::size_t> UnfinishedSearch::left() const {
  std::vector<std::size_t> left;
  for (const std::size_t item : items_)
    if (done_[item] == 0) left.push_back(item);
  return left;
}

void UnfinishedSearch::add(std::size_t item, std::span<const double> numbers) {
  const std::size_t width = search_.work().numbers_per_item();
  BOT_CHECK(numbers.size() == width, "{} {}", numbers.size(), width);
  const std::lock_guard lock(adding_);
  std::ranges::copy(numbers, numbers_.begin() + static_cast<std::ptrdiff_t>(item * width));
  done_[item] = 1;
  ++done_count_;
  if (running_.seconds() < keep_next_s_ || done_count_ == items_.size()) return;
  const Stopwatch keeping;
  if (const auto kept = keep(); !kept && !std::exchange(keeping_failed_, true))
    search_.environment().log.warning("an interruption would cost what is done so far: " + kept.error().text());
  keep_next_s_ = running_.seconds() + std::max(kKeepEverySeconds, kKeepingShare * keeping.seconds());
}

SearchPiece UnfinishedSearch::piece() const {
  const std::size_t width = search_.work().numbers_per_item();
  SearchPiece piece{.of = identity(), .shard = shard_, .item_count = done_.size(), .items = {}};
  for (const std::size_t item : items_) {
    if (done_[item] == 0) continue;
    const auto begin = numbers_.begin() + static_cast<std::ptrdiff_t>(item * width);
    piece.items.push_back({item, std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(width))});
  }
  return piece;
}

Result<void> UnfinishedSearch::keep() {
  Environment& environment = search_.environment();
  BOT_TRY_VOID(environment.files.make_folders(environment.settings().paths.reports, 0755));
  BOT_TRY_VOID(write_piece(environment.files, path(), piece()));
  kept_ = true;
  return {};
}

tl::unexpected<Error> UnfinishedSearch::interrupted() {
  if (done_count_ == 0)
    return fail(ErrorCode::kInterrupted, "interrupted before a part was done; no report was written", "",
                "Start it again.");
  if (const auto kept = keep(); !kept)
    return fail(ErrorCode::kInterrupted,
                "interrupted; no report was written, and what was done could not be kept: " + kept.error().message(),
                kept.error().where, "Start it again.");
  return fail(ErrorCode::kInterrupted,
              fmt::format("interrupted; no report was written, {} of {} parts are kept", done_count_, items_.size()),
              path(), "The same command goes on from there.");
}

void UnfinishedSearch::discard() {
  if (!kept_) return;
  if (const auto removed = search_.environment().files.remove(path()); !removed)
    search_.environment().log.warning(removed.error().text());
}

}  // namespace bot::app
