#include "core/pipelines/latent_file.h"

#include <cmath>
#include <cstring>

#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/weights/convert.h"
#include "core/weights/safetensors.h"
#include "core/weights/weight_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr const char* scaling_key = "imagelab_scaling_factor";
constexpr int64_t largest_side = 16384;  // of latents; files are read whole

}  // namespace

Result<Latents> read_latents(const fs::path& path) {
    const auto file = WeightFile::open(path);
    if (!file) return Failure{file.error()};
    const auto found = (*file)->tensors().find("latents");
    const std::string begin = path.string() + ": ";
    if (found == (*file)->tensors().end())
        return Failure{begin + "it holds no tensor named latents; name a file that was written with --format latents"};
    const TensorView& view = found->second;
    Shape shape = view.shape;
    if (shape.size() == 4 && shape[0] == 1) shape.erase(shape.begin());
    const bool sides = shape.size() == 3 && shape[0] >= 1 && shape[0] <= 64 && shape[1] >= 1 && shape[1] <= largest_side && shape[2] >= 1 &&
                       shape[2] <= largest_side;
    const bool floats = view.dtype == DType::f32 || view.dtype == DType::f16 || view.dtype == DType::bf16;
    if (!sides || !floats)
        return Failure{begin + "its latents are " + std::string(dtype_name(view.dtype)) + " " + shape_text(view.shape) +
                       ", expected floats [channels, height / 8, width / 8]"};
    Latents latents{static_cast<int>(shape[0]), static_cast<int>(shape[1]), static_cast<int>(shape[2]), {}, 0};
    latents.values.resize(static_cast<size_t>(element_count(shape)));
    if (!read_elements(view, 0, element_count(shape), DType::f32, reinterpret_cast<std::byte*>(latents.values.data())))
        return not_finite("latents", view, path.string());
    if (const std::string damage = (*file)->mapping().damage(); !damage.empty()) return Failure{begin + damage};
    const auto scaling = (*file)->metadata().find(scaling_key);
    if (scaling != (*file)->metadata().end()) latents.scaling_factor = static_cast<float>(parsed_number(scaling->second).value_or(0));
    return latents;
}

void write_latents(const fs::path& path, const Latents& latents, const std::vector<PictureText>& texts) {
    std::map<std::string, std::string> metadata;
    for (const PictureText& text : texts) metadata[text.key] = text.value;
    if (latents.scaling_factor != 0) metadata[scaling_key] = general_text(static_cast<double>(latents.scaling_factor), 9);
    write_safetensors(path, {{"latents", {DType::f32, latents.shape(), reinterpret_cast<const std::byte*>(latents.values.data())}}},
                      metadata);
}

void write_npy(const fs::path& path, std::span<const float> pixels, int height, int width) {
    std::string header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(height) + ", " + std::to_string(width) + ", 3), }";
    constexpr size_t prefix = 10, unit = 64;  // what stands before the header; where the numbers begin is a multiple of this
    header.append((unit - (prefix + header.size() + 1) % unit) % unit, ' ');
    header += '\n';
    std::string file("\x93NUMPY\x01\x00", 8);
    file += static_cast<char>(header.size() & 255);
    file += static_cast<char>(header.size() >> 8);
    file += header;
    file.append(reinterpret_cast<const char*>(pixels.data()), pixels.size() * sizeof(float));
    write_file_atomically(path, file.data(), file.size());
}

}  // namespace imagelab
