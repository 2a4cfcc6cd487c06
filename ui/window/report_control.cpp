#include "ui/window/report_control.h"

#include <QDesktopServices>
#include <QUrl>

#include "core/results/analysis_page.h"
#include "ui/dashboard/device_feed.h"
#include "ui/dashboard/devices_panel.h"
#include "ui/results/results_panel.h"
#include "ui/window/workspace.h"

namespace imagelab {

ReportControl::ReportControl(Workspace& work) : work_(work) {
    DevicesPanel* devices = work_.devices;
    auto* feed = new DeviceFeed(work_.engine, this);
    connect(devices, &DevicesPanel::watched, feed, &DeviceFeed::watch);
    connect(feed, &DeviceFeed::looked, devices, &DevicesPanel::show_look);
    connect(feed, &DeviceFeed::history, devices, &DevicesPanel::add_history);
    connect(&work_.bridge, &SessionBridge::priced, devices, &DevicesPanel::show_price);
    connect(devices, &DevicesPanel::free_memory_wanted, this, &ReportControl::free_memory);
    connect(work_.results, &ResultsPanel::wanted, this, &ReportControl::count_results);
    connect(work_.results, &ResultsPanel::page_wanted, this, &ReportControl::open_results_page);
}

void ReportControl::free_memory() {
    work_.bridge.ask(
        this, [](Engine& engine) { return engine.free_memory(); },
        [this](int64_t bytes) {
            work_.devices->show_freed(bytes);
            work_.bridge.ask_price(work_.document.request());
        });
}

void ReportControl::count_results() {
    if (work_.data.empty()) return;
    work_.bridge.ask_slow(
        this, [data = work_.data](Engine& engine) { return read_results(data, engine.queue()); },
        [this](const Results& results) { work_.results->set_results(results); });
}

void ReportControl::open_results_page() {
    const Results results = work_.results->results();
    const int night = work_.results->chosen_night();
    work_.bridge.ask_slow(
        this,
        [results, night, data = work_.data](Engine&) -> std::pair<std::filesystem::path, std::string> {
            if (night < 0) {
                const auto written = write_analysis_page(results.analysis, data / "what-worked.html");
                return {data / "what-worked.html", written ? std::string() : written.error()};
            }
            const NightResults& one = results.nights[static_cast<size_t>(night)];
            const auto written = write_summary_page(one.summary, one.folder / "summary.html");
            return {one.folder / "summary.html", written ? std::string() : written.error()};
        },
        [this](const std::pair<std::filesystem::path, std::string>& page) {
            if (!page.second.empty()) return work_.show_error(QString::fromStdString(page.second));
            QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(page.first.string())));
        });
}

}  // namespace imagelab
