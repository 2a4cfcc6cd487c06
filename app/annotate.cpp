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
#include "app/nearness.h"
#include "app/subcommand.h"
#include "core/control/annotate.h"
#include "core/pipelines/depth.h"

namespace imagelab {
namespace {

constexpr ControlType types[] = {ControlType::canny, ControlType::scribble, ControlType::lineart,
                                 ControlType::tile,  ControlType::depth,    ControlType::pose};

struct AnnotateOptions {
    std::string type, in, output;
    NearnessOptions near;
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
    const bool estimated = type == ControlType::depth;
    if (const std::string why = cannot_annotate(type); !why.empty() && !estimated)
        return fail(exit_usage, options.type + ": " + why, options.json);
    if (options.thresholds.low > options.thresholds.high)
        return fail(exit_usage,
                    "--low " + std::to_string(options.thresholds.low) + " is above --high " + std::to_string(options.thresholds.high),
                    options.json);
    const auto picture = read_picture(options.in);
    if (!picture) return fail(exit_usage, picture.error(), options.json);
    RgbImage made;
    if (estimated) {
        const Result<BrightnessMap> nearness = estimated_nearness(*picture, options.near);
        if (!nearness) return fail(exit_usage, options.type + ": " + nearness.error(), options.json);
        made = depth_picture(*nearness);
    } else {
        made = annotated(*picture, type, options.thresholds);
    }
    try {
        write_png(options.output, made, {});
    } catch (const Error& error) {
        return fail(exit_disk, error.what(), options.json);
    }
    if (options.json) {
        print_json({{"path", options.output}, {"type", options.type}, {"width", made.width}, {"height", made.height}});
    } else {
        std::printf("%s\n", options.output.c_str());
    }
    return exit_done;
}

}  // namespace

Subcommands add_annotate_commands(CLI::App& app) {
    const auto options = std::make_shared<AnnotateOptions>();
    CLI::App* command = app.add_subcommand("annotate", "Make the control picture that --control type=TYPE would use, as PNG");
    command->add_option("TYPE", options->type, "canny, scribble, lineart, tile or depth")
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
    add_nearness_options(*command, options->near, "depth: ");
    command->add_flag("--json", options->json, "Print one JSON object");
    return {{command, [options] { return annotate(*options); }}};
}

}  // namespace imagelab
