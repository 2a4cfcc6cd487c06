// LoRAs as branches beside the products of weights that stay in their file or are streamed: the numbers of weights that they are added to,
// taken away exactly, chosen where they are cheaper.
#include "core/families/adapter_branches.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/cpu/cpu_device.h"
#include "core/ops/ops.h"
#include "core/weights/safetensors.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/host_weights.h"
#include "tests/support/kernel_table.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

naive::HostTensor waves(const Shape& shape, float seed) {
    naive::HostTensor tensor{shape, std::vector<float>(static_cast<size_t>(element_count(shape)))};
    for (size_t i = 0; i < tensor.values.size(); ++i) tensor.values[i] = 0.3f * std::sin(seed + 0.7f * static_cast<float>(i));
    return tensor;
}

std::vector<float> computed(Device& device, const Graph& graph, const naive::Tensors& weights, const naive::Tensors& inputs) {
    const auto program = device.compile(graph);
    const auto bank = device.make_bank(std::make_shared<HostWeights>(weights));
    program->load(*bank, {}, {});
    write_inputs(*program, graph, inputs);
    program->run({});
    return program->read("y");
}

// A strided convolution, linear layers (one of them twice), and one of which half is taken.
TEST(AdapterBranches, AreTheProductsOfWeightsThatTheFactorsAreAddedTo) {
    Graph graph;
    Tensor x = ops::input(graph, "x", {2, 9, 7, 6}, DType::f32, Rate::step);
    x = ops::conv2d(x, "conv", 10, 3, 2, ops::Padding::same(1));
    x = ops::reshape(x, {2, 20, 10});
    x = ops::linear(ops::silu(ops::linear(x, "twice", 10, ops::Bias::no)), "twice", 10, ops::Bias::no);
    const Tensor both = ops::linear(x, "gate", 24);
    x = ops::mul(ops::slice(both, -1, 0, 12), ops::unary(ops::slice(both, -1, 12, 12), Unary::gelu_erf));
    ops::output(graph, "y", ops::linear(x, "out", 5));
    EXPECT_EQ(branchable(graph), (std::set<std::string>{"conv", "twice", "gate", "out"}));

    const Branches branches{{"conv", 3}, {"twice", 2}, {"gate", 4}};
    naive::Tensors plain, added;
    float seed = 0;
    for (const Node& node : graph.nodes) {
        for (const WeightRef& weight : weights_of(node.op)) {
            if (!weight.empty()) plain[weight.parts[0].name] = waves(weight.shape, seed += 1);
        }
    }
    added = plain;
    for (const auto& [layer, rank] : branches) {
        naive::HostTensor& weight = added.at(layer + ".weight");
        Shape down = weight.shape;
        down[0] = rank;
        const naive::HostTensor& a = plain[branch_down(layer)] = waves(down, seed += 1);
        const naive::HostTensor& b = plain[branch_up(layer)] = waves({weight.shape[0], rank}, seed += 1);
        const size_t columns = weight.values.size() / static_cast<size_t>(weight.shape[0]), ranks = static_cast<size_t>(rank);
        for (size_t i = 0; i < weight.values.size(); ++i) {
            for (size_t k = 0; k < ranks; ++k) weight.values[i] += b.values[i / columns * ranks + k] * a.values[k * columns + i % columns];
        }
    }
    const naive::Tensors inputs{{"x", waves({2, 9, 7, 6}, 40)}};
    for (const auto& device : test_devices()) {
        SCOPED_TRACE(device->info().id);
        const std::vector<float> expected = computed(*device, graph, added, inputs);
        EXPECT_GT(kernel_error(computed(*device, graph, plain, inputs), expected), 0.01);
        EXPECT_LE(kernel_error(computed(*device, with_branches(graph, branches), plain, inputs), expected), 2e-6);
    }
    EXPECT_THROW(with_branches(graph, {{"other", 1}}), Error);
}

TEST(AdapterBranches, StandOnlyBesideWeightsThatAreTakenWhole) {
    Graph graph;
    const Tensor x = ops::input(graph, "x", {4, 4}, DType::f32, Rate::step);
    const Tensor y = ops::linear(x, "shared", 4);
    ops::output(graph, "y", ops::add(ops::linear(y, "own", 4), ops::weight(graph, "shared.weight", {4, 4})));
    EXPECT_EQ(branchable(graph).count("shared"), 0u) << "it is a value, too";
}

struct Adapted {
    OpenedModel files;
    std::unique_ptr<DiffusionModel> model;
    Adaptation merged;

    Adapted(Device& device, const std::string& name, const std::filesystem::path& lora, int64_t budget = 0) {
        files = open_model(small_model_dir(name)).value();
        model = make_model(device, files, DType::f32, budget);
        merged = adapt(*files, {{.file = AdapterFile::open(lora).value(), .scale = 0.8, .text_scale = 0.6}}).value();
    }
    Network& network(const std::string& part) {
        for (const auto& [name, network] : model->networks()) {
            if (name == part) return *network;
        }
        throw Error("no network " + part);
    }
    // Every product that may be a branch is one.
    Adaptation branched(const std::string& part, const NetworkShape& shape) {
        std::set<std::string> layers;
        const Branches products = merged.parts.at(part)->products();
        for (const std::string& layer : branchable(network(part).trace(shape))) {
            if (products.contains(layer)) layers.insert(layer);
        }
        Adaptation made = merged;
        made.parts[part] = merged.parts.at(part)->branched(layers);
        return made;
    }
    std::vector<float> context() {
        const Conditioning told = model->condition({.prompts = {"a cat"}, .negative = "", .height = 64, .width = 64}, {});
        return std::find_if(told.values.begin(), told.values.end(), [](const auto& value) { return value.first == "context"; })->second;
    }
    std::vector<float> denoised(const NetworkShape& shape) {
        Program& program = model->denoiser.ready(shape, {}, {});
        const Graph graph = model->denoiser.trace(shape);
        naive::Tensors inputs;
        for (const ValueId id : graph.inputs) {
            const auto& name = std::get<op::Input>(graph.nodes[id].op).name;
            inputs[name] = waves(graph.nodes[id].shape, static_cast<float>(id));
        }
        write_inputs(program, graph, inputs);
        program.run({});
        return program.read(graph.outputs.front().name);
    }
};

// T5 of PixArt, whose weights the processor uses where they lie.
TEST(AdapterBranches, BesideWeightsInTheirFileTheyAreChosenAndPriced) {
    const TempFolder folder;
    naive::Tensors factors;
    float seed = 0;
    for (const char* layer : {"block.0.layer.0.SelfAttention.q", "block.1.layer.0.SelfAttention.v", "block.1.layer.1.DenseReluDense.wo"}) {
        const bool back = std::string(layer).ends_with("wo");
        const std::string key = std::string("text_encoder.encoder.") + layer;
        factors[key + ".lora_A.weight"] = waves({2, back ? 96 : 40}, seed += 1);
        factors[key + ".lora_B.weight"] = waves({back ? 40 : 24, 2}, seed += 1);
    }
    const HostWeights written(factors);
    write_safetensors(folder / "t5.safetensors", written.tensors());
    const auto device = make_cpu_device();
    Adapted adapted(*device, "alpha", folder / "t5.safetensors");
    const std::vector<float> plain = adapted.context();
    adapted.model->take(adapted.merged);
    const std::vector<float> merged = adapted.context();
    EXPECT_GT(kernel_error(merged, plain), 1e-3);

    const Caption caption{.prompts = {"a cat"}, .negative = "", .height = 64, .width = 64};
    const TextPass pass = adapted.model->text_passes(caption).front();
    const PartRuns runs{pass.network, pass.shape, 1, 0};
    const Adaptation cheaper = with_cheaper_branches(adapted.merged, {{"text_encoder", runs}}, device->info(), 2);
    const PatchedWeights& part = *cheaper.parts.at("text_encoder");
    EXPECT_EQ(part.branches().size(), 3u);
    EXPECT_EQ(part.work().tensors, 0) << "no weight is computed anew";
    const PatchCost anew = patch_cost(*adapted.merged.parts.at("text_encoder"), runs, 2), beside = patch_cost(part, runs, 2);
    EXPECT_EQ(anew.load_seconds, 0);
    EXPECT_GT(anew.run_seconds, 0) << "for each prompt";
    EXPECT_GT(beside.flops, 0);
    EXPECT_LT(beside.run_seconds, anew.run_seconds);
    EXPECT_GT(beside.memory.streamed_bytes, 0) << "the factors are read as the weights are";

    EXPECT_FALSE(adapted.model->holds(cheaper)) << "the same adapters, in another way";
    adapted.model->take(cheaper);
    EXPECT_TRUE(adapted.model->holds(cheaper));
    const std::vector<float> branched = adapted.context();
    EXPECT_LE(kernel_error(branched, merged), 1e-5);
    adapted.model->take(adapted.merged);
    EXPECT_EQ(different_bits(adapted.context(), merged), 0u);
    adapted.model->take(cheaper);
    EXPECT_EQ(different_bits(adapted.context(), branched), 0u);
    adapted.model->take({});
    EXPECT_EQ(different_bits(adapted.context(), plain), 0u) << "taken away";
    const Adaptation none = adapt(*adapted.files, {{.file = cheaper.adapters.front().file, .scale = 1, .text_scale = 0}}).value();
    EXPECT_TRUE(none.parts.at("text_encoder")->products().empty()) << "strength 0";
}

// A UNet with a LoRA on linear layers and convolutions, resident and within half of its memory.
TEST(AdapterBranches, BesideStreamedWeightsTheyAreTheSame) {
    const NetworkShape shape{.batch = 2, .height = 8, .width = 8, .tokens = 77};
    const auto lora = small_model_dir("tiny64") / "lora.safetensors";
    for (const auto& device : test_devices()) {
        SCOPED_TRACE(device->info().id);
        Adapted resident(*device, "tiny64", lora);
        const std::vector<float> plain = resident.denoised(shape);
        resident.model->take(resident.merged);
        const std::vector<float> merged = resident.denoised(shape);
        EXPECT_GT(kernel_error(merged, plain), 1e-3);
        const Adaptation branched = resident.branched("unet", shape);
        EXPECT_GT(branched.parts.at("unet")->branches().size(), 10u);
        EXPECT_TRUE(branched.parts.at("unet")->branches().contains("down_blocks.0.resnets.0.conv1"));
        resident.model->take(branched);
        EXPECT_LE(kernel_error(resident.denoised(shape), merged), 1e-5);
        resident.model->take({});
        EXPECT_EQ(different_bits(resident.denoised(shape), plain), 0u) << "taken away";
        const Adaptation chosen =
            with_cheaper_branches(resident.merged, {{"unet", {&resident.model->denoiser, shape, 1, 1}}}, device->info(), 2);
        EXPECT_TRUE(chosen.parts.at("unet")->branches().empty()) << "weights that are packed once are changed once";
        if (!device->info().own_memory) continue;

        const MemoryPlan whole = resident.model->denoiser.cost(shape).memory;
        Adapted streamed(*device, "tiny64", lora, whole.arena_bytes + whole.weight_bytes / 2);
        ASSERT_GT(streamed.model->denoiser.cost(shape).memory.streamed_bytes, 0);
        streamed.model->take(streamed.branched("unet", shape));
        EXPECT_LE(kernel_error(streamed.denoised(shape), merged), 1e-5);
        streamed.model->take({});
        EXPECT_EQ(different_bits(streamed.denoised(shape), plain), 0u);
        // On a card that multiplies fast one run is cheaper beside; a hundred thousand on a slow one are not.
        DeviceInfo card = device->info();
        card.kind = "discrete";
        PartRuns runs{&streamed.model->denoiser, shape, 1, 1};
        EXPECT_FALSE(with_cheaper_branches(streamed.merged, {{"unet", runs}}, card, 1).parts.at("unet")->branches().empty());
        card.kind = "software", runs.steps = 1e5;
        EXPECT_TRUE(with_cheaper_branches(streamed.merged, {{"unet", runs}}, card, 1).parts.at("unet")->branches().empty());
    }
}

}  // namespace
}  // namespace imagelab::test
