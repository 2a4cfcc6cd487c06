// Every section of the request unfolded with long texts, in each language and the smallest window: nothing is cut off.
#if __has_include(<QApplication>)
#include <QDockWidget>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>

#include "core/base/paths.h"
#include "tests/build_paths.h"
#include "tests/support/screenshots.h"
#include "ui/library/library_panel.h"
#include "ui/library/offer_card.h"
#include "ui/look/wording.h"
#include "ui/request/profile_picker.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/request/start_picture.h"
#include "ui/request/style_section.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/section.h"

namespace imagelab::test {
namespace {

class SectionsInLanguages : public LookedAt {};

TEST_P(SectionsInLanguages, NothingIsCutOff) {
    std::filesystem::remove_all(data_dir());
    std::filesystem::create_directories(data_dir() / "models");
    std::filesystem::create_directory_symlink(IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64",
                                              data_dir() / "models/Tiny Landscapes XL");
    open_as_looked_at();
    ASSERT_TRUE(scene(300, 200, 3).save(folder.filePath("harbour.png")));
    const std::string picture = folder.filePath("harbour.png").toStdString();
    for (Section* section : window->findChildren<Section*>()) section->set_open(true);
    window->document().change("all of it", [&](Request& r) {
        r.prompt = "harbour at dawn";
        r.init_image = picture;
        r.loras = {{"/loras/a very long name of a style that somebody trained on old harbours.safetensors", 0.8, {}}};
        r.control_nets = {{ControlType::canny, 0.7, "/nets/controlnet-union-sdxl-promax-with-a-long-name.safetensors", picture, 0, 0.6,
                           ControlMode::control}};
        r.references = {{picture, "/adapters/ip-adapter-plus_sdxl_vit-h.safetensors", 0.35, 0, 0.5}};
        r.mask.file = picture;
        r.mask.blur = 12;
        r.outpaint = {64, 0, 128, 32};
        r.hires = {2, 12, 0.5, "lanczos"};
        r.refiner = "/models/sd_xl_refiner_1.0_0.9vae.safetensors";
        r.upscaler = "lanczos";
        r.upscale = 2;
        r.face_restore = "/faces/codeformer_0.1.0.onnx", r.face_fidelity = 0.7;
        r.auto_contrast = r.match_colours = true;
        r.variation_strength = 0.3, r.variation_seed = 7;
        r.sigmas = {14.6146, 8.2, 4.1, 2.05, 1.02, 0.51, 0.0292};
        r.pag_scale = 3, r.seg_scale = 2, r.mimic_scale = 7, r.projection = {0.5, 15, -0.5}, r.free_u = {1.3, 1.4, 0.9, 0.2};
        r.regions = {{"a red lighthouse on the rocks, waves breaking", {}, 0, 0.1, 0.45, 0.9},
                     {"a fishing boat", "people", 0.4, 0.5, 1, 1, "", 0.7}};
        r.format = PictureFormat::webp;
        r.output_name = "{date}-{time}_{seed}_{words}";
    });
    ASSERT_TRUE(wait_until([&] { return !window->request_panel().start().seen().isNull(); }));
    auto* scroll = window->request_panel().findChild<QScrollArea*>();
    QScrollBar* bar = scroll->verticalScrollBar();
    const int page = bar->pageStep() - 32;
    for (int at = 0, i = 0;; at += page, ++i) {
        bar->setValue(at);
        shoot(QString("s%1-sections").arg(i, 2, 10, QChar('0')));
        if (at >= bar->maximum()) break;
    }
    window->action("details")->trigger();
    DownloadList& downloads = window->request_panel().desk().downloads;
    downloads.add("not a model");
    ASSERT_TRUE(wait_until([&] { return downloads.item(0).state == DownloadItem::State::failed; }));
    OfferReader::Told told;
    told.problem = message_text("could not reach https://127.0.0.1/models/a: Could not connect to server");
    window->findChild<OfferCard*>()->show_asking("https://127.0.0.1/models/a-model-with-a-long-name-v11-pruned.safetensors");
    window->findChild<OfferCard*>()->show_told(told);
    for (const char* dock : {"show_models", "show_sweep", "show_queue", "show_devices", "show_results", "show_log"}) {
        if (!window->action(dock)->isChecked()) window->action(dock)->trigger();
        shoot(QString("s-%1").arg(dock));
        for (const QDockWidget* one : window->findChildren<QDockWidget*>())
            for (const QDockWidget* other : window->findChildren<QDockWidget*>())
                EXPECT_TRUE(one == other || one->visibleRegion().isEmpty() || other->visibleRegion().isEmpty() ||
                            !one->geometry().intersects(other->geometry()))
                    << dock << ": " << one->objectName().toStdString() << " over " << other->objectName().toStdString();
        for (const QLabel* label : window->findChildren<QLabel*>())
            EXPECT_TRUE(!label->isVisible() || !label->wordWrap() || label->height() >= label->heightForWidth(label->width()))
                << dock << ": " << label->text().toStdString();
    }
}

// The window at its smallest: what it says of a picture keeps its room beside the details.
class SmallWindow : public WindowTest {};

TEST_F(SmallWindow, TheCaptionGoesBeforeTheZoom) {
    open();
    window->resize(1100, 700);
    type("a purple car in the snow");
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    const auto caption = [&] {
        for (QLabel* label : window->viewer().findChildren<QLabel*>())
            if (label->text() == "a purple car in the snow" && label->isVisible() && label->inherits("imagelab::ElidedLabel")) return label;
        return static_cast<QLabel*>(nullptr);
    };
    ASSERT_TRUE(wait_until([&] { return caption() != nullptr; }));
    window->viewer().set_details_open(true);
    EXPECT_TRUE(wait_until([&] { return caption()->width() >= caption()->fontMetrics().horizontalAdvance(caption()->text()); }))
        << caption()->width();
}

TEST_F(SmallWindow, EmptyDetailsHaveNoScrollBar) {
    open();
    window->viewer().set_details_open(true);
    for (QScrollBar* bar : window->viewer().details().findChildren<QScrollBar*>()) EXPECT_FALSE(bar->isVisible());
}

TEST_F(SmallWindow, AChosenStyleStandsWholeAboveTheFoot) {
    open();
    window->resize(1100, 700);
    ASSERT_TRUE(wait_until([&] { return window->request_panel().desk().profiles.loaded(); }));
    window->request_panel().choose_style();
    window->request_panel().styles().picker().hide();
    window->document().change("style", [](Request& r) { r.style.profiles = {{"pencil-sketch", 1}}; });
    auto* scroll = window->request_panel().findChild<QScrollArea*>();
    EXPECT_TRUE(wait_until([&] {
        const QWidget& styles = window->request_panel().styles();
        return styles.mapTo(scroll->viewport(), QPoint(0, styles.height())).y() <= scroll->viewport()->height();
    }));
}

INSTANTIATE_TEST_SUITE_P(Looks, SectionsInLanguages,
                         ::testing::Values(Look{Scheme::light, 1100, 700, "de"}, Look{Scheme::dark, 1100, 700, "fr"},
                                           Look{Scheme::dark, 1440, 900, "fr"}, Look{Scheme::dark, 1280, 800}),
                         look_name);

}  // namespace
}  // namespace imagelab::test
#endif
