#include "core/graph/broadcast.h"

namespace imagelab {

Shape aligned_to(const Shape& whole, Shape small) {
    if (whole.size() == 4 && small.size() == 2 && small[0] == whole[0]) small = {small[0], 1, 1, small[1]};
    while (small.size() < whole.size()) small.insert(small.begin(), 1);
    bool fits = small.size() == whole.size();
    for (size_t i = 0; fits && i < whole.size(); ++i) fits = small[i] == whole[i] || small[i] == 1;
    if (!fits) throw Error("[binary] " + shape_text(small) + " does not broadcast to " + shape_text(whole));
    return small;
}

}  // namespace imagelab
