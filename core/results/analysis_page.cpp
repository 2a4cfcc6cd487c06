#include "core/results/analysis_page.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/night/night_summary.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr size_t most_bars = 20, most_rows = 30;

std::string title_of(const FactorTable& table) {
    std::string title;
    for (const Factor factor : table.factors) title += (title.empty() ? "" : " and ") + std::string(factor_word(factor));
    return title;
}

std::string label_of(const FactorTable& table, const GroupStatistics& group) {
    std::string label;
    for (size_t i = 0; i < group.values.size(); ++i) label += (i == 0 ? "" : ", ") + value_word(table.factors[i], group.values[i]);
    return label;
}

// "61.0 (52.0 to 70.0)", `unit` behind the first.
std::string range_text(double value, double low, double high, int decimals, const char* unit) {
    return fixed_text(value, decimals) + unit + " (" + fixed_text(low, decimals) + " to " + fixed_text(high, decimals) + ")";
}

std::string table_html(const FactorTable& table) {
    std::string html = "<table><tr><th>" + html_text(title_of(table)) +
                       "</th><th>pictures</th><th>liked</th><th>share, 95 %</th><th>rated</th><th>rating, 95 "
                       "%</th><th>seconds</th><th>failed jobs</th></tr>\n";
    for (size_t i = 0; i < std::min(most_rows, table.groups.size()); ++i) {
        const GroupStatistics& group = table.groups[i];
        html += "<tr><td>" + html_text(label_of(table, group)) + "</td><td>" + std::to_string(group.pictures) + "</td><td>" +
                std::to_string(group.successes) + "</td><td>" +
                range_text(group.success_share * 100, group.success.low * 100, group.success.high * 100, 0, " %") + "</td><td>" +
                std::to_string(group.rated) + "</td><td>" +
                (group.rated > 0 ? range_text(group.rating, group.rating_range.low, group.rating_range.high, 1, "") : "") + "</td><td>" +
                (group.timed > 0 ? fixed_text(group.seconds, 1) : "") + "</td><td>" +
                (group.jobs_failed > 0 ? std::to_string(group.jobs_failed) : "") + "</td></tr>\n";
    }
    return html + "</table>\n";
}

constexpr const char* style = R"css(
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1100px; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; font-size: 13.5px; }
td, th { padding: .2rem .6rem; border-bottom: 1px solid #8884; text-align: right; } td:first-child, th:first-child { text-align: left; }
svg { max-width: 100%; } svg text { fill: CanvasText; font-family: system-ui, sans-serif; }
.bar { fill: #6b9ed9; } .interval { fill: CanvasText; } .grid { fill: #8885; }
)css";

}  // namespace

std::string sentence_of(const Analysis& analysis) {
    return std::to_string(analysis.pictures) + " pictures, " + std::to_string(analysis.judged) + " judged, " +
           std::to_string(analysis.successes) + " liked (favourites, or rated 4 and 5); " + std::to_string(analysis.jobs_failed) +
           " jobs failed";
}

Plot plot_of(const FactorTable& table, size_t most) {
    Plot plot{.title = "Liked pictures by " + title_of(table), .largest = 0};
    for (size_t i = 0; i < std::min(most, table.groups.size()); ++i) {
        const GroupStatistics& group = table.groups[i];
        plot.bars.push_back({label_of(table, group), std::to_string(group.successes) + " of " + std::to_string(group.pictures),
                             group.success_share, group.success.low, group.success.high});
        plot.largest = std::max(plot.largest, group.success.high);
    }
    plot.largest = plot.largest > 0 ? std::min(1.0, std::ceil(plot.largest * 5) / 5) : 1;  // the axis ends at a round number
    return plot;
}

Result<void> write_analysis_page(const Analysis& analysis, const fs::path& page) {
    std::string html =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        "<title>What worked</title><style>";
    html += style;
    html += "</style></head><body>\n<h1>What worked</h1>\n<p>";
    html += html_text(sentence_of(analysis));
    html += ". Groups are ranked by the lower end of the interval (Wilson, 95 %), so few pictures cannot top many.</p>\n";
    html += "<h2>Best configurations</h2>\n" + table_html(analysis.configurations);
    for (const FactorTable& table : analysis.singles) {
        if (table.groups.empty()) continue;
        html += "<h2>By " + html_text(title_of(table)) + "</h2>\n" + plot_svg(plot_of(table, most_bars)) + table_html(table);
    }
    for (const FactorTable& table : analysis.pairs) {
        if (table.groups.size() > 1)
            html += "<details><summary>By " + html_text(title_of(table)) + "</summary>\n" + plot_svg(plot_of(table, most_bars)) +
                    table_html(table) + "</details>\n";
    }
    html += "</body></html>\n";
    try {
        if (page.has_parent_path()) fs::create_directories(page.parent_path());
        write_file_atomically(page, html.data(), html.size());
    } catch (const std::exception& error) {
        return Failure{std::string("the page could not be written: ") + error.what()};
    }
    return {};
}

Result<std::vector<fs::path>> write_analysis_plots(const Analysis& analysis, const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    std::vector<fs::path> files;
    for (const FactorTable& table : analysis.singles) {
        if (table.groups.empty()) continue;
        files.push_back(folder / ("liked_by_" + std::string(factor_name(table.factors.front())) + ".png"));
        if (const auto written = write_plot_png(plot_of(table, most_bars), files.back()); !written) return Failure{written.error()};
    }
    return files;
}

}  // namespace imagelab
