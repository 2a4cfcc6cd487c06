#pragma once
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/adapters/textual_inversion.h"
#include "core/base/error.h"
#include "core/families/family.h"
#include "core/families/few_step.h"
#include "core/families/model_part.h"
#include "core/families/model_sources.h"
#include "core/families/prompt_notes.h"
#include "core/families/prompt_weights.h"
#include "core/samplers/noise_schedule.h"

namespace imagelab {

// A model on disk, opened but not read: configurations and mapped weights of each part, under canonical names. What a family has of its own
// stands in a class below this one (core/families/sdxl, core/families/pixart).
class ModelFiles {
  public:
    virtual ~ModelFiles() = default;

    std::filesystem::path path, vae_path;  // vae_path: of a VAE that is not the model's own
    std::string name;                      // file stem or folder name, for people
    std::string layout;                    // "diffusers folder", "single file"
    VaeConfig vae;
    std::shared_ptr<const WeightMap> vae_weights;
    NoiseScheduleConfig noise;
    FewStepModel few_step;  // what it was distilled to, where it was

    // What its authors sample with.
    PublishedSettings published() const { return few_step ? few_step.settings() : family().published; }
    virtual const Family& family() const = 0;
    virtual std::string_view kind() const;                         // in the library and in JSON; the family's name, or what it is of it
    virtual bool only_refines() const { return false; }            // it finishes pictures and begins none
    virtual bool reads_mask() const { return false; }              // beside its latents: made for inpainting
    virtual int sample_size() const = 0;                           // latent side the model was made for
    virtual int patch() const { return 1; }                        // latent sides are multiples of it
    virtual std::vector<ModelPart> parts() const = 0;              // the VAE last
    virtual void check() const = 0;                                // throws Error where the parts do not fit each other
    virtual int most_clip_skip() const { return 0; }               // layers that its text encoders can leave out
    virtual EncoderWidths embedding_widths() const { return {}; }  // of encoders that take textual inversions
    virtual const UnetConfig* controlled_unet() const { return nullptr; }  // beside which ControlNets run; null: it takes none
    // Opens the tokenizer, which the reader keeps. `vectors`: of textual inversions, which names in a prompt stand for.
    Result<PromptReader> prompt_reader() const { return prompt_reader({}); }
    virtual Result<PromptReader> prompt_reader(const std::vector<PromptNames::Name>& vectors) const = 0;
    virtual nlohmann::json configuration() const = 0;  // of each part, for people and programs

  protected:
    ModelFiles() = default;
    ModelFiles(const ModelFiles&) = default;
    ModelFiles& operator=(const ModelFiles&) = default;
};
using OpenedModel = std::shared_ptr<const ModelFiles>;

// A diffusers folder or an original single file. SDXL: a checkpoint (of any format that WeightFile reads; with a vocabulary smaller than
// CLIP's, tokenizer and tokenizer_2 are looked for beside it). PixArt: the transformer, with T5 (text_encoder/ or t5*.safetensors), the VAE
// (vae/ or *vae*.safetensors) and perhaps tokenizer/ beside it, or T5 and VAE where ComfyUI and Forge keep them (../text_encoders, ../clip,
// ../vae). Reads headers and configurations only: milliseconds for a file of any size. The message of a failure names the file, the tensor,
// what was found and what was expected. `vae`: a VAE to use instead of the model's own, a file (diffusers' or the original names) or a
// folder with config.json; a whole model is taken apart for it, as for each other part of `sources`.
Result<OpenedModel> open_model(const ModelSources& sources);
Result<OpenedModel> open_model(const std::filesystem::path& path, const std::filesystem::path& vae = {});

}  // namespace imagelab
