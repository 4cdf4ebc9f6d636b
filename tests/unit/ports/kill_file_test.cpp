// The kill file counts by being there, whatever it says.
#include "ports/kill_file.hpp"

#include <gtest/gtest.h>

#include "fakes/memory_files.hpp"

namespace bot::ports {
namespace {

TEST(KillFile, ThatIsNotThereStopsNothing) {
  const fakes::MemoryFiles files;
  EXPECT_FALSE(read_kill_file(files, "state/HALT"));
  EXPECT_FALSE(read_kill_file(files, "")) << "no file is configured";
}

TEST(KillFile, HoldsAReasonALine) {
  fakes::MemoryFiles files;
  ASSERT_TRUE(write_kill_file(files, "state/HALT", "by hand"));
  ASSERT_TRUE(write_kill_file(files, "state/HALT", "and again"));
  const auto kill = read_kill_file(files, "state/HALT");
  ASSERT_TRUE(kill);
  EXPECT_EQ(kill->why, "by hand; and again");
  EXPECT_EQ(kill_sentence(*kill), "the kill switch is set: by hand; and again");
  EXPECT_EQ(kill->reasons, (std::vector<std::string>{"by hand", "and again"}));
}

TEST(KillFile, CountsWhereItIsEmptyOrCannotBeRead) {
  fakes::MemoryFiles empty;
  empty.files["state/HALT"] = "";
  const auto without_reason = read_kill_file(empty, "state/HALT");
  ASSERT_TRUE(without_reason);
  EXPECT_EQ(without_reason->why, "state/HALT");
  EXPECT_TRUE(without_reason->reasons.empty());

  fakes::MemoryFiles unreadable;
  unreadable.files["state/HALT/inside"] = "a folder where the file is to be";
  const auto closed = read_kill_file(unreadable, "state/HALT");
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->why, "state/HALT, which cannot be read");
  EXPECT_TRUE(closed->unreadable);
}

}  // namespace
}  // namespace bot::ports
