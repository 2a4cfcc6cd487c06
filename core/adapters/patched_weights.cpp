#include "core/adapters/patched_weights.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/adapters/adapter_facts.h"
#include "core/adapters/patched_source.h"
#include "core/base/number.h"

namespace imagelab {
namespace {

// The tensor of a module that a change of its weight is for: "X.weight", or "X" where that is a tensor itself.
std::string weight_name(const WeightMap& weights, const std::string& module) {
    return weights.find(module + ".weight") ? module + ".weight" : module;
}

Failure made_for_another(const AdapterFile& file, const std::string& why) {
    const std::string made_for = adapter_made_for(file.modules());
    const std::string& said = file.facts().base_model;
    return {file.path().string() + ": " + why + (made_for.empty() ? "" : "; it was made for " + made_for) +
            (said.empty() || said == made_for ? "" : (made_for.empty() ? "; it was made for \"" : ", its metadata says \"") + said + "\"")};
}

constexpr std::string_view bias_parts[] = {"diff_b", "b_norm", "lora_bias"};

bool of_bias(std::string_view part) {
    return std::find(std::begin(bias_parts), std::end(bias_parts), part) != std::end(bias_parts);
}

// A module of the file and one of the tensors that it changes.
struct Placed {
    const AdapterModule* module;
    const AdapterTarget* target;
};

// Some files hold a module under the original's name and under diffusers', too; as in diffusers (loaders/lora_conversion_utils.py) the
// second counts. The others, which have no place, are left out.
std::vector<Placed> placed_modules(const AdapterFile& file, const AdapterKeys& keys) {
    std::map<std::tuple<std::string, std::string, bool>, const AdapterModule*> taken;  // component, module, bias
    std::vector<Placed> placed;
    const auto original = [](const AdapterModule* module) {
        return module->name.find("input_blocks") != std::string::npos || module->name.find("output_blocks") != std::string::npos ||
               module->name.find("middle_block") != std::string::npos;
    };
    std::vector<const AdapterModule*> modules;
    for (const AdapterModule& module : file.modules()) modules.push_back(&module);
    std::stable_partition(modules.begin(), modules.end(), [&](const AdapterModule* module) { return !original(module); });
    for (const AdapterModule* module : modules) {
        for (const AdapterTarget& target : keys.find(module->name)) {
            bool free = true;
            for (const bool bias : {false, true}) {
                if (!(bias ? changes_bias(*module) : changes_weight(*module))) continue;
                free &= taken.emplace(std::tuple(target.component, target.module, bias), module).first->second == module;
            }
            if (free) placed.push_back({module, &target});
        }
    }
    return placed;
}

// A product of factors costs its rank; whatever else there is, a pass or two.
double flops_per_element(const AdapterModule& module) {
    return 2.0 * static_cast<double>(std::max<int64_t>(1, module.rank)) * (module.kind == AdapterKind::loha ? 2 : 1);
}

constexpr std::string_view weight_suffix = ".weight";

}  // namespace

class PatchedWeights::Patcher {
  public:
    Patcher(std::shared_ptr<const WeightMap> base, const AppliedAdapter& adapter, std::map<std::string, Change>& changes)
        : base_(std::move(base)), adapter_(adapter), changes_(changes) {}

    Result<void> apply(const AdapterModule& module, const AdapterTarget& target, double strength) {
        if (changes_weight(module)) {
            if (auto done = apply(module, target, weight_name(*base_, target.module), false, strength); !done) return done;
        }
        return changes_bias(module) ? apply(module, target, target.module + ".bias", true, strength) : Result<void>();
    }

  private:
    static bool reads(std::string_view part, bool bias) { return (part == "diff_b" || part == "b_norm" || part == "lora_bias") == bias; }

    Result<void> apply(const AdapterModule& module, const AdapterTarget& target, const std::string& name, bool bias, double strength) {
        const TensorView* view = base_->find(name);
        if (!view || view->shape.empty()) return {};  // of unplaced_keys
        const ChangeTarget change_target{name, view->shape, target.part, target.parts};
        auto change = bias ? bias_change(*adapter_.file, module, change_target, strength)
                           : weight_change(*adapter_.file, module, change_target, strength, adapter_.dora);
        if (!change) return made_for_another(*adapter_.file, change.error());
        PatchedSource::Step step{adapter_.file, {}, std::move(*change)};
        for (const auto& [part, read] : module.parts) {
            if (of_bias(part) == bias) step.parts.push_back(read.view);
        }
        Change& changed = changes_[name];
        if (!changed.source) {
            changed.source = std::make_shared<PatchedSource>(base_, name, *view);
            changed.work = {1, element_count(view->shape)};
        }
        changed.source->add(std::move(step));
        changed.work.flops += flops_per_element(module) * static_cast<double>(element_count(view->shape));
        auto term = bias ? std::nullopt : branch_term(adapter_.file, module, change_target, strength);
        changed.product &= term.has_value();
        if (term) changed.terms.push_back(std::move(*term));
        return {};
    }

    std::shared_ptr<const WeightMap> base_;
    const AppliedAdapter& adapter_;
    std::map<std::string, Change>& changes_;
};

Result<std::vector<std::string>> unplaced_keys(const AdapterFile& file, const AdapterKeys& keys,
                                               const std::vector<AdapterComponent>& model) {
    std::vector<std::string> unplaced = file.unknown_keys();
    const auto has_tensor = [&](const AdapterTarget& target, bool bias) {
        return std::any_of(model.begin(), model.end(), [&](const AdapterComponent& component) {
            if (component.name != target.component) return false;
            return component.weights->find(bias ? target.module + ".bias" : weight_name(*component.weights, target.module)) != nullptr;
        });
    };
    std::map<const AdapterModule*, const AdapterTarget*> places;
    for (const Placed& placed : placed_modules(file, keys)) places.emplace(placed.module, placed.target);
    for (const AdapterModule& module : file.modules()) {
        const auto place = places.find(&module);
        for (const auto& [name, part] : module.parts) {
            if (place == places.end() || !has_tensor(*place->second, of_bias(name))) unplaced.push_back(part.key);
        }
    }
    if (places.empty() && !file.modules().empty())
        return made_for_another(file, "none of its " + std::to_string(file.modules().size()) +
                                          " modules is in this model, the first is \"" + file.modules().front().name + "\"");
    std::sort(unplaced.begin(), unplaced.end());
    return unplaced;
}

Result<std::shared_ptr<const PatchedWeights>> PatchedWeights::make(std::shared_ptr<const WeightMap> base, const std::string& component,
                                                                   const AdapterKeys& keys, const std::vector<AppliedAdapter>& adapters) {
    std::shared_ptr<PatchedWeights> patched(new PatchedWeights);
    patched->base_ = base;
    patched->source_ = base->source();
    patched->identity_ = base->identity();
    for (const AppliedAdapter& adapter : adapters) {
        Patcher patcher(base, adapter, patched->changes_);
        const double scale = component.starts_with("text_encoder") ? adapter.text_scale : adapter.scale;
        for (const auto& [module, target] : placed_modules(*adapter.file, keys)) {
            const double strength = scale * adapter.blocks.factor(component, target->original);
            if (target->component != component || strength == 0) continue;
            if (auto done = patcher.apply(*module, *target, strength); !done) return Failure{done.error()};
        }
        patched->files_.push_back(adapter.file);
        if (patched->identity_.empty()) continue;
        patched->identity_ += " + " + adapter.file->identity() + " " + general_text(scale, 17) + " " + adapter.blocks.text() + " " +
                              std::to_string(static_cast<int>(adapter.dora));
    }
    patched->show({});
    return std::shared_ptr<const PatchedWeights>(std::move(patched));
}

void PatchedWeights::show(const std::set<std::string>& layers) {
    tensors_ = base_->tensors();
    touched_.clear(), branches_.clear();
    adapter_bytes_ = 0, work_ = {};
    for (const auto& [name, change] : changes_) {
        TensorView& view = tensors_.at(name);
        const std::string layer = name.ends_with(weight_suffix) ? name.substr(0, name.size() - weight_suffix.size()) : "";
        if (!layer.empty() && change.product && layers.contains(layer)) {
            BranchFactors factors = branch_factors(change.terms, view.shape);
            branches_[layer] = factors.down.shape[0];
            adapter_bytes_ += factors.down.bytes() + factors.up.bytes();
            for (auto& [tensor, factor] : {std::pair(branch_down(layer), &factors.down), std::pair(branch_up(layer), &factors.up)}) {
                touched_.insert(tensor);
                tensors_[tensor] = std::move(*factor);
            }
            continue;
        }
        view.dtype = view.dtype == DType::f64 ? DType::f32 : view.dtype;
        view.data = nullptr;
        view.transposed = false;
        view.source = change.source;
        adapter_bytes_ += change.source->adapter_bytes();
        work_ += change.work;
        touched_.insert(name);
    }
}

Branches PatchedWeights::products() const {
    Branches products;
    for (const auto& [name, change] : changes_) {
        if (!change.product || !name.ends_with(weight_suffix)) continue;
        int64_t& rank = products[name.substr(0, name.size() - weight_suffix.size())];
        for (const BranchTerm& term : change.terms) rank += term.rank();
    }
    return products;
}

std::shared_ptr<const PatchedWeights> PatchedWeights::branched(const std::set<std::string>& layers) const {
    std::shared_ptr<PatchedWeights> other(new PatchedWeights(*this));
    other->show(layers);
    return other;
}

PatchWork& PatchWork::operator+=(const PatchWork& other) {
    tensors += other.tensors, elements += other.elements, flops += other.flops;
    return *this;
}

double patch_seconds(const PatchWork& work, int threads) {
    constexpr double elements_per_second = 2.4e9, flops_per_second = 70e9;  // of a thread
    return (static_cast<double>(work.elements) / elements_per_second + work.flops / flops_per_second) / std::max(1, threads);
}

void PatchedWeights::release(const TensorView& view) const {
    if (view.source) return view.source->release(0, element_count(view.shape));
    base_->release(view);
}

std::string PatchedWeights::damage() const {
    if (std::string damage = base_->damage(); !damage.empty()) return damage;
    for (const auto& file : files_) {
        if (std::string damage = file->damage(); !damage.empty()) return damage;
    }
    return {};
}

bool PatchedWeights::is_current() const {
    return base_->is_current() && std::all_of(files_.begin(), files_.end(), [](const auto& file) { return file->is_current(); });
}

}  // namespace imagelab
