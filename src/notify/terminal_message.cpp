#include "notify/terminal_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/display.hpp"

namespace bot::notify {
namespace {

using TerminalJson = nlohmann::ordered_json;
constexpr std::size_t kFieldsInRow = 3;

// Backslashes before punctuation are markdown's, not the text's.
std::string without_escapes(const std::string& text) {
  constexpr std::string_view kEscaped = "\\*_~`|<[]#>-+";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && kEscaped.find(text[i + 1]) != std::string_view::npos) ++i;
    out += text[i];
  }
  return printable(out);
}

std::string read_text(const TerminalJson& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? without_escapes(object[key].get<std::string>())
                                                         : std::string();
}

enum class Weight { kNormal, kBold };

class EmbedDrawer {
 public:
  EmbedDrawer(const TerminalJson& embed, const TerminalOptions& options)
      : embed_(embed), options_(options), inner_(std::max<std::size_t>(options.width, 24) - 2) {
    const int colour = embed.value("color", 0x95A5A6);
    if (options.colour)
      bar_ = fmt::format("\x1b[38;2;{};{};{}m\xE2\x96\x8C\x1b[0m ", (colour >> 16) & 0xFF, (colour >> 8) & 0xFF,
                         colour & 0xFF);
    else
      bar_ = "\xE2\x96\x8C ";
  }

  std::string draw() {
    paragraph(read_text(embed_, "title"), Weight::kBold);
    paragraph(read_text(embed_, "description"), Weight::kNormal);
    if (embed_.contains("fields")) fields(embed_["fields"]);
    if (embed_.contains("footer")) {
      line("");
      paragraph(read_text(embed_["footer"], "text"), Weight::kNormal);
    }
    return out_;
  }

 private:
  void line(const std::string& text) {
    std::string whole = bar_ + text;
    while (whole.ends_with(' ')) whole.pop_back();
    out_ += whole + "\n";
  }
  [[nodiscard]] std::string strong(const std::string& text, bool on) const {
    return on && options_.colour ? "\x1b[1m" + text + "\x1b[0m" : text;
  }
  void paragraph(const std::string& text, Weight weight) {
    if (text.empty()) return;
    for (const std::string& part : wrapped(text, inner_)) line(strong(part, weight == Weight::kBold));
  }

  void fields(const TerminalJson& all) {
    std::vector<std::pair<std::string, std::string>> row;
    const auto flush = [&] {
      if (!row.empty()) draw_row(row);
      row.clear();
    };
    for (const TerminalJson& field : all) {
      const std::pair<std::string, std::string> item = {read_text(field, "name"), read_text(field, "value")};
      if (field.value("inline", false)) {
        row.push_back(item);
        if (row.size() == kFieldsInRow) flush();
        continue;
      }
      flush();
      line("");
      paragraph(item.first, Weight::kBold);
      paragraph(item.second, Weight::kNormal);
    }
    flush();
  }

  void draw_row(const std::vector<std::pair<std::string, std::string>>& row) {
    const std::size_t width = inner_ / kFieldsInRow;
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 0;
    std::vector<std::size_t> bold_lines;
    for (const auto& [label, value] : row) {
      std::vector<std::string> cell = wrapped(label, width - 1);
      bold_lines.push_back(cell.size());
      for (std::string& part : wrapped(value, width - 1)) cell.push_back(std::move(part));
      height = std::max(height, cell.size());
      cells.push_back(std::move(cell));
    }
    line("");
    for (std::size_t i = 0; i < height; ++i) {
      std::string text;
      for (std::size_t c = 0; c < cells.size(); ++c) {
        const std::string part = i < cells[c].size() ? cells[c][i] : std::string();
        text += strong(part, i < bold_lines[c] && !part.empty()) +
                std::string(width - std::min(width, display_width(part)), ' ');
      }
      line(text);
    }
  }

  const TerminalJson& embed_;
  const TerminalOptions& options_;
  std::size_t inner_;
  std::string bar_;
  std::string out_;
};

}  // namespace

Result<std::string> terminal_message(std::string_view discord_body, const TerminalOptions& options) {
  // The parser's own words are for programmers.
  const auto refused = [](std::string_view why) {
    return fail(ErrorCode::kData, fmt::format("not the body of a webhook post: {}", why), "",
                "bot alert show takes a message as Discord is sent it, or a file of the outbox.");
  };
  try {
    const TerminalJson body = TerminalJson::parse(discord_body, nullptr, false);
    if (body.is_discarded()) return refused("it is no JSON");
    std::string out = read_text(body, "content");
    if (!out.empty()) out += "\n";
    for (const TerminalJson& embed : body.at("embeds")) out += EmbedDrawer(embed, options).draw();
    return out;
  } catch (const nlohmann::json::exception&) {
    return refused("its embeds are missing or of another form");
  }
}

}  // namespace bot::notify
