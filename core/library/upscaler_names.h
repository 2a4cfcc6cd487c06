#pragma once
// Networks that enlarge pictures, by name: the bundled one and those of the library.
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

std::filesystem::path bundled_upscaler();  // Real-ESRGAN's realesr-animevideov3, x4

// What postprocessing.upscaler names: a path that is there itself, the bundled network, else the library's upscaler of that name or hash.
// The failure says which there are.
Result<std::filesystem::path> upscaler_path(const std::string& named, const std::filesystem::path& data);

// The bundled one first, then the library's that run here, by name.
struct NamedUpscaler {
    std::string name;
    std::filesystem::path path;
    int scale = 1;
};
std::vector<NamedUpscaler> upscalers(const std::filesystem::path& data);

}  // namespace imagelab
