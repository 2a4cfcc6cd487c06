#pragma once
// What a stage of a run is. The list in stages.cpp is the only place that names them all.
#include <functional>
#include <memory>
#include <vector>

#include "core/base/clock.h"
#include "core/pipelines/generation.h"
#include "core/pipelines/latents.h"
#include "core/pipelines/picture_noise.h"
#include "core/pipelines/time_estimate.h"

namespace imagelab {

// Latents [channels, height, width] that painting goes by (core/pipelines/stages/paint.h).
struct PaintedLatents {
    std::vector<float> start;  // of the start picture; empty: there is none
    std::vector<float> noise;  // the first
    std::vector<float> hole;   // of the picture without what is painted; of models that read it
};

// A picture on its way through the stages.
struct PictureRun {
    int index = 0;                       // of the batch
    TorchGenerator generator;            // one for all of its noise
    std::vector<float> latents;          // [channels, height, width], as the last stage left them
    std::vector<float> carried;          // of adaptive projected guidance with momentum: of the steps before
    std::optional<RgbImage> draft;       // decoded, for a second pass
    std::optional<Posterior> posterior;  // of the draft
    PictureNotes notes;
    std::optional<PaintedLatents> paint;
    std::optional<RgbImage> picture;
    std::vector<float> pixels;  // [height, width, 3] in 0..1, of the picture as it was decoded; empty: they are not kept
};

// What a denoiser is told until a step of the schedule, and what each prompt's guidance counts.
struct BriefingPhase {
    int last_step;
    std::vector<double> weights;
    Conditioning conditioning;
};
using Briefing = std::vector<BriefingPhase>;

// The pictures that what stands beside a denoiser reads, as large as the picture that is drawn: of each control, [height, width, 3], as
// control_picture(); of each reference its mask, [height, width], as reference_mask().
struct CompanionPictures {
    std::vector<std::vector<float>> controls, masks;
};

// What the stages of one run share.
class Run {
  public:
    Run(const ResolvedRequest& resolved, const RunModels& models, const GenerationCallbacks& callbacks, const CancelToken& cancel,
        GenerationTimes& times, const std::vector<StagePlan>& plans);

    const ResolvedRequest& resolved;
    const RunModels models;
    DiffusionModel& model;  // the base
    const GenerationCallbacks& callbacks;
    const CancelToken& cancel;
    GenerationTimes& times;
    TimeEstimate estimate;
    const bool turns;  // networks do not fit beside each other: all pictures pass one stage before the next begins

    Briefing briefing, refiner_briefing, hires_briefing;  // of the prompts
    std::vector<std::vector<Briefing>> detail_briefings;  // of each detailer's parts
    Posterior start, hole;                                // of the start picture; of it without what is painted, where the model reads that
    CompanionPictures companion_pictures, hires_companion_pictures;  // of the picture, of the hires pass
    std::vector<ReferenceReading> references;                // of each reference picture
    std::optional<LatentPreview> preview;

    bool is_there(int picture) const { return callbacks.is_there && callbacks.is_there(picture); }
    bool is_resumed(int picture) const { return callbacks.resume && callbacks.resume->picture == picture; }
    // Resumed within the steps of this stage or of a later one (Stage::refining, redrawing, detailing): what comes before them is done.
    bool is_within(int picture, Stage stage) const;
    // Of the base's steps, of the refiner's, and of the hires pass's.
    int first_step(int picture) const;
    int first_refining_step(int picture) const;
    int first_redrawing_step(int picture) const;
    template <class Wanted>
    bool any_picture(const Wanted& wanted) const {
        for (int picture = 0; picture < resolved.request.batch; ++picture) {
            if (!is_there(picture) && wanted(picture)) return true;
        }
        return false;
    }
    int channels() const { return model.files().vae.latent_channels; }
    LatentPlanes planes() const { return {channels(), resolved.latent_height, resolved.latent_width, model.files().vae.downscale()}; }
    size_t latent_count() const { return static_cast<size_t>(channels() * resolved.latent_height * resolved.latent_width); }

    void at(int picture) { picture_ = picture; }  // which one reports are about
    void report(Stage stage, int step = 0, int steps = 0, std::shared_ptr<const RgbImage> preview = nullptr);
    // Runs `work`, which tells the share of weights that is loaded, and counts its time as loading.
    void load(Stage stage, const std::function<void(const std::function<void(double)>&)>& work);
    // The network's program for this shape, loaded where it is not.
    Program& ready(Stage stage, Network& network, const NetworkShape& shape);
    // Where base and refiner do not fit beside each other: gives back what all networks but these hold.
    void keep_only(const std::vector<const Network*>& wanted);

  private:
    int picture_ = 0;
    double fraction_ = 0;
};

// What a stage needs, before anything runs.
struct StageNeeds {
    NetworkCost cost;                                // of its networks together
    double runs = 0;                                 // of what changes per step; the rest runs once
    int units = 1;                                   // equal parts of its work: steps, pictures
    bool weights_stay = false, arena_stays = false;  // beside the stages behind it
    int64_t alone_peak_bytes = 0;                    // where its networks take turns: the largest alone; 0: they lie beside each other
    bool there_already = false;                      // its networks stayed from an earlier stage
    bool packed = false;                             // its weights are read as an earlier run packed them
};

class PipelineStage {
  public:
    virtual ~PipelineStage() = default;
    virtual Stage stage() const = 0;
    virtual StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const = 0;

    virtual bool each_picture() const { return false; }     // else it runs once, before the pictures
    virtual bool wanted(const Run&) const { return true; }  // by any picture that is still to be made
    virtual void begin(Run&) {}                             // once, where it is wanted; a stage that runs once does its work here
    virtual void make(Run&, PictureRun&) {}                 // one picture
    virtual void end(Run&) {}                               // where stages take turns: gives back what the next ones need
    // Units of a picture's work that an earlier run did, as the journal has it; all of them of a picture that is finished.
    virtual int done_before(const Run&, int picture) const;
};

// In the order they run.
std::vector<std::unique_ptr<PipelineStage>> stages_of(const ResolvedRequest& resolved);
bool takes_turns(const ResolvedRequest& resolved, const RunModels& models);  // Run::turns

// One file each.
std::unique_ptr<PipelineStage> text_stage();
std::unique_ptr<PipelineStage> refiner_text_stage();
std::unique_ptr<PipelineStage> reference_stage();
std::unique_ptr<PipelineStage> start_picture_stage();
std::unique_ptr<PipelineStage> control_stage();
std::unique_ptr<PipelineStage> denoise_stage();
std::unique_ptr<PipelineStage> draft_stage();
std::unique_ptr<PipelineStage> reread_stage(Stage stage);  // of the refiner's second pass, or of the hires pass
std::unique_ptr<PipelineStage> refine_stage();
std::unique_ptr<PipelineStage> decode_stage();
std::unique_ptr<PipelineStage> detail_stage();
std::unique_ptr<PipelineStage> enlarge_stage();
std::unique_ptr<PipelineStage> restore_stage();
std::unique_ptr<PipelineStage> finish_stage();
std::unique_ptr<PipelineStage> check_stage();
std::vector<std::unique_ptr<PipelineStage>> hires_stages(const HiresPass& hires);

// The latents of a picture become one, in [-1, 1], by the decoder of a stage.
std::vector<float> decoded(Run& run, Stage stage, std::span<const float> latents, const NetworkShape& shape);

}  // namespace imagelab
