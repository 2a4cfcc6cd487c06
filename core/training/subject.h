#pragma once
// What a training is of: a family's networks, traced for a step, and what its inputs are told.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/device/device.h"
#include "core/families/model_files.h"
#include "core/training/config.h"
#include "core/training/examples.h"
#include "core/training/training_graph.h"

namespace imagelab {

class TrainingSubject {
  public:
    virtual ~TrainingSubject() = default;

    // Of captions that take so many tokens; checked: throws BadField where a field cannot be used with this model.
    virtual TrainingGraph graph(const TrainingConfig& config, DType dtype, int tokens) const = 0;
    virtual std::shared_ptr<const WeightMap> weights(const TrainingConfig& config) const = 0;  // of that graph
    virtual const WeightMap& component(const std::string& name) const = 0;
    virtual int most_tokens() const = 0;                                  // of an ordinary caption
    virtual int run_batch(const TrainingConfig& config) const = 0;        // pictures of one run of the graph; their gradients are averaged
    virtual int64_t text_values(const TrainingConfig& config) const = 0;  // kept for each caption
    // Where text encoders are part of the graph: how captions are read.
    virtual void read_captions(const TrainingConfig& config, EncodedSet& set) const = 0;
    // The tokens that a program has for these captions.
    virtual int tokens_for(const EncodedSet& set, std::span<const size_t> texts) const = 0;
    virtual void write_text(const TrainingConfig& config, Program& program, const EncodedSet& set, std::span<const size_t> texts,
                            int tokens) const = 0;
    virtual std::vector<float> first_vectors(const TrainingConfig& config, const TrainedFactor& vectors) const = 0;
    virtual std::string_view denoiser() const = 0;      // "unet"
    virtual std::string_view architecture() const = 0;  // of modelspec: "stable-diffusion-xl-v1-base"
};

// Throws BadField("model") where there is no training for it. `files` must outlive it.
std::unique_ptr<TrainingSubject> training_subject(const OpenedModel& files);

// What a configuration trains of layers named by its targets: throws BadField where a target names none.
TrainingChange change_of(const TrainingConfig& config);
void check_targets(const TrainingConfig& config, const TrainingGraph& graph, std::string_view denoiser);

}  // namespace imagelab
