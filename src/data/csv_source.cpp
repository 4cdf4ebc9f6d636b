#include "data/csv_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace bot::data {
namespace {

std::string without_trailing_slash(std::string folder) {
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  return folder;
}

std::string parent_of(const std::string& folder) {
  const std::size_t slash = folder.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : folder.substr(0, slash);
}

std::string find_actions_folder(const ports::Files& files, const std::string& folder) {
  for (const std::string& candidate : {folder + "/actions", parent_of(folder) + "/actions"})
    if (files.exists(candidate)) return candidate;
  return {};
}

// The bar with all its prices times adj_close/close; the close is adj_close itself, without a rounding.
Bar adjusted(const Bar& bar) {
  const double factor = *bar.adj_close / bar.close;
  Bar result = bar;
  result.open = bar.open * factor;
  result.high = bar.high * factor;
  result.low = bar.low * factor;
  result.close = *bar.adj_close;
  result.adj_close.reset();
  return result;
}

Result<std::vector<Bar>> answer(const CsvSource& source, const ports::BarRequest& request) {
  BOT_TRY(const std::vector<Bar> all, source.read(request.symbol));
  std::vector<Bar> bars;
  for (const Bar& bar : all) {
    if (bar.date < request.first) continue;
    if (request.kind == ports::BarKind::kTrades) {
      if (bar.date > request.last) break;
      bars.push_back(bar);
      bars.back().adj_close.reset();
    } else if (bar.adj_close && bar.close != 0) {
      bars.push_back(adjusted(bar));
    }
  }
  return bars;
}

}  // namespace

CsvSource::CsvSource(const ports::Files& files, std::string folder)
    : files_(files),
      folder_(without_trailing_slash(std::move(folder))),
      actions_folder_(find_actions_folder(files, folder_)) {}

// A file that is not there may have been given another name: what looks like it is named.
tl::unexpected<Error> CsvSource::missing(const std::string& path, const Symbol& symbol) const {
  std::string similar;
  if (const auto names = files_.list(folder_))
    for (const std::string& name : *names)
      if (similar.empty() && lower(name).starts_with(lower(symbol.value())) && lower(name).find("csv") != name.npos)
        similar = name;
  return fail(ErrorCode::kData,
              similar.empty() ? "there is no such file" : fmt::format("there is no such file, but {}", similar), path,
              similar.empty() ? fmt::format("Put {}.csv there, or leave the symbol out with --symbols.", symbol)
                              : fmt::format("Rename it to {}.csv.", symbol));
}

Result<std::vector<CorporateAction>> CsvSource::actions(const Symbol& symbol) const {
  if (actions_folder_.empty()) return std::vector<CorporateAction>{};
  const std::string path = fmt::format("{}/{}.csv", actions_folder_, symbol);
  if (!files_.exists(path)) return std::vector<CorporateAction>{};
  BOT_TRY(const std::string text, files_.read(path));
  return parse_actions_csv(text, path);
}

Result<std::vector<Bar>> CsvSource::read(const Symbol& symbol) const {
  const std::string path = fmt::format("{}/{}.csv", folder_, symbol);
  if (!files_.exists(path)) return missing(path, symbol);
  BOT_TRY(const std::string text, files_.read(path));
  BOT_TRY(std::vector<Bar> bars, parse_bars_csv(text, path));
  if (actions_folder_.empty()) return bars;
  BOT_TRY(const std::vector<CorporateAction> listed, actions(symbol));
  return adjust_for_actions(std::move(bars), listed);
}

std::vector<Result<std::vector<Bar>>> CsvSource::daily_bars(const std::vector<ports::BarRequest>& requests,
                                                            UtcTime /*deadline*/,
                                                            const std::function<void(std::size_t done)>& progress) {
  std::vector<Result<std::vector<Bar>>> answers;
  answers.reserve(requests.size());
  for (const ports::BarRequest& request : requests) {
    answers.push_back(answer(*this, request));
    if (progress) progress(answers.size());
  }
  return answers;
}

}  // namespace bot::data
