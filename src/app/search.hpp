// A search of `bot walkforward` or `bot permute`: its work, and the report that is made of the numbers the work comes
// to, wherever they were computed.
#pragma once

#include <memory>

#include "app/search_ground.hpp"
#include "app/search_piece.hpp"
#include "app/stopwatch.hpp"
#include "pictures/page.hpp"
#include "research/work.hpp"

namespace bot::app {

class Search {
 public:
  explicit Search(SearchGround ground, Environment& environment)
      : ground_(std::move(ground)), environment_(environment) {}
  virtual ~Search() = default;
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  [[nodiscard]] const SearchGround& ground() const { return ground_; }
  [[nodiscard]] Environment& environment() const { return environment_; }
  [[nodiscard]] virtual const research::Work& work() const = 0;
  // Hashes all bars.
  [[nodiscard]] virtual SearchIdentity identity() const = 0;
  // What the progress bar calls it.
  [[nodiscard]] virtual std::string doing() const = 0;
  // Writes and prints; the exit code. `computing` has run since before the numbers.
  [[nodiscard]] virtual Result<int> report(std::span<const double> numbers, const Stopwatch& computing) = 0;

 protected:
  // Of what all searches depend on alike.
  [[nodiscard]] SearchIdentity identity_of(std::string command, const SearchRequest& request) const;

 private:
  SearchGround ground_;
  Environment& environment_;
};

// Writes the page of a search's report under paths.reports; its path.
[[nodiscard]] Result<std::string> keep_page(const char* file, const pictures::Story& story, Environment& environment);

// Both read the bars; the search they give is not begun.
[[nodiscard]] Result<std::unique_ptr<Search>> prepare(const WalkforwardRequest& request, Environment& environment);
[[nodiscard]] Result<std::unique_ptr<Search>> prepare(const PermuteRequest& request, Environment& environment);

// Computes and reports, or with request.shard computes that part and leaves it as a piece. What an interrupted start of
// the same search kept is not computed again. kInterrupted, with what is kept, where the person interrupts.
[[nodiscard]] Result<int> run_search(Search& search, const SearchRequest& request);

}  // namespace bot::app
