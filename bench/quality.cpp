// What do arithmetic in 8-bit integers and reused depth (DeepCache) cost in quality? bench_quality FILE.json: pictures of the bundled model
// against those in bf16 and in f32, and every second or third step whole against every one, from the same noise, and the error of each kind of layer of SDXL's UNet with random weights and inputs, against f32.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "bench/support/network.h"
#include "core/cpu/cpu_device.h"
#include "core/image/likeness.h"
#include "core/jobs/session.h"
#include "core/ops/ops.h"

using namespace imagelab;
using nlohmann::json;

namespace {

constexpr const char* prompts[] = {"a red apple",
                                   "a yellow star on a blue background",
                                   "a house in the snow",
                                   "a sleeping cat, flat sticker",
                                   "a green fish",
                                   "a rocket at night",
                                   "a strawberry",
                                   "a purple star",
                                   "a blue car",
                                   "a cat on the grass",
                                   "an orange fish, round flat",
                                   "a pink house",
                                   "a brown cat",
                                   "an apple, shaded cartoon",
                                   "a star at night",
                                   "a green apple on a pink background",
                                   "a fish",
                                   "a red rocket",
                                   "a strawberry, flat sticker",
                                   "a blue house at night"};

RgbImage drawn(Session& session, const std::string& prompt, DType dtype, const std::filesystem::path& folder, int deep_cache = 1) {
    Request request;
    request.prompt = prompt;
    request.steps = 25;
    request.guidance = 4;
    request.seed = 1;
    request.device = "cpu";
    request.dtype = dtype;
    request.deep_cache = deep_cache;
    request.output = folder / "";
    const JobResult result = session.run(request, nullptr, {});
    if (result.status != JobResult::Status::done) throw Error("[quality] " + result.message);
    return read_picture(result.images.at(0)).value();
}

json summary(std::vector<Likeness> all) {
    const auto median = [&](auto member) {
        std::sort(all.begin(), all.end(), [&](const Likeness& a, const Likeness& b) { return a.*member < b.*member; });
        return all[all.size() / 2].*member;
    };
    const auto least = [&](auto member) {
        double value = INFINITY;
        for (const Likeness& each : all) value = std::min(value, each.*member);
        return value;
    };
    return {{"pictures", all.size()},
            {"psnr", median(&Likeness::psnr)},
            {"psnr_least", least(&Likeness::psnr)},
            {"ssim", median(&Likeness::ssim)},
            {"ssim_least", least(&Likeness::ssim)}};
}

json pictures() {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_cpu_device());
    const std::vector<DType> offered = devices.front()->info().dtypes;
    Session session(std::move(devices));
    const auto folder = std::filesystem::temp_directory_path() / "imagelab_bench_quality";
    std::filesystem::create_directories(folder);
    std::vector<std::pair<DType, DType>> pairs{{DType::i8, DType::f32}};
    if (offered.front() == DType::bf16) pairs = {{DType::i8, DType::bf16}, {DType::i8, DType::f32}, {DType::bf16, DType::f32}};
    const int intervals[] = {2, 3};
    std::vector<std::vector<Likeness>> found(pairs.size()), reused(std::size(intervals));
    for (const char* prompt : prompts) {
        std::map<DType, RgbImage> made;
        for (const DType dtype : {DType::f32, offered.front(), DType::i8}) made.emplace(dtype, drawn(session, prompt, dtype, folder));
        for (size_t i = 0; i < pairs.size(); ++i) {
            found[i].push_back(likeness(made.at(pairs[i].second), made.at(pairs[i].first)));
            std::printf("%-40s %4s against %4s: %5.1f dB, SSIM %.4f\n", prompt, std::string(dtype_name(pairs[i].first)).c_str(),
                        std::string(dtype_name(pairs[i].second)).c_str(), found[i].back().psnr, found[i].back().ssim);
        }
        for (size_t i = 0; i < reused.size(); ++i) {
            reused[i].push_back(likeness(made.at(offered.front()), drawn(session, prompt, offered.front(), folder, intervals[i])));
            std::printf("%-40s DeepCache %d: %5.1f dB, SSIM %.4f\n", prompt, intervals[i], reused[i].back().psnr, reused[i].back().ssim);
        }
    }
    std::filesystem::remove_all(folder);
    json rows = json::array();
    for (size_t i = 0; i < pairs.size(); ++i) {
        json row = summary(found[i]);
        row["dtype"] = dtype_name(pairs[i].first), row["against"] = dtype_name(pairs[i].second);
        rows.push_back(row);
    }
    for (size_t i = 0; i < reused.size(); ++i) {
        json row = summary(reused[i]);
        row["dtype"] = std::string(dtype_name(offered.front())) + ", DeepCache " + std::to_string(intervals[i]);
        row["against"] = dtype_name(offered.front());
        rows.push_back(row);
    }
    return rows;
}

// 64 tokens or 8 x 8 pixels through one layer of the UNet's.
Graph layer(const Node& node, DType dtype) {
    Graph graph;
    graph.compute = dtype;
    graph.name = "layer";
    if (const auto* conv = std::get_if<op::Conv2d>(&node.op)) {
        const Shape& w = conv->weight.shape;
        const Tensor x = ops::input(graph, "x", {1, 8, 8, w[1]}, DType::f32, Rate::step);
        ops::output(
            graph, "y",
            ops::conv2d(x, "layer", static_cast<int>(w[0]), static_cast<int>(w[2]), conv->stride, ops::Padding::same(conv->pad_left)));
    } else {
        const Shape& w = std::get<op::Linear>(node.op).weight.shape;
        const Tensor x = ops::input(graph, "x", {1, 64, w[1]}, DType::f32, Rate::step);
        ops::output(graph, "y", ops::linear(x, "layer", w[0], ops::Bias::yes));
    }
    return graph;
}

// One channel of `outlier` times the others' size, as trained networks have them.
std::vector<float> run(Device& device, const Graph& graph, bool int8, float outlier) {
    const bench::Loaded loaded(device, graph, false, int8);
    const Shape shape = graph.nodes[graph.inputs.at(0)].shape;
    std::vector<float> x(static_cast<size_t>(element_count(shape)));
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    for (float& value : x) value = normal(random);
    for (size_t i = 5; i < x.size(); i += static_cast<size_t>(shape.back())) x[i] *= outlier;
    loaded.program->write("x", x);
    loaded.program->run({});
    return loaded.program->read("y");
}

json layers() {
    const auto device = make_cpu_device();
    const Graph unet = bench::trace_network("unet", 512, 2, DType::f32);
    std::set<std::string> seen;
    json rows = json::array();
    for (const Node& node : unet.nodes) {
        const auto* conv = std::get_if<op::Conv2d>(&node.op);
        const auto* linear = std::get_if<op::Linear>(&node.op);
        const Shape weight = conv ? conv->weight.shape : linear ? linear->weight.shape : Shape{0, 0};
        if (weight[0] < 32 || weight[1] < 32) continue;
        const std::string name = (conv ? "conv " : "linear ") + shape_text(weight) + (conv && conv->stride == 2 ? "/2" : "");
        if (!seen.insert(name).second) continue;
        json row{{"layer", name}};
        for (const auto& [key, outlier] : {std::pair("error", 1.0f), std::pair("error_outlier", 50.0f)}) {
            const std::vector<float> exact = run(*device, layer(node, DType::f32), false, outlier),
                                     rounded = run(*device, layer(node, DType::f32), true, outlier);
            double wrong = 0, all = 0;
            for (size_t i = 0; i < exact.size(); ++i)
                wrong += std::pow(double{rounded[i]} - exact[i], 2), all += std::pow(double{exact[i]}, 2);
            row[key] = std::sqrt(wrong / all);
        }
        std::printf("%-30s %.4f, with an outlier %.4f\n", name.c_str(), row["error"].get<double>(), row["error_outlier"].get<double>());
        rows.push_back(row);
    }
    return rows;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return std::fprintf(stderr, "bench_quality FILE.json\n"), 2;
    const json result{{"pictures", pictures()}, {"layers", layers()}};
    std::ofstream(argv[1]) << result.dump() << "\n";
}
