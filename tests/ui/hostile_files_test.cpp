#if __has_include(<QApplication>)
// What the window keeps in files, and a queue that another version wrote.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/store/store.h"
#include "tests/support/temp_folder.h"
#include "tests/support/window_fixture.h"
#include "ui/models/queue_model.h"
#include "ui/models/saved_prompts.h"

namespace imagelab::test {
namespace {

TEST(WindowFiles, PromptsThatAreDeepOrNoFileAreNone) {
    const TempFolder folder;
    write_file(folder / "prompts.json", std::string(100'000, '['));
    EXPECT_TRUE(read_saved_prompts(folder / "prompts.json").empty());
    ASSERT_EQ(::mkfifo((folder / "pipe.json").c_str(), 0600), 0);
    EXPECT_TRUE(read_saved_prompts(folder / "pipe.json").empty());
}

TEST(WindowFiles, AGroupWithADeepDescriptionHasAPlainTitle) {
    EXPECT_EQ(group_title(grid_of(GroupInfo{"group", std::string(100'000, '['), 0})), QString());
}

TEST(WindowQueue, JobsOfANewerVersionAreShownAsSuch) {
    application();
    const TempFolder folder;
    Queue queue(std::move(open_store(folder.path())).value());
    const auto ids = queue.add({NewJob{}, NewJob{}, NewJob{}});
    const Database store = std::move(open_store(folder.path())).value();
    store.run("UPDATE jobs SET request = json_set(request, '$.conditioning.dream', 1) WHERE id = ?", static_cast<int64_t>(ids[0]));
    store.run("UPDATE jobs SET request = substr(request, 1, 20) WHERE id = ?", static_cast<int64_t>(ids[1]));
    QueueModel model;
    QueueListing listing{queue.rows(10), {}, {}};
    listing.estimate = estimate(listing.rows);
    model.set_listing(listing);
    ASSERT_EQ(model.rowCount(), 3);
    const auto state = [&](int row) { return model.index(row, QueueModel::StateColumn).data().toString(); };
    EXPECT_EQ(state(0), "Left to a newer version");
    EXPECT_EQ(state(1), "Cannot be read");
    EXPECT_EQ(state(2), "Waiting");
    EXPECT_TRUE(model.index(0, 0).data(Qt::ToolTipRole).toString().contains("conditioning.dream"));
    EXPECT_TRUE(model.index(0, 0).data(QueueModel::TroubleRole).toBool());
    EXPECT_FALSE(model.index(2, 0).data(QueueModel::TroubleRole).toBool());
}

}  // namespace
}  // namespace imagelab::test
#endif
