// What a search has computed, as a file: a piece of `--shard i/n` for `bot merge`, or what an interrupted run keeps for
// the next start. It names all that its numbers depend on, and holds them to the bit.
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

// What the numbers depend on. Of two that are equal, the numbers are.
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
// What the first says and the second does not, for a person: "--seed 7", "other bars". Empty: they are equal.
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
// kData where it is no piece, or damaged.
[[nodiscard]] Result<SearchPiece> read_piece(const ports::Files& files, const std::string& path);

// Name of the file in which a start of this very search and shard keeps what it has done.
[[nodiscard]] std::string unfinished_name(const SearchIdentity& of, const Shard& shard);
[[nodiscard]] bool is_unfinished_name(std::string_view name);

struct ReadPiece {
  std::string path;
  SearchPiece piece;
};
// All pieces of one search, in any order; at least one. kData, with the files' names, where they are not of one search,
// or where one is there twice, not finished or missing.
[[nodiscard]] Result<void> check_pieces(const std::vector<ReadPiece>& pieces);
// The numbers of all items of `work`, from pieces that check_pieces() has found good. kData where they are not its own.
[[nodiscard]] Result<std::vector<double>> join_pieces(const std::vector<ReadPiece>& pieces, const research::Work& work);

}  // namespace bot::app
