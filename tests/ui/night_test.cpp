// Nights that are asked for, started and stopped in the window.
#if __has_include(<QApplication>)
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>

#include "tests/support/window_fixture.h"
#include "ui/models/night_wish.h"
#include "ui/queue/night_form.h"
#include "ui/queue/night_starter.h"
#include "ui/queue/sweep_panel.h"

namespace imagelab::test {
namespace {

TEST(NightWishes, AreTheProgramsArguments) {
    Request r;
    r.model = "sdxl base", r.width = 768, r.height = 512, r.format = PictureFormat::webp;
    const QStringList arguments = night_arguments({"city", 6.5, 40, NightWish::Styles::all, 80}, r, "/pictures");
    EXPECT_EQ(arguments, (QStringList{"night",     "--json",  "--new", "--theme",    "city", "--hours",    "6.5", "--output",
                                      "/pictures", "--jobs",  "40",    "--profiles", "all",  "--max-temp", "80",  "--models",
                                      "sdxl base", "--width", "768",   "--height",   "512",  "--format",   "webp"}));
    EXPECT_FALSE(night_arguments({"city", 8, 0, NightWish::Styles::none, 0}, Request(), "/p").contains("--profiles"));
}

TEST(NightWishes, SayWhatToExpectOrWhyNot) {
    const NightForecast some = night_forecast(R"({"event": "told", "message": "x"})"
                                              "\n"
                                              R"({"event": "expected", "pictures": 1480, "until": 0, "bytes": 2097152})",
                                              "");
    EXPECT_TRUE(some.possible);
    EXPECT_TRUE(some.text.startsWith("about " + QLocale().toString(1480) + " pictures until ")) << some.text.toStdString();
    EXPECT_TRUE(some.text.endsWith("up to 2 MiB on the disk")) << some.text.toStdString();
    const NightForecast none = night_forecast("{\"status\": \"failed\"}", "imagelab: --hours: must be above 0\n");
    EXPECT_FALSE(none.possible);
    EXPECT_EQ(none.text, "--hours: must be above 0");
    EXPECT_FALSE(night_forecast("[[[[", "").text.isEmpty());
}

// A program that writes down how it was called, in place of ours.
class NightPanels : public WindowTest {
  protected:
    void open_night() {
        const QString program = folder.filePath("program");
        QFile file(program);
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(QStringLiteral("#!/bin/sh\necho \"$@\" >> %1\necho '{\"event\": \"expected\", \"pictures\": 12, \"until\": 0}'\n")
                       .arg(folder.filePath("calls"))
                       .toUtf8());
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        open();
        window->sweep_panel().set_starter(new NightStarter(program));
        window->action("night")->trigger();
        ASSERT_TRUE(wait_until([&] { return window->sweep_panel().isVisible(); }));
    }
    QStringList calls() {
        QFile file(folder.filePath("calls"));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts) : QStringList();
    }
};

TEST_F(NightPanels, AreAskedForThenStartedAsAProcessOfTheirOwn) {
    open_night();
    SweepPanel& panel = window->sweep_panel();
    EXPECT_TRUE(panel.night().isVisible());
    EXPECT_FALSE(control<QWidget>("Columns: setting")->isVisible()) << "what a grid is made of is out of sight";
    // The themes may come between two answers, each of which is asked anew.
    ASSERT_TRUE(wait_until([&] {
        return panel.add_button().isEnabled() && panel.night().theme().count() > 5 && panel.summary().startsWith("about 12 pictures");
    })) << panel.summary().toStdString();
    EXPECT_TRUE(calls().back().endsWith("--dry-run"));
    panel.night().theme().setCurrentText("city");
    EXPECT_FALSE(panel.add_button().isEnabled()) << "until it is known what that would be";
    ASSERT_TRUE(wait_until([&] { return panel.add_button().isEnabled(); }));
    panel.add_button().click();
    ASSERT_TRUE(wait_until([&] { return !calls().back().endsWith("--dry-run"); }));
    EXPECT_TRUE(calls().back().startsWith("night --json --new --theme city --hours 8 --output ")) << calls().back().toStdString();
    control<QRadioButton>("X/Y/Z grid")->click();
    EXPECT_TRUE(control<QWidget>("Columns: setting")->isVisible());
}

TEST_F(NightPanels, AProgramThatIsNotThereIsSaid) {
    open();
    window->sweep_panel().set_starter(new NightStarter(folder.filePath("no program")));
    window->action("night")->trigger();
    ASSERT_TRUE(wait_until([&] {
        return window->sweep_panel().summary().contains("execve") || window->sweep_panel().summary().contains("No such file");
    })) << window->sweep_panel().summary().toStdString();
    EXPECT_FALSE(window->sweep_panel().add_button().isEnabled());
}

}  // namespace
}  // namespace imagelab::test
#endif
