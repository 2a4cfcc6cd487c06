#pragma once
#include <memory>
#include <string>

#include "bench/support/file_weights.h"
#include "bench/support/synthetic_weights.h"
#include "core/device/device.h"
#include "core/models/clip_text.h"
#include "core/models/dit_pixart.h"
#include "core/models/t5_encoder.h"
#include "core/models/unet_sdxl.h"
#include "core/models/upscaler.h"
#include "core/models/vae_kl.h"
#include "core/models/vae_tiny.h"

namespace imagelab::bench {

// Real-ESRGAN's "x4plus", SDXL base's "unet", "vae" (decoder), the "tiny" one or "clip" (the larger text encoder), PixArt-Sigma's "pixart"
// (transformer) or "t5", traced; "t5-file" is T5 again; "t5-caption" is T5 as a request runs it: the negative prompt and a prompt of 32
// tokens at once, no longer than they are.
inline Graph trace_network(const std::string& network, int pixels, int batch, DType dtype) {
    Graph graph;
    graph.compute = dtype;
    if (network == "unet") trace_unet(graph, {}, batch, pixels / 8, pixels / 8, 77);
    if (network == "vae") trace_vae_decoder(graph, {}, batch, pixels / 8, pixels / 8);
    if (network == "tiny")
        trace_tiny_decoder(graph, {.channels = {64, 64, 64, 64}, .tiny_encoder_blocks = {1, 3, 3, 3}, .tiny_decoder_blocks = {1, 3, 3, 3}},
                           batch, pixels / 8, pixels / 8);
    if (network == "clip") trace_clip_text(graph, {49408, 77, 1280, 32, 20, 5120, 1280, ClipTextConfig::Activation::gelu}, batch, 77);
    if (network == "pixart")
        trace_pixart(graph, {.sample_size = pixels / 8, .position_scale = pixels / 512.0}, batch, pixels / 8, pixels / 8, 300);
    if (network == "x4plus") trace_upscaler(graph, RrdbConfig{}, pixels, pixels);
    if (network.starts_with("t5")) trace_t5_encoder(graph, {}, batch, network == "t5-caption" ? 32 : 300);
    if (graph.nodes.empty())
        throw Error("[bench] no network \"" + network + "\": unet, vae, tiny, clip, pixart, t5, t5-file, t5-caption or x4plus");
    return graph;
}

// A compiled program with synthetic weights, packed; or used where they lie in a file, as PixArt's pictures use T5's.
struct Loaded {
    std::shared_ptr<const WeightMap> weights;
    std::unique_ptr<Program> program;
    std::unique_ptr<WeightBank> bank;

    Loaded(Device& device, Graph graph, bool in_file = false, bool int8 = false)
        : weights(in_file ? weights_in_file(graph) : std::make_shared<SyntheticWeights>(graph)),
          program(device.compile(std::move(graph), {.weights_in_place = in_file, .int8 = int8})),
          bank(device.make_bank(weights)) {
        program->load(*bank, {}, {});
    }
};

// Every f32 input filled with numbers that look like latents; all keys counted.
inline void fill_inputs(Program& program, const Graph& graph) {
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    int32_t tokens = 0;
    for (ValueId id : graph.inputs) {
        const Node& node = graph.nodes[id];
        const std::string& name = std::get<op::Input>(node.op).name;
        if (name == "words" || name == "context") tokens = static_cast<int32_t>(node.shape[1]);
        if (node.dtype != DType::f32) continue;
        std::vector<float> values(static_cast<size_t>(element_count(node.shape)));
        for (float& value : values) value = normal(random);
        program.write(name, values);
    }
    for (ValueId id : graph.inputs) {
        const Node& node = graph.nodes[id];
        if (node.dtype != DType::i32) continue;
        const std::string& name = std::get<op::Input>(node.op).name;  // else a token, or a row that any picture has
        program.write(name, std::vector<int32_t>(static_cast<size_t>(element_count(node.shape)), name == "counts" ? tokens : 1));
    }
}

template <class F>
double seconds_of(const F& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

inline DType dtype_named(const std::string& name) {
    if (name == "f32") return DType::f32;
    if (name == "bf16") return DType::bf16;
    if (name == "f16") return DType::f16;
    if (name == "int8") return DType::i8;
    throw Error("[bench] no dtype \"" + name + "\": f32, bf16, f16 or int8");
}

}  // namespace imagelab::bench
