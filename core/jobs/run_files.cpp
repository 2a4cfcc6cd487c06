#include "core/jobs/run_files.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/jobs/model_cache.h"
#include "core/pipelines/upscaler.h"
#include "core/request/picture_files.h"

namespace imagelab {

std::string identity_of(const Request& as_run, const std::vector<ModelSources>& models, const RunModels& opened,
                        const std::vector<AppliedAdapter>& adapters, const Companions& companions, const DeviceInfo& device) {
    std::string versions;
    for (const ModelSources& sources : models) versions += ModelCache::version(sources) + "\n";
    std::string adapter_versions;
    for (const AppliedAdapter& adapter : adapters) adapter_versions += "\n" + ModelCache::version(adapter.file->path());
    std::string controls;
    for (const OpenedControlNet& net : companions.controls) controls += "\n" + ModelCache::version(net->path);
    for (const OpenedReferenceAdapter& adapter : companions.references)
        controls += "\n" + ModelCache::version(adapter->path) + "\n" + ModelCache::version(adapter->encoder->path);
    // What annotators made is kept with the job: it changes neither with them nor with what else is kept.
    Request shown = as_run;
    for (ControlUse& use : shown.control_nets) use.maps.clear();
    std::string picture_versions;
    for (const auto& [file, field] : picture_files(std::as_const(shown))) picture_versions += "\n" + ModelCache::version(file);
    for (const Upscaler* upscaler : {opened.hires_upscaler, opened.upscaler}) {
        if (upscaler) adapter_versions += "\n" + ModelCache::version(upscaler->files().path);
    }
    if (opened.faces != nullptr) {
        const FaceFiles& faces = opened.faces->files();
        controls += "\n" + ModelCache::version(faces.model.path()) + "\n" + ModelCache::version(faces.detector->model.path());
    }
    for (const auto& detector : companions.detectors) controls += "\n" + ModelCache::version(detector->model.path());
    if (opened.safety) adapter_versions += "\n" + ModelCache::version(opened.safety->files().model.path());
    shown.output.clear();
    shown.output_name.clear();
    return request_to_json(shown).dump() + "\n" + versions + device.id + " " + device.name + " " + device.driver + " " +
           std::to_string(device.threads) + "\n" + IMAGELAB_VERSION + picture_versions + adapter_versions + controls;
}

std::string damage_of(const RunModels& models, const Companions& companions) {
    std::vector<const WeightMap*> weights;
    for (const OpenedControlNet& net : companions.controls) weights.push_back(net->weights.get());
    for (const OpenedReferenceAdapter& adapter : companions.references) {
        for (const auto& map : {adapter->attention, adapter->image_projection, adapter->encoder->weights}) weights.push_back(map.get());
    }
    for (const Upscaler* upscaler : {models.upscaler, models.hires_upscaler}) {
        if (upscaler != nullptr) weights.push_back(upscaler->files().weights.get());
    }
    for (const auto& detector : companions.detectors) weights.push_back(detector->traced.weights.get());
    if (models.safety != nullptr) weights.push_back(models.safety->files().traced.weights.get());
    for (const DiffusionModel* model :
         {static_cast<const DiffusionModel*>(&models.base), static_cast<const DiffusionModel*>(models.refiner)}) {
        if (model == nullptr) continue;
        for (const ModelPart& part : model->files().parts()) weights.push_back(part.weights.get());
        for (const AppliedAdapter& adapter : model->adapters()) {
            if (const std::string damage = adapter.file->damage(); !damage.empty()) return damage;
        }
    }
    for (const WeightMap* map : weights) {
        if (const std::string damage = map->damage(); !damage.empty()) return damage;
    }
    return {};
}

}  // namespace imagelab
