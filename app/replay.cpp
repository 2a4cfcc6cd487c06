// imagelab replay: makes a picture again from what it says of itself, and compares.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/subcommand.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/image/likeness.h"
#include "core/library/model_library.h"
#include "core/library/picture_networks.h"
#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "core/pipelines/output_name.h"
#include "core/request/replay.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int equal_within = 2;  // of 255: what another processor's rounding may make

struct ReplayOptions {
    std::string picture, model, output, device = "auto";
    std::optional<DType> dtype;
    bool json = false;
};

struct Comparison {
    fs::path picture;  // the new one
    bool same_size = true;
    int largest = 255;  // difference of a value, of 255
    double mean = 255;
    std::optional<Likeness> likeness;  // none: the pictures are too small for it
    bool equal() const { return same_size && largest <= equal_within; }
};

Comparison compare(const RgbImage& original, const fs::path& path) {
    const auto again = read_picture(path);
    if (!again) throw Error(again.error());
    if (again->width != original.width || again->height != original.height) return {path, false, 255, 255, {}};
    Comparison found{path, true, 0, 0, {}};
    for (size_t i = 0; i < original.pixels.size(); ++i) {
        const int difference = std::abs(int{original.pixels[i]} - int{again->pixels[i]});
        found.largest = std::max(found.largest, difference);
        found.mean += difference;
    }
    found.mean /= static_cast<double>(original.pixels.size());
    if (std::min(original.width, original.height) >= 11) found.likeness = likeness(original, *again);
    return found;
}

std::string verdict(const Comparison& found) {
    if (!found.same_size) return "The new picture has another size.";
    if (found.largest == 0) return "Every pixel is equal.";
    std::string text = found.equal() ? "Equal within rounding" : "The pictures differ";
    text += ": by " + fixed_text(found.mean, 3) + " of 255 on average and " + std::to_string(found.largest) + " at most";
    if (found.likeness) text += "; PSNR " + fixed_text(found.likeness->psnr, 1) + " dB, SSIM " + fixed_text(found.likeness->ssim, 3);
    return text + ".";
}

// What the picture names, on this machine.
Result<Request> request_of(const Imported& imported, const ReplayOptions& options) {
    Request request = imported.request;
    request.device = options.device;
    if (options.dtype) request.dtype = options.dtype;
    request.output = options.output.empty() ? (fs::absolute("output_images") / "").string() : options.output;
    if (!options.model.empty()) {
        request.model = options.model;
        return request;
    }
    const ModelLibrary library = ModelLibrary::scan(data_dir());
    const auto model = model_of_picture(library.models(), request.model, imported.model_hash);
    if (!model) return Failure{"model " + request.model + ", which made it, is not here: name its file with --model"};
    request.model = *model;
    const PictureNetworks networks = networks_of_picture(library.models(), imported, data_dir());
    if (!networks.missing_loras.empty()) {
        std::string names;
        for (const NetworkHash& missing : networks.missing_loras) names += (names.empty() ? "" : ", ") + name_with_hash(missing);
        return Failure{"LoRAs that it was made with are not here: " + names};
    }
    request.loras = networks.loras;
    request.prompt = networks.prompt;
    for (const NetworkHash& missing : networks.missing_embeddings)
        std::fprintf(stderr, "imagelab: the embedding %s is not here: its name is read as plain words\n", name_with_hash(missing).c_str());
    for (const std::string& name : networks.other_files)
        std::fprintf(stderr, "imagelab: the LoRA %s here is another file than the picture's\n", name.c_str());
    if (request.refiner.empty()) return request;
    const auto refiner = model_of_picture(library.models(), request.refiner, imported.refiner_hash);
    if (!refiner) return Failure{"refiner " + request.refiner + ", which finished it, is not here"};
    request.refiner = *refiner;
    return request;
}

int report(const ReplayOptions& options, const Imported& imported, const JobResult& result, const Comparison& found) {
    if (options.json) {
        json told = {{"status", "done"},
                     {"program", imported.program},
                     {"image", found.picture.string()},
                     {"equal", found.equal()},
                     {"same_size", found.same_size},
                     {"largest_difference", found.largest},
                     {"mean_difference", found.mean},
                     {"replay", replay_sentence(imported.request)},
                     {"not_carried_over", imported.notes},
                     {"request", request_to_json(result.request)}};
        if (found.likeness && found.largest > 0) told["psnr_db"] = found.likeness->psnr, told["ssim"] = found.likeness->ssim;
        print_json(told);
    } else {
        std::printf("%s\n%s\n", found.picture.c_str(), verdict(found).c_str());
        if (const std::string replay = replay_sentence(imported.request); !replay.empty()) std::printf("Drawn %s.\n", replay.c_str());
        if (!imported.notes.empty()) std::printf("What %s did and is not done here, or not so:\n", imported.program.c_str());
        for (const std::string& note : imported.notes) std::printf("- %s\n", note.c_str());
    }
    return found.equal() ? exit_done : exit_failed;
}

int replay(const ReplayOptions& options) {
    const auto metadata = read_metadata(options.picture);
    if (!metadata) return fail(exit_usage, metadata.error(), options.json);
    const auto imported = import_request(*metadata);
    if (!imported) return fail(exit_usage, options.picture + ": " + imported.error(), options.json);
    const auto original = read_picture(options.picture);
    if (!original) return fail(exit_usage, original.error(), options.json);
    const auto request = request_of(*imported, options);
    if (!request) return fail(exit_model, request.error(), options.json);
    if (const auto place = output_place(request->output); !place) return fail(exit_usage, place.error(), options.json);

    const auto session = Session::open(make_devices(0), {.measured = data_dir()});
    if (!session) return fail(exit_failed, session.error(), options.json);
    const Trouble trouble = check_beforehand(*request, (*session)->devices());
    if (trouble.exit_code != exit_done) return fail(trouble.exit_code, trouble.message, options.json);
    if (const auto ready = prepare_output(*request); !ready) return fail(exit_disk, ready.error(), options.json);
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    auto display = options.json ? nullptr : std::make_unique<ProgressDisplay>();
    const JobResult result = (*session)->run(
        *request,
        [&](const Progress& progress) {
            if (display) display->show(progress);
        },
        cancel);
    display.reset();
    if (result.status != JobResult::Status::done) return fail(exit_code_of(result), result.message, options.json);
    // ComfyUI's pictures are of a batch, and do not say which of it.
    Comparison best = compare(*original, result.images.front());
    for (size_t i = 1; i < result.images.size(); ++i) {
        if (const Comparison other = compare(*original, result.images[i]); other.mean < best.mean) best = other;
    }
    return report(options, *imported, result, best);
}

}  // namespace

Subcommands add_replay_commands(CLI::App& app) {
    const auto options = std::make_shared<ReplayOptions>();
    CLI::App* command = app.add_subcommand(
        "replay", "Make a picture again from the metadata in it, of this program, A1111, ComfyUI and others, and compare the two");
    command->add_option("PICTURE", options->picture, "The picture")->required();
    command->add_option("--model", options->model, "Model to use (default: the one that the picture names, by hash or name)")
        ->type_name("MODEL");
    command->add_option("--output", options->output, "Where the new picture goes: a file or a folder (default ./output_images)")
        ->type_name("PATH");
    add_device_options(*command, options->device, options->dtype, true);
    command->add_flag("--json", options->json, "Print the result as JSON");
    return {{command, [options] { return replay(*options); }}};
}

}  // namespace imagelab
