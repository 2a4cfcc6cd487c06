#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/adapters/patched_weights.h"
#include "core/adapters/textual_inversion.h"
#include "core/base/number.h"
#include "core/weights/convert.h"
#include "core/weights/safetensors.h"
#include "tests/fuzz/targets.h"

namespace imagelab::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr int64_t most_numbers = 1 << 14;  // of an adapter file

// Tensors in memory.
class SmallWeights final : public WeightMap {
  public:
    explicit SmallWeights(std::string source) { source_ = std::move(source); }
    SmallWeights& add(const std::string& name, const Shape& shape, float first = 0.5f) {
        std::vector<float>& values = values_[name];
        values.resize(static_cast<size_t>(element_count(shape)));
        for (size_t i = 0; i < values.size(); ++i) values[i] = first * std::cos(static_cast<float>(i));
        tensors_[name] = TensorView{DType::f32, shape, reinterpret_cast<const std::byte*>(values.data())};
        return *this;
    }
    void release(const TensorView&) const override {}

  private:
    std::map<std::string, std::vector<float>> values_;
};

// One layer of each kind that a UNet has.
const std::shared_ptr<SmallWeights>& small_unet() {
    static const auto unet = [] {
        auto made = std::make_shared<SmallWeights>("unet");
        const std::string block = "down_blocks.1.attentions.0.transformer_blocks.0.";
        made->add("conv_in.weight", {8, 4, 3, 3}).add("conv_in.bias", {8}).add("time_embedding.linear_1.weight", {16, 8});
        made->add("down_blocks.1.resnets.0.norm1.weight", {8}).add("down_blocks.1.resnets.0.norm1.bias", {8});
        made->add("down_blocks.1.resnets.0.conv1.weight", {8, 8, 3, 3}).add("down_blocks.1.resnets.0.conv1.bias", {8});
        made->add("down_blocks.1.attentions.0.proj_in.weight", {8, 8}).add("down_blocks.1.attentions.0.proj_in.bias", {8});
        made->add(block + "attn1.to_q.weight", {8, 8}).add(block + "attn1.to_k.weight", {8, 8}).add(block + "attn1.to_v.weight", {8, 8});
        made->add(block + "attn1.to_out.0.weight", {8, 8}).add(block + "attn1.to_out.0.bias", {8});
        made->add(block + "attn2.to_k.weight", {8, 12}).add(block + "ff.net.0.proj.weight", {32, 8});
        return made;
    }();
    return unet;
}

std::shared_ptr<SmallWeights> small_text_encoder(int64_t width) {
    auto made = std::make_shared<SmallWeights>("text encoder");
    const std::string layer = "text_model.encoder.layers.0.";
    made->add("text_model.embeddings.token_embedding.weight", {4, width});
    for (const char* name : {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"})
        made->add(layer + name + ".weight", {width, width}).add(layer + name + ".bias", {width});
    made->add(layer + "mlp.fc1.weight", {2 * width, width}).add("text_projection.weight", {width, width});
    return made;
}

struct SmallModel {
    std::map<std::string, std::shared_ptr<SmallWeights>> parts{
        {"unet", small_unet()}, {"text_encoder", small_text_encoder(6)}, {"text_encoder_2", small_text_encoder(8)}};
    std::vector<AdapterComponent> components() const {
        std::vector<AdapterComponent> list;
        for (const auto& [name, weights] : parts) list.push_back({name, weights.get()});
        return list;
    }
};

// "KEY 8,4,3,3" is a tensor, "KEY" or "KEY =0.5" a number, "@KEY value" metadata; a line each. The numbers of a tensor follow its place.
struct AdapterText {
    SmallWeights tensors{"adapter"};
    std::map<std::string, std::string> metadata;
    int64_t numbers = 0;

    void line(const std::string& text) {
        const size_t gap = text.find(' ');
        const std::string key = text.substr(0, gap), rest = gap == text.npos ? "" : text.substr(gap + 1);
        if (key.empty()) return;
        if (key[0] == '@') return void(metadata[key.substr(1)] = rest);
        Shape shape;
        float first = 0.1f;
        if (rest.starts_with('=')) {
            first = static_cast<float>(parsed_number(std::string_view(rest).substr(1)).value_or(NAN));
        } else {
            std::istringstream extents(rest);
            for (std::string extent; std::getline(extents, extent, ',') && shape.size() < 8;)
                shape.push_back(static_cast<int64_t>(std::clamp(parsed_number(extent).value_or(1), 0.0, 65535.0)));
        }
        int64_t count = 1;
        for (const int64_t extent : shape) count = std::min(count * extent, most_numbers);
        if (count >= most_numbers || (numbers += count) > most_numbers) return;
        tensors.add(key, shape, first);
    }
};

fs::path scratch(const char* name) {
    const fs::path memory = "/dev/shm";
    return (fs::is_directory(memory) ? memory : fs::temp_directory_path()) / ("imagelab_fuzz_" + std::to_string(::getpid()) + name);
}

void put_on(const std::shared_ptr<const AdapterFile>& file, DoraRule rule) {
    const SmallModel model;
    const auto components = model.components();
    const AdapterKeys keys(components);
    (void)unplaced_keys(*file, keys, components);
    for (const auto& [name, weights] : model.parts) {
        const auto patched = PatchedWeights::make(weights, name, keys, {{.file = file, .scale = 0.7, .text_scale = 0.3, .dora = rule}});
        if (!patched) continue;
        for (const std::string& touched : (*patched)->touched()) {
            const TensorView& view = *(*patched)->find(touched);
            std::vector<float> values(static_cast<size_t>(element_count(view.shape)));
            try {
                read_rows(view, 0, view.shape[0], values.data());
                read_rows(view, view.shape[0] / 2, view.shape[0], values.data());
            } catch (const Error&) {
            }
        }
    }
}

}  // namespace

void run_adapter(std::span<const std::byte> bytes) {
    AdapterText text;
    std::istringstream lines(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    for (std::string line; std::getline(lines, line);) text.line(line);
    static const fs::path path = scratch(".safetensors");
    try {
        write_safetensors(path, text.tensors.tensors(), text.metadata);
        const auto file = AdapterFile::open(path);
        fs::remove(path);
        if (!file) return;
        put_on(*file, DoraRule::lycoris);
        put_on(*file, DoraRule::comfyui);
        (void)bundled_inversions(**file, {{"text_encoder", 6}, {"text_encoder_2", 8}});
    } catch (const Error&) {
    }
}

void run_inversion(std::span<const std::byte> bytes) {
    static const fs::path path = scratch(".pt");
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    (void)open_textual_inversion(path, {{"text_encoder", 6}, {"text_encoder_2", 8}});
    (void)open_textual_inversion(path, {{"text_encoder", 6}});
    fs::remove(path);
}

}  // namespace imagelab::fuzz
