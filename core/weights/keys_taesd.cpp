#include "core/weights/keys_taesd.h"

#include <charconv>

namespace imagelab {
namespace {

// "3.conv.0.weight" with 1 less in front: the author's decoder begins with a clamp that counts.
std::string moved(const std::string& name, int by) {
    int index = 0;
    const char* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data(), end, index);
    if (error != std::errc() || index + by < 0) return name;
    return std::to_string(index + by) + std::string(rest, end);
}

bool is_first_conv(const TensorViews& tensors, const std::string& name, bool of_pictures) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) return false;
    const Shape& shape = found->second.shape;
    return shape.size() == 4 && shape[2] == 3 && shape[3] == 3 && (shape[1] == 3) == of_pictures;
}

}  // namespace

bool is_tiny_vae(const TensorViews& tensors) {
    for (const char* start : {"", "taesd_"}) {
        const std::string part = start, layers = part.empty() ? "layers." : "";
        if (tensors.contains(part + "decoder." + layers + (part.empty() ? "0" : "1") + ".weight") ||
            tensors.contains(part + "encoder." + layers + "0.weight"))
            return true;
    }
    const bool decoder = is_first_conv(tensors, "1.weight", false) && tensors.contains("3.conv.0.weight");
    const bool encoder = is_first_conv(tensors, "0.weight", true) && tensors.contains("1.conv.0.weight");
    return decoder || encoder;
}

TensorViews canonical_tiny_vae(const TensorViews& tensors) {
    const bool bare_decoder = is_first_conv(tensors, "1.weight", false), bare_encoder = is_first_conv(tensors, "0.weight", true);
    TensorViews canonical;
    for (const auto& [name, view] : tensors) {
        constexpr std::string_view encoder = "taesd_encoder.", decoder = "taesd_decoder.";
        if (name.starts_with(encoder)) {
            canonical.emplace("encoder.layers." + name.substr(encoder.size()), view);
        } else if (name.starts_with(decoder)) {
            canonical.emplace("decoder.layers." + moved(name.substr(decoder.size()), -1), view);
        } else if (bare_decoder) {
            canonical.emplace("decoder.layers." + moved(name, -1), view);
        } else if (bare_encoder) {
            canonical.emplace("encoder.layers." + name, view);
        } else {
            canonical.emplace(name, view);
        }
    }
    return canonical;
}

}  // namespace imagelab
