#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
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
#include "core/families/model_files.h"
#include "core/library/model_library.h"

namespace imagelab {
namespace {

struct ExtractOptions {
    std::string out, tuned, base, dtype = "f16";
    int rank = 32;
    bool json = false;
};

Result<OpenedModel> opened(const std::string& named) {
    const auto path = model_path(named, data_dir());
    return path ? open_model(*path) : Result<OpenedModel>(Failure{path.error()});
}

// All but the VAE, which no adapter changes.
std::vector<AdapterComponent> components(const std::vector<ModelPart>& parts) {
    std::vector<AdapterComponent> components;
    for (const ModelPart& part : parts) {
        if (part.name != "vae") components.push_back({part.name, part.weights.get()});
    }
    return components;
}

void describe(NewAdapter& adapter, const ModelFiles& tuned, const ModelFiles& base, int rank) {
    const bool sdxl = tuned.family().name == "sdxl";
    adapter.metadata = {{"ss_network_module", "networks.lora"},
                        {"ss_network_dim", std::to_string(rank)},
                        {"ss_network_alpha", std::to_string(rank)},
                        {"ss_output_name", tuned.name},
                        {"ss_base_model_version", sdxl ? "sdxl_base_v1-0" : std::string(tuned.family().name)},
                        {"modelspec.architecture", sdxl ? "stable-diffusion-xl-v1-base/lora" : "pixart-sigma/lora"},
                        {"modelspec.title", tuned.name},
                        {"modelspec.description", "The difference of " + tuned.name + " from " + base.name}};
}

int extract(const ExtractOptions& options) {
    const auto tuned = opened(options.tuned), base = opened(options.base);
    if (!tuned || !base) return fail(exit_model, tuned ? base.error() : tuned.error(), options.json);
    if ((*tuned)->family().name != (*base)->family().name)
        return fail(exit_model, options.tuned + " and " + options.base + " are of different families: take the model it was made from",
                    options.json);
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    PercentDisplay display(!options.json);
    const auto show = [&](double share) { display.show(share); };
    try {
        const std::vector<ModelPart> tuned_parts = (*tuned)->parts(), base_parts = (*base)->parts();
        ExtractedLora made = extract_lora(components(tuned_parts), components(base_parts), options.rank, show, cancel);
        if (made.modules == 0) return fail(exit_failed, options.tuned + ": it does not differ from " + options.base, options.json);
        describe(made.adapter, **tuned, **base, options.rank);
        const auto written = made.adapter.write(options.out, options.dtype, {}, cancel);
        if (!written) return fail(exit_failed, written.error(), options.json);
        if (options.json) {
            print_json({{"path", options.out},
                        {"bytes", written->bytes},
                        {"modules", made.modules},
                        {"kept", made.kept},
                        {"left_out", made.left_out}});
            return exit_done;
        }
        std::printf("%s  %s, %zu modules of rank %d hold %s %% of the difference\\n", options.out.c_str(),
                    readable_bytes(written->bytes).c_str(), made.modules, options.rank, fixed_text(100 * made.kept, 1).c_str());
        if (!made.left_out.empty())
            std::printf("%zu tensors that are no matrices differ as well and are left out, the first is %s\\n", made.left_out.size(),
                        made.left_out.front().c_str());
        return exit_done;
    } catch (const Cancelled&) {
        return fail(exit_cancelled, "stopped; nothing was written", options.json);
    } catch (const Error& trouble) {
        return fail(exit_failed, trouble.what(), options.json);
    }
}

}  // namespace

Subcommands add_extract_commands(CLI::App& app) {
    auto options = std::make_shared<ExtractOptions>();
    CLI::App* command = app.add_subcommand("extract", "Make a LoRA of what a model has learnt beyond the one it was made from");
    command->add_option("OUT", options->out, "The new LoRA, a .safetensors file")->required()->type_name("FILE");
    command->add_option("--model", options->tuned, "The model that learnt: path or library name")->required()->type_name("MODEL");
    command->add_option("--base", options->base, "The model it was made from")->required()->type_name("MODEL");
    command->add_option("--rank", options->rank, "Directions kept of each matrix (default: 32)")
        ->type_name("N")
        ->check(CLI::Range(1, 1024).description(""));
    command->add_option("--dtype", options->dtype, "Of its numbers (default: f16)")
        ->type_name("NAME")
        ->check(CLI::IsMember({"f32", "f16", "bf16"}));
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("\\n  imagelab extract style.safetensors --model tuned.safetensors --base sdxl.safetensors --rank 32\\n");
    return {{command, [options] { return extract(*options); }}};
}

}  // namespace imagelab
