// What is wrong with a command line, in words of ours: the first word that is no command and no flag, else what the
// parser missed. Nothing that trades, stops or allows is proposed as what may have been meant.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace bot::app {

[[nodiscard]] std::string refusal_text(const CLI::App& root, const CLI::ParseError& error, int argc,
                                       const char* const* argv);

}  // namespace bot::app
