// The pictures of a report, drawn on a thread of their own while the rest of it is computed: with their page they are
// half of what a back-test costs.
#pragma once

#include <future>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pictures/story.hpp"

namespace bot::pictures {

struct Picture {
  std::string name;  // "equity.png"
  std::string bytes;
};

// Stories stay where they are until this is gone, which waits for the thread.
class Drawing {
 public:
  // Begins with what every picture needs, so that it is there once there is something to draw: the fonts.
  Drawing();
  // The pictures that show the strategy's curve alone.
  void add_strategy(const Story& strategy);
  // The picture of all curves; after the others.
  void add_comparison(const Story& story);
  // Waits. kIo where Cairo is not installed.
  [[nodiscard]] Result<std::vector<Picture>> take();

 private:
  using Drawn = Result<std::vector<Picture>>;
  std::shared_future<void> ready_;
  std::shared_future<Drawn> alone_;
  std::future<Result<std::string>> comparison_;
};

}  // namespace bot::pictures
