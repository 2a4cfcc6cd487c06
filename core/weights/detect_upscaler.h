#pragma once
// Networks that enlarge pictures, as people's files have them: taken out of what training programs wrap them in, told apart by their names,
// renamed to those that core/models/upscaler.h reads. Headers only.
#include <string>

#include "core/models/upscaler_configs.h"
#include "core/weights/weight_file.h"

namespace imagelab {

struct DetectedUpscaler {
    std::string architecture;  // for people: "ESRGAN", "Real-ESRGAN Compact", "SPAN"
    UpscalerConfig config;
    TensorViews tensors;  // under the names that its tracer reads
};

// For people: "ESRGAN (with ...), ...".
inline constexpr const char* upscalers_that_open =
    "ESRGAN (with BSRGAN, Real-ESRGAN), Real-ESRGAN Compact, SPAN, SwinIR, HAT, DAT, OmniSR, PLKSR (with RealPLKSR) and networks of ncnn";

// What kind of enlarging network the tensors are ("SwinIR", "HAT" ...), run here or not; empty: none.
std::string upscaler_architecture(const TensorViews& tensors);

// What is told of a file that holds one: "this is an upscaler (ESRGAN, x4), ...".
std::string upscaler_sentence(const std::string& architecture, int scale);

// The failure names the architecture and what opens.
Result<DetectedUpscaler> detect_upscaler(const TensorViews& tensors);

}  // namespace imagelab
