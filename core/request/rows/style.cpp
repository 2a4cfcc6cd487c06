#include "core/request/rows/rows.h"

#include "core/base/utf8.h"
#include "core/request/lora_use.h"

namespace imagelab::field {
namespace {

Row loras() {
    Row row("conditioning.loras", RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "object",
        "required": ["name", "scale"], "properties": {"name": {"type": "string"}, "scale": {"type": "number"},
        "text_scale": {"type": "number"}}}})"));
    row.allowed = "a list of `name` (path, or name in the library), `scale` (-10 to 10; 1 is as trained) and perhaps `text_scale`";
    bind(row, &Request::loras);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        request.loras.clear();
        for (const json& use : value) {
            LoraUse& lora = request.loras.emplace_back(LoraUse{use.at("name").get<std::string>(), use.at("scale").get<double>(), {}});
            if (use.contains("text_scale")) lora.text_scale = use.at("text_scale").get<double>();
        }
    };
    row.write = [](const Request& request) {
        json list = json::array();
        for (const LoraUse& use : request.loras) {
            list.push_back({{"name", use.name}, {"scale", use.scale}});
            if (use.text_scale) list.back()["text_scale"] = *use.text_scale;
        }
        return list;
    };
    row.item = [](const std::string& word) -> Result<json> {
        const auto use = parse_lora_use(word);
        if (!use) return Failure{use.error()};
        json item = {{"name", use->name}, {"scale", use->scale}};
        if (use->text_scale) item["text_scale"] = *use->text_scale;
        return item;
    };
    row.wrong = [](const Request& request) {
        for (const LoraUse& use : request.loras) {
            if (trimmed(use.name).empty()) return is_not("a LoRA without a name", "a path, or a name in the library");
            for (const double scale : {use.scale, use.on_text()}) {
                if (!(scale >= -10 && scale <= 10))
                    return is_not("scale " + number_text(scale) + " of " + quoted(use.name), "a number from -10 to 10");
            }
        }
        return std::string();
    };
    return row;
}

Row embeddings() {
    Row row("conditioning.embeddings", RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "string"}})"));
    row.allowed = "a list of files";
    bind(row, &Request::embeddings);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        request.embeddings = value.get<std::vector<std::string>>();
    };
    row.write = [](const Request& request) { return json(request.embeddings); };
    row.item = [](const std::string& word) -> Result<json> { return json(word); };
    return row;
}

Row profiles() {
    Row row("style.profiles", RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "object", "required": ["name"],
        "properties": {"name": {"type": "string"}, "weight": {"type": "number", "minimum": 0, "maximum": 1}}}})"));
    row.allowed = "a list of `name`, `weight` (above 0 and up to 1; 1 where absent)";
    row.copy = [](const Request& from, Request& to) { to.style.profiles = from.style.profiles; };
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        request.style.profiles.clear();
        for (const json& use : value) request.style.profiles.push_back({use.at("name").get<std::string>(), use.value("weight", 1.0)});
    };
    row.write = [](const Request& request) {
        json list = json::array();
        for (const StyleUse& use : request.style.profiles) list.push_back({{"name", use.name}, {"weight", use.weight}});
        return list;
    };
    row.wrong = [](const Request& request) {
        for (const StyleUse& use : request.style.profiles) {
            if (!(use.weight > 0 && use.weight <= 1))
                return is_not("weight " + number_text(use.weight) + " of " + quoted(use.name),
                              "a weight above 0 and up to 1, the share of the profile's words");
        }
        return std::string();
    };
    return row;
}

Row own_words(std::string path, std::optional<std::string> Style::*member) {
    return optional_value(
               Row(std::move(path), RequestField::Type::text, {{"type", "string"}}),
               [member](auto& request) -> auto& { return request.style.*member; })
        .may_be("text");
}

Row drawn_from(std::string path, const char* key, std::string Request::*member) {
    return text(std::move(path), member).key(key, [member](const Request& request) { return request.*member; });
}

}  // namespace

std::vector<Row> style_rows() {
    return {
        loras()
            .of_suites()
            .standard()
            .opt("--lora", "NAME[:SCALE[:TEXT_SCALE]]")
            .means("LoRAs and their relatives, with how strongly each changes the denoiser and the text encoders; <lora:NAME:SCALE> in the "
                   "prompt means the same"),
        choice<DoraChoice>("conditioning.dora", &Request::dora,
                           {{DoraChoice::as_trained, {"lycoris", "lycoris"}}, {DoraChoice::as_comfyui, {"comfyui", "comfyui"}}})
            .opt("--dora", "NAME")
            .means("How LoRAs with decomposed weights (DoRA) are put on: lycoris (default), as they were trained, or comfyui, whose "
                   "formula is "
                   "another, for the pictures that it makes"),
        embeddings()
            .of_suites()
            .opt("--embedding", "FILE")
            .means("Textual inversions: the stem of a file is a word of the prompts; those of the library need no option"),
        boolean("conditioning.dynamic_prompts", &Request::dynamic_prompts)
            .flag("--dynamic-prompts", true)
            .means(
                "Both prompts are templates: {a|b}, __wildcards__, ${variables} as `imagelab prompts` reads them, of which the seed draws "
                "one text each when the job is accepted"),
        drawn_from("style.template", "Template", &Request::drawn_from)
            .of_making()
            .means("What a drawn prompt was drawn from; it is told and changes nothing"),
        drawn_from("style.negative_template", "Negative Template", &Request::negative_drawn_from)
            .of_making()
            .means("What a drawn negative prompt was drawn from"),
        profiles().means("Style profiles, mixed; once they are applied conditioning.prompt is the expanded text"),
        own_words("style.own_prompt", &Style::own_prompt)
            .means("The prompt before the profiles were applied; where it stands, nothing is expanded again"),
        own_words("style.own_negative_prompt", &Style::own_negative_prompt).means("The negative prompt before the profiles were applied"),
    };
}

}  // namespace imagelab::field
