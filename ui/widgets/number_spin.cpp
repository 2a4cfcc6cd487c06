#include "ui/widgets/number_spin.h"

#include "ui/look/wording.h"

namespace imagelab {

QString NumberSpin::textFromValue(double value) const {
    return number_text(value, decimals());
}

}  // namespace imagelab
