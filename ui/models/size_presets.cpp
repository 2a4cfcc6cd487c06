#include "ui/models/size_presets.h"

#include <QCoreApplication>
#include <cmath>

namespace imagelab {

std::vector<SizePreset> size_presets(int own_width, int own_height) {
    struct Shape {
        const char* name;
        double wide, high;
    };
    // 19:13 and 7:4 are what SDXL's buckets hold for 3:2 and 16:9.
    constexpr Shape shapes[] = {
        {QT_TRANSLATE_NOOP("sizes", "Square"), 1, 1},          {QT_TRANSLATE_NOOP("sizes", "Landscape 4:3"), 4, 3},
        {QT_TRANSLATE_NOOP("sizes", "Landscape 3:2"), 19, 13}, {QT_TRANSLATE_NOOP("sizes", "Landscape 16:9"), 7, 4},
        {QT_TRANSLATE_NOOP("sizes", "Portrait 3:4"), 3, 4},    {QT_TRANSLATE_NOOP("sizes", "Portrait 2:3"), 13, 19},
        {QT_TRANSLATE_NOOP("sizes", "Portrait 9:16"), 4, 7},
    };
    const double area = static_cast<double>(own_width) * own_height;
    const int grid = area >= 512.0 * 512.0 ? 64 : 8;
    const auto rounded = [&](double pixels) { return std::max(grid, static_cast<int>(std::lround(pixels / grid)) * grid); };
    std::vector<SizePreset> presets;
    for (const Shape& shape : shapes)
        presets.push_back({QCoreApplication::translate("sizes", shape.name), rounded(std::sqrt(area * shape.wide / shape.high)),
                           rounded(std::sqrt(area * shape.high / shape.wide))});
    return presets;
}

}  // namespace imagelab
