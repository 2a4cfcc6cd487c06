#pragma once
// Networks that enlarge pictures: their configurations, detected from the weights (core/weights/detect_upscaler.h).
#include <algorithm>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "core/models/ncnn_graph.h"

namespace imagelab {

inline int product_of(const std::vector<int>& factors) {
    int product = 1;
    for (const int each : factors) product *= each;
    return product;
}

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
    int factor() const { return product_of(factors); }
    int scale() const { return factor() / unshuffle; }
};

// HAT (Chen et al. 2023).
struct HatConfig {
    int channels = 180, hidden = 360, overlap_hidden = 360;  // of the features; within the MLPs of blocks and of overlapping blocks
    std::vector<int> depths, heads;                          // of each residual group
    int window = 16, overlap = 24;                           // pixels of a window's side; of that which keys of overlapping blocks are in
    int compressed = 60, squeezed = 6;                       // channels within convolutions beside attention; within what weighs them
    bool qkv_biased = true, patch_normed = true;
    bool conv_behind = true;  // each group, else nothing
    int features = 64;        // in front of the ending's convolutions
    std::vector<int> factors = {2, 2};
    int scale() const { return product_of(factors); }
};

// DAT (Chen et al. 2023).
struct DatConfig {
    int channels = 180, hidden = 360;  // of the features; within the MLPs
    std::vector<int> depths, heads;    // of each residual group
    int split[2] = {8, 16};            // pixels of a window's shorter and longer side
    int position_width = 5;            // of the network that makes position biases
    bool qkv_biased = true;
    bool three_convs = false;  // behind each group, in place of one
    bool direct = false;       // a single sub-pixel convolution in place of an ending with features
    int features = 64;
    std::vector<int> factors = {2, 2};
    int scale() const { return product_of(factors); }
};

// Omni-SR (Wang et al. 2023).
struct OmniSrConfig {
    int channels = 64;
    int groups = 5, blocks = 1;  // blocks of each group
    int window = 8;              // pixels of its side
    int enhanced = 16;           // channels within what weighs the places behind a group
    bool biases = true;          // of pairs of places
    bool biased = true;          // convolutions between groups
    int factor = 4;
    int scale() const { return factor; }
};

// PLKSR (Lee et al. 2024) and RealPLKSR.
struct PlksrConfig {
    enum class Kernels { one, sparse, rectangles };
    int channels = 64, partial = 16;  // of the features; of those that the large kernel sees
    int blocks = 28;
    Kernels kernels = Kernels::one;
    int kernel = 17;            // pixels of its side
    int mixers[2] = {3, 1};     // pixels of the sides of the kernels in front of it
    bool attention = true;      // element by element
    bool real = false;          // RealPLKSR: Mish for GELU, and a norm
    bool layer_normed = false;  // in front of each block, in place of a group norm at its end
    bool sampled = false;       // places of the result are found by DySample (Liu et al. 2023)
    int factor = 4;
    int scale() const { return factor; }
};

// Any network in ncnn's form that gives RGB pictures so many times as large.
struct NcnnConfig {
    std::shared_ptr<const NcnnGraph> graph;
    int factor = 4, unit = 1;
    int scale() const { return factor; }
};

using UpscalerConfig =
    std::variant<RrdbConfig, CompactConfig, SpanConfig, SwinirConfig, HatConfig, DatConfig, OmniSrConfig, PlksrConfig, NcnnConfig>;

inline int upscaler_scale(const UpscalerConfig& config) {
    return std::visit([](const auto& each) { return each.scale(); }, config);
}
// Sides of what the network takes are multiples of it.
inline int upscaler_unit(const UpscalerConfig& config) {
    if (const auto* rrdb = std::get_if<RrdbConfig>(&config)) return rrdb->unshuffle;
    if (const auto* swinir = std::get_if<SwinirConfig>(&config)) return swinir->window * swinir->unshuffle;
    if (const auto* hat = std::get_if<HatConfig>(&config)) return hat->window;
    if (const auto* omni = std::get_if<OmniSrConfig>(&config)) return omni->window;
    if (const auto* ncnn = std::get_if<NcnnConfig>(&config)) return ncnn->unit;
    return 1;
}

// The smallest side that it takes.
inline int upscaler_least(const UpscalerConfig& config) {
    const int unit = upscaler_unit(config);
    return std::holds_alternative<OmniSrConfig>(config) ? (15 + unit) / unit * unit : unit;  // a window of 7 over every other pixel
}

// Pixels that are missing at the right and below: black as Omni-SR's own program has them, else the picture's mirror image.
inline bool upscaler_ends_in_black(const UpscalerConfig& config) {
    return std::holds_alternative<OmniSrConfig>(config);
}

// Whether f16 holds what it computes on the way. It does not where norms and sums go over a whole picture.
inline bool upscaler_fits_f16(const UpscalerConfig& config) {
    if (const auto* plksr = std::get_if<PlksrConfig>(&config)) return !plksr->real || plksr->layer_normed;
    return !std::holds_alternative<HatConfig>(config) && !std::holds_alternative<DatConfig>(config) &&
           !std::holds_alternative<OmniSrConfig>(config);
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
    constexpr int everything = 1 << 20;
    if (const auto* plksr = std::get_if<PlksrConfig>(&config)) {
        if (plksr->real && !plksr->layer_normed) return everything;
        const int kernel = plksr->kernels == PlksrConfig::Kernels::sparse ? 17 : plksr->kernel;
        return plksr->blocks * (kernel / 2 + plksr->mixers[0] / 2 + plksr->mixers[1] / 2 + 1) + 3;
    }
    // Channels are weighed by their means over the picture.
    if (std::holds_alternative<HatConfig>(config) || std::holds_alternative<DatConfig>(config) ||
        std::holds_alternative<OmniSrConfig>(config))
        return everything;
    return 21;  // SPAN: seven blocks of three convolutions, but for those beside each other
}

}  // namespace imagelab
