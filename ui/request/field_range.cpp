#include "ui/request/field_range.h"

#include <QDoubleSpinBox>
#include <QSpinBox>

#include "core/request/fields.h"

namespace imagelab {
namespace {

template <class Spin, class Number>
void take(Spin* spin, const char* path) {
    const RequestField& field = request_field(path);
    if (!field.range) throw Error(std::string("[request panel] no range: ") + path);
    spin->setRange(static_cast<Number>(field.range->least), static_cast<Number>(field.range->most));
    spin->setProperty(ranged_field, path);
}

}  // namespace

void take_range(QSpinBox* spin, const char* path) {
    take<QSpinBox, int>(spin, path);
}
void take_range(QDoubleSpinBox* spin, const char* path) {
    take<QDoubleSpinBox, double>(spin, path);
}

}  // namespace imagelab
