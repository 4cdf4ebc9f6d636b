#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "fakes/memory_files.hpp"
#include "pictures/audit.hpp"
#include "pictures/charts.hpp"
#include "pictures/derived.hpp"
#include "pictures/page.hpp"
#include "pictures/png.hpp"
#include "pictures/write_report.hpp"
#include "sample_story.hpp"

// The leak sanitizer asks its program for this. Fontconfig keeps the machine's fonts until the process ends.
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig"; }

namespace bot::pictures {
namespace {

using test::sample_story;

TEST(Derived, MonthsChainToTheYearAndYearsToTheWhole) {
  const std::vector<Date> dates = {make_date(2020, 1, 30), make_date(2020, 1, 31), make_date(2020, 2, 28),
                                   make_date(2020, 12, 31), make_date(2021, 1, 4)};
  const std::vector<double> marks = {100, 110, 99, 120, 126};
  const auto years = monthly_returns(dates, marks);
  ASSERT_EQ(years.size(), 2U);
  EXPECT_NEAR(*years[0].months[0], 0.10, 1e-12);
  EXPECT_NEAR(*years[0].months[1], -0.10, 1e-12);
  EXPECT_FALSE(years[0].months[2]);
  EXPECT_NEAR(*years[0].months[11], 120.0 / 99 - 1, 1e-12);
  EXPECT_NEAR(years[0].whole, 0.2, 1e-12);
  EXPECT_NEAR(*years[1].months[0], 0.05, 1e-12);
  EXPECT_NEAR(years[1].whole, 0.05, 1e-12);
}

TEST(Derived, DrawdownAndRollingSharpe) {
  const std::vector<double> marks = {100, 120, 90, 120, 132};
  EXPECT_EQ(drawdown_curve(marks), (std::vector<double>{0, 0, -0.25, 0, 0}));
  const auto rolling = rolling_sharpe(marks, 2);
  ASSERT_EQ(rolling.size(), 5U);
  EXPECT_FALSE(rolling[0] || rolling[1]);
  const std::vector<double> last_two = {120.0 / 90 - 1, 132.0 / 120 - 1};
  EXPECT_EQ(rolling[4], research::sharpe_of(last_two));
}

TEST(Derived, CostsByYearAndAltogether) {
  const Story story = sample_story();
  const auto costs = yearly_costs(story);
  ASSERT_EQ(costs.size(), 4U);
  EXPECT_EQ(costs.front().year, "2018");
  EXPECT_EQ(costs.back().year, "All");
  EXPECT_EQ(costs.back().trades, story.trades.size());
  EXPECT_NEAR(costs.back().commission, static_cast<double>(story.trades.size()), 1e-9);
  EXPECT_NEAR(costs[0].turnover + costs[1].turnover + costs[2].turnover, costs.back().turnover, 1e-9);
}

TEST(Derived, AHistogramCountsEveryValueAndReachesToTheRealOne) {
  const std::vector<double> values = {1, 1.1, 1.2, 2, 3};
  const Histogram shown = histogram(values, 5);
  EXPECT_EQ(std::accumulate(shown.counts.begin(), shown.counts.end(), std::size_t{0}), values.size());
  EXPECT_NEAR(shown.middles.back() + shown.width / 2, 5, 1e-9);
  EXPECT_EQ(histogram(std::vector<double>{2, 2}, 2).counts[0], 2U);
}

TEST(Derived, NoMinusStandsBeforeAZero) {
  EXPECT_EQ(decimal_text(-0.04, 1), "0.0");
  EXPECT_EQ(decimal_text(-0.0, 0), "0");
  EXPECT_EQ(decimal_text(-0.06, 1), "\u22120.1");
}

TEST(Derived, DollarsAreWrittenWhateverTheirSize) {
  EXPECT_EQ(whole_dollars(0.4), "$0");
  EXPECT_EQ(whole_dollars(-0.4), "$0");
  EXPECT_EQ(whole_dollars(999.6), "$1,000");
  EXPECT_EQ(whole_dollars(-12'345.4), "\u2212$12,345");
  EXPECT_EQ(whole_dollars(9'300'000'000), "$9,300,000,000");
  EXPECT_EQ(whole_dollars(12'345'678'901'234.0), "$12,345,678,901,234");
}

TEST(Tables, TheAuditIsALineATrade) {
  const std::string lines = audit_lines(sample_story());
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(lines, '\n')), sample_story().trades.size() + 2);
  EXPECT_TRUE(nlohmann::json::accept(lines.substr(0, lines.find('\n'))));
}

// Text outside of the scripts, where nothing may be asked of another machine.
TEST(Page, IsWholeAndPointsNowhere) {
  const std::string page = report_page(sample_story());
  EXPECT_NE(page.find("<title>Back-test of &lt;two&gt; &amp; more</title>"), std::string::npos);
  for (const char* outside : {" src=", " href=", "@import", "url(", "fetch(", "XMLHttpRequest"})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  EXPECT_NE(page.find("Copyright (c)"), std::string::npos) << "uPlot's licence";
  const std::size_t begin = page.find("id=\"data\">") + 10;
  const auto data = nlohmann::json::parse(page.substr(begin, page.find("</script>", begin) - begin));
  EXPECT_EQ(data["dates"].size(), data["equity"][0]["values"].size());
  EXPECT_EQ(data["equity"].size(), 4U);
  EXPECT_EQ(data["weights"]["symbols"], nlohmann::json({"SPY", "TLT"}));
  EXPECT_TRUE(data["verdict"].is_null());
  EXPECT_EQ(report_page(sample_story()), page) << "the same story, the same bytes";
  EXPECT_EQ(page.find("SIMULATED"), std::string::npos);
  Story simulated = sample_story();
  simulated.simulated = true;
  EXPECT_NE(report_page(simulated).find("SIMULATED"), std::string::npos);
}

TEST(Page, ShowsDossierWalkforwardAndPermutation) {
  Story story = sample_story();
  story.dossier = research::Dossier{};
  story.dossier->sentence = "Could be luck.";
  story.walkforward = WalkforwardStory{
      .train_years = 3,
      .oos_months = 3,
      .windows = {make_date(2019, 1, 1), make_date(2019, 4, 1)},
      .parameters = {
          {.name = "top_n", .grid = {1, 2}, .chosen = {2, 1}, .stability = {.mode = 2, .share = 0.5, .changes = 1}}}};
  story.permutation = PermutationStory{
      .objective = "calmar", .windows = 2, .real = 2, .permuted = {1, 1.5}, .p = 1.0 / 3, .p_bound = 2.0 / 3};
  const std::string page = report_page(story);
  for (const char* text : {"Could be luck.", "Chosen most often: 2 (1 of 2 windows); changed 1 time.",
                           "Reality check against cash (p)", "Nothing to choose between: one setting",
                           "p = 0.333. Windows that overlap make that too small; at most 0.667 holds"})
    EXPECT_NE(page.find(text), std::string::npos) << text;
}

TEST(Page, SpeaksOfTheAccountOnlyWhereItIsShown) {
  Story story = sample_story();
  EXPECT_NE(report_page(story).find("Strategy and account with their costs"), std::string::npos);
  std::erase_if(story.curves, [](const Curve& curve) { return curve.role == Role::kAccount; });
  const std::string page = report_page(story);
  EXPECT_EQ(page.find("Strategy and account with their costs"), std::string::npos);
  EXPECT_NE(page.find("The strategy with its costs, benchmarks without."), std::string::npos);
}

TEST(Pictures, ArePngOrSayWhatIsMissing) {
  const Story story = sample_story();
  for (const auto& picture : {equity_picture(story), drawdown_picture(story), heatmap_picture(story)}) {
    if (picture)
      EXPECT_TRUE(picture->starts_with("\x89PNG") && picture->size() > 5000) << picture->size();
    else
      EXPECT_NE(picture.error().text().find("apt-get install libcairo2"), std::string::npos);
  }
}

// Read back by hand: zlib's own inflate, rows without a filter, each pixel what was drawn.
TEST(Png, HoldsThePixelsThatWereDrawn) {
  constexpr std::size_t kWidth = 37, kHeight = 40, kStride = 40;
  std::vector<std::uint32_t> drawn(kStride * kHeight);
  for (std::size_t i = 0; i < drawn.size(); ++i)
    drawn[i] = static_cast<std::uint32_t>(i % 5 == 0 ? i * 2654435761U : 0xffffff) & 0xffffff;
  const std::string png = encode_png({.first = drawn.data(), .width = kWidth, .height = kHeight, .stride = kStride});
  ASSERT_TRUE(png.starts_with("\x89PNG\r\n\x1a\n"));
  std::map<std::string, std::string> chunks;
  for (std::size_t at = 8; at < png.size();) {
    const auto number = [&](std::size_t place) {
      std::uint32_t value = 0;
      for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png[place + i]);
      return value;
    };
    const std::uint32_t length = number(at);
    const std::string data = png.substr(at + 8, length);
    EXPECT_EQ(number(at + 8 + length), crc32(0, reinterpret_cast<const Bytef*>(png.data() + at + 4), length + 4));
    chunks[png.substr(at + 4, 4)] = data;
    at += 12 + length;
  }
  EXPECT_EQ(chunks.at("IHDR"), std::string("\0\0\0\x25\0\0\0\x28\x08\x02\0\0\0", 13));
  std::string rows((1 + 3 * kWidth) * kHeight, '\0');
  uLongf length = rows.size();
  ASSERT_EQ(uncompress(reinterpret_cast<Bytef*>(rows.data()), &length,
                       reinterpret_cast<const Bytef*>(chunks.at("IDAT").data()), chunks.at("IDAT").size()),
            Z_OK);
  ASSERT_EQ(length, rows.size());
  for (std::size_t y = 0; y < kHeight; ++y) {
    const char* row = rows.data() + y * (1 + 3 * kWidth);
    ASSERT_EQ(row[0], 0);
    for (std::size_t x = 0; x < kWidth; ++x)
      for (std::size_t channel = 0; channel < 3; ++channel)
        ASSERT_EQ(static_cast<unsigned char>(row[1 + 3 * x + channel]),
                  drawn[y * kStride + x] >> (16 - 8 * channel) & 0xff)
            << x << " " << y;
  }
}

TEST(WriteReport, EveryFileWholeAndThePageLast) {
  fakes::MemoryFiles files;
  const Story story = sample_story();
  Drawing drawing;
  drawing.add_strategy(story);
  drawing.add_comparison(story);
  const auto written =
      write_report(files, "reports", story, drawing, "{}\n",
                   {{.name = "equity",
                     .csv = "date,equity\n2020-03-16,1\n",
                     .columns = {{"date", std::vector{make_date(2020, 3, 16)}}, {"equity", std::vector{1.0}}}}});
  ASSERT_TRUE(written) << written.error().text();
  const std::set<std::string> paths(written->paths.begin(), written->paths.end());
  for (const char* name : {"metrics.json", "equity.csv", "equity.parquet", "report.html", "logs/backtest.jsonl"})
    EXPECT_TRUE(paths.contains(std::string("reports/") + name)) << name;
  EXPECT_EQ(written->paths.back(), "reports/report.html");
  EXPECT_EQ(paths.contains("reports/equity.png"), written->without_pictures.empty());
  EXPECT_TRUE(files.read("reports/equity.parquet")->starts_with("PAR1"));
}

}  // namespace
}  // namespace bot::pictures
