#pragma once
// What the choice among a kernel's variants goes by besides their own limits: what was measured on the device (gpu/tuning.h), and what a
// measurement, a test or the environment forces.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/graph/graph.h"
#include "gpu/kernels/capabilities.h"

namespace imagelab::gpu {

struct Tuning {
    std::map<std::string, double> tflops;  // by rate_key: "tiled 64x64 f16"
    std::string forced;                    // "NAME" or "NAME:SPLITS" while a variant is measured
};
std::string rate_key(std::string_view variant, DType dtype);

// TFLOP/s to expect of a variant where nothing was measured. Costs are divided by them, so they are to be right beside each other; 0: the
// variant runs only when asked for.
struct ExpectedRates {
    double software = 0, hardware = 0;
    double on(const Capabilities& device) const { return device.type == DeviceType::software ? software : hardware; }
};
// The rate measured on this device, else the expected one; 0 where that is 0.
double rate_of(std::string_view variant, DType dtype, const ExpectedRates& expected, const Capabilities& device, const Tuning* tuning);

struct ForcedVariant {
    std::string name;  // empty: none
    uint32_t splits = 1;
};
// What the tuning forces, or the environment variable.
ForcedVariant forced_variant(const char* variable, const Tuning* tuning);

}  // namespace imagelab::gpu
