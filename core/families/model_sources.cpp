#include "core/families/model_sources.h"

#include "core/base/number.h"

namespace imagelab {

std::vector<std::pair<std::string, std::filesystem::path>> ModelSources::named() const {
    std::vector<std::pair<std::string, std::filesystem::path>> given;
    const auto add = [&](std::string field, const std::filesystem::path& path) {
        if (!path.empty()) given.emplace_back(std::move(field), path);
    };
    add("model", model);
    add("vae", vae);
    add("unet", unet);
    add("text_encoder", text_encoder);
    add("text_encoder_2", text_encoder_2);
    add("tokenizer", tokenizer);
    add("tokenizer_2", tokenizer_2);
    for (const auto& [path, share] : vae_mix) add("vae_mix " + general_text(share, 17), path);
    return given;
}

}  // namespace imagelab
