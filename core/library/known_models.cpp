#include "core/library/known_models.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace imagelab {

const std::vector<KnownModel>& known_models() {
    static const std::vector<KnownModel> models = {
        {"sdxl-base", "SDXL Base 1.0", "stabilityai/stable-diffusion-xl-base-1.0", "sdxl", {"sd_xl_base_1.0", "sd_xl_base_1.0_0.9vae"}},
        {"sdxl-turbo", "SDXL Turbo", "stabilityai/sdxl-turbo", "sdxl", {"sd_xl_turbo_1.0", "sd_xl_turbo_1.0_fp16"}},
        {"realvis-xl",
         "RealVis XL v5.0",
         "SG161222/RealVisXL_V5.0",
         "sdxl",
         {"RealVisXL_V5.0_fp16", "RealVisXL_V5.0_fp32", "realvisxlV50_v50Bakedvae"}},
        {"cyberrealistic-xl", "CyberRealistic XL 5.8", "John6666/cyberrealistic-xl-v58-sdxl", "sdxl", {"cyberrealisticXL_v58"}},
        {"animagine-xl", "Animagine XL 4.0", "cagliostrolab/animagine-xl-4.0", "sdxl", {"animagine-xl-4.0-opt"}},
        {"juggernaut-xl",
         "Juggernaut XL",
         "stablediffusionapi/juggernautxl",
         "sdxl",
         {"juggernautXL_v9Rdphoto2Lightning", "juggernautXL_juggXIByRundiffusion"}},
        {"pixart-sigma", "PixArt Sigma XL 1024", "PixArt-alpha/PixArt-Sigma-XL-2-1024-MS", "pixart", {}}};
    return models;
}

const KnownModel* known_model(std::string_view name) {
    const std::string wanted = plain_name(name);
    for (const KnownModel& model : known_models()) {
        const std::string last = model.repository.substr(model.repository.find('/') + 1);
        if (wanted == plain_name(model.id) || wanted == plain_name(model.name) || wanted == plain_name(model.repository) ||
            wanted == plain_name(last))
            return &model;
        if (std::any_of(model.files.begin(), model.files.end(), [&](const std::string& stem) { return wanted == plain_name(stem); }))
            return &model;
    }
    return nullptr;
}

}  // namespace imagelab
