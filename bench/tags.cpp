// Does a keystroke in the prompt stay under a frame with a real tag list? bench_tags [LINES] [--json]: makes up a list as long as
// danbooru's (200,000 lines: names of one to three words, counts that fall as theirs do, up to four aliases), opens the window on it and
// types words, parts of words and what no tag has. Each keystroke is timed until the window has drawn it, with the list of completions.
// Told: reading the list, its memory, keystrokes.
#include <QApplication>
#include <QKeyEvent>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "app/devices.h"
#include "core/base/memory.h"
#include "core/prompts/tag_lists.h"
#include "ui/bridge/session_engine.h"
#include "ui/look/lab_style.h"
#include "ui/look/theme.h"
#include "ui/request/prompt_edit.h"
#include "ui/window/main_window.h"

using namespace imagelab;

namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// Words of syllables, of which the short and frequent ones share beginnings, as tags do.
class MadeUpTags {
  public:
    std::string line(int rank) {
        static const char* const groups[] = {"0", "0", "0", "4", "1", "3", "5"};
        std::string aliases;
        for (int i = between(0, 4); i > 0; --i) aliases += (aliases.empty() ? "" : ",") + name();
        const auto count = static_cast<long long>(6e6 / std::pow(rank + 1.0, 0.9));
        return name() + "," + groups[between(0, 6)] + "," + std::to_string(count) + ",\"" + aliases + "\"\n";
    }
    std::string name() {
        std::string text = word();
        for (int i = between(0, 2); i > 0; --i) text += "_" + word();
        if (between(0, 9) == 0) text += "_(" + word() + ")";
        return text;
    }
    std::string word() {
        static const char* const syllables[] = {"ka", "mi", "sa", "ro", "lo", "ng", "ha", "ir", "bl",  "ue", "re", "d",  "sho", "rt",
                                                "ey", "es", "dr", "ss", "to", "ri", "no", "ta", "chi", "gi", "rl", "bo", "y",   "sk"};
        std::string text;
        for (int i = between(1, 4); i > 0; --i) text += syllables[std::min(between(0, 27), between(0, 27))];
        return text;
    }

  private:
    int between(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
    std::mt19937 random_{7};
};

struct Timings {
    std::vector<double> ms;
    double at(double share) {
        std::sort(ms.begin(), ms.end());
        return ms.empty() ? 0 : ms[static_cast<size_t>(share * static_cast<double>(ms.size() - 1))];
    }
};

void type(PromptEdit& edit, const QString& text, Timings& timings) {
    for (const QChar letter : text) {
        const auto begin = Clock::now();
        QKeyEvent press(QEvent::KeyPress, letter.unicode() < 128 ? letter.toUpper().unicode() : 0, Qt::NoModifier, QString(letter));
        QApplication::sendEvent(&edit, &press);
        QApplication::sendPostedEvents();
        QApplication::processEvents();
        timings.ms.push_back(ms_since(begin));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (!std::getenv("QT_QPA_PLATFORM") && !std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY"))
        ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
    const bool json = argc > 1 && std::string(argv[argc - 1]) == "--json";
    const int lines = argc > 1 && std::atoi(argv[1]) > 0 ? std::atoi(argv[1]) : 200'000;
    QTemporaryDir folder;
    const std::filesystem::path data = folder.filePath("data").toStdString();
    ::setenv("IMAGELAB_DATA", data.c_str(), 1);
    std::filesystem::create_directories(data / "tags");
    MadeUpTags tags;
    {
        std::ofstream file(data / "tags" / "danbooru.csv", std::ios::binary);
        for (int rank = 0; rank < lines; ++rank) file << tags.line(rank);
    }

    const int64_t before = private_bytes();
    const auto begin = Clock::now();
    double read_ms = 0;
    int64_t held = 0, peak = 0;
    size_t known = 0;
    {
        PeakMemory watch;
        const TagLists lists = TagLists::read(data / "tags");
        read_ms = ms_since(begin);
        held = private_bytes() - before, peak = watch.peak() - before;
        known = lists.size();
    }

    QApplication app(argc, argv);
    QApplication::setOrganizationName("imagelab");
    QApplication::setApplicationName("imagelab-bench");
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
    QSettings().setValue("request/output", folder.filePath("out"));
    ThemeController theme;
    QApplication::setStyle(new LabStyle);
    SessionEngine engine([](SessionOptions options) { return Session::open(make_devices(0), std::move(options)); }, data.string());
    MainWindow window(engine, theme);
    window.resize(1280, 800);
    window.show();
    auto* edit = window.findChild<PromptEdit*>();
    if (!edit) return 1;
    edit->setFocus();
    const auto rest = [](int ms) {
        QEventLoop loop;
        QTimer::singleShot(ms, &loop, &QEventLoop::quit);
        loop.exec();
    };
    rest(static_cast<int>(2000 + 2 * read_ms));  // the window reads the list beside its start
    Timings words, unknown, late;
    for (int i = 0; i < 40; ++i) type(*edit, QString::fromStdString(tags.name()).replace('_', ' ') + ", ", words);
    for (int i = 0; i < 10; ++i) type(*edit, QStringLiteral("qxzv wvxq jjkq, "), unknown);
    QString text;
    while (text.size() < 9000) text += QString::fromStdString(tags.name()).replace('_', ' ') + ", ";
    edit->set_text(text);
    edit->moveCursor(QTextCursor::End);
    for (int i = 0; i < 20; ++i) type(*edit, QString::fromStdString(tags.name()).replace('_', ' ') + ", ", late);
    nlohmann::json result = {{"lines", lines}, {"tags", known}, {"read_ms", read_ms}, {"held_bytes", held}, {"reading_peak_bytes", peak}};
    for (auto& [name, timings] : {std::pair<const char*, Timings*>{"words", &words}, {"unknown", &unknown}, {"in_9000_letters", &late}})
        result["keystroke_ms"][name] = {{"median", timings->at(0.5)}, {"p99", timings->at(0.99)}, {"worst", timings->at(1)}};
    if (json) {
        std::printf("%s\n", result.dump(1).c_str());
        return 0;
    }
    std::printf("%d lines, %zu tags: read in %.0f ms beside the window, %.0f MiB held, %.0f MiB while reading\n", lines, known, read_ms,
                static_cast<double>(held) / (1 << 20), static_cast<double>(peak) / (1 << 20));
    for (auto& [name, timings] :
         {std::pair<const char*, Timings*>{"words of the list", &words}, {"what no tag has", &unknown}, {"in 9,000 letters", &late}})
        std::printf("a keystroke, %s: %.1f ms, of a hundred the worst %.1f ms, of all %.1f ms\n", name, timings->at(0.5), timings->at(0.99),
                    timings->at(1));
}
