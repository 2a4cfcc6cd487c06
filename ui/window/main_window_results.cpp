// MainWindow's panel of what worked and of the nights.
#include <QDesktopServices>
#include <QUrl>

#include "core/results/analysis_page.h"
#include "ui/results/results_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/main_window.h"

namespace imagelab {

void MainWindow::make_results() {
    results_ = new ResultsPanel;
    connect(results_, &ResultsPanel::wanted, this, &MainWindow::count_results);
    connect(results_, &ResultsPanel::page_wanted, this, &MainWindow::open_results_page);
    add_panel("results", tr("Results"), results_, Qt::BottomDockWidgetArea);
}

void MainWindow::count_results() {
    if (data_.empty()) return;
    bridge_.ask_slow(
        this, [data = data_](Engine& engine) { return read_results(data, engine.queue()); },
        [this](const Results& results) { results_->set_results(results); });
}

void MainWindow::open_results_page() {
    const Results results = results_->results();
    const int night = results_->chosen_night();
    bridge_.ask_slow(
        this,
        [results, night, data = data_](Engine&) -> std::pair<std::filesystem::path, std::string> {
            if (night < 0) {
                const auto written = write_analysis_page(results.analysis, data / "what-worked.html");
                return {data / "what-worked.html", written ? std::string() : written.error()};
            }
            const NightResults& one = results.nights[static_cast<size_t>(night)];
            const auto written = write_summary_page(one.summary, one.folder / "summary.html");
            return {one.folder / "summary.html", written ? std::string() : written.error()};
        },
        [this](const std::pair<std::filesystem::path, std::string>& page) {
            const QString problem = QString::fromStdString(page.second);
            if (!problem.isEmpty()) return viewer_->banner().show_error(problem, problem);
            QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(page.first.string())));
        });
}

}  // namespace imagelab
