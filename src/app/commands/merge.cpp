// `bot merge`: the pieces of a search that `--shard` split become its report.
#include <fmt/format.h>

#include "app/commands/commands.hpp"
#include "app/search.hpp"

namespace bot::app {
namespace {

// As it was asked for when the pieces were computed.
Result<std::unique_ptr<Search>> prepare_again(const SearchIdentity& of, const std::string& path,
                                              Environment& environment) {
  if (of.command == WalkforwardRequest::kName) {
    WalkforwardRequest request;
    request.start = of.start;
    request.end = of.end;
    return prepare(request, environment);
  }
  if (of.command == PermuteRequest::kName) {
    PermuteRequest request;
    request.start = of.start;
    request.end = of.end;
    request.runs = static_cast<int>(of.runs);
    request.seed = of.seed;
    return prepare(request, environment);
  }
  return fail(ErrorCode::kData, fmt::format("the piece is of bot {}, which has no pieces", of.command), path,
              "Give pieces of bot walkforward or bot permute; nothing was written.");
}

}  // namespace

Result<int> execute(const MergeRequest& request, Environment& environment) {
  const Stopwatch computing;
  std::vector<ReadPiece> pieces;
  for (const std::string& path : request.pieces) {
    BOT_TRY(SearchPiece piece, read_piece(environment.files, path));
    pieces.push_back({path, std::move(piece)});
  }
  BOT_TRY_VOID(check_pieces(pieces));
  const ReadPiece& first = pieces.front();
  BOT_TRY(const auto search, prepare_again(first.piece.of, first.path, environment));
  if (const std::string differs = difference(first.piece.of, search->identity()); !differs.empty())
    return fail(ErrorCode::kData, fmt::format("the pieces are of another search than this one would be: {}", differs),
                first.path,
                "Merge with the program, the configuration and the bars that the pieces were computed with; nothing "
                "was written.");
  BOT_TRY(const std::vector<double> numbers, join_pieces(pieces, search->work()));
  return search->report(numbers, computing);
}

}  // namespace bot::app
