#include "tests/support/shape_models.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

void write_part(const fs::path& folder, const char* stem, const NeededTensors& tensors, const Json& config) {
    write_file(folder / "config.json", config.dump());
    write_shapes(folder / (std::string(stem) + ".safetensors"), tensors, DType::f16);
}

void write_rest(const fs::path& folder, const std::string& pipeline, const Json& scheduler) {
    write_part(folder / "vae", "diffusion_pytorch_model", needed_tensors(VaeConfig()), {{"scaling_factor", 0.13025}});
    write_file(folder / "scheduler" / "scheduler_config.json", scheduler.dump());
    write_file(folder / "model_index.json", Json{{"_class_name", pipeline}}.dump());
}

}  // namespace

void write_shapes(const fs::path& path, const NeededTensors& tensors, DType dtype) {
    Json header = Json::object();
    size_t end = 0;
    for (const auto& [name, shape] : tensors) {
        const size_t begin = end;
        end += static_cast<size_t>(element_count(shape)) * dtype_bytes(dtype);
        header[name] = {{"dtype", dtype == DType::f16    ? "F16"
                                  : dtype == DType::bf16 ? "BF16"
                                                         : "F32"},
                        {"shape", shape},
                        {"data_offsets", {begin, end}}};
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    std::string length;
    for (int i = 0; i < 8; ++i) length += static_cast<char>(text.size() >> (8 * i));
    write_file(path, length + text);
    fs::resize_file(path, 8 + text.size() + end);
}

void write_sdxl_shapes(const fs::path& folder) {
    write_part(folder / "unet", "diffusion_pytorch_model", needed_tensors(UnetConfig()), {{"attention_head_dim", {5, 10, 20}}});
    write_part(folder / "text_encoder", "model", needed_tensors(ClipTextConfig()), {{"num_attention_heads", 12}});
    ClipTextConfig second;
    second.width = second.projection_width = 1280, second.layers = 32, second.heads = 20, second.mlp_width = 5120;
    write_part(folder / "text_encoder_2", "model", needed_tensors(second), {{"num_attention_heads", 20}, {"hidden_act", "gelu"}});
    write_rest(folder, "StableDiffusionXLPipeline", {{"beta_schedule", "scaled_linear"}, {"beta_start", 0.00085}, {"beta_end", 0.012}});
}

void write_pixart_shapes(const fs::path& folder, int side) {
    PixartConfig transformer;
    transformer.sample_size = side;
    write_part(folder / "transformer", "diffusion_pytorch_model", needed_tensors(transformer),
               {{"num_attention_heads", 16}, {"sample_size", side}, {"interpolation_scale", side / 64}});
    const NeededTensors t5 = needed_tensors(T5Config());
    const auto middle = t5.begin() + static_cast<std::ptrdiff_t>(t5.size() / 2);
    const fs::path text = folder / "text_encoder";
    write_file(text / "config.json", Json{{"feed_forward_proj", "gated-gelu"}}.dump());
    Json index = Json::object();
    for (const auto& [part, name] : {std::pair(NeededTensors(t5.begin(), middle), "model-00001-of-00002.safetensors"),
                                     std::pair(NeededTensors(middle, t5.end()), "model-00002-of-00002.safetensors")}) {
        write_shapes(text / name, part, DType::f16);
        for (const auto& tensor : part) index[tensor.first] = name;
    }
    write_file(text / "model.safetensors.index.json", Json{{"weight_map", index}}.dump());
    write_rest(folder, "PixArtSigmaPipeline", {{"beta_schedule", "linear"}, {"beta_start", 0.0001}, {"beta_end", 0.02}});
}

}  // namespace imagelab::test
