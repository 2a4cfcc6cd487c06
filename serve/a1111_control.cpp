#include "serve/a1111_control.h"

#include <algorithm>
#include <array>

#include "core/base/utf8.h"
#include "core/library/network_paths.h"
#include "core/metadata/a1111_control.h"
#include "core/pipelines/fit.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

constexpr const char* field = "alwayson_scripts";

// One unit, whose values are read by name.
class Unit {
  public:
    Unit(const json& unit, size_t index, int status) : unit_(unit), name_("ControlNet unit " + std::to_string(index)), status_(status) {
        if (!unit.is_object()) fail("is no object");
    }
    [[noreturn]] void fail(const std::string& why) const { throw HttpError(status_, std::string(field) + ": " + name_ + " " + why, field); }
    bool has(const char* name) const { return unit_.contains(name) && !unit_.at(name).is_null(); }
    std::string text(const char* name) const {
        if (!has(name)) return {};
        if (!unit_.at(name).is_string()) fail(std::string(name) + " is no text");
        return unit_.at(name).get<std::string>();
    }
    double number(const char* name, double otherwise) const {
        if (!has(name)) return otherwise;
        if (!unit_.at(name).is_number()) fail(std::string(name) + " is no number");
        return unit_.at(name).get<double>();
    }
    bool flag(const char* name, bool otherwise) const {
        if (!has(name)) return otherwise;
        if (!unit_.at(name).is_boolean()) fail(std::string(name) + " is neither true nor false");
        return unit_.at(name).get<bool>();
    }
    // Of a list of words, by number or as a text.
    std::string word(const char* name, std::initializer_list<const char*> words, size_t otherwise) const {
        if (has(name) && unit_.at(name).is_string()) return text(name);
        const double index = number(name, static_cast<double>(otherwise));
        if (!(index >= 0 && index < static_cast<double>(words.size())) || index != static_cast<double>(static_cast<size_t>(index)))
            fail(std::string(name) + " is " + unit_.at(name).dump() + "; allowed: 0 to " + std::to_string(words.size() - 1));
        return words.begin()[static_cast<size_t>(index)];
    }
    // Base64 of "image" or "input_image", which may be an object with a mask beside it.
    std::string picture() const {
        const char* name = has("image") ? "image" : "input_image";
        if (!has(name)) return {};
        const json& value = unit_.at(name);
        if (value.is_string()) return value.get<std::string>();
        if (!value.is_object() || !value.contains("image") || !value.at("image").is_string()) fail(std::string(name) + " is no picture");
        if (value.contains("mask") && value.at("mask").is_string() && !value.at("mask").get_ref<const std::string&>().empty())
            fail("mask is not built yet; leave it out");
        return value.at("image").get<std::string>();
    }

  private:
    const json& unit_;
    std::string name_;
    int status_;
};

StartFit fit_of(const std::string& resize_mode) {
    const std::string lower = ascii_lower(resize_mode);
    if (lower.starts_with("crop") || lower.ends_with("inner_fit") || lower.starts_with("scale to fit")) return StartFit::crop;
    return lower.ends_with("fill") || lower.ends_with("outer_fit") || lower.starts_with("envelope") ? StartFit::pad : StartFit::stretch;
}

void refuse_what_is_not_built(const Unit& unit, ControlType type) {
    if (unit.has("mask") || unit.has("mask_image")) unit.fail("mask is not built yet; leave it out");
    const bool canny = type == ControlType::canny;
    for (const auto& [name, only] : {std::pair("threshold_a", 100.0), std::pair("threshold_b", 200.0)}) {
        const double value = unit.number(name, -1);
        if (canny && value >= 0 && value != only)
            unit.fail(std::string(name) + " is not built yet but for " + std::to_string(static_cast<int>(only)) + "; leave it out");
    }
    if (const std::string mode = ascii_lower(unit.text("input_mode")); !mode.empty() && mode != "simple" && !mode.ends_with(".simple"))
        unit.fail("input_mode is not built yet but for \"simple\"");
}

// The picture as the extension would cut or fill it, where the size of the request is said.
ScratchFile received(Service& service, const Unit& unit, const std::string& picture, int status, const Request& request) {
    ScratchFile file = start_picture(service.pictures().scratch(), picture_bytes(picture, field, status), field, status);
    const StartFit fit = fit_of(unit.word("resize_mode", {"Just Resize", "Crop and Resize", "Resize and Fill"}, 1));
    if (fit == StartFit::stretch || request.width == 0 || request.height == 0) return file;
    const auto image = read_picture(file.path());
    if (!image) unit.fail("image: " + image.error());
    if (image->width * request.height == image->height * request.width) return file;
    ScratchFile fitting(service.pictures().scratch(), ".png");
    write_png(fitting.path(), fitted(*image, request.width, request.height, fit), {});
    return fitting;
}

// "canny_sdxl [a74daa41]"; "None": empty.
std::string model_of(const Unit& unit) {
    std::string name = unit.text("model");
    if (const size_t bracket = name.rfind(" ["); bracket != name.npos && name.ends_with(']')) name.resize(bracket);
    return ascii_lower(name) == "none" ? std::string() : name;
}

// A unit whose preprocessor is an IP-Adapter's is a reference picture; its middle is read, whatever its resize mode.
ReferenceUse reference_of(Service& service, const Unit& unit, int status, std::vector<ScratchFile>& files) {
    refuse_what_is_not_built(unit, ControlType::none);
    ReferenceUse use;
    use.model = model_of(unit);
    const auto path = reference_adapter_path(use, service.data());
    if (!path) unit.fail("model: " + path.error());
    use.model = path->string();
    use.scale = unit.number("weight", 1);
    use.start = unit.number("guidance_start", 0), use.end = unit.number("guidance_end", 1);
    const std::string picture = unit.picture();
    if (picture.empty()) unit.fail("has no picture, which an IP-Adapter needs: send it as image");
    files.push_back(start_picture(service.pictures().scratch(), picture_bytes(picture, field, status), field, status));
    use.image = files.back().path().string();
    if (const std::string mask = unit.text("effective_region_mask"); !mask.empty()) {  // where in the picture the unit counts
        files.push_back(start_picture(service.pictures().scratch(), picture_bytes(mask, field, status), field, status));
        use.mask = files.back().path().string();
    }
    return use;
}

}  // namespace

std::vector<ScratchFile> take_control_units(Service& service, const json& args, int status, Request& request) {
    std::vector<ScratchFile> files;
    if (!args.is_array()) throw HttpError(status, std::string(field) + ": the ControlNet's args are no list", field);
    for (size_t i = 0; i < args.size(); ++i) {
        if (args[i] == false || args[i].is_null()) continue;
        const Unit unit(args[i], i, status);
        if (!unit.flag("enabled", true)) continue;
        std::vector<std::string> notes;
        ControlUse use;
        const std::string module = unit.text("module");
        if (is_a1111_reference(module)) {
            request.references.push_back(reference_of(service, unit, status, files));
            continue;
        }
        use.type = a1111_control_type(module, notes);
        if (!notes.empty()) unit.fail(notes.front());
        refuse_what_is_not_built(unit, use.type);
        if (unit.has("effective_region_mask")) unit.fail("effective_region_mask is built for IP-Adapters alone; leave it out");
        use.model = model_of(unit);
        const auto path = control_net_path(use, service.data());
        if (!path) unit.fail("model: " + path.error());
        use.model = path->string();
        use.weight = unit.number("weight", 1);
        use.start = unit.number("guidance_start", 0), use.end = unit.number("guidance_end", 1);
        use.mode =
            a1111_control_mode(unit.word("control_mode", {"Balanced", "My prompt is more important", "ControlNet is more important"}, 0));
        if (const std::string picture = unit.picture(); !picture.empty()) {
            files.push_back(received(service, unit, picture, status, request));
            use.image = files.back().path().string();
        }
        request.control_nets.push_back(std::move(use));
    }
    return files;
}

}  // namespace imagelab::serve
