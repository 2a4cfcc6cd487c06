#include <cstdio>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/onnx_info.h"
#include "app/progress.h"
#include "core/adapters/adapter_file.h"
#include "core/base/bytes.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/families/component_files.h"
#include "core/families/model_files.h"
#include "core/library/model_hashes.h"
#include "core/library/model_library.h"
#include "core/onnx/session.h"
#include "serve/device_json.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::vector<std::string> dtype_list(const std::vector<DType>& dtypes) {
    std::vector<std::string> names;
    for (const DType dtype : dtypes) names.emplace_back(dtype_name(dtype));
    return names;
}

void print_device(const DeviceInfo& device) {
    std::printf("%s  %s\n", device.id.c_str(), device.name.c_str());
    const auto row = [](const char* name, const std::string& value) { std::printf("    %-12s %s\n", name, value.c_str()); };
    row("arithmetic", comma_list(dtype_list(device.arithmetic())) + " (the first is the default)");
    if (device.int8) row("int8 by", device.int8_by);
    row("kind", device.kind + (device.kind == "software" ? " (never chosen by itself)" : ""));
    row("features", device.features.empty() ? "none" : comma_list(device.features));
    row("memory", readable_bytes(device.memory_total) + ", " + readable_bytes(device.memory_free) + " free");
    if (device.threads > 0) row("threads", std::to_string(device.threads));
    row("driver", device.driver);
}

struct Component {
    std::string name, source;  // source: its file or index
    int64_t parameters = 0, bytes = 0;
    std::map<std::string, int64_t> parameters_by_dtype;
};

Component component(const std::string& name, const std::shared_ptr<const WeightMap>& weights) {
    Component found{name, weights ? weights->source() : ""};
    if (!weights) return found;
    for (const auto& [key, view] : weights->tensors()) {
        found.bytes += static_cast<int64_t>(view.bytes());
        if (view.dtype == DType::i32 || view.dtype == DType::i64) continue;  // position ids, no parameters
        found.parameters += element_count(view.shape);
        found.parameters_by_dtype[storage_name(view)] += element_count(view.shape);
    }
    return found;
}

// Resident weights, not the activations: `imagelab plan` knows those for a size.
json memory_json(int64_t parameters) {
    return {{"weights_bf16_bytes", parameters * 2}, {"weights_f32_bytes", parameters * 4}};
}

void print_model(const ModelFiles& model, const std::vector<Component>& components) {
    std::printf("%s: %s, %s\n%s\n\n", model.name.c_str(), std::string(model.kind()).c_str(), model.layout.c_str(), model.path.c_str());
    std::printf("%-16s %14s %12s  %-10s %s\n", "component", "parameters", "on disk", "type", "file");
    int64_t parameters = 0, bytes = 0;
    for (const Component& part : components) {
        std::string types;
        for (const auto& entry : part.parameters_by_dtype) types += (types.empty() ? "" : ", ") + entry.first;
        std::printf("%-16s %14lld %12s  %-10s %s\n", part.name.c_str(), static_cast<long long>(part.parameters),
                    readable_bytes(part.bytes).c_str(), types.c_str(), part.source.c_str());
        parameters += part.parameters;
        bytes += part.bytes;
    }
    std::printf("%-16s %14lld %12s\n\n", "all", static_cast<long long>(parameters), readable_bytes(bytes).c_str());
    std::printf("weights in memory: %s in bf16, %s in f32 (`imagelab plan` tells the peak for a size)\n\nconfiguration\n",
                readable_bytes(parameters * 2).c_str(), readable_bytes(parameters * 4).c_str());
    const json configuration = model.configuration();
    for (const auto& [name, part] : configuration.items()) std::printf("  %-16s %s\n", name.c_str(), part.dump().c_str());
}

// What a file is that is no model by itself: a LoRA, an embedding, a VAE ...
json other_file_json(const ModelFile& file) {
    json object = {{"name", file.name},           {"path", file.path.string()}, {"kind", file.kind},   {"parameters", file.parameters},
                   {"precision", file.precision}, {"metadata", file.metadata},  {"bytes", file.bytes}, {"note", file.reason}};
    if (file.kind != "lora") return object;
    const auto adapter = AdapterFile::open(file.path);
    if (!adapter) {
        object["note"] = adapter.error();
        return object;
    }
    const AdapterFacts& facts = (*adapter)->facts();
    object["adapter"] = {{"kinds", facts.kinds},
                         {"ranks", facts.ranks},
                         {"base_model", facts.base_model},
                         {"title", facts.title},
                         {"modules", (*adapter)->modules().size()},
                         {"trigger_words", facts.trigger_words},
                         {"unknown_keys", (*adapter)->unknown_keys()},
                         {"hash", lora_hash(file.path)}};
    json tags = json::array();
    for (const auto& [tag, count] : facts.tags) tags.push_back({{"tag", tag}, {"count", count}});
    object["adapter"]["tags"] = tags;
    return object;
}

void print_other_file(const json& object) {
    std::printf("%s: %s\n%s\n\n", object["name"].get<std::string>().c_str(), object["kind"].get<std::string>().c_str(),
                object["path"].get<std::string>().c_str());
    const auto row = [](const std::string& name, const std::string& value) {
        if (!value.empty()) std::printf("  %-16s %s\n", name.c_str(), value.c_str());
    };
    row("parameters", object["parameters"].dump() + " " + object["precision"].get<std::string>());
    row("on disk", readable_bytes(object["bytes"].get<int64_t>()));
    const json adapter = object.value("adapter", json::object());
    for (const auto& [name, value] : adapter.items()) {
        if (name == "tags" || value.empty()) continue;
        row(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
    for (const auto& [name, value] : object["metadata"].items()) row(name, value.get<std::string>());
    row("note", object["note"].get<std::string>());
}

int other_file_command(const std::string& path, const std::string& problem, bool json_wanted) {
    const auto lora = lora_path(path, data_dir());
    std::error_code code;
    fs::path file = fs::is_regular_file(path, code) ? fs::path(path) : lora ? *lora : fs::path();
    if (fs::is_directory(path, code)) {  // of one network, as diffusers keeps a ControlNet
        if (const auto weights = open_weight_folder(path, diffusers_stem)) file = weights->source;
    }
    const ModelFile found = file.empty() ? ModelFile() : inspect_model(file);
    if (found.state != ModelFile::State::other || found.kind.empty()) return fail(exit_model, problem, json_wanted);
    const json object = other_file_json(found);
    json_wanted ? print_json(object) : print_other_file(object);
    return exit_done;
}

}  // namespace

int devices_command(bool json_wanted) {
    json list = json::array();
    for (const auto& device : make_devices(0)) {
        if (json_wanted) {
            list.push_back(serve::device_json(device->info()));
        } else {
            print_device(device->info());
        }
    }
    if (json_wanted) std::cout << json{{"devices", list}}.dump(2) << std::endl;
    return exit_done;
}

int info_command(const std::string& path, bool json_wanted) {
    if (onnx::is_onnx_file(path)) return onnx_info_command(path, json_wanted);
    const auto file = model_path(path, data_dir());
    const auto opened = file ? open_model(*file) : Result<OpenedModel>(Failure{file.error()});
    if (!opened) return other_file_command(path, opened.error(), json_wanted);
    const ModelFiles& model = **opened;
    std::vector<Component> components;
    for (const ModelPart& part : model.parts()) components.push_back(component(part.name, part.weights));
    if (!json_wanted) {
        print_model(model, components);
        return exit_done;
    }
    json list = json::array();
    int64_t parameters = 0;
    for (const Component& part : components) {
        list.push_back({{"name", part.name},
                        {"source", part.source},
                        {"parameters", part.parameters},
                        {"bytes", part.bytes},
                        {"parameters_by_dtype", part.parameters_by_dtype}});
        parameters += part.parameters;
    }
    const json object = {{"name", model.name},
                         {"path", model.path.string()},
                         {"kind", model.kind()},
                         {"layout", model.layout},
                         {"parameters", parameters},
                         {"components", list},
                         {"memory", memory_json(parameters)},
                         {"configuration", model.configuration()}};
    print_json(object);
    return exit_done;
}

}  // namespace imagelab
