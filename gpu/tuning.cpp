#include "gpu/tuning.h"

#include <spdlog/spdlog.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

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

std::string key(std::string_view variant, DType dtype) {
    return std::string(variant) + " " + std::string(dtype_name(dtype));
}

}  // namespace

ForcedVariant forced_variant(const char* variable, const Tuning* tuning) {
    const char* value = std::getenv(variable);
    const std::string text = tuning != nullptr && !tuning->forced.empty() ? tuning->forced : value != nullptr ? value : "";
    const size_t colon = text.find(':');
    if (colon == std::string::npos) return {text, 1};
    return {text.substr(0, colon), static_cast<uint32_t>(std::max(1, std::atoi(text.c_str() + colon + 1)))};
}

std::optional<double> measured_rate(const Tuning* tuning, std::string_view variant, DType dtype) {
    if (tuning == nullptr) return {};
    const auto found = tuning->tflops.find(key(variant, dtype));
    return found == tuning->tflops.end() ? std::nullopt : std::optional(found->second);
}

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
        spdlog::debug("the measurement of {} is not kept: {}", device.name, error.what());
    }
}

void measure_tuning(Device& device, const Capabilities& capabilities, Tuning& tuning, int64_t side) {
    for (const DType dtype : device.info().dtypes) {
        MatrixProduct product;
        product.dtype = dtype;
        product.rows = product.columns = product.channels = side;
        for (const MatrixVariant& variant : matrix_variants()) {
            const double expected = capabilities.type == DeviceType::software ? variant.software_rate : variant.hardware_rate;
            if (expected <= 0 || !runs(variant, product, capabilities)) continue;
            tuning.forced = variant.name;
            tuning.tflops[key(variant.name, dtype)] = measured_flops_per_second(device, dtype, side) * 1e-12;
        }
    }
    tuning.forced.clear();
}

}  // namespace imagelab::gpu
