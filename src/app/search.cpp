#include "app/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/parallel.hpp"
#include "app/unfinished_search.hpp"
#include "base/sha256.hpp"
#include "config/fingerprint.hpp"
#include "pictures/page.hpp"
#include "report/json.hpp"

namespace bot::app {
namespace {

template <class Value>
void add_table(Sha256& hash, const research::Table<Value>& table) {
  hash.add(fmt::format("{}x{}\n", table.rows(), table.columns()));
  for (std::size_t row = 0; row < table.rows(); ++row)
    hash.add({reinterpret_cast<const char*>(table.row(row)), table.columns() * sizeof(Value)});
}

std::string bars_sha256(const ResearchMarket& market) {
  const research::Panel& panel = market.panel;
  Sha256 hash;
  for (const Symbol& symbol : panel.symbols) hash.add(symbol.value() + "\n");
  for (const Date& session : panel.sessions) hash.add(to_iso(session) + "\n");
  for (const auto& [symbol, source] : market.sources) hash.add(fmt::format("{} {}\n", symbol.value(), to_text(source)));
  for (const research::Matrix* prices :
       {&panel.open, &panel.high, &panel.low, &panel.close, &panel.real_open, &panel.real_close})
    add_table(hash, *prices);
  add_table(hash, panel.valid);
  add_table(hash, panel.age);
  return hash.hex();
}

Result<int> keep_piece(const Search& search, const UnfinishedSearch& computed) {
  Environment& environment = search.environment();
  const SearchPiece piece = computed.piece();
  const std::string& folder = environment.settings().paths.reports;
  const std::string path =
      fmt::format("{}/{}-piece-{}-of-{}.json", folder, piece.of.command, piece.shard.index, piece.shard.count);
  BOT_TRY_VOID(environment.files.make_folders(folder, 0755));
  BOT_TRY_VOID(write_piece(environment.files, path, piece));
  report::Json document = report::document("piece");
  document["command"] = piece.of.command;
  document["shard"] = to_text(piece.shard);
  document["parts"] = piece.items.size();
  document["piece"] = path;
  environment.print(document, fmt::format("{} is piece {} of bot {}: {} of {} parts.\nWhen all are there: bot merge "
                                          "{}/{}-piece-*-of-{}.json\n",
                                          path, to_text(piece.shard), piece.of.command, piece.items.size(),
                                          piece.item_count, folder, piece.of.command, piece.shard.count));
  return 0;
}

}  // namespace

SearchIdentity Search::make_identity(std::string command, const SearchRequest& request) const {
  return {.command = std::move(command),
          .version = BOT_VERSION,
          .start = request.start,
          .end = request.end,
          .settings_sha256 = config::search_fingerprint(environment_.loaded),
          .bars_sha256 = bars_sha256(ground_.market)};
}

Result<std::string> keep_page(const char* file, const pictures::Story& story, Environment& environment) {
  const std::string& folder = environment.settings().paths.reports;
  std::string path = fmt::format("{}/{}", folder, file);
  BOT_TRY_VOID(environment.files.make_folders(folder, 0755));
  BOT_TRY_VOID(environment.files.write_atomically(path, pictures::report_page(story), 0644));
  return path;
}

Result<int> run_search(Search& search, const SearchRequest& request) {
  const Stopwatch computing;
  UnfinishedSearch unfinished(search, request.shard.value_or(Shard{}));
  unfinished.resume();
  const bool done = search.work().run(
      unfinished.left(),
      parallel_for(request.threads, search.doing(), search.environment(), search.ground().context->loop),
      [&](std::size_t item, std::span<const double> numbers) { unfinished.add(item, numbers); });
  if (!done) return unfinished.interrupted();
  Result<int> code = request.shard ? keep_piece(search, unfinished) : search.report(unfinished.numbers(), computing);
  if (code) unfinished.discard();
  return code;
}

}  // namespace bot::app
