// A control picture made of a picture.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/made_mask.h"
#include "app/subcommand.h"
#include "core/control/annotate.h"

namespace imagelab {
namespace {

constexpr ControlType types[] = {ControlType::canny,   ControlType::scribble, ControlType::softedge,
                                 ControlType::lineart, ControlType::tile,     ControlType::depth,
                                 ControlType::pose,    ControlType::normal,   ControlType::segmentation};

struct AnnotateOptions {
    std::string type, in, output;
    std::string network, device = "auto";
    CannyThresholds thresholds;
    bool json = false;
};

std::vector<std::string> type_names() {
    std::vector<std::string> names;
    for (const ControlType type : types) names.emplace_back(control_type_name(type));
    return names;
}

int annotate(const AnnotateOptions& options) {
    ControlType type = ControlType::none;
    for (const ControlType each : types) {
        if (control_type_name(each) == options.type) type = each;
    }
    if (options.thresholds.low > options.thresholds.high)
        return fail(exit_usage,
                    "--low " + std::to_string(options.thresholds.low) + " is above --high " + std::to_string(options.thresholds.high),
                    options.json);
    const auto picture = read_picture(options.in);
    if (!picture) return fail(exit_usage, picture.error(), options.json);
    if (!options.network.empty() && !networks_annotate(type))
        return fail(exit_usage, "--network: no network makes a picture of type " + options.type, options.json);
    Seen seen;
    if (networks_annotate(type)) {
        Looking wanted{Looking::For::control, options.in, options.network};
        wanted.type = type;
        Result<Seen> found = mask_made(wanted, options.device);
        if (!found) return fail(exit_usage, options.type + ": " + found.error(), options.json);
        seen = std::move(*found);
    } else {
        seen.picture = annotated(*picture, type, options.thresholds);
    }
    const RgbImage& made = seen.picture;
    try {
        write_png(options.output, made, {});
    } catch (const Error& error) {
        return fail(exit_disk, error.what(), options.json);
    }
    if (options.json) {
        print_json({{"path", options.output},
                    {"type", options.type},
                    {"width", made.width},
                    {"height", made.height},
                    {"network", seen.network.empty() ? nlohmann::json() : nlohmann::json(seen.network)}});
    } else {
        std::printf("%s\n", options.output.c_str());
    }
    return exit_done;
}

}  // namespace

Subcommands add_annotate_commands(CLI::App& app) {
    const auto options = std::make_shared<AnnotateOptions>();
    CLI::App* command = app.add_subcommand("annotate", "Make the control picture that --control type=TYPE would use, as PNG");
    command->add_option("TYPE", options->type, "canny, scribble, softedge, lineart, tile, depth, pose, normal or segmentation")
        ->type_name("TYPE")
        ->required()
        ->check(CLI::IsMember(type_names()).description(""));
    command->add_option("PICTURE", options->in, "What it is made of, at its own size")->type_name("FILE")->required();
    command->add_option("--output,-o", options->output, "Where it goes")->type_name("FILE")->required();
    const auto threshold = [&](const char* name, int& value, const char* text) {
        command->add_option(name, value, text)->type_name("N")->check(CLI::Range(0, 2040).description(""));
    };
    threshold("--low", options->thresholds.low, "canny: from which gradient on an edge goes on (default 100)");
    threshold("--high", options->thresholds.high, "canny: from which gradient on an edge begins (default 200)");
    command
        ->add_option(
            "--network", options->network,
            "softedge, lineart, depth, pose, normal, segmentation: an ONNX file (default: of DATA/models/annotators/TYPE, for depth of "
            "DATA/models/depth)")
        ->type_name("FILE");
    command->add_option("--device", options->device, "Where it runs (default auto)")->type_name("DEVICE");
    command->add_flag("--json", options->json, "Print one JSON object");
    return {{command, [options] { return annotate(*options); }}};
}

}  // namespace imagelab
