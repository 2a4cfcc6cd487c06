// What worked and what the nights made, in the window's words and within its width.
#if __has_include(<QApplication>)
#include <QComboBox>
#include <QScrollBar>
#include <QTextBrowser>
#include <QTextDocumentFragment>

#include "tests/support/ts_translator.h"
#include "tests/support/window_fixture.h"
#include "ui/models/queue_model.h"
#include "ui/models/style_names.h"
#include "ui/results/results_panel.h"

namespace imagelab::test {
namespace {

LabRecord counted(const std::string& model, const std::string& profile, const char* sampler, const char* guidance, bool liked) {
    static int pictures = 0;
    LabRecord record;
    record.picture = "/pictures/" + std::to_string(++pictures) + ".png";
    record.values = {model, profile, sampler, "30", guidance};
    record.favourite = liked;
    return record;
}

Results some_results() {
    Results results;
    std::vector<LabRecord> records;
    for (int i = 0; i < 4; ++i) {
        records.push_back(counted(bundled_model_word, no_profile_word, "euler", "7.5", i % 2 == 0));
        records.push_back(counted("juggernautXL_v11_with_a_long_name", "pencil-sketch:0.7, cinematic", "dpmpp_2m", "5", false));
    }
    results.analysis = analyze(records, false);
    NightSummary night{.name = "night-1", .theme = "harbours", .end = "the time was over"};
    night.models = {{bundled_model_word, 2, 2, 0, 1.5}, {"juggernautXL", 1, 1, 0, 2}};
    night.profiles = {{no_profile_word, 2, 2, 0, 1.5}, {"pencil-sketch", 1, 1, 0, 2}};
    night.failures = {{"out of memory: choose a smaller size, or close other programs", 3}};
    results.nights.push_back({night, {}});
    return results;
}

QString plain(const QString& html) {
    return QTextDocumentFragment::fromHtml(html).toPlainText();
}

TEST(Results, SayValuesAsTheFormDoes) {
    application();
    set_style_names(ProfileLibrary::load());
    const Results results = some_results();
    const QString text = plain(analysis_html(results.analysis)), night = plain(night_html(results.nights.front().summary));
    for (const char* said : {"Bundled model", "no style", "Euler", "DPM++ 2M", "Pencil Sketch 0.7, Cinematic", "30 steps", "guidance 7.5"})
        EXPECT_TRUE(text.contains(QLatin1String(said))) << said << " is not in " << text.toStdString();
    for (const char* engine : {"euler", "dpmpp", "pencil-sketch", "bundled"})
        EXPECT_FALSE((text + night).contains(QLatin1String(engine))) << engine << " is in " << (text + night).toStdString();
    for (const char* said : {"Bundled model", "Pencil Sketch", "The time was over.", "3 times: There is too little memory"})
        EXPECT_TRUE(night.contains(QLatin1String(said))) << said << " is not in " << night.toStdString();
    TsTranslator german("de");
    QApplication::installTranslator(&german);
    const QString deutsch = plain(analysis_html(results.analysis) + night_html(results.nights.front().summary));
    QApplication::removeTranslator(&german);
    for (const char* said : {"Mitgeliefertes Modell", "ohne Stil", "30 Schritte", "Die Zeit war um.", "3-mal: "})
        EXPECT_TRUE(deutsch.contains(QString::fromUtf8(said))) << said << " is not in " << deutsch.toStdString();
}

TEST(Results, CellsOfAGridSayTheirValuesToo) {
    application();
    set_style_names(ProfileLibrary::load());
    const Grid grid{{GridSetting::sampler, {"euler", "dpmpp_2m"}},
                    {GridSetting::profile, {"none", "pencil-sketch:0.7"}},
                    {GridSetting::spacing, {"karras"}}};
    EXPECT_EQ(cell_text(grid, 3), "Sampler DPM++ 2M · Style Pencil Sketch 0.7 · Schedule Karras");
}

TEST(Results, FitTheirPanel) {
    application();
    ResultsPanel panel;
    panel.set_results(some_results());
    panel.resize(712, 240);
    panel.show();
    const auto* text = panel.findChild<QTextBrowser*>();
    for (const int chosen : {0, 1}) {
        panel.findChild<QComboBox*>()->setCurrentIndex(chosen);
        for (int width = 480; width <= 1480; width += 9) {
            panel.resize(width, 240);
            QApplication::processEvents();
            EXPECT_EQ(text->horizontalScrollBar()->maximum(), 0) << width << " pixels";
        }
    }
}

}  // namespace
}  // namespace imagelab::test
#endif
