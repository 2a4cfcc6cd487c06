#include "core/families/diffusion_model.h"

#include <algorithm>

#include "core/families/autoencoder.h"

namespace imagelab {

void Conditioning::write(Program& denoiser) const {
    for (const auto& [input, numbers] : values) denoiser.write(input, std::span<const float>(numbers));
    for (const auto& [input, numbers] : counts) denoiser.write(input, std::span<const int32_t>(numbers));
}

DiffusionModel::DiffusionModel(Device& device, OpenedModel files, DType dtype, int64_t memory_budget,
                               std::shared_ptr<const WeightMap> denoiser_weights, Network::Tracer trace_denoiser)
    : denoiser(device, denoiser_weights, trace_denoiser,
               {.memory_budget = memory_budget, .int8 = dtype == DType::i8, .packed = dtype == DType::i8 ? packed_place() : PackedPlace{}}),
      vae_encoder(encoder_network(device, files->vae, files->vae_weights, stored_in(device, dtype), memory_budget)),
      vae_decoder(decoder_network(device, files->vae, files->vae_weights, stored_in(device, dtype), memory_budget)),
      shallow_denoiser(device, std::move(denoiser_weights), std::move(trace_denoiser), {.memory_budget = memory_budget, .int8 = dtype == DType::i8}),
      files_(std::move(files)),
      device_(device),
      dtype_(dtype),
      memory_budget_(memory_budget) {}

std::vector<float> DiffusionModel::timesteps(float timestep, int batch) const {
    return std::vector<float>(static_cast<size_t>(batch), timestep);
}

std::set<std::string> DiffusionModel::take_companions(const Companions& companions) {
    std::set<std::string> renewed;
    if (!companions.same_structure(companions_)) {
        denoiser.unload();
        shallow_denoiser.unload();
    } else {
        const std::vector<JoinedWeights::Part> now = companions.parts(), before = companions_.parts();
        for (size_t i = 0; i < now.size(); ++i) {
            if (now[i].weights == before[i].weights) continue;
            for (const auto& [name, view] : now[i].weights->tensors()) renewed.insert(now[i].prefix + name);
        }
    }
    companions_ = companions;
    return renewed;
}

namespace {

std::map<std::string, Branches> branches_of(const Adaptation& adaptation) {
    std::map<std::string, Branches> branches;
    for (const auto& [name, part] : adaptation.parts) {
        if (!part->branches().empty()) branches[name] = part->branches();
    }
    return branches;
}

}  // namespace

bool DiffusionModel::holds(const Adaptation& adaptation) const {
    const std::lock_guard lock(taken_);
    return same_adapters(adaptation.adapters, adapters_) && branches_of(adaptation) == branches_;
}

void DiffusionModel::take(const Adaptation& adaptation, const Companions& companions) {
    std::vector<std::pair<std::string, std::vector<float>>> inversions;
    for (const TextualInversion& inversion : adaptation.inversions) {
        for (const auto& [part, vectors] : inversion.vectors) inversions.emplace_back(inversion.name + " " + part, vectors.values);
    }
    const bool same_adaptation = holds(adaptation) && inversions == inversions_;
    const bool same_companions = companions == companions_;
    if (same_adaptation && same_companions) return;
    const std::set<std::string> renewed = same_companions ? std::set<std::string>() : take_companions(companions);
    const auto all = networks();
    for (const ModelPart& part : files().parts()) {
        const bool other_companions = !same_companions && part.name == denoiser_name();
        const auto found = adaptation.parts.find(part.name);
        const auto patched = found == adaptation.parts.end() ? nullptr : found->second;
        std::set<std::string> stale;
        if (!same_adaptation) {
            std::set<std::string>& touched = touched_[part.name];
            stale = std::exchange(touched, patched ? patched->touched() : std::set<std::string>());
            stale.insert(touched.begin(), touched.end());
        }
        if (stale.empty() && !other_companions) continue;
        const auto network = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.first == part.name; });
        if (network == all.end()) throw Error("[model] no network is called " + part.name);
        std::shared_ptr<const WeightMap> weights = part.weights;
        if (patched && !patched->touched().empty()) weights = patched;
        const Branches branches = patched ? patched->branches() : Branches();
        if (part.name == denoiser_name()) {
            weights = beside(std::move(weights), companions_);
            stale.insert(renewed.begin(), renewed.end());
        }
        if (part.name == denoiser_name()) shallow_denoiser.patch(weights, stale, branches);
        network->second->patch(std::move(weights), stale, branches);
    }
    if (same_adaptation) return;
    {
        const std::lock_guard lock(taken_);
        adapters_ = adaptation.adapters;
        branches_ = branches_of(adaptation);
    }
    inversions_ = std::move(inversions);
    take_inversions(adaptation.inversions);
}

void DiffusionModel::load_text_encoders(const Caption& caption, const std::function<void(double)>& progress, const CancelToken& cancel) {
    if (text_encoders_take_turns()) return;
    const std::vector<TextPass> passes = text_passes(caption);
    std::vector<double> bytes;
    double all = 0, done = 0;
    for (const TextPass& pass : passes) {
        bytes.push_back(1.0 + static_cast<double>(pass.network->cost(pass.shape).memory.weight_bytes));
        all += bytes.back();
    }
    for (size_t i = 0; i < passes.size(); ++i) {
        passes[i].network->ready(
            passes[i].shape, [&](double share) { progress((done + share * bytes[i]) / all); }, cancel);
        done += bytes[i];
    }
}

void DiffusionModel::unload_text_encoders() {
    for (const auto& [name, pass] : longest_text()) pass.network->unload();
}

bool DiffusionModel::keeps_text_encoders() {
    if (text_encoders_take_turns()) return false;
    int64_t weights = 0;
    const auto add = [&](const NetworkCost& cost) { weights += cost.memory.weight_bytes + cost.memory.streamed_bytes; };
    for (const auto& [name, pass] : longest_text()) {
        const NetworkCost cost = pass.network->cost(pass.shape);
        if (cost.memory.streamed_bytes > 0) return false;
        add(cost);
    }
    add(denoiser.cost({1, 8, 8, context_tokens()}));
    add(vae_decoder.cost({1, 8, 8, 0}));
    return weights <= (memory_budget_ > 0 ? memory_budget_ : device_.info().memory_total) / 2;
}

bool DiffusionModel::text_encoders_take_turns() {
    if (memory_budget_ == 0) return false;
    const auto encoders = longest_text();
    int64_t bytes = 0;
    for (const auto& [name, pass] : encoders) bytes += pass.network->cost(pass.shape).memory.running_bytes();
    return encoders.size() > 1 && bytes > memory_budget_;
}

bool DiffusionModel::takes_turns(const NetworkShape& shape, const NetworkCost& decoder) {
    if (memory_budget_ == 0) return false;
    int64_t bytes = denoiser.cost(shape).memory.running_bytes() + decoder.memory.running_bytes();
    if (keeps_text_encoders()) {
        for (const auto& [name, pass] : longest_text()) bytes += pass.network->cost(pass.shape).memory.running_bytes();
    }
    return bytes > memory_budget_;
}

std::vector<std::pair<std::string, Network*>> DiffusionModel::networks() {
    std::vector<std::pair<std::string, Network*>> all;
    for (const auto& [name, pass] : longest_text()) all.emplace_back(name, pass.network);
    all.insert(all.end(), {{denoiser_name(), &denoiser}, {"vae_encoder", &vae_encoder}, {"vae_decoder", &vae_decoder}, {"shallow_denoiser", &shallow_denoiser}});
    return all;
}

int64_t DiffusionModel::resident_bytes() {
    int64_t bytes = 0;
    for (const auto& [name, network] : networks()) bytes += network->resident_bytes();
    return bytes;
}

void DiffusionModel::unload() {
    for (const auto& [name, network] : networks()) network->unload();
}

std::unique_ptr<DiffusionModel> make_model(Device& device, OpenedModel files, DType dtype, int64_t memory_budget) {
    const Family& family = files->family();
    return family.make(device, std::move(files), dtype, memory_budget);
}

}  // namespace imagelab
