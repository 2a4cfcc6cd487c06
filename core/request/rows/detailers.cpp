#include <variant>

#include "core/request/rows/rows.h"
#include "core/samplers/sampler_info.h"

namespace imagelab::field {
namespace {

constexpr size_t most_detailers = 8;
constexpr int most_detail_parts = 64;

constexpr std::pair<DetailMerge, const char*> detail_merges[] = {
    {DetailMerge::none, "none"}, {DetailMerge::merge, "merge"}, {DetailMerge::invert, "invert"}};
constexpr std::pair<DetailChoice, const char*> detail_choices[] = {{DetailChoice::area, "area"}, {DetailChoice::confidence, "confidence"}};

// A part of an item: its name in JSON, where it stands, and what a number may be.
struct DetailPart {
    const char* name;
    std::variant<std::string DetailUse::*, double DetailUse::*, int DetailUse::*> at;
    double low = 0, high = 0;
};
constexpr double most_guidance = 1000;
const DetailPart detail_parts[] = {{"model", &DetailUse::model},
                                   {"classes", &DetailUse::classes},
                                   {"prompt", &DetailUse::prompt},
                                   {"negative_prompt", &DetailUse::negative_prompt},
                                   {"strength", &DetailUse::strength, 0, 1},
                                   {"steps", &DetailUse::steps, 0, 1000},
                                   {"sampler", &DetailUse::sampler},
                                   {"schedule", &DetailUse::schedule},
                                   {"width", &DetailUse::width, 0, 8192},
                                   {"height", &DetailUse::height, 0, 8192},
                                   {"padding", &DetailUse::padding, 0, 1024},
                                   {"mask_blur", &DetailUse::blur, 0, 256},
                                   {"dilate", &DetailUse::dilate, -512, 512},
                                   {"x_offset", &DetailUse::x, -4096, 4096},
                                   {"y_offset", &DetailUse::y, -4096, 4096},
                                   {"confidence", &DetailUse::confidence, 0, 1},
                                   {"min_area", &DetailUse::least, 0, 1},
                                   {"max_area", &DetailUse::most, 0, 1},
                                   {"top", &DetailUse::top, 1, most_detail_parts}};

template <class Kind, size_t count>
json words_of(const std::pair<Kind, const char*> (&table)[count]) {
    json names = json::array();
    for (const auto& [value, name] : table) names.push_back(name);
    return names;
}
template <class Kind, size_t count>
void take_word(const json& item, const char* key, const std::pair<Kind, const char*> (&table)[count], Kind& target) {
    for (const auto& [value, name] : table) {
        if (item.contains(key) && item.at(key) == name) target = value;
    }
}
template <class Kind, size_t count>
void put_word(json& item, const char* key, const std::pair<Kind, const char*> (&table)[count], Kind kind) {
    for (const auto& [value, name] : table) {
        if (value == kind && value != table[0].first) item[key] = name;
    }
}

json detailer_schema() {
    json properties = {{"guidance_scale", {{"type", "number"}, {"minimum", 0}}},
                       {"merge", {{"type", "string"}, {"enum", words_of(detail_merges)}}},
                       {"top_by", {{"type", "string"}, {"enum", words_of(detail_choices)}}}};
    for (const DetailPart& part : detail_parts) {
        if (std::holds_alternative<std::string DetailUse::*>(part.at)) {
            properties[part.name] = {{"type", "string"}};
        } else {
            const bool whole = std::holds_alternative<int DetailUse::*>(part.at);
            properties[part.name] = {{"type", whole ? "integer" : "number"}, {"minimum", bound(part.low)}, {"maximum", bound(part.high)}};
        }
    }
    return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

DetailUse detailer_of(const json& item) {
    DetailUse use;
    for (const DetailPart& part : detail_parts) {
        if (!item.contains(part.name)) continue;
        std::visit([&](auto at) { use.*at = item.at(part.name).get<std::remove_reference_t<decltype(use.*at)>>(); }, part.at);
    }
    if (item.contains("guidance_scale")) use.guidance = item.at("guidance_scale").get<double>();
    take_word(item, "merge", detail_merges, use.merge);
    take_word(item, "top_by", detail_choices, use.by);
    return use;
}

json json_of_detailer(const DetailUse& use) {
    const DetailUse untouched;
    json item = json::object();
    for (const DetailPart& part : detail_parts) {
        std::visit(
            [&](auto at) {
                if (use.*at != untouched.*at) item[part.name] = use.*at;
            },
            part.at);
    }
    if (use.guidance) item["guidance_scale"] = *use.guidance;
    put_word(item, "merge", detail_merges, use.merge);
    put_word(item, "top_by", detail_choices, use.by);
    return item;
}

std::string wrong_detailer(const DetailUse& use) {
    for (const DetailPart& part : detail_parts) {
        const auto wrong = [&](auto at) -> std::string {
            using Value = std::remove_cvref_t<decltype(use.*at)>;
            if constexpr (std::is_same_v<Value, std::string>) {
                return "";
            } else {
                const auto value = static_cast<double>(use.*at);
                return part.low <= value && value <= part.high
                           ? ""
                           : is_not(std::string(part.name) + " " + number_text(value), range_text(part.low, part.high));
            }
        };
        if (std::string why = std::visit(wrong, part.at); !why.empty()) return why;
    }
    if (use.guidance && !(*use.guidance >= 0 && *use.guidance <= most_guidance))
        return is_not("guidance_scale " + number_text(*use.guidance), range_text(0, most_guidance));
    if (use.least > use.most) return is_not("min_area " + number_text(use.least), "up to max_area");
    if (!use.sampler.empty() && sampler_named(use.sampler) == nullptr)
        return is_not("sampler " + quoted(use.sampler), "a sampler of `imagelab generate --help`, or nothing");
    if (!use.schedule.empty() && schedule_named(use.schedule) == nullptr)
        return is_not("schedule " + quoted(use.schedule), "a schedule of `imagelab generate --help`, or nothing");
    return "";
}

constexpr const char* detailer_words =
    "model=M,classes=C,prompt=P,negative_prompt=N,strength=X,steps=N,sampler=S,schedule=S,guidance_scale=X,width=N,height=N,padding=N,"
    "mask_blur=N,dilate=N,x_offset=N,y_offset=N,confidence=X,min_area=X,max_area=X,top=N,top_by=area|confidence,merge=none|merge|invert";

Row detailers() {
    Row row = objects("postprocessing.detailers", &Request::details, detailer_schema(), detailer_of, json_of_detailer, wrong_detailer);
    row.allowed =
        "a list of objects with perhaps `model` (a detector: path, or name in DATA/models/detectors), `classes`, `prompt`, "
        "`negative_prompt`, `strength` (0 to 1), `steps`, `sampler`, `schedule`, `guidance_scale`, `width`, `height`, `padding`, "
        "`mask_blur`, `dilate`, `x_offset`, `y_offset` (pixels), `confidence`, `min_area`, `max_area` (0 to 1), `top` (1 to 64), `top_by` "
        "(area, confidence), `merge` (none, merge, invert)";
    row.item = [](const std::string& word) { return item_of_pairs(word, detailer_schema(), json::object(), "a detailer", detailer_words); };
    row.wrong = [each = row.wrong](const Request& request) {
        if (request.details.size() > most_detailers)
            return is_not(std::to_string(request.details.size()) + " detailers", "up to " + std::to_string(most_detailers));
        return each(request);
    };
    return row;
}

}  // namespace

std::vector<Row> detailer_rows() {
    return {
        detailers()
            .opt("--detailer", detailer_words)
            .means("What a detector (YOLO, YuNet as ONNX) finds in the finished picture is painted anew, each part at full size, with a "
                   "prompt and settings of its own; several one after the other"),
    };
}

}  // namespace imagelab::field
