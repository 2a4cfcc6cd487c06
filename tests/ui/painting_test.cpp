// Painting over a picture in the window: strokes by mouse, the mask as a file in the request, and what becomes of the result.
#if __has_include(<QApplication>)
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QMouseEvent>
#include <QSettings>
#include <QSpinBox>

#include "app/devices.h"
#include "core/gallery/sidecar.h"
#include "tests/build_paths.h"
#include "tests/support/gallery_window.h"
#include "ui/bridge/session_engine.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/models/mask_file.h"
#include "ui/models/request_difference.h"
#include "ui/request/mask_section.h"
#include "ui/request/request_panel.h"
#include "ui/request/start_picture.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/canvas_panel.h"
#include "ui/viewer/compare_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/variant_bar.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab::test {
namespace {

// What both windows need: a picture of 160 x 120, and a hand.
template <class Window>
class Hand : public Window {
  protected:
    CanvasView& canvas() { return this->window->viewer().canvas().view(); }
    const Request& request() { return this->window->document().request(); }
    QString start() { return this->folder.filePath("start.png"); }
    bool paints() {
        return wait_until([this] { return this->window->viewer().is_painting() && canvas().isVisible(); });
    }
    void begin_on_start_picture() {
        ASSERT_TRUE(scene(160, 120, 3).save(start()));
        this->window->document().change("start picture", [this](Request& r) { r.init_image = start().toStdString(); });
        this->window->action("paint_over")->trigger();
        ASSERT_TRUE(paints());
        canvas().set_brush_size(20);
        canvas().set_hardness(1);
    }
    void mouse(QEvent::Type type, QPointF at, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QMouseEvent event(type, at, canvas().mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                          type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, modifiers);
        QApplication::sendEvent(&canvas(), &event);
    }
    void drag(std::initializer_list<QPointF> screen, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        mouse(QEvent::MouseButtonPress, *screen.begin(), modifiers);
        for (const QPointF at : screen) mouse(QEvent::MouseMove, at, modifiers);
        mouse(QEvent::MouseButtonRelease, *(screen.end() - 1), modifiers);
    }
    void stroke(MaskPoint from, MaskPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        drag({canvas().to_screen(from), canvas().to_screen(to)}, modifiers);
    }
    // The request's mask, once it is kept.
    QImage kept_mask() {
        const auto read = read_mask(QString::fromStdString(request().mask.file), canvas().picture().size());
        return read ? *read : QImage();
    }
    bool keeps() {  // what is on the canvas
        return wait_until([this] {
            if (request().mask.file.empty()) return canvas().mask().bounds().empty();
            const QImage mask = kept_mask();
            for (int y = 0; y < mask.height(); ++y)
                if (!std::equal(mask.constScanLine(y), mask.constScanLine(y) + mask.width(), canvas().mask().row(y))) return false;
            return !mask.isNull();
        });
    }
};

using PaintingOver = Hand<GalleryWindow>;

TEST_F(PaintingOver, AStrokeBecomesTheRequestsMaskAndTheJobCarriesIt) {
    open();
    window->document().change("prompt", [](Request& r) { r.prompt = "a hat"; });
    begin_on_start_picture();
    QFile original(start());
    ASSERT_TRUE(original.open(QIODevice::ReadOnly));
    const QByteArray bytes = original.readAll();
    stroke({40, 60}, {110, 60});
    ASSERT_TRUE(keeps());
    const QImage mask = kept_mask();
    EXPECT_EQ(mask.constScanLine(60)[75], 255);
    EXPECT_EQ(mask.constScanLine(60)[27], 0) << "the brush is 20 pixels wide";
    EXPECT_EQ(mask.constScanLine(45)[75], 0);
    EXPECT_EQ(QFileInfo(QString::fromStdString(request().mask.file)).dir().dirName(), "masks");
    EXPECT_TRUE(validate(request()).ok());
    stroke({40, 90}, {110, 90});
    press(Qt::Key_Return, Qt::ControlModifier);  // before the second stroke was kept
    ASSERT_TRUE(wait_until([&] { return engine.submitted().size() == 1; }));
    EXPECT_FALSE(window->viewer().is_painting()) << "the picture that is made is shown";
    const Request job = engine.submitted().front();
    EXPECT_EQ(job.init_image, start().toStdString());
    const auto carried = read_mask(QString::fromStdString(job.mask.file), {160, 120});
    ASSERT_TRUE(carried.ok()) << carried.error();
    EXPECT_EQ(carried->constScanLine(90)[75], 255) << "both strokes";
    EXPECT_EQ(carried->constScanLine(60)[75], 255);
    ASSERT_TRUE(idle());
    original.seek(0);
    EXPECT_EQ(original.readAll(), bytes) << "the original is never written";
}

TEST_F(PaintingOver, ColoursAreKeptBesideThePictureAndComeBackWithTheMask) {
    open();
    begin_on_start_picture();
    QFile original(start());
    ASSERT_TRUE(original.open(QIODevice::ReadOnly));
    const QByteArray bytes = original.readAll();
    const QRgb before = canvas().picture().pixel(60, 60);
    press(Qt::Key_C);
    ASSERT_EQ(canvas().tool(), CanvasTool::colour);
    canvas().set_colour(QColor(250, 20, 30));
    stroke({40, 60}, {80, 60});
    EXPECT_EQ(canvas().picture().pixel(60, 60), qRgb(250, 20, 30));
    const auto seen = [&] {
        return canvas().grab().toImage().pixelColor(canvas().to_screen({60, 60}).toPoint() * canvas().devicePixelRatioF());
    };
    EXPECT_EQ(seen(), QColor(250, 20, 30)) << "as it is, while colours are painted";
    const auto begins = [&] { return QString::fromStdString(request().init_image); };
    ASSERT_TRUE(wait_until([&] { return !begins().isEmpty() && begins() != start(); }));
    EXPECT_EQ(QFileInfo(begins()).dir().dirName(), "masks");
    EXPECT_EQ(QImage(begins()).pixel(60, 60), qRgb(250, 20, 30));
    EXPECT_EQ(QImage(begins()).pixel(60, 100), canvas().picture().pixel(60, 100));
    ASSERT_TRUE(keeps());
    EXPECT_EQ(canvas().mask().at(60, 60), 255) << "what is coloured is painted anew";
    EXPECT_TRUE(validate(request()).ok());
    stroke({60, 60}, {60, 60}, Qt::AltModifier);
    EXPECT_EQ(canvas().colour(), QColor(250, 20, 30)) << "Alt takes a colour";
    press(Qt::Key_B);
    EXPECT_NE(seen(), QColor(250, 20, 30)) << "below the mask's tint";
    stroke({40, 90}, {80, 90});
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(canvas().mask().at(60, 90), 0);
    EXPECT_EQ(canvas().picture().pixel(60, 60), qRgb(250, 20, 30));
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(canvas().picture().pixel(60, 60), before);
    EXPECT_TRUE(canvas().mask().bounds().empty());
    ASSERT_TRUE(wait_until([&] { return begins() == start() || begins().isEmpty(); }));
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(wait_until([&] { return begins() != start() && !begins().isEmpty(); }));
    EXPECT_EQ(canvas().picture().pixel(60, 60), qRgb(250, 20, 30));
    window->document().history().undo();
    EXPECT_TRUE(begins() == start() || begins().isEmpty());
    if (begins() == start()) {
        EXPECT_EQ(canvas().picture().pixel(60, 60), before) << "Undo in the request takes the colours off, too";
    }
    original.seek(0);
    EXPECT_EQ(original.readAll(), bytes) << "the original is never written";
}

TEST_F(PaintingOver, WhatNetworksSeeIsAStroke) {
    open();
    begin_on_start_picture();
    engine.change([](FakeEngine& e) {
        e.sees = [](const Looking& wanted) -> Result<Seen> {
            if (wanted.what != Looking::For::faces) return Failure{"there is no detector here that knows that"};
            Seen seen{{160, 120, std::vector<uint8_t>(160 * 120)}, {}, "face"};
            for (int y = 20; y < 40; ++y) std::fill_n(seen.mask.pixels.begin() + y * 160 + 30, 25, uint8_t{255});
            return seen;
        };
    });
    stroke({100, 100}, {110, 100});
    window->action("mask_faces")->trigger();
    ASSERT_TRUE(wait_until([&] { return canvas().mask().at(40, 30) == 255; }));
    EXPECT_EQ(canvas().mask().at(105, 100), 255) << "what was painted stays";
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(canvas().mask().at(40, 30), 0);
    EXPECT_EQ(canvas().mask().at(105, 100), 255);
    ASSERT_TRUE(keeps());
    const QString mask = QString::fromStdString(request().mask.file);
    window->document().change("nothing", [](Request& r) { r.mask = {}; });
    ASSERT_TRUE(wait_until([&] { return canvas().mask().bounds().empty(); }));
    window->action("mask_last")->trigger();
    EXPECT_EQ(canvas().mask().at(105, 100), 255) << "the last mask again";
}

TEST_F(PaintingOver, EveryToolLeavesItsMarkAndEveryStepComesBack) {
    open();
    begin_on_start_picture();
    const auto at = [&](int x, int y) { return canvas().mask().at(x, y); };
    stroke({40, 60}, {60, 60});
    stroke({50, 60}, {50, 60}, Qt::AltModifier);
    EXPECT_EQ(at(50, 60), 0) << "Alt erases";
    EXPECT_EQ(at(68, 60), 255);
    stroke({120, 100}, {120, 100}, Qt::ShiftModifier);
    EXPECT_EQ(at(85, 80), 255) << "Shift draws a line from the last stroke";
    press(Qt::Key_R);
    stroke({10, 10}, {30, 30});
    EXPECT_EQ(at(29, 11), 255);
    press(Qt::Key_L);
    drag({canvas().to_screen({100, 10}), canvas().to_screen({140, 10}), canvas().to_screen({140, 40}), canvas().to_screen({100, 40})});
    EXPECT_EQ(at(120, 25), 255);
    press(Qt::Key_E);
    stroke({120, 25}, {120, 25});
    EXPECT_EQ(at(120, 25), 0);
    press(Qt::Key_F);
    canvas().set_tolerance(255);
    stroke({5, 110}, {5, 110});
    EXPECT_EQ(at(120, 25), 255) << "all colours are within 255";
    press(Qt::Key_I);
    EXPECT_TRUE(canvas().mask().bounds().empty());
    for (const char* name : {"mask_grow", "mask_invert", "mask_clear"}) window->action(name)->trigger();
    ASSERT_TRUE(keeps());
    int steps = 0;
    while (canvas().mask().can_undo()) press(Qt::Key_Z, Qt::ControlModifier), ++steps;
    EXPECT_EQ(steps, 10) << "growing nothing is no step";
    EXPECT_TRUE(canvas().mask().bounds().empty());
    EXPECT_TRUE(wait_until([&] { return request().mask.file.empty(); }));
    while (canvas().mask().can_redo()) press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier), --steps;
    EXPECT_EQ(steps, 0);
    EXPECT_FALSE(request().init_image.empty()) << "the start picture stays";
}

TEST_F(PaintingOver, KeysChangeTheBrushAndZoomingPaintsWhereThePointerIs) {
    open();
    begin_on_start_picture();
    const double before = canvas().brush_size();
    press(Qt::Key_BracketRight);
    EXPECT_GT(canvas().brush_size(), before);
    press(Qt::Key_BracketLeft);
    EXPECT_NEAR(canvas().brush_size(), before, 1);
    press(Qt::Key_BraceLeft);
    EXPECT_NEAR(canvas().hardness(), 0.9, 1e-6);
    EXPECT_NEAR(window->viewer().canvas().hardness().value(), 0.9, 1e-6);
    canvas().set_hardness(1);
    canvas().set_zoom(6);
    press(Qt::Key_Right);
    press(Qt::Key_Down);
    canvas().set_brush_size(10);
    const QPointF middle(canvas().width() / 2.0, canvas().height() / 2.0);
    const MaskPoint place = canvas().to_picture(middle);
    drag({middle});
    const PixelBox bounds = canvas().mask().bounds();
    EXPECT_NEAR((bounds.left + bounds.right) / 2.0, place.x, 1);
    EXPECT_NEAR((bounds.top + bounds.bottom) / 2.0, place.y, 1);
    EXPECT_NEAR(bounds.right - bounds.left, 10, 2);
}

TEST_F(PaintingOver, LeavingAndComingBackLosesNothing) {
    open();
    begin_on_start_picture();
    stroke({40, 60}, {110, 60});
    stroke({40, 90}, {110, 90});
    press(Qt::Key_Escape);
    EXPECT_FALSE(window->viewer().is_painting());
    EXPECT_FALSE(window->action("paint_over")->isChecked());
    EXPECT_FALSE(request().mask.file.empty()) << "kept at once";
    control<QAbstractButton>("Paint over the start picture")->click();
    ASSERT_TRUE(paints());
    EXPECT_EQ(canvas().mask().at(75, 90), 255);
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(canvas().mask().at(75, 90), 0) << "strokes from before can be taken back";
    EXPECT_EQ(canvas().mask().at(75, 60), 255);
    ASSERT_TRUE(keeps());
    // The window is closed while painting, and opened again.
    stroke({40, 30}, {110, 30});
    window->close();
    window.reset();
    window = std::make_unique<MainWindow>(engine, *theme);
    window->show();
    window->activateWindow();
    EXPECT_EQ(request().init_image, start().toStdString());
    window->action("paint_over")->trigger();
    ASSERT_TRUE(paints());
    EXPECT_EQ(canvas().mask().at(75, 30), 255);
    EXPECT_EQ(canvas().mask().at(75, 60), 255);
    EXPECT_EQ(canvas().mask().at(75, 90), 0);
}

// The mask lies in the picture's sidecar: it comes back in another window, from another folder, without any setting.
TEST_F(PaintingOver, TheMaskGoesWithItsPicture) {
    open();
    begin_on_start_picture();
    window->action("mask_last")->trigger();
    EXPECT_TRUE(canvas().mask().bounds().empty()) << "there is none yet";
    stroke({40, 60}, {110, 60});
    const auto beside = [&] {
        const auto mask = read_sidecar_mask(start().toStdString());
        const auto read = mask ? read_mask(QByteArray::fromStdString(*mask), canvas().picture().size()) : Result<QImage>(Failure{""});
        return read && std::equal(read->constBits(), read->constBits() + 160 * 120, canvas().mask().row(0));
    };
    EXPECT_TRUE(wait_until(beside)) << "at the end of each stroke, so that it outlives the window's death";
    stroke({40, 75}, {110, 75});
    EXPECT_TRUE(wait_until(beside));
    press(Qt::Key_Escape);
    window->action("paint_over")->trigger();
    ASSERT_TRUE(paints());
    stroke({40, 90}, {110, 90});
    window->close();  // while it is painted on
    window.reset();
    const QString moved = folder.filePath("moved/start.png");
    ASSERT_TRUE(QDir(folder.path()).mkdir("moved"));
    for (const char* end : {"", ".xmp"}) ASSERT_TRUE(QFile::rename(start() + end, moved + end));
    window = std::make_unique<MainWindow>(engine, *theme);
    window->show();
    window->activateWindow();
    window->document().change("start picture", [&](Request& r) { r = {}, r.init_image = moved.toStdString(); });
    window->action("paint_over")->trigger();
    ASSERT_TRUE(paints());
    EXPECT_TRUE(canvas().mask().bounds().empty()) << "it is offered, not taken";
    EXPECT_TRUE(window->viewer().banner().isVisible());
    window->action("mask_last")->trigger();
    EXPECT_EQ(canvas().mask().at(75, 60), 255);
    EXPECT_EQ(canvas().mask().at(75, 90), 255) << "as it was when the window was closed";
    EXPECT_EQ(canvas().mask().at(75, 30), 0);
}

TEST_F(PaintingOver, UndoOfTheRequestTakesThePaintingBackInOneStep) {
    open();
    begin_on_start_picture();
    stroke({40, 60}, {110, 60});
    ASSERT_TRUE(keeps());
    stroke({40, 90}, {110, 90});
    ASSERT_TRUE(keeps());
    QUndoStack& history = window->document().history();
    history.undo();
    EXPECT_TRUE(request().mask.file.empty());
    EXPECT_EQ(request().init_image, start().toStdString());
    EXPECT_TRUE(canvas().mask().bounds().empty()) << "the canvas follows";
    history.redo();
    EXPECT_EQ(canvas().mask().at(75, 60), 255);
    EXPECT_EQ(canvas().mask().at(75, 90), 255);
    window->request_panel().start().removed();
    EXPECT_TRUE(request().init_image.empty());
    EXPECT_EQ(request().mask, InpaintMask()) << "a mask goes with its picture";
    EXPECT_TRUE(validate(request()).ok());
    history.undo();
    EXPECT_FALSE(request().mask.file.empty());
}

TEST_F(PaintingOver, AMaskIsTakenFromAFileAndFromTransparency) {
    QImage half(80, 60, QImage::Format_ARGB32);
    half.fill(Qt::black);
    for (int y = 0; y < 60; ++y)
        for (int x = 0; x < 40; ++x) half.setPixelColor(x, y, QColor(0, 0, 0, 0));
    ASSERT_TRUE(half.save(folder.filePath("half.png")));
    const auto read = read_mask(folder.filePath("half.png"), {160, 120});
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->size(), QSize(160, 120));
    EXPECT_EQ(read->constScanLine(60)[20], 255) << "transparent: painted";
    EXPECT_EQ(read->constScanLine(60)[120], 0);
    QImage grey(160, 120, QImage::Format_Grayscale8);
    grey.fill(40);
    ASSERT_TRUE(grey.save(folder.filePath("grey.png")));
    EXPECT_EQ(read_mask(folder.filePath("grey.png"), {160, 120})->constScanLine(5)[5], 40);
    EXPECT_FALSE(read_mask(folder.filePath("nothing.png"), {160, 120}).ok());
    open();
    ASSERT_TRUE(half.save(start()));
    window->document().change("start picture", [this](Request& r) { r.init_image = start().toStdString(); });
    window->action("paint_over")->trigger();
    ASSERT_TRUE(paints());
    window->action("mask_alpha")->trigger();
    EXPECT_EQ(canvas().mask().at(10, 30), 255);
    EXPECT_EQ(canvas().mask().at(60, 30), 0);
}

TEST_F(PaintingOver, DraggingAnEdgeExtendsThePictureAndNumbersDoTheSame) {
    open();
    begin_on_start_picture();
    const QPointF right = canvas().to_screen({160, 60}) + QPointF(5, 0);
    const double scale = canvas().to_screen({1, 0}).x() - canvas().to_screen({0, 0}).x();
    drag({right, right + QPointF(50 * scale, 0)});
    EXPECT_EQ(request().outpaint, (Outpaint{0, 0, 48, 0})) << "in steps of 8";
    EXPECT_TRUE(canvas().mask().bounds().empty()) << "nothing is painted by it";
    EXPECT_TRUE(validate(request()).ok());
    stroke({150, 60}, {150, 60});
    EXPECT_EQ(canvas().mask().at(150, 60), 255) << "places are still the picture's";
    QSpinBox& left = window->request_panel().mask().side(&Outpaint::left);
    EXPECT_TRUE(left.isVisible());
    left.setValue(64);
    EXPECT_EQ(canvas().outpaint(), QMargins(64, 0, 48, 0));
    window->document().history().undo();
    EXPECT_EQ(canvas().outpaint(), QMargins()) << "changes of a moment are one step";
    EXPECT_EQ(request().outpaint, Outpaint());
}

TEST_F(PaintingOver, TheMasksSettingsStandInTheRequestAndGoWithIt) {
    open();
    begin_on_start_picture();
    EXPECT_FALSE(control<QComboBox>("Fill")->isVisible()) << "small while unused";
    stroke({40, 60}, {110, 60});
    ASSERT_TRUE(keeps());
    MaskSection& section = window->request_panel().mask();
    ASSERT_TRUE(wait_until([&] { return !section.thumbnail().isNull(); }));
    const QColor inside = section.thumbnail().pixelColor(section.thumbnail().width() / 2, section.thumbnail().height() / 2);
    EXPECT_GT(inside.red(), inside.green() + 60) << "the tint lies over the picture";
    EXPECT_TRUE(control<QComboBox>("Fill")->isVisible());
    const auto choose = [&](const char* name, int at) {
        control<QComboBox>(name)->setCurrentIndex(at);
        emit control<QComboBox>(name)->activated(at);
    };
    choose("Fill", 2);
    EXPECT_EQ(request().mask.fill, MaskFill::neighbours);
    choose("Area", 1);
    EXPECT_EQ(request().mask.area, MaskArea::masked);
    control<QDoubleSpinBox>("Padding")->setValue(48);
    control<QDoubleSpinBox>("Mask blur")->setValue(6);
    control<QAbstractButton>("Soft mask")->click();
    EXPECT_EQ(request().mask.padding, 48);
    EXPECT_EQ(request().mask.blur, 6);
    EXPECT_TRUE(request().mask.soft);
    Request other = request();
    without_mask(other);
    const auto found = differences(other, request());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].name, "Mask");
    EXPECT_TRUE(found[0].theirs.startsWith("painted, blur 6, masked part with 48 px around, from the colours around, soft"))
        << found[0].theirs.toStdString();
    found[0].take(other);
    EXPECT_TRUE(same_request(other, request()));
    control<QAbstractButton>("Clear the mask")->click();
    EXPECT_EQ(request().mask, InpaintMask());
    window->document().history().undo();
    EXPECT_EQ(request().mask.fill, MaskFill::neighbours);
}

// A result stands in the gallery; it is compared, taken, or thrown away.
TEST_F(PaintingOver, AResultIsComparedAcceptedOrRejected) {
    Request made = made_with("a hat", 5);
    made.init_image = at("original.png").string();
    made.mask.file = at("original.png").string();
    made.width = 160, made.height = 120;
    draw("original.png", made_with("a head", 4));
    draw("result.png", made);
    index_pictures();
    open_with_pictures(2);
    ASSERT_TRUE(choose(0));
    VariantBar& bar = window->viewer().variant();
    ASSERT_TRUE(wait_until([&] { return bar.isVisible(); }));
    window->action("result_compare")->trigger();
    ASSERT_TRUE(wait_until([&] { return window->viewer().is_comparing(); }));
    EXPECT_EQ(window->viewer().comparison().view().mode(), CompareView::Mode::slider);
    window->viewer().show_view();
    window->action("result_accept")->trigger();
    EXPECT_EQ(request().init_image, at("result.png").string());
    EXPECT_EQ(request().mask, InpaintMask());
    window->document().history().undo();
    EXPECT_TRUE(request().init_image.empty());
    window->action("result_reject")->trigger();
    ASSERT_TRUE(wait_until([&] { return !std::filesystem::exists(at("result.png")); })) << "in the trash";
    // The gallery looks at the picture beside it; then the canvas is there again.
    ASSERT_TRUE(wait_until([&] { return model().rowCount() == 1 && window->viewer().view().picture().size() == QSize(64, 64); }));
    ASSERT_TRUE(paints());
    EXPECT_TRUE(std::filesystem::exists(at("original.png")));
    window->document().history().undo();
    EXPECT_TRUE(wait_until([&] { return std::filesystem::exists(at("result.png")); })) << "Undo brings it back";
    window->viewer().show_view();
    ASSERT_TRUE(choose(1));
    EXPECT_FALSE(bar.isVisible()) << "it was not painted over another one";
    window->action("result_accept")->trigger();
    EXPECT_TRUE(request().init_image.empty());
    EXPECT_TRUE(window->viewer().banner().isVisible()) << "it says that there is no result";
}

TEST_F(PaintingOver, APictureOfTheGalleryBecomesTheStartPictureWithItsFirstStroke) {
    draw("first.png", made_with("a head", 4));
    index_pictures();
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    window->action("paint_over")->trigger();
    ASSERT_TRUE(paints());
    press(Qt::Key_Escape);
    EXPECT_TRUE(request().init_image.empty()) << "looking changes nothing";
    window->action("paint_over")->trigger();
    ASSERT_TRUE(paints());
    stroke({30, 30}, {40, 40});
    ASSERT_TRUE(keeps());
    EXPECT_EQ(request().init_image, at("first.png").string());
    window->document().history().undo();
    EXPECT_TRUE(request().init_image.empty()) << "one step";
    EXPECT_TRUE(canvas().mask().bounds().empty());
}

TEST(MaskFiles, AreNamedByTheirBytesAndOldOnesGo) {
    application();
    QTemporaryDir folder;
    const std::filesystem::path masks = mask_folder(folder.path().toStdString());
    std::vector<uint8_t> greys(64 * 48);
    for (size_t i = 0; i < greys.size(); ++i) greys[i] = static_cast<uint8_t>(i * 7);
    const auto file = keep_mask(greys, {64, 48}, masks);
    ASSERT_TRUE(file.ok()) << file.error();
    EXPECT_EQ(*keep_mask(greys, {64, 48}, masks), *file);
    const QImage read = *read_mask(*file, {64, 48});
    for (int y = 0; y < 48; ++y) EXPECT_TRUE(std::equal(read.constScanLine(y), read.constScanLine(y) + 64, greys.begin() + y * 64));
    greys[5] ^= 1;
    const auto other = keep_mask(greys, {64, 48}, masks);
    EXPECT_NE(*other, *file);
    const auto age = [](const QString& path) {
        std::filesystem::last_write_time(path.toStdString(), std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 40));
    };
    age(*file), age(*other);
    remove_old_masks(masks, {QFileInfo(*other).fileName().toStdString()});
    EXPECT_FALSE(QFile::exists(*file));
    EXPECT_TRUE(QFile::exists(*other)) << "in use";
    EXPECT_FALSE(keep_mask(greys, {64, 48}, "/proc/nowhere").ok());
}

// Over the real session: the queue's job names the mask's file.
class PaintingInTheRealSession : public Hand<WindowTest> {
  protected:
    PaintingInTheRealSession()
        : real([](SessionOptions o) { return Session::open(make_devices(2), std::move(o)); }, folder.filePath("data").toStdString()) {
        Request r;
        r.model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";
        r.prompt = "a red apple";
        r.steps = 2;
        r.output = folder.path().toStdString();
        window = std::make_unique<MainWindow>(real, *theme);
        window->document().edit(r, "test");
        window->show();
        window->activateWindow();
    }
    ~PaintingInTheRealSession() override { window.reset(); }
    SessionEngine real;
};

TEST_F(PaintingInTheRealSession, TheQueuedJobCarriesTheMask) {
    begin_on_start_picture();
    stroke({40, 60}, {110, 60});
    ASSERT_TRUE(keeps());
    ASSERT_TRUE(wait_until([&] { return window->request_panel().can_generate(); }));
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return !real.queue().list(true).empty(); }));
    const Request job = real.queue().list(true).front().request;
    const auto carried = read_mask(QString::fromStdString(job.mask.file), {160, 120});
    ASSERT_TRUE(carried.ok()) << carried.error();
    EXPECT_EQ(carried->constScanLine(60)[75], 255);
    EXPECT_EQ(carried->constScanLine(30)[75], 0);
    ASSERT_TRUE(wait_until([&] { return window->bridge().active().empty(); }));
}

}  // namespace
}  // namespace imagelab::test
#endif
