#include <algorithm>
#include <map>

#include "core/adapters/new_adapter.h"

namespace imagelab {
namespace {

// The same module has another name in each of these.
enum class Spelling { kohya_original, kohya_diffusers, dotted };

Spelling spelling_of(const std::string& module) {
    if (!module.starts_with("lora_")) return Spelling::dotted;
    const auto has = [&](const char* part) { return module.find(part) != std::string::npos; };
    return has("input_blocks") || has("output_blocks") || has("middle_block") ? Spelling::kohya_original : Spelling::kohya_diffusers;
}

bool of_text(const std::string& module) {
    return module.starts_with("lora_te") || module.find("text_encoder") != std::string::npos;
}

bool of_unet(const std::string& module) {
    return !of_text(module);
}

struct Summand {
    const AppliedAdapter* adapter;
    const AdapterModule* module;
};

std::vector<float> numbers(const AdapterModule& module, const char* part) {
    return adapter_numbers(module.parts.find(part)->second.view);
}

// [rows, r] beside each other, and [r, ...] beneath each other.
void join(const std::vector<Summand>& summands, NewAdapter& made) {
    const AdapterModule& first = *summands.front().module;
    const AdapterModule::Part &up = first.parts.find("lora_up")->second, &down = first.parts.find("lora_down")->second;
    int64_t rank = 0;
    for (const Summand& summand : summands) rank += summand.module->rank;
    const int64_t rows = up.view.shape[0];
    std::vector<float> ups(static_cast<size_t>(rows * rank)), downs;
    int64_t column = 0;
    for (const auto& [adapter, module] : summands) {
        const std::vector<float> left = numbers(*module, "lora_up"), right = numbers(*module, "lora_down");
        const double scale = (of_text(module->name) ? adapter->text_scale : adapter->scale) * module->factor;
        for (int64_t row = 0; row < rows; ++row) {
            for (int64_t i = 0; i < module->rank; ++i)
                ups[static_cast<size_t>(row * rank + column + i)] =
                    static_cast<float>(scale * left[static_cast<size_t>(row * module->rank + i)]);
        }
        downs.insert(downs.end(), right.begin(), right.end());
        column += module->rank;
    }
    Shape up_shape = up.view.shape, down_shape = down.view.shape;
    up_shape[1] = rank, down_shape[0] = rank;
    made.add(up.key, up_shape, std::move(ups));
    made.add(down.key, down_shape, std::move(downs));
    made.add(first.name + ".alpha", {}, {static_cast<float>(rank)});
}

}  // namespace

Result<NewAdapter> join_loras(const std::vector<AppliedAdapter>& adapters) {
    std::map<std::string, std::vector<Summand>> modules;
    const AdapterModule* sample = nullptr;
    for (const AppliedAdapter& adapter : adapters) {
        const std::string file = adapter.file->path().string();
        if (!adapter.file->unknown_keys().empty() || !adapter.file->embeddings().empty())
            return Failure{file +
                           ": it holds more than LoRA's factors, which cannot be joined: put it on a model with `imagelab merge --model`"};
        for (const AdapterModule& module : adapter.file->modules()) {
            const bool plain =
                module.kind == AdapterKind::lora && std::all_of(module.parts.begin(), module.parts.end(), [](const auto& part) {
                    return part.first == "lora_up" || part.first == "lora_down" || part.first == "alpha";
                });
            if (!plain)
                return Failure{file + ": module \"" + module.name + "\" is " + std::string(adapter_kind_name(module.kind)) +
                               " with more than two factors, which cannot be joined: put it on a model with `imagelab merge --model`"};
            if (of_unet(module.name)) {
                if (sample && spelling_of(sample->name) != spelling_of(module.name))
                    return Failure{file + ": it calls its modules as \"" + module.name + "\", the first file as \"" + sample->name +
                                   "\": put both on a model with `imagelab merge --model`"};
                sample = &module;
            }
            std::vector<Summand>& summands = modules[module.name];
            if (!summands.empty()) {
                const auto extents = [](const AdapterModule& one) {
                    Shape down = one.find("lora_down")->shape;
                    return std::pair(one.find("lora_up")->shape[0], Shape(down.begin() + 1, down.end()));
                };
                if (extents(*summands.front().module) != extents(module))
                    return Failure{file + ": module \"" + module.name + "\" has other sizes than in " +
                                   summands.front().adapter->file->path().string() + ": they are for different models"};
            }
            summands.push_back({&adapter, &module});
        }
    }
    NewAdapter made;
    for (const auto& [name, summands] : modules) join(summands, made);
    if (!adapters.empty()) {
        made.metadata = adapters.front().file->metadata();
        for (const char* stale : {"sshs_model_hash", "sshs_legacy_hash", "modelspec.hash_sha256", "ss_network_dim", "ss_network_alpha"})
            made.metadata.erase(stale);
    }
    return made;
}

}  // namespace imagelab
