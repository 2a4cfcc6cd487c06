// How quick and quiet is the window? bench_desktop [--json]: start to ready window (shown and priced, the second start of two), the longest
// time its thread stood still (and worked) from there to the end of a picture of the bundled model, processor and memory of the idle
// window. QT_QPA_PLATFORM chooses the platform; offscreen where there is no display.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/devices.h"
#include "core/base/memory.h"
#include "ui/bridge/session_engine.h"
#include "ui/look/lab_style.h"
#include "ui/look/theme.h"
#include "ui/window/main_window.h"
#include "ui/window/watchdog.h"

using namespace imagelab;

namespace {

double seconds_since_boot() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

double processor_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto s = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
    return s(used.ru_utime) + s(used.ru_stime);
}

template <class Condition>
bool spin(const Condition& done, int limit_ms) {
    QEventLoop loop;
    QTimer look;
    QElapsedTimer clock;
    clock.start();
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if (done() || clock.elapsed() > limit_ms) loop.quit();
    });
    look.start(5);
    loop.exec();
    return done();
}

int measure(int argc, char** argv, double started) {
    QApplication app(argc, argv);
    QApplication::setOrganizationName("imagelab");
    QApplication::setApplicationName("imagelab-bench");
    QTemporaryDir folder;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
    QSettings().setValue("request/output", folder.filePath("out"));
    QSettings().setValue("request/prompt", "a red apple");
    ThemeController theme;
    QApplication::setStyle(new LabStyle);
    SessionEngine engine([](SessionOptions options) { return Session::open(make_devices(0), std::move(options)); },
                         folder.filePath("data").toStdString());
    MainWindow window(engine, theme);
    double shown = 0, priced = 0;
    QObject::connect(&window.bridge(), &SessionBridge::priced, &window, [&] { priced = seconds_since_boot() - started; });
    window.show();
    QApplication::processEvents();
    shown = seconds_since_boot() - started;
    if (!spin([&] { return priced > 0; }, 60000)) return 1;
    QEventLoop rest;
    QTimer::singleShot(2000, &rest, &QEventLoop::quit);
    rest.exec();
    const double before = processor_seconds(), since = seconds_since_boot();
    QTimer::singleShot(5000, &rest, &QEventLoop::quit);
    rest.exec();
    const double idle = (processor_seconds() - before) / (seconds_since_boot() - since);
    const int64_t memory = private_bytes();
    Watchdog dog;
    bool done = false;
    QObject::connect(&window.bridge(), &SessionBridge::finished, &window, [&] { done = true; });
    window.generate();
    if (!spin([&] { return done; }, 600000)) return 1;
    std::printf("%s\n", nlohmann::json{{"shown_s", shown},
                                       {"ready_s", priced},
                                       {"idle_processor", idle},
                                       {"idle_private_bytes", memory},
                                       {"longest_stall_ms", dog.longest_ms()},
                                       {"longest_work_ms", dog.longest_work_ms()}}
                            .dump()
                            .c_str());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == "--child") return measure(argc, argv, std::atof(argv[2]));
    if (!std::getenv("QT_QPA_PLATFORM") && !std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY"))
        ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
    nlohmann::json result;
    for (int start = 0; start < 2; ++start) {  // the first one warms the disk's cache
        char command[512];
        std::snprintf(command, sizeof command, "/proc/%d/exe --child %.6f", static_cast<int>(getpid()), seconds_since_boot());
        FILE* child = ::popen(command, "r");
        char line[4096] = "";
        const bool read = child && std::fgets(line, sizeof line, child);
        if (!child || ::pclose(child) != 0 || !read) {
            std::fprintf(stderr, "the window did not get ready\n");
            return 1;
        }
        result = nlohmann::json::parse(line);
    }
    if (argc > 1 && std::string(argv[1]) == "--json") {
        std::printf("%s\n", result.dump(1).c_str());
        return 0;
    }
    std::printf(
        "shown after %.2f s, ready (with its price) after %.2f s; longest stall %.1f ms, of which its thread worked at most %.1f ms; idle: "
        "%.2f %% of a core, %.0f MiB private\n",
        result["shown_s"].get<double>(), result["ready_s"].get<double>(), result["longest_stall_ms"].get<double>(),
        result["longest_work_ms"].get<double>(), 100 * result["idle_processor"].get<double>(),
        result["idle_private_bytes"].get<double>() / (1 << 20));
}
