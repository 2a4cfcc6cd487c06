#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/image/picture.h"
#include "core/pipelines/stage_info.h"

namespace imagelab {

struct Progress {
    Stage stage = Stage::waiting;
    int picture = 0, pictures = 1;            // which of the batch, from 0
    int step = 0, steps = 0;                  // denoising: finished steps of this picture
    bool about = false;                       // steps: as many as it looks now, of a sampler with a pace of its own
    double fraction = 0;                      // of the whole job, 0..1
    double seconds_left = -1;                 // < 0: not known yet
    std::shared_ptr<const RgbImage> preview;  // latent to RGB, an eighth of the picture's size; may be null
    std::string doing = {};                   // training: what comes before its steps, "pictures 40 %"; empty: it takes steps
    std::optional<double> loss = {};          // training: of the newest step
};

// One stage of a planned job. Bytes are of the whole process at that stage, without what it held before.
struct StagePlan {
    Stage stage = Stage::waiting;
    int units = 1;  // equal parts of its work: steps, pictures
    int64_t weight_bytes = 0, arena_bytes = 0, peak_bytes = 0;
    // A device with memory of its own: the above are its bytes, and these the process's. Streamed weights are not among weight_bytes.
    int64_t streamed_bytes = 0, host_bytes = 0;
    double seconds = 0, load_seconds = 0, flops = 0;  // seconds include load_seconds; infinite where nobody knows the device's speed
};

}  // namespace imagelab
