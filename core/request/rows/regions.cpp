#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

constexpr std::pair<const char*, double Region::*> box_sides[] = {
    {"left", &Region::left}, {"top", &Region::top}, {"right", &Region::right}, {"bottom", &Region::bottom}};
constexpr size_t most_regions = 16;

json region_item_schema() {
    const json share = {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
    json properties = {{"prompt", {{"type", "string"}}}, {"negative_prompt", {{"type", "string"}}}, {"mask", {{"type", "string"}}}};
    properties["weight"] = share;
    for (const auto& [name, side] : box_sides) properties[name] = share;
    return {{"type", "object"}, {"required", {"prompt"}}, {"properties", properties}};
}

Region region_of(const json& item) {
    Region region;
    region.prompt = item.at("prompt").get<std::string>();
    if (item.contains("negative_prompt")) region.negative_prompt = item.at("negative_prompt").get<std::string>();
    region.mask = item.value("mask", "");
    region.weight = item.value("weight", 1.0);
    for (const auto& [name, side] : box_sides) region.*side = item.value(name, region.*side);
    return region;
}

json json_of_region(const Region& region) {
    json item = {{"prompt", region.prompt}};
    if (region.negative_prompt) item["negative_prompt"] = *region.negative_prompt;
    if (!region.mask.empty()) item["mask"] = region.mask;
    if (region.weight != 1) item["weight"] = region.weight;
    const Region untouched;
    for (const auto& [name, side] : box_sides) {
        if (region.*side != untouched.*side) item[name] = region.*side;
    }
    return item;
}

std::string wrong_region(const Region& region) {
    if (region.prompt.empty()) return "has no prompt; allowed: what the part of the picture shows";
    if (!(region.weight >= 0 && region.weight <= 1)) return is_not("weight " + number_text(region.weight), "a number from 0 to 1");
    for (const auto& [name, side] : box_sides) {
        if (!(region.*side >= 0 && region.*side <= 1))
            return is_not(std::string(name) + " " + number_text(region.*side), "a share of the picture from 0 to 1");
    }
    if (region.left >= region.right) return is_not("left " + number_text(region.left), "below right");
    if (region.top >= region.bottom) return is_not("top " + number_text(region.top), "below bottom");
    return {};
}

Row regions() {
    Row row = objects("conditioning.regions", &Request::regions, region_item_schema(), region_of, json_of_region, wrong_region);
    row.allowed =
        "a list of `prompt` and perhaps `negative_prompt`, `left`, `top`, `right`, `bottom` (the box, in shares of the picture's sides, "
        "0 to 1), `mask` (path; what is white in the box), `weight` (0 to 1)";
    row.item = [](const std::string& word) {
        return item_of_pairs(word, region_item_schema(), json::object(), "a region",
                             "prompt=P,left=L,top=T,right=R,bottom=B,mask=F,weight=W,negative_prompt=N");
    };
    row.wrong = [each = row.wrong](const Request& request) {
        if (request.regions.size() > most_regions)
            return is_not(std::to_string(request.regions.size()) + " regions", "up to " + std::to_string(most_regions));
        return each(request);
    };
    return row;
}

}  // namespace

std::vector<Row> region_rows() {
    return {
        regions()
            .opt("--region", "prompt=P,left=L,top=T,right=R,bottom=B,mask=F,weight=W,negative_prompt=N")
            .means("Parts of the picture with a prompt of their own, whose words the model looks for there alone (attention couple); the "
                   "prompt itself holds everywhere else, and under them as far as their weight leaves room"),
    };
}

}  // namespace imagelab::field
