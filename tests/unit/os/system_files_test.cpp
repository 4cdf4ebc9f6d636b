#include "os/system_files.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "support/shared.hpp"

namespace bot::os {
namespace {

TEST(SystemFiles, AtomicWriteReplacesWholeAndLeavesNoTemporary) {
  const test::ScratchFolder folder;
  SystemFiles files;
  ASSERT_TRUE(files.write_atomically(folder / "a/b/file", "old", 0600));
  ASSERT_TRUE(files.write_atomically(folder / "a/b/file", "new and longer", 0600));
  EXPECT_EQ(*files.read(folder / "a/b/file"), "new and longer");
  EXPECT_EQ(files.list(folder / "a/b")->size(), 1U);
  EXPECT_EQ(mode_of(folder / "a/b/file")->bits, 0600U);
}

TEST(SystemFiles, FilesWrittenTogetherAreEachWholeOrTheOld) {
  const test::ScratchFolder folder;
  SystemFiles files;
  ASSERT_TRUE(files.write_atomically(folder / "1", "old", 0644));
  std::vector<ports::NewFile> all;
  for (int i = 0; i < 12; ++i)
    all.push_back({folder / std::to_string(i), std::string(10'000, static_cast<char>('a' + i))});
  ASSERT_TRUE(files.write_together(all));
  for (const ports::NewFile& file : all) EXPECT_EQ(*files.read(file.path), file.bytes);
  EXPECT_EQ(files.list(folder.path())->size(), 12U);  // no temporary is left

  ASSERT_TRUE(files.make_folders(folder / "taken", 0755));
  const auto failed = files.write_together({{folder / "1", "new"}, {folder / "taken", "x"}});
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().where, folder / "taken");
  EXPECT_EQ(*files.read(folder / "1"), "new");
  EXPECT_EQ(files.list(folder.path())->size(), 13U);
}

TEST(SystemFiles, AFullDiskIsSaidAndLeavesTheOldFile) {
  SystemFiles files;
  const auto full = files.append_durably("/dev/full", "x", 0600);
  ASSERT_FALSE(full.has_value());
  EXPECT_EQ(full.error().code, ErrorCode::kIo);
  EXPECT_NE(full.error().text().find("Free some space"), std::string::npos) << full.error().text();
}

// Whoever got the error does not meet it, or a part of it, at his next start.
TEST(SystemFiles, AFailedAppendLeavesNothingOfItself) {
  const test::ScratchFolder folder;
  SystemFiles files;
  ASSERT_TRUE(files.append_durably(folder / "journal", "first\n", 0600));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{.rlim_cur = 10, .rlim_max = limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto appended = files.append_durably(folder / "journal", "second\n", 0600);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  EXPECT_FALSE(appended.has_value());
  EXPECT_EQ(*files.read(folder / "journal"), "first\n");
  ASSERT_TRUE(files.append_durably(folder / "journal", "third\n", 0600));
  EXPECT_EQ(*files.read(folder / "journal"), "first\nthird\n");
}

TEST(SystemFiles, ASecondLockIsRefusedUntilTheFirstIsGone) {
  const test::ScratchFolder folder;
  SystemFiles files;
  auto first = files.lock(folder / "lock");
  ASSERT_TRUE(first.has_value());
  const auto second = files.lock(folder / "lock");
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kLocked);
  first->reset();
  EXPECT_TRUE(files.lock(folder / "lock").has_value());
}

TEST(SystemFiles, ReadingAFolderOrNothingIsAnError) {
  const test::ScratchFolder folder;
  const SystemFiles files;
  EXPECT_FALSE(files.read(folder.path()).has_value());
  EXPECT_FALSE(files.read(folder / "absent").has_value());
}

TEST(SystemFiles, OnlyWhatIsCertainlyNotThereIsAbsent) {
  const test::ScratchFolder folder;
  SystemFiles files;
  EXPECT_FALSE(files.exists(folder / "absent"));
  EXPECT_FALSE(files.exists(folder / "absent/file"));
  // A file where a folder should be, a link to what is away: whoever reads below learns of it.
  ASSERT_TRUE(files.write_atomically(folder / "plain", "x", 0644));
  EXPECT_TRUE(files.exists(folder / "plain/ledger"));
  ASSERT_EQ(::symlink("/nowhere/at/all", (folder / "link").c_str()), 0);
  EXPECT_TRUE(files.exists(folder / "link"));
}

}  // namespace
}  // namespace bot::os
