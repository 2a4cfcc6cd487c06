#include "core/library/control_net_path.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/utf8.h"
#include "core/library/model_library.h"
#include "core/weights/keys_control.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// Words of names that say a type: those of the published networks (Stability's, diffusers', xinsir's, TencentARC's, lllyasviel's).
bool says(const std::string& name, ControlType type) {
    using Words = std::array<std::string_view, 3>;
    const Words words = [&]() -> Words {
        switch (type) {
            case ControlType::canny:
                return {"canny", "canny", "canny"};
            case ControlType::scribble:
                return {"scribble", "sketch", "softedge"};
            case ControlType::depth:
                return {"depth", "midas", "zoe"};
            case ControlType::pose:
                return {"pose", "openpose", "dwpose"};
            case ControlType::lineart:
                return {"lineart", "line_art", "line-art"};
            case ControlType::tile:
                return {"tile", "tile", "tile"};
            case ControlType::none:
                break;
        }
        return {};
    }();
    const std::string lower = ascii_lower(name);
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return !word.empty() && lower.find(word) != lower.npos; });
}

}  // namespace

Result<fs::path> control_net_path(const ControlUse& use, const fs::path& data) {
    std::error_code code;
    const std::string& named = use.model;
    if (!named.empty() && fs::exists(named, code)) return fs::path(named);
    if (named.starts_with("/") || named.starts_with("./") || named.starts_with("../"))
        return Failure{named + ": there is no such file or folder"};
    if (named.empty() && use.type == ControlType::none)
        return Failure{"a control of type none needs its network: name it with model=FILE or its name in the library"};
    std::vector<ModelFile> nets = ModelLibrary::scan(data).models();
    const auto kind = control_kind_info(ControlKind::control_net).library;
    std::string all;
    std::erase_if(nets, [&](const ModelFile& model) { return model.kind != kind; });
    for (const ModelFile& net : nets) all += (all.empty() ? "" : ", ") + net.name;
    const std::string rest =
        all.empty() ? "put one made for SDXL into " + (data / "models").string() + ", or add its folder with `imagelab models add`"
                    : "there are: " + all;
    if (named.empty()) {
        const auto found = std::find_if(nets.begin(), nets.end(), [&](const ModelFile& net) { return says(net.name, use.type); });
        if (found != nets.end()) return found->path;
        return Failure{"no ControlNet here has " + std::string(control_type_name(use.type)) + " in its name: name one with model=FILE; " +
                       rest};
    }
    if (const ModelFile* found = model_named(nets, named)) return found->path;
    return Failure{"there is no ControlNet \"" + named + "\" here; " + rest};
}

}  // namespace imagelab
