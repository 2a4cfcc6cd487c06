#pragma once
// A training as it is set up in the window, before it is one.
#include <QString>
#include <nlohmann/json_fwd.hpp>

#include "core/jobs/training_job.h"

namespace imagelab {

struct TrainingDraft {
    QString folder, name, model;  // model: a path; empty: the bundled one
    int width = 0, height = 0;    // 0: the model's
    int steps = 1000, rank = 16;
    double learning_rate = 1e-4;
    bool feed_forward = false;  // also the layers behind the attention
    QString sample_prompt;
    int sample_every = 0;  // 0: no pictures
    // folded
    double alpha = 0;  // 0: the rank
    int batch = 1;
    QString network = "lora", optimizer = "adamw", schedule = "constant";
    bool text_encoders = false;
    double mean = 0, held_out = 0;  // ema_decay, validation_share
    int measure_every = 100, patience = 0;
    int warmup = 0;
    QString seed;  // empty: drawn
    int save_every = 100;
    double dropout = 0;
    bool flip = false;
    double noise_offset = 0, snr_gamma = 0, clip = 1;
    QString dtype = "best", device = "auto", naming = "kohya";
    bool operator==(const TrainingDraft&) const = default;
};

// What it would be in the queue, its LoRA below `loras`. Throws BadField under the field's name in docs/training.md; "name" for the LoRA's,
// "samples" for the pictures.
TrainingJob training_job_of(const TrainingDraft& draft, const std::filesystem::path& loras);
TrainingDraft draft_of(const TrainingJob& job);

// What prices say before it starts: "About 2 h 10 min on cpu · 7.8 s a step · 8.2 GiB of memory · 10 pictures on the way add 4 min".
QString training_price_text(const TrainingPrice& price, const TrainingJob& job);

}  // namespace imagelab
