// The pictures of a report, each drawn on a thread of its own while the rest of it is computed: with their page they
// are half of what a back-test costs.
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

// Stories stay where they are until this is gone, which waits for the threads.
class Drawing {
 public:
  // Begins with what every picture needs, so that it is there once there is something to draw: the fonts.
  Drawing();
  // The pictures that show the strategy's curve alone.
  void add_strategy(const Story& strategy);
  // The picture of all curves.
  void add_comparison(const Story& story);
  // Waits; once. kIo where Cairo is not installed.
  [[nodiscard]] Result<std::vector<Picture>> take();

 private:
  using Draw = Result<std::string> (*)(const Story& story);
  struct Drawn {
    std::string name;
    std::future<Result<std::string>> bytes;
  };
  void add(std::string name, Draw draw, const Story& story);

  std::shared_future<void> ready_;
  std::vector<Drawn> drawn_;
};

}  // namespace bot::pictures
