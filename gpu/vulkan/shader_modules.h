#pragma once
// The compiled shaders, embedded in the program (cmake/shaders.cmake writes the table from shaders/variants.txt).
#include <cstdint>
#include <span>
#include <string_view>

namespace imagelab::gpu {

struct ShaderModule {
    std::string_view name;  // "affine_bf16"
    std::span<const uint32_t> spirv;
};
std::span<const ShaderModule> shader_modules();

}  // namespace imagelab::gpu
