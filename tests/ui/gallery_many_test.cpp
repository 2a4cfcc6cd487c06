// Several pictures of the gallery at once, in the window: compared, laid out as a grid, enlarged by the queue, counted in the results.
#if __has_include(<QApplication>)
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>

#include "core/gallery/sidecar.h"
#include "tests/support/gallery_window.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/results/results_panel.h"
#include "ui/viewer/compare_panel.h"
#include "ui/viewer/difference_list.h"
#include "ui/viewer/enlarge_dialog.h"
#include "ui/viewer/grid_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"

namespace imagelab::test {
namespace {

TEST_F(GalleryWindow, TwoAreCompared) {
    draw("a.png", made_with("a red apple", 1));
    Request other = made_with("a red apple", 2);
    other.steps = 50;
    draw("b.png", other);
    open_with_pictures(2);
    ASSERT_TRUE(choose(0));
    EXPECT_FALSE(window->action("compare")->isEnabled());
    choose_rows({0, 1});
    ASSERT_TRUE(window->action("compare")->isEnabled());
    press(Qt::Key_C);
    ASSERT_TRUE(wait_until([&] { return window->viewer().comparison().isVisible(); }));
    const auto& differences = window->viewer().comparison().settings().shown();
    ASSERT_EQ(differences.size(), 2u);
    EXPECT_EQ(differences[0].name, "Steps");
    EXPECT_EQ(differences[1].name, "Seed");
    CompareView& view = window->viewer().comparison().view();
    window->viewer().comparison().set_mode(CompareView::Mode::difference);
    ASSERT_TRUE(wait_until([&] { return !view.difference().isNull(); }));
    view.zoom_by(2);
    const double zoomed = view.place().scale();
    window->viewer().comparison().set_mode(CompareView::Mode::slider);
    EXPECT_EQ(view.place().scale(), zoomed) << "one zoom for all";
    press(Qt::Key_BracketLeft);
    EXPECT_LT(view.divider(), 0.5);
    press(Qt::Key_Escape);
    EXPECT_FALSE(window->viewer().is_comparing());
}

TEST_F(GalleryWindow, AGridIsLaidOutByWhatDiffers) {
    for (const int steps : {5, 10, 20}) {
        for (const double guidance : {3.0, 7.0}) {
            Request r = made_with("hills");
            r.steps = steps, r.guidance = guidance;
            draw(std::to_string(steps) + "-" + std::to_string(int(guidance)) + ".png", r);
        }
    }
    open_with_pictures(6);
    panel().grid().setFocus();
    window->action("choose_all")->trigger();
    ASSERT_TRUE(wait_until([&] {
        for (int row = 0; row < 6; ++row)
            if (!model().entry(row).known) return false;
        return true;
    }));
    press(Qt::Key_G);
    GridPanel& grid = window->viewer().grid();
    ASSERT_TRUE(wait_until([&] { return !grid.composed().isNull(); }));
    EXPECT_EQ(grid.grid().columns, (QStringList{"5", "10", "20"}));
    EXPECT_EQ(grid.grid().rows, (QStringList{"3", "7"}));
    EXPECT_EQ(std::count(grid.grid().cells.begin(), grid.grid().cells.end(), -1), 0);
    EXPECT_TRUE(grid.isVisible()) << "the picture chosen before, which is read only now, does not take its place";
}

TEST_F(GalleryWindow, ChosenPicturesAreEnlargedByTheQueueAsAGroup) {
    draw("a.png", made_with("a red apple"));
    draw("b.png", made_with("a lighthouse", 2));
    engine.hold_at(0);
    open_with_pictures(2);
    panel().grid().setFocus();
    window->action("choose_all")->trigger();
    ASSERT_TRUE(wait_until([&] { return window->action("enlarge")->isEnabled(); }));
    window->action("enlarge")->trigger();
    auto* dialog = window->findChild<EnlargeDialog*>();
    ASSERT_TRUE(dialog);
    EXPECT_TRUE(dialog->windowTitle().contains("2 pictures")) << dialog->windowTitle().toStdString();
    const auto says = [&](const QString& text) {
        for (const QLabel* label : dialog->findChildren<QLabel*>())
            if (label->text().contains(text)) return true;
        return false;
    };
    ASSERT_TRUE(wait_until([&] { return says("All of them take about"); }));
    auto* times = dialog->findChild<QDoubleSpinBox*>();  // the request has a field of that name, too
    ASSERT_TRUE(times);
    auto* by = dialog->findChild<QComboBox*>();
    ASSERT_GE(by->count(), 2);
    EXPECT_EQ(by->currentText(), "realesr-animevideov3");
    engine.change([](FakeEngine& e) { e.plan_problem = "there is no such picture"; });
    times->setValue(3);
    QPushButton* add = nullptr;
    for (QPushButton* button : dialog->findChildren<QPushButton*>())
        if (button->text() == "Add to the queue") add = button;
    ASSERT_TRUE(add);
    ASSERT_TRUE(wait_until([&] { return says("no such picture"); }));
    EXPECT_FALSE(add->isEnabled());
    engine.change([](FakeEngine& e) { e.plan_problem.clear(); });
    times->setValue(2);
    ASSERT_TRUE(wait_until([&] { return says("All of them take about"); }));
    add->click();

    const auto group = [&] {
        std::vector<JobRow> jobs;
        for (const JobRow& job : engine.queue().rows(100))
            if (job.group.starts_with("enlarge-")) jobs.push_back(job);
        return jobs;
    };
    ASSERT_TRUE(wait_until([&] { return group().size() == 2; }));
    for (const JobRow& job : group()) {
        const Request r = engine.queue().find(job.id)->request;
        EXPECT_EQ(r.strength, 0);
        EXPECT_EQ(r.upscaler, "realesr-animevideov3");
        EXPECT_EQ(r.upscale, 2);
        EXPECT_TRUE(r.init_image == at("a.png").string() || r.init_image == at("b.png").string()) << r.init_image;
        EXPECT_TRUE(r.output.ends_with("-x2.png")) << r.output;
    }
    const auto titled = [&](const QString& text) {
        const QAbstractItemModel& queue = window->queue();
        for (int row = 0; row < queue.rowCount(); ++row)
            if (queue.index(row, 0).data().toString() == text) return true;
        return false;
    };
    EXPECT_TRUE(wait_until([&] { return titled("Enlarge 2 pictures"); }));
    window->document().history().undo();
    EXPECT_TRUE(wait_until([&] {
        const auto jobs = group();
        return std::all_of(jobs.begin(), jobs.end(), [](const JobRow& job) { return job.state == JobState::cancelled; });
    }));

    // Taken back before its jobs are in: they are cancelled as soon as they are.
    engine.let_in(false);
    window->action("enlarge")->trigger();
    ASSERT_TRUE(wait_until([&] {
        for (QPushButton* button : window->findChildren<QPushButton*>())
            if (button->text() == "Add to the queue" && button->isVisible() && button->isEnabled()) return button->click(), true;
        return false;
    }));
    window->document().history().undo();
    EXPECT_EQ(group().size(), 2u);
    engine.let_in(true);
    const auto cancelled = [&] {
        const auto jobs = group();
        return std::count_if(jobs.begin(), jobs.end(), [](const JobRow& job) { return job.state == JobState::cancelled; });
    };
    ASSERT_TRUE(wait_until([&] { return group().size() == 4 && cancelled() == 4; }));
    window->document().history().redo();
    EXPECT_TRUE(wait_until([&] { return cancelled() == 2; })) << "brought back";
    engine.hold_at(-1);
}

TEST_F(GalleryWindow, TheSheetsOfAGridAreTurned) {
    for (const int steps : {5, 10}) {
        for (const double guidance : {3.0, 7.0}) {
            for (const SamplerKind sampler : {SamplerKind::euler, SamplerKind::ddim}) {
                Request r = made_with("hills");
                r.steps = steps, r.guidance = guidance, r.sampler = sampler;
                draw(std::to_string(steps) + "-" + std::to_string(int(guidance)) + std::to_string(int(sampler)) + ".png", r);
            }
        }
    }
    open_with_pictures(8);
    panel().grid().setFocus();
    window->action("choose_all")->trigger();
    ASSERT_TRUE(wait_until([&] {
        for (int row = 0; row < 8; ++row)
            if (!model().entry(row).known) return false;
        return true;
    }));
    press(Qt::Key_G);
    GridPanel& grid = window->viewer().grid();
    ASSERT_TRUE(wait_until([&] { return !grid.composed().isNull(); }));
    ASSERT_EQ(grid.grid().depth(), 2);
    QComboBox* sheets = nullptr;
    for (QComboBox* list : grid.findChildren<QComboBox*>())
        if (list->accessibleName() == "Sheet") sheets = list;
    ASSERT_TRUE(sheets && sheets->isVisible());
    EXPECT_EQ(sheets->currentText(), "Sampler: DDIM");
    press(Qt::Key_PageDown);
    EXPECT_EQ(grid.sheet(), 1);
    ASSERT_TRUE(wait_until([&] { return !grid.composed().isNull(); }));
    EXPECT_EQ(sheets->currentText(), "Sampler: Euler");
    press(Qt::Key_PageDown);
    EXPECT_EQ(grid.sheet(), 1) << "the last";
    QString clicked;
    QObject::connect(&grid, &GridPanel::chosen, &grid, [&](const QString& path) { clicked = path; });
    emit grid.view().clicked(grid.cell(0).center());
    EXPECT_TRUE(clicked.endsWith("5-3" + QString::number(int(SamplerKind::euler)) + ".png")) << clicked.toStdString();
    QImage exported;
    QObject::disconnect(&grid, &GridPanel::export_wanted, nullptr, nullptr);
    QObject::connect(&grid, &GridPanel::export_wanted, &grid, [&](const QImage& whole) { exported = whole; });
    for (QPushButton* button : grid.findChildren<QPushButton*>()) button->click();
    ASSERT_TRUE(wait_until([&] { return !exported.isNull(); }));
    EXPECT_GT(exported.height(), exported.width()) << "both sheets";
    press(Qt::Key_PageUp);
    EXPECT_EQ(grid.sheet(), 0);
}

TEST_F(GalleryWindow, ResultsCountWhatIsLikedAndTellOfTheNights) {
    for (int i = 0; i < 3; ++i) {
        Request liked = made_with("a red apple", i);
        liked.sampler = SamplerKind::ddim;
        draw("liked" + std::to_string(i) + ".png", liked);
        draw("other" + std::to_string(i) + ".png", made_with("a red apple", 10 + i));
        Marks marks;
        marks.favourite = true;
        ASSERT_TRUE(write_sidecar(at("liked" + std::to_string(i) + ".png"), {marks}));
    }
    NightOrder order;
    order.theme_text = "a {star|apple}";
    order.jobs = 2;
    order.settings.output = pictures().string();
    const auto night = NightBook(data).begin(order, 7, 1'700'000'000);
    ASSERT_TRUE(night) << night.error();
    open_with_pictures(6);
    ResultsPanel& results = window->results();
    emit results.wanted();
    ASSERT_TRUE(wait_until([&] { return results.results().analysis.pictures == 6; })) << results.text().toStdString();
    EXPECT_EQ(results.results().analysis.successes, 3);
    EXPECT_TRUE(results.text().contains("ddim", Qt::CaseInsensitive)) << results.text().toStdString();
    EXPECT_TRUE(results.text().contains("Sampler")) << "headings in the window's words: " << results.text().toStdString();
    EXPECT_TRUE(results.text().contains("6 pictures, of them judged: 3, liked: 3")) << results.text().toStdString();
    auto* choice = results.findChild<QComboBox*>();
    ASSERT_EQ(choice->count(), 2);
    choice->setCurrentIndex(1);
    EXPECT_TRUE(results.text().contains("It is not over")) << results.text().toStdString();
    EXPECT_EQ(results.chosen_night(), 0);
}

}  // namespace
}  // namespace imagelab::test
#endif
