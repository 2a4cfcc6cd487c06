#include "core/request/picture_files.h"

namespace imagelab {

std::vector<std::pair<std::string*, const char*>> picture_files(Request& request) {
    std::vector<std::pair<std::string*, const char*>> files{{&request.init_image, "conditioning.init_image"},
                                                            {&request.mask.file, "conditioning.mask"},
                                                            {&request.init_latents, "conditioning.init_latents"}};
    for (ControlUse& use : request.control_nets) {
        files.emplace_back(&use.image, "conditioning.control_nets");
        for (std::string& map : use.maps) files.emplace_back(&map, "conditioning.control_nets");
    }
    for (ReferenceUse& use : request.references)
        for (std::string* file : {&use.image, &use.mask}) files.emplace_back(file, "conditioning.references");
    for (Region& region : request.regions) files.emplace_back(&region.mask, "conditioning.regions");
    std::erase_if(files, [](const auto& file) { return file.first->empty(); });
    return files;
}

std::vector<std::pair<std::string, const char*>> picture_files(const Request& request) {
    Request copy = request;
    std::vector<std::pair<std::string, const char*>> files;
    for (const auto& [file, field] : picture_files(copy)) files.emplace_back(*file, field);
    return files;
}

}  // namespace imagelab
