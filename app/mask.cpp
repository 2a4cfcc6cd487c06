// What networks find in a picture: as a mask (`mask`), or as boxes (`detect`).
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
#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/pipelines/detector.h"

namespace imagelab {
namespace {

struct MaskOptions {
    std::string kind, picture, output, network, device = "auto";
    bool json = false;
};

int make_mask(const MaskOptions& options) {
    const auto seen = mask_made({mask_kind(options.kind).value(), options.picture, options.network}, options.device);
    if (!seen) return fail(exit_usage, seen.error(), options.json);
    try {
        write_png(options.output, as_rgb(seen->mask), {});
    } catch (const Error& error) {
        return fail(exit_disk, error.what(), options.json);
    }
    if (options.json) {
        print_json({{"path", options.output}, {"kind", options.kind}, {"network", seen->network}, {"parts", seen->parts.size()}});
    } else {
        std::printf("%s\n", options.output.c_str());
    }
    return exit_done;
}

struct DetectOptions {
    std::string picture, output, device = "auto";
    DetailUse use = {.dilate = 0, .top = 64};
    bool json = false;
};

int detect(const DetectOptions& options) {
    Looking wanted{Looking::For::parts, options.picture, {}, options.use};
    const auto seen = mask_made(wanted, options.device);
    if (!seen) return fail(exit_usage, seen.error(), options.json);
    if (!options.output.empty()) {
        try {
            write_png(options.output, with_parts_shown(read_picture(options.picture).value(), seen->parts), {});
        } catch (const Error& error) {
            return fail(exit_disk, error.what(), options.json);
        }
    }
    nlohmann::json parts = nlohmann::json::array();
    for (const DetectedPart& part : seen->parts) {
        const double box[] = {part.left, part.top, part.right, part.bottom};
        if (options.json) {
            parts.push_back({{"class", part.name}, {"confidence", part.confidence}, {"box", box}, {"outlined", !part.mask.pixels.empty()}});
        } else {
            std::printf("%s %s  %s,%s to %s,%s\n", part.name.c_str(), fixed_text(part.confidence, 2).c_str(), fixed_text(box[0], 0).c_str(),
                        fixed_text(box[1], 0).c_str(), fixed_text(box[2], 0).c_str(), fixed_text(box[3], 0).c_str());
        }
    }
    if (options.json) print_json({{"network", seen->network}, {"parts", parts}});
    if (!options.json && seen->parts.empty()) std::printf("nothing\n");
    return exit_done;
}

Subcommand add_mask(CLI::App& app) {
    const auto options = std::make_shared<MaskOptions>();
    CLI::App* command = app.add_subcommand("mask", "Make a mask of what a network finds in a picture, white on black");
    command->add_option("KIND", options->kind, comma_list(mask_kinds()))
        ->type_name("KIND")
        ->required()
        ->check(CLI::IsMember(mask_kinds()).description(""));
    command->add_option("PICTURE", options->picture, "What is looked at")->type_name("FILE")->required();
    command->add_option("--output,-o", options->output, "Where the mask goes, as PNG")->type_name("FILE")->required();
    command
        ->add_option("--network", options->network,
                     "An ONNX file, or its name in DATA/models/segmentation (subject, background: U2-Net, IS-Net, BiRefNet,\nRMBG, MODNet) "
                     "or DATA/models/detectors (default: the first there that does)")
        ->type_name("NAME");
    command->add_option("--device", options->device, "Where it runs (default auto)")->type_name("DEVICE");
    command->add_flag("--json", options->json, "Print one JSON object");
    return {command, [options] { return make_mask(*options); }};
}

Subcommand add_detect(CLI::App& app) {
    const auto options = std::make_shared<DetectOptions>();
    CLI::App* command = app.add_subcommand("detect", "Say what a detector finds in a picture, as --detailer would take it");
    command->add_option("PICTURE", options->picture, "What is looked at")->type_name("FILE")->required();
    command
        ->add_option("--model", options->use.model,
                     "A detector as ONNX (YOLO, YuNet), or its name in DATA/models/detectors (default: the first there)")
        ->type_name("NAME");
    command->add_option("--classes", options->use.classes, "What is looked for, parted by commas (default: all it knows)")
        ->type_name("NAMES");
    command->add_option("--confidence", options->use.confidence, "From which something is found (default 0.3)")
        ->type_name("X")
        ->check(CLI::Range(0.0, 1.0).description(""));
    command->add_option("--output,-o", options->output, "A PNG that shows the boxes over the picture")->type_name("FILE");
    command->add_option("--device", options->device, "Where it runs (default auto)")->type_name("DEVICE");
    command->add_flag("--json", options->json, "Print one JSON object");
    return {command, [options] { return detect(*options); }};
}

}  // namespace

Subcommands add_mask_commands(CLI::App& app) {
    return {add_mask(app), add_detect(app)};
}

}  // namespace imagelab
