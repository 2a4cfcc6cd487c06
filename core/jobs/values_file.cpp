#include "core/jobs/values_file.h"

#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/pipelines/latent_file.h"

namespace imagelab {

namespace fs = std::filesystem;

void write_values(const fs::path& path, const FinishedValues& made, const std::vector<PictureText>& texts, const ResolvedRequest& resolved,
                  const VaeConfig& vae) {
    const auto extent = [&](size_t axis) { return static_cast<int>(made.shape.at(axis)); };
    if (resolved.output == PictureFormat::npy) return write_npy(path, made.values, extent(0), extent(1));
    write_latents(path, {extent(0), extent(1), extent(2), made.values, vae.tiny() ? 0.0f : vae.scaling_factor}, texts);
}

void write_settings_beside(const fs::path& path, const std::vector<PictureText>& texts) {
    for (const PictureText& text : texts) {
        if (text.key != "imagelab_request") continue;
        const std::string bytes = nlohmann::json::parse(text.value).dump(2) + "\n";
        write_file_atomically(path.string() + ".json", bytes.data(), bytes.size());
    }
}

}  // namespace imagelab
