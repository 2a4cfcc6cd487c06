#if __has_include(<QApplication>)
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTextBrowser>
#include <QToolButton>

#include "core/base/paths.h"
#include "tests/build_paths.h"
#include "tests/support/window_fixture.h"
#include "ui/library/command_palette.h"
#include "ui/library/first_run_page.h"
#include "ui/library/library_panel.h"
#include "ui/library/offer_card.h"
#include "ui/library/settings_page.h"
#include "ui/request/model_picker.h"
#include "ui/request/model_section.h"
#include "ui/request/profile_picker.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/prompt_section.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/request/sampling_section.h"
#include "ui/request/saved_prompts_popup.h"
#include "ui/request/sigma_plot.h"
#include "ui/request/start_picture.h"
#include "ui/request/style_section.h"
#include "ui/widgets/section.h"

namespace imagelab::test {
namespace {

class RequestPanelTest : public WindowTest {
  protected:
    RequestPanelTest() { std::filesystem::remove_all(data_dir()); }
    const Request& request() { return window->document().request(); }
    RequestPanel& panel() { return window->request_panel(); }
    RequestDesk& desk() { return panel().desk(); }
    void open_all() {
        open();
        ASSERT_TRUE(wait_until([&] { return desk().reader.facts() && desk().profiles.loaded() && desk().library.scanned(); }));
    }
};

TEST_F(RequestPanelTest, TheCounterCountsChunks) {
    open_all();
    type("apple");
    EXPECT_TRUE(wait_until([&] { return panel().prompt().length_text() == "1 of 75 tokens"; }))
        << panel().prompt().length_text().toStdString();
    EXPECT_EQ(panel().prompt().cut_text(), "");
    window->document().change("cats", [](Request& r) {
        for (int i = 0; i < 90; ++i) r.prompt += " cat";
        r.prompt += " and a zebra";
    });
    ASSERT_TRUE(wait_until([&] { return panel().prompt().length_text().endsWith("of 150 tokens"); }))
        << panel().prompt().length_text().toStdString();
    EXPECT_EQ(panel().prompt().cut_text(), "") << "the model reads all of it";
    window->document().history().undo();
    EXPECT_TRUE(wait_until([&] { return !panel().prompt().length_text().endsWith("of 150 tokens"); }));
}

TEST_F(RequestPanelTest, ControlUpWeighsAndUndoTakesItBack) {
    open_all();
    type("a red apple");
    auto& edit = panel().prompt().edit();
    QTextCursor cursor = edit.textCursor();
    cursor.setPosition(3);
    edit.setTextCursor(cursor);
    press(Qt::Key_Up, Qt::ControlModifier);
    press(Qt::Key_Up, Qt::ControlModifier);
    EXPECT_EQ(request().prompt, "a (red:1.2) apple");
    press(Qt::Key_Down, Qt::ControlModifier);
    EXPECT_EQ(request().prompt, "a (red:1.1) apple");
    auto* weigh = control<QCheckBox>("Weigh words in brackets");
    EXPECT_TRUE(weigh->isVisible()) << "shown where brackets are";
    weigh->click();
    EXPECT_FALSE(request().prompt_weights);
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(request().prompt_weights);
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(request().prompt.find('('), std::string::npos);
}

TEST_F(RequestPanelTest, PromptsAreSavedUsedAndRemoved) {
    open_all();
    type("a boat at dusk");
    panel().prompt().show_saved();
    auto* popup = window->findChild<SavedPromptsPopup*>();
    ASSERT_TRUE(popup->isVisible());
    control<QLineEdit>("Name for this prompt")->setText("Boat");
    control<QPushButton>("Save this prompt")->click();
    ASSERT_EQ(desk().saved.rowCount(), 1);
    window->document().change("prompt", [](Request& r) { r.prompt = "else", r.negative_prompt = "x"; });
    control<QListView>("Saved prompts")->setCurrentIndex(desk().saved.index(0));
    control<QPushButton>("Use the saved prompt")->click();
    EXPECT_EQ(request().prompt, "a boat at dusk");
    EXPECT_FALSE(request().negative_prompt);
    EXPECT_FALSE(popup->isVisible());
    panel().prompt().show_saved();
    control<QPushButton>("Remove the saved prompt")->click();
    EXPECT_EQ(desk().saved.rowCount(), 0);
    popup->hide();
    window->document().history().undo();
    EXPECT_EQ(desk().saved.rowCount(), 1) << "Undo brings it back";
}

TEST_F(RequestPanelTest, APresetIsSavedTakenByMenuAndPaletteRenamedAndDeleted) {
    open_all();
    window->document().change("all", [](Request& r) { r.prompt = "a boat", r.steps = 41, r.guidance = 3; });
    window->action("save_preset")->trigger();
    auto* dialog = window->findChild<QInputDialog*>();
    ASSERT_TRUE(dialog);
    EXPECT_FALSE(dialog->isModal());
    dialog->setTextValue("Boats");
    dialog->accept();
    ASSERT_EQ(desk().saved.rowCount(), 1);
    const auto change = [&] { window->document().change("else", [](Request& r) { r.prompt = "else", r.steps = 9; }); };
    const auto taken = [&] { return request().prompt == "a boat" && request().steps == 41 && request().guidance == 3; };
    change();
    auto* menu = qobject_cast<QMenu*>(window->action("save_preset")->associatedObjects().constFirst());
    ASSERT_TRUE(menu);
    emit menu->aboutToShow();
    ASSERT_EQ(menu->actions().back()->text(), "Boats");
    menu->actions().back()->trigger();
    EXPECT_TRUE(taken());
    window->document().history().undo();
    EXPECT_EQ(request().steps, 9) << "one step";

    window->action("palette")->trigger();
    auto* palette = window->findChild<CommandPalette*>();
    palette->field().setText("boats");
    ASSERT_GT(palette->model().rowCount(), 0);
    EXPECT_EQ(palette->model().entry(0).kind, PaletteEntry::Kind::preset);
    palette->model().run(0);
    EXPECT_TRUE(taken());

    panel().prompt().show_saved();
    control<QListView>("Saved prompts")->setCurrentIndex(desk().saved.index(0));
    control<QLineEdit>("Name for this prompt")->setText("Ships");
    control<QPushButton>("Rename the saved prompt")->click();
    EXPECT_EQ(desk().saved.prompts()[0].name, "Ships");
    control<QListView>("Saved prompts")->setCurrentIndex(desk().saved.index(0));
    control<QPushButton>("Remove the saved prompt")->click();
    EXPECT_EQ(desk().saved.rowCount(), 0);
    window->findChild<SavedPromptsPopup*>()->hide();
}

TEST_F(RequestPanelTest, StylesAreMixedWeighedShownAndUndone) {
    open_all();
    type("a cat");
    panel().styles().choose();
    auto& picker = panel().styles().picker();
    ASSERT_TRUE(picker.isVisible());
    EXPECT_GE(picker.list().model()->rowCount(), 29);
    picker.search().setText("giger");
    ASSERT_EQ(picker.list().model()->rowCount(), 1);
    QKeyEvent enter(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier);
    QApplication::sendEvent(&picker.search(), &enter);
    ASSERT_EQ(request().style.profiles.size(), 1u);
    EXPECT_EQ(request().steps, 40) << "a style's own steps";
    picker.search().setText("watercolor");
    for (int row = 0; row < picker.list().model()->rowCount(); ++row)
        if (const auto index = picker.list().model()->index(row, 0); index.data().toString() == "Watercolor")
            emit picker.list().clicked(index);
    ASSERT_EQ(request().style.profiles.size(), 2u);
    picker.hide();
    EXPECT_EQ(request().prompt, "a cat") << "the prompt stays one's own";
    EXPECT_TRUE(panel().styles().expanded_text().contains("a cat"));
    EXPECT_GT(panel().styles().expanded_text().size(), 40);
    control<QDoubleSpinBox>("Weight of Watercolor")->setValue(0.4);
    EXPECT_EQ(request().style.profiles[1].weight, 0.4);
    control<QToolButton>("Remove Watercolor")->click();
    EXPECT_EQ(request().style.profiles.size(), 1u);
    window->document().history().undo();
    EXPECT_EQ(request().style.profiles.size(), 2u);
    EXPECT_EQ(request().style.profiles[1].weight, 0.4);
}

TEST_F(RequestPanelTest, ShapesFollowTheModelsSize) {
    open_all();
    auto* shape = control<QComboBox>("Shape");
    ASSERT_TRUE(wait_until([&] { return shape->itemText(1).contains("512 × 512"); })) << shape->itemText(1).toStdString();
    shape->setCurrentIndex(4);
    emit shape->activated(4);
    EXPECT_GT(request().width, request().height);
    window->document().history().undo();
    EXPECT_EQ(request().width, 0);
}

TEST_F(RequestPanelTest, AModelThatIsNotThereSaysSoInPlace) {
    open_all();
    auto* section = window->findChild<ModelSection*>();
    EXPECT_TRUE(section->detail_text().contains("SDXL")) << section->detail_text().toStdString();
    window->document().change("model", [](Request& r) { r.model = "/models/gone.safetensors"; });
    ASSERT_TRUE(wait_until([&] { return section->detail_text().contains("gone"); })) << section->detail_text().toStdString();
    EXPECT_TRUE(section->picker().currentText().startsWith("Missing"));
    window->document().history().undo();
    EXPECT_TRUE(wait_until([&] { return section->detail_text().contains("SDXL"); }));
}

TEST_F(RequestPanelTest, AModelOfAnotherKindBringsItsAuthorsSettings) {
    open_all();
    window->document().change("seed", [](Request& r) { r.steps = 30, r.guidance = 7, r.sampler = SamplerKind::euler; });
    window->requests().open_model(IMAGELAB_SOURCE_DIR "/tests/reference/golden/sigma72");
    ASSERT_TRUE(wait_until([&] { return request().steps == 20; })) << request().steps;
    EXPECT_EQ(request().sampler, SamplerKind::dpmpp_2m);
    EXPECT_EQ(request().guidance, 7) << "chosen, so it stays";
    while (!request().model.empty()) window->document().history().undo();
    EXPECT_EQ(request().steps, 30);
    EXPECT_EQ(request().sampler, SamplerKind::euler);
}

TEST_F(RequestPanelTest, TheLibraryListsAndGivesModels) {
    std::filesystem::create_directories(data_dir() / "models");
    std::filesystem::create_directory_symlink(IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64", data_dir() / "models/tiny64");
    open_all();
    ASSERT_EQ(desk().library.rowCount(), 1) << desk().library.problems().join(' ').toStdString();
    window->action("library")->trigger();
    auto* library = window->findChild<LibraryPanel*>();
    ASSERT_TRUE(wait_until([&] { return library->isVisible(); }));
    library->models().setCurrentIndex(library->models().model()->index(0, 0));
    control<QPushButton>("Use the model")->click();
    EXPECT_TRUE(QString::fromStdString(request().model).endsWith("tiny64"));
    control<QLineEdit>("Search models")->setText("nothing like it");
    EXPECT_EQ(library->models().model()->rowCount(), 0);
    EXPECT_TRUE(library->state_text().contains("No model")) << library->state_text().toStdString();
}

TEST(OfferCards, ShowPictureSizeAndLicenceBeforeTheButtonWorks) {
    application();
    OfferCard card;
    auto* get = [&]() -> QPushButton* {
        for (auto* button : card.findChildren<QPushButton*>())
            if (button->accessibleName() == "Get the model") return button;
        return nullptr;
    }();
    ASSERT_TRUE(get);
    card.show_asking("sdxl-turbo");
    EXPECT_FALSE(get->isEnabled()) << "nothing is known of it yet";
    const auto says = [&](const QString& words) {
        const auto labels = card.findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) { return label->text().contains(words); });
    };
    EXPECT_TRUE(says("SDXL Turbo"));
    EXPECT_TRUE(says("one to four steps")) << "what it is for";
    OfferReader::Told told{"sdxl-turbo", {}, {}, scene(64, 64, 1)};
    told.offer = {
        "stabilityai/sdxl-turbo", "https://huggingface.co/stabilityai/sdxl-turbo", "sai-nc-community", {}, true, uint64_t{6940} << 20, {}};
    card.show_told(told);
    EXPECT_TRUE(get->isEnabled());
    EXPECT_TRUE(card.facts().contains("6.8 GiB")) << card.facts().toStdString();
    EXPECT_TRUE(card.facts().contains("sai-nc-community. Free for research")) << card.facts().toStdString();
    EXPECT_TRUE(card.facts().contains("agree on its page"));
    card.set_checksum_problem("A SHA-256 has 64 digits.");
    EXPECT_FALSE(get->isEnabled());
    card.set_checksum_problem({});
    card.show_asking("else");
    EXPECT_FALSE(get->isEnabled()) << "another model, another look";
    card.show_told({"else", {}, "the server is down"});
    EXPECT_TRUE(card.facts().contains("the server is down", Qt::CaseInsensitive)) << card.facts().toStdString();
    EXPECT_TRUE(get->isEnabled()) << "a server that says nothing keeps nobody from trying";
}

TEST_F(RequestPanelTest, TheNoiseCurveFollowsTheSettings) {
    open_all();
    auto* plot = window->findChild<SigmaPlot*>();
    EXPECT_TRUE(plot->text().contains("in 30 steps")) << plot->text().toStdString();
    const QString before = plot->text();
    window->document().change("schedule", [](Request& r) { r.steps = 12, r.spacing = Spacing::karras; });
    EXPECT_TRUE(plot->text().contains("in 12 steps"));
    EXPECT_NE(plot->text(), before);
}

TEST_F(RequestPanelTest, NoiseLevelsOfOnesOwnBeginWithTheSchedules) {
    open_all();
    QComboBox* schedule = nullptr;
    for (auto* box : panel().findChildren<QComboBox*>()) {
        if (box->findText("Own noise levels") >= 0) schedule = box;
    }
    QLineEdit* levels = nullptr;
    for (auto* edit : panel().findChildren<QLineEdit*>()) {
        if (edit->accessibleName() == "Noise levels") levels = edit;
    }
    ASSERT_TRUE(schedule && levels);
    EXPECT_FALSE(levels->isVisibleTo(panel().findChild<SamplingSection*>()));
    const auto choose = [&](const QString& name) {
        schedule->setCurrentIndex(schedule->findText(name));
        emit schedule->activated(schedule->currentIndex());
    };
    choose("Own noise levels");
    ASSERT_EQ(request().sigmas.size(), 30u);
    EXPECT_TRUE(levels->isVisibleTo(panel().findChild<SamplingSection*>()));
    const auto write = [&](const QString& text) {
        levels->setText(text);
        levels->setModified(true);
        emit levels->editingFinished();
    };
    write("14, 5, 1.5");
    EXPECT_EQ(request().sigmas, (std::vector<double>{14, 5, 1.5}));
    EXPECT_EQ(request().steps, 3);
    write("1, 5");
    EXPECT_EQ(request().sigmas.size(), 3u) << "levels that rise are not taken";
    EXPECT_EQ(levels->text(), "1, 5") << "what was written stays";
    choose("Karras");
    EXPECT_TRUE(request().sigmas.empty());
    EXPECT_EQ(request().spacing, Spacing::karras);
    EXPECT_FALSE(levels->isVisibleTo(panel().findChild<SamplingSection*>()));
}

TEST_F(RequestPanelTest, ASeedIsResizedByBothSidesOrNeither) {
    open_all();
    const auto side = [&](const QString& name) {
        for (auto* spin : panel().findChildren<QSpinBox*>()) {
            if (spin->accessibleName() == name) return spin;
        }
        return static_cast<QSpinBox*>(nullptr);
    };
    auto *width = side("Width of the seed resize"), *height = side("Height of the seed resize");
    ASSERT_TRUE(width && height);
    width->setValue(512);
    EXPECT_EQ(request().seed_resize_from, (SeedSize{512, 512}));
    height->setValue(768);
    EXPECT_EQ(request().seed_resize_from, (SeedSize{512, 768}));
    width->setValue(0);
    EXPECT_EQ(request().seed_resize_from, SeedSize());
    EXPECT_EQ(height->value(), 0);
    EXPECT_EQ(height->text(), "off");
}

TEST_F(RequestPanelTest, WhatCannotBeUsedSaysWhy) {
    open_all();
    for (Section* section : window->findChildren<Section*>()) section->set_open(true);
    window->document().change("guidance", [](Request& r) { r.guidance = 1; });
    EXPECT_FALSE(control<QPlainTextEdit>("Negative prompt")->isEnabled());
    EXPECT_FALSE(control<QDoubleSpinBox>("Quality")->isEnabled()) << "PNG loses nothing";
    auto* format = control<QComboBox>("Format");
    format->setCurrentIndex(format->findText("WebP"));
    emit format->activated(format->currentIndex());
    EXPECT_EQ(request().format, PictureFormat::webp);
    EXPECT_TRUE(control<QDoubleSpinBox>("Quality")->isEnabled());
    control<QDoubleSpinBox>("Quality")->setValue(80);
    EXPECT_EQ(request().quality, 80);
}

TEST_F(RequestPanelTest, TheStartPictureShowsWhatTheModelSees) {
    open_all();
    const QString picture = folder.filePath("start.png");
    ASSERT_TRUE(scene(300, 100, 1).save(picture));
    window->requests().open_start_picture(picture);
    auto& start = panel().start();
    ASSERT_TRUE(wait_until([&] { return !start.seen().isNull(); }));
    EXPECT_GT(start.seen().width(), start.seen().height()) << "a size that is left open is the picture's own";
    window->document().change("size", [](Request& r) { r.width = r.height = 128; });
    ASSERT_TRUE(wait_until([&] { return start.seen().width() == start.seen().height(); }));
    const QImage stretched = start.seen();
    auto* fit = control<QComboBox>("Fit");
    fit->setCurrentIndex(1);
    emit fit->activated(1);
    EXPECT_EQ(request().fit, StartFit::crop);
    EXPECT_TRUE(wait_until([&] { return start.seen() != stretched; }));
}

TEST_F(RequestPanelTest, TheFirstRunWelcomes) {
    first_run = true;
    open();
    ASSERT_TRUE(wait_until([&] { return window->findChild<FirstRunPage*>() != nullptr; }));
    EXPECT_TRUE(window->findChild<FirstRunPage*>()->isVisible());
    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);
    control<QPushButton>("Start with an example")->click();
    EXPECT_FALSE(request().prompt.empty());
    EXPECT_FALSE(window->findChild<FirstRunPage*>()->isVisible());
    EXPECT_TRUE(QSettings().value("welcome/seen").toBool());
    window->action("welcome")->trigger();
    EXPECT_TRUE(window->findChild<FirstRunPage*>()->isVisible()) << "Help brings it back";
}

TEST_F(RequestPanelTest, ThePaletteFindsCommandsStylesPromptsAndTerms) {
    open_all();
    auto* palette = window->findChild<CommandPalette*>();
    const auto find = [&](const char* text) {
        press(Qt::Key_K, Qt::ControlModifier);
        EXPECT_TRUE(palette->isVisible());
        type(text);
        return palette->model().rowCount() > 0 ? palette->model().entry(0).title : QString();
    };
    EXPECT_EQ(find("roll seed"), "Roll the seed");
    press(Qt::Key_Return);
    EXPECT_GE(request().seed, 0);
    EXPECT_FALSE(palette->isVisible());
    EXPECT_TRUE(find("vaporwave").contains("Vaporwave"));
    press(Qt::Key_Return);
    ASSERT_EQ(request().style.profiles.size(), 1u);
    EXPECT_EQ(find("guidance"), "Guidance");
    press(Qt::Key_Escape);
    EXPECT_FALSE(palette->isVisible());
    EXPECT_EQ(find("no such thing at all"), "");
    press(Qt::Key_Escape);
    panel().focus_prompt();
    type("seven boats");
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    window->document().change("prompt", [](Request& r) { r.prompt = "x"; });
    EXPECT_EQ(find("seven boats"), "seven boats");
    press(Qt::Key_Return);
    EXPECT_EQ(request().prompt, "seven boats");
}

TEST_F(RequestPanelTest, SettingsAreFoundCheckedAndUndone) {
    open_all();
    window->action("settings")->trigger();
    auto* page = window->findChild<SettingsPage*>();
    ASSERT_TRUE(page);
    const int all = page->shown_rows();
    page->search().setText("memory");
    EXPECT_GT(page->shown_rows(), 0);
    EXPECT_LT(page->shown_rows(), all);
    page->search().clear();
    EXPECT_EQ(page->shown_rows(), all);
    control<QSpinBox>("Threads")->setValue(2);
    EXPECT_EQ(request().threads, 2);
    auto* pattern = control<QLineEdit>("File names");
    pattern->setFocus();
    pattern->setText("{seed}_x");
    emit pattern->textEdited(pattern->text());
    EXPECT_EQ(request().output_name, "{seed}_x");
    pattern->setText("{sed}");
    emit pattern->textEdited(pattern->text());
    EXPECT_EQ(request().output_name, "{seed}_x") << "what cannot be used is not taken";
    window->document().history().undo();
    window->document().history().undo();
    EXPECT_EQ(request().threads, 0);
    page->window()->close();
}

}  // namespace
}  // namespace imagelab::test
#endif
