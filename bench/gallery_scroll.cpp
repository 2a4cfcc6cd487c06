// bench_gallery_scroll COUNT OUT.json: a gallery of COUNT real files, scrolled in the window's own panel without a display; what each
// frame takes of the window's thread, from the movement to the painted picture.
#include <time.h>
#include <unistd.h>

#include <QApplication>
#include <QScrollBar>
#include <QThread>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/base/memory.h"
#include "core/image/picture.h"
#include "core/metadata/provenance.h"
#include "ui/gallery/gallery_bridge.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/look/lab_style.h"
#include "ui/models/thumbnail_cache.h"

namespace {

namespace fs = std::filesystem;
using namespace imagelab;
using Clock = std::chrono::steady_clock;

constexpr int per_folder = 1000, side = 96, frames = 1200;
constexpr double frame_ms = 16.7;

double wall_ms() {
    return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
}
// What this thread has worked, whatever else the machine does.
double thread_ms() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

void draw_pictures(const fs::path& folder, int count) {
    for (int i = 0; i < count; ++i) {
        Request r;
        r.prompt =
            "picture " + std::to_string(i) + ", rolling hills under a low sun, layered mist, soft evening light, detailed, cinematic";
        r.width = r.height = side;
        r.seed = i;
        RgbImage image{side, side, std::vector<uint8_t>(size_t{side} * side * 3)};
        for (int p = 0; p < side * side; ++p) {
            image.pixels[static_cast<size_t>(p) * 3] = static_cast<uint8_t>(p % side * 2 + i);
            image.pixels[static_cast<size_t>(p) * 3 + 1] = static_cast<uint8_t>(p / side * 2 + i / 256);
            image.pixels[static_cast<size_t>(p) * 3 + 2] = static_cast<uint8_t>(i * 7);
        }
        const fs::path below = folder / std::to_string(i / per_folder);
        if (i % per_folder == 0) fs::create_directories(below);
        write_png(below / (std::to_string(i) + ".png"), image, picture_texts(r, 0, {"model"}));
    }
}

void turn() {
    QApplication::processEvents(QEventLoop::AllEvents);
}

bool wait_until(const std::function<bool()>& condition, int limit_ms) {
    const double end = wall_ms() + limit_ms;
    while (!condition()) {
        if (wall_ms() > end) return false;
        turn();
        QThread::msleep(1);
    }
    return true;
}

nlohmann::json scrolled(GalleryPanel& panel, const char* name, const std::function<int(int)>& place_of) {
    QScrollBar& bar = *panel.grid().verticalScrollBar();
    std::vector<double> worked, passed;
    for (int frame = 0; frame < frames; ++frame) {
        const double wall = wall_ms(), thread = thread_ms();
        bar.setValue(place_of(frame));
        turn();
        panel.grid().viewport()->repaint();
        worked.push_back(thread_ms() - thread);
        passed.push_back(wall_ms() - wall);
        const double rest = frame_ms - passed.back();
        if (rest > 0) QThread::usleep(static_cast<unsigned long>(rest * 1000));
    }
    const auto over = std::count_if(worked.begin(), worked.end(), [](double ms) { return ms > 16; });
    const auto at = [](std::vector<double> v, double share) {
        std::sort(v.begin(), v.end());
        return v[static_cast<size_t>(share * static_cast<double>(v.size() - 1))];
    };
    std::printf("%-24s worked: median %.1f, 99 %% %.1f, worst %.1f ms; passed: 99 %% %.1f, worst %.1f ms; over 16 ms: %lld of %d\n", name,
                at(worked, 0.5), at(worked, 0.99), at(worked, 1), at(passed, 0.99), at(passed, 1), static_cast<long long>(over), frames);
    return {{"name", name},
            {"median_ms", at(worked, 0.5)},
            {"p99_ms", at(worked, 0.99)},
            {"worst_ms", at(worked, 1)},
            {"wall_worst_ms", at(passed, 1)},
            {"over_16_ms", over},
            {"frames", frames}};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "usage: bench_gallery_scroll COUNT OUT.json\n"), 2;
    const int count = std::atoi(argv[1]);
    const fs::path folder = fs::temp_directory_path() / ("imagelab_bench_gallery_scroll_" + std::to_string(::getpid()));
    qputenv("XDG_CACHE_HOME", (folder / "cache").c_str());
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    QApplication::setStyle(new LabStyle);
    draw_pictures(folder / "pictures", count);
    nlohmann::json result = {{"entries", count}};
    {
        fs::create_directories(folder / "data");
        const double start = wall_ms();
        auto gallery = Gallery::open(folder / "data");
        if (!gallery || !gallery->add_folder(folder / "pictures")) return std::fprintf(stderr, "the index could not be made\n"), 1;
        result["first_scan_s"] = (wall_ms() - start) / 1000;
    }
    {
        GalleryModel model;
        GalleryBridge bridge;
        ThumbnailCache thumbnails;
        GalleryPanel panel(model, bridge, thumbnails);
        panel.resize(1280, 1300);
        panel.show();
        const double start = wall_ms();
        bridge.open(folder / "data");
        if (!wait_until([&] { return model.found_count() == count; }, 60000)) return std::fprintf(stderr, "no answer from the index\n"), 1;
        result["shown_ms"] = wall_ms() - start;
        const int most = panel.grid().verticalScrollBar()->maximum();
        result["scrolls"].push_back(scrolled(panel, "wheel", [&](int frame) { return std::min(most, frame * 60); }));
        result["scrolls"].push_back(
            scrolled(panel, "a page a frame", [&](int frame) { return static_cast<int>(int64_t{frame} * 1300 % std::max(1, most)); }));
        result["scrolls"].push_back(
            scrolled(panel, "top to bottom in 20 s", [&](int frame) { return static_cast<int>(int64_t{most} * frame / frames); }));
        result["scrolls"].push_back(
            scrolled(panel, "anywhere", [&](int frame) { return static_cast<int>(int64_t{frame} * 7919 * 131 % std::max(1, most)); }));
        result["thumbnail_bytes"] = thumbnails.bytes();
        result["memory_bytes"] = private_bytes();
    }
    std::printf("%d entries: first scan %.1f s, shown after %.0f ms, thumbnails %.1f MiB, memory %.1f MiB\n", count,
                result["first_scan_s"].get<double>(), result["shown_ms"].get<double>(), result["thumbnail_bytes"].get<double>() / (1 << 20),
                result["memory_bytes"].get<double>() / (1 << 20));
    std::ofstream(argv[2]) << result.dump(1) << "\n";
    fs::remove_all(folder);
}
