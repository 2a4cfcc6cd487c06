// What pictures show, said in tags by a network: as prompts, as captions, as tags of the gallery.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/subcommand.h"
#include "core/base/paths.h"
#include "core/gallery/gallery.h"
#include "core/jobs/tagging.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct TagsOptions {
    std::vector<std::string> pictures;
    std::string network, device = "auto";
    TagWish wish;
    bool captions = false, gallery = false, json = false;
};

// A folder stands for its pictures, by name.
Result<std::vector<fs::path>> pictures_named(const std::vector<std::string>& named) {
    std::vector<fs::path> pictures;
    std::error_code code;
    for (const std::string& name : named) {
        if (!fs::is_directory(name, code)) {
            if (!fs::exists(name, code)) return Failure{name + ": there is no such picture or folder"};
            pictures.emplace_back(name);
            continue;
        }
        std::vector<fs::path> within;
        for (const auto& entry : fs::directory_iterator(name, code)) {
            const std::string file = entry.path().filename().string();
            if (!file.starts_with('.') && picture_format_of_file(file)) within.push_back(entry.path());
        }
        std::sort(within.begin(), within.end());
        pictures.insert(pictures.end(), within.begin(), within.end());
    }
    return pictures;
}

// Beside the picture, where there is none yet. The failure: the disk refuses.
Result<bool> write_caption(const Tagged& tagged) {
    const fs::path text = fs::path(tagged.picture).replace_extension(".txt");
    std::error_code code;
    if (fs::exists(text, code)) return false;
    const std::string caption = tags_as_caption(*tagged.tags) + "\n";
    try {
        write_file_atomically(text, caption.data(), caption.size());
    } catch (const std::exception& error) {
        return Failure{error.what()};
    }
    return true;
}

int tags(const TagsOptions& options) {
    std::optional<Gallery> gallery;
    if (options.gallery) {
        auto opened = Gallery::open(data_dir());
        if (!opened) return fail(exit_disk, opened.error(), options.json);
        gallery.emplace(std::move(*opened));
        if (options.pictures.empty()) {  // what came into its folders since
            if (const auto scanned = gallery->scan(); !scanned) return fail(exit_disk, scanned.error(), options.json);
        }
    }
    auto pictures = options.pictures.empty() && gallery ? untagged_pictures(*gallery) : pictures_named(options.pictures);
    if (!pictures) return fail(exit_usage, pictures.error(), options.json);
    if (options.pictures.empty() && !gallery)
        return fail(exit_usage, "name pictures or folders, or --gallery for those of it without tags", options.json);
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    json list = json::array();
    std::string trouble;
    int written = 0;
    const auto take = [&](const Tagged& tagged) {
        if (!tagged.tags) {
            std::fprintf(stderr, "%s\n", tagged.tags.error().c_str());
            trouble = tagged.tags.error();
            return true;
        }
        const std::vector<FoundTag>& found = *tagged.tags;
        if (options.captions) {
            const auto caption = write_caption(tagged);
            if (!caption) trouble = caption.error();
            written += caption && *caption ? 1 : 0;
        }
        if (gallery) {
            const auto marked = add_tags(*gallery, tagged.picture, found);
            if (!marked) trouble = marked.error();
        }
        if (options.json) {
            json scores = json::array();
            for (const FoundTag& tag : found)
                scores.push_back({{"tag", tag.name}, {"score", tag.score}, {"character", tag.kind == KnownTag::Kind::character}});
            list.push_back({{"picture", tagged.picture.string()}, {"prompt", tags_as_prompt(found)}, {"tags", scores}});
        } else if (pictures->size() == 1) {
            std::printf("%s\n", tags_as_prompt(found).c_str());
        } else {
            std::printf("%s: %s\n", tagged.picture.string().c_str(), tags_as_prompt(found).c_str());
        }
        std::fflush(stdout);
        return true;
    };
    Result<std::string> done = Failure{""};
    try {
        const auto devices = make_devices(0);
        const auto device = device_for(devices, options.device, std::nullopt);
        if (!device) return fail(exit_device, device.error(), options.json);
        done = tag_pictures([&](const auto& use) { use(**device); }, {*pictures, options.network, options.wish}, data_dir(), take, cancel);
    } catch (const Cancelled&) {
        return fail(exit_cancelled, "stopped; tags that were written stay", options.json);
    } catch (const std::exception& error) {
        return fail(exit_failed, error.what(), options.json);
    }
    if (!done) return fail(exit_model, done.error(), options.json);
    if (options.json) print_json({{"network", *done}, {"pictures", list}, {"captions", written}});
    return trouble.empty() ? exit_done : exit_failed;
}

}  // namespace

Subcommands add_tags_commands(CLI::App& app) {
    const auto options = std::make_shared<TagsOptions>();
    CLI::App* command = app.add_subcommand("tags", "Say in tags what pictures show, by a WD tagger of your own");
    command->add_option("PICTURE", options->pictures, "Pictures, or folders of them (with --gallery none: its pictures without tags)")
        ->type_name("PATH ...");
    command
        ->add_option("--network", options->network, "An ONNX file with its selected_tags.csv (default: the first of DATA/models/taggers)")
        ->type_name("FILE");
    const auto threshold = [&](const char* name, double& value, const char* text) {
        command->add_option(name, value, text)->type_name("X")->check(CLI::Range(0.0, 1.0).description(""));
    };
    threshold("--general", options->wish.general, "From which score on a tag counts (default 0.35)");
    threshold("--character", options->wish.character, "The same for characters (default 0.85)");
    command->add_flag("--captions", options->captions, "Write them to NAME.txt beside each picture that has none, as trainings read it");
    command->add_flag("--gallery", options->gallery, "Add them to the pictures' tags in the gallery");
    command->add_option("--device", options->device, "Where it runs (default auto)")->type_name("DEVICE");
    command->add_flag("--json", options->json, "Print one JSON object");
    return {{command, [options] { return tags(*options); }}};
}

}  // namespace imagelab
