#include "core/metadata/readers.h"

#include "core/base/utf8.h"
#include "core/metadata/carry.h"

namespace imagelab {
namespace {

using nlohmann::json;

std::string if_there(const PictureTexts& texts, const char* key) {
    return texts.has(key) ? key : "";
}

// The first of these keys whose JSON object passes.
std::string object_with(const PictureTexts& texts, std::initializer_list<const char*> keys, bool (*passes)(const json&)) {
    for (const char* key : keys) {
        if (const json& object = texts.object(key); object.is_object() && passes(object)) return key;
    }
    return "";
}

Result<json> parsed(const PictureTexts& texts, const std::string& key) {
    return parse_foreign_json(*texts.text(key));
}

template <Result<Imported> (*import)(const json&)>
Result<Imported> read_json(const PictureTexts& texts, const std::string& key) {
    const auto object = parsed(texts, key);
    if (!object) return Failure{object.error()};
    return import(*object);
}

// ---- one block a program: what detects it, and what its reader is given where that is not a JSON text as it is

Result<Imported> own_request(const json& payload) {
    auto request = request_from_json(payload);
    if (!request) return Failure{request.error()};
    Imported imported{.program = "Image Lab", .request = std::move(*request), .sampler = {}, .model_hash = {}, .notes = {}};
    imported.model_hash = text_of(field(field(payload, "model"), "hash"));
    imported.refiner_hash = text_of(field(field(payload, "model"), "refiner_hash"));
    imported.vae_hash = text_of(field(field(payload, "model"), "vae_hash"));
    return imported;
}
// Hashes of LoRAs and embeddings stand in the text beside it.
Result<Imported> read_own(const PictureTexts& texts, const std::string& key) {
    auto imported = read_json<own_request>(texts, key);
    if (imported && texts.has("parameters")) take_network_hashes(*texts.text("parameters"), *imported);
    return imported;
}

std::string swarmui(const PictureTexts& texts) {
    if (texts.has("sui_image_params")) return "sui_image_params";
    return object_with(texts, {"parameters", "Comment", "Description"},
                       [](const json& object) { return object.contains("sui_image_params"); });
}
Result<Imported> read_swarmui(const json& object) {
    const json& parameters = field(object, "sui_image_params");
    return import_swarmui(parameters.is_null() ? object : parameters);
}

std::string fooocus(const PictureTexts& texts) {
    if (texts.says("fooocus_scheme", "a1111")) return "";
    return object_with(texts, {"parameters", "Comment"}, [](const json& object) {
        return field(object, "metadata_scheme") == "fooocus" || (object.contains("base_model") && object.contains("guidance_scale"));
    });
}
std::string ruined_fooocus(const PictureTexts& texts) {
    return object_with(texts, {"parameters", "Comment"}, [](const json& object) { return field(object, "software") == "RuinedFooocus"; });
}
std::string fooocus_mre(const PictureTexts& texts) {
    return object_with(texts, {"Comment", "parameters"}, [](const json& object) {
        return object.contains("prompt") && object.contains("cfg") && object.contains("base_model");
    });
}

constexpr const char* easy_keys[] = {"use_stable_diffusion_model", "Stable Diffusion model", "num_inference_steps"};
std::string easy_diffusion(const PictureTexts& texts) {
    for (const char* key : easy_keys) {
        if (texts.has(key)) return key;
    }
    return object_with(texts, {"parameters", "Comment"}, [](const json& object) {
        return object.contains("use_stable_diffusion_model") || object.contains("Stable Diffusion model") ||
               object.contains("num_inference_steps");
    });
}
// PNG: one text a field.
Result<Imported> read_easy_diffusion(const PictureTexts& texts, const std::string& key) {
    if (const json& object = texts.object(key); object.is_object()) return import_easy_diffusion(object);
    json fields = json::object();
    for (const PictureText& text : texts.picture().texts) fields[text.key] = text.value;
    return import_easy_diffusion(fields);
}

bool is_novelai_comment(const json& object) {
    return object.contains("prompt") && object.contains("uc") && (object.contains("scale") || object.contains("sampler"));
}
std::string novelai(const PictureTexts& texts) {
    if (texts.says("Software", "NovelAI") && texts.object("Comment").is_object()) return "Comment";
    // WebP: the PNG texts as one JSON object in the UserComment
    return object_with(texts, {"parameters", "Comment", "Description"}, [](const json& object) {
        return field(object, "Software") == "NovelAI" || is_novelai_comment(object) || object.contains("signed_hash");
    });
}
Result<Imported> read_novelai(const PictureTexts& texts, const std::string& key) {
    json comment = texts.object(key);
    json outer = json::object();
    if (const json& inner = field(comment, "Comment"); !inner.is_null()) {
        outer = comment;
        auto parsed = inner.is_string() ? parse_foreign_json(inner.get<std::string>()) : Result<json>(inner);
        if (!parsed) return Failure{parsed.error()};
        comment = std::move(*parsed);
    }
    if (!comment.is_object()) return Failure{"NovelAI's comment is no JSON object"};
    for (const char* name : {"Description", "Source"}) {  // older pictures have the prompt there alone
        if (comment.contains(name)) continue;
        if (const json& value = field(outer, name); value.is_string())
            comment[name] = value;
        else if (texts.has(name))
            comment[name] = *texts.text(name);
    }
    return import_novelai(comment);
}

std::string draw_things(const PictureTexts& texts) {
    return object_with(texts, {"parameters", "Comment"}, [](const json& object) {
        return object.contains("c") && (object.contains("uc") || object.contains("scale")) &&
               (object.contains("seed") || object.contains("steps"));
    });
}

std::string invokeai(const PictureTexts& texts) {
    if (texts.has("invokeai_metadata")) return "invokeai_metadata";
    return object_with(texts, {"parameters", "Comment"}, [](const json& object) {
        return object.contains("positive_prompt") && (object.contains("app_version") || object.contains("generation_mode"));
    });
}
std::string invokeai_beta(const PictureTexts& texts) {
    return if_there(texts, "invokeai");
}
std::string invokeai_legacy(const PictureTexts& texts) {
    return if_there(texts, "sd-metadata");
}
std::string dream(const PictureTexts& texts) {
    return if_there(texts, "Dream");
}

bool is_graph(const json& object) {
    for (const json& node : object) {
        if (node.is_object() && node.contains("class_type") && node.contains("inputs")) return true;
    }
    return false;
}
std::string civitai(const PictureTexts& texts) {
    return object_with(texts, {"parameters", "Comment", "Description"}, is_graph);
}

bool is_a1111_text(const std::string& text) {
    const auto at = text.rfind("Steps: ");
    return at != std::string::npos && (at == 0 || text[at - 1] == '\n') && !parse_a1111_text(text).settings.empty();
}
std::string a1111(const PictureTexts& texts) {
    if (texts.has("parameters")) return "parameters";
    for (const char* key : {"Description", "Comment", "postprocessing"}) {
        if (texts.has(key) && !is_json(*texts.text(key)) && is_a1111_text(*texts.text(key))) return key;
    }
    return "";
}
Result<Imported> read_a1111(const PictureTexts& texts, const std::string& key) {
    const std::string& text = *texts.text(key);
    if (trimmed(text).empty()) return Failure{"the text is empty"};
    if (!is_json(text)) return import_a1111(text);
    const auto object = parse_foreign_json(text);
    return Failure{object ? "it is JSON of a program that is not known here" : object.error()};
}

std::string comfyui(const PictureTexts& texts) {
    return if_there(texts, "prompt");
}
std::string comfyui_editor(const PictureTexts& texts) {
    return if_there(texts, "workflow");
}
Result<Imported> read_editor(const json& workflow) {
    auto imported = import_comfyui(comfyui_prompt_of_workflow(workflow));
    if (imported) imported->notes.emplace_back("read from the editor's workflow: values of nodes this version does not know are missing");
    return imported;
}

constexpr MetadataReader readers[] = {
    {"Image Lab", [](const PictureTexts& texts) { return if_there(texts, "imagelab_request"); }, read_own},
    {"InvokeAI", invokeai, read_json<import_invokeai>},
    {"SwarmUI", swarmui, read_json<read_swarmui>},
    {"Fooocus", fooocus, read_json<import_fooocus>},
    {"RuinedFooocus", ruined_fooocus, read_json<import_ruined_fooocus>},
    {"Fooocus-MRE", fooocus_mre, read_json<import_fooocus_mre>},
    {"Easy Diffusion", easy_diffusion, read_easy_diffusion},
    {"NovelAI", novelai, read_novelai},
    {"Draw Things", draw_things, read_json<import_draw_things>},
    {"Civitai", civitai, read_json<import_civitai>},
    {"AUTOMATIC1111", a1111, read_a1111},  // Forge, SD.Next, stable-diffusion.cpp, krita-ai-diffusion, Fooocus's second scheme
    {"InvokeAI", invokeai_beta, read_json<import_invokeai>},
    {"InvokeAI", invokeai_legacy, read_json<import_invokeai_legacy>},
    {"InvokeAI", dream, [](const PictureTexts& texts, const std::string& key) { return import_dream(*texts.text(key)); }},
    {"ComfyUI", comfyui, read_json<import_comfyui>},
    {"ComfyUI", comfyui_editor, read_json<read_editor>},
};

}  // namespace

bool is_json(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
    // A prompt may begin with {a|b} or [a]: JSON's brackets are followed by a name in quotes, or close at once.
    const std::string_view inner = trimmed(text.substr(1));
    if (text.front() == '{') return inner.empty() || inner.front() == '"' || inner.front() == '}';
    const size_t first = text.find_first_not_of("[ \t\r\n");
    if (first == std::string_view::npos || text[first] == '"' || text[first] == '{' || text[first] == ']') return true;
    return static_cast<bool>(parse_foreign_json(text));
}

const json& PictureTexts::object(const std::string& key) const {
    const auto known = objects_.find(key);
    if (known != objects_.end()) return known->second;
    json& object = objects_[key];
    if (const std::string* found = text(key); found && is_json(*found)) {
        if (auto parsed = parse_foreign_json(*found); parsed && parsed->is_object()) object = std::move(*parsed);
    }
    return object;
}

std::span<const MetadataReader> metadata_readers() {
    return readers;
}

}  // namespace imagelab
