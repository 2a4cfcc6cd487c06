#include "core/jobs/network_caches.h"

#include <algorithm>

#include "core/jobs/model_cache.h"
#include "core/library/network_paths.h"

namespace imagelab {
namespace fs = std::filesystem;

Result<Companions> CompanionCache::open(const Request& request, const ModelFiles& base, const fs::path& data) {
    Companions all;
    const UnetConfig* unet = base.controlled_unet();
    const auto add = [&](const std::string& field, auto& cache, auto& opened, const Result<fs::path>& path, const auto& current,
                         const auto& open) -> Result<void> {
        if (!path) return Failure{field + ": " + path.error()};
        const auto anew = [&] { return open(*path, base); };
        auto found = unet == nullptr ? anew() : cache.get({ModelCache::version(*path), *unet}, current, anew);
        if (!found) return Failure{field + ": " + found.error()};
        opened.push_back(std::move(*found));
        return {};
    };
    for (const ControlUse& use : request.control_nets) {
        const auto current = [](const OpenedControlNet& net) { return net->weights->is_current(); };
        if (auto done = add("conditioning.control_nets", controls_, all.controls, control_net_path(use, data), current, open_control_net);
            !done)
            return Failure{done.error()};
    }
    for (const ControlUse& use : request.control_nets) {
        const auto path = use.ready || all.annotators.contains(use.type) ? std::nullopt : annotator_path(use.type, data);
        if (!path) continue;
        std::string version;
        for (const fs::path& file : annotator_files(*path)) version += ModelCache::version(file) + "\n";
        auto found = annotators_.get({use.type, version}, [&] { return open_annotator(use.type, *path); });
        if (!found) return Failure{"conditioning.control_nets: " + found.error()};
        all.annotators.emplace(use.type, std::move(*found));
    }
    for (const ReferenceUse& use : request.references) {
        const auto current = [](const OpenedReferenceAdapter& adapter) {
            return adapter->attention->is_current() && adapter->encoder->weights->is_current();
        };
        if (auto done = add("conditioning.references", references_, all.references, reference_adapter_path(use, data), current,
                            open_reference_adapter);
            !done)
            return Failure{done.error()};
    }
    for (const DetailUse& use : request.details) {
        const auto path = detector_path(use.model, data);
        if (!path) return Failure{"postprocessing.detailers: " + path.error()};
        auto found = detectors_.get(ModelCache::version(*path), [&] { return open_detector(*path); });
        if (!found) return Failure{"postprocessing.detailers: " + found.error()};
        all.detectors.push_back(std::move(*found));
    }
    if (!request.face_restore.empty()) {
        const auto path = face_restorer_path(request.face_restore, data);
        const auto finds = path ? face_detector_path(data) : Result<fs::path>(Failure{path.error()});
        if (!finds) return Failure{"postprocessing.face_restore: " + finds.error()};
        auto found = faces_.get(ModelCache::version(*path) + "\n" + ModelCache::version(*finds),
                                [&] { return open_face_restorer(*path, *finds); });
        if (!found) return Failure{"postprocessing.face_restore: " + found.error()};
        all.faces = std::move(*found);
    }
    return all;
}

std::vector<std::shared_ptr<ReferenceReader>> ReferenceReaderCache::open(const ReferenceAdapters& adapters, DType dtype,
                                                                         int64_t memory_budget) {
    std::vector<std::shared_ptr<ReferenceReader>> all;
    for (const OpenedReferenceAdapter& adapter : adapters) {
        const auto encoder = encoders_.get(
            {ModelCache::version(adapter->encoder->path), dtype, memory_budget},
            [](const std::shared_ptr<ImageEncoder>& known) { return known->files->weights->is_current(); },
            [&]() -> Result<std::shared_ptr<ImageEncoder>> {
                return std::make_shared<ImageEncoder>(device_, adapter->encoder, dtype, memory_budget);
            });
        const auto reader = readers_.get(
            {adapter.get(), dtype, memory_budget}, [&]() -> Result<std::shared_ptr<ReferenceReader>> {
                return std::make_shared<ReferenceReader>(device_, adapter, *encoder, dtype, memory_budget);
            });
        all.push_back(*reader);
    }
    return all;
}

Result<std::shared_ptr<Upscaler>> UpscalerCache::open(const std::string& named, const fs::path& data, int64_t memory_budget) {
    const auto path = upscaler_path(named, data);
    if (!path) return Failure{path.error()};
    return upscalers_.get(
        {ModelCache::version(*path), memory_budget}, [&]() -> Result<std::shared_ptr<Upscaler>> {
            auto files = open_upscaler(*path);
            if (!files) return Failure{files.error()};
            const DType dtype = Upscaler::best_dtype(device_.info(), files->config);
            return std::make_shared<Upscaler>(device_, std::move(*files), dtype, memory_budget);
        });
}

Result<std::shared_ptr<SafetyChecker>> SafetyCheckerCache::open(const fs::path& data) {
    const fs::path path = safety_checker_path(data);
    return checkers_.get(
        ModelCache::version(path), [&]() -> Result<std::shared_ptr<SafetyChecker>> {
            auto files = open_safety_checker(path);
            if (!files) return Failure{files.error()};
            return std::make_shared<SafetyChecker>(device_, std::move(*files));
        });
}

}  // namespace imagelab
