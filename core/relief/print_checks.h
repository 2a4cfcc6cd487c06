#pragma once
#include <string>
#include <vector>

#include "core/relief/mesh.h"

namespace imagelab {

// What a printer will make of a relief that lies on its plate, or stands on its lower edge.
struct PrintChecks {
    double width_mm = 0, height_mm = 0, depth_mm = 0;  // of the body: x, y, z
    double volume_cm3 = 0;
    double thinnest_mm = 0;              // of the body at its lowest place
    double thin_share = 0;               // of the area: walls narrower than a nozzle that stand clear of what is around them
    double steepest_degrees = 0;         // of the surface against the plate, 99.9th percentile
    double overhang_standing_share = 0;  // of the area: leans over by more than 45 degrees where it is printed standing; lying nothing does
    std::vector<std::string> warnings;   // what is likely to fail, and what to do
};

// Measured on the pixels; a nozzle of 0.4 mm.
PrintChecks print_checks(const HeightMap& map, const ReliefSize& size);

}  // namespace imagelab
