#pragma once
// Networks that enlarge pictures: their configurations, detected from the weights (core/weights/detect_upscaler.h).
#include <algorithm>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "core/models/ncnn_graph.h"

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

// SwinIR (Liang et al. 2021).
struct SwinirConfig {
    // What makes pixels of features: one more convolution (none), several with pixel shuffles (classical), a single one (lightweight), or
    // repeated pixels with convolutions (real-world).
    enum class Ending { none, pixel_shuffle, direct, nearest };
    int channels = 180, hidden = 360;  // of the features; within the MLPs
    std::vector<int> depths, heads;    // of each residual group
    int window = 8;                    // pixels of its side
    Ending ending = Ending::pixel_shuffle;
    int features = 64;                  // in front of the ending's convolutions
    std::vector<int> factors = {2, 2};  // of its steps
    int unshuffle = 1;
    float range = 1;           // of a pixel
    bool three_convs = false;  // behind each group, in place of one
    bool patch_normed = true;  // in front of the groups
    int factor() const {
        int product = 1;
        for (const int each : factors) product *= each;
        return product;
    }
    int scale() const { return factor() / unshuffle; }
};

// Any network in ncnn's form that gives RGB pictures so many times as large.
struct NcnnConfig {
    std::shared_ptr<const NcnnGraph> graph;
    int factor = 4, unit = 1;
    int scale() const { return factor; }
};

using UpscalerConfig = std::variant<RrdbConfig, CompactConfig, SpanConfig, SwinirConfig, NcnnConfig>;

inline int upscaler_scale(const UpscalerConfig& config) {
    return std::visit([](const auto& each) { return each.scale(); }, config);
}
// Sides of what the network takes are multiples of it.
inline int upscaler_unit(const UpscalerConfig& config) {
    if (const auto* rrdb = std::get_if<RrdbConfig>(&config)) return rrdb->unshuffle;
    if (const auto* swinir = std::get_if<SwinirConfig>(&config)) return swinir->window * swinir->unshuffle;
    if (const auto* ncnn = std::get_if<NcnnConfig>(&config)) return ncnn->unit;
    return 1;
}

// How many pixels of its input beyond a pixel decide about it, on each side: half its receptive field.
inline int upscaler_reach(const UpscalerConfig& config) {
    if (const auto* rrdb = std::get_if<RrdbConfig>(&config)) return rrdb->unshuffle * (15 * rrdb->blocks + 4);
    if (const auto* compact = std::get_if<CompactConfig>(&config)) return compact->convolutions + 2;
    if (const auto* swinir = std::get_if<SwinirConfig>(&config)) {
        int blocks = 0;
        for (const int depth : swinir->depths) blocks += depth;
        return swinir->unshuffle * swinir->window * std::max(1, blocks);
    }
    if (const auto* ncnn = std::get_if<NcnnConfig>(&config)) return ncnn_reach(*ncnn->graph);
    return 21;  // SPAN: seven blocks of three convolutions, but for those beside each other
}

}  // namespace imagelab
