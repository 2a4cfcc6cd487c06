#include "app/nearness.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "app/devices.h"
#include "core/base/paths.h"
#include "core/control/annotate.h"
#include "core/library/network_paths.h"
#include "core/pipelines/depth.h"

namespace imagelab {

void add_nearness_options(CLI::App& command, NearnessOptions& options, const std::string& before) {
    command
        .add_option("--network", options.network,
                    before + "an ONNX file of MiDaS, DPT or Depth Anything (default: the one in DATA/models/depth)")
        ->type_name("FILE");
    command.add_option("--device", options.device, before + "where it runs (default auto)")->type_name("DEVICE");
}

Result<BrightnessMap> estimated_nearness(const RgbImage& picture, const NearnessOptions& options) {
    const auto path =
        options.network.empty() ? annotator_path(ControlType::depth, data_dir()) : std::optional<std::filesystem::path>(options.network);
    if (!path) return Failure{cannot_annotate(ControlType::depth)};
    auto files = open_depth(*path);
    if (!files) return Failure{files.error()};
    try {
        const auto devices = make_devices(0);
        const auto device = device_for(devices, options.device, std::nullopt);
        if (!device) return Failure{device.error()};
        DepthEstimator estimator(**device, std::move(*files));
        return estimator.nearness(picture, {}, CancelToken());
    } catch (const std::exception& error) {
        return Failure{path->filename().string() + ": " + error.what()};
    }
}

}  // namespace imagelab
