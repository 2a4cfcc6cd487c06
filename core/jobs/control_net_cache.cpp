#include "core/jobs/control_net_cache.h"

#include <algorithm>

#include "core/jobs/model_cache.h"
#include "core/library/control_net_path.h"

namespace imagelab {

Result<OpenedControlNet> ControlNetCache::file(const std::filesystem::path& path, const ModelFiles& base) {
    const std::string version = ModelCache::version(path);
    const UnetConfig* beside = base.controlled_unet();
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return beside != nullptr && entry.version == version && entry.beside == *beside && entry.net->weights->is_current();
    });
    if (known != entries_.end()) {
        entries_.splice(entries_.begin(), entries_, known);
        return entries_.front().net;
    }
    auto opened = open_control_net(path, base);
    if (!opened) return Failure{"conditioning.control_nets: " + opened.error()};
    entries_.push_front({version, *beside, *opened});
    if (entries_.size() > most_opened) entries_.pop_back();
    return *opened;
}

Result<ControlNets> ControlNetCache::open(const std::vector<ControlUse>& uses, const ModelFiles& base, const std::filesystem::path& data) {
    ControlNets nets;
    for (const ControlUse& use : uses) {
        const auto path = control_net_path(use, data);
        if (!path) return Failure{"conditioning.control_nets: " + path.error()};
        auto opened = file(*path, base);
        if (!opened) return Failure{opened.error()};
        nets.push_back(std::move(*opened));
    }
    return nets;
}

}  // namespace imagelab
