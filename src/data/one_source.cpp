#include "data/one_source.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace bot::data {

SourceFit compare_source(const BarSeries& stored, const SourceIdentity& asked) {
  if (stored.bars.empty() || stored.origin.identity == asked) return SourceFit::kSame;
  return is_simulated(stored.origin.identity) ? SourceFit::kReplaceable : SourceFit::kSomebodyElses;
}

Result<void> check_same_source(const BarSeries& stored, const SourceIdentity& asked) {
  switch (compare_source(stored, asked)) {
    case SourceFit::kSame:
      return {};
    case SourceFit::kReplaceable:
      return fail(ErrorCode::kData,
                  fmt::format("the stored bars are simulated ({}) and those asked for are of {}",
                              describe(stored.origin.identity), describe(asked)),
                  {}, "bot fetch replaces them.");
    case SourceFit::kSomebodyElses:
      return fail(
          ErrorCode::kData,
          fmt::format("the stored bars are of {}, those asked for of {}: they are neither mixed nor overwritten",
                      describe(stored.origin.identity), describe(asked)),
          {},
          "--set paths.cache=FOLDER keeps them apart; bot fetch --force-refresh puts the new ones in place of "
          "the stored ones.");
  }
  BOT_CHECK(false);
}

}  // namespace bot::data
