#include "ledger/error_text.hpp"

namespace bot::json {
namespace {

struct ErrorText {
  ErrorCode code{};
  std::string what;
  std::string where;
  std::string fix;

  static void fields(auto& each) {
    each("code", &ErrorText::code);
    each("what", &ErrorText::what);
    each("where", &ErrorText::where);
    each("fix", &ErrorText::fix);
  }
};

}  // namespace

void Custom<Error>::write(Writer& out, const Error& error) {
  if (!error.context.empty()) out.mark_inexact();
  json::write(out, ErrorText{.code = error.code, .what = error.message(), .where = error.where, .fix = error.fix});
}

Error Custom<Error>::read(Reader& in) {
  auto text = json::read<ErrorText>(in);
  return {.code = text.code, .what = std::move(text.what), .where = std::move(text.where), .fix = std::move(text.fix)};
}

}  // namespace bot::json
