// The gallery in the window: real files, a real index, the window's own widgets.
#if __has_include(<QApplication>)
#include <QClipboard>
#include <QDropEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>
#include <fstream>

#include "core/gallery/gallery_export.h"
#include "core/gallery/sidecar.h"
#include "core/image/picture.h"
#include "core/metadata/metadata.h"
#include "core/metadata/provenance.h"
#include "tests/support/gallery_window.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/browse_view.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/difference_list.h"
#include "ui/viewer/filmstrip.h"
#include "ui/viewer/viewer_panel.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

TEST_F(GalleryWindow, FavouriteAndRatingGoIntoTheFileAndCanBeUndone) {
    draw("a.png", made_with("a red apple"));
    draw("b.png", made_with("a lighthouse", 2));
    open_with_pictures(2);
    ASSERT_TRUE(choose(0));
    EXPECT_EQ(model().entry(0).path, path("b.png")) << "the newest first";
    press(Qt::Key_F);
    EXPECT_TRUE(model().entry(0).marks.favourite) << "shown at once";
    ASSERT_TRUE(wait_until([&] { return marks_of("b.png").favourite; }));
    press(Qt::Key_4);
    ASSERT_TRUE(wait_until([&] { return marks_of("b.png").rating == 4; }));
    EXPECT_TRUE(marks_of("a.png").empty());
    window->document().history().undo();
    ASSERT_TRUE(wait_until([&] { return marks_of("b.png").rating == 0 && model().entry(0).marks.rating == 0; }));
    EXPECT_TRUE(model().entry(0).marks.favourite);
    window->document().history().undo();
    ASSERT_TRUE(wait_until([&] { return !model().entry(0).marks.favourite && !fs::exists(sidecar_path(at("b.png"))); }));
    window->document().history().redo();
    ASSERT_TRUE(wait_until([&] { return model().entry(0).marks.favourite; }));
}

TEST_F(GalleryWindow, MarksOfManyAreOneStep) {
    for (int i = 0; i < 30; ++i) draw(std::to_string(i) + ".png", made_with("hills", i));
    open_with_pictures(30);
    panel().grid().setFocus();
    window->action("choose_all")->trigger();
    EXPECT_TRUE(panel().count_text().startsWith("30 of 30")) << panel().count_text().toStdString();
    press(Qt::Key_3);
    ASSERT_TRUE(wait_until([&] { return marks_of("0.png").rating == 3 && marks_of("29.png").rating == 3; }));
    EXPECT_EQ(window->document().history().undoText(), "rating of 30 pictures");
    window->document().history().undo();
    ASSERT_TRUE(wait_until([&] { return marks_of("0.png").rating == 0 && marks_of("29.png").rating == 0; }));
}

TEST_F(GalleryWindow, SearchAndChipsNarrow) {
    draw("a.png", made_with("a red apple"));
    Request other = made_with("a lighthouse at dusk", 2);
    other.model = "juggernaut";
    draw("b.png", other);
    open_with_pictures(2);
    auto* search = panel().filter().findChild<QLineEdit*>();
    search->setFocus();
    type("lightho");
    ASSERT_TRUE(shows(1)) << "what is being typed counts as the beginning of a word";
    EXPECT_EQ(panel().count_text(), "1 picture");
    GalleryFilter filter;
    filter.model = "sdxl_base";
    filter.words = "lighthouse";
    panel().filter().set_filter(filter);
    ASSERT_TRUE(shows(0));
    Chip* chip = nullptr;
    ASSERT_TRUE(wait_until([&] { return (chip = panel().findChild<Chip*>()) != nullptr; }));
    EXPECT_EQ(chip->text(), "Model: sdxl_base");
    chip->click();
    ASSERT_TRUE(shows(1));
    panel().filter().set_filter({});
    ASSERT_TRUE(shows(2));
    // The menu knows what there is.
    QMenu& menu = panel().filter().filter_menu();
    ASSERT_TRUE(wait_until([&] {
        emit menu.aboutToShow();
        for (const QMenu* sub : menu.findChildren<QMenu*>())
            for (const QAction* item : sub->actions())
                if (item->text() == "juggernaut\t1") return true;
        return false;
    }));
}

TEST_F(GalleryWindow, StaysInStepWithTheFolder) {
    draw("a.png", made_with("a red apple"));
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    draw("b.png", made_with("a lighthouse", 2));
    ASSERT_TRUE(shows(2)) << "a file that came";
    EXPECT_EQ(model().entry(panel().current_row()).path, path("a.png")) << "what was chosen stays chosen";
    fs::rename(at("a.png"), at("moved.png"));
    ASSERT_TRUE(wait_until([&] { return model().entry(1).path == path("moved.png") || model().entry(0).path == path("moved.png"); }));
    fs::remove(at("b.png"));
    ASSERT_TRUE(shows(1)) << "a file that went";
}

TEST_F(GalleryWindow, TrashAndUndo) {
    draw("a.png", made_with("a red apple"));
    draw("b.png", made_with("a lighthouse", 2));
    open_with_pictures(2);
    ASSERT_TRUE(choose(0));
    press(Qt::Key_5);
    ASSERT_TRUE(wait_until([&] { return marks_of("b.png").rating == 5; }));
    press(Qt::Key_Delete);
    ASSERT_TRUE(shows(1));
    EXPECT_FALSE(fs::exists(at("b.png")));
    EXPECT_FALSE(fs::exists(sidecar_path(at("b.png"))));
    EXPECT_TRUE(fs::exists(fs::path(home_.filePath("data").toStdString()) / "Trash/files/b.png"));
    ASSERT_TRUE(wait_until([&] { return shown(path("a.png")); })) << "the next one is shown";
    window->document().history().undo();
    ASSERT_TRUE(shows(2));
    EXPECT_TRUE(fs::exists(at("b.png")));
    EXPECT_EQ(marks_of("b.png").rating, 5) << "with its marks";
    EXPECT_FALSE(fs::exists(fs::path(home_.filePath("data").toStdString()) / "Trash/info/b.png.trashinfo"));
    window->document().history().redo();
    ASSERT_TRUE(shows(1));
}

TEST_F(GalleryWindow, AFinishedPictureTakesItsPlaceInTheIndex) {
    draw("a.png", made_with("a red apple"));
    open_with_pictures(1);
    Request r = request();
    r.prompt = "hills";
    r.output = pictures().string();
    window->document().edit(r, "test");
    window->generate();
    ASSERT_TRUE(idle());
    const int rows = model().rowCount();
    EXPECT_EQ(rows, 2);
    const QString made = model().entry(0).path;
    // As the session does: the picture says how it was made and enters the index.
    Request as_run = made_with("hills", 5);
    write_png(made.toStdString(), drawn(64, 64, 5), picture_texts(as_run, 0, {"m"}));
    ASSERT_TRUE(shows(2));
    ASSERT_TRUE(wait_until([&] { return model().jobs_and_new() == 0; }));
    EXPECT_EQ(model().rowCount(), 2) << "once, not twice";
    EXPECT_EQ(panel().current_row(), model().row_of(made)) << "and is still the one that is shown";
}

TEST_F(GalleryWindow, DetailsShowADifferenceAndTakeOneOrAll) {
    Request r = made_with("a red apple", 77);
    r.steps = 12;
    r.model = "";
    draw("a.png", r);
    open_with_pictures(1);
    const Request before = request();
    ASSERT_TRUE(choose(0));
    press(Qt::Key_I);
    DetailsPanel& details = window->viewer().details();
    ASSERT_TRUE(wait_until([&] { return details.isVisible() && !details.theirs().prompt.empty(); }));
    EXPECT_TRUE(same_request(request(), before)) << "looking changes nothing";
    const auto take = [&](const QString& name) {
        for (QToolButton* button : details.findChildren<QToolButton*>())
            if (button->accessibleName() == "Take: " + name) return button->click(), true;
        return false;
    };
    ASSERT_TRUE(take("Steps"));
    EXPECT_EQ(request().steps, 12);
    EXPECT_EQ(request().prompt, before.prompt);
    window->document().history().undo();
    EXPECT_TRUE(same_request(request(), before));
    for (QPushButton* button : details.findChildren<QPushButton*>())
        if (button->accessibleName() == "Use all its settings") button->click();
    EXPECT_EQ(request().prompt, "a red apple");
    EXPECT_EQ(request().seed, 77);
    EXPECT_EQ(request().output, before.output) << "where pictures go is mine";
    auto* list = details.findChild<DifferenceList*>();
    ASSERT_TRUE(wait_until([&] { return list->shown().empty(); }));
    window->document().history().undo();
    EXPECT_TRUE(same_request(request(), before));
}

TEST_F(GalleryWindow, TagsAreTypedAndFound) {
    draw("a.png", made_with("a red apple"));
    draw("b.png", made_with("a pear", 2));
    open_with_pictures(2);
    ASSERT_TRUE(choose(1));
    press(Qt::Key_T);
    type("to print, Küche");
    press(Qt::Key_Return);
    ASSERT_TRUE(wait_until([&] { return marks_of("a.png").tags == std::vector<std::string>{"to print", "Küche"}; }));
    GalleryFilter filter;
    filter.tag = "to print";
    panel().filter().set_filter(filter);
    ASSERT_TRUE(shows(1));
}

void save_with_text(const QString& file, const char* key, const std::string& text) {
    write_png(file.toStdString(), drawn(64, 64, 3), {{key, text}});
}

TEST_F(GalleryWindow, ADroppedPictureGivesItsSettings) {
    draw("a.png", made_with("a red apple", 77));
    open();
    Request mine = request();
    mine.prompt = "mine";
    window->document().edit(mine, "prompt");
    ASSERT_TRUE(drop(path("a.png"), DropTargets::Target::settings));
    ASSERT_TRUE(wait_until([&] { return request().prompt == "a red apple"; }));
    EXPECT_EQ(request().seed, 77);
    EXPECT_EQ(request().init_image, "");
    window->document().history().undo();
    EXPECT_EQ(request().prompt, "mine") << "nothing is lost";
    ASSERT_TRUE(drop(path("a.png"), DropTargets::Target::start));
    EXPECT_EQ(request().init_image, path("a.png").toStdString());
    EXPECT_EQ(request().prompt, "mine");
    // One of the gallery that is only moved a little is dropped nowhere.
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(path("a.png"))});
    QDragEnterEvent enter(panel().mapTo(window.get(), panel().rect().center()), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window.get(), &enter);
    EXPECT_TRUE(window->drop_targets().isVisible()) << "a file of another program, over the gallery";
    QDragLeaveEvent leave;
    QApplication::sendEvent(window.get(), &leave);
    EXPECT_FALSE(window->drop_targets().isVisible());
}

TEST_F(GalleryWindow, PicturesOfOtherProgramsSayWhatIsMissing) {
    const QString a1111 = folder.filePath("a1111.png"), comfy = folder.filePath("comfy.png"), plain = folder.filePath("plain.png");
    save_with_text(a1111, "parameters",
                   "a castle <lora:ink:0.8>\nNegative prompt: blurry\nSteps: 24, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 99, Size: "
                   "512x640, Model: "
                   "dreamshaper");
    save_with_text(
        comfy, "prompt",
        R"({"3": {"class_type": "KSampler", "inputs": {"seed": 15, "steps": 25, "cfg": 7.5, "sampler_name": "dpmpp_2m", "scheduler": "karras",
                   "denoise": 1.0, "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
                   "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd_xl_base_1.0.safetensors"}},
                   "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 832, "height": 1216, "batch_size": 1}},
                   "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a purple bottle", "clip": ["4", 1]}},
                   "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "text", "clip": ["4", 1]}}})");
    ASSERT_TRUE(scene(64, 64, 9).save(plain));
    open();
    ASSERT_TRUE(drop(a1111, DropTargets::Target::settings));
    ASSERT_TRUE(wait_until([&] { return request().steps == 24; }));
    EXPECT_EQ(request().sampler, SamplerKind::dpmpp_2m);
    EXPECT_EQ(request().spacing, Spacing::karras);
    EXPECT_EQ(request().width, 512);
    EXPECT_EQ(request().model, "") << "a model that is not here leaves mine";
    Banner& banner = window->viewer().banner();
    EXPECT_TRUE(banner.isVisible() && !banner.is_error());
    EXPECT_TRUE(banner.message().contains("dreamshaper") && banner.message().contains("AUTOMATIC1111")) << banner.message().toStdString();
    for (const QString& sentence : banner.message().split(". "))
        EXPECT_TRUE(sentence.front().isUpper()) << banner.message().toStdString() << ": notes are sentences";
    EXPECT_TRUE(banner.message().endsWith('.')) << banner.message().toStdString();
    window->document().history().undo();
    EXPECT_EQ(request().steps, 30);
    EXPECT_FALSE(banner.isVisible()) << "what it says is not so any more";
    ASSERT_TRUE(drop(comfy, DropTargets::Target::settings));
    ASSERT_TRUE(wait_until([&] { return request().prompt == "a purple bottle"; }));
    EXPECT_EQ(request().height, 1216);
    ASSERT_TRUE(drop(plain, DropTargets::Target::settings));
    ASSERT_TRUE(wait_until([&] { return banner.isVisible() && banner.is_error(); }));
    EXPECT_EQ(request().prompt, "a purple bottle") << "nothing is overwritten";
}

TEST_F(GalleryWindow, APastedPictureOffersBoth) {
    draw("a.png", made_with("a red apple", 77));
    open();
    auto* mime = new QMimeData;
    mime->setUrls({QUrl::fromLocalFile(path("a.png"))});
    QApplication::clipboard()->setMimeData(mime);
    window->action("paste_picture")->trigger();
    DropTargets& targets = window->drop_targets();
    ASSERT_TRUE(targets.isVisible());
    ASSERT_TRUE(wait_until([&] { return targets.settings().note().contains("a red apple"); }));
    press(Qt::Key_Escape);
    EXPECT_FALSE(targets.isVisible());
    EXPECT_EQ(request().prompt, "");
    QApplication::clipboard()->setImage(scene(64, 64, 3));
    window->action("paste_picture")->trigger();
    ASSERT_TRUE(wait_until([&] { return targets.says_nothing(); }));
    EXPECT_FALSE(targets.settings().isEnabled());
    targets.start().click();
    EXPECT_TRUE(fs::exists(request().init_image));
    QApplication::clipboard()->setText("no picture");
    window->action("paste_picture")->trigger();
    EXPECT_TRUE(window->viewer().banner().isVisible());
}

TEST_F(GalleryWindow, SpaceShowsItLargeAndEscapeComesBack) {
    for (int i = 0; i < 3; ++i) draw(std::to_string(i) + ".png", made_with("hills", i));
    open_with_pictures(3);
    ASSERT_TRUE(choose(0));
    press(Qt::Key_Space);
    ASSERT_TRUE(window->browse().isVisible());
    EXPECT_EQ(window->browse().size(), window->size());
    press(Qt::Key_Right);
    EXPECT_EQ(panel().current_row(), 1);
    press(Qt::Key_Space);
    EXPECT_EQ(panel().current_row(), 2);
    press(Qt::Key_Right);
    EXPECT_EQ(panel().current_row(), 2) << "the last";
    press(Qt::Key_F);
    ASSERT_TRUE(wait_until([&] { return marks_of("0.png").favourite; }));
    press(Qt::Key_Escape);
    EXPECT_FALSE(window->browse().isVisible());
    ASSERT_TRUE(wait_until([&] { return shown(path("0.png")); }));
    // The batch is the film strip's: the same settings but for the seed.
    EXPECT_EQ(window->viewer().filmstrip().rows().size(), 3u);
}

TEST_F(GalleryWindow, ExportsWithAndWithoutSettings) {
    draw("a.png", made_with("a red apple"));
    const fs::path out = folder.filePath("out").toStdString();
    const auto exported = [&](const std::string& name, ExportKind kind) {
        const Exported all = export_pictures({{.path = at(name)}}, out, kind).value();
        if (all.pictures.empty()) throw std::runtime_error(all.problems.front());
        return all.pictures.front();
    };
    EXPECT_EQ(exported("a.png", ExportKind::whole), out / "a.png");
    EXPECT_EQ(exported("a.png", ExportKind::whole), out / "a.png") << "it is there, byte for byte";
    write_png(out / "a.png", drawn(8, 8, 1), {});
    EXPECT_EQ(exported("a.png", ExportKind::captioned), out / "a-2.png") << "nothing is overwritten";
    std::ifstream caption(out / "a-2.txt");
    std::string line;
    std::getline(caption, line);
    EXPECT_EQ(line, "a red apple");
    GalleryEntry tagged{.path = at("a.png")};
    tagged.marks.tags = {"album/Harbour", "print"};
    ASSERT_TRUE(export_pictures({tagged}, folder.filePath("tagged").toStdString(), ExportKind::captioned));
    std::ifstream tags(folder.filePath("tagged/a.txt").toStdString());
    std::getline(tags, line);
    EXPECT_EQ(line, "a red apple, print") << "an album is nothing that a picture shows";
    const fs::path bare = exported("a.png", ExportKind::without_settings);
    EXPECT_TRUE(read_png_texts(bare)->empty());
    EXPECT_EQ(read_picture(bare)->pixels, read_picture(at("a.png"))->pixels);
    Request r = made_with("a red apple");
    write_picture(at("j.jpg"), drawn(64, 64, 1), picture_texts(r, 0, {"m"}), {PictureFormat::jpeg, 90});
    const fs::path bare_jpeg = exported("j.jpg", ExportKind::without_settings);
    EXPECT_TRUE(read_metadata(bare_jpeg)->texts.empty());
    EXPECT_EQ(read_picture(bare_jpeg)->pixels, read_picture(at("j.jpg"))->pixels) << "not encoded anew";
    EXPECT_EQ(export_pictures({{.path = at("none.png")}, {.path = at("a.png")}}, out, ExportKind::whole)->problems.size(), 1u);
    EXPECT_FALSE(export_pictures({{.path = at("a.png")}}, at("a.png"), ExportKind::whole)) << "no folder";
}

TEST_F(GalleryWindow, ADamagedIndexIsSaidAndMadeAnew) {
    draw("a.png", made_with("a red apple"));
    fs::create_directories(data);
    {
        auto gallery = Gallery::open(data);
        ASSERT_TRUE(gallery && gallery->add_folder(pictures()));
    }
    for (const char* name : {"gallery.sqlite-wal", "gallery.sqlite-shm"}) fs::remove(data / name);
    std::ofstream(data / "gallery.sqlite", std::ios::trunc) << std::string(8192, 'x');
    open();
    QPushButton* rebuild = nullptr;
    for (QPushButton* button : panel().findChildren<QPushButton*>())
        if (button->accessibleName() == "Make the index anew") rebuild = button;
    ASSERT_NE(rebuild, nullptr);
    ASSERT_TRUE(wait_until([&] { return rebuild->isVisible(); }));
    rebuild->click();
    ASSERT_TRUE(shows(1));
    EXPECT_FALSE(rebuild->isVisible());
}

TEST_F(GalleryWindow, LongPromptsStayInTheirPlace) {
    std::string prompt;
    while (prompt.size() < 500) prompt += "rolling hills under a low sun, ";
    prompt += std::string(200, 'x');
    draw("a.png", made_with(prompt));
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    const QSize before = window->size();
    window->viewer().set_details_open(true);
    wait_until([] { return false; }, 60);
    EXPECT_EQ(window->size(), before);
    EXPECT_LE(window->viewer().details().width(), DetailsPanel::most_width);
    for (const QLabel* label : window->viewer().details().findChildren<QLabel*>()) {
        if (!label->isVisible()) continue;
        EXPECT_LE(label->width(), window->viewer().details().width()) << label->text().toStdString();
    }
}

}  // namespace
}  // namespace imagelab::test
#endif
