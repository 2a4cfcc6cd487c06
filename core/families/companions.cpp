#include "core/families/companions.h"

#include <algorithm>

#include "core/models/control_net.h"
#include "core/models/reference.h"

namespace imagelab {

std::vector<JoinedWeights::Part> Companions::parts() const {
    std::vector<JoinedWeights::Part> all;
    for (size_t i = 0; i < controls.size(); ++i) all.push_back({control_prefix(static_cast<int>(i)), controls[i]->weights});
    const std::vector<ReferenceConfig> configs = reference_configs();
    int adapters = 0;
    for (size_t i = 0; i < references.size(); ++i) {
        if (configs[i].adapter == adapters) all.push_back({adapter_prefix(adapters++), references[i]->attention});
    }
    return all;
}

std::vector<ReferenceConfig> Companions::reference_configs() const {
    std::vector<ReferenceConfig> configs;
    std::vector<const WeightMap*> adapters;  // those before
    for (const OpenedReferenceAdapter& reference : references) {
        const auto known = std::find(adapters.begin(), adapters.end(), reference->attention.get());
        configs.push_back({reference->projection.tokens, static_cast<int>(known - adapters.begin())});
        if (known == adapters.end()) adapters.push_back(reference->attention.get());
    }
    return configs;
}

bool Companions::same_structure(const Companions& other) const {
    return configs_of(controls) == configs_of(other.controls) && reference_configs() == other.reference_configs();
}

std::shared_ptr<const WeightMap> beside(std::shared_ptr<const WeightMap> denoiser, const Companions& companions) {
    if (companions.empty()) return denoiser;
    std::vector<JoinedWeights::Part> parts = companions.parts();
    parts.insert(parts.begin(), {"", std::move(denoiser)});
    return std::make_shared<JoinedWeights>(std::move(parts));
}

}  // namespace imagelab
