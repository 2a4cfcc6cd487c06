#pragma once
#include <algorithm>
#include <memory>
#include <optional>

#include "core/families/companions.h"
#include "core/families/diffusion_model.h"
#include "core/image/picture.h"
#include "core/image/tiles.h"
#include "core/pipelines/caption_phases.h"
#include "core/pipelines/control.h"
#include "core/pipelines/latent_file.h"
#include "core/pipelines/painting.h"
#include "core/pipelines/reference.h"
#include "core/pipelines/regions.h"
#include "core/request/request.h"
#include "core/samplers/sampler.h"

namespace imagelab {

// What a second model does behind the base: it takes the latents over within the schedule (diffusers' denoising_end and denoising_start),
// or goes over the decoded picture once more (image to image).
struct Refining {
    NoiseScheduleConfig noise;  // the refiner's own
    bool second_pass = false;
    bool adaptive = false;  // of the second pass: how many steps it runs is decided by the picture (core/image/picture_quality.h)
    int first_step = 0;     // of its sampler; adaptive: the earliest that may be chosen
    int last_step = 0;      // all of them are done
    std::optional<int> expected = {};  // with a sampler that has a pace of its own: how many of them run, about
    int runs() const { return expected.value_or(last_step - first_step); }
};

// The picture drawn once more, larger: from the latents of the first pass, or from its picture.
struct HiresPass {
    Request request;          // whose steps are all of its schedule, of which it runs the last
    int steps = 0;            // that were asked for
    bool of_latents = false;  // they are enlarged, else the picture
    int latent_height = 0, latent_width = 0;
    int picture_height = 0, picture_width = 0;  // what the model makes
    int height = 0, width = 0;                  // what becomes of that
    TileAxis across, down;                      // what of the latents the denoiser sees at once; one tile: all of them
    int first_step = 0, last_step = 0;          // of its sampler
    std::optional<int> expected = {};           // as Refining's
    double denoise = 1;                         // of that, where another program's numbers are meant
    int runs() const { return expected.value_or(last_step - first_step); }
    std::unique_ptr<Sampler> sampler(const NoiseScheduleConfig& noise) const;
    NetworkShape latents() const { return {1, latent_height, latent_width, 0}; }
    int tiles() const { return across.count() * down.count(); }
};

struct ResolvedRequest;
// Parts of the finished picture that a detector finds are painted anew (Request::details).
struct DetailPass {
    DetailUse use;
    std::shared_ptr<const DetectorFiles> detector;
    std::vector<int> classes;  // that are looked for; empty: all
    // Of the first part, the second ..., and of those behind the last: how a part is drawn, over a stand-in. Null: such a part is left out.
    std::vector<std::shared_ptr<const ResolvedRequest>> parts;
    const ResolvedRequest* any_part() const;  // all have one size and as many steps; null: every part is left out
    size_t part_of(size_t i) const { return std::min(i, parts.size() - 1); }
    int units() const;  // of the work of a part: its steps, and reading and decoding it
};

// A text that the base's denoiser is told beside its context, and the input that takes it.
struct BesideCaption {
    std::string input;
    Caption caption;
};
struct PhaseCaptions {
    Caption prompts;
    std::vector<BesideCaption> beside;
    std::vector<const Caption*> all() const {
        std::vector<const Caption*> captions{&prompts};
        for (const BesideCaption& one : beside) captions.push_back(&one.caption);
        return captions;
    }
};

// A request with nothing left open: sizes, seed, device and precision filled in; the start picture read and brought to size.
struct ResolvedRequest {
    Request request;
    std::string prompt;  // without its LoRA tags
    std::vector<CaptionPhase> phases;
    std::vector<LoraUse> loras;  // of the request, then of the tags
    NoiseScheduleConfig noise;   // the model's, with what the request says of it
    std::optional<RgbImage> start;
    bool only_enlarged = false;                    // nothing is drawn: the start picture goes through what follows a drawn one
    std::optional<RgbImage> opacity;               // of the start picture, where it is only enlarged and not opaque everywhere
    std::shared_ptr<const Latents> start_latents;  // null: none are given
    PictureFormat output = PictureFormat::png;     // what is written of each picture
    std::vector<Control> controls;                 // of the base; a refiner draws without them
    std::vector<Reference> references;             // the same
    std::vector<PictureRegion> regions;            // the same
    std::shared_ptr<const Painting> painting;      // none: the whole picture is made anew
    bool reads_mask = false;                       // as the base (ModelFiles::reads_mask)
    int latent_height = 0, latent_width = 0;
    int picture_height = 0, picture_width = 0;  // what the model makes; brought to the request's size where that is another
    int first_step = 0;                         // image to image starts behind the noisiest steps
    int last_step = 0;                          // of the sampler: all are done, or a refiner takes over
    std::optional<int> expected;                // as Refining's
    std::optional<Refining> refiner;
    std::optional<HiresPass> hires;
    std::vector<DetailPass> details;
    // Of a start picture that is transparent somewhere, of the size that is drawn: its colours, and how opaque the result is.
    std::shared_ptr<const ClearPicture> clear;
    int runs() const { return expected.value_or(last_step - first_step); }  // steps of the base; 0: the refiner draws alone
    int all_runs() const { return runs() + (refiner ? refiner->runs() : 0) + (hires ? hires->runs() : 0); }
    bool guided = true;
    // Of the base: how often the prompts are drawn once more for guidance of another kind, behind those of the batch.
    std::vector<double> copied_for() const;  // the scale of each, in the order of UnetGuidance
    int copies() const { return static_cast<int>(copied_for().size() * phases.front().prompts.size()); }
    UnetGuidance unet_guidance() const;
    Caption caption(const CaptionPhase& phase) const;
    std::vector<BesideCaption> beside(const CaptionPhase& phase) const;
    std::vector<PhaseCaptions> captions(const DiffusionModel& model) const;  // of each phase, all of one length
    NetworkShape latents() const { return {1, latent_height, latent_width, 0}; }
    // What the last pass draws, before it is enlarged further.
    NetworkShape drawn_latents() const { return hires ? hires->latents() : latents(); }
    int drawn_height() const { return hires ? hires->height : painting ? painting->base.height : request.height; }
    int drawn_width() const { return hires ? hires->width : painting ? painting->base.width : request.width; }
    bool keeps_pixels() const { return output == PictureFormat::npy || request.bits > 8; }  // unrounded, for what is written of them
    ResolvedRequest of_hires() const;  // the hires pass as a request of its own, without pictures; its latents are those of a tile
    NetworkShape denoiser_shape(const DiffusionModel& model) const {
        const Caption first = captions(model).front().prompts;
        return {first.batch(), latent_height, latent_width, model.context_tokens(first)};
    }
    NetworkShape base_shape(const DiffusionModel& base) const;  // with its companions beside it
    Companions companions() const;
};
// Sizes in pixels, multiples of the model's downscale.
void set_size(ResolvedRequest& resolved, const ModelFiles& model, int width, int height);
// Whether a request leaves its start picture as it is (conditioning.img2img_strength 0) and makes it larger.
bool only_enlarges(const Request& request);
// What names in hyperparameters.hires.upscaler and postprocessing.upscaler mean that are no network.
bool enlarges_latents(const std::string& upscaler);     // "latent"
bool enlarges_by_lanczos(const std::string& upscaler);  // "lanczos"
// The schedule of a model with the noise levels that a request gives itself, or none.
NoiseScheduleConfig with_given_sigmas(NoiseScheduleConfig noise, const Request& request);
// The sampler of one picture.
std::unique_ptr<Sampler> new_sampler(const Request& request, const NoiseScheduleConfig& noise);
// Its step that a request begins with: behind the noisiest where it starts from a picture or latents, behind all where latents are decoded.
int first_step(const Request& request, const Sampler& sampler);
// `refiner`: the files of request.refiner, where it names one; `companions`: those of request.control_nets and request.references. The
// failure names the field and what is allowed.
// `given` stands in for the files that the request names as start picture and mask.
struct GivenStart {
    RgbImage picture;
    GreyImage mask;  // of its size
};
Result<ResolvedRequest> resolve(const Request& request, const ModelFiles& model, const DeviceInfo& device,
                                const ModelFiles* refiner = nullptr, const Companions& companions = {}, const GivenStart* given = nullptr);

// Of request.details; `resolved` is done but for them. The failure names the field.
Result<std::vector<DetailPass>> resolve_details(const ResolvedRequest& resolved, const ModelFiles& model, const DeviceInfo& device,
                                                const Companions& companions);
// A part of a picture as a request: number `part` of the picture `picture` of the batch, drawn as `pass.parts[...]` says, over `given`.
Result<ResolvedRequest> resolve_part(const ResolvedRequest& resolved, const DetailPass& pass, int picture, int part,
                                     const ModelFiles& model, const DeviceInfo& device, const GivenStart& given);

}  // namespace imagelab
