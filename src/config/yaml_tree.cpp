#include "config/yaml_tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "base/text.hpp"

namespace bot::config {
namespace {

constexpr std::size_t kMaxNodes = 20'000;
constexpr std::size_t kMaxDepth = 32;

struct YamlRefusal {
  int line;
  std::string what;
};

// The first line up to `last` with a tab among its leading blanks; 0: none.
int line_indented_by_tab(std::string_view text, int last) {
  int number = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (++number > last) break;
    if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos) return number;
  }
  return 0;
}

std::size_t count_nodes(const YamlNode& node) {
  std::size_t count = 1;
  for (const auto& [key, child] : node.entries) count += count_nodes(child);
  for (const YamlNode& child : node.items) count += count_nodes(child);
  return count;
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  [[nodiscard]] YamlNode take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { finish(node_at(mark), anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw YamlRefusal{line_at(mark), "an alias to something that is not complete"};
    YamlNode copy = found->second;
    nodes_ += count_nodes(copy);
    check_bounds(line_at(mark));
    copy.line = line_at(mark);
    add(std::move(copy));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag != "?" && tag != "!") throw YamlRefusal{line_at(mark), "YAML tags are not supported"};
    YamlNode node = node_at(mark);
    node.kind = YamlNode::Kind::kScalar;
    node.text = value;
    node.quoted = tag == "!";
    if (!node.quoted && (value.empty() || value == "~" || value == "null" || value == "Null" || value == "NULL"))
      node.kind = YamlNode::Kind::kNull;
    finish(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::kList);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::kMap);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    std::string key;
    int key_line = 0;
  };

  static int line_at(const YAML::Mark& mark) { return mark.line + 1; }
  YamlNode node_at(const YAML::Mark& mark) {
    ++nodes_;
    check_bounds(line_at(mark));
    YamlNode node;
    node.line = line_at(mark);
    return node;
  }
  void check_bounds(int line) const {
    if (nodes_ > kMaxNodes) throw YamlRefusal{line, fmt::format("more than {} values, aliases counted", kMaxNodes)};
  }
  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    if (tag != "?" && tag != "!" && !tag.empty()) throw YamlRefusal{line_at(mark), "YAML tags are not supported"};
    if (levels_.size() >= kMaxDepth)
      throw YamlRefusal{line_at(mark), fmt::format("nested more than {} deep", kMaxDepth)};
    if (!levels_.empty() && levels_.back().node.kind == YamlNode::Kind::kMap && !levels_.back().has_key)
      throw YamlRefusal{line_at(mark), "a key must be text"};
    Level level;
    level.node = node_at(mark);
    level.node.kind = kind;
    level.anchor = anchor;
    levels_.push_back(std::move(level));
  }
  void close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    finish(std::move(level.node), level.anchor);
  }
  void finish(YamlNode node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = node;
    add(std::move(node));
  }
  void add(YamlNode node) {
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level& level = levels_.back();
    if (level.node.kind == YamlNode::Kind::kList) {
      level.node.items.push_back(std::move(node));
      return;
    }
    if (!level.has_key) {
      if (node.kind != YamlNode::Kind::kScalar) throw YamlRefusal{node.line, "a key must be text"};
      const auto same = std::ranges::find(level.node.entries, node.text, &YamlEntry::key);
      if (same != level.node.entries.end())
        throw YamlRefusal{node.line,
                          fmt::format("the key \"{}\" is there twice, first on line {}", node.text, same->node.line)};
      level.has_key = true;
      level.key = node.text;
      level.key_line = node.line;
      return;
    }
    level.has_key = false;
    node.line = level.key_line;
    level.node.entries.push_back({.key = std::move(level.key), .node = std::move(node)});
  }

  YamlNode root_;
  std::vector<Level> levels_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<YamlNode> parse_yaml(std::string_view text, const std::string& name) {
  if (text.size() > kMaxYamlBytes)
    return fail(ErrorCode::kConfig, fmt::format("larger than {} KiB", kMaxYamlBytes / 1024), name,
                "Is this the right file?");
  if (text.find('\0') != std::string_view::npos) return fail(ErrorCode::kConfig, "not a text file", name);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder;
    if (!parser.HandleNextDocument(builder)) return YamlNode{};
    YamlNode root = builder.take_root();
    TreeBuilder rest;
    if (parser.HandleNextDocument(rest)) {
      const YamlNode second = rest.take_root();
      return fail(ErrorCode::kConfig, "more than one YAML document",
                  fmt::format("{}:{}", name, std::max(1, second.line)),
                  "Keep one, without a line of three hyphens between.");
    }
    return root;
  } catch (const YamlRefusal& refusal) {
    return fail(ErrorCode::kConfig, refusal.what, fmt::format("{}:{}", name, refusal.line));
  } catch (const YAML::Exception& error) {
    if (const int tab = line_indented_by_tab(text, error.mark.line + 1); tab > 0)
      return fail(ErrorCode::kConfig, "a tab indents this line, which YAML does not allow",
                  fmt::format("{}:{}", name, tab), "Indent with blanks.");
    return fail(ErrorCode::kConfig, fmt::format("this line is not valid YAML ({})", error.msg),
                fmt::format("{}:{}", name, error.mark.line + 1),
                "Look at the line and the one before: indentation, a missing colon or quote.");
  }
}

}  // namespace bot::config
