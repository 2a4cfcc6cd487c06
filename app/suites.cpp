// imagelab models suite: models, parts, LoRAs and embeddings under one name.
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/request_options.h"
#include "app/subcommand.h"
#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/jobs/model_check.h"
#include "core/library/model_suites.h"

namespace imagelab {
namespace {

using nlohmann::json;

struct SuiteOptions {
    bool json = false, replace = false;
    std::string name, notes, file;
    std::unique_ptr<FieldOptions> parts, judged;  // of save, of check
};

json suite_json(const ModelSuite& suite) {
    json object = suite_to_json(suite);
    object["path"] = suite.file.string();
    return object;
}

void print_suite(const ModelSuite& suite) {
    std::printf("%s\n", suite.name.c_str());
    const json written = suite_to_json(suite);
    for (const char* section : {"model", "scheduler", "conditioning"}) {
        if (!written.contains(section)) continue;
        for (const auto& [field, value] : written.at(section).items())
            std::printf("  %-28s %s\n", (std::string(section) + "." + field).c_str(),
                        value.is_string() ? value.get<std::string>().c_str() : value.dump().c_str());
    }
    if (!suite.notes.empty()) std::printf("  %-28s %s\n", "notes", suite.notes.c_str());
    std::printf("  %-28s %s\n", "file", suite.file.c_str());
}

int list_suites(const SuiteOptions& options) {
    const SuiteLibrary library = SuiteLibrary::load(data_dir());
    if (options.json) {
        json suites = json::array();
        for (const ModelSuite& suite : library.suites()) suites.push_back(suite_json(suite));
        print_json({{"suites", suites}, {"problems", library.problems()}});
        return exit_done;
    }
    for (const ModelSuite& suite : library.suites()) print_suite(suite);
    if (library.suites().empty()) std::printf("no suite yet; `imagelab models suite save NAME --model MODEL --lora LORA:0.8` makes one\n");
    for (const std::string& problem : library.problems()) std::fprintf(stderr, "imagelab: %s\n", problem.c_str());
    return exit_done;
}

int show_suite(const SuiteOptions& options) {
    const SuiteLibrary library = SuiteLibrary::load(data_dir());
    const auto suite = library.find(options.name);
    if (!suite) return fail(exit_model, suite.error(), options.json);
    options.json ? print_json(suite_json(**suite)) : print_suite(**suite);
    return exit_done;
}

// The parts that the options name, on top of those of a request's or a suite's file.
Result<Request> named_parts(const SuiteOptions& options) {
    Request request;
    if (!options.file.empty()) {
        const auto read = read_json_file(options.file);
        if (!read) return Failure{read.error()};
        if (read->is_object() && read->contains("version")) {  // a suite's
            const auto suite = suite_from_json(*read);
            if (!suite) return Failure{options.file + ": " + suite.error()};
            request = suite->parts;
        } else {
            auto from = request_from_json(*read);
            if (!from) return Failure{options.file + ":\n" + from.error()};
            request = std::move(*from);
        }
    }
    if (const auto set = options.parts->override_fields(request); !set) return Failure{options.parts->in_option_names(set.error())};
    request.suite.clear();
    if (const auto valid = validate(request); !valid) return Failure{options.parts->in_option_names(valid.error())};
    return request;
}

int save_named_suite(const SuiteOptions& options) {
    const auto request = named_parts(options);
    if (!request) return fail(exit_usage, request.error(), options.json);
    ModelSuite suite = suite_of(*request, options.name, options.notes);
    const auto file = save_suite(data_dir(), suite, options.replace);
    if (!file) return fail(exit_usage, file.error(), options.json);
    suite.file = *file;
    const ModelFit fit = fit_of_models(*request, data_dir());
    if (options.json) {
        json object = suite_json(suite);
        object["fit"] = fit_to_json(fit);
        print_json(object);
    } else {
        std::printf("%s\n", file->c_str());
        if (fit.score() < 100)
            std::fprintf(stderr, "imagelab: it fits with %d of 100; `imagelab models suite check \"%s\"` says why\n", fit.score(),
                         suite.name.c_str());
    }
    return exit_done;
}

int delete_named_suite(const SuiteOptions& options) {
    const auto kept = delete_suite(data_dir(), options.name);
    if (!kept) return fail(exit_model, kept.error(), options.json);
    if (options.json) {
        print_json({{"deleted", options.name}, {"kept", kept->string()}});
    } else {
        std::printf("deleted; kept as %s\n", kept->c_str());
    }
    return exit_done;
}

int check_named_suite(const SuiteOptions& options) {
    Request request;
    request.suite = options.name;
    if (const auto set = options.judged->override_fields(request); !set)
        return fail(exit_usage, options.judged->in_option_names(set.error()), options.json);
    const auto whole = with_suite_applied(request, data_dir());
    if (!whole) return fail(exit_model, whole.error(), options.json);
    const ModelFit fit = fit_of_models(*whole, data_dir());
    if (options.json) {
        json object = fit_to_json(fit);
        object["suite"] = options.name;
        object["parts"] = suite_to_json(suite_of(*whole, whole->suite.empty() ? "models" : whole->suite));
        print_json(object);
    } else {
        std::printf("%d of 100: %s\n", fit.score(), fit.verdict());
        for (const FitReason& reason : fit.reasons) {
            std::printf("%8s  %s: %s\n", weight_name(reason.weight), reason.name.empty() ? reason.part.c_str() : reason.name.c_str(),
                        reason.what.c_str());
            if (!reason.advice.empty()) std::printf("          %s\n", reason.advice.c_str());
        }
    }
    return fit.usable() ? exit_done : exit_model;
}

bool is_of_suites(const RequestField& field) {
    const auto fields = suite_fields();
    return std::find(fields.begin(), fields.end(), field.path) != fields.end();
}

}  // namespace

Subcommands add_suite_commands(CLI::App& models) {
    const auto options = std::make_shared<SuiteOptions>();
    CLI::App* suites =
        models.add_subcommand("suite", "Model suites: a model, its refiner, VAE, parts, LoRAs and embeddings under one name");
    suites->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, bool named = true) {
        CLI::App* command = suites->add_subcommand(name, help);
        if (named) command->add_option("NAME", options->name, "The suite's name")->type_name("NAME")->required();
        command->add_flag("--json", options->json, "Print one JSON object");
        return command;
    };
    CLI::App* listed = add("list", "List the suites and what is in them", false);
    CLI::App* shown = add("show", "Show one");
    CLI::App* saved = add("save", "Save the models that the options name as a suite");
    options->parts = std::make_unique<FieldOptions>(*saved, is_of_suites);
    saved->add_option("--notes", options->notes, "A note of your own")->type_name("TEXT");
    saved->add_option("--request", options->file, "Take the models of a request's or a suite's JSON file; options override them")
        ->type_name("FILE");
    saved->add_flag("--replace", options->replace, "Take the place of one of this name, which is kept as FILE~");
    CLI::App* deleted = add("delete", "Delete one; its file is kept as FILE~");
    CLI::App* checked = suites->add_subcommand("check", "Say how well the parts go together: a score from 0 to 100 with its reasons");
    checked->add_option("NAME", options->name, "The suite's name; none: only what the options name")->type_name("NAME");
    checked->add_flag("--json", options->json, "Print one JSON object");
    options->judged = std::make_unique<FieldOptions>(*checked, is_of_suites);
    checked->footer(
        "\nThe score begins at 100; a doubt takes 30, a hint 10, and what cannot be used at all makes it 0 (exit code 3). From 80 on it "
        "fits.\n");
    return {{listed, [options] { return list_suites(*options); }},
            {shown, [options] { return show_suite(*options); }},
            {saved, [options] { return save_named_suite(*options); }},
            {deleted, [options] { return delete_named_suite(*options); }},
            {checked, [options] { return check_named_suite(*options); }}};
}

}  // namespace imagelab
