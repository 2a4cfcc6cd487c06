// The prompt editor in the window: completion, colours, chunks, parts that were saved, pasted settings.
#if __has_include(<QApplication>)
#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>

#include "core/base/paths.h"
#include "tests/support/temp_folder.h"
#include "tests/support/window_fixture.h"
#include "ui/library/settings_page.h"
#include "ui/request/completion_popup.h"
#include "ui/request/prompt_completer.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/prompt_section.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/request/saved_prompts_popup.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/toast.h"

namespace imagelab::test {
namespace {

class PromptEditor : public WindowTest {
  protected:
    void begin() {
        std::filesystem::remove_all(data_dir());
        write_file(data_dir() / "tags/danbooru.csv",
                   "1girl,0,6000000,sole_female\nlong_hair,0,4300000,\nlong_sleeves,0,1600000,\nlonghouse,0,20,\nsaber_(fate),4,40000,\n");
        write_file(data_dir() / "wildcards/weather.txt", "heavy rain\n");
        open();
        ASSERT_TRUE(wait_until([&] { return desk().reader.facts() && desk().profiles.loaded() && desk().completion.tags()->size() == 5; }));
        window->request_panel().focus_prompt();
    }
    RequestDesk& desk() { return window->request_panel().desk(); }
    PromptEdit& edit() { return window->request_panel().prompt().edit(); }
    const Request& request() { return window->document().request(); }
    PromptCompleter& completer() { return *edit().findChild<PromptCompleter*>(); }
    bool open_now() { return completer().is_open(); }
    void paste(const QString& text) {
        // As the clipboard does it, which the offscreen platform shares with every test.
        struct Pasted : PromptEdit {
            using PromptEdit::insertFromMimeData;
        };
        QMimeData data;
        data.setText(text);
        (edit().*(&Pasted::insertFromMimeData))(&data);
    }
};

TEST_F(PromptEditor, CompletesWithTheKeyboardAndOneUndoTakesItBack) {
    begin();
    type("a girl, l");
    EXPECT_FALSE(open_now());
    type("on");
    ASSERT_TRUE(open_now());
    EXPECT_EQ(QApplication::focusWidget(), &edit()) << "the text keeps the focus";
    EXPECT_EQ(completer().popup()->row(), -1);
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    EXPECT_EQ(completer().popup()->row(), 1);
    EXPECT_EQ(completer().popup()->accessibleName(), "long_sleeves, 1.6 M");
    press(Qt::Key_Return);
    EXPECT_FALSE(open_now());
    EXPECT_EQ(request().prompt, "a girl, long sleeves, ");
    type("sabe");
    press(Qt::Key_Tab);
    EXPECT_EQ(request().prompt, "a girl, long sleeves, saber \\(fate\\), ");
    EXPECT_EQ(QApplication::focusWidget(), &edit());
    press(Qt::Key_Tab);
    EXPECT_NE(QApplication::focusWidget(), &edit()) << "nothing is offered, so Tab goes on";
}

TEST_F(PromptEditor, WhatIsOfferedTakesNoKeyFromAnybodyElse) {
    begin();
    window->request_panel().set_prompt_history({"an earlier prompt"});
    type("long");
    ASSERT_TRUE(open_now());
    press(Qt::Key_Return);
    EXPECT_FALSE(open_now());
    EXPECT_EQ(request().prompt, "long\n") << "nothing was chosen";
    type("long");
    ASSERT_TRUE(open_now());
    press(Qt::Key_Escape);
    EXPECT_FALSE(open_now());
    type("h");
    EXPECT_FALSE(open_now()) << "closed until the next word";
    type(", lon");
    EXPECT_TRUE(open_now());
    press(Qt::Key_Left);
    EXPECT_FALSE(open_now());
    edit().moveCursor(QTextCursor::Start);
    type("lon");
    ASSERT_FALSE(open_now()) << "within a word";
    window->document().change("prompt", [](Request& r) { r.prompt.clear(); });
    type("lon");
    ASSERT_TRUE(open_now());
    press(Qt::Key_Up);
    EXPECT_EQ(request().prompt, "an earlier prompt") << "Up brings earlier prompts, as ever";
    EXPECT_FALSE(open_now());
    edit().moveCursor(QTextCursor::End);
    type(", lon");
    ASSERT_TRUE(open_now());
    press(Qt::Key_Return, Qt::ControlModifier);
    EXPECT_TRUE(idle());
    EXPECT_EQ(window->gallery().rowCount(), 1) << "Ctrl+Enter generates";
}

TEST_F(PromptEditor, StylesWildcardsAndPartsAreOffered) {
    begin();
    desk().saved.save({.name = "Evening", .prompt = "dusk, warm light", .negative = {}, .part = true});
    type("a cat, eveni");
    ASSERT_TRUE(open_now());
    press(Qt::Key_Tab);
    EXPECT_EQ(request().prompt, "a cat, dusk, warm light, ");
    type("__wea");
    ASSERT_TRUE(open_now());
    press(Qt::Key_Tab);
    EXPECT_TRUE(wait_until([&] { return request().prompt == "a cat, dusk, warm light, heavy rain, "; })) << request().prompt;
    type("<style:waterc");
    ASSERT_TRUE(open_now());
    const int steps = window->document().history().count();
    press(Qt::Key_Tab);
    ASSERT_EQ(request().style.profiles.size(), 1u);
    EXPECT_EQ(request().prompt, "a cat, dusk, warm light, heavy rain, ") << "a style is no text";
    EXPECT_EQ(window->document().history().count(), steps + 1) << "one step";
    auto* negative = control<QPlainTextEdit>("Negative prompt");
    negative->setFocus();
    type("lon");
    EXPECT_TRUE(negative->findChild<PromptCompleter*>()->is_open());
    type("<style:waterc");
    EXPECT_FALSE(negative->findChild<PromptCompleter*>()->is_open()) << "styles belong to the prompt";
}

TEST_F(PromptEditor, ChunksAreCountedAndMarked) {
    begin();
    window->document().change("cats", [](Request& r) {
        for (int i = 0; i < 80; ++i) r.prompt += "cat ";
        r.prompt += "zebra";
    });
    EXPECT_TRUE(wait_until([&] { return window->request_panel().prompt().length_text().startsWith("75 + "); }))
        << window->request_panel().prompt().length_text().toStdString();
    EXPECT_EQ(edit().chunk_starts(), std::vector<int>{300});
    QTextCursor cursor = edit().textCursor();
    cursor.setPosition(0);
    cursor.insertText("x");
    EXPECT_EQ(edit().chunk_starts(), std::vector<int>{301}) << "it moves with the text until it is measured";
    window->document().change("cat", [](Request& r) { r.prompt = "a cat"; });
    EXPECT_TRUE(wait_until([&] { return edit().chunk_starts().empty(); }));
}

TEST_F(PromptEditor, ColoursFollowTheThemeAndTheModel) {
    begin();
    window->document().change("words", [](Request& r) { r.prompt = "a (red:1.2) hat BREAK [x"; });
    const auto color_at = [&](int position) {
        QColor found;
        for (const auto& selection : edit().extraSelections())
            if (selection.cursor.selectionStart() <= position && position < selection.cursor.selectionEnd() &&
                selection.format.hasProperty(QTextFormat::ForegroundBrush))
                found = selection.format.foreground().color();
        return found;
    };
    EXPECT_EQ(color_at(2), colors(Scheme::light).blue);
    EXPECT_EQ(color_at(7), colors(Scheme::light).blue) << "its number";
    EXPECT_EQ(color_at(3), QColor()) << "the words themselves stay as they are";
    EXPECT_EQ(color_at(16), colors(Scheme::light).violet);
    EXPECT_EQ(color_at(22), colors(Scheme::light).warning_text) << "it is never closed";
    theme->choose(ThemeChoice::dark);
    EXPECT_TRUE(wait_until([&] { return color_at(2) == colors(Scheme::dark).blue; }));
    window->document().change("weights", [](Request& r) { r.prompt_weights = false; });
    EXPECT_EQ(color_at(2), QColor()) << "brackets are words then";
    theme->choose(ThemeChoice::light);
}

TEST_F(PromptEditor, PastedSettingsFillTheRequestAndAreTakenBack) {
    begin();
    type("mine");
    const int steps = request().steps;
    paste(" and yours");
    EXPECT_EQ(request().prompt, "mine and yours") << "an ordinary text";
    const int before = window->document().history().count();
    paste("a boat\nNegative prompt: fog\nSteps: 31, Sampler: Euler a, CFG scale: 6, Seed: 5, Size: 512x768");
    EXPECT_EQ(request().prompt, "a boat");
    EXPECT_EQ(request().negative_prompt, "fog");
    EXPECT_EQ(request().steps, 31);
    EXPECT_EQ(window->document().history().count(), before + 1) << "one step";
    window->document().history().undo();
    EXPECT_EQ(request().prompt, "mine and yours");
    EXPECT_EQ(request().steps, steps);
    paste("a boat\nNegative prompt: fog");
    auto& toast = window->viewer().toast();
    ASSERT_TRUE(toast.isVisible());
    EXPECT_TRUE(toast.text().contains("fill the request")) << toast.text().toStdString();
    emit toast.undo_wanted();
    EXPECT_EQ(request().prompt, "mine and yours");
}

TEST_F(PromptEditor, SelectedWordsAreSavedAndPutWhereTheCursorIs) {
    begin();
    window->document().change("words", [](Request& r) { r.prompt = "a cat, soft light"; });
    QTextCursor cursor = edit().textCursor();
    cursor.setPosition(7);
    cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
    edit().setTextCursor(cursor);
    window->request_panel().prompt().show_saved();
    auto* popup = window->findChild<SavedPromptsPopup*>();
    ASSERT_TRUE(popup->isVisible());
    EXPECT_EQ(control<QComboBox>("What is saved")->currentText(), "Selected words");
    control<QLineEdit>("Name for this prompt")->setText("Light");
    control<QPushButton>("Save this prompt")->click();
    popup->hide();
    ASSERT_EQ(desk().saved.rowCount(), 1);
    EXPECT_TRUE(desk().saved.prompts()[0].part);
    window->document().change("words", [](Request& r) { r.prompt = "a dog"; });
    cursor = edit().textCursor();
    cursor.setPosition(0);
    edit().setTextCursor(cursor);
    window->requests().use_saved(desk().saved.prompts()[0]);
    EXPECT_EQ(request().prompt, "soft light, a dog");
}

TEST_F(PromptEditor, TheSettingsSayWhereTagListsGoAndHowManyThereAre) {
    begin();
    window->action("settings")->trigger();
    auto* page = window->findChild<SettingsPage*>();
    page->search().setText("danbooru");
    EXPECT_EQ(page->shown_rows(), 1);
    const auto labels = page->findChildren<QLabel*>();
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) { return label->text() == "Files: 1 · tags: 5"; }));
    EXPECT_TRUE(control<QPushButton>("Open the folder of tag lists")->isEnabled());
    page->window()->close();
}

}  // namespace
}  // namespace imagelab::test
#endif
