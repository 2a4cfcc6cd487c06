// What the window says: the engine's messages in its own words with a button that helps, other programs' samplers by their names, dialogs
// that belong to their window; settings typed into the palette, and every key on one page.
#if __has_include(<QApplication>)
#include <QAbstractItemView>
#include <QPushButton>
#include <QTextBrowser>
#include <QWindow>
#include <set>

#include "core/image/picture.h"
#include "tests/support/gallery_window.h"
#include "tests/support/ts_translator.h"
#include "ui/look/engine_words.h"
#include "ui/look/wording.h"
#include "ui/models/palette_settings.h"
#include "ui/models/queue_model.h"
#include "ui/models/request_difference.h"
#include "ui/queue/queue_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/viewer_panel.h"

namespace imagelab::test {
namespace {

TEST(EngineWords, SayWhatHelpsWithoutCommandLines) {
    struct Case {
        const char* message;
        const char* text;
        const char* command;
    };
    const Case cases[] = {
        {"device: there is no vulkan:3 here; `imagelab devices` lists what there is", "There is no device vulkan:3 on this machine.",
         "show_devices"},
        {"there is no model \"pixart\" here: get it with `imagelab models get pixart-sigma` (https://huggingface.co/x)",
         "The model pixart is not on this machine. It can be fetched from https://huggingface.co/x.", "library"},
        {"there is no model \"gone\" here; `imagelab models list` shows what there is", "The model gone is not on this machine.",
         "library"},
        {"/m/a.safetensors: there is no such file or folder", "/m/a.safetensors is not there: was it moved or deleted?", "library"},
        {"out of memory on vulkan:0 (step 12 of its newest picture is kept: `imagelab queue retry 7` goes on there)",
         "Out of memory on vulkan:0. Step 12 of its newest picture is kept.", "retry"},
        {"the gallery's index: file is not a database; `imagelab gallery rebuild` makes it anew from the pictures",
         "The gallery's index cannot be read (file is not a database). Make it anew: ratings and tags stay.", ""},
        {"cannot create the output folder /x: Permission denied; choose another output folder (--output)",
         "The output folder /x cannot be made: Permission denied.", "choose_folder"},
        {"the disk of /x has 1 MiB free and the pictures may need 3 MiB: free some space or choose another output folder (--output)",
         "The disk of /x has 1 MiB free and the pictures may need 3 MiB: make room or choose another folder.", "choose_folder"},
        {"something new: `imagelab frobnicate` mends it", "Something new", ""},
        {"\"gone\" is no model this program knows (sdxl, pixart-sigma), no ORG/NAME and no https:// address",
         "Gone is no known model, no ORG/NAME and no https:// address.", ""},
        {"the download of https://x/y broke off: Failure when receiving data from the peer; what is there stays in /d/y.part, so that "
         "another try goes on from there",
         "The download broke off (the line broke). What is there already stays: another try goes on from it.", ""},
        {"the server answered 404 for https://x/y: there is no such file; check the address",
         "There is no such file (404): check the address. https://x/y", ""},
        {"the server answered 400 for https://x/y: check the address", "The server refuses it (400): check the address. https://x/y", ""},
        {"could not reach https://x/y: Couldn't resolve host name",
         "The server could not be reached (nobody knows its name; is this machine on line?). https://x/y", ""},
        {"could not reach https://x/y: Timeout was reached", "The server could not be reached (it did not answer in time). https://x/y",
         ""},
        {"https://x/y: the answer is no list of files", "The server answered something else than was asked: check the address. https://x/y",
         ""},
        {"ftp://x/y: expected an address that begins with https://", "The address must begin with https://. ftp://x/y", ""},
        {"some/one is no diffusers repository and holds no .safetensors file",
         "Some/one holds no model that can be used: neither a diffusers folder nor a .safetensors file.", ""},
        {"some/one is no diffusers repository; name one of its files:\n  https://x/a\n  https://x/b",
         "Some/one holds several models: paste the address of one.\n  https://x/a\n  https://x/b", ""},
        {"\"12\" is no SHA-256, which has 64 hex digits", "12 is no SHA-256, which has 64 digits.", ""},
        {"/m/a is there with other content (SHA-256 1, expected 2): move it away first",
         "/m/a is there already and holds something else: move it away first.", ""},
        {"the disk of /m has 1 MiB free and the file needs 3 MiB: free some space, or choose another folder",
         "The disk of /m has 1 MiB free and the file needs 3 MiB: make room, or choose another folder.", ""},
        {"could not write /m/a.part: No space left on device", "/m/a.part could not be written: No space left on device", ""},
        {"cannot create the folder /m: Permission denied", "The folder /m cannot be made: Permission denied", ""},
        {"conditioning.regions: has no prompt; allowed: what the part of the picture shows",
         "A region has no prompt yet: write what it shows, or remove it.", ""},
        {"60 is no multiple of 8, the pixels of what the model sees as one", "60 is no multiple of 8.", ""},
        {"this training needs 9.1 GiB of memory on cpu, and 3.0 GiB can be had: choose a smaller width and height, batch_size or rank, or "
         "close other programs",
         "It needs 9.1 GiB of memory on cpu, and 3.0 GiB can be had: take a smaller width and height, batch or rank, or close other "
         "programs.",
         ""},
        {"conditioning.control_nets: no ControlNet here has pose in its name: name one with model=FILE; put one made for SDXL into /m",
         "There is no ControlNet of this type (pose) here: choose one under Control, or add its folder to the library.", "library"},
        {"postprocessing.detailers: there is no detector here; put ONNX files into /m/detectors, or name one by its path",
         "There is no detector here: put one that is an ONNX file into /m/detectors, or choose it under Detailers.", ""},
        {"postprocessing.match_colours: there is no start picture whose colours could be taken; name one with --init-image",
         "There is no start picture whose colours could be taken: choose one, or leave its colours.", "start_picture"},
        {"width, height: must be multiples of 16 for this model", "Width and height must be multiples of 16 for this model.", ""}};
    for (const Case& c : cases) {
        const EngineWords words = engine_words(c.message);
        EXPECT_EQ(words.text.toStdString(), c.text);
        EXPECT_EQ(words.command.toStdString(), c.command) << c.message;
        EXPECT_EQ(words.button.isEmpty(), words.command.isEmpty());
        EXPECT_FALSE(words.text.contains('`')) << c.message;
    }
    EXPECT_EQ(engine_words("Choose a model.").text, "Choose a model.") << "the window's own words stay";
    EXPECT_FALSE(keeper_text("night").contains('`'));
}

// What a server or the line to it says, in each language.
TEST(EngineWords, ServersSpeakTheWindowsLanguage) {
    application();
    const char* const messages[] = {
        "could not reach https://x/y: Could not resolve hostname",
        "could not reach https://x/y: Could not connect to server",
        "could not reach https://x/y: SSL peer certificate or SSH remote key was not OK",
        "the server answered 503 for https://x/y: the server has trouble; try again later",
        "the server answered 401 for https://x/y: it wants a permission; accept the model's licence on its page",
        "https://x/y: the answer is larger than 8 MiB",
        "https://x/y: the server sends from one address to the next without end",
        "the download of https://x/y broke off: Transferred a partial file",
        "could not reach https://x/y: Couldn't resolve proxy name",
        "could not reach https://x/y: Failed sending data to the peer",
        "could not reach https://x/y: Error in the HTTP2 framing layer",
        "could not reach https://x/y: Problem with the SSL CA cert (path? access rights?)",
        "could not reach https://x/y: Number of redirects hit maximum amount",
        "could not reach https://x/y: URL using bad/illegal format or missing URL",
        "could not reach https://x/y: Weird server reply",
        "what was begun in /m/a.part did not fit the server's file",
        "could not rename the finished folder to /m/a: Permission denied"};
    std::set<QString> english;
    for (const char* message : messages) english.insert(engine_words(message).text);
    for (const char* language : {"de", "fr"}) {
        TsTranslator translator(language);
        QApplication::installTranslator(&translator);
        for (const char* message : messages) {
            const QString text = engine_words(message).text;
            EXPECT_FALSE(english.contains(text)) << text.toStdString();
            for (const char* word : {" the ", "Could ", "could ", "certificate ", "Transferred", "resolve", "peer", "framing", "SSL",
                                     "redirects", "URL", "Weird"})
                EXPECT_FALSE(text.contains(QLatin1String(word))) << text.toStdString();
        }
        QApplication::removeTranslator(&translator);
    }
}

TEST(PaletteSettings, SetWhatIsTyped) {
    Request mine;
    mine.steps = 30;
    Request set;
    QString step;
    const auto answers = [&](const char* typed) {
        return setting_entries(mine, typed, [&](const Request& r, const QString& what) { set = r, step = what; });
    };
    auto found = answers("steps 20");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].title, "Set Steps to 20");
    EXPECT_EQ(found[0].detail, "Now: 30");
    found[0].run();
    EXPECT_EQ(set.steps, 20);
    EXPECT_EQ(step, "steps");
    found = answers("sampler dpm");
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].title, "Set Sampler to DPM++ 2M");
    found = answers("size 1024");
    ASSERT_EQ(found.size(), 1u);
    found[0].run();
    EXPECT_EQ(std::pair(set.width, set.height), std::pair(1024, 1024));
    answers("size 768x512")[0].run();
    EXPECT_EQ(std::pair(set.width, set.height), std::pair(768, 512));
    answers("cfg scale 6.5")[0].run();
    EXPECT_EQ(set.guidance, 6.5);
    answers("guid 4")[0].run();
    EXPECT_EQ(set.guidance, 4);
    answers("seed 42")[0].run();
    EXPECT_EQ(set.seed, 42);
    found = answers("steps none");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_FALSE(found[0].enabled) << "what cannot be is said, not taken";
    EXPECT_TRUE(answers("a red apple").empty());
    EXPECT_TRUE(answers("prompt tree").empty()) << "texts are for their fields";
}

class WindowWords : public GalleryWindow {};

TEST_F(WindowWords, ASamplerOfAnotherProgramKeepsItsName) {
    std::vector<PictureText> texts;
    texts.push_back({"parameters", "a red apple\nSteps: 20, Sampler: DPM fast, CFG scale: 7, Seed: 5, Size: 64x64, Model: x"});
    std::filesystem::create_directories(pictures());
    write_png(at("a.png"), drawn(64, 64, 5), texts);
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    EXPECT_TRUE(wait_until([&] { return window->viewer().caption().contains("DPM fast"); })) << window->viewer().caption().toStdString();
    EXPECT_FALSE(window->viewer().caption().contains("Euler"));
    const auto found = differences(Request(), Request(), "DPM fast");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].theirs, "DPM fast (not here: Euler)");
}

TEST_F(WindowWords, AnErrorHasAButtonThatHelps) {
    open();
    type("hills");
    engine.fail_with = "device lost (step 3 of its newest picture is kept: `imagelab queue retry 1` goes on there)";
    press(Qt::Key_Return, Qt::ControlModifier);
    Banner& banner = window->viewer().banner();
    ASSERT_TRUE(wait_until([&] { return banner.isVisible(); }));
    EXPECT_EQ(banner.message(), "Device lost. Step 3 of its newest picture is kept.");
    EXPECT_TRUE(banner.details().contains("imagelab queue retry")) << "for a bug report, as it was";
    ASSERT_TRUE(idle());
    engine.change([](FakeEngine& e) { e.fail_with.clear(); });
    const size_t before = engine.submitted().size();
    for (auto* button : banner.findChildren<QPushButton*>())
        if (button->isVisible() && button->text() == "Go on at that step") button->click();
    EXPECT_TRUE(wait_until([&] { return window->queue().count(JobState::done) == 1; })) << before;
}

TEST_F(WindowWords, WhyItCannotRunHasAButton) {
    engine.plan_problem = "there is no model \"gone\" here; `imagelab models list` shows what there is";
    open();
    type("hills");
    QPushButton* show = nullptr;
    ASSERT_TRUE(wait_until([&] {
        for (auto* button : window->findChildren<QPushButton*>())
            if (button->isVisible() && button->text() == "Show the models") show = button;
        return show != nullptr;
    }));
    show->click();
    EXPECT_TRUE(window->findChild<QWidget*>("models")->isVisible());
}

TEST_F(WindowWords, DialogsBelongToTheWindow) {
    open();
    for (const char* command : {"open_model", "start_picture", "choose_folder", "add_folder", "settings", "shortcuts", "about"}) {
        const QWidgetList before = QApplication::topLevelWidgets();
        ASSERT_TRUE(window->action(command)) << command;
        window->action(command)->trigger();
        QWidget* opened = nullptr;
        ASSERT_TRUE(wait_until([&] {
            for (QWidget* top : QApplication::topLevelWidgets())
                if (top->isVisible() && top != window.get() && !before.contains(top) && top->windowType() != Qt::Popup) opened = top;
            return opened != nullptr;
        })) << command;
        ASSERT_TRUE(opened->windowHandle()) << command;
        EXPECT_EQ(opened->windowHandle()->transientParent(), window->windowHandle()) << command;
        EXPECT_EQ(opened->windowType(), Qt::Dialog) << command << ": of a plain window X11 is not told whose it is";
        EXPECT_FALSE(opened->isModal()) << command;
        opened->close();
    }
}

TEST_F(WindowWords, TheKeysAreOnOnePage) {
    open();
    press(Qt::Key_F1);
    QTextBrowser* page = nullptr;
    ASSERT_TRUE(wait_until([&] {
        for (QWidget* top : QApplication::topLevelWidgets())
            if (top->windowTitle() == "Keys") page = top->findChild<QTextBrowser*>();
        return page != nullptr;
    }));
    const QString text = page->toPlainText();
    for (const char* what : {"Ctrl+Return", "Generate", "Before: what it was made from", "Ctrl+K"})
        EXPECT_TRUE(text.contains(what)) << what;
    page->window()->close();
}

TEST_F(WindowWords, FinishedJobsAreClearedAndComeBack) {
    open();
    type("hills");
    window->generate();
    ASSERT_TRUE(idle());
    ASSERT_TRUE(wait_until([&] { return window->queue().count(JobState::done) == 1; }));
    window->action("queue_clear")->trigger();
    EXPECT_EQ(window->queue().rowCount(), 0);
    EXPECT_FALSE(window->action("queue_clear")->isEnabled());
    window->document().history().undo();
    EXPECT_EQ(window->queue().rowCount(), 1);
    window->document().change("test", [](Request& r) { r.steps = 7, r.prompt = "else"; });
    window->queue_panel().findChild<QAbstractItemView*>()->selectionModel()->select(
        window->queue().index(0, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    window->action("queue_use_settings")->trigger();
    EXPECT_TRUE(wait_until([&] { return request().prompt == "hills"; }));
    EXPECT_EQ(request().steps, 30);
}

}  // namespace
}  // namespace imagelab::test
#endif
