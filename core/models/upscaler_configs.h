#pragma once
// Networks that enlarge pictures: their configurations, detected from the weights (core/weights/detect_upscaler.h).
#include <string_view>
#include <variant>

namespace imagelab {

// RRDBNet of ESRGAN (Wang et al. 2018), BSRGAN and Real-ESRGAN.
struct RrdbConfig {
    int channels = 64, growth = 32;  // of the features; of each convolution in a dense block
    int blocks = 23;
    int doublings = 2;  // of the sides, behind the blocks
    int unshuffle = 1;  // pixels of so many rows and columns become channels in front (Real-ESRGAN's x2plus, x1)
    bool plus = false;  // nESRGAN+ (Rakotonirina & Rasoanaivo 2020): further residuals within the dense blocks
    int scale() const { return (1 << doublings) / unshuffle; }
};

// SRVGGNetCompact of Real-ESRGAN (Wang et al. 2021).
struct CompactConfig {
    int channels = 64;
    int convolutions = 16;  // between the first and the last
    int factor = 4;
    int scale() const { return factor; }
};

// SPAN (Wan et al. 2024).
struct SpanConfig {
    int channels = 48;
    int factor = 4;
    bool normed = true;  // the mean colour is taken away in front, and the range is 255
    int scale() const { return factor; }
};

using UpscalerConfig = std::variant<RrdbConfig, CompactConfig, SpanConfig>;

inline int upscaler_scale(const UpscalerConfig& config) {
    return std::visit([](const auto& each) { return each.scale(); }, config);
}
// Sides of what the network takes are multiples of it.
inline int upscaler_unit(const UpscalerConfig& config) {
    const auto* rrdb = std::get_if<RrdbConfig>(&config);
    return rrdb ? rrdb->unshuffle : 1;
}

}  // namespace imagelab
