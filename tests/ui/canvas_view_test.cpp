// What the canvas shows after it was moved and zoomed is what it shows when all is drawn anew.
#if __has_include(<QApplication>)
#include "ui/viewer/canvas_view.h"

#include <QCoreApplication>
#include <QEvent>
#include <QKeyEvent>

#include "tests/support/window_fixture.h"

namespace imagelab::test {
namespace {

class CanvasFrames : public testing::Test {
  protected:
    CanvasFrames() {
        QImage image(900, 700, QImage::Format_RGB888);
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) image.setPixel(x, y, qRgb((x * 37 + y * 11) & 255, (x ^ y) & 255, y / 3));
        view.resize(320, 260);
        view.show();
        view.open(image, PaintedMask(900, 700));
        view.apply([](PaintedMask& mask) {
            mask.begin_stroke({150, 0.4, false}, {300, 250});
            mask.stroke_to({620, 470});
            mask.end_stroke();
            return mask.whole();
        });
        view.set_zoom(1);
        shown();
    }
    QImage shown() { return view.grab().toImage(); }
    QImage drawn_anew() {
        QEvent event(QEvent::StyleChange);
        QApplication::sendEvent(&view, &event);
        return shown();
    }
    void press(int key) {
        QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
        QApplication::sendEvent(&view, &event);
    }
    QApplication& running = application();  // before any widget
    CanvasView view;
};

TEST_F(CanvasFrames, AMovedPictureIsAsOneDrawnThere) {
    QImage before = shown();
    for (const int key : {Qt::Key_Left, Qt::Key_Up, Qt::Key_Right, Qt::Key_Right, Qt::Key_Down, Qt::Key_Down, Qt::Key_Down}) {
        press(key);
        const QImage moved = shown();
        EXPECT_NE(moved, before) << key;
        EXPECT_EQ(moved, drawn_anew()) << key;
        before = moved;
    }
}

TEST_F(CanvasFrames, WhatIsPaintedRightAfterAMoveIsThere) {
    press(Qt::Key_Left);
    view.apply([](PaintedMask& mask) { return mask.fill_box({380, 300, 470, 380}, false); });
    EXPECT_EQ(shown(), drawn_anew());
    view.apply([](PaintedMask& mask) { return mask.invert(); });
    EXPECT_EQ(shown(), drawn_anew()) << "also beyond what was painted before";
    view.undo();
    view.undo();
    EXPECT_EQ(shown(), drawn_anew());
}

TEST_F(CanvasFrames, AZoomIsSmoothOnceItRests) {
    for (int i = 0; i < 4; ++i) {
        view.zoom_by(0.8);
        shown();
    }
    const QImage smooth = [&] {
        CanvasView other;
        other.resize(view.size());
        other.show();
        other.open(view.picture(), PaintedMask(view.mask()));
        other.set_zoom(view.shown_scale());
        return other.grab().toImage();
    }();
    EXPECT_NE(shown(), smooth) << "rough while it goes on";
    EXPECT_TRUE(wait_until([&] { return shown() == smooth; }));
}

}  // namespace
}  // namespace imagelab::test
#endif
