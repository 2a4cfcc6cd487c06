#include "tests/support/inpaint_model.h"

#include "core/weights/safetensors.h"
#include "core/weights/weight_file.h"
#include "tests/support/golden.h"

namespace imagelab::test {

namespace fs = std::filesystem;

fs::path write_inpaint_unet(const fs::path& folder) {
    const fs::path own = small_model_dir("tiny64");
    constexpr const char* file = "diffusion_pytorch_model.safetensors";
    const auto unet = WeightFile::open(own / "unet" / file).value(), changed = WeightFile::open(own / "inpaint.safetensors").value();
    TensorViews tensors = unet->tensors();
    tensors["conv_in.weight"] = changed->tensors().at("conv_in.weight");
    fs::create_directories(folder);
    write_safetensors(folder / file, tensors);
    fs::copy_file(own / "unet" / "config.json", folder / "config.json", fs::copy_options::overwrite_existing);
    return folder;
}

}  // namespace imagelab::test
