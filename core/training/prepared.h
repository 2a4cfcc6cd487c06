#pragma once
// What a configuration means for one model and one device.
#include <vector>

#include "core/device/device_info.h"
#include "core/families/model_files.h"
#include "core/training/config.h"
#include "core/training/optimizer.h"
#include "core/training/subject.h"
#include "core/training/training_graph.h"

namespace imagelab {

// Every size given. Throws BadField where a field cannot be used with this model.
TrainingConfig prepared_for(TrainingConfig config, const ModelFiles& files);

// f32 on the processor, where it is exact and no slower by much; 16 bits with the exponent of f32 elsewhere. Throws BadField.
DType training_dtype(const TrainingConfig& config, const DeviceInfo& info);

// The product of 1 - beta up to each timestep that noise is drawn at.
std::vector<float> training_alphas(const TrainingConfig& config, const ModelFiles& files);

// Names and shapes, without values: those of layers in the order of their modules, then vectors.
std::vector<Trainable> trainables_of(const TrainingConfig& config, const TrainingGraph& graph);

// Of the host: values, gradients, means, the best, the optimiser's moments, and so many examples.
int64_t training_host_bytes(const TrainingConfig& config, const ModelFiles& files, const TrainingSubject& subject, int examples,
                            const std::vector<Trainable>& trained);

// Bytes that a step's program may take, MemoryPlan::running_bytes(): memory_budget, or what the device has; where that is the host's memory
// what a training holds there (`host_bytes`) counts, too.
int64_t step_budget(const TrainingConfig& config, const DeviceInfo& device, int64_t host_bytes);

}  // namespace imagelab
