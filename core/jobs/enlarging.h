#pragma once
// Pictures that are there already, as requests that make them larger and draw nothing.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

struct EnlargingWish {
    std::string upscaler;         // as postprocessing.upscaler; "lanczos": no network
    std::optional<double> times;  // none: as the network was trained
};

// One for each picture, told by its file's name, each result beside its picture as NAME-x2.png (NAME-large.png where the network says how
// large), under a name that neither a file nor another of them has.
std::vector<Request> enlarging_requests(const std::vector<std::filesystem::path>& pictures, const EnlargingWish& wish);

// What their group is, for EnqueueOptions::about; and how many pictures such a text speaks of, 0: it is of another kind.
std::string about_enlarging(size_t pictures);
size_t enlarged_by_group(const std::string& about);

}  // namespace imagelab
