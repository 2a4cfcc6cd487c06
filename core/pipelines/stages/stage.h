#pragma once
// What a stage of a run is. The list in stages.cpp is the only place that names them all.
#include <functional>
#include <memory>
#include <vector>

#include "core/base/clock.h"
#include "core/pipelines/generation.h"
#include "core/pipelines/latents.h"
#include "core/pipelines/time_estimate.h"

namespace imagelab {

// A picture on its way through the stages.
struct PictureRun {
    int index = 0;               // of the batch
    std::vector<float> latents;  // [channels, height, width], as the last stage left them
    std::optional<RgbImage> picture;
};

// What the stages of one run share.
class Run {
  public:
    Run(const ResolvedRequest& resolved, DiffusionModel& model, const GenerationCallbacks& callbacks, const CancelToken& cancel,
        GenerationTimes& times, const std::vector<StagePlan>& plans);

    const ResolvedRequest& resolved;
    DiffusionModel& model;
    const GenerationCallbacks& callbacks;
    const CancelToken& cancel;
    GenerationTimes& times;
    TimeEstimate estimate;
    const bool turns;  // denoiser and decoder do not fit beside each other: all pictures pass one stage before the next begins

    Conditioning conditioning;  // of the prompts
    Posterior start;            // of the start picture

    bool is_there(int picture) const { return callbacks.is_there && callbacks.is_there(picture); }
    bool is_resumed(int picture) const { return callbacks.resume && callbacks.resume->picture == picture; }
    int first_step(int picture) const { return is_resumed(picture) ? callbacks.resume->next_step : resolved.first_step; }
    template <class Wanted>
    bool any_picture(const Wanted& wanted) const {
        for (int picture = 0; picture < resolved.request.batch; ++picture) {
            if (!is_there(picture) && wanted(picture)) return true;
        }
        return false;
    }
    int channels() const { return model.files().vae.latent_channels; }
    size_t latent_count() const { return static_cast<size_t>(channels() * resolved.latent_height * resolved.latent_width); }

    void at(int picture) { picture_ = picture; }  // which one reports are about
    void report(Stage stage, int step = 0, std::shared_ptr<const RgbImage> preview = nullptr);
    // Runs `work`, which tells the share of weights that is loaded, and counts its time as loading.
    void load(Stage stage, const std::function<void(const std::function<void(double)>&)>& work);

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
};

class PipelineStage {
  public:
    virtual ~PipelineStage() = default;
    virtual Stage stage() const = 0;
    virtual StageNeeds needs(const ResolvedRequest& resolved, DiffusionModel& model) const = 0;

    virtual bool each_picture() const { return false; }     // else it runs once, before the pictures
    virtual bool wanted(const Run&) const { return true; }  // by any picture that is still to be made
    virtual void begin(Run&) {}                             // once, where it is wanted; a stage that runs once does its work here
    virtual void make(Run&, PictureRun&) {}                 // one picture
    virtual void end(Run&) {}                               // where stages take turns: gives back what the next ones need
};

// In the order they run.
std::vector<std::unique_ptr<PipelineStage>> stages_of(const ResolvedRequest& resolved);

// One file each.
std::unique_ptr<PipelineStage> text_stage();
std::unique_ptr<PipelineStage> start_picture_stage();
std::unique_ptr<PipelineStage> denoise_stage();
std::unique_ptr<PipelineStage> decode_stage();

}  // namespace imagelab
