// What autoencoders lose of a picture, side by side.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cmath>
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
#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/jobs/admission.h"
#include "core/library/model_library.h"
#include "core/pipelines/latents.h"
#include "core/pipelines/vae_round_trip.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct VaeOptions {
    std::vector<std::string> pictures, vaes;
    std::string device = "auto", output;
    std::optional<DType> dtype;
    bool json = false;
};

// Means over all pictures.
struct VaeScore {
    std::string name, path;
    Likeness likeness;
    double encode_seconds = 0, decode_seconds = 0;
    int64_t peak_bytes = 0, file_bytes = 0;
    std::string trouble;  // why it gave no picture; the rest is 0 then
    std::vector<std::string> written;
    double seconds() const { return encode_seconds + decode_seconds; }
};

struct Original {
    std::string stem;
    RgbImage picture;
};

// What is told of a file: its stem, or its folder's name where the stem is every VAE's.
std::string name_of(const fs::path& path, std::set<std::string>& taken) {
    const fs::path place = path.has_filename() ? path : path.parent_path();
    std::string name = place.stem().string();
    if (name == "vae" || name == "diffusion_pytorch_model") name = place.parent_path().filename().string();
    std::string free = name;
    for (int number = 2; !taken.insert(free).second; ++number) free = name + "-" + std::to_string(number);
    return free;
}

int64_t bytes_of(const WeightMap& weights) {
    int64_t bytes = 0;
    for (const auto& [name, view] : weights.tensors()) bytes += static_cast<int64_t>(view.bytes());
    return bytes;
}

Result<fs::path> vae_place(const std::string& named) {
    std::error_code code;
    if (fs::exists(named, code)) return fs::path(named);
    const auto found = ModelLibrary::scan(data_dir()).find(named);
    if (!found) return Failure{"--vae " + named + ": " + found.error()};
    return (*found)->path;
}

void test(VaeScore& score, const AutoencoderFiles& files, const std::vector<Original>& originals, const VaeOptions& options, Device& device,
          const CancelToken& cancel) {
    const DeviceInfo info = device.info();
    VaeUnderTest vae(device, files, options.dtype.value_or(info.dtypes.front()), info.own_memory ? capacity(info) : 0);
    for (const Original& original : originals) {
        const RgbImage before = cut_for(files.config, original.picture);
        const VaeRoundTrip made = vae.round_trip(before, cancel);
        const double share = 1.0 / static_cast<double>(originals.size());
        score.likeness.psnr += share * made.likeness.psnr;
        score.likeness.ssim += share * made.likeness.ssim;
        score.likeness.perceptual_error += share * made.likeness.perceptual_error;
        score.likeness.colour_shift += share * made.likeness.colour_shift;
        score.encode_seconds += share * made.encode_seconds;
        score.decode_seconds += share * made.decode_seconds;
        score.peak_bytes = std::max(score.peak_bytes, made.peak_bytes);
        const auto write = [&](const std::string& what, const RgbImage& picture) {
            const fs::path path = fs::path(options.output) / (original.stem + "-" + score.name + what + ".png");
            write_png(path, picture, {});
            score.written.push_back(path.string());
        };
        write("", made.picture);
        write("-difference", difference_picture(before, made.picture, 8));
    }
}

// One sentence or two: which keeps more, and what that costs. Below a tenth of a decibel nobody sees which is which.
std::string verdict(std::vector<VaeScore> scores) {
    std::erase_if(scores, [](const VaeScore& score) { return !score.trouble.empty(); });
    if (scores.empty()) return "None of them gave a picture.";
    if (scores.size() == 1) return "Only " + scores.front().name + " gave a picture.";
    std::stable_sort(scores.begin(), scores.end(), [](const auto& a, const auto& b) { return a.likeness.psnr > b.likeness.psnr; });
    const VaeScore &best = scores[0], &next = scores[1];
    const auto fastest =
        std::min_element(scores.begin(), scores.end(), [](const auto& a, const auto& b) { return a.seconds() < b.seconds(); });
    const double gain = best.likeness.psnr - next.likeness.psnr;
    std::string text;
    if (std::isnan(gain) || gain < 0.1) {
        text = best.name + " and " + next.name + " keep as much of the pictures as each other.";
    } else {
        const bool agrees = best.likeness.ssim >= next.likeness.ssim && best.likeness.perceptual_error <= next.likeness.perceptual_error;
        text = best.name + " keeps most of the pictures: " + fixed_text(gain, 1) + " dB more than " + next.name +
               (agrees ? ", with structure and edges." : ", though not by structure and edges: look at both.");
    }
    const auto colours = std::max_element(scores.begin(), scores.end(),
                                          [](const auto& a, const auto& b) { return a.likeness.colour_shift < b.likeness.colour_shift; });
    if (colours->likeness.colour_shift >= 1)
        text += " " + colours->name + " shifts colours by " + fixed_text(colours->likeness.colour_shift, 1) + " (1 is just noticeable).";
    if (fastest->name != best.name && best.seconds() > 1.1 * fastest->seconds())
        text +=
            " " + fastest->name + " is faster: " + duration_text(fastest->seconds()) + " against " + duration_text(best.seconds()) + ".";
    return text;
}

json to_json(const VaeScore& score) {
    json object = {{"name", score.name}, {"path", score.path}, {"file_bytes", score.file_bytes}};
    if (!score.trouble.empty()) {
        object["trouble"] = score.trouble;
        return object;
    }
    object["psnr_db"] = std::isfinite(score.likeness.psnr) ? json(score.likeness.psnr) : json();  // null: not one pixel differs
    object["ssim"] = score.likeness.ssim;
    object["perceptual_error"] = score.likeness.perceptual_error;
    object["colour_shift"] = score.likeness.colour_shift;
    object["encode_seconds"] = score.encode_seconds;
    object["decode_seconds"] = score.decode_seconds;
    object["peak_bytes"] = score.peak_bytes;
    object["pictures"] = score.written;
    return object;
}

void print_table(const std::vector<VaeScore>& scores) {
    size_t wide = 3;
    for (const VaeScore& score : scores) wide = std::max(wide, score.name.size());
    const int width = static_cast<int>(wide);
    std::printf("%-*s  PSNR dB    SSIM  edges lost  colour shift   encode   decode      memory\n", width, "VAE");
    for (const VaeScore& score : scores) {
        if (!score.trouble.empty()) {
            std::printf("%-*s  no picture: %s\n", width, score.name.c_str(), score.trouble.c_str());
            continue;
        }
        const Likeness& kept = score.likeness;
        std::printf("%-*s  %s  %s  %s  %s  %7s  %7s  %10s\n", width, score.name.c_str(),
                    padded(std::isfinite(kept.psnr) ? fixed_text(kept.psnr, 2) : "equal", 7).c_str(),
                    padded(fixed_text(kept.ssim, 4), 6).c_str(), padded(fixed_text(kept.perceptual_error, 4), 10).c_str(),
                    padded(fixed_text(kept.colour_shift, 2), 12).c_str(), duration_text(score.encode_seconds).c_str(),
                    duration_text(score.decode_seconds).c_str(), readable_bytes(score.peak_bytes).c_str());
    }
}

Result<std::vector<Original>> read_all(const std::vector<std::string>& pictures) {
    std::vector<Original> originals;
    std::set<std::string> taken;
    for (const std::string& path : pictures) {
        auto picture = read_picture(path);
        if (!picture) return Failure{picture.error()};
        if (std::min(picture->width, picture->height) < 64)
            return Failure{path + ": it is " + std::to_string(picture->width) + " x " + std::to_string(picture->height) +
                           " pixels, too small to compare by: take one of 64 x 64 or more"};
        originals.push_back({name_of(path, taken), std::move(*picture)});
    }
    return originals;
}

int compare(VaeOptions options) {
    if (options.vaes.size() < 2) return fail(exit_usage, "name two or more: --vae A --vae B", options.json);
    const auto originals = read_all(options.pictures);
    if (!originals) return fail(exit_failed, originals.error(), options.json);
    const auto devices = make_devices(0);
    const auto device = device_for(devices, options.device, options.dtype);
    if (!device) return fail(exit_device, device.error(), options.json);
    if (options.output.empty()) options.output = "output_images/vae_compare";
    std::error_code code;
    fs::create_directories(options.output, code);
    if (code) return fail(exit_disk, options.output + ": the folder cannot be made: " + code.message(), options.json);

    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    std::vector<VaeScore> scores;
    std::set<std::string> taken;
    try {
        for (const std::string& named : options.vaes) {
            const auto path = vae_place(named);
            if (!path) return fail(exit_model, path.error(), options.json);
            AutoencoderFiles files;
            try {
                files = open_autoencoder(*path);
            } catch (const Error& trouble) {
                return fail(exit_model, trouble.what(), options.json);
            }
            VaeScore& score = scores.emplace_back();
            score.name = name_of(*path, taken), score.path = path->string(), score.file_bytes = bytes_of(*files.weights);
            if (!options.json) std::fprintf(stderr, "%zu of %zu: %s\n", scores.size(), options.vaes.size(), score.name.c_str());
            try {
                test(score, files, *originals, options, **device, cancel);
            } catch (const NotFinite& trouble) {
                score.trouble = trouble.what();
            }
        }
    } catch (const Cancelled&) {
        return fail(exit_cancelled, "stopped; pictures that were written stay in " + options.output, options.json);
    } catch (const Error& trouble) {
        return fail(exit_failed, trouble.what(), options.json);
    }
    if (options.json) {
        json list = json::array();
        for (const VaeScore& score : scores) list.push_back(to_json(score));
        print_json({{"vaes", list}, {"verdict", verdict(scores)}, {"pictures", originals->size()}, {"device", (*device)->info().id}});
    } else {
        print_table(scores);
        std::printf("\n%s\nThe pictures, and what they lost eight times enlarged, are in %s\n", verdict(scores).c_str(),
                    options.output.c_str());
    }
    return exit_done;
}

}  // namespace

Subcommands add_vae_commands(CLI::App& app) {
    auto options = std::make_shared<VaeOptions>();
    CLI::App* vae = app.add_subcommand("vae", "Autoencoders: what each keeps of a picture");
    vae->require_subcommand(1);
    CLI::App* command = vae->add_subcommand("compare", "Send pictures through several VAEs and back, and say which keeps most of them");
    command->add_option("PICTURE", options->pictures, "Pictures to send through; their middle, where the sides do not fit the VAE")
        ->required()
        ->type_name("PICTURE ...");
    command
        ->add_option("--vae", options->vaes, "A file of weights, a diffusers folder, a checkpoint, or a name of the library; two or more")
        ->required()
        ->allow_extra_args(false)
        ->type_name("VAE");
    command->add_option("--output", options->output, "Folder of the pictures (default: output_images/vae_compare)")->type_name("FOLDER");
    add_device_options(*command, options->device, options->dtype);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer(
        "\nPSNR and SSIM: higher keeps more. Edges lost (gradient magnitude similarity deviation): below 0.05 is hard to see. Colour "
        "shift: of "
        "the mean colour in CIELAB, 1 is just noticeable.\n\n  imagelab vae compare photo.png --vae sdxl_vae.safetensors --vae "
        "base.safetensors\n");
    return {{command, [options] { return compare(*options); }}};
}

}  // namespace imagelab
