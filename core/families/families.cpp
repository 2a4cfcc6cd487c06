#include <array>

#include "core/families/family.h"

namespace imagelab {

std::span<const Family* const> families() {
    static constexpr std::array<const Family*, 2> all{&sdxl_family, &pixart_family};
    return all;
}

}  // namespace imagelab
