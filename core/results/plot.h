#pragma once
// Horizontal bars with intervals, as SVG for pages and as a picture.
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

struct PlotBar {
    std::string label, note;  // note: behind the bar, "12 of 40"
    double value = 0, low = 0, high = 0;
};

struct Plot {
    std::string title;
    std::vector<PlotBar> bars;
    double largest = 1;  // of the axis, which begins at 0
    bool percent = true;
};

std::string plot_svg(const Plot& plot);  // one <svg> element
// Needs a font (DejaVu, Liberation, Noto); the failure says so.
Result<void> write_plot_png(const Plot& plot, const std::filesystem::path& file);

}  // namespace imagelab
