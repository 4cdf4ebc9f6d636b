// The numbers of a search, or of a part of it, as a file: a piece of `--shard i/n` for `bot merge`, or what an
// interrupted run leaves for the next. It names everything the numbers depend on and holds them to the bit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/shard.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "ports/files.hpp"
#include "research/work.hpp"

namespace bot::app {

// Everything the numbers depend on: equal identities, equal numbers.
struct SearchIdentity {
  std::string command;  // "walkforward", "permute"
  std::string version;  // of the program
  std::optional<Date> start, end;
  std::uint64_t seed = 0;  // of permute
  std::size_t runs = 0;
  std::string settings_sha256;
  std::string bars_sha256;
  bool operator==(const SearchIdentity&) const = default;
  static void fields(auto& each) {
    each("command", &SearchIdentity::command);
    each("version", &SearchIdentity::version);
    each("start", &SearchIdentity::start);
    each("end", &SearchIdentity::end);
    each("seed", &SearchIdentity::seed);
    each("runs", &SearchIdentity::runs);
    each("settings_sha256", &SearchIdentity::settings_sha256);
    each("bars_sha256", &SearchIdentity::bars_sha256);
  }
};
// What the first has and the second has not, in words: "--seed 7", "other bars". Empty: they are equal.
[[nodiscard]] std::string difference(const SearchIdentity& one, const SearchIdentity& other);

struct SearchPiece {
  struct Item {
    std::size_t item = 0;
    std::vector<double> numbers;
    static void fields(auto& each) {
      each("item", &Item::item);
      each("numbers", &Item::numbers);
    }
  };
  SearchIdentity of;
  Shard shard;
  std::size_t item_count = 0;  // of the whole search
  std::vector<Item> items;     // ascending
  static void fields(auto& each) {
    each("of", &SearchPiece::of);
    each("shard", &SearchPiece::shard);
    each("item_count", &SearchPiece::item_count);
    each("items", &SearchPiece::items);
  }
};

Result<void> write_piece(ports::Files& files, const std::string& path, const SearchPiece& piece);
// kData if it is not a piece, or is damaged.
[[nodiscard]] Result<SearchPiece> read_piece(const ports::Files& files, const std::string& path);

// The file in which an interrupted run of this very search and shard keeps its numbers.
[[nodiscard]] std::string unfinished_name(const SearchIdentity& of, const Shard& shard);
[[nodiscard]] bool is_unfinished_name(std::string_view name);

struct ReadPiece {
  std::string path;
  SearchPiece piece;
};
// Whether these are all pieces of one search, in any order; at least one is given. kData, naming the files, if they are
// from different searches, or one is unfinished, missing or given twice.
[[nodiscard]] Result<void> check_pieces(const std::vector<ReadPiece>& pieces);
// The numbers of all items of `work`, from pieces that passed check_pieces(). kData if they belong to other work.
[[nodiscard]] Result<std::vector<double>> join_pieces(const std::vector<ReadPiece>& pieces, const research::Work& work);

}  // namespace bot::app
