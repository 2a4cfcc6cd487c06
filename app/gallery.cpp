#include "core/gallery/gallery.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/subcommand.h"
#include "core/base/local_time.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/metadata/import.h"
#include "core/request/replay.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct GalleryOptions {
    bool json = false, on = true, off = false, clear = false;
    GalleryQuery query;
    std::vector<std::string> words, tags;
    std::string size, from, to, file, folder;
    std::vector<std::string> files;
    int rating = 0;
};

std::string date_text(std::time_t time) {
    return local_time_text(time, "%Y-%m-%dT%H:%M:%S");
}

// "2026-11-21" at its first or last second, local time.
std::optional<std::time_t> day(const std::string& text, bool last_second) {
    std::tm local{};
    const char* rest = ::strptime(text.c_str(), "%Y-%m-%d", &local);
    if (!rest || *rest) return std::nullopt;
    local.tm_isdst = -1;
    if (last_second) local.tm_hour = 23, local.tm_min = 59, local.tm_sec = 59;
    return std::mktime(&local);
}

json entry_json(const GalleryEntry& entry) {
    return {{"path", entry.path.string()},
            {"made", date_text(entry.made)},
            {"width", entry.width},
            {"height", entry.height},
            {"format", entry.format},
            {"program", entry.program},
            {"prompt", entry.prompt},
            {"negative_prompt", entry.negative_prompt},
            {"model", entry.model},
            {"sampler", entry.sampler},
            {"profiles", entry.profiles},
            {"steps", entry.steps},
            {"guidance_scale", entry.guidance},
            {"seed", entry.seed},
            {"rating", entry.marks.rating},
            {"favourite", entry.marks.favourite},
            {"tags", entry.marks.tags}};
}

std::string one_line(std::string text, size_t most) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text.size() <= most ? text : text.substr(0, most - 3) + "...";
}

int print_entries(const std::vector<GalleryEntry>& entries, int64_t all, bool json_wanted) {
    if (json_wanted) {
        json list = json::array();
        for (const GalleryEntry& entry : entries) list.push_back(entry_json(entry));
        print_json({{"pictures", list}, {"count", all}});
        return exit_done;
    }
    for (const GalleryEntry& entry : entries) {
        std::printf(
            "%s  %s%s  %s\n    %s\n", date_text(entry.made).c_str(), entry.marks.favourite ? "*" : " ",
            (std::string(static_cast<size_t>(entry.marks.rating), '+') + std::string(static_cast<size_t>(5 - entry.marks.rating), ' '))
                .c_str(),
            one_line(entry.prompt, 100).c_str(), entry.path.c_str());
    }
    std::fprintf(stderr, "%zu of %lld\n", entries.size(), static_cast<long long>(all));
    return exit_done;
}

json report_json(const ScanReport& report) {
    return {{"seen", report.seen},   {"added", report.added},     {"changed", report.changed},
            {"moved", report.moved}, {"removed", report.removed}, {"problems", report.problems}};
}

int print_report(const Result<ScanReport>& report, bool json_wanted) {
    if (!report) return fail(exit_failed, report.error(), json_wanted);
    if (json_wanted) {
        print_json(report_json(*report));
        return exit_done;
    }
    std::printf("%lld pictures seen: %lld added, %lld changed, %lld moved, %lld removed\n", static_cast<long long>(report->seen),
                static_cast<long long>(report->added), static_cast<long long>(report->changed), static_cast<long long>(report->moved),
                static_cast<long long>(report->removed));
    for (const std::string& problem : report->problems) std::fprintf(stderr, "imagelab: %s\n", problem.c_str());
    return exit_done;
}

template <class Work>
int with_gallery(const GalleryOptions& options, Work work) {
    auto gallery = Gallery::open(data_dir());
    if (!gallery) return fail(exit_failed, gallery.error(), options.json);
    return work(*gallery);
}

int search(GalleryOptions& options) {
    GalleryQuery& query = options.query;
    for (const std::string& word : options.words) query.words += word + " ";
    query.tags = options.tags;
    if (!options.size.empty() &&
        (std::sscanf(options.size.c_str(), "%dx%d", &query.width, &query.height) != 2 || query.width < 1 || query.height < 1))
        return fail(exit_usage, "--size: allowed: WIDTHxHEIGHT, as 1024x768", options.json);
    for (const auto& [text, time, last] : {std::tuple{&options.from, &query.from, false}, {&options.to, &query.to, true}}) {
        if (text->empty()) continue;
        *time = day(*text, last);
        if (!*time) return fail(exit_usage, "--from, --to: allowed: a day as 2026-11-21", options.json);
    }
    if (!options.folder.empty()) query.folder = fs::weakly_canonical(fs::absolute(options.folder));
    return with_gallery(options, [&](Gallery& gallery) {
        if (const auto scanned = gallery.scan(); !scanned) return fail(exit_failed, scanned.error(), options.json);
        const auto entries = gallery.search(query);
        const auto all = gallery.count(query);
        if (!entries || !all) return fail(exit_failed, entries ? all.error() : entries.error(), options.json);
        return print_entries(*entries, *all, options.json);
    });
}

int change_marks(const GalleryOptions& options, const std::function<void(Marks&)>& change) {
    return with_gallery(options, [&](Gallery& gallery) {
        json list = json::array();
        for (const std::string& file : options.files) {
            const auto marks = gallery.mark(file, change);
            if (!marks) return fail(exit_usage, marks.error(), options.json);
            list.push_back({{"path", file}, {"rating", marks->rating}, {"favourite", marks->favourite}, {"tags", marks->tags}});
        }
        if (options.json) print_json({{"pictures", list}});
        return static_cast<int>(exit_done);
    });
}

json hashes_json(const std::vector<NetworkHash>& networks) {
    json list = json::array();
    for (const NetworkHash& network : networks) list.push_back({{"name", network.name}, {"hash", network.hash}});
    return list;
}

int show(const GalleryOptions& options) {
    const auto metadata = read_metadata(options.file);
    if (!metadata) return fail(exit_usage, metadata.error(), options.json);
    const auto imported = import_request(*metadata);
    if (!imported) return fail(exit_failed, options.file + ": " + imported.error(), options.json);
    const json request = request_to_json(imported->request);
    if (options.json) {
        json object = {{"path", options.file},
                       {"program", imported->program},
                       {"width", metadata->width},
                       {"height", metadata->height},
                       {"request", request},
                       {"model_hash", imported->model_hash},
                       {"refiner_hash", imported->refiner_hash},
                       {"vae_hash", imported->vae_hash},
                       {"loras", hashes_json(imported->loras)},
                       {"embeddings", hashes_json(imported->embeddings)},
                       {"replay", replay_json(imported->request)},
                       {"not_carried_over", imported->notes}};
        print_json(object);
        return exit_done;
    }
    std::printf("%s, %d x %d, by %s\n%s\n", options.file.c_str(), metadata->width, metadata->height, imported->program.c_str(),
                request.dump(2).c_str());
    if (const std::string replay = replay_sentence(imported->request); !replay.empty()) std::printf("Drawn %s.\n", replay.c_str());
    for (const std::string& note : imported->notes) std::printf("- %s\n", note.c_str());
    return exit_done;
}

void add_search_options(CLI::App& command, GalleryOptions& options) {
    command.add_option("--model", options.query.model, "Words of the model's name")->type_name("TEXT");
    command.add_option("--profile", options.query.profile, "Style profile, by its id")->type_name("ID");
    command.add_option("--sampler", options.query.sampler, comma_list(sampler_options()))->type_name("NAME");
    command
        .add_option("--program", options.query.program, "\"Image Lab\", AUTOMATIC1111, ComfyUI ...: as `imagelab gallery show` names it")
        ->type_name("NAME");
    command.add_option("--format", options.query.format, "png, jpeg, webp, tiff, exr")->type_name("NAME");
    command.add_option("--size", options.size, "WIDTHxHEIGHT")->type_name("WxH");
    command.add_option("--from", options.from, "Made on this day or later, as 2026-11-21")->type_name("DAY");
    command.add_option("--to", options.to, "Made on this day or earlier")->type_name("DAY");
    command.add_option("--rating", options.query.least_rating, "Rated so or better, 1 to 5")
        ->type_name("N")
        ->check(CLI::Range(1, 5).description(""));
    command.add_option("--tag", options.tags, "Has this tag; repeat it for several")->type_name("TEXT")->allow_extra_args(false);
    command.add_flag("--favourites", options.query.favourites, "Favourites only");
    command.add_option("--folder", options.folder, "In this folder or below it")->type_name("DIR");
    const std::map<std::string, GallerySort> sorts = {{"newest", GallerySort::newest}, {"oldest", GallerySort::oldest},
                                                      {"rating", GallerySort::rating}, {"model", GallerySort::model},
                                                      {"name", GallerySort::name},     {"largest", GallerySort::largest}};
    command.add_option("--sort", options.query.sort, "newest (default), oldest, rating, model, name, largest")
        ->type_name("NAME")
        ->transform(CLI::CheckedTransformer(sorts).description(""));
    command.add_option("--limit", options.query.limit, "Pictures to print (default 100)")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000'000).description(""));
    command.add_option("--offset", options.query.offset, "Pictures to leave out first")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber.description(""));
}

}  // namespace

Subcommands add_gallery_commands(CLI::App& app) {
    const auto options = std::make_shared<GalleryOptions>();
    CLI::App* gallery = app.add_subcommand("gallery", "Find, rate and read pictures; the files are the truth, the index can be rebuilt");
    gallery->require_subcommand(1);
    Subcommands commands;
    const auto add = [&](const char* name, const char* help, std::function<int()> run) {
        CLI::App* command = gallery->add_subcommand(name, help);
        command->add_flag("--json", options->json, "Print one JSON object");
        commands.push_back({command, std::move(run)});
        return command;
    };
    const auto add_files = [&](CLI::App* command) {
        command->add_option("FILE", options->files, "Pictures")->type_name("FILE")->required();
    };
    add_search_options(*add("list", "List pictures", [options] { return search(*options); }), *options);
    CLI::App* find = add("search", "Search by words (light* is the beginning of one, *ight any part) and by the options of list",
                         [options] { return search(*options); });
    find->add_option("WORD", options->words, "Words of prompt, tags, profiles, model or file name")->type_name("WORD")->required();
    add_search_options(*find, *options);
    CLI::App* favourite = add("favourite", "Mark favourites (in a .xmp file beside the picture)",
                              [options] { return change_marks(*options, [&](Marks& marks) { marks.favourite = !options->off; }); });
    add_files(favourite);
    favourite->add_flag("--off", options->off, "No longer");
    CLI::App* rate = add("rate", "Rate pictures 1 to 5; 0 takes the rating back",
                         [options] { return change_marks(*options, [&](Marks& marks) { marks.rating = options->rating; }); });
    rate->add_option("RATING", options->rating, "0 to 5")->type_name("N")->required()->check(CLI::Range(0, 5).description(""));
    add_files(rate);
    CLI::App* tag = add("tag", "Add tags to a picture, or take them away", [options] {
        return change_marks(*options, [&](Marks& marks) {
            for (const std::string& text : options->tags) {
                std::erase(marks.tags, text);
                if (!options->off) marks.tags.push_back(text);
            }
        });
    });
    add_files(tag);
    tag->add_option("--tag", options->tags, "The tag; repeat it for several")->type_name("TEXT")->required()->allow_extra_args(false);
    tag->add_flag("--off", options->off, "Take it away");
    CLI::App* shown = add("show", "Read a picture's settings, whoever wrote them, and say what cannot be carried over",
                          [options] { return show(*options); });
    shown->add_option("FILE", options->file, "PNG, JPEG, WebP, TIFF or EXR")->type_name("FILE")->required();
    add("rebuild", "Delete the index and make it anew from the files",
        [options] { return print_report(Gallery::rebuild(data_dir()), options->json); });
    add("scan", "Look for new, changed, moved and removed files",
        [options] { return with_gallery(*options, [&](Gallery& opened) { return print_report(opened.scan(), options->json); }); });
    CLI::App* add_one = add("add", "Take a folder and what is below it into the gallery", [options] {
        return with_gallery(*options, [&](Gallery& opened) { return print_report(opened.add_folder(options->folder), options->json); });
    });
    add_one->add_option("FOLDER", options->folder, "Folder")->type_name("DIR")->required();
    CLI::App* remove = add("remove", "Leave a folder out again; files and marks stay", [options] {
        return with_gallery(*options, [&](Gallery& opened) {
            const auto removed = opened.remove_folder(options->folder);
            return removed ? static_cast<int>(exit_done) : fail(exit_usage, removed.error(), options->json);
        });
    });
    remove->add_option("FOLDER", options->folder, "Folder")->type_name("DIR")->required();
    add("folders", "List the gallery's folders", [options] {
        return with_gallery(*options, [&](Gallery& opened) {
            json list = json::array();
            for (const fs::path& folder : opened.folders()) {
                list.push_back(folder.string());
                if (!options->json) std::printf("%s\n", folder.c_str());
            }
            if (options->json) print_json({{"folders", list}});
            return static_cast<int>(exit_done);
        });
    });
    return commands;
}

}  // namespace imagelab
