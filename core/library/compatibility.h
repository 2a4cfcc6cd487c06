#pragma once
// How well models, parts and adapters go together: a score with its reasons. Reads headers alone.
//
// The score begins at 100. Something that cannot be used at all makes it 0; every doubt takes 30 from it and every hint 10, down to 1; a
// note takes nothing. From 80 on a choice counts as fitting, from 50 as doubtful.
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/adapters/adapter_file.h"
#include "core/families/model_files.h"

namespace imagelab {

struct FitReason {
    enum class Weight { refused, doubt, hint, note };
    Weight weight = Weight::note;
    std::string part;          // a field of the request: "model.vae", "conditioning.loras"
    std::string name;          // what it is about, as a file's stem
    std::string what, advice;  // a sentence each; advice: what to do, empty where there is nothing
};
const char* weight_name(FitReason::Weight weight);  // "refused", "doubt" ...
int fit_points(FitReason::Weight weight);           // that it takes from the score; refused: all of them

struct ModelFit {
    std::vector<FitReason> reasons;  // the heaviest first
    int score() const;
    bool usable() const { return score() > 0; }
    const char* verdict() const;  // "fits", "doubtful", "poor", "refused"
    void add(FitReason reason);
    void add(const ModelFit& other);
};

// {"score", "verdict", "reasons": [{"weight", "points", "part", "name", "what", "advice"}]}
nlohmann::json fit_to_json(const ModelFit& fit);

// Of a LoRA or one of its relatives on a base: widths, the base model in its metadata, prediction type, few steps, precision.
ModelFit lora_fit(const AdapterFile& lora, const ModelFiles& base);
// Of a textual inversion.
ModelFit embedding_fit(const std::filesystem::path& file, const ModelFiles& base);
// Of a VAE that stands in for the model's own: `own` is the model opened without it. Latent channels, scaling factor, downscale.
ModelFit vae_fit(const ModelFiles& model, const ModelFiles& own);
// Of a second model behind a base: family, VAE, prediction, noise.
ModelFit refiner_fit(const ModelFiles& refiner, const ModelFiles& base);

// The family that the name of a base model means, as trainers write it ("sdxl_base_v1-0", "stable-diffusion-v1/lora", "Flux.1 D"): "sdxl",
// "pixart", "sd1", "sd2", "sd3", "flux"; empty: it says none.
std::string family_said(const std::string& base_model);

}  // namespace imagelab
