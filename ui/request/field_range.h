#pragma once

class QDoubleSpinBox;
class QSpinBox;

namespace imagelab {

// The spin box takes just what the request's field at `path` may be, so that whatever a request may hold is shown and can be typed. Throws
// Error where the field has no range.
void take_range(QSpinBox* spin, const char* path);
void take_range(QDoubleSpinBox* spin, const char* path);

inline constexpr const char* ranged_field = "request_field";  // the property that names the path

}  // namespace imagelab
