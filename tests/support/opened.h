#pragma once
// Models whose family a test knows.
#include <filesystem>

#include "core/families/pixart/pixart_files.h"
#include "core/families/sdxl/sdxl_files.h"

namespace imagelab::test {

template <class Files>
Result<Files> open_as(const std::filesystem::path& path, const std::filesystem::path& vae = {}) {
    const auto opened = open_model(path, vae);
    if (!opened) return Failure{opened.error()};
    const auto* files = dynamic_cast<const Files*>(opened->get());
    if (files == nullptr) return Failure{path.string() + ": of family " + std::string((*opened)->family().name)};
    return *files;
}

inline Result<SdxlFiles> open_sdxl(const std::filesystem::path& path, const std::filesystem::path& vae = {}) {
    return open_as<SdxlFiles>(path, vae);
}
inline Result<PixartFiles> open_pixart(const std::filesystem::path& path, const std::filesystem::path& vae = {}) {
    return open_as<PixartFiles>(path, vae);
}

// What a network of this configuration needs, weights aside.
inline NeededTensors needed_tensors(const UnetConfig& config) {
    return imagelab::needed_tensors(unet_part(nullptr, config));
}
inline NeededTensors needed_tensors(const VaeConfig& config) {
    return imagelab::needed_tensors(vae_part(nullptr, config));
}
inline NeededTensors needed_tensors(const ClipTextConfig& config) {
    return imagelab::needed_tensors(clip_part("text_encoder", nullptr, config));
}
inline NeededTensors needed_tensors(const PixartConfig& config) {
    return imagelab::needed_tensors(pixart_part(nullptr, config));
}
inline NeededTensors needed_tensors(const T5Config& config) {
    return imagelab::needed_tensors(t5_part(nullptr, config));
}

}  // namespace imagelab::test
