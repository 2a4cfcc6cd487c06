#if __has_include(<QApplication>)
#include "ui/models/queue_model.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QMimeData>
#include <QTreeView>
#include <numeric>
#include <random>

#include "tests/support/window_fixture.h"
#include "ui/look/wording.h"

namespace imagelab::test {
namespace {

JobRow row(JobId id, JobState state, const std::string& group = "") {
    JobRow job;
    job.id = id;
    job.state = state;
    job.group = group;
    job.prompt = "prompt " + std::to_string(id);
    job.needs = {{"cpu", 10.0}};
    if (state == JobState::running) job.device = "cpu";
    return job;
}

QueueListing listing(std::vector<JobRow> rows) {
    QueueListing made{std::move(rows), {}, {}};
    made.estimate = estimate(made.rows);
    return made;
}

std::string shape(const QueueModel& model) {
    std::string text;
    for (int top = 0; top < model.rowCount(); ++top) {
        const QModelIndex index = model.index(top, 0);
        if (const JobRow* job = model.job(index)) {
            text += std::to_string(job->id) + " ";
            continue;
        }
        text += model.group(index).toStdString() + "(";
        for (int i = 0; i < model.rowCount(index); ++i) text += std::to_string(model.job(model.index(i, 0, index))->id) + " ";
        text += ") ";
    }
    return text;
}

class QueueModels : public ::testing::Test {
  protected:
    QueueModels() {
        view.setModel(&model);
        view.show();
    }
    QApplication& app = application();  // before the view
    QueueModel model;
    QTreeView view;  // follows every signal
};

TEST_F(QueueModels, SaysWhyANightsJobsWait) {
    std::vector<JobRow> rows{row(1, JobState::waiting), row(2, JobState::waiting, "night-1"), row(3, JobState::waiting, "night-1")};
    rows[1].keeper = rows[2].keeper = "night-1";
    const QueueListing listed = listing(rows);
    EXPECT_EQ(listed.estimate.all, 10) << "when a night runs its jobs only the night knows";
    model.set_listing(listed);
    EXPECT_EQ(model.waiting_for_keepers(), 2);
    const QModelIndex group = model.index(1, 0);
    EXPECT_TRUE(group.data(Qt::ToolTipRole).toString().contains("when it is started again"));
    EXPECT_EQ(model.index(0, QueueModel::StateColumn, group).data().toString(), "Waits for its night");
    EXPECT_TRUE(model.index(0, 0, group).data(Qt::ToolTipRole).toString().contains("night-1"));
    EXPECT_EQ(model.index(0, QueueModel::StateColumn).data().toString(), "Waiting");
}

TEST_F(QueueModels, GroupsStandWhereTheirFirstJobStands) {
    using S = JobState;
    model.set_listing(
        listing({row(3, S::running), row(1, S::waiting, "g"), row(4, S::waiting), row(2, S::waiting, "g"), row(5, S::waiting, "alone")}));
    EXPECT_EQ(shape(model), "3 g(1 2 ) 4 5 ");
    EXPECT_EQ(model.count(S::waiting), 4);
    EXPECT_EQ(model.seconds_left(), 50);
    EXPECT_EQ(model.index_of(2).parent(), model.index(1, 0));
}

TEST_F(QueueModels, IndexesFollowTheirJobs) {
    using S = JobState;
    model.set_listing(listing({row(1, S::waiting), row(2, S::waiting, "g"), row(3, S::waiting, "g"), row(4, S::waiting)}));
    const QPersistentModelIndex first = model.index_of(1), third = model.index_of(3), last = model.index_of(4);
    model.set_listing(listing({row(4, S::running), row(5, S::waiting), row(3, S::waiting, "g"), row(2, S::waiting, "g")}));
    EXPECT_EQ(shape(model), "4 5 g(3 2 ) ");
    EXPECT_FALSE(first.isValid());
    EXPECT_EQ(model.job(third)->id, 3u);
    EXPECT_EQ(model.job(last)->id, 4u);
    model.set_listing(listing({row(3, S::waiting, "g")}));
    EXPECT_EQ(shape(model), "3 ") << "a group of one is a job";
    model.set_listing(listing({}));
    EXPECT_EQ(model.rowCount(), 0);
}

TEST_F(QueueModels, SurvivesAnyChange) {
    std::mt19937 random(7);
    for (int round = 0; round < 60; ++round) {
        std::vector<JobRow> rows;
        std::vector<JobId> ids(30);
        std::iota(ids.begin(), ids.end(), 1);
        std::shuffle(ids.begin(), ids.end(), random);
        ids.resize(random() % 30);
        for (const JobId id : ids) {
            const char* groups[] = {"", "", "a", "b", "c"};
            rows.push_back(row(id, random() % 2 ? JobState::waiting : JobState::paused, groups[(id + random() % 2) % 5]));
        }
        model.set_listing(listing(rows));
        QModelIndexList tops;
        for (int i = 0; i < model.rowCount(); ++i) tops << model.index(i, 0);
        EXPECT_EQ(model.jobs(tops).size(), rows.size());
        for (const JobRow& job : rows) ASSERT_EQ(model.job(model.index_of(job.id))->id, job.id);
        view.expandAll();
        int shown = 0;
        for (QModelIndex at = model.index(0, 0); at.isValid(); at = view.indexBelow(at)) shown += model.job(at) != nullptr;
        ASSERT_EQ(shown, static_cast<int>(rows.size())) << "the view has them all";
    }
}

TEST_F(QueueModels, DroppingSaysWhereTo) {
    using S = JobState;
    using Kind = QueuePlace::Kind;
    model.set_listing(
        listing({row(1, S::running), row(2, S::waiting), row(3, S::waiting, "g"), row(4, S::waiting, "g"), row(5, S::waiting)}));
    std::vector<JobId> moved;
    QueuePlace place;
    QObject::connect(&model, &QueueModel::move_wanted, &model,
                     [&](const std::vector<JobId>& jobs, QueuePlace to) { moved = jobs, place = to; });
    const auto drop = [&](const QModelIndexList& what, int at, const QModelIndex& parent = {}) {
        moved.clear();
        const std::unique_ptr<QMimeData> data(model.mimeData(what));
        if (model.canDropMimeData(data.get(), Qt::MoveAction, at, 0, parent)) model.dropMimeData(data.get(), Qt::MoveAction, at, 0, parent);
    };
    drop({model.index_of(5)}, 0);
    EXPECT_EQ(moved, std::vector<JobId>{5});
    EXPECT_EQ(place.kind, Kind::before);
    EXPECT_EQ(place.other, 2u) << "before the first that waits: what runs cannot be overtaken";
    drop({model.index(2, 0)}, 1);
    EXPECT_EQ(moved, (std::vector<JobId>{3, 4})) << "a group moves whole";
    EXPECT_EQ(place.other, 2u);
    drop({model.index_of(2)}, 4);
    EXPECT_EQ(place.kind, Kind::last);
    drop({model.index_of(5)}, 1, model.index(2, 0));
    EXPECT_EQ(place.other, 4u);
    drop({model.index_of(1)}, 3);
    EXPECT_TRUE(moved.empty()) << "what runs is not moved";
}

TEST_F(QueueModels, TenThousandJobsInGroupsAreQuick) {
    std::vector<JobRow> rows;
    for (JobId id = 1; id <= 10000; ++id) rows.push_back(row(id, JobState::waiting, "group " + std::to_string(id % 100)));
    QueueModel large;
    large.set_listing(listing(rows));
    EXPECT_EQ(large.rowCount(), 100);
    std::rotate(rows.begin(), rows.begin() + 5000, rows.end());
    rows.erase(rows.begin());
    large.set_listing(listing(rows));
    EXPECT_EQ(large.count(JobState::waiting), 9999);
    Progress progress;
    progress.step = 3;
    large.set_progress(77, progress, {});
    EXPECT_EQ(large.job(77)->step, 0) << "it does not run";
}

TEST(QueueEstimates, DevicesShareTheWork) {
    std::vector<JobRow> rows{row(1, JobState::running), row(2, JobState::waiting), row(3, JobState::waiting), row(4, JobState::paused)};
    rows[0].device = "vulkan:0";
    rows[0].seconds_left = 4;
    for (size_t i = 1; i < 3; ++i) rows[i].needs = {{"vulkan:0", 10}, {"cpu", 30}};
    const QueueEstimate told = estimate(rows);
    EXPECT_EQ(told.left, (std::vector<double>{4, 30, 14, -1}));
    EXPECT_EQ(told.all, 30);
    EXPECT_EQ(estimate({}).all, -1);
}

TEST(QueueWords, SayHowAJobStands) {
    JobRow job = row(1, JobState::running);
    job.stage = "denoising";
    job.step = 3;
    job.steps = 30;
    EXPECT_EQ(state_text(job), "Denoising, step 3 of 30");
    for (const Stage stage : {Stage::refining, Stage::redrawing, Stage::enlarging, Stage::hires_enlarging, Stage::checking}) {
        job.stage = stage_info(stage).name;
        EXPECT_EQ(state_text(job), progress_text({.stage = stage, .step = 3, .steps = 30}));
        EXPECT_NE(state_text(job), "Starting");
    }
    job.stage = "one of a newer version";
    EXPECT_EQ(state_text(job), "Starting");
    job.wish = "pause";
    EXPECT_EQ(state_text(job), "Pausing");
    job.wish.clear();
    job.pid = 1;
    EXPECT_TRUE(state_text(job).contains("process 1"));
    EXPECT_EQ(
        group_title(grid_of({"g", R"({"x": {"setting": "steps", "values": ["1"]}, "y": {"setting": "guidance", "values": ["2"]}})", 0})),
        "Grid: Steps × Guidance");
    const Grid deep{{GridSetting::steps, {"1", "2"}}, {GridSetting::guidance, {"3"}}, {GridSetting::lora, {"none", "/l/ink:0.5"}}};
    EXPECT_EQ(group_title(deep), "Grid: Steps × Guidance × LoRA");
    EXPECT_EQ(cell_text(deep, 3), "Steps 2 · Guidance 3 · LoRA ink:0.5");
    EXPECT_EQ(group_title(grid_of({"g", "", 0})), "");
    EXPECT_EQ(group_title(grid_of({"g", "cut {", 0})), "");
}

TEST_F(QueueModels, AGroupSaysWhatBecameOfItsJobs) {
    using S = JobState;
    const auto says = [&](std::initializer_list<S> states) {
        std::vector<JobRow> rows;
        for (const S state : states) rows.push_back(row(rows.size() + 1, state, "g"));
        model.set_listing(listing(rows));
        return model.index(0, QueueModel::StateColumn).data().toString();
    };
    EXPECT_EQ(says({S::done, S::done}), "Done");
    EXPECT_EQ(says({S::cancelled, S::cancelled}), "Cancelled");
    EXPECT_EQ(says({S::done, S::cancelled, S::cancelled}), "1 done, 2 cancelled");
    EXPECT_EQ(says({S::done, S::failed}), "1 done, 1 not made");
    EXPECT_EQ(says({S::refused, S::failed}), "2 not made");
    EXPECT_EQ(says({S::running, S::waiting, S::done}), "2 to go");
    EXPECT_EQ(says({S::waiting, S::failed, S::cancelled}), "1 to go, 1 not made, 1 cancelled");
}

TEST_F(QueueModels, JobsOfAGridSayWhatTellsThemApart) {
    std::vector<JobRow> rows;
    for (int cell = 0; cell < 4; ++cell) {
        rows.push_back(row(static_cast<JobId>(cell + 1), JobState::done, "g"));
        rows.back().cell = cell;
    }
    QueueListing made = listing(rows);
    made.groups = {
        {"g", R"({"x": {"setting": "steps", "values": ["10", "20"]}, "y": {"setting": "model", "values": ["", "/m/pony.safetensors"]}})",
         0}};
    model.set_listing(made);
    const QModelIndex group = model.index(0, 0);
    QStringList texts;
    for (int i = 0; i < 4; ++i) texts << model.index(i, 0, group).data().toString();
    EXPECT_EQ(texts[1], "Steps 20 · Model " + model_text(""));
    EXPECT_EQ(texts[2], "Steps 10 · Model pony.safetensors");
    EXPECT_EQ(QSet<QString>(texts.begin(), texts.end()).size(), 4);
    EXPECT_TRUE(group.data(QueueModel::PictureRole).value<QImage>().isNull());
    QString wanted;
    QObject::connect(&model, &QueueModel::thumbnail_wanted, &model, [&](const QString& path) { wanted = path; });
    made.rows[1].picture = "/out/second.png";
    model.set_listing(made);
    model.index(0, 0).data(QueueModel::PictureRole);
    EXPECT_EQ(wanted, "/out/second.png") << "a group shows the first of its pictures";
    QImage picture(32, 32, QImage::Format_RGB32);
    picture.fill(Qt::red);
    model.set_thumbnail(wanted, picture);
    EXPECT_FALSE(model.index(0, 0).data(QueueModel::PictureRole).value<QImage>().isNull());
    EXPECT_EQ(model.index(2, 0, group).data(QueueModel::DetailRole).toString(), "Job 3 · prompt 3") << "the prompt stands below";
    EXPECT_EQ(cell_text(grid_of(made.groups[0]), 4), "") << "a cell that the grid does not have";
}

TEST(QueueWords, ATrainingThatIsDoneSaysItsNotesWithoutItsPath) {
    JobRow row;
    row.state = JobState::done;
    row.trains = "/models/trained/cats v1.5.safetensors";
    row.message = row.trains;
    EXPECT_EQ(state_text(row), "Done");
    row.message += "; the pictures that were held out were known best after step 20 of 40: that is written";
    EXPECT_EQ(state_text(row), "Done: The pictures that were held out were known best after step 20 of 40: that is written");
}

}  // namespace
}  // namespace imagelab::test
#endif
