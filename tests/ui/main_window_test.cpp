#if __has_include(<QApplication>)
#include "ui/window/main_window.h"

#include <QClipboard>
#include <QDropEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <ctime>

#include "tests/support/window_fixture.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/request/generate_button.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/section.h"
#include "ui/widgets/status_panel.h"

namespace imagelab::test {
namespace {

// What this thread has worked, whatever else the machine does.
double thread_ms() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

class MainWindowTest : public WindowTest {
  protected:
    const Request& request() { return window->document().request(); }
    int times_said(const QString& words) {  // in sight
        int times = 0;
        for (const QLabel* label : window->findChildren<QLabel*>()) times += label->isVisible() && label->text().contains(words);
        return times;
    }
};

TEST_F(MainWindowTest, TypeGenerateWatchSee) {
    open();
    auto* button = window->findChild<GenerateButton*>();
    ASSERT_TRUE(wait_until([&] { return !button->price().isEmpty(); }));
    EXPECT_EQ(button->price(), "about 14 s · 5.1 of 23.4 GiB");
    EXPECT_FALSE(button->isEnabled()) << "nothing to draw yet";

    type("hills at dusk");
    EXPECT_EQ(request().prompt, "hills at dusk");
    EXPECT_TRUE(button->isEnabled());

    engine.hold_at(15);
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return window->status().text() == "Denoising, step 15 of 30"; }));
    EXPECT_FALSE(window->viewer().view().picture().isNull()) << "the preview shows";
    EXPECT_EQ(window->viewer().view().picture().width(), 64);
    EXPECT_NEAR(window->findChild<QProgressBar*>()->value(), 475, 1);
    engine.hold_at(-1);
    ASSERT_TRUE(idle());
    ASSERT_TRUE(wait_until([&] { return window->viewer().view().picture().width() == 512; }))
        << "the finished picture replaces the preview";
    ASSERT_EQ(window->gallery().rowCount(), 1);
    EXPECT_TRUE(QFile::exists(window->gallery().entry(0).path));
    EXPECT_EQ(QFileInfo(window->gallery().entry(0).path).absolutePath(), folder.filePath("output_images"));
    EXPECT_EQ(window->status().text(), "Done in 14 s");
}

TEST_F(MainWindowTest, EscapeCancelsAndTheQueueGoesOn) {
    open();
    type("hills");
    engine.hold_at(10);
    press(Qt::Key_Return, Qt::ControlModifier);
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return window->status().text() == "Denoising, step 10 of 30 · 1 more waiting"; }));
    EXPECT_EQ(window->gallery().rowCount(), 2);
    press(Qt::Key_Escape);
    ASSERT_TRUE(wait_until([&] { return window->bridge().active().size() == 1; }));
    engine.hold_at(-1);
    ASSERT_TRUE(idle());
    EXPECT_EQ(window->gallery().rowCount(), 1) << "the cancelled job left nothing, the second one its picture";
    EXPECT_FALSE(window->action("cancel")->isEnabled());
}

TEST_F(MainWindowTest, AFailureIsAnInlineBannerThatCanBeCopied) {
    open();
    type("hills");
    engine.fail_with = "[load] tensor conv_in.weight is missing";
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return window->viewer().banner().isVisible(); }));
    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);
    EXPECT_EQ(times_said("conv_in.weight is missing"), 1);
    for (auto* button : window->viewer().banner().findChildren<QPushButton*>())
        if (button->text() == "Copy details") button->click();
    EXPECT_TRUE(QApplication::clipboard()->text().contains("[load] tensor conv_in.weight is missing"));
    EXPECT_TRUE(QApplication::clipboard()->text().contains("Prompt: hills"));
    engine.change([](FakeEngine& e) { e.fail_with.clear(); });
    ASSERT_TRUE(idle());
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    EXPECT_FALSE(window->viewer().banner().isVisible()) << "gone once a job goes well";
}

TEST_F(MainWindowTest, WhatCannotRunCannotBePressed) {
    engine.plan_problem = "The model /m.safetensors is not there: choose another.";
    open();
    type("hills");
    auto* button = window->findChild<GenerateButton*>();
    ASSERT_TRUE(wait_until([&] { return !button->isEnabled(); }));
    press(Qt::Key_Return, Qt::ControlModifier);
    EXPECT_TRUE(window->bridge().active().empty());
    EXPECT_EQ(times_said(QString::fromStdString(engine.plan_problem)), 1);
    engine.change([](FakeEngine& e) { e.plan_problem.clear(); });
    EXPECT_TRUE(wait_until([&] { return button->isEnabled(); })) << "looked at again by itself";
}

TEST_F(MainWindowTest, WhatDoesNotFitBesideOtherProgramsWaitsForMemory) {
    engine.memory_free = int64_t{1} << 30;
    open();
    type("hills");
    auto* button = window->findChild<GenerateButton*>();
    ASSERT_TRUE(wait_until([&] { return !button->isEnabled(); }));
    engine.change([](FakeEngine& e) { e.memory_free = int64_t{16} << 30; });
    EXPECT_TRUE(wait_until([&] { return button->isEnabled(); }));
}

TEST_F(MainWindowTest, UndoTakesBackTypingAndSettings) {
    open();
    type("hills");
    control<QSpinBox>("Pictures")->setValue(4);
    EXPECT_EQ(request().batch, 4);
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(request().batch, 1);
    EXPECT_EQ(control<QSpinBox>("Pictures")->value(), 1);
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(request().prompt, "");
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(request().prompt, "hills");
    EXPECT_EQ(control<QPlainTextEdit>("Prompt")->toPlainText(), "hills");
}

TEST_F(MainWindowTest, NoNegativePromptDiffersFromAnEmptyOne) {
    open();
    EXPECT_FALSE(request().negative_prompt.has_value());
    auto* text = control<QPlainTextEdit>("Negative prompt");
    text->setFocus();
    type("blurry");
    EXPECT_EQ(request().negative_prompt, "blurry");
    control<SectionHeader>("Sampling")->setChecked(true);
    EXPECT_EQ(request().negative_prompt, "blurry") << "opening a section changes nothing";
    auto* even_empty = control<QAbstractButton>("Use a negative prompt even when empty");
    EXPECT_FALSE(even_empty->isVisible());
    text->selectAll();
    press(Qt::Key_Backspace);
    EXPECT_FALSE(request().negative_prompt.has_value());
    EXPECT_TRUE(even_empty->isVisible());
    even_empty->click();
    EXPECT_EQ(request().negative_prompt, "");
}

TEST_F(MainWindowTest, SeedIsNewEachTimeUntilLocked) {
    open();
    type("hills");
    EXPECT_EQ(request().seed, -1);
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    EXPECT_EQ(engine.submitted().back().seed, -1);
    auto* field = control<QLineEdit>("Seed");
    EXPECT_EQ(field->text(), QString::fromStdString(window->gallery().entry(0).request.seed.text())) << "the seed that was used shows";
    press(Qt::Key_L, Qt::ControlModifier);
    EXPECT_EQ(request().seed, window->gallery().entry(0).request.seed) << "locking keeps it";
    press(Qt::Key_L, Qt::ControlModifier);
    EXPECT_EQ(request().seed, -1);
    press(Qt::Key_D, Qt::ControlModifier);
    EXPECT_GE(request().seed, 0);
    field->setFocus();
    field->selectAll();
    type("42");
    EXPECT_EQ(request().seed, 42);
}

TEST_F(MainWindowTest, SizesAreMultiplesOfEightAndSwap) {
    open();
    auto* width = control<QSpinBox>("Width in pixels");
    ASSERT_TRUE(wait_until([&] { return width->value() == 512; })) << "the model's own size, from the plan";
    EXPECT_EQ(request().width, 0);
    auto* line = width->findChild<QLineEdit*>();
    line->setFocus();
    line->selectAll();
    type("645");
    press(Qt::Key_Return);
    EXPECT_EQ(request().width, 648);
    EXPECT_EQ(request().height, 512);
    control<QToolButton>("Swap width and height")->click();
    EXPECT_EQ(request().width, 512);
    EXPECT_EQ(request().height, 648);
}

TEST_F(MainWindowTest, LookingAtAPictureChangesNoSetting) {
    open();
    type("hills");
    control<QSpinBox>("Pictures")->setValue(2);
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    control<QSpinBox>("Pictures")->setValue(3);
    const Request before = request();
    window->gallery_panel().select(1);
    ASSERT_TRUE(wait_until([&] { return window->viewer().view().picture().size() == QSize(512, 512); }));
    EXPECT_TRUE(same_request(request(), before));
}

TEST_F(MainWindowTest, ADroppedPictureIsTheStartAndADroppedModelTheModel) {
    open();
    const QString picture = folder.filePath("start.png"), model = folder.filePath("m.safetensors");
    ASSERT_TRUE(scene(64, 48, 1).save(picture));
    QFile(model).open(QIODevice::WriteOnly);
    const auto drop = [&](const QString& path) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        const QPoint at = window->drop_targets().rect().center() + QPoint(100, 0);
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.get(), &enter);
        if (!enter.isAccepted()) return false;
        EXPECT_TRUE(window->drop_targets().isVisible());
        QDropEvent event(window->drop_targets().middle_of(DropTargets::Target::start), Qt::CopyAction, &data, Qt::LeftButton,
                         Qt::NoModifier);
        QApplication::sendEvent(window.get(), &event);
        return event.isAccepted();
    };
    EXPECT_TRUE(drop(picture));
    EXPECT_EQ(request().init_image, picture.toStdString());
    EXPECT_TRUE(drop(model));
    EXPECT_EQ(request().model, model.toStdString());
    EXPECT_FALSE(drop(folder.filePath("nothing.txt")));
    window->document().history().undo();
    window->document().history().undo();
    EXPECT_EQ(request().init_image, "");
}

TEST_F(MainWindowTest, UpBringsEarlierPrompts) {
    open();
    type("first");
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    auto* prompt = control<QPlainTextEdit>("Prompt");
    prompt->selectAll();
    type("second");
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    prompt->selectAll();
    type("third");
    press(Qt::Key_Up);
    EXPECT_EQ(request().prompt, "second");
    press(Qt::Key_Up);
    EXPECT_EQ(request().prompt, "first");
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    EXPECT_EQ(request().prompt, "third") << "one's own text comes back";
}

TEST_F(MainWindowTest, ThePromptGrowsWithItsText) {
    open();
    auto* prompt = control<QPlainTextEdit>("Prompt");
    const int before = prompt->height();
    type(QString("layered mist, soft evening light, ").repeated(20));
    ASSERT_TRUE(wait_until([&] { return prompt->height() > before; }));
    type(QString("layered mist, soft evening light, ").repeated(40));
    wait_until([] { return false; }, 30);
    EXPECT_LT(prompt->height(), 320) << "and stops, with a scroll bar";
}

TEST_F(MainWindowTest, EverythingIsThereAgainNextTime) {
    open();
    type("hills");
    control<QSpinBox>("Pictures")->setValue(5);
    window->close();
    window.reset();
    open();
    EXPECT_EQ(request().prompt, "hills");
    EXPECT_EQ(request().batch, 5);
}

TEST_F(MainWindowTest, TheWindowNeverStallsWhileAJobRuns) {
    open();
    type("hills");
    Request r = request();
    r.width = r.height = 1024;
    r.batch = 2;
    window->document().edit(r, "size");
    engine.step_ms = 10;
    press(Qt::Key_Return, Qt::ControlModifier);
    double worst = 0, last = -1;
    ASSERT_TRUE(wait_until(
        [&] {
            const double now = thread_ms();
            if (last >= 0) worst = std::max(worst, now - last);
            last = now;
            return window->bridge().active().empty();
        },
        60000));
    EXPECT_LT(worst, 50) << "ms of work between two turns of the event loop";
    RecordProperty("worst_ms", static_cast<int>(worst));
}

}  // namespace
}  // namespace imagelab::test
#endif
