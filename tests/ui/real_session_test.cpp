// The window over the real session and device, with a small random-weight model.
#if __has_include(<QApplication>)
#include <QFileInfo>

#include "app/devices.h"
#include "core/image/picture.h"
#include "tests/build_paths.h"
#include "tests/support/window_fixture.h"
#include "ui/bridge/session_engine.h"
#include "ui/request/generate_button.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/status_panel.h"

namespace imagelab::test {
namespace {

class RealSession : public WindowTest {
  protected:
    RealSession()
        : real([](SessionOptions o) { return Session::open(make_devices(2), std::move(o)); }, folder.filePath("data").toStdString()) {
        Request r;
        r.model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";
        r.prompt = "a red apple";
        r.steps = 4;
        r.output = folder.path().toStdString();
        window = std::make_unique<MainWindow>(real, *theme);
        window->document().edit(r, "test");
        window->show();
        window->activateWindow();
    }
    ~RealSession() override { window.reset(); }
    GenerateButton& button() { return *window->findChild<GenerateButton*>(); }

    SessionEngine real;
};

TEST_F(RealSession, MakesAPictureWithPreviewAndPrice) {
    ASSERT_TRUE(wait_until([&] { return !button().price().isEmpty(); }, 60000));
    int previews = 0;
    QObject::connect(&window->bridge(), &SessionBridge::progressed, window.get(),
                     [&](Ticket, const Progress& p) { previews += p.preview != nullptr; });
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return window->bridge().active().empty(); }, 120000));
    ASSERT_FALSE(window->viewer().banner().isVisible()) << window->viewer().banner().details().toStdString();
    ASSERT_EQ(window->gallery().rowCount(), 1);
    const StripEntry entry = window->gallery().entry(0);
    ASSERT_TRUE(wait_until([&] { return window->viewer().view().picture().size() == QSize(entry.request.width, entry.request.height); }));
    EXPECT_GT(previews, 0);
    EXPECT_GE(entry.request.seed, 0);
    const auto texts = read_png_texts(entry.path.toStdString());
    ASSERT_TRUE(texts.ok());
    EXPECT_EQ(texts->front().key, "parameters");
    EXPECT_EQ(QFileInfo(entry.path).absolutePath(), folder.path());
}

TEST_F(RealSession, AMissingModelIsSaidBeforeAnythingRuns) {
    Request r = window->document().request();
    r.model = "/nowhere/model.safetensors";
    window->document().edit(r, "model");
    ASSERT_TRUE(wait_until([&] { return !button().isEnabled(); }, 60000));
    press(Qt::Key_Return, Qt::ControlModifier);
    EXPECT_TRUE(window->bridge().active().empty());
}

TEST_F(RealSession, CancelComesBackToReady) {
    Request r = window->document().request();
    r.steps = 150;
    window->document().edit(r, "steps");
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return window->gallery().rowCount() == 1 && window->gallery().entry(0).fraction > 0; }, 120000));
    press(Qt::Key_Escape);
    ASSERT_TRUE(wait_until([&] { return window->bridge().active().empty(); }, 60000));
    EXPECT_EQ(window->status().text(), "Cancelled");
    EXPECT_EQ(window->gallery().rowCount(), 0);
}

}  // namespace
}  // namespace imagelab::test
#endif
