#include "report/search_report.hpp"

#include <gtest/gtest.h>

#include "report/dossier_report.hpp"

namespace bot::report {
namespace {

struct Runs {
  std::size_t runs = 0;
  double p = 1;
  double p_bound = 1;
};

std::string permuted(const Runs& of, std::size_t width = 0) {
  research::Panel panel;
  panel.sessions = {make_date(2015, 1, 2), make_date(2017, 12, 29)};
  PermutationReport report{.panel = panel, .seed = 42, .runs = of.runs, .result = {}};
  report.result.windows.push_back(
      {.train = {.first = 0, .last = 1}, .real = 1.5, .permuted = {0.5, 0.75, 1.0}, .p = of.p});
  report.result.p = of.p;
  report.result.p_bound = of.p_bound;
  return permutation_text(report, {.width = width});
}

bool says(const std::string& text, const char* words) { return text.find(words) != std::string::npos; }

TEST(PermutationText, FewRunsCannotTell) {
  EXPECT_TRUE(says(permuted({.runs = 3, .p = 0.25, .p_bound = 0.9}), "Too few runs to tell: with 3 of them"));
  EXPECT_TRUE(says(permuted({.runs = 3, .p = 0.5, .p_bound = 0.9}), "often look as good"));
  EXPECT_TRUE(says(permuted({.runs = 50, .p = 1.0 / 51, .p_bound = 0.06}), "Too few runs to tell: with 50 of them"));
  EXPECT_TRUE(says(permuted({.runs = 1, .p = 0.5}), "1 permutation of each window"));
}

// What the windows share is the same with more runs.
TEST(PermutationText, ABoundThatMoreRunsDoNotChangeDecides) {
  for (const std::size_t runs : {50u, 200u})
    EXPECT_TRUE(says(permuted({.runs = runs, .p = 1.0 / 51, .p_bound = 0.67}), "they share most of their years"))
        << runs;
  EXPECT_TRUE(says(permuted({.runs = 200, .p = 1.0 / 201, .p_bound = 0.02}), "seldom look as good"));
}

TEST(PermutationText, KeepsItsPOnANarrowTerminal) {
  EXPECT_EQ(permuted({.runs = 3, .p = 0.25, .p_bound = 0.9375}, 60),
            "trained on                best, real days       p\n"
            "2015-01-02 to 2017-12-29            1.500  0.2500\n"
            "not shown for want of width: median, permuted, 95 % of them\n"
            "below (a wider terminal, --json)\n"
            "\n"
            "3 permutations of each window, seed 42: over all windows p =\n"
            "0.2500, and at most 0.9375 however much the windows share.\n"
            "Too few runs to tell: with 3 of them p can be no less than\n"
            "0.250.\n");
}

// Labels without their values are none.
TEST(DossierText, KeepsItsValuesOnANarrowTerminal) {
  research::Dossier dossier;
  dossier.trials = 81;
  dossier.observations = 1643;
  dossier.dsr = 0.897;
  dossier.sentence = "Could be luck.";
  for (const std::size_t width : {50u, 60u, 70u}) {
    const std::string text = dossier_text(dossier, {.width = width});
    EXPECT_TRUE(says(text, "89.7 %")) << text;
    EXPECT_FALSE(says(text, "\xE2\x80\xA6")) << text;
    EXPECT_FALSE(says(text, "not shown")) << text;
  }
}

}  // namespace
}  // namespace bot::report
