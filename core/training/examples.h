#pragma once
// The training set as the network sees it, encoded once and kept in memory.
#include <string>
#include <vector>

#include "core/families/diffusion_model.h"
#include "core/image/picture.h"
#include "core/training/captions.h"
#include "core/training/config.h"
#include "core/training/trainer.h"

namespace imagelab {

// What a text encoder reads at once, where it is part of the step: ids between begin and end, padded, and the trained vectors that stand in
// place of some.
struct ReadChunk {
    std::vector<int32_t> ids;
    std::vector<std::pair<int, int>> vectors;  // position, which vector
};

struct EncodedText {
    int tokens = 0;
    std::vector<float> context, pooled;  // [tokens, context_width], [pooled_width]; none where text encoders are part of the step
    std::vector<ReadChunk> first = {}, second = {};  // then these: of both encoders
};

struct EncodedExample {
    std::vector<float> latents,
        flipped;                // [channels, height, width]: mean of the VAE's posterior, scaled; flipped: of the mirrored picture
    std::vector<size_t> texts;  // indices into EncodedSet::texts: the caption, or its orders
    std::vector<float> mask = {};  // [height, width], 0 to 1: how much counts of it; empty: all of it
};

struct EncodedSet {
    std::vector<EncodedExample> examples;  // class pictures behind the others
    int class_pictures = 0;
    std::vector<std::string> captions;  // each once; the first is "", where captions are left out
    std::vector<EncodedText> texts;     // of each
    EncodedText filler;                 // of "", which shorter captions of a batch are filled up with
    std::string what;                   // a digest of pictures, masks and captions, to know them again
    int64_t bytes() const;
    int learnt() const { return static_cast<int>(examples.size()) - class_pictures; }
};

// The pictures as they are trained on, their captions, and EncodedSet::what of them.
struct ReadExamples {
    struct Example {
        RgbImage picture;                   // of the configuration's size
        std::vector<std::string> captions;  // one, or orders of it
        std::vector<float> mask;            // as EncodedExample's
    };
    std::vector<Example> examples;  // class pictures behind the others
    int class_pictures = 0;
    std::string what;
};
// Of a configuration whose sizes and seed are known; `scale`: pixels of a latent. Pictures that cannot be read, or whose mask cannot, are
// named by reports.note and left out. `between`: called before each picture, may throw. `captions`: of pictures that have none, which are
// named by reports.note, too; null: they stay without. Throws BadField where no picture is left, Error where a caption cannot be written.
ReadExamples read_examples(const TrainingConfig& config, int scale, const TrainingReports& reports, const CancelToken& cancel,
                           const std::function<void()>& between, TaggedCaptions* captions);

// `between`: as above, also before each caption. Throws Cancelled.
EncodedSet encode_examples(const TrainingConfig& config, const ReadExamples& read, DiffusionModel& model, const TrainingReports& reports,
                           const CancelToken& cancel, const std::function<void()>& between);

}  // namespace imagelab
