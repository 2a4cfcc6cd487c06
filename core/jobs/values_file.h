#pragma once
// Finished pictures that are written as numbers: latents and unrounded pixels (core/pipelines/latent_file.h).
#include <filesystem>
#include <vector>

#include "core/image/png_text.h"
#include "core/pipelines/generation.h"
#include "core/pipelines/resolved.h"

namespace imagelab {

// As resolved.output says; `texts` go into the header of latents. Throws Error.
void write_values(const std::filesystem::path& path, const FinishedValues& made, const std::vector<PictureText>& texts,
                  const ResolvedRequest& resolved, const VaeConfig& vae);
// NumPy's format has no place for settings: PATH.json is the request that makes it again. Throws Error.
void write_settings_beside(const std::filesystem::path& path, const std::vector<PictureText>& texts);

}  // namespace imagelab
