#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

// What to change about a request that does not fit a device, in the words of every door: ", --dtype bf16 fits, 832x832 fits": another
// arithmetic at the same size, and the largest size of the same shape; "; no size of this model fits" where neither helps.
// `planned`: with its size and arithmetic known. `named`: the arithmetic that was asked for, if any. `offered`: the device's. `fits`:
// whether a changed request does.
std::string smallest_change(const Request& planned, std::optional<DType> named, const std::vector<DType>& offered,
                            const std::function<bool(const Request&)>& fits);

}  // namespace imagelab
