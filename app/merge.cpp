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
#include "app/progress.h"
#include "app/subcommand.h"
#include "core/adapters/new_adapter.h"
#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/families/merge.h"
#include "core/jobs/adapter_cache.h"
#include "core/library/model_library.h"
#include "core/request/lora_use.h"

namespace imagelab {
namespace {

struct MergeOptions {
    std::string out, dtype, dora = "lycoris";
    std::vector<std::string> models, loras;
    bool json = false;
};

// NAME or NAME:SHARE; a name may hold colons itself.
Result<MergeRequest::Model> parse_model(const std::string& word) {
    const size_t colon = word.rfind(':');
    const auto share = colon == word.npos ? std::nullopt : parsed_number(std::string_view(word).substr(colon + 1));
    const auto path = model_path(share ? word.substr(0, colon) : word, data_dir());
    if (!path) return Failure{path.error()};
    return MergeRequest::Model{*path, share.value_or(1)};
}

// Of LoRAs without a model comes a LoRA.
Result<MergedModel> merge_all(const MergeRequest& request, PercentDisplay& display, const CancelToken& cancel) {
    const auto show = [&](double share) { display.show(share); };
    if (!request.models.empty()) return merge_models(request, show, cancel);
    if (request.adapters.size() < 2) return Failure{"name what to merge: --model A:0.6 --model B:0.4, or --lora A:0.6 --lora B:0.4"};
    auto joined = join_loras(request.adapters);
    if (!joined) return Failure{joined.error()};
    const auto written = joined->write(request.out, request.precision, show, cancel);
    if (!written) return Failure{written.error()};
    return MergedModel{.bytes = written->bytes, .tensors = written->tensors, .changed = written->tensors, .notes = {}};
}

int merge(const MergeOptions& options) {
    MergeRequest request{.out = options.out, .precision = options.dtype};
    for (const std::string& word : options.models) {
        const auto model = parse_model(word);
        if (!model) return fail(exit_model, model.error(), options.json);
        request.models.push_back(*model);
    }
    std::vector<LoraUse> uses;
    for (const std::string& word : options.loras) {
        const auto use = parse_lora_use(word);
        if (!use) return fail(exit_usage, use.error(), options.json);
        uses.push_back(*use);
    }
    AdapterCache cache;
    const auto adapters = cache.open(uses, options.dora == "comfyui" ? DoraRule::comfyui : DoraRule::lycoris, data_dir());
    if (!adapters) return fail(exit_model, adapters.error(), options.json);
    request.adapters = *adapters;

    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    PercentDisplay display(!options.json);
    try {
        const auto merged = merge_all(request, display, cancel);
        if (!merged) return fail(exit_failed, merged.error(), options.json);
        for (const std::string& note : merged->notes) std::fprintf(stderr, "%s\n", note.c_str());
        if (options.json) {
            print_json({{"path", options.out},
                        {"bytes", merged->bytes},
                        {"tensors", merged->tensors},
                        {"changed", merged->changed},
                        {"notes", merged->notes}});
        } else {
            std::printf("%s  %s, %zu tensors, %zu of them changed\n", options.out.c_str(), readable_bytes(merged->bytes).c_str(),
                        merged->tensors, merged->changed);
        }
        return exit_done;
    } catch (const Cancelled&) {
        return fail(exit_cancelled, "stopped; nothing was written", options.json);
    }
}

}  // namespace

Subcommands add_merge_commands(CLI::App& app) {
    auto options = std::make_shared<MergeOptions>();
    CLI::App* command = app.add_subcommand("merge", "Add models by shares, put LoRAs on for good, or join LoRAs into one");
    command->add_option("OUT", options->out, "The new model: a .safetensors file, or a folder where the first model is one")
        ->required()
        ->type_name("PATH");
    command
        ->add_option("--model", options->models,
                     "Path or library name, with its share (1 alone); shares sum to 1. The first gives the layout")
        ->allow_extra_args(false)
        ->type_name("MODEL[:SHARE]");
    command->add_option("--lora", options->loras, "Adapter to put on, as in `generate`")
        ->allow_extra_args(false)
        ->type_name("NAME[:SCALE[:TEXT_SCALE]]");
    command
        ->add_option("--dora", options->dora,
                     "How LoRAs with decomposed weights are put on, as in `generate`: lycoris (default) or comfyui")
        ->type_name("NAME")
        ->check(CLI::IsMember({"lycoris", "comfyui"}));
    command->add_option("--dtype", options->dtype, "Of the new numbers (default: as the first model's)")
        ->type_name("NAME")
        ->check(CLI::IsMember({"f32", "f16", "bf16", "f8_e4m3", "f8_e5m2"}));
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer(
        "\nA weighted sum is A:0.6 with B:0.4. The difference of two models is added with shares of 1, 1 and -1.\n"
        "\n  imagelab merge mix.safetensors --model photo.safetensors:0.6 --model drawn.safetensors:0.4\n"
        "  imagelab merge inked.safetensors --model base.safetensors --lora ink:0.8\n"
        "  imagelab merge both.safetensors --lora ink:0.8 --lora portrait:0.5\n");
    return {{command, [options] { return merge(*options); }}};
}

}  // namespace imagelab
