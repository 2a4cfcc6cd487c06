// bench_canvas OUT.json: a mask painted on a picture of 4096 x 4096 in the window's own canvas, without a display; what each frame takes of
// the window's thread, from the pointer's movement to the painted picture.
#include <time.h>

#include <QApplication>
#include <QMouseEvent>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "ui/look/lab_style.h"
#include "ui/viewer/canvas_view.h"

namespace {

using namespace imagelab;
using Clock = std::chrono::steady_clock;

constexpr int side = 4096, frames = 400;
constexpr double frame_ms = 1000.0 / 60;

double wall_ms() {
    return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
}
// What this thread has worked, whatever else the machine does.
double thread_ms() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

QImage landscape() {
    QImage image(side, side, QImage::Format_RGB888);
    for (int y = 0; y < side; ++y) {
        uchar* line = image.scanLine(y);
        for (int x = 0; x < side; ++x) {
            line[3 * x] = static_cast<uchar>(x / 16 + 40 * std::sin(y * 0.003));
            line[3 * x + 1] = static_cast<uchar>(y / 16);
            line[3 * x + 2] = static_cast<uchar>((x ^ y) & 255);
        }
    }
    return image;
}

// Each frame: one movement, then all that is to be drawn anew.
nlohmann::json measured(const char* name, int count, const std::function<void(int)>& frame) {
    std::vector<double> worked, passed;
    for (int i = 0; i < count; ++i) {
        const double wall = wall_ms(), own = thread_ms();
        frame(i);
        QApplication::processEvents(QEventLoop::AllEvents);
        worked.push_back(thread_ms() - own);
        passed.push_back(wall_ms() - wall);
    }
    const int late = static_cast<int>(std::count_if(worked.begin(), worked.end(), [](double ms) { return ms > frame_ms; }));
    std::sort(worked.begin(), worked.end());
    std::sort(passed.begin(), passed.end());
    const auto at = [](const std::vector<double>& sorted, double share) {
        return sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
    };
    std::printf("%-40s median %6.2f ms, 99 %% %6.2f ms, worst %6.2f ms, over 16.7 ms: %d of %d\n", name, at(worked, 0.5), at(worked, 0.99),
                worked.back(), late, count);
    return {{"name", name},
            {"frames", count},
            {"median_ms", at(worked, 0.5)},
            {"p99_ms", at(worked, 0.99)},
            {"worst_ms", worked.back()},
            {"worst_wall_ms", passed.back()},
            {"over_16_7_ms", late}};
}

void mouse(CanvasView& view, QEvent::Type type, QPointF at) {
    QMouseEvent event(type, at, view.mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                      type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&view, &event);
}

// A spiral over most of the view, as fast as a hand is: up to 40 screen pixels a frame.
nlohmann::json stroked(CanvasView& view, const char* name) {
    const auto place = [&](int i) {
        const double turn = i * 0.09, radius = 60 + i * 0.9;
        return QPointF(view.width() / 2.0 + radius * std::cos(turn), view.height() / 2.0 + radius * std::sin(turn));
    };
    mouse(view, QEvent::MouseButtonPress, place(0));
    auto result = measured(name, frames, [&](int i) { mouse(view, QEvent::MouseMove, place(i)); });
    mouse(view, QEvent::MouseButtonRelease, place(frames - 1));
    QApplication::processEvents();
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: bench_canvas OUT.json\n");
        return 2;
    }
    if (!std::getenv("QT_QPA_PLATFORM")) ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
    int count = 1;
    QApplication app(count, argv);
    QApplication::setStyle(new LabStyle);
    CanvasView view;
    view.resize(1600, 1000);
    view.show();
    QApplication::processEvents();
    const double before = wall_ms();
    view.open(landscape(), PaintedMask(side, side));
    QApplication::processEvents();
    nlohmann::json result{{"side", side}, {"view", {view.width(), view.height()}}, {"open_ms", wall_ms() - before}};
    nlohmann::json& rows = result["frames"];
    view.set_brush_size(64);
    rows.push_back(stroked(view, "stroke of 64 px, whole picture"));
    view.set_brush_size(800);
    rows.push_back(stroked(view, "stroke of 800 px, whole picture"));
    view.set_zoom(1);
    view.set_brush_size(64);
    rows.push_back(stroked(view, "stroke of 64 px, real pixels"));
    view.set_brush_size(800);
    rows.push_back(stroked(view, "stroke of 800 px, real pixels"));
    view.set_zoom(4);
    rows.push_back(stroked(view, "stroke of 800 px, four times as large"));
    view.set_zoom(1);
    rows.push_back(measured("moving the picture, real pixels", 200, [&](int i) {
        QKeyEvent key(QEvent::KeyPress, i % 40 < 20 ? Qt::Key_Left : Qt::Key_Right, Qt::NoModifier);
        QApplication::sendEvent(&view, &key);
    }));
    rows.push_back(measured("zooming", 100, [&](int i) { view.zoom_by(i % 40 < 20 ? 1.1 : 1 / 1.1); }));
    view.set_tool(CanvasTool::colour);
    QApplication::processEvents();
    view.set_brush_size(64);
    rows.push_back(stroked(view, "colour of 64 px, real pixels"));
    view.set_brush_size(400);
    rows.push_back(stroked(view, "colour of 400 px, real pixels"));
    view.fit();
    rows.push_back(stroked(view, "colour of 400 px, whole picture"));
    rows.push_back(measured("taking strokes back and making them again", 20, [&](int i) { i % 10 < 5 ? view.undo() : view.redo(); }));
    result["undo_bytes"] = view.mask().step_bytes();
    std::ofstream(argv[1]) << result.dump(1) << '\n';
}
