#pragma once
// The steps of one model over a picture's latents: the sampler on the host, the denoiser on the device.
#include "core/pipelines/stages/stage.h"

namespace imagelab {

// Which phase of its briefing a denoiser was told last.
struct Told {
    const Briefing* briefing = nullptr;
    const BriefingPhase* phase = nullptr;  // none: nothing was written yet
};

// Latents of which the denoiser sees one tile after the other; what it says of them is blended (Bar-Tal et al. 2023, MultiDiffusion). Each
// tile is told its own part of the companions' pictures.
struct LatentTiles {
    const TileAxis &across, &down;                      // latent pixels
    const CompanionPictures& pictures;                  // of the whole
    int downscale = 8;                                  // pixels of the picture to one of the latents
    CompanionPictures part(int row, int column) const;  // of each picture what belongs to a tile
};

// What runs at steps that reuse the deep features of the last one that did not: at all but each `interval`th from the first on.
struct ReusedDepth {
    Program& shallow;
    Told& told;
    int interval = 2;
    bool renewed_at(int step, int first) const { return (step - first) % interval == 0; }
};

struct StepWork {
    Stage stage;
    const DiffusionModel& model;
    Program& denoiser;
    Told& told;
    const NoiseScheduleConfig& noise;
    int first = 0, last = 0;                   // of the sampler's steps; progress counts from the first
    std::optional<int> briefed_from = {};      // the step that the briefing counts as the first: another where a refiner takes over
    std::optional<NetworkShape> latents = {};  // none: of the request's size
    std::optional<int> expected = {};          // what was planned for, with a sampler that has a pace of its own
    const LatentTiles* tiles = nullptr;        // none: it sees all of them
    const ReusedDepth* reused = nullptr;       // none: every step runs all of the denoiser
    bool of_base = false;                      // with what the base alone has: controls, reference pictures, guidance within the UNet
};

// What the companions of a denoiser that was made ready read, and its guidance: once, and again where it was loaded anew.
void tell_companions(const Run& run, Program& denoiser, const NetworkShape& latents, const CompanionPictures& pictures);
void tell_pictures(Program& denoiser, const CompanionPictures& pictures);

// Runs the steps of a picture from `from` on, each with a report, a note in the journal and its time. Where depth is reused, the journal
// holds steps that renew it alone, so that a picture that is taken up has the same bits.
void run_steps(Run& run, PictureRun& work, const StepWork& steps, Sampler& sampler, int from);

// Takes up a picture where the journal left it, in this stage. Checks what it brought: it may come from anywhere. Gives the next step.
// `latents`: none: of the request's size.
int resume_steps(const Run& run, PictureRun& work, Stage stage, Sampler& sampler, int first, int last,
                 std::optional<NetworkShape> latents = {});

}  // namespace imagelab
