#include "ui/look/ui_scale.h"

#include <cmath>

namespace imagelab {

int ui_scale(const QSettings& settings) {
    const int wanted = settings.value("scale", 100).toInt();
    int nearest = 100;
    for (const int scale : ui_scales)
        if (std::abs(scale - wanted) < std::abs(nearest - wanted)) nearest = scale;
    return nearest;
}

void apply_ui_scale(const QSettings& settings) {
    const int scale = ui_scale(settings);
    if (scale != 100 && !qEnvironmentVariableIsSet("QT_SCALE_FACTOR")) qputenv("QT_SCALE_FACTOR", QByteArray::number(scale / 100.0));
}

}  // namespace imagelab
