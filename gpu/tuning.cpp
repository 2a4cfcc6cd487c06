#include "gpu/tuning.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/log.h"
#include "core/base/paths.h"
#include "gpu/kernels/matrix.h"
#include "gpu/measure.h"

namespace imagelab::gpu {
namespace {

namespace fs = std::filesystem;
constexpr int version = 1;  // of the variants' shaders: a change asks for new measurements

std::string identity(const Capabilities& device) {
    return device.name + ", " + device.driver;
}

fs::path file_of(const fs::path& folder, const Capabilities& device) {
    return folder / ("tuning-" + std::to_string(std::hash<std::string>()(identity(device))) + ".json");
}

}  // namespace

std::optional<Tuning> read_tuning(const fs::path& folder, const Capabilities& device) {
    std::ifstream in(file_of(folder, device));
    const auto json = nlohmann::json::parse(in, nullptr, false);
    if (!json.is_object() || json.value("version", 0) != version || json.value("device", "") != identity(device)) return {};
    Tuning tuning;
    const auto rates = json.find("tflops");
    if (rates == json.end() || !rates->is_object()) return {};
    for (const auto& [name, rate] : rates->items()) {
        if (!rate.is_number() || rate.get<double>() <= 0) return {};
        tuning.tflops[name] = rate.get<double>();
    }
    return tuning;
}

void write_tuning(const fs::path& folder, const Capabilities& device, const Tuning& tuning) {
    const std::string text = nlohmann::json{{"version", version}, {"device", identity(device)}, {"tflops", tuning.tflops}}.dump(1) + "\n";
    try {
        fs::create_directories(folder);
        write_file_atomically(file_of(folder, device), text.data(), text.size());
    } catch (const std::exception& error) {
        log_debug("the measurement of " + device.name + " is not kept: " + error.what());
    }
}

void measure_tuning(Device& device, const Capabilities& capabilities, Tuning& tuning, int64_t side) {
    for (const DType dtype : device.info().dtypes) {
        MatrixProduct product;
        product.dtype = dtype;
        product.rows = product.columns = product.channels = side;
        for (const MatrixVariant& variant : matrix_variants()) {
            if (variant.expected.on(capabilities) <= 0 || !runs(variant, product, capabilities)) continue;
            tuning.forced = variant.name;
            tuning.tflops[rate_key(variant.name, dtype)] = measured_flops_per_second(device, dtype, side) * 1e-12;
        }
    }
    tuning.forced.clear();
}

}  // namespace imagelab::gpu
