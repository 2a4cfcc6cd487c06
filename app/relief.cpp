// A picture as a body to print.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/nearness.h"
#include "app/progress.h"
#include "app/subcommand.h"
#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "core/base/number.h"
#include "core/relief/mesh_writer.h"
#include "core/relief/print_checks.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct ReliefOptions {
    std::string picture, output;
    ReliefSize size;
    ReliefShape shape;
    double simplify_mm = 0;  // 0: a vertex for each pixel
    bool by_depth = false;
    NearnessOptions near;
    bool json = false;
};

struct Written {
    uint32_t vertices = 0, triangles = 0;
    uint64_t bytes = 0;
};

std::string range_trouble(const char* option, double value, double low, double high, bool above_low) {
    const bool good = value <= high && (above_low ? value > low : value >= low);
    if (good) return {};
    return std::string(option) + " is " + general_text(value) + "; allowed: a number " + (above_low ? "above " : "from ") +
           general_text(low) + " to " + general_text(high);
}

std::string trouble_of(const ReliefOptions& options) {
    for (const std::string& trouble :
         {range_trouble("--width-mm", options.size.width_mm, 1, 2000, false),
          range_trouble("--depth-mm", options.size.depth_mm, 0, 500, false), range_trouble("--base-mm", options.size.base_mm, 0, 500, true),
          range_trouble("--compress", options.shape.compress, 0, 1000, false),
          range_trouble("--detail", options.shape.detail, 0, 10, false), range_trouble("--simplify", options.simplify_mm, 0, 10, false)})
        if (!trouble.empty()) return trouble;
    if (options.simplify_mm > 0 && options.simplify_mm < 1e-4)
        return "--simplify is below 0.0001 mm; leave it out for a vertex for each pixel";
    return {};
}

Written write(const ReliefOptions& options, MeshFormat format, HeightMap map, const CancelToken& cancel) {
    PercentDisplay display(!options.json);
    std::unique_ptr<Mesh> mesh;
    if (options.simplify_mm > 0) {
        mesh = std::make_unique<StoredMesh>(adaptive_relief(
            map, options.size, options.simplify_mm, [&](double share) { display.show(0.9 * share); }, cancel));
    } else {
        mesh = std::make_unique<GridRelief>(std::move(map), options.size);
    }
    const double before = options.simplify_mm > 0 ? 0.9 : 0;
    const MeshWriting writing{[&](double share) { display.show(before + (1 - before) * share); }, cancel};
    const uint64_t bytes = write_mesh(options.output, *mesh, format, writing);
    return {mesh->vertices(), mesh->triangles(), bytes};
}

void tell(const ReliefOptions& options, const Written& written, const PrintChecks& checks, double seconds) {
    if (options.json) {
        print_json({{"path", options.output},
                    {"vertices", written.vertices},
                    {"triangles", written.triangles},
                    {"bytes", written.bytes},
                    {"size_mm", {checks.width_mm, checks.height_mm, checks.depth_mm}},
                    {"volume_cm3", checks.volume_cm3},
                    {"thinnest_mm", checks.thinnest_mm},
                    {"thin_share", checks.thin_share},
                    {"steepest_degrees", checks.steepest_degrees},
                    {"overhang_standing_share", checks.overhang_standing_share},
                    {"warnings", checks.warnings},
                    {"seconds", seconds}});
        return;
    }
    std::printf("%s: %s x %s x %s mm, %s cm3, %u triangles, %s\n", options.output.c_str(), general_text(checks.width_mm, 5).c_str(),
                general_text(checks.height_mm, 5).c_str(), general_text(checks.depth_mm, 5).c_str(),
                general_text(checks.volume_cm3, 4).c_str(), written.triangles, readable_bytes(static_cast<int64_t>(written.bytes)).c_str());
    std::printf("steepest place %s degrees; printed lying nothing overhangs, standing %s %% of it\n",
                fixed_text(checks.steepest_degrees, 0).c_str(), general_text(100 * checks.overhang_standing_share, 2).c_str());
    for (const std::string& warning : checks.warnings) std::fprintf(stderr, "Note: %s\n", warning.c_str());
}

// What is near stands high.
Result<BrightnessMap> nearness_of(const ReliefOptions& options) {
    const auto picture = read_picture(options.picture);
    if (!picture) return Failure{picture.error()};
    return estimated_nearness(*picture, options.near);
}

int relief(const ReliefOptions& options) {
    const auto format = mesh_format_of_file(options.output);
    if (!format)
        return fail(exit_usage, "--output " + options.output + ": a relief is written as .stl, .obj or .3mf: name it so", options.json);
    if (const std::string trouble = trouble_of(options); !trouble.empty()) return fail(exit_usage, trouble, options.json);
    const auto picture = options.by_depth || !options.near.network.empty() ? nearness_of(options) : read_brightness(options.picture);
    if (!picture) return fail(exit_usage, picture.error(), options.json);
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    const auto begin = Clock::now();
    try {
        HeightMap map = relief_heights(*picture, options.shape, cancel);
        const PrintChecks checks = print_checks(map, options.size);
        std::error_code code;
        const fs::path folder = fs::path(options.output).parent_path();
        if (!folder.empty()) fs::create_directories(folder, code);
        const Written written = write(options, *format, std::move(map), cancel);
        tell(options, written, checks, seconds_since(begin));
    } catch (const Cancelled&) {
        return fail(exit_cancelled, "stopped; nothing was written", options.json);
    } catch (const Error& trouble) {
        const bool limit = std::string_view(trouble.what()).starts_with("[relief]");
        return fail(limit ? exit_usage : exit_disk, trouble.what(), options.json);
    }
    return exit_done;
}

}  // namespace

Subcommands add_relief_commands(CLI::App& app) {
    auto options = std::make_shared<ReliefOptions>();
    CLI::App* command = app.add_subcommand("relief", "A picture as a body to print: brightness becomes height");
    command->add_option("PICTURE", options->picture, "Bright is high; PNG, TIFF and EXR of 16 bits keep them all")
        ->type_name("FILE")
        ->required();
    command->add_option("--output,-o", options->output, "OUT.stl, OUT.obj or OUT.3mf")->type_name("FILE")->required();
    const auto number = [&](const char* name, double& value, const char* unit, const char* text) {
        command->add_option(name, value, text)->type_name(unit);
    };
    number("--width-mm", options->size.width_mm, "W", "Width, 1 to 2000 mm (default 100); the picture's shape gives the height");
    number("--depth-mm", options->size.depth_mm, "D", "From black to white, 0 to 500 mm (default 3)");
    number("--base-mm", options->size.base_mm, "B", "The plate beneath it, above 0 to 500 mm (default 2)");
    command->add_flag("--invert", options->shape.invert, "Black stands high, as a lithophane lit from behind needs it");
    number("--compress", options->shape.compress, "X",
           "Bas-relief: large steps are flattened more than small ones, 1 mildly, 10 strongly (default 0: heights are the brightness)");
    number("--detail", options->shape.detail, "X", "How much fine structure is added, 0 to 10 (default 0)");
    number("--simplify", options->simplify_mm, "MM",
           "Fewer triangles, no pixel's height off by more than so much (default: a vertex for each pixel)");
    command->add_flag("--depth", options->by_depth, "What is near stands high, as a network estimates it, in place of what is bright");
    add_nearness_options(*command, options->near, "--depth: ");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer(
        "\nThe body is closed; x is its width, y goes up in the picture, z from 0; millimetres.\n\n  imagelab relief face.png --output "
        "face.stl\n  imagelab relief photo.jpg --output photo.3mf --width-mm 80 --depth-mm 2.2 --base-mm 0.8 --invert\n");
    return {{command, [options] { return relief(*options); }}};
}

}  // namespace imagelab
