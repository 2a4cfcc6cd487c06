#include "core/base/utf8.h"
#include "core/request/file_uri.h"
#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

constexpr double most_scale = 2;
constexpr const char* reference_words = "image=F,model=M,scale=W,start=S,end=E,mask=F,mode=X";
constexpr std::pair<ReferenceMode, const char*> reference_modes[] = {{ReferenceMode::all, "all"},
                                                                     {ReferenceMode::style, "style"},
                                                                     {ReferenceMode::composition, "composition"},
                                                                     {ReferenceMode::style_composition, "style_composition"}};

json reference_item_schema() {
    const json share = {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
    return {{"type", "object"},
            {"required", {"image"}},
            {"properties",
             {{"image", {{"type", "string"}}},
              {"model", {{"type", "string"}}},
              {"scale", {{"type", "number"}, {"minimum", 0}, {"maximum", most_scale}}},
              {"start", share},
              {"end", share},
              {"mask", {{"type", "string"}}},
              {"mode", {{"type", "string"}, {"enum", names_in(reference_modes)}}}}}};
}

ReferenceUse reference_of(const json& item) {
    ReferenceUse use;
    use.image = item.at("image").get<std::string>(), use.model = item.value("model", "");
    use.scale = item.value("scale", use.scale);
    use.start = item.value("start", use.start), use.end = item.value("end", use.end);
    use.mask = item.value("mask", "");
    for (const auto& [mode, name] : reference_modes) {
        if (item.value("mode", "all") == name) use.mode = mode;
    }
    return use;
}

json json_of(const ReferenceUse& use) {
    json item = {{"image", use.image}, {"scale", use.scale}};
    if (!use.model.empty()) item["model"] = use.model;
    if (use.start != 0) item["start"] = use.start;
    if (use.end != 1) item["end"] = use.end;
    if (!use.mask.empty()) item["mask"] = use.mask;
    if (use.mode != ReferenceMode::all) item["mode"] = name_in(reference_modes, use.mode);
    return item;
}

std::string wrong_reference(const ReferenceUse& use) {
    if (use.image.empty()) return is_not("without a picture", "image=FILE");
    if (!(use.scale >= 0 && use.scale <= most_scale)) return is_not("scale " + number_text(use.scale), "a number from 0 to 2");
    return wrong_span(use.start, use.end);
}

Row references() {
    Row row = objects("conditioning.references", &Request::references, reference_item_schema(), reference_of, json_of, wrong_reference);
    row.allowed =
        "a list of `image` (path) and perhaps `model` (an IP-Adapter: path, or name in the library), `scale` (0 to 2), `start` and `end` "
        "(0 to 1), `mask` (path; what is white there is where it acts), `mode` (all, style, composition, style_composition)";
    row.item = [](const std::string& word) -> Result<json> {
        auto item = item_of_pairs(word, reference_item_schema(), json::object(), "a reference", reference_words);
        if (item && !item->contains("image"))
            return Failure{quoted(word) + " names no picture; allowed: " + reference_words};
        return item;
    };
    return row;
}

// Empty: `problem` says why it is none.
std::string local_path(const std::string& address, std::string& problem) {
    const std::string lower = ascii_lower(address.substr(0, 16));
    const size_t scheme = lower.find("://");
    if (scheme == lower.npos) return address;
    if (!lower.starts_with("file://")) {
        problem = is_not(quoted(address), "a path or file:///... (https://... with --allow-fetch alone: save it and name the file)");
        return "";
    }
    std::string path = path_of_file_uri(address);
    if (path.empty()) problem = is_not(quoted(address), "file:///... with a path of this machine");
    return path;
}

// The standard format says image to image with a reference image and a strength, where there is no start picture beside; otherwise each
// picture is a reference of the library's first adapter.
Row reference_images() {
    const std::string path = "conditioning.reference_images";
    Row row(path, RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "string", "format": "uri"}})"));
    row.allowed = "a list of paths or file:///... addresses";
    row.read = [path](const json& value, const json& payload, Request& request, Problems& problems) {
        const bool strong = payload.contains(json::json_pointer("/conditioning/img2img_strength"));
        std::vector<std::string> files;
        for (size_t i = 0; i < value.size(); ++i) {
            std::string problem;
            files.push_back(local_path(value[i].get<std::string>(), problem));
            if (problem.empty() && files.back().empty()) problem = is_not("\"\"", "a path or file:///...");
            if (!problem.empty()) problems.push_back(path + "[" + std::to_string(i) + "]: " + problem);
        }
        const bool starts = files.size() == 1 && strong && request.init_image.empty() && request.references.empty() &&
                            ascii_lower(value[0].get<std::string>()).starts_with("file://");
        if (starts) {
            request.init_image = files.front();
            return;
        }
        for (std::string& file : files) {
            if (!file.empty()) request.references.push_back({.image = std::move(file)});
        }
    };
    row.write = [](const Request&) { return json(); };
    return row;
}

}  // namespace

std::vector<Row> reference_rows() {
    return {
        references()
            .opt("--reference", reference_words)
            .means("Pictures whose look the model is shown, each by an adapter (IP-Adapter for SDXL); without a model the library's first "
                   "one; scale 0.6; where its mask is white; mode: only its style, its composition, or both (InstantStyle)"),
        reference_images().standard().means(
            "Reference pictures with the library's first adapter and scale 0.6; one file:///... address together with "
            "conditioning.img2img_strength and without conditioning.init_image is the picture to start from"),
    };
}

}  // namespace imagelab::field
