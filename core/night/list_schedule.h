#pragma once
#include <vector>

namespace imagelab {

// A device that takes one job after the other.
struct DevicePace {
    double seconds = 0;  // a job
    double busy_s = 0;   // until it can begin the next
};

// Whether a device that is free and takes `own_seconds` for a job should begin one of `waiting` now, or leave them to the others: it should
// where it is done before the last of them would be (list scheduling by earliest completion, Ibarra and Kim 1977).
bool should_begin(double own_seconds, int waiting, std::vector<DevicePace> others);

}  // namespace imagelab
