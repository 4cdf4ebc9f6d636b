// A search of `bot walkforward` or `bot permute`: the work to do, and the report made from its numbers, wherever those
// were computed.
#pragma once

#include <memory>

#include "app/search_ground.hpp"
#include "app/search_piece.hpp"
#include "app/stopwatch.hpp"
#include "pictures/story.hpp"
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
  // The label of the progress bar.
  [[nodiscard]] virtual std::string doing() const = 0;
  // Writes and prints the report; returns the exit code. `computing` was started before the numbers were computed.
  [[nodiscard]] virtual Result<int> report(std::span<const double> numbers, const Stopwatch& computing) = 0;

 protected:
  // What every search depends on, filled in.
  [[nodiscard]] SearchIdentity make_identity(std::string command, const SearchRequest& request) const;

 private:
  SearchGround ground_;
  Environment& environment_;
};

// Writes the page of a search's report under paths.reports; its path.
[[nodiscard]] Result<std::string> keep_page(const char* file, const pictures::Story& story, Environment& environment);

// Reads the bars; nothing is computed yet.
[[nodiscard]] Result<std::unique_ptr<Search>> prepare(const WalkforwardRequest& request, Environment& environment);
[[nodiscard]] Result<std::unique_ptr<Search>> prepare(const PermuteRequest& request, Environment& environment);

// Computes and reports; with request.shard, computes that part and writes it as a piece. Resumes what an interrupted
// run of the same search has kept. kInterrupted if the user interrupts; what was done is kept.
[[nodiscard]] Result<int> run_search(Search& search, const SearchRequest& request);

}  // namespace bot::app
