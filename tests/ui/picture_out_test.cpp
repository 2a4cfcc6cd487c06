// Pictures on their way into other programs: the clipboard, the viewer's menu, a drag.
#if __has_include(<QApplication>)
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>

#include "tests/support/gallery_window.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"

namespace imagelab::test {
namespace {

class PictureOut : public GalleryWindow {
  protected:
    static const QMimeData& clipboard() { return *QApplication::clipboard()->mimeData(); }
    static QImage copied() { return qvariant_cast<QImage>(clipboard().imageData()).convertToFormat(QImage::Format_RGB32); }
};

TEST_F(PictureOut, CtrlCCopiesPixelsAndFile) {
    draw("a.png", made_with("a red apple"));
    draw("b.png", made_with("a lighthouse", 2));
    open_with_pictures(2);
    ASSERT_TRUE(choose(1));
    press(Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(clipboard().urls(), QList<QUrl>{QUrl::fromLocalFile(path("a.png"))});
    EXPECT_EQ(copied(), QImage(path("a.png")).convertToFormat(QImage::Format_RGB32));
    window->viewer().view().setFocus();
    choose_rows({0, 1});
    press(Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(clipboard().urls().size(), 2);
}

TEST_F(PictureOut, TextFieldsCopyTheirText) {
    draw("a.png", made_with("a red apple"));
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    press(Qt::Key_T);
    type("my tag");
    static_cast<QLineEdit*>(QApplication::focusWidget())->selectAll();
    press(Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(clipboard().text(), "my tag");
    EXPECT_FALSE(clipboard().hasImage());
}

TEST_F(PictureOut, APreviewIsCopiedToo) {
    open();
    type("hills");
    engine.hold_at(10);
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return window->viewer().view().picture().width() == 64; }));
    window->action("copy_picture")->trigger();
    EXPECT_EQ(copied().width(), 64);
    EXPECT_TRUE(clipboard().urls().isEmpty());
}

TEST_F(PictureOut, TheViewerHasTheGallerysMenu) {
    draw("a.png", made_with("a red apple"));
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    emit window->viewer().view().menu_wanted({10, 10});
    QMenu* menu = nullptr;
    for (QMenu* each : window->findChildren<QMenu*>(Qt::FindDirectChildrenOnly))
        if (each->isVisible()) menu = each;
    ASSERT_NE(menu, nullptr);
    EXPECT_TRUE(menu->actions().contains(window->action("copy_picture")));
    EXPECT_TRUE(menu->actions().contains(window->action("trash")));
    menu->close();
}

TEST_F(PictureOut, ADragBeginsOnceWhereTheWholePictureIsInView) {
    PictureView view;
    view.resize(400, 400);
    view.show();
    view.set_picture(scene(64, 64, 1), {64, 64});
    int drags = 0, clicks = 0;
    QObject::connect(&view, &PictureView::drag_wanted, &view, [&] { ++drags; });
    QObject::connect(&view, &PictureView::clicked, &view, [&] { ++clicks; });
    const auto mouse = [&](QEvent::Type type, QPointF at) {
        QMouseEvent event(type, at, view.mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                          type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&view, &event);
    };
    const auto stroke = [&] {
        mouse(QEvent::MouseButtonPress, {200, 200});
        for (const int x : {202, 240, 280}) mouse(QEvent::MouseMove, QPointF(x, 200));
        mouse(QEvent::MouseButtonRelease, {280, 200});
    };
    stroke();
    EXPECT_EQ(drags, 1);
    EXPECT_EQ(clicks, 0);
    view.set_zoom(32);
    stroke();
    EXPECT_EQ(drags, 1) << "larger than the view it is moved";
}

}  // namespace
}  // namespace imagelab::test
#endif
