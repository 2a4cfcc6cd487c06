// Pictures that are there already, enlarged by a network or by Lanczos.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/subcommand.h"
#include "core/base/clock.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/jobs/admission.h"
#include "core/library/network_paths.h"
#include "core/metadata/enlarged_texts.h"
#include "core/pipelines/face_restorer.h"
#include "core/pipelines/upscaler.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct UpscaleOptions {
    std::vector<std::string> pictures;
    std::string model, device = "auto", output;
    std::optional<DType> dtype;
    double scale = 0;   // 0: as the network was trained
    std::string faces;  // empty: they stay as they are
    FaceRestorer::Wish wish;
    int tile = 0;  // pixels of the picture; 0: as memory asks
    bool json = false;
};

struct Work {
    fs::path from, to;
};

// Beside the picture as NAME-x4.png; into a folder as NAME.png; one picture to a file of any name.
Result<std::vector<Work>> places(const UpscaleOptions& options, const std::string& ending) {
    std::error_code code;
    const bool named = !options.output.empty() && picture_format_of_file(options.output) && !fs::is_directory(options.output, code);
    if (named && options.pictures.size() > 1)
        return Failure{"--output " + options.output + ": one file cannot take " + std::to_string(options.pictures.size()) +
                       " pictures, name a folder"};
    std::vector<Work> work;
    std::set<fs::path> taken;
    for (const std::string& picture : options.pictures) {
        const fs::path from(picture);
        if (!fs::exists(from, code)) return Failure{picture + ": there is no such picture"};
        fs::path to = named                    ? fs::path(options.output)
                      : options.output.empty() ? from.parent_path() / (from.stem().string() + ending + ".png")
                                               : fs::path(options.output) / (from.stem().string() + ".png");
        if (fs::equivalent(from, to, code)) return Failure{picture + ": it would be overwritten; name another place with --output"};
        if (!taken.insert(to).second) return Failure{to.string() + ": two of the pictures would get this name, enlarge them one by one"};
        work.push_back({from, std::move(to)});
    }
    return work;
}

// Colours and, where a picture is not opaque everywhere, opacity, each enlarged by itself as Real-ESRGAN does.
struct Made {
    RgbImage colours;
    std::optional<RgbImage> opacity;
};

void write(const Work& work, Made made, const std::string& how) {
    const PictureFormat format = picture_format_of_file(work.to.string()).value_or(PictureFormat::png);
    const std::vector<PictureText> texts = enlarged_texts(work.from, format, how);
    if (!made.opacity) return write_picture(work.to, made.colours, texts, {format});
    write_clear_picture(work.to, {std::move(made.colours), std::move(*made.opacity)}, texts, {format});
}

Result<Made> read(const fs::path& path) {
    auto clear = read_clear_picture(path);
    if (!clear) return Failure{clear.error()};
    if (*clear) return Made{std::move((*clear)->colours), std::move((*clear)->opacity)};
    auto picture = read_picture(path);
    if (!picture) return Failure{picture.error()};
    return Made{std::move(*picture), std::nullopt};
}

Made enlarged_layers(const Made& picture, Upscaler* upscaler, EnlargedSize size, const std::function<void(double)>& progress,
                     const CancelToken& cancel) {
    const double parts = picture.opacity ? 2 : 1;
    const auto layer = [&](const RgbImage& image, double before) {
        return enlarged(image, upscaler, size, {.share = [&](double share) { progress((before + share) / parts); }}, cancel);
    };
    Made made{layer(picture.colours, 0), std::nullopt};
    if (picture.opacity) {
        made.opacity = layer(*picture.opacity, 1);
        make_grey(*made.opacity);
    }
    return made;
}

Result<std::shared_ptr<const FaceFiles>> opened_faces(const std::string& named) {
    const auto path = face_restorer_path(named, data_dir());
    const auto finds = path ? face_detector_path(data_dir()) : Result<fs::path>(Failure{path.error()});
    if (!finds) return Failure{"--face-restore: " + finds.error()};
    return open_face_restorer(*path, *finds);
}

int upscale(UpscaleOptions options) {
    // Faces alone: the picture keeps its size.
    if (!options.faces.empty() && options.model.empty() && options.scale == 0) options.model = "lanczos", options.scale = 1;
    const bool lanczos = ascii_lower(options.model) == "lanczos";
    std::optional<UpscalerFiles> files;
    if (!lanczos) {
        const auto path = options.model.empty() ? Result<fs::path>(bundled_upscaler()) : upscaler_path(options.model, data_dir());
        if (!path) return fail(exit_model, "--model: " + path.error(), options.json);
        auto opened = open_upscaler(*path);
        if (!opened) return fail(exit_model, opened.error(), options.json);
        files = std::move(*opened);
    } else if (options.scale == 0) {
        return fail(exit_usage, "--model lanczos has no size of its own: say how many times larger with --scale", options.json);
    }
    const double times = options.scale > 0 ? options.scale : files->scale();
    const auto work = places(options, lanczos && times == 1 ? "-faces" : "-x" + general_text(times));
    if (!work) return fail(exit_usage, work.error(), options.json);
    std::shared_ptr<const FaceFiles> face_files;
    if (!options.faces.empty()) {
        auto opened = opened_faces(options.faces);
        if (!opened) return fail(exit_model, opened.error(), options.json);
        face_files = std::move(*opened);
    }
    std::string how;
    if (files || times != 1) how = enlarged_how(files ? files->path : fs::path("lanczos"), times);
    if (face_files) how += (how.empty() ? "faces by " : ", faces by ") + face_files->name;

    std::vector<std::unique_ptr<Device>> devices;
    std::unique_ptr<Upscaler> upscaler;
    std::string on = "cpu";
    std::unique_ptr<FaceRestorer> faces;
    if (files || face_files) {
        devices = make_devices(0);
        const auto device = device_for(devices, options.device, options.dtype);
        if (!device) return fail(exit_device, device.error(), options.json);
        const DeviceInfo info = (*device)->info();
        on = info.id;
        if (face_files) faces = std::make_unique<FaceRestorer>(**device, face_files);
        if (files) {
            const DType dtype = options.dtype.value_or(Upscaler::best_dtype(info, files->config));
            if (const auto possible = Upscaler::computes_in(dtype, *files); !possible)
                return fail(exit_usage, possible.error(), options.json);
            upscaler = std::make_unique<Upscaler>(**device, *files, dtype, info.own_memory ? capacity(info) : 0, options.tile);
        }
    }
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    json list = json::array();
    PercentDisplay display(!options.json);  // of all pictures
    try {
        for (size_t i = 0; i < work->size(); ++i) {
            const Work& one = (*work)[i];
            const auto picture = read(one.from);
            if (!picture) return fail(exit_failed, picture.error(), options.json);
            const EnlargedSize size = enlarged_size(picture->colours.width, picture->colours.height, times);
            const auto begin = Clock::now();
            const auto show = [&](double share) { display.show((static_cast<double>(i) + share) / static_cast<double>(work->size())); };
            show(0);
            Made made = enlarged_layers(*picture, upscaler.get(), size, show, cancel);
            display.clear();
            int restored = 0;
            if (faces) {
                FaceRestorer::Restored with_faces = faces->restored(made.colours, options.wish, {}, cancel);
                made.colours = std::move(with_faces.picture), restored = with_faces.faces;
            }
            const int width = made.colours.width, height = made.colours.height;
            std::error_code code;
            if (one.to.has_parent_path()) fs::create_directories(one.to.parent_path(), code);
            try {
                write(one, std::move(made), how);
            } catch (const Error& trouble) {
                return fail(exit_disk, trouble.what(), options.json);
            }
            const double seconds = seconds_since(begin);
            list.push_back(
                {{"picture", one.from.string()}, {"path", one.to.string()}, {"width", width}, {"height", height}, {"seconds", seconds}});
            if (faces) list.back()["faces"] = restored;
            if (!options.json) std::printf("%s: %d x %d, %s\n", one.to.string().c_str(), width, height, duration_text(seconds).c_str());
        }
    } catch (const Cancelled&) {
        return fail(exit_cancelled, "stopped; pictures that were written stay", options.json);
    } catch (const Error& trouble) {
        return fail(exit_failed, trouble.what(), options.json);
    }
    if (options.json) print_json({{"images", list}, {"upscaler", how}, {"device", on}});
    return exit_done;
}

}  // namespace

Subcommands add_upscale_commands(CLI::App& app) {
    auto options = std::make_shared<UpscaleOptions>();
    CLI::App* command = app.add_subcommand("upscale", "Enlarge pictures by a network, tile by tile");
    command->add_option("FILE", options->pictures, "Pictures to enlarge; what they say of themselves is carried over")
        ->required()
        ->type_name("FILE ...");
    command
        ->add_option(
            "--model", options->model,
            "An upscaler's file (.pth, .safetensors, an ncnn .param with its .bin), a name of the library, or lanczos (default: the "
            "bundled network)")
        ->allow_extra_args(false)
        ->type_name("MODEL");
    command->add_option("--scale", options->scale, "How many times larger (default: as the network was trained)")
        ->type_name("X")
        ->check(CLI::Range(1.0, 8.0).description(""));
    command->add_option("--tile", options->tile, "Edge of a tile in pixels of the picture (default 0: as memory asks)")
        ->type_name("N")
        ->check(CLI::Range(0, 4096).description(""));
    command->add_option("--output", options->output, "File or folder (default: NAME-x4.png beside each picture)")->type_name("PATH");
    command
        ->add_option("--face-restore", options->faces,
                     "Network that makes faces anew: an ONNX file of GFPGAN, CodeFormer or RestoreFormer, or a name of DATA/models/faces; "
                     "without --model and --scale the picture keeps its size")
        ->type_name("NAME");
    command->add_option("--face-fidelity", options->wish.fidelity, "CodeFormer's weight, 0 to 1 (default 0.5)")
        ->type_name("X")
        ->check(CLI::Range(0.0, 1.0).description(""));
    command->add_option("--face-visibility", options->wish.visibility, "How much of the restored faces is seen, 0 to 1 (default 1)")
        ->type_name("X")
        ->check(CLI::Range(0.0, 1.0).description(""));
    add_device_options(*command, options->device, options->dtype);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer(
        "\nESRGAN (BSRGAN, Real-ESRGAN), Real-ESRGAN Compact, SPAN, SwinIR, HAT, DAT, OmniSR, PLKSR and networks of ncnn open; `imagelab "
        "info FILE` says what a "
        "file is. Another scale than the network's is reached by Lanczos behind it.\n\n  imagelab upscale drawing.png\n  imagelab upscale "
        "*.png --model "
        "4x-UltraSharp.pth --scale 2 --output large\n");
    return {{command, [options] { return upscale(*options); }}};
}

}  // namespace imagelab
