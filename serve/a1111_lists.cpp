#include "serve/a1111_lists.h"

#include "core/base/memory.h"
#include "core/base/utf8.h"
#include "core/library/model_library.h"
#include "core/library/network_paths.h"
#include "core/metadata/import.h"
#include "core/pipelines/upscaler.h"
#include "core/prompts/profiles.h"
#include "core/samplers/sampler_info.h"

namespace imagelab::serve::a1111 {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

}  // namespace

json samplers_json() {
    json list = json::array();
    for (const SamplerInfo& info : samplers())
        list.push_back({{"name", info.a1111}, {"aliases", {info.option, info.comfyui, info.json}}, {"options", json::object()}});
    return list;
}

json schedulers_json() {
    json list = json::array();
    for (const ScheduleInfo& info : schedules()) {
        const std::string label = info.a1111;
        list.push_back({{"name", info.kind == Spacing::published ? ascii_lower(label) : info.option},
                        {"label", label},
                        {"aliases", {info.option}},
                        {"default_rho", -1},
                        {"need_inner_model", false}});
    }
    return list;
}

json models_json(const Service& service) {
    json list = json::array();
    for (const auto& [name, file] : service.models()) {
        const std::string hash = file.auto_v2();
        const bool single = file.layout == "single file";
        list.push_back({{"title", (single ? file.path.filename().string() : name) + (hash.empty() ? "" : " [" + hash + "]")},
                        {"model_name", name},
                        {"hash", hash.empty() ? json() : json(hash)},
                        {"sha256", file.sha256.empty() ? json() : json(file.sha256)},
                        {"filename", file.path.string()},
                        {"config", nullptr}});
    }
    return list;
}

json loras_json(const Service& service) {
    json list = json::array();
    for (const ModelFile& file : service.files_of("lora")) {
        const auto alias = file.metadata.find("ss_output_name");
        list.push_back({{"name", file.name},
                        {"alias", alias == file.metadata.end() ? file.name : alias->second},
                        {"path", file.path.string()},
                        {"metadata", file.metadata}});
    }
    return list;
}

json vaes_json(const Service& service) {
    json list = json::array();
    for (const ModelFile& file : service.files_of("vae")) list.push_back({{"model_name", file.name}, {"filename", file.path.string()}});
    return list;
}

json embeddings_json(const Service& service) {
    json loaded = json::object();
    for (const ModelFile& file : service.files_of("embedding"))
        loaded[file.name] = {{"step", nullptr}, {"sd_checkpoint", nullptr}, {"sd_checkpoint_name", nullptr}, {"shape", 0}, {"vectors", 0}};
    return {{"loaded", loaded}, {"skipped", json::object()}};
}

json styles_json() {
    json list = json::array();
    const ProfileLibrary library = ProfileLibrary::load();
    for (const StyleProfile& profile : library.profiles()) {
        Request request;
        request.prompt = "{prompt}";
        request.style.profiles = {{profile.id, 1.0}};
        const auto expanded = apply_profiles(request, library);
        list.push_back({{"name", profile.name},
                        {"prompt", expanded ? expanded->prompt : ""},
                        {"negative_prompt", expanded ? expanded->negative_prompt.value_or("") : ""}});
    }
    return list;
}

// The ControlNet extension comes with two; webuiapi looks for the second to know that it is there.
json scripts_json() {
    const json known = {"controlnet", "controlnet m2m"};
    return {{"txt2img", known}, {"img2img", known}};
}

json upscalers_json(const Service& service) {
    json list = json::array();
    for (const char* name : {"None", "Lanczos", "Nearest"})
        list.push_back({{"name", name}, {"model_name", nullptr}, {"model_path", nullptr}, {"model_url", nullptr}, {"scale", 4}});
    for (const NamedUpscaler& each : upscalers(service.data()))
        list.push_back(
            {{"name", each.name}, {"model_name", each.name}, {"model_path", nullptr}, {"model_url", nullptr}, {"scale", each.scale}});
    return list;
}

json memory_json(const Service& service) {
    const int64_t free = available_memory(), ours = private_bytes();
    json cuda = json::object();
    int64_t total = free;
    for (const DeviceInfo& device : const_cast<Service&>(service).session().devices()) {
        if (device.kind == "cpu") total = device.memory_total;
        if (!device.own_memory || !cuda.empty()) continue;
        cuda = {
            {"system", {{"free", device.memory_free}, {"used", device.memory_total - device.memory_free}, {"total", device.memory_total}}}};
    }
    return {{"ram", {{"free", free}, {"used", ours}, {"total", total}}}, {"cuda", cuda}};
}

}  // namespace imagelab::serve::a1111
