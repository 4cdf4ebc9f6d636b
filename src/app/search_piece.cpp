#include "app/search_piece.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/request.hpp"
#include "base/sha256.hpp"
#include "json/codec.hpp"

namespace bot::app {
namespace {

constexpr std::string_view kSchema = "bot.piece/1";
constexpr std::string_view kUnfinished = ".unfinished";
constexpr std::size_t kMaxRuns = 1'000'000;     // as --runs may be
constexpr std::size_t kMaxItems = 100'000'000;  // more than a search of years has

// The first line of the file; the second is the piece.
struct Seal {
  std::string schema;
  std::string sha256;  // of the second line
  static void fields(auto& each) {
    each("schema", &Seal::schema);
    each("sha256", &Seal::sha256);
  }
};

tl::unexpected<Error> damaged(const std::string& path) {
  return fail(ErrorCode::kData, "the piece is damaged", path, "Run its --shard again; nothing was written.");
}

// Whether the numbers of whoever wrote it by hand are such as a search has.
bool is_sound(const SearchPiece& piece) {
  const bool has_runs = piece.of.command == PermuteRequest::kName;
  return parse_shard(to_text(piece.shard)) == piece.shard && piece.item_count <= kMaxItems &&
         has_runs == (piece.of.runs > 0) && piece.of.runs <= kMaxRuns;
}

std::string flag_text(std::string_view flag, const std::optional<Date>& date) {
  return date ? fmt::format("{} {}", flag, to_iso(*date)) : fmt::format("no {}", flag);
}

tl::unexpected<Error> not_all(std::string what, const std::string& where) {
  return fail(ErrorCode::kData, std::move(what), where,
              "Give each piece of one search once, from --shard 1/n to --shard n/n; nothing was written.");
}

Result<void> check_items(const ReadPiece& read) {
  const SearchPiece& piece = read.piece;
  const std::vector<std::size_t> wanted = list_items(piece.shard, piece.item_count);
  if (std::ranges::equal(piece.items, wanted, {}, &SearchPiece::Item::item)) return {};
  if (piece.items.size() >= wanted.size()) return damaged(read.path);
  return not_all(fmt::format("piece {} is not finished: {} of its {} parts", to_text(piece.shard), piece.items.size(),
                             wanted.size()),
                 read.path);
}

}  // namespace

std::string difference(const SearchIdentity& one, const SearchIdentity& other) {
  if (one.command != other.command) return "bot " + one.command;
  if (one.version != other.version) return "version " + one.version;
  if (one.start != other.start) return flag_text("--start", one.start);
  if (one.end != other.end) return flag_text("--end", one.end);
  if (one.seed != other.seed) return fmt::format("seed {}", one.seed);
  if (one.runs != other.runs) return fmt::format("{} runs", one.runs);
  if (one.settings_sha256 != other.settings_sha256) return "other settings";
  if (one.bars_sha256 != other.bars_sha256) return "other bars";
  return {};
}

Result<void> write_piece(ports::Files& files, const std::string& path, const SearchPiece& piece) {
  const std::string body = json::encode(piece);
  return files.write_atomically(path, json::encode(Seal{std::string(kSchema), sha256_hex(body)}) + "\n" + body + "\n",
                                0644);
}

Result<SearchPiece> read_piece(const ports::Files& files, const std::string& path) {
  BOT_TRY(const std::string text, files.read(path));
  const auto first_end = text.find('\n');
  const auto seal = json::decode<Seal>(std::string_view(text).substr(0, first_end));
  if (!seal || seal->schema != kSchema)
    return fail(ErrorCode::kData, "this is no piece of a search", path,
                "Give the files that bot walkforward --shard or bot permute --shard named; nothing was written.");
  if (first_end == std::string::npos || !text.ends_with('\n')) return damaged(path);
  const std::string_view body = std::string_view(text).substr(first_end + 1, text.size() - first_end - 2);
  if (sha256_hex(body) != seal->sha256) return damaged(path);
  auto piece = json::decode<SearchPiece>(body);
  if (!piece || !is_sound(*piece)) return damaged(path);
  return *std::move(piece);
}

std::string unfinished_name(const SearchIdentity& of, const Shard& shard) {
  constexpr std::size_t kLength = 16;
  const std::string hash = sha256_hex(json::encode(of) + to_text(shard));
  return fmt::format("{}-{}{}", of.command, hash.substr(0, kLength), kUnfinished);
}

bool is_unfinished_name(std::string_view name) { return name.ends_with(kUnfinished); }

Result<void> check_pieces(const std::vector<ReadPiece>& pieces) {
  const ReadPiece& first = pieces.front();
  std::vector<const ReadPiece*> by_index(first.piece.shard.count);
  for (const ReadPiece& one : pieces) {
    const Shard& shard = one.piece.shard;
    if (const std::string differs = difference(one.piece.of, first.piece.of); !differs.empty())
      return not_all(fmt::format("the piece is of another search than {}: {}", first.path, differs), one.path);
    if (shard.count != by_index.size() || one.piece.item_count != first.piece.item_count)
      return not_all(
          fmt::format("piece {} stands beside piece {} in {}", to_text(shard), to_text(first.piece.shard), first.path),
          one.path);
    const ReadPiece*& place = by_index[shard.index - 1];
    if (place != nullptr)
      return not_all(fmt::format("piece {} is there twice, also in {}", to_text(shard), place->path), one.path);
    place = &one;
    BOT_TRY_VOID(check_items(one));
  }
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < by_index.size(); ++i)
    if (by_index[i] == nullptr) missing.push_back(to_text({i + 1, by_index.size()}));
  if (missing.empty()) return {};
  constexpr std::size_t kNamed = 10;
  const std::size_t named = std::min(kNamed, missing.size());
  std::string text =
      fmt::format("{}", fmt::join(missing.begin(), missing.begin() + static_cast<std::ptrdiff_t>(named), ", "));
  if (named < missing.size()) text += fmt::format(" and {} more", missing.size() - named);
  return not_all(
      fmt::format("of the {} pieces {} missing", by_index.size(), text + (missing.size() == 1 ? " is" : " are")), "");
}

Result<std::vector<double>> join_pieces(const std::vector<ReadPiece>& pieces, const research::Work& work) {
  const std::size_t width = work.numbers_per_item();
  std::vector<double> numbers(work.item_count() * width);
  for (const ReadPiece& one : pieces) {
    if (one.piece.item_count != work.item_count()) return damaged(one.path);
    for (const SearchPiece::Item& item : one.piece.items) {
      if (item.item >= work.item_count() || item.numbers.size() != width) return damaged(one.path);
      std::ranges::copy(item.numbers, numbers.begin() + static_cast<std::ptrdiff_t>(item.item * width));
    }
  }
  return numbers;
}

}  // namespace bot::app
