// The picture in the middle: its bar, the way back to the one that is being made, before and after; and the line that says what the
// request is.
#if __has_include(<QApplication>)
#include <QCheckBox>
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QToolButton>

#include "tests/support/gallery_window.h"
#include "tests/support/golden_dir.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/library/command_palette.h"
#include "ui/models/model_facts.h"
#include "ui/models/request_chips.h"
#include "ui/request/chip_line.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/prompt_section.h"
#include "ui/request/request_panel.h"
#include "ui/request/seed_edit.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/rating_bar.h"
#include "ui/viewer/stage_bar.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/section.h"
#include "ui/widgets/status_panel.h"
#include "ui/widgets/toast.h"

namespace imagelab::test {
namespace {

class CentreStage : public GalleryWindow {
  protected:
    QStringList chips() {
        QStringList texts;
        for (const RequestChip& chip : window->request_panel().chips().chips()) texts << chip.text;
        return texts;
    }
    bool live() { return window->action("live")->isEnabled(); }
    void edit(const std::function<void(Request&)>& change) { window->document().change("test", change); }
};

TEST_F(CentreStage, TheLineAboveGenerateSaysWhatTheRequestIs) {
    open();
    edit([](Request& r) { r.prompt = "hills"; });
    EXPECT_EQ(chips(), QStringList{"From text"});
    ASSERT_TRUE(scene(64, 64, 1).save(folder.filePath("start.png")));
    edit([&](Request& r) {
        r.init_image = folder.filePath("start.png").toStdString();
        r.strength = 0.6;
        r.style.profiles = {{"watercolor", 0.5}};
        r.loras = {{"/models/pixel-art.safetensors", 0.8}};
        r.seed = 7;
        r.batch = 3;
    });
    ASSERT_TRUE(wait_until([&] { return chips().contains("Watercolor 0.5"); })) << chips().join('|').toStdString();
    EXPECT_EQ(chips(), (QStringList{"From a picture · 0.6", "Watercolor 0.5", "pixel-art 0.8", "Seed 7", "3 pictures"}));
    control<QAbstractButton>("Take away: From a picture · 0.6")->click();
    EXPECT_TRUE(request().init_image.empty());
    control<QAbstractButton>("Take away: Watercolor 0.5")->click();
    EXPECT_TRUE(request().style.profiles.empty());
    control<QAbstractButton>("Take away: pixel-art 0.8")->click();
    EXPECT_TRUE(request().loras.empty());
    control<QAbstractButton>("Take away: Seed 7")->click();
    EXPECT_TRUE(request().seed.is_open());
    EXPECT_EQ(chips(), (QStringList{"From text", "3 pictures"}));
    window->document().history().undo();
    EXPECT_EQ(request().seed, 7) << "Undo brings it back";
    control<QAbstractButton>("Seed 7")->click();
    EXPECT_TRUE(window->request_panel().seed().field()->hasFocus());
}

TEST(ChipLine, FillsItsLinesAndLeavesRoomForWhatFollows) {
    EXPECT_EQ(chips_in_lines({100, 100, 100}, 50, 330, 3), 3u);
    EXPECT_EQ(chips_in_lines(std::vector<int>(20, 100), 50, 330, 3), 8u) << "two lines of three, then two and what follows";
    EXPECT_EQ(chips_in_lines(std::vector<int>(9, 100), 50, 330, 3), 9u);
    EXPECT_EQ(chips_in_lines(std::vector<int>(20, 300), 50, 330, 3), 2u);
    EXPECT_EQ(chips_in_lines({}, 50, 330, 3), 0u);
}

TEST_F(CentreStage, ManyChipsTakeThreeLinesUntilTheRestIsOpened) {
    open();
    window->document().change("many", [](Request& r) {
        for (int i = 0; i < 14; ++i) r.loras.push_back({"/a-rather-long-name-" + std::to_string(i) + ".safetensors", 0.5, {}});
        r.seed = 7;
    });
    ChipLine& line = window->request_panel().chips();
    const auto shown = [&] {
        int count = 0;
        for (const auto* part : line.findChildren<QAbstractButton*>()) count += part->isVisible() && part->text().startsWith("a-rather");
        return count;
    };
    ASSERT_TRUE(wait_until([&] { return line.more().isVisible() && line.height() < 4 * 24; })) << line.height();
    const int few = shown();
    EXPECT_GT(few, 2);
    EXPECT_EQ(line.more().text(), QString("and %1 more").arg(16 - few - 1));
    line.more().click();
    EXPECT_TRUE(wait_until([&] { return line.height() > 6 * 24; })) << line.height();
    EXPECT_EQ(shown(), 14);
    EXPECT_EQ(line.more().text(), "Show fewer");
    line.more().click();
    EXPECT_EQ(shown(), few);
    window->document().change("few", [](Request& r) { r.loras.clear(); });
    EXPECT_FALSE(line.more().isVisible());
}

TEST_F(CentreStage, ASimpleRequestIsPromptShapeStyleAndGenerate) {
    open();
    window->action("simple")->trigger();
    for (const char* name : {"Prompt", "Shape", "Generate"}) EXPECT_TRUE(control<QWidget>(name)->isVisible()) << name;
    EXPECT_TRUE(control<SectionHeader>("Styles")->isVisible());
    for (const char* name : {"Model", "Negative prompt", "Width in pixels", "Steps", "Guidance", "Pictures", "Seed"})
        EXPECT_FALSE(control<QWidget>(name)->isVisible()) << name;
    for (const char* name : {"LoRAs", "Sampling", "Output"}) EXPECT_FALSE(control<SectionHeader>(name)->isVisible()) << name;
    edit([](Request& r) { r.negative_prompt = "blurry", r.batch = 3; });
    EXPECT_TRUE(control<QWidget>("Negative prompt")->isVisible()) << "what is set and has no chip stays";
    control<QAbstractButton>("3 pictures")->click();
    EXPECT_FALSE(window->request_panel().is_simple()) << "to change it, it has to be seen";
    EXPECT_TRUE(control<QSpinBox>("Pictures")->hasFocus());
    window->action("simple")->trigger();
    window.reset();
    window = std::make_unique<MainWindow>(engine, *theme);
    EXPECT_TRUE(window->request_panel().is_simple()) << "it is remembered";
}

TEST_F(CentreStage, AChipOpensItsSection) {
    open();
    edit([](Request& r) { r.style.profiles = {{"watercolor", 1}}; });
    ASSERT_TRUE(wait_until([&] { return chips().contains("Watercolor"); }));
    auto* header = control<SectionHeader>("Styles");
    EXPECT_FALSE(header->isChecked()) << "folded until it is wanted";
    control<QAbstractButton>("Watercolor")->click();
    EXPECT_TRUE(header->isChecked());
    EXPECT_TRUE(header->parentWidget()->isAncestorOf(QApplication::focusWidget()));
}

TEST_F(CentreStage, ARefinerIsOneLineUntilItIsUsed) {
    open();
    auto* start = control<QDoubleSpinBox>("Takes over at");
    auto* adaptive = control<QCheckBox>("Strength as needed");
    EXPECT_FALSE(start->isVisible());
    edit([](Request& r) { r.refiner = "/models/refiner.safetensors"; });
    ASSERT_TRUE(wait_until([&] { return start->isVisible(); }));
    EXPECT_FALSE(adaptive->isVisible()) << "of a second pass alone";
    EXPECT_TRUE(chips().contains("Refiner · 0.8")) << chips().join(", ").toStdString();
    start->setValue(1);
    ASSERT_TRUE(wait_until([&] { return adaptive->isVisible(); }));
    EXPECT_EQ(request().refiner_start, 1);
    EXPECT_TRUE(chips().contains("Refined · 0.3")) << chips().join(", ").toStdString();
    adaptive->click();
    EXPECT_FALSE(request().refiner_strength);
    EXPECT_TRUE(chips().contains("Refined as needed"));
    start->setValue(0.5);
    EXPECT_TRUE(request().refiner_strength) << "it goes with the second pass";
    EXPECT_TRUE(validate(request()));
    control<QAbstractButton>("Take away: Refiner · 0.5")->click();
    EXPECT_EQ(request().refiner, "");
    EXPECT_EQ(request().refiner_start, 0.8);
    EXPECT_TRUE(wait_until([&] { return !start->isVisible(); }));
}

TEST_F(CentreStage, PartsFoldAwayAndAreNamedInAChip) {
    open();
    auto* unet = control<QLineEdit>("UNet");
    EXPECT_FALSE(unet->isVisible());
    control<QAbstractButton>("Parts of the model")->click();
    ASSERT_TRUE(wait_until([&] { return unet->isVisible(); }));
    unet->setText("/models/other.gguf");
    emit unet->editingFinished();
    EXPECT_EQ(request().unet, "/models/other.gguf");
    auto* mix = control<QLineEdit>("VAE mix");
    mix->setText("a.safetensors:0.3; b.safetensors:0.2");
    emit mix->editingFinished();
    EXPECT_EQ(request().vae_mix, (std::vector<VaeShare>{{"a.safetensors", 0.3}, {"b.safetensors", 0.2}}));
    mix->setText("a.safetensors");
    emit mix->editingFinished();
    EXPECT_EQ(mix->text(), "a.safetensors:0.3; b.safetensors:0.2") << "what means nothing changes nothing";
    ASSERT_TRUE(chips().contains("Other parts · 3")) << chips().join(", ").toStdString();
    control<QAbstractButton>("Take away: Other parts · 3")->click();
    EXPECT_EQ(request().unet, "");
    EXPECT_TRUE(request().vae_mix.empty());
    EXPECT_EQ(unet->text(), "");
}

TEST_F(CentreStage, WhatMattersMostIsInSightAndWhatGetsTheFocusIsScrolledThere) {
    open();
    window->resize(1440, 900);
    auto* area = window->request_panel().findChild<QScrollArea*>();
    const auto seen = [&](QWidget* widget) {
        const QRect place(widget->mapTo(area->viewport(), QPoint()), widget->size());
        return area->viewport()->rect().contains(place);
    };
    ASSERT_TRUE(wait_until([&] { return window->width() == 1440 && area->viewport()->height() > 300; }));
    for (const char* name :
         {"Model", "VAE", "Prompt", "Negative prompt", "Shape", "Width in pixels", "Steps", "Guidance", "Pictures", "Seed"})
        EXPECT_TRUE(wait_until([&] { return seen(control<QWidget>(name)); }, 2000)) << name;
    window->resize(1100, 700);
    for (Section* section : window->findChildren<Section*>()) section->set_open(true);
    auto* format = control<QWidget>("Format");
    ASSERT_TRUE(wait_until([&] { return format->isVisible(); }));
    format->setFocus();
    EXPECT_TRUE(wait_until([&] { return seen(format); }));
    EXPECT_FALSE(seen(control<QWidget>("Prompt")));
    press(Qt::Key_P, Qt::ControlModifier);
    EXPECT_TRUE(wait_until([&] { return seen(control<QWidget>("Prompt")); }));
}

TEST_F(CentreStage, WhatIsMadeBelowTheFoldIsScrolledTo) {
    open();
    window->resize(1100, 700);
    auto* area = window->request_panel().findChild<QScrollArea*>();
    edit([](Request& r) { r.regions.resize(2); });
    for (Section* section : window->request_panel().sections()) section->set_open(section->header()->text() == "Regions");
    control<QPushButton>("Add a region")->click();
    auto* prompt = control<QWidget>("Prompt of region 3");
    EXPECT_TRUE(prompt->hasFocus());
    EXPECT_TRUE(wait_until([&] {
        return prompt->height() > 0 && area->viewport()->rect().contains(QRect(prompt->mapTo(area->viewport(), QPoint()), prompt->size()));
    }));
}

TEST_F(CentreStage, APartIsOpenedFromThePalette) {
    open();
    window->action("simple")->trigger();
    press(Qt::Key_K, Qt::ControlModifier);
    type("regions");
    press(Qt::Key_Return);
    Section* regions = window->request_panel().sections()[4];
    EXPECT_TRUE(wait_until([&] { return regions->isVisible() && regions->is_open() && regions->header()->hasFocus(); }));
    EXPECT_FALSE(window->request_panel().is_simple());
    auto* palette = window->findChild<CommandPalette*>();
    press(Qt::Key_K, Qt::ControlModifier);
    type("clip skip");
    bool found = false;
    for (int row = 0; row < palette->model().rowCount(); ++row) found |= palette->model().entry(row).title == "Sampling";
    EXPECT_TRUE(found) << "by the names of its controls";
    press(Qt::Key_Escape);
}

TEST_F(CentreStage, FieldsStandInLineAndNumbersRight) {
    open();
    for (Section* section : window->request_panel().findChildren<Section*>()) section->set_open(true);
    const auto left = [&](const char* name) { return control<QWidget>(name)->mapTo(window.get(), QPoint()).x(); };
    EXPECT_TRUE(wait_until([&] { return left("Perturbed") == left("Rescale") && left("FreeU b1") == left("Rescale"); }));
    for (const auto* spin : window->request_panel().findChildren<QAbstractSpinBox*>())
        EXPECT_TRUE(spin->alignment() & Qt::AlignRight) << spin->accessibleName().toStdString();
}

TEST_F(CentreStage, TheSeedStaysInSightBesideALongPromptAndANote) {
    engine.plan_problem = "out of memory: choose a smaller size, or close other programs";
    open();
    window->resize(1100, 700);
    edit([](Request& r) {
        r.model = (golden_dir() / "sigma72").string();  // reads no more than 300 tokens
        for (int i = 0; i < 60; ++i) r.prompt += "many small red and blue fishing boats, ";
    });
    auto* area = window->request_panel().findChild<QScrollArea*>();
    const auto says = [&](const QString& words) {
        const auto labels = window->request_panel().findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](QLabel* label) { return label->isVisible() && label->text().contains(words); });
    };
    ASSERT_TRUE(wait_until([&] { return says("too little memory") && says("struck out"); }));
    EXPECT_TRUE(wait_until(
        [&] {
            auto* seed = control<QWidget>("Seed");
            return area->viewport()->rect().contains(QRect(seed->mapTo(area->viewport(), QPoint()), seed->size()));
        },
        2000));
}

TEST_F(CentreStage, HeartAndStarsAreThereOnce) {
    draw("a.png", made_with("a red apple"));
    open_with_pictures(1);
    window->resize(1600, 900);
    ASSERT_TRUE(choose(0));
    const auto shown = [&] {
        const auto bars = window->viewer().findChildren<RatingBar*>();
        return std::count_if(bars.begin(), bars.end(), [](const RatingBar* bar) { return bar->isVisible(); });
    };
    EXPECT_EQ(shown(), 1);
    window->action("details")->trigger();
    ASSERT_TRUE(window->viewer().details_open());
    EXPECT_EQ(shown(), 1) << "the details have them";
    window->action("details")->trigger();
    EXPECT_EQ(shown(), 1);
}

TEST_F(CentreStage, ButtonsHaveWordsWhereThereIsRoomAndSentencesElsewhere) {
    draw("a.png", made_with("a red apple"));
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    const auto words = [&] { return control<QToolButton>("Copy the picture")->toolButtonStyle() == Qt::ToolButtonTextBesideIcon; };
    window->resize(1100, 700);
    EXPECT_TRUE(wait_until([&] { return !words(); }));
    window->resize(2400, 1200);
    EXPECT_TRUE(wait_until([&] { return words(); }));
    for (const QAbstractButton* button : window->findChildren<QAbstractButton*>()) {
        const bool written = !button->text().isEmpty() && button->icon().isNull();
        if (button->isVisible() && !written && button->objectName() != "qt_toolbar_ext_button") {
            EXPECT_FALSE(button->toolTip().isEmpty()) << button->metaObject()->className() << ' ' << button->objectName().toStdString();
        }
    }
}

TEST_F(CentreStage, WordsThatAreNotReadAreStruckOutInThePrompt) {
    EXPECT_EQ(unread_from("a cat", "a cat", ""), -1);
    EXPECT_EQ(unread_from("a red cat", "a red cat", "cat"), 6);
    EXPECT_EQ(unread_from("a (red cat:1.2)", "a (red cat:1.2)", "cat"), 7) << "weights are no words";
    EXPECT_EQ(unread_from("a  red\ncat", "a  red\ncat", "red cat"), 3);
    EXPECT_EQ(unread_from("a cat", "ink, a cat, on paper", "on paper"), -1) << "the style's words are cut, not mine";
    EXPECT_EQ(unread_from("a cat", "ink, a cat, on paper", "cat, on paper"), 2);
    open();
    const std::string words = [] {
        std::string text;
        for (int i = 0; i < 400; ++i) text += "cat ";
        return text;
    }();
    edit([&](Request& r) {  // T5 reads no more than 300 tokens; CLIP goes on in the next chunk
        r.model = (golden_dir() / "sigma72").string();
        r.prompt = words + "zebra";
    });
    PromptEdit& prompt = window->request_panel().prompt().edit();
    ASSERT_TRUE(wait_until([&] { return prompt.unread() > 0; }));
    EXPECT_EQ(prompt.unread() % 4, 0) << "at the beginning of a word";
    ASSERT_EQ(prompt.extraSelections().size(), 1);
    EXPECT_TRUE(prompt.extraSelections().front().cursor.selectedText().endsWith("zebra"));
    edit([](Request& r) { r.prompt = "cat"; });
    EXPECT_TRUE(wait_until([&] { return prompt.extraSelections().isEmpty(); }));

    edit([&](Request& r) { r.negative_prompt = words + "zebra"; });
    auto* negative = control<PromptEdit>("Negative prompt");
    ASSERT_TRUE(wait_until([&] { return negative->unread() > 0; })) << "the negative prompt has no more room";
    EXPECT_TRUE(negative->extraSelections().front().cursor.selectedText().endsWith("zebra"));
    EXPECT_TRUE(prompt.extraSelections().isEmpty());
    edit([](Request& r) { r.negative_prompt = "blurry"; });
    EXPECT_TRUE(wait_until([&] { return negative->extraSelections().isEmpty(); }));
}

TEST_F(CentreStage, TheBarDoesWhatTheMenuDoes) {
    Request made = made_with("a boat", 77);
    made.steps = 12;
    draw("a.png", made);
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    EXPECT_EQ(window->viewer().stage().text(), "Seed 77");
    control<QToolButton>("Copy its settings")->click();
    EXPECT_TRUE(QApplication::clipboard()->text().startsWith("Prompt: a boat\n")) << QApplication::clipboard()->text().toStdString();
    EXPECT_TRUE(QApplication::clipboard()->text().contains("Steps: 12"));
    control<QToolButton>("Copy its seed")->click();
    EXPECT_EQ(QApplication::clipboard()->text(), "77");
    control<QToolButton>("Keep its seed")->click();
    EXPECT_EQ(request().seed, 77);
    control<QToolButton>("Start from it")->click();
    EXPECT_EQ(request().init_image, at("a.png").string());
    control<QToolButton>("Copy the picture")->click();
    EXPECT_TRUE(QApplication::clipboard()->mimeData()->hasImage());
}

TEST_F(CentreStage, BackToTheOneThatIsMade) {
    draw("a.png", made_with("a boat"));
    open_with_pictures(1);
    type("hills");
    engine.hold_at(10);
    window->generate();
    EXPECT_EQ(window->status().text(), "Choosing a device; a new one is tested first") << "what is waited for has a name";
    ASSERT_TRUE(wait_until([&] { return model().entry(0).fraction > 0; }));
    EXPECT_FALSE(live()) << "it is what is shown";
    ASSERT_TRUE(choose(1));
    EXPECT_TRUE(live());
    window->action("live")->trigger();
    EXPECT_EQ(panel().current_row(), 0);
    EXPECT_FALSE(live());
    ASSERT_TRUE(choose(1));
    engine.hold_at(-1);
    ASSERT_TRUE(idle());
    EXPECT_FALSE(live()) << "nothing is made any more";
    EXPECT_EQ(model().entry(panel().current_row()).path, path("a.png")) << "what was picked stays";
}

TEST_F(CentreStage, BeforeAndAfterAsLongAsTheKeyIsHeld) {
    ASSERT_TRUE(scene(32, 32, 5).save(folder.filePath("start.png")));
    Request from = made_with("a boat", 2);
    from.init_image = folder.filePath("start.png").toStdString();
    draw("plain.png", made_with("a boat", 1));
    draw("started.png", from);
    open_with_pictures(2);
    const auto hold = [&](QEvent::Type type) {
        QKeyEvent key(type, Qt::Key_B, Qt::NoModifier);
        QApplication::sendEvent(&panel().grid(), &key);
    };
    const auto width = [&] { return window->viewer().view().picture().width(); };
    ASSERT_TRUE(choose(0));
    hold(QEvent::KeyPress);
    ASSERT_TRUE(wait_until([&] { return width() == 32; })) << "what it was made from";
    EXPECT_EQ(window->viewer().caption(), "Before: start.png");
    hold(QEvent::KeyRelease);
    EXPECT_EQ(width(), 64);
    ASSERT_TRUE(choose(1));
    hold(QEvent::KeyPress);
    ASSERT_TRUE(wait_until([&] { return window->viewer().caption() == "Before: started.png"; })) << "the one looked at before";
    hold(QEvent::KeyRelease);
    EXPECT_TRUE(window->viewer().caption().contains("seed 1"));
}

TEST_F(CentreStage, CullingGoesOnAndManyAtOnceAreToldWithUndo) {
    for (int i = 0; i < 4; ++i) draw(std::to_string(i) + ".png", made_with("hills", i));
    open_with_pictures(4);
    ASSERT_TRUE(choose(0));
    press(Qt::Key_4);
    EXPECT_EQ(panel().current_row(), 0) << "off until it is wished";
    window->action("auto_advance")->trigger();
    press(Qt::Key_3);
    EXPECT_EQ(panel().current_row(), 1);
    EXPECT_TRUE(wait_until([&] { return marks_of("3.png").rating == 3; }));
    auto* toast = window->findChild<Toast*>();
    EXPECT_FALSE(toast->isVisible()) << "one picture shows its mark itself";
    choose_rows({0, 1, 2});
    press(Qt::Key_5);
    EXPECT_EQ(toast->text(), "Done: rating of 3 pictures");
    EXPECT_TRUE(toast->isVisible());
    emit toast->undo_wanted();
    EXPECT_TRUE(wait_until([&] { return marks_of("3.png").rating == 3; }));
    EXPECT_FALSE(toast->isVisible());
    ASSERT_TRUE(choose(3));
    press(Qt::Key_Delete);
    ASSERT_TRUE(shows(3));
    EXPECT_EQ(toast->text(), "In the trash: a picture");
}

TEST_F(CentreStage, ShuffledIsAnOrderOfItsOwn) {
    for (int i = 0; i < 9; ++i) draw(std::to_string(i) + ".png", made_with("hills", i));
    open_with_pictures(9);
    const std::vector<int64_t> before = model().ids();
    GalleryFilter filter;
    filter.shuffle = 5;
    panel().filter().set_filter(filter);
    ASSERT_TRUE(wait_until([&] { return model().ids() != before; }));
    const std::vector<int64_t> shuffled = model().ids();
    EXPECT_EQ(std::set<int64_t>(shuffled.begin(), shuffled.end()).size(), 9u);
    draw("new.png", made_with("hills", 10));
    ASSERT_TRUE(shows(10));
    std::vector<int64_t> others = model().ids();
    std::erase_if(others, [&](int64_t id) { return std::find(before.begin(), before.end(), id) == before.end(); });
    EXPECT_EQ(others, shuffled) << "a new picture moves none";
}

}  // namespace
}  // namespace imagelab::test
#endif
