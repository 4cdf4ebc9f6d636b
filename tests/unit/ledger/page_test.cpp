// docs/formats/ledger.md against the events themselves: who reads a ledger with other tools has that page only.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "ledger/events.hpp"
#include "support/shared.hpp"

namespace bot::ledger {
namespace {

using FieldsByKind = std::map<std::string, std::vector<std::string>>;

struct NameFields {
  std::vector<std::string>& names;

  template <class Access>
  void operator()(std::string_view name, Access) {
    names.emplace_back(name);
  }
  template <class Access>
  void operator()(json::Added added, Access) {
    names.emplace_back(added.name);
  }
};

template <class... Event>
FieldsByKind fields_in_code(std::type_identity<std::variant<Event...>>) {
  FieldsByKind kinds;
  const auto add = [&]<class E>(std::type_identity<E>) {
    NameFields walk{kinds[std::string(E::kKind)]};
    json::walk_fields<E>(walk);
  };
  (add(std::type_identity<Event>{}), ...);
  return kinds;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator)
      parts.emplace_back();
    else if (c != ' ' && c != '`')
      parts.back() += c;
  }
  return parts;
}

std::string without_explanations(const std::string& text) {
  std::string rest;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) rest += c;
    if (c == ')') --depth;
  }
  return rest;
}

// Of the rows `| kinds | fields | when |`: a row of several kinds has the fields of each, between semicolons.
FieldsByKind fields_on_page(const std::string& page) {
  FieldsByKind kinds;
  std::size_t at = page.find("| kind | fields |");
  at = page.find("\n| `", at);
  while (at != std::string::npos && page.compare(at, 4, "\n| `") == 0) {
    const std::size_t end = page.find('\n', at + 1);
    const std::string row = page.substr(at + 2, end - at - 2);
    const std::size_t fields = row.find('|');
    const std::vector<std::string> names = split(row.substr(0, fields), ',');
    const std::vector<std::string> lists =
        split(without_explanations(row.substr(fields + 1, row.find('|', fields + 1) - fields - 1)), ';');
    for (std::size_t i = 0; i < names.size(); ++i) kinds[names[i]] = split(lists[std::min(i, lists.size() - 1)], ',');
    at = end;
  }
  return kinds;
}

TEST(LedgerPage, NamesEveryKindAndItsFieldsInTheirOrder) {
  const FieldsByKind code = fields_in_code(std::type_identity<AnyEvent>{});
  const FieldsByKind page = fields_on_page(test::read_file(BOT_SOURCE "/docs/formats/ledger.md"));
  for (const auto& [kind, fields] : code) {
    ASSERT_TRUE(page.contains(kind)) << kind << " is not on the page";
    EXPECT_EQ(page.at(kind), fields) << kind;
  }
  for (const auto& [kind, fields] : page) EXPECT_TRUE(code.contains(kind)) << kind << " is on the page only";
}

}  // namespace
}  // namespace bot::ledger
