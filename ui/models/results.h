#pragma once
// What worked and what the nights made, in words and tables. Plain functions, tested without a window.
#include <QString>
#include <filesystem>
#include <vector>

#include "core/night/night_summary.h"
#include "core/results/analytics.h"

namespace imagelab {

struct NightResults {
    NightSummary summary;
    std::filesystem::path folder;  // of its pictures; the page summary.html lies there
};

struct Results {
    QString problem;  // why the gallery could not be read, what to do; empty: all is there
    Analysis analysis;
    std::vector<NightResults> nights;  // the newest first
};

// Reads the gallery's index and the nights in `data`: slow, not for the window's thread.
Results read_results(const std::filesystem::path& data, const Queue& queue);

QString analysis_html(const Analysis& analysis);
QString night_html(const NightSummary& night);

}  // namespace imagelab
