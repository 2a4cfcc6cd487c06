#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/subcommand.h"
#include "core/base/bytes.h"
#include "core/base/local_time.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/jobs/model_uses.h"
#include "core/library/known_models.h"
#include "core/library/model_card.h"
#include "core/library/model_download.h"
#include "core/library/model_library.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct ModelsOptions {
    bool json = false, hash = false;
    std::string name, sha256, to, words, kind, note;
    std::vector<std::string> added, removed;
};

const char* state_text(ModelFile::State state) {
    constexpr const char* names[] = {"ready", "other", "broken"};
    return names[static_cast<int>(state)];
}

json model_json(const ModelFile& model, const ModelCard& card) {
    json object = {{"name", model.name},
                   {"path", model.path.string()},
                   {"kind", model.kind},
                   {"layout", model.layout},
                   {"precision", model.precision},
                   {"source", model.source},
                   {"state", state_text(model.state)},
                   {"reason", model.reason},
                   {"bytes", model.bytes},
                   {"parameters", model.parameters},
                   {"parameters_by_dtype", model.parameters_by_dtype},
                   {"memory", {{"weights_bf16_bytes", model.memory_bytes(2)}, {"weights_f32_bytes", model.memory_bytes(4)}}},
                   {"metadata", model.metadata},
                   {"sha256", model.sha256},
                   {"auto_v2", model.auto_v2()},
                   {"auto_v3", model.auto_v3()}};
    object.update(card_to_json(card));
    return object;
}

json known_json(const ModelLibrary& library) {
    json list = json::array();
    for (const KnownModel& known : known_models()) {
        const auto here = library.find(known.id);
        list.push_back({{"id", known.id},
                        {"name", known.name},
                        {"kind", known.kind},
                        {"page", known.page()},
                        {"path", here ? (*here)->path.string() : ""}});
    }
    return list;
}

struct Listed {
    ModelFile file;
    ModelCard card;
};

// Those that the options ask for.
std::vector<Listed> wanted_models(const ModelsOptions& options, const ModelLibrary& library) {
    const ModelNotes notes = ModelNotes::load(data_dir());
    if (!notes.problem().empty()) std::fprintf(stderr, "imagelab: %s\n", notes.problem().c_str());
    std::vector<Listed> found;
    for (const ModelFile& file : library.models()) {
        if (!options.kind.empty() && file.kind != options.kind) continue;
        ModelCard card = read_model_card(file, notes);
        if (has_words(file, card, options.words)) found.push_back({file, std::move(card)});
    }
    return found;
}

void print_models(const std::vector<Listed>& models, const ModelLibrary& library, bool all) {
    for (const auto& [model, card] : models) {
        std::printf("%-40s %-14s %-5s %10s  %s\n", model.name.c_str(), model.kind.empty() ? "?" : model.kind.c_str(),
                    model.precision.c_str(), readable_bytes(model.bytes).c_str(),
                    model.state == ModelFile::State::ready ? model.path.c_str() : model.reason.c_str());
        std::string more;
        const auto add = [&](const char* name, const std::string& value) {
            if (!value.empty()) more += (more.empty() ? "" : "; ") + std::string(name) + value;
        };
        if (model.kind == "lora" || model.kind == "embedding") add("rank ", card.rank), add("base ", card.base_model);
        add("words: ", model.kind == "lora" ? comma_list(card.trigger_words) : "");
        add("note: ", card.notes);
        if (!more.empty()) std::printf("    %s\n", more.c_str());
    }
    if (!all) return;
    std::printf("\n%-18s %-24s %s\n", "known models", "", "`imagelab models get ID` fetches one");
    for (const KnownModel& known : known_models()) {
        const auto here = library.find(known.id);
        std::printf("%-18s %-24s %s\n", known.id.c_str(), known.name.c_str(), here ? (*here)->path.c_str() : known.page().c_str());
    }
    for (const std::string& problem : library.problems()) std::fprintf(stderr, "imagelab: %s\n", problem.c_str());
}

int list(const ModelsOptions& options, const ModelLibrary& library) {
    const std::vector<Listed> wanted = wanted_models(options, library);
    if (!options.json) {
        print_models(wanted, library, options.words.empty() && options.kind.empty());
        return exit_done;
    }
    json models = json::array(), folders = json::array();
    for (const auto& [file, card] : wanted) models.push_back(model_json(file, card));
    for (const ModelFolder& folder : library.folders())
        folders.push_back({{"path", folder.path.string()}, {"kind", folder.kind}, {"source", folder.source}});
    print_json({{"models", models}, {"known", known_json(library)}, {"folders", folders}, {"problems", library.problems()}});
    return exit_done;
}

int scan(const ModelsOptions& options) {
    for (const std::string& folder : options.added) {
        if (const auto added = add_model_folder(data_dir(), folder); !added) return fail(exit_usage, added.error(), options.json);
    }
    for (const std::string& folder : options.removed) {
        if (const auto removed = remove_model_folder(data_dir(), folder); !removed) return fail(exit_usage, removed.error(), options.json);
    }
    ModelLibrary library = ModelLibrary::scan(data_dir());
    if (options.hash) {
        const CancelToken cancel;
        const InterruptGuard guard(cancel);
        try {
            library.hash_all(cancel,
                             [](const ModelFile& model) { std::fprintf(stderr, "%s  %s\n", model.auto_v2().c_str(), model.path.c_str()); });
        } catch (const Cancelled&) {
            return fail(exit_cancelled, "stopped; the hashes so far are kept", options.json);
        }
    }
    return list(options, library);
}

int info(const ModelsOptions& options) {
    const ModelLibrary library = ModelLibrary::scan(data_dir());
    std::error_code code;
    const auto found = library.find(options.name);
    if (!found && !fs::exists(options.name, code)) return fail(exit_model, found.error(), options.json);
    const ModelFile model = found ? **found : inspect_model(options.name);
    const ModelCard card = read_model_card(model, ModelNotes::load(data_dir()));
    if (options.json) {
        print_json(model_json(model, card));
        return exit_done;
    }
    const auto row = [](const char* name, const std::string& value) {
        if (!value.empty()) std::printf("%-10s %s\n", name, value.c_str());
    };
    row("name", model.name);
    row("path", model.path.string());
    row("kind", model.kind + ", " + model.layout);
    row("state", state_text(model.state));
    row("reason", model.reason);
    row("size", readable_bytes(model.bytes) + ", " + std::to_string(model.parameters) + " parameters" +
                    (model.precision.empty() ? "" : " in " + model.precision));
    row("memory", readable_bytes(model.memory_bytes(2)) + " of weights in bf16, " + readable_bytes(model.memory_bytes(4)) + " in f32");
    row("sha256", model.sha256);
    row("AutoV2", model.auto_v2());
    row("AutoV3", model.auto_v3());
    row("title", card.title);
    row("rank", card.rank);
    row("base", card.base_model);
    row("words", comma_list(card.trigger_words));
    row("preview", card.preview.string());
    row("note", card.notes);
    for (const auto& [key, value] : model.metadata) std::printf("%s: %s\n", key.c_str(), value.c_str());
    return exit_done;
}

int get(const ModelsOptions& options) {
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    auto last = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    const auto show = [&](const DownloadProgress& progress) {
        if (options.json || std::chrono::steady_clock::now() - last < std::chrono::seconds(1)) return;
        last = std::chrono::steady_clock::now();
        std::string text = readable_bytes(static_cast<int64_t>(progress.done));
        if (progress.total > 0) text += " of " + readable_bytes(static_cast<int64_t>(progress.total));
        if (progress.bytes_per_s > 0) text += ", " + readable_bytes(static_cast<int64_t>(progress.bytes_per_s)) + "/s";
        if (progress.bytes_per_s > 0 && progress.total > progress.done)
            text += ", " + duration_text(static_cast<double>(progress.total - progress.done) / progress.bytes_per_s) + " left";
        std::fprintf(stderr, "%s\n", text.c_str());
    };
    try {
        const auto got =
            get_model({options.name, options.sha256, options.to.empty() ? data_dir() / "models" : fs::path(options.to)}, show, cancel);
        if (!got) return fail(exit_failed, got.error(), options.json);
        const ModelFile model = inspect_model(*got);
        if (options.json) {
            print_json(model_json(model, read_model_card(model, ModelNotes::load(data_dir()))));
        } else {
            std::printf("%s\n", got->c_str());
            if (!model.reason.empty()) std::fprintf(stderr, "imagelab: %s\n", model.reason.c_str());
        }
        return exit_done;
    } catch (const Cancelled&) {
        return fail(exit_cancelled, "stopped; the same command goes on from here", options.json);
    }
}

int write_note(const ModelsOptions& options) {
    const ModelLibrary library = ModelLibrary::scan(data_dir());
    std::error_code code;
    const auto found = library.find(options.name);
    if (!found && !fs::exists(options.name, code)) return fail(exit_model, found.error(), options.json);
    const ModelFile model = found ? **found : inspect_model(options.name);
    if (const auto written = ModelNotes::write(data_dir(), model, options.note); !written)
        return fail(exit_disk, written.error(), options.json);
    if (options.json) print_json(model_json(model, read_model_card(model, ModelNotes::load(data_dir()))));
    return exit_done;
}

int stats(const ModelsOptions& options) {
    const std::vector<ModelUse> uses = ModelUses(data_dir()).all();
    if (options.json) {
        print_json({{"models", uses_to_json(uses)}});
        return exit_done;
    }
    if (uses.empty())
        std::printf("no model was loaded yet\n");
    else
        std::printf("%-32s %-10s %6s %6s %6s %10s %10s  %s\n", "model", "device", "loads", "hits", "hit %", "load time", "bytes",
                    "last used");
    for (const ModelUse& use : uses)
        std::printf("%-32s %-10s %6lld %6lld %6s %10s %10s  %s\n", use.name().c_str(), use.device.c_str(),
                    static_cast<long long>(use.loads), static_cast<long long>(use.hits), fixed_text(use.hit_share() * 100, 0).c_str(),
                    use.loads > 0 ? duration_text(use.mean_load_s()).c_str() : "-", readable_bytes(use.bytes).c_str(),
                    local_time_text(static_cast<std::time_t>(use.last_used), "%F %R").c_str());
    return exit_done;
}

}  // namespace

Subcommands add_model_commands(CLI::App& app) {
    const auto options = std::make_shared<ModelsOptions>();
    CLI::App* models = app.add_subcommand("models", "The models of this machine: list, scan, describe, download");
    models->require_subcommand(1);
    const auto add = [&](const char* name, const char* help) {
        CLI::App* command = models->add_subcommand(name, help);
        command->add_flag("--json", options->json, "Print one JSON object");
        return command;
    };
    CLI::App* listed = add("list", "List models and what each needs, and the known ones with where to get them");
    listed->add_option("WORDS", options->words, "Only those with these words in name, kind, base model, tags, trigger words or notes")
        ->type_name("WORDS");
    listed->add_option("--kind", options->kind, "Only those of a kind: sdxl, lora, vae, embedding, controlnet ...")->type_name("KIND");
    CLI::App* scanned = add("scan", "List, and change what is looked at");
    scanned->add_option("--add", options->added, "Folder of models, tree of A1111 or ComfyUI, or an extra_model_paths.yaml")
        ->type_name("PATH")
        ->allow_extra_args(false);
    scanned->add_option("--remove", options->removed, "Look there no more")->type_name("PATH")->allow_extra_args(false);
    scanned->add_flag("--hash", options->hash, "Compute SHA-256 of files that have none yet, and remember it");
    CLI::App* got = add("get", "Download a model; a broken download goes on where it stopped");
    got->add_option("MODEL", options->name, "Id of a known model, ORG/NAME of Hugging Face, or an address")->type_name("MODEL")->required();
    got->add_option("--sha256", options->sha256, "What the file must be")->type_name("HEX");
    got->add_option("--to", options->to, "Folder (default: DATA/models)")->type_name("DIR");
    CLI::App* described = add("info", "Describe a model, by name or path, from its headers alone");
    described->add_option("MODEL", options->name, "Name, AutoV2 hash or path")->type_name("MODEL")->required();
    CLI::App* noted = add("note", "Keep a note of your own on a model; an empty one takes it away");
    noted->add_option("MODEL", options->name, "Name, hash or path")->type_name("MODEL")->required();
    noted->add_option("TEXT", options->note, "The note")->type_name("TEXT")->required();
    CLI::App* counted = add("stats", "How often each model was loaded and found loaded, how long loading took, what it held");
    Subcommands commands = add_suite_commands(*models);
    const Subcommands own{{listed, [options] { return list(*options, ModelLibrary::scan(data_dir())); }},
                          {scanned, [options] { return scan(*options); }},
                          {got, [options] { return get(*options); }},
                          {described, [options] { return info(*options); }},
                          {noted, [options] { return write_note(*options); }},
                          {counted, [options] { return stats(*options); }}};
    commands.insert(commands.end(), own.begin(), own.end());
    return commands;
}

}  // namespace imagelab
