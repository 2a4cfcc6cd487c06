#pragma once
// A training as it is set up in the window, before it is one.
#include <QString>
#include <nlohmann/json.hpp>

#include "core/jobs/training_job.h"

namespace imagelab {

struct TrainingDraft {
    QString folder, name;  // of pictures; of the LoRA
    QString sample_prompt;
    int sample_every = 0;                                     // 0: no pictures
    nlohmann::json fields = nlohmann::json::object();         // those that are not as usual, by TrainingField::name
    bool operator==(const TrainingDraft&) const = default;
};

// What it would be in the queue, its LoRA below `loras`; a textual inversion that names no token has the name as its token. Throws BadField
// under the field's name in docs/training.md; "name" for the LoRA's, "samples" for the pictures.
TrainingJob training_job_of(const TrainingDraft& draft, const std::filesystem::path& loras);
TrainingDraft draft_of(const TrainingJob& job);

// What prices say before it starts: "About 2 h 10 min on cpu · 7.8 s a step · 8.2 GiB of memory · 10 pictures on the way add 4 min".
QString training_price_text(const TrainingPrice& price, const TrainingJob& job);

}  // namespace imagelab
