#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/error.h"
#include "core/graph/dtype.h"
#include "core/image/picture_format.h"
#include "core/request/seed.h"
#include "core/samplers/projected_guidance.h"
#include "core/samplers/sampler_kind.h"

namespace imagelab {

// A style profile (core/prompts/profiles.h) and the share of its words to use, above 0 and up to 1.
struct StyleUse {
    std::string name;
    double weight = 1;
    bool operator==(const StyleUse&) const = default;
};

// A LoRA or one of its relatives (core/adapters) and how strongly it changes the denoiser and the text encoders.
struct LoraUse {
    std::string name;  // path, or a name of the library
    double scale = 1;
    std::optional<double> text_scale;  // none: as scale
    std::string blocks = {};           // a factor for each block (core/adapters/block_weights.h); of a tag's lbw=, no field of JSON
    double on_text() const { return text_scale.value_or(scale); }
    bool operator==(const LoraUse&) const = default;
};

// A VAE whose weights are blended into the model's, and its share of the blend.
struct VaeShare {
    std::string name;  // path, or a name of the library
    double share = 0;  // 0..1
    bool operator==(const VaeShare&) const = default;
};

// Which profiles shape a request. Once they are applied, `prompt` and `negative_prompt` of the request are the expanded texts that the
// model gets, and what the user wrote is kept here; a request with own_prompt is never expanded again.
struct Style {
    std::vector<StyleUse> profiles;
    std::optional<std::string> own_prompt, own_negative_prompt;
};

// What the denoiser predicts: as the model's file says, or, where it says nothing or the wrong thing, as its maker does.
enum class PredictionChoice { from_the_file, epsilon, v_prediction };

// How LoRAs with decomposed weights (DoRA) are put on: as they were trained (LyCORIS), or with the other formula of ComfyUI, for its
// pictures.
enum class DoraChoice { as_trained, as_comfyui };

// How a start picture of another shape is brought to size: squeezed, cut at its longer sides, or whole with its edges drawn out.
enum class StartFit { stretch, crop, pad };

// What of the start picture is painted anew (inpainting).
enum class MaskArea { picture, masked };  // masked: only its surroundings are made, at full size
// What the painted part starts from; nothing: latents of 0; grey: as ComfyUI's VAEEncodeForInpaint.
enum class MaskFill { original, noise, neighbours, nothing, grey };
struct InpaintMask {
    std::string file;  // path; white is painted anew; empty: nothing is masked
    int blur = 0;      // pixels, standard deviation of the Gaussian
    MaskArea area = MaskArea::picture;
    int padding = 32;  // pixels around it, of MaskArea::masked
    MaskFill fill = MaskFill::original;
    bool soft = false;  // greys are painted in as large a share of the steps (differential diffusion)
    bool operator==(const InpaintMask&) const = default;
};

// By how many pixels the start picture grows at its sides (outpainting).
struct Outpaint {
    int left = 0, top = 0, right = 0, bottom = 0;
    bool operator==(const Outpaint&) const = default;
};

// A ControlNet or one of its relatives.
// What is made of the picture; none: it is such a map already.
enum class ControlType { none, canny, scribble, depth, pose, lineart, tile, softedge, normal, segmentation };
enum class ControlMode { balanced, prompt, control };  // which of the two counts more
struct ControlUse {
    ControlType type = ControlType::none;
    double weight = 1;          // 0..2
    std::string model;          // path, or name in the library; empty: the library's first one of this type
    std::string image;          // path; empty: the start picture
    double start = 0, end = 1;  // 0..1, share of the steps in which it counts
    ControlMode mode = ControlMode::balanced;
    bool ready = false;  // the image is a map of this type already
    // Paths of maps that were made of the image before, each of another size: a run that needs one of such a size takes it as it is.
    std::vector<std::string> maps = {};
    bool operator==(const ControlUse&) const = default;
};
std::string_view control_type_name(ControlType type);  // "canny"

// Which of a UNet's attentions look at a reference picture (InstantStyle, Wang et al. 2024): all, or those of one block, which carries the
// style, or the composition.
enum class ReferenceMode { all, style, composition, style_composition };
// A picture whose look the denoiser is shown through an adapter (IP-Adapter, Ye et al. 2023).
struct ReferenceUse {
    std::string image;          // path
    std::string model;          // adapter: path, or name in the library; empty: the library's first one
    double scale = 0.6;         // 0..2, of what the adapter's attention adds
    double start = 0, end = 1;  // 0..1, share of the steps in which it counts
    std::string mask = {};      // path; what is white there is where it acts; empty: everywhere
    ReferenceMode mode = ReferenceMode::all;
    bool operator==(const ReferenceUse&) const = default;
};

// A part of the picture with a text of its own: the box, in shares of the picture's sides, and in it what a mask shows in white.
struct Region {
    std::string prompt;
    std::optional<std::string> negative_prompt = {};  // none: the request's
    double left = 0, top = 0, right = 1, bottom = 1;  // 0..1
    std::string mask = {};                            // path; empty: all of the box
    double weight = 1;                                // 0..1, of this text there; the request's own has the rest
    bool operator==(const Region&) const = default;
};

// What a detector finds in the finished picture is painted anew, each part at full size (ADetailer's idea).
enum class DetailMerge { none, merge, invert };  // each part by itself, all at once, or all but what was found
enum class DetailChoice { area, confidence };    // which parts are taken where there are more: the largest, or the surest
struct DetailUse {
    std::string model;                              // detector: path, or name of DATA/models/detectors; empty: the first one there
    std::string classes = {};                       // names of what is looked for, parted by commas; empty: whatever it knows
    std::string prompt = {}, negative_prompt = {};  // empty: the request's; [PROMPT] is that, [SEP] parts those of several parts, [SKIP]
    double strength = 0.4;                          // 0..1, share of the steps that run
    int steps = 0;                                  // 0: the request's
    std::string sampler = {}, schedule = {};        // by any of their names; empty: the request's
    std::optional<double> guidance = {};            // none: the request's
    int width = 0, height = 0;                      // pixels at which a part is made; 0: the model's own size
    int padding = 32, blur = 4;                     // pixels around a part, and of its mask's edge
    int dilate = 4, x = 0, y = 0;                   // pixels: the mask grows (below 0: shrinks) and moves to the right and up
    double confidence = 0.3;                        // 0..1, from which something is found
    double least = 0, most = 1;                     // of a part's box, as a share of the picture's area
    int top = 4;                                    // parts at most
    DetailChoice by = DetailChoice::area;
    DetailMerge merge = DetailMerge::none;
    bool operator==(const DetailUse&) const = default;
};

// FreeU (Si et al. 2023): how much the first and the second up block of a UNet count of what they go on from, and of what skips to them.
struct FreeU {
    double b1 = 1, b2 = 1, s1 = 1, s2 = 1;
    bool operator==(const FreeU&) const = default;
};

// What is done with a picture that the safety checker takes for unsafe: a note in its settings, a blur, or no picture.
enum class SafetyAction { off, mark, blur, refuse };

// An unsharp mask: how much of what a blur takes away is added, and the blur's deviation in pixels.
struct Sharpening {
    double amount = 0, radius = 1;
    bool operator==(const Sharpening&) const = default;
};

// The hires pass: the picture is drawn once more, larger.
struct Hires {
    double scale = 1;                 // times the size; 1: there is none
    int steps = 0;                    // all of which run; 0: as the first pass
    double strength = 0.7;            // 0..1, share of the noise schedule
    std::string upscaler = "latent";  // latent, lanczos, or a network's path or name
    int tile = 0;                     // pixels of a side that the model draws at once; 0: the whole picture
    bool operator==(const Hires&) const = default;
};

// The size in pixels at which a picture's first noise is drawn; 0: at its own.
struct SeedSize {
    int width = 0, height = 0;
    bool operator==(const SeedSize&) const = default;
};

// Whose random numbers noise is made of: torch's on the processor, torch's on an NVIDIA GPU (Philox), or the former drawn at once for the
// whole batch, as ComfyUI does.
enum class NoiseSource { cpu, nv, comfy };

// One request for pictures: a value, the same behind every door, read from and written to JSON
// (resources/schema/prompt_submission_schema.json).
struct Request {
    std::string model;              // path or name; empty: the bundled model
    std::string vae;                // path or name of a VAE to use instead of the model's own; empty: its own
    std::vector<VaeShare> vae_mix;  // blended with that VAE, which keeps what their shares leave
    // Parts of the model from other files or folders; empty: the model's own.
    std::string unet, text_encoder, text_encoder_2, tokenizer, tokenizer_2;
    std::string refiner;        // path or name of a second model for the last steps; empty: none
    std::string suite;          // a model suite (core/library/model_suites.h), which fills in what is left open of the above; empty: none
    bool suite_filled = false;  // it has been: nothing is filled in again
    std::vector<std::string> suite_leaves;  // paths of fields that it leaves as they are here, though they are as in a new request
    double refiner_start =
        0.8;  // 0..1, share of the noise schedule behind which it takes the latents over; 1: it works on the decoded picture
    std::optional<double> refiner_strength = 0.3;  // 0..1, of that second pass; none: by the quality of the base picture
    std::string prompt;
    std::optional<std::string> negative_prompt;   // none and "" differ: see force_zeros_for_empty_prompt
    bool dynamic_prompts = false;                 // both are templates (core/prompts/template.h), of which the seed draws one text each
    std::string drawn_from, negative_drawn_from;  // templates that they were drawn from; empty: none
    bool prompt_weights = true;                   // (words:1.2) and [words] weigh (core/families/prompt_weights.h); off: text as written
    int width = 0, height = 0;                    // pixels, multiples of 8; 0: the model's own size
    int steps = 30;                               // >= 1
    double guidance = 5.0;                        // classifier-free guidance scale (Ho & Salimans 2021); 1 turns it off
    double guidance_rescale = 0;                  // 0..1, how far its contrast becomes that of the prompt alone (Lin et al. 2023)
    double guidance_start = 0, guidance_end = 1;  // 0..1, share of the steps in which it counts (Kynkaanniemi et al. 2024)
    int clip_skip = 0;                          // 0..11, layers of the text encoders left out beyond the model's own (diffusers' clip_skip)
    Seed seed;                                  // open: drawn when the request is accepted; picture i uses seed + i
    int batch = 1;                              // pictures
    LikeProgram like = LikeProgram::diffusers;  // the program whose schedules, start and prompt weights these settings mean
    NoiseSource noise_source = NoiseSource::cpu;
    Seed variation_seed;            // open: drawn as `seed` is
    double variation_strength = 0;  // 0..1, how far the first noise is turned towards that of variation_seed
    SeedSize seed_resize_from;      // stands in the middle of the noise of the picture's size (A1111's seed resize)
    SamplerKind sampler = SamplerKind::euler;
    Spacing spacing = Spacing::published;
    std::vector<double> sigmas;  // noise levels in place of a spacing: falling, above 0, one a step, 0 comes behind them; empty: none
    StepNoise step_noise;        // of samplers that draw noise at their steps; others refuse it
    PredictionChoice prediction = PredictionChoice::from_the_file;
    std::optional<bool> zero_snr;      // betas rescaled to zero terminal SNR (Lin et al. 2023); none: as the model's file says
    bool aspect_bins = true;           // models trained in buckets (PixArt) make the nearest one, resized to width and height
    std::string init_image;            // path; empty: text to image
    double strength = 0.6;             // 0..1, share of the steps that image to image runs
    StartFit fit = StartFit::stretch;  // of the start picture
    InpaintMask mask;
    Outpaint outpaint;
    std::string init_latents;  // path of latents to start from, as `latents` output writes them; empty: none
    std::vector<ControlUse> control_nets;
    std::vector<ReferenceUse> references;
    double pag_scale = 0;             // >= 0, perturbed-attention guidance (Ahn et al. 2024); 0: none
    double seg_scale = 0;             // >= 0, smoothed energy guidance (Hong 2024); 0: none
    double seg_blur = 0;              // >= 0, its blur's deviation in tokens; 0: endless
    double nag_scale = 0;             // above 1, normalized attention guidance (Chen et al. 2025) at a guidance of 1; 0: none
    ProjectedGuidance projection;     // adaptive projected guidance (Sadat et al. 2024)
    bool zero_star = false;           // CFG-Zero* (Fan et al. 2025)
    double mimic_scale = 0;           // > 0: dynamic thresholding to the spread of this guidance; 0: none
    double threshold_percentile = 1;  // 0..1, of the values that it keeps
    FreeU free_u;
    int deep_cache = 1;  // >= 1: deep features are computed at every so many steps and reused between them (Ma et al. 2023); 1: at each
    std::vector<Region> regions;
    std::vector<DetailUse> details;  // one after the other
    SafetyAction safety = SafetyAction::off;
    Hires hires;
    std::string upscaler;                               // path or name of a network that enlarges the finished picture; empty: none
    std::optional<double> upscale;                      // 1..8, how many times larger; none: as the upscaler was trained
    std::string face_restore;                           // path or name of a network that makes its faces anew; empty: none
    double face_fidelity = 0.5;                         // 0..1: as good as they can look, or as true to the picture as can be
    double face_visibility = 1;                         // 0..1, of the restored faces
    bool auto_contrast = false, match_colours = false;  // of the finished picture
    Sharpening sharpen;                                 // the same
    double grain = 0;                                   // the same: 0..1
    std::vector<std::string> embeddings;                // files of textual inversions; a file's stem is a word of the prompts
    std::vector<LoraUse> loras;  // in the order they are added; <lora:NAME:SCALE> in the prompt joins them when the job runs
    DoraChoice dora = DoraChoice::as_trained;
    std::optional<DType> dtype;   // none: the device's best
    std::string device = "auto";  // cpu, vulkan:N, auto
    int threads = 0;              // 0: one a core
    int64_t memory_budget = 0;    // bytes of the device to use; 0: what is free. What does not fit is streamed where the device can
    std::string output;           // file or folder; empty: ./output_images
    std::string output_name;      // pattern of file names in a folder (core/pipelines/output_name.h); empty: {date}-{time}_{seed}_{words}
    Style style;
    std::optional<PictureFormat> format;  // none: by the name of the output file, PNG in a folder
    int quality = 95;                     // 1..100, of JPEG and WebP; WebP at 100 loses nothing
    int bits = 8;                         // a channel of a PNG: 8 or 16
};

// Every problem is reported with its JSON path and what is allowed. Fields of features that are not built are refused by name.
Result<Request> request_from_json(const nlohmann::json& json);
nlohmann::json request_to_json(const Request& request);
// What can be read of a request that another version of the program stored: fields that it does not know or that are out of range are left
// at their defaults and named in `problems`.
Request request_from_stored(const nlohmann::json& json, std::vector<std::string>& problems);
// Checks ranges that need no model (steps, sizes, strength ...); the message names the field.
Result<void> validate(const Request& request);

// The same in every field.
bool same_request(const Request& a, const Request& b);
// With the words as they were before style profiles were applied to them, so that profiles can be applied anew.
Request in_own_words(Request request);

}  // namespace imagelab
