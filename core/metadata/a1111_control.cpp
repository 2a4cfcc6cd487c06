#include "core/metadata/a1111_control.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "core/metadata/carry.h"
#include "core/request/lora_use.h"

namespace imagelab {
namespace {

const char* module_of(ControlType type) {
    switch (type) {
        case ControlType::canny:
            return "canny";
        case ControlType::scribble:
            return "scribble_xdog";
        case ControlType::lineart:
            return "lineart_standard";
        case ControlType::tile:
            return "tile_resample";
        case ControlType::softedge:
            return "softedge_hed";
        case ControlType::depth:
            return "depth_anything_v2";
        case ControlType::pose:
            return "dw_openpose_full";
        case ControlType::normal:
            return "normal_bae";
        case ControlType::segmentation:
            return "seg_ofade20k";
        case ControlType::none:
            break;
    }
    return "none";
}

const char* mode_name(ControlMode mode) {
    switch (mode) {
        case ControlMode::balanced:
            return "Balanced";
        case ControlMode::prompt:
            return "My prompt is more important";
        case ControlMode::control:
            return "ControlNet is more important";
    }
    return "Balanced";
}

// A value may hold no comma and no colon there.
std::string plain(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == ',' || c == ':' || c == '\n'; }, ' ');
    return text;
}

// "Key: value" pairs, keys in small letters; a comma within brackets parts nothing.
std::map<std::string, std::string> control_pairs(std::string_view text) {
    std::map<std::string, std::string> pairs;
    int depth = 0;
    for (size_t begin = 0, at = 0; at <= text.size(); ++at) {
        if (at < text.size() && text[at] == '(') ++depth;
        if (at < text.size() && text[at] == ')') --depth;
        if (at < text.size() && (text[at] != ',' || depth > 0)) continue;
        const std::string_view pair = trimmed(text.substr(begin, at - begin));
        if (const size_t colon = pair.find(':'); colon != pair.npos)
            pairs[ascii_lower(std::string(pair.substr(0, colon)))] = std::string(trimmed(pair.substr(colon + 1)));
        begin = at + 1;
    }
    return pairs;
}

// "canny_sdxl [a74daa41]" and "None": there is none.
std::string model_name(std::string name) {
    if (const size_t bracket = name.rfind(" ["); bracket != name.npos && name.ends_with(']')) name.resize(bracket);
    return ascii_lower(name) == "none" ? std::string() : name;
}

// Preprocessors of one type differ by the network that makes them, which is the one that people bring; those without are methods of their
// own.
bool any_network_does(ControlType type) {
    return type != ControlType::scribble && type != ControlType::lineart;
}

struct ModuleWords {
    std::string_view words[4];  // that its preprocessors' names begin with
    ControlType type;
};
constexpr ModuleWords module_words[] = {{{"scribble"}, ControlType::scribble},
                                        {{"softedge", "hed", "pidinet", "teed"}, ControlType::softedge},
                                        {{"lineart"}, ControlType::lineart},
                                        {{"depth", "midas", "zoe"}, ControlType::depth},
                                        {{"openpose", "dw_openpose", "dwpose"}, ControlType::pose},
                                        {{"normal", "bae"}, ControlType::normal},
                                        {{"seg", "oneformer"}, ControlType::segmentation}};

}  // namespace

std::string a1111_number(double value) {
    const std::string text = nlohmann::json(value).dump();
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string a1111_control_text(const ControlUse& use) {
    std::string name = network_stem(use.model);
    if (name.starts_with("diffusion_pytorch_model")) name = std::filesystem::path(use.model).parent_path().filename().string();
    return std::string("Module: ") + module_of(use.ready ? ControlType::none : use.type) +
           ", Model: " + (name.empty() ? "None" : plain(name)) + ", Weight: " + a1111_number(use.weight) + ", Resize Mode: Just Resize" +
           (use.type == ControlType::canny ? ", Threshold A: 100, Threshold B: 200" : "") + ", Guidance Start: " + a1111_number(use.start) +
           ", Guidance End: " + a1111_number(use.end) + ", Pixel Perfect: True, Control Mode: " + mode_name(use.mode);
}

std::string a1111_reference_text(const ReferenceUse& use) {
    const std::string name = network_stem(use.model);
    return "Module: ip-adapter-auto, Model: " + (name.empty() ? "None" : plain(name)) + ", Weight: " + a1111_number(use.scale) +
           ", Resize Mode: Crop and Resize, Guidance Start: " + a1111_number(use.start) + ", Guidance End: " + a1111_number(use.end) +
           ", Pixel Perfect: True, Control Mode: Balanced";
}

bool is_a1111_reference(const std::string& module) {
    return ascii_lower(module).starts_with("ip-adapter");
}

bool is_a1111_reference_unit(std::string_view text) {
    const std::map<std::string, std::string> pairs = control_pairs(text);
    const auto module = pairs.contains("module") ? pairs.find("module") : pairs.find("preprocessor");
    return module != pairs.end() && is_a1111_reference(module->second);
}

ControlType a1111_control_type(const std::string& module, std::vector<std::string>& notes) {
    const std::string name = ascii_lower(module);
    const auto begins = [&](std::initializer_list<std::string_view> words) {
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return name.starts_with(word); });
    };
    if (name.empty() || begins({"none", "invert"})) return ControlType::none;
    if (name == "canny") return ControlType::canny;
    if (begins({"tile"})) return ControlType::tile;
    for (const auto& [words, type] : module_words) {
        if (std::none_of(std::begin(words), std::end(words),
                         [&](std::string_view word) { return !word.empty() && name.starts_with(word); }))
            continue;
        if (name != module_of(type) && !any_network_does(type))
            notes.push_back("the preprocessor " + module + " is not built; " + std::string(control_type_name(type)) + " stands in for it");
        return type;
    }
    notes.push_back("the preprocessor " + module + " is not built: its picture must be a ready control picture");
    return ControlType::none;
}

ControlMode a1111_control_mode(const std::string& name) {
    const std::string lower = ascii_lower(name);
    if (lower.starts_with("my prompt") || lower.ends_with(".prompt")) return ControlMode::prompt;
    if (lower.starts_with("controlnet is") || lower.ends_with(".control")) return ControlMode::control;
    return ControlMode::balanced;
}

ControlUse a1111_control(std::string_view text, std::vector<std::string>& notes) {
    const std::map<std::string, std::string> pairs = control_pairs(text);
    const auto value = [&](std::initializer_list<const char*> names) {
        for (const char* name : names) {
            if (const auto found = pairs.find(name); found != pairs.end()) return found->second;
        }
        return std::string();
    };
    const auto share = [&](const std::string& said, double otherwise, double most) {
        const auto number = number_of(std::string_view(said));
        return number && *number >= 0 && *number <= most ? *number : otherwise;
    };
    ControlUse use;
    use.type = a1111_control_type(value({"module", "preprocessor"}), notes);
    use.model = model_name(value({"model"}));
    use.weight = share(value({"weight"}), 1, 2);
    std::string start = value({"guidance start"}), end = value({"guidance end"});
    if (const std::string both = value({"starting/ending"}); both.starts_with('(') && both.ends_with(')')) {
        const size_t comma = both.find(',');
        start = both.substr(1, std::min(comma, both.size() - 1) - 1);
        if (comma != both.npos) end = trimmed(std::string_view(both).substr(comma + 1, both.size() - comma - 2));
    }
    use.start = share(start, 0, 1);
    use.end = std::max(use.start, share(end, 1, 1));
    use.mode = a1111_control_mode(value({"control mode"}));
    if (const std::string mode = ascii_lower(value({"resize mode"}));
        mode.starts_with("crop") || mode.ends_with("fill") || mode.ends_with("_fit"))
        notes.push_back("its picture is stretched to the size of the request, and was cut or filled there");
    return use;
}

}  // namespace imagelab
