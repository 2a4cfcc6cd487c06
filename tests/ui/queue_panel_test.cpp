// The queue, the grid and the log in the real window, over the engine that plays recorded jobs from a real queue.
#if __has_include(<QApplication>)
#include "ui/queue/queue_panel.h"

#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTreeView>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/window_fixture.h"
#include "ui/dashboard/devices_panel.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/queue/log_panel.h"
#include "ui/queue/sweep_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/grid_panel.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/notifier.h"

namespace imagelab::test {
namespace {

class QueuePanels : public WindowTest {
  protected:
    // One job that runs and is held at a step, `waiting` behind it.
    void fill(int waiting) {
        open();
        type("hills");
        engine.hold_at(10);
        for (int i = 0; i <= waiting; ++i) press(Qt::Key_Return, Qt::ControlModifier);
        ASSERT_TRUE(wait_until(
            [&] { return window->queue().count(JobState::waiting) == waiting && window->queue().count(JobState::running) == 1; }));
    }
    std::vector<JobId> order() {
        std::vector<JobId> ids;
        for (const JobRow& row : engine.queue().rows(0)) ids.push_back(row.id);
        return ids;
    }
    std::vector<JobId> order_of_all() {  // those that are over too, in the order they were added
        std::vector<JobId> ids;
        for (const JobRow& row : engine.queue().rows(100)) ids.push_back(row.id);
        std::sort(ids.begin(), ids.end());
        return ids;
    }
    void choose(const std::vector<JobId>& jobs) {
        QItemSelectionModel* selection = window->queue_panel().view().selectionModel();
        selection->clear();
        for (const JobId job : jobs)
            selection->select(window->queue().index_of(job), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    JobState state(JobId job) { return engine.queue().find(job)->state; }
    void drag(JobId job, int to) {
        const std::unique_ptr<QMimeData> data(window->queue().mimeData({window->queue().index_of(job)}));
        window->queue().dropMimeData(data.get(), Qt::MoveAction, to, 0, {});
    }
};

TEST_F(QueuePanels, TenJobsAreReorderedByDraggingAndBack) {
    fill(10);
    const auto before = order();
    ASSERT_EQ(before.size(), 11u);
    drag(before.back(), 1);
    ASSERT_TRUE(wait_until([&] { return order()[1] == before.back(); }));
    ASSERT_TRUE(wait_until([&] { return window->queue().index_of(before.back()).row() == 1; })) << "the list follows the store";
    press(Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return order() == before; }));
    choose({before[5], before[7]});
    window->action("queue_first")->trigger();
    ASSERT_TRUE(wait_until([&] { return order()[1] == before[5] && order()[2] == before[7]; }));
    engine.hold_at(-1);
    ASSERT_TRUE(idle());
    EXPECT_EQ(window->gallery().rowCount(), 11);
}

TEST_F(QueuePanels, PauseKeepsAJobAndResumeLetsItGoOn) {
    fill(2);
    const auto ids = order();
    choose({ids[0], ids[2]});
    EXPECT_FALSE(window->action("queue_resume")->isEnabled());
    window->action("queue_pause")->trigger();
    ASSERT_TRUE(wait_until([&] { return state(ids[0]) == JobState::paused && state(ids[2]) == JobState::paused; }));
    engine.hold_at(-1);
    ASSERT_TRUE(wait_until([&] { return state(ids[1]) == JobState::done; }));
    ASSERT_TRUE(idle());
    ASSERT_TRUE(wait_until([&] { return window->action("queue_resume")->isEnabled(); }));
    window->action("queue_resume_all")->trigger();
    ASSERT_TRUE(wait_until([&] { return state(ids[0]) == JobState::done && state(ids[2]) == JobState::done; }));
}

TEST_F(QueuePanels, CancelIsTakenBackByUndo) {
    fill(3);
    const auto ids = order();
    choose({ids[1], ids[2]});
    window->action("queue_cancel")->trigger();
    ASSERT_TRUE(wait_until([&] { return state(ids[1]) == JobState::cancelled && state(ids[2]) == JobState::cancelled; }));
    ASSERT_TRUE(wait_until([&] { return window->bridge().active().size() == 2; })) << "nobody waits for them";
    window->action("undo")->trigger();
    ASSERT_TRUE(wait_until([&] { return state(ids[1]) == JobState::waiting && state(ids[2]) == JobState::waiting; }));
    EXPECT_EQ(order(), ids) << "each in its place";
    window->action("redo")->trigger();
    ASSERT_TRUE(wait_until([&] { return state(ids[1]) == JobState::cancelled; }));
}

TEST_F(QueuePanels, PriorityGoesBeforePlace) {
    fill(3);
    const auto ids = order();
    choose({ids[3]});
    window->action("queue_raise")->trigger();
    ASSERT_TRUE(wait_until([&] { return order()[1] == ids[3]; }));
    EXPECT_EQ(engine.queue().find(ids[3])->priority, 1);
    press(Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return order() == ids; }));
}

TEST_F(QueuePanels, AFailedJobRunsAgain) {
    open();
    type("hills");
    engine.fail_with = "the disk is full";
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return window->queue().count(JobState::failed) == 1; }));
    EXPECT_TRUE(window->log().text().contains("failed: the disk is full"));
    const JobId job = order().front();
    EXPECT_EQ(window->queue().index_of(job).siblingAtColumn(QueueModel::StateColumn).data().toString(), "The disk is full");
    engine.change([](FakeEngine& e) { e.fail_with.clear(); });
    choose({job});
    window->action("queue_retry")->trigger();
    ASSERT_TRUE(wait_until([&] { return state(job) == JobState::done; }));
    ASSERT_TRUE(wait_until([&] { return window->gallery().rowCount() == 1; })) << "watched although it was over once";
}

TEST_F(QueuePanels, JobsOfAnotherProgramAppearAndAreSettled) {
    fill(1);
    const auto ids = order();
    Request other;
    other.prompt = "from the terminal";
    const JobId added = engine.queue().add({{other, "", 0, "elsewhere", {{"elsewhere", {}, 1, 60}}}}).front();
    ASSERT_TRUE(wait_until([&] { return window->queue().job(added) != nullptr; }));
    EXPECT_EQ(window->queue().job(added)->prompt, "from the terminal");
    EXPECT_EQ(window->bridge().active().size(), 2u);
    ASSERT_TRUE(engine.queue().cancel(ids[1])) << "as `imagelab queue cancel` does";
    ASSERT_TRUE(wait_until([&] { return window->bridge().active().size() == 1; }));
}

TEST_F(QueuePanels, AGridSaysItsPriceThenIsOneGroup) {
    open();
    type("a cat");
    window->action("sweep_grid")->trigger();
    SweepPanel& sweep = window->sweep_panel();
    EXPECT_TRUE(sweep.isVisible());
    const auto field = [&](const QString& name) {
        for (QLineEdit* line : sweep.findChildren<QLineEdit*>())
            if (line->accessibleName() == name) return line;
        return static_cast<QLineEdit*>(nullptr);
    };
    field("Columns: values")->setText("10, 20, 30");
    field("Rows: values")->setText("3, x");
    ASSERT_TRUE(wait_until([&] { return sweep.summary().contains("\"x\""); })) << sweep.summary().toStdString();
    EXPECT_FALSE(sweep.add_button().isEnabled());
    field("Rows: values")->setText("3, 5");
    ASSERT_TRUE(wait_until([&] { return sweep.add_button().isEnabled(); })) << sweep.summary().toStdString();
    EXPECT_EQ(sweep.summary(), "3 × 2 = 6 pictures · about 56 s · up to 5.1 GiB of memory");
    auto* third = sweep.findChildren<QComboBox*>()[2];
    ASSERT_EQ(third->accessibleName(), "Sheets: setting");
    EXPECT_FALSE(field("Sheets: values")->isEnabled());
    third->setCurrentIndex(third->findData("sampler"));
    field("Sheets: values")->setText("euler, ddim");
    ASSERT_TRUE(wait_until([&] { return sweep.summary().startsWith("3 × 2 × 2 = 12 pictures"); })) << sweep.summary().toStdString();
    third->setCurrentIndex(0);
    ASSERT_TRUE(wait_until([&] { return sweep.add_button().isEnabled(); })) << sweep.summary().toStdString();
    engine.hold_at(5);
    sweep.add_button().click();
    ASSERT_TRUE(wait_until([&] { return window->queue().count(JobState::waiting) == 5; }));
    EXPECT_EQ(window->queue().rowCount(), 1) << "one group";
    EXPECT_EQ(window->queue().index(0, 0).data().toString(), "Grid: Steps × Guidance");
    const auto rows = engine.queue().rows(0);
    std::set<int> cells;
    for (const JobRow& row : rows) cells.insert(row.cell);
    EXPECT_EQ(cells, (std::set<int>{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(engine.queue().find(rows[4].id)->request.seed, engine.queue().find(rows[0].id)->request.seed);
    window->queue_panel().view().selectAll();
    window->action("queue_cancel")->trigger();
    ASSERT_TRUE(wait_until([&] { return window->queue().count(JobState::waiting) == 0; }));
}

TEST_F(QueuePanels, TheStateHasRoomWhereThereIsSome) {
    QueueModel model;
    QueuePanel panel(model);
    panel.resize(2000, 300);
    panel.show();
    EXPECT_GE(panel.view().header()->sectionSize(QueueModel::StateColumn), 400);
    panel.resize(700, 300);
    EXPECT_LT(panel.view().header()->sectionSize(QueueModel::StateColumn), 240);
}

TEST_F(QueuePanels, ARowOpensWhatBecameOfIt) {
    engine.step_ms = 0;
    open();
    QTreeView& view = window->queue_panel().view();
    type("hills");
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    Request r = window->document().request();
    r.output = folder.filePath("grid").toStdString();
    QDir().mkpath(folder.filePath("grid"));
    const Grid grid{{GridSetting::steps, {"2", "4", "6"}}, {}};
    EnqueueOptions options;
    options.group = "g";
    options.about = grid_to_json(grid).dump();
    window->bridge().enqueue(*expand_grid(r, grid), options);
    ASSERT_TRUE(wait_until([&] { return window->queue().count(JobState::done) == 4; }));
    const QModelIndex group = window->queue().index_of(order_of_all().back()).parent();
    ASSERT_TRUE(group.isValid());
    emit view.activated(group);
    ASSERT_TRUE(wait_until([&] { return window->viewer().grid().grid().columns == QStringList{"2", "4", "6"}; }));
    EXPECT_EQ(window->queue().axes_of(order_of_all().back()), QStringList{"steps"});
    EXPECT_TRUE(window->viewer().is_comparing());
    // A job of it, then the one of its own, by a click.
    view.expand(group);
    for (const JobId job : {order_of_all()[1], order_of_all()[0]}) {
        const QModelIndex index = window->queue().index_of(job);
        view.setCurrentIndex(index);
        emit view.clicked(index);
        const QString file = QString::fromStdString(window->queue().job(job)->picture);
        ASSERT_TRUE(wait_until([&] { return window->gallery().row_of(file) == window->gallery_panel().current_row(); }));
        EXPECT_FALSE(window->viewer().is_comparing());
    }
}

TEST_F(QueuePanels, AllProfilesAndAllModelsExcludeEachOther) {
    open();
    type("a cat");
    window->action("sweep_profiles")->trigger();
    SweepPanel& sweep = window->sweep_panel();
    EXPECT_EQ(sweep.draft().kind, SweepKind::profiles);
    ASSERT_TRUE(wait_until([&] { return sweep.add_button().isEnabled(); })) << sweep.summary().toStdString();
    EXPECT_TRUE(sweep.summary().startsWith("29 pictures · about ")) << sweep.summary().toStdString();
    window->action("sweep_models")->trigger();
    EXPECT_EQ(sweep.draft().kind, SweepKind::models);
    ASSERT_TRUE(wait_until([&] { return sweep.add_button().isEnabled(); })) << sweep.summary().toStdString();
}

TEST_F(QueuePanels, ADataFolderThatCannotBeUsedIsSaid) {
    engine.store_trouble = "/data/imagelab.db is damaged";
    open();
    EXPECT_TRUE(window->viewer().banner().isVisible());
    EXPECT_TRUE(window->viewer().banner().details().contains("damaged"));
    type("hills");
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    EXPECT_EQ(window->gallery().rowCount(), 1) << "and works in memory";
}

TEST_F(QueuePanels, PanelsAreClosedShownAndPutBack) {
    open();
    auto* request = window->findChild<QDockWidget*>("request");
    window->action("show_request")->trigger();
    EXPECT_FALSE(request->isVisible());
    request->setFloating(true);
    window->close();
    window.reset();
    open();
    request = window->findChild<QDockWidget*>("request");
    EXPECT_FALSE(request->isVisible()) << "remembered";
    window->action("reset_layout")->trigger();
    EXPECT_TRUE(request->isVisible());
    EXPECT_FALSE(request->isFloating());
}

TEST_F(QueuePanels, APanelBehindATabComesToTheFront) {
    open();
    auto* queue = window->findChild<QDockWidget*>("queue");
    auto* log = window->findChild<QDockWidget*>("log");
    QAction *show_queue = window->action("show_queue"), *show_log = window->action("show_log");
    const auto seen = [](const QDockWidget* dock) { return !dock->widget()->visibleRegion().isEmpty(); };
    window->action("toggle_bottom")->trigger();
    ASSERT_TRUE(wait_until([&] { return seen(queue) && show_queue->isChecked() && !show_log->isChecked(); }));
    show_log->trigger();
    ASSERT_TRUE(wait_until([&] { return seen(log) && show_log->isChecked() && !show_queue->isChecked(); }));
    EXPECT_FALSE(queue->isHidden()) << "it stands behind";
    show_log->trigger();
    ASSERT_TRUE(wait_until([&] { return log->isHidden() && !show_log->isChecked(); }));
}

TEST_F(QueuePanels, DevicesTellWhatARequestWouldTake) {
    open();
    window->action("show_devices")->trigger();
    const auto says = [&](const QString& text) {
        for (const QLabel* label : window->devices_panel().findChildren<QLabel*>())
            if (label->text().contains(text)) return true;
        return false;
    };
    ASSERT_TRUE(wait_until([&] { return says("Two cores of a test machine"); }));
    ASSERT_TRUE(wait_until([&] { return says("this request"); }));
    EXPECT_TRUE(says("Holds tiny64 (bf16) 120 MiB"));
    EXPECT_TRUE(says("load 25 %"));
    engine.change([](FakeEngine& e) { e.memory_free = int64_t{1} << 30; });
    window->bridge().ask_price(window->document().request());
    ASSERT_TRUE(wait_until([&] { return says("256x256 fits"); })) << "the smallest change";
    for (QPushButton* button : window->devices_panel().findChildren<QPushButton*>())
        if (button->text() == "Free memory now") button->click();
    ASSERT_TRUE(wait_until([&] { return says("120 MiB given back"); }));
}

TEST(Notifications, AreForFailuresAndTheEndOfLongWork) {
    JobEvent event{JobEvent::Kind::ended, 3, "cpu"};
    event.state = JobState::done;
    EXPECT_FALSE(Notifier::message_for(event, 0, 3)) << "that was quick";
    EXPECT_FALSE(Notifier::message_for(event, 2, 300)) << "more is to come";
    ASSERT_TRUE(Notifier::message_for(event, 0, 300));
    event.state = JobState::failed;
    event.result.message = "the disk is full";
    EXPECT_EQ(Notifier::message_for(event, 2, 3)->text, "the disk is full");
    event.kind = JobEvent::Kind::progress;
    EXPECT_FALSE(Notifier::message_for(event, 0, 300));
}

}  // namespace
}  // namespace imagelab::test
#endif
