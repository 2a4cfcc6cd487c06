#include "core/image/colour_profile.h"

#include <lcms2.h>

#include <cstdlib>
#include <memory>

namespace imagelab {
namespace {

struct CloseProfile {
    void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
    void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;

// Whether a transform of RGB leaves a grid of colours where they are.
bool changes_nothing(cmsHTRANSFORM transform) {
    std::vector<uint8_t> colours;
    for (int r = 0; r <= 255; r += 51) {
        for (int g = 0; g <= 255; g += 51) {
            for (int b = 0; b <= 255; b += 51)
                for (const int level : {r, g, b}) colours.push_back(static_cast<uint8_t>(level));
        }
    }
    std::vector<uint8_t> moved(colours.size());
    cmsDoTransform(transform, colours.data(), moved.data(), static_cast<cmsUInt32Number>(colours.size() / 3));
    for (size_t i = 0; i < colours.size(); ++i) {
        if (std::abs(colours[i] - moved[i]) > 1) return false;
    }
    return true;
}

}  // namespace

Samples in_srgb(Samples samples, std::span<const uint8_t> bytes) {
    const Profile profile(cmsOpenProfileFromMem(bytes.data(), static_cast<cmsUInt32Number>(bytes.size()))), srgb(cmsCreate_sRGBProfile());
    if (!profile || !srgb) return samples;
    const cmsColorSpaceSignature space = cmsGetColorSpace(profile.get());
    const bool grey_samples = samples.channels < 3, grey = space == cmsSigGrayData && grey_samples;
    if (!grey && space != cmsSigRgbData) return samples;
    const Transform transform(
        cmsCreateTransform(profile.get(), grey ? TYPE_GRAY_8 : TYPE_RGB_8, srgb.get(), TYPE_RGB_8, INTENT_PERCEPTUAL, 0));
    if (!transform || (!grey && changes_nothing(transform.get()))) return samples;
    const auto channels = static_cast<size_t>(samples.channels), pixels = samples.values.size() / channels;
    const bool alpha = samples.channels == 2 || samples.channels >= 4;
    std::vector<uint8_t> colours, moved(pixels * 3);
    colours.reserve(pixels * (grey ? 1 : 3));
    for (size_t i = 0; i < pixels; ++i) {
        for (size_t c = 0; c < (grey ? 1u : 3u); ++c) colours.push_back(samples.values[i * channels + (grey_samples ? 0 : c)]);
    }
    cmsDoTransform(transform.get(), colours.data(), moved.data(), static_cast<cmsUInt32Number>(pixels));
    Samples out{alpha ? 4 : 3, {}};
    out.values.reserve(pixels * static_cast<size_t>(out.channels));
    for (size_t i = 0; i < pixels; ++i) {
        for (size_t c = 0; c < 3; ++c) out.values.push_back(moved[i * 3 + c]);
        if (alpha) out.values.push_back(samples.values[i * channels + (grey_samples ? 1 : 3)]);
    }
    return out;
}

}  // namespace imagelab
