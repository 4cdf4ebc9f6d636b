#include "pictures/drawing.hpp"

#include "base/check.hpp"
#include "pictures/charts.hpp"

namespace bot::pictures {
namespace {

Result<std::vector<Picture>> draw_alone(const Story& strategy) {
  BOT_TRY(std::string heatmap, heatmap_picture(strategy));
  BOT_TRY(std::string drawdown, drawdown_picture(strategy));
  return std::vector<Picture>{{"drawdown.png", std::move(drawdown)}, {"heatmap.png", std::move(heatmap)}};
}

}  // namespace

Drawing::Drawing() : ready_(std::async(std::launch::async, load_fonts)) {}

void Drawing::add_strategy(const Story& strategy) {
  alone_ = std::async(std::launch::async, [before = ready_, &strategy] {
    before.wait();
    return draw_alone(strategy);
  });
}

void Drawing::add_comparison(const Story& story) {
  comparison_ = std::async(std::launch::async, [before = alone_, &story] {
    before.wait();
    return equity_picture(story);
  });
}

Result<std::vector<Picture>> Drawing::take() {
  BOT_CHECK(comparison_.valid());
  const Drawn& alone = alone_.get();
  BOT_TRY(std::string equity, comparison_.get());
  if (!alone) return fail(alone.error());
  std::vector<Picture> all = *alone;
  all.push_back({"equity.png", std::move(equity)});
  return all;
}

}  // namespace bot::pictures
