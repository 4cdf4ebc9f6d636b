#include "pictures/drawing.hpp"

#include <utility>

#include "pictures/charts.hpp"

namespace bot::pictures {

Drawing::Drawing() : ready_(std::async(std::launch::async, load_fonts)) {}

void Drawing::add(std::string name, Draw draw, const Story& story) {
  drawn_.push_back({std::move(name), std::async(std::launch::async, [before = ready_, draw, &story] {
                      before.wait();
                      return draw(story);
                    })});
}

void Drawing::add_strategy(const Story& strategy) {
  add("drawdown.png", drawdown_picture, strategy);
  add("heatmap.png", heatmap_picture, strategy);
}

void Drawing::add_comparison(const Story& story) { add("equity.png", equity_picture, story); }

Result<std::vector<Picture>> Drawing::take() {
  std::vector<Picture> all;
  for (auto& [name, bytes] : drawn_) {
    BOT_TRY(std::string picture, bytes.get());
    all.push_back({name, std::move(picture)});
  }
  return all;
}

}  // namespace bot::pictures
