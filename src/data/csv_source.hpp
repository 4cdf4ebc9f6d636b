// Bars from a folder of SYMBOL.csv files. Prices are taken as adjusted for splits, unless a folder `actions` in that
// folder or next to it lists splits and dividends: then they are as traded and are adjusted here.
#pragma once

#include <string>
#include <vector>

#include "data/csv_bars.hpp"
#include "ports/bar_source.hpp"
#include "ports/files.hpp"

namespace bot::data {

class CsvSource : public ports::BarSource {
 public:
  CsvSource(const ports::Files& files, std::string folder);
  [[nodiscard]] std::string name() const override { return "csv"; }
  [[nodiscard]] SourceIdentity identity() const override { return {.kind = SourceKind::kCsv}; }
  [[nodiscard]] bool is_at_hand() const override { return true; }
  // Per symbol: a file without adj_close and without actions answers kAdjustedLast with no bars.
  [[nodiscard]] bool has_adjusted() const override { return true; }
  std::vector<Result<std::vector<Bar>>> daily_bars(const std::vector<ports::BarRequest>& requests, UtcTime deadline,
                                                   const std::function<void(std::size_t done)>& progress) override;

  // All bars of one file, adjusted for splits, with adj_close as far as known; kData where there is no file.
  [[nodiscard]] Result<std::vector<Bar>> read(const Symbol& symbol) const;
  // The actions of one symbol; none where there is no folder or no file.
  [[nodiscard]] Result<std::vector<CorporateAction>> actions(const Symbol& symbol) const;
  // Empty where there is none.
  [[nodiscard]] const std::string& actions_folder() const { return actions_folder_; }

 private:
  [[nodiscard]] tl::unexpected<Error> missing(const std::string& path, const Symbol& symbol) const;

  const ports::Files& files_;
  std::string folder_;
  std::string actions_folder_;
};

}  // namespace bot::data
