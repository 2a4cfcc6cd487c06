// Where the time of a model's networks goes on a device.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/device/op_table.h"
#include "core/families/diffusion_model.h"
#include "core/library/model_library.h"

namespace imagelab {
namespace {

using nlohmann::json;

// One of a model's networks.
struct Subject {
    std::string name;
    Network& network;
    NetworkShape shape;
    Rate rate;  // of the ops that are timed: those of a text encoder run once a prompt
};

std::vector<float> noise(int64_t count) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<float> values(static_cast<size_t>(count));
    for (float& value : values) value = normal(random);
    return values;
}

// Numbers for every input: noise, a timestep in the middle, whole numbers that any table and any row count has, all keys counted.
void feed(Program& program, const Graph& graph, const NetworkShape& shape) {
    for (const ValueId id : graph.inputs) {
        const Node& node = graph.nodes[id];
        const std::string& name = std::get<op::Input>(node.op).name;
        const auto count = static_cast<size_t>(element_count(node.shape));
        if (node.dtype == DType::i32) {
            program.write(name, std::vector<int32_t>(count, name == "counts" ? shape.tokens : 1));
        } else {
            program.write(name, name == "timestep" ? std::vector<float>(count, 500) : noise(static_cast<int64_t>(count)));
        }
    }
}

std::vector<Subject> subjects(DiffusionModel& model, const BenchOptions& options) {
    const int scale = model.files().vae.downscale(), height = options.height / scale, width = options.width / scale;
    std::vector<Subject> all;
    for (const auto& [name, network] : model.networks()) {
        if (network == &model.denoiser) {
            all.push_back({name, *network, {options.batch, height, width, model.context_tokens()}, Rate::step});
        } else if (network == &model.vae_decoder) {
            all.push_back({name, *network, {1, height, width, 0}, Rate::step});
        } else if (network != &model.vae_encoder && network != &model.shallow_denoiser) {
            all.push_back({name, *network, {1, 0, 0, model.context_tokens()}, Rate::prompt});
        }
    }
    return all;
}

struct Measured {
    double seconds = 0, flops = 0;
    OpTable table;
};

Measured measure(const Subject& subject) {
    using Clock = std::chrono::steady_clock;
    Program& program = subject.network.ready(subject.shape, {}, {});
    const Graph graph = subject.network.trace(subject.shape);
    Measured measured{1e9};
    for (int i = 0; i < 4; ++i) {  // the first warms up
        feed(program, graph, subject.shape);
        const auto begin = Clock::now();
        program.run({});
        if (i > 0) measured.seconds = std::min(measured.seconds, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    feed(program, graph, subject.shape);
    measured.table = profile(program, subject.rate);
    measured.flops = measured.table.sum.flops;
    return measured;
}

json to_json(const Subject& subject, const Measured& measured, double peak) {
    const double rate = measured.flops / measured.seconds;
    return {{"network", subject.name},         {"batch", subject.shape.batch},
            {"height", subject.shape.height},  {"width", subject.shape.width},
            {"tokens", subject.shape.tokens},  {"seconds", measured.seconds},
            {"tflop", measured.flops * 1e-12}, {"tflops", rate * 1e-12},
            {"share_of_peak", rate / peak},    {"ops", op_table_json(measured.table)}};
}

}  // namespace

int bench_command(const BenchOptions& options) {
    const auto devices = make_devices(options.threads);
    const auto chosen = device_for(devices, options.device, options.dtype);
    if (!chosen) return fail(exit_device, chosen.error(), options.json);
    Device& device = **chosen;
    const auto path = model_path(options.model, data_dir());
    const auto files = path ? open_model(*path) : Result<OpenedModel>(Failure{path.error()});
    if (!files) return fail(exit_model, files.error(), options.json);

    const DType dtype = options.dtype.value_or(device.info().dtypes.front());
    const std::unique_ptr<DiffusionModel> model = make_model(device, *files, dtype);
    const double peak = device.estimated_flops_per_second(dtype);
    BenchOptions sized = options;
    const int side = (*files)->sample_size() * (*files)->vae.downscale();
    if (sized.width == 0) sized.width = side;
    if (sized.height == 0) sized.height = side;
    json networks = json::array();
    if (!options.json)
        std::printf("%s on %s (%s) in %s, %d x %d; a plain product reaches %s TFLOP/s\n", (*files)->name.c_str(), device.info().id.c_str(),
                    device.info().name.c_str(), std::string(dtype_name(dtype)).c_str(), sized.width, sized.height,
                    general_text(peak * 1e-12, 3).c_str());
    for (const Subject& subject : subjects(*model, sized)) {
        const Measured measured = measure(subject);
        networks.push_back(to_json(subject, measured, peak));
        subject.network.unload();
        if (options.json) continue;
        std::printf("\n%s, batch %d: %s, %s TFLOP/s, %s %% of the peak\n%s", subject.name.c_str(), subject.shape.batch,
                    duration_text(measured.seconds).c_str(), general_text(measured.flops / measured.seconds * 1e-12, 3).c_str(),
                    fixed_text(100 * measured.flops / measured.seconds / peak, 0).c_str(), op_table_text(measured.table, peak).c_str());
        std::fflush(stdout);
    }
    const json object = {{"model", (*files)->name},     {"device", device.info().id}, {"device_name", device.info().name},
                         {"dtype", dtype_name(dtype)},  {"width", sized.width},       {"height", sized.height},
                         {"peak_tflops", peak * 1e-12}, {"networks", networks}};
    if (options.json) print_json(object);
    return exit_done;
}

}  // namespace imagelab
