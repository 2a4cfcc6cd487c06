#include "core/jobs/enlarging.h"

#include <nlohmann/json.hpp>
#include <set>

#include "core/base/json_reader.h"
#include "core/base/number.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

fs::path free_place(const fs::path& picture, const std::string& ending, std::set<fs::path>& taken) {
    std::error_code ignored;
    for (int copy = 1;; ++copy) {
        const std::string number = copy == 1 ? "" : "-" + std::to_string(copy);
        fs::path place = picture.parent_path() / (picture.stem().string() + ending + number + ".png");
        if (!fs::exists(fs::symlink_status(place, ignored)) && taken.insert(place).second) return place;
    }
}

}  // namespace

std::vector<Request> enlarging_requests(const std::vector<fs::path>& pictures, const EnlargingWish& wish) {
    const std::string ending = wish.times ? "-x" + general_text(*wish.times) : "-large";
    std::set<fs::path> taken;
    std::vector<Request> requests;
    for (const fs::path& picture : pictures) {
        Request& request = requests.emplace_back();
        request.prompt = picture.filename().string();
        request.init_image = fs::absolute(picture).string();
        request.strength = 0;
        request.upscaler = wish.upscaler;
        request.upscale = wish.times;
        request.seed = uint64_t{0};
        request.output = free_place(fs::absolute(picture), ending, taken).string();
    }
    return requests;
}

std::string about_enlarging(size_t pictures) {
    return nlohmann::json{{"enlarged", pictures}}.dump();
}

size_t enlarged_by_group(const std::string& about) {
    const auto json = read_json(about);
    if (!json || !json->is_object()) return 0;
    const auto found = json->find("enlarged");
    return found != json->end() && found->is_number_unsigned() ? found->get<size_t>() : 0;
}

}  // namespace imagelab
