#pragma once
// A training run on one device.
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/device/device.h"
#include "core/families/model_files.h"
#include "core/training/config.h"
#include "core/training/metrics.h"

namespace imagelab {

struct TaggerFiles;

// What a run says while it goes. Any may be empty.
struct TrainingReports {
    using Step = TrainingStep;
    std::function<void(const std::string& what, double share)> preparing;  // pictures, tags, captions, weights
    std::function<void(std::span<const Step>)> before;                     // the steps that the state it goes on from holds
    std::function<void(int first_step)> begins;                            // the first step comes now
    std::function<void(const Step&)> step;
    std::function<void(int step, const std::filesystem::path&)> saved;
    std::function<void(const std::string&)> note;  // what was left out and why
};

// From where a run begins. `own`: the state beside the output where this run (TrainingControl::run) wrote it, else from the first step;
// `any`: that state, whoever wrote it; where there is none, from the first step, which is noted.
enum class TrainingResume { no, own, any };

// What whoever runs several things on a device wants of a run. Any may be empty.
struct TrainingControl {
    std::string run;  // kept in the state, to know its own again
    // After each step, and between two pictures while they are encoded (step 0): true ends it there, as a cancel does.
    std::function<bool(int step)> make_way;
    std::shared_ptr<const TaggerFiles> tagger;  // TrainingConfig::tagger, opened; null where that is empty
    std::vector<Device*> more_devices;          // that share the runs of each step, as TrainingConfig::more_devices names them
    // After each step, before its state is saved: where the LoRA so far is to be written; empty: nowhere.
    std::function<std::filesystem::path(int step)> snapshot;
};

struct TrainingResult {
    std::filesystem::path path;
    int steps = 0;
    double seconds = 0;  // of this run
};

// What a run takes, known before anything of it is computed.
struct TrainingPlan {
    std::string device;
    DType dtype = DType::f32;
    int width = 0, height = 0, pictures = 0, modules = 0;
    std::vector<std::string> uncaptioned;     // names of the pictures of which nothing is said
    int64_t trained_values = 0;               // numbers in all factors
    MemoryPlan memory;                        // of the step
    int64_t plain_bytes = 0;                  // that it would take if nothing were computed anew
    double again = 0;                         // share of the way to the loss that is computed anew on the way back
    bool weights_stay = false;                // in their file, or in the host's memory
    int64_t state_bytes = 0;                  // factors, moments and gradients on the host, and the examples
    double step_flops = 0, step_seconds = 0;  // seconds: estimated from what the device multiplies at
    double seconds = 0;                       // of all steps and of what is measured between them
    // What is taken where the step runs: of a device with memory of its own by the step alone.
    int64_t device_bytes(const DeviceInfo& device) const { return memory.running_bytes() + (device.own_memory ? 0 : state_bytes); }
};

// Whether a run could begin; needs no device and computes nothing. Throws BadField as train does.
void check_training(const TrainingConfig& config, const OpenedModel& files, const DeviceInfo& device);

// `files`: of config.model. Throws BadField where a field cannot be used with this model, Error.
TrainingPlan plan_training(const TrainingConfig& config, const OpenedModel& files, Device& device);

// The largest of one field that fits into `budget` bytes of the device, the others as they are; 0: not even the least does. As
// plan_training() says bytes, without packing or running anything.
struct LargestThatFits {
    std::string field;  // "rank", "batch_size", "size" (both sides, multiples of 64 pixels)
    int64_t value = 0;
    int64_t peak_bytes = 0;
    double step_seconds = 0;
};
std::vector<LargestThatFits> largest_trainings(const TrainingConfig& config, const OpenedModel& files, Device& device, int64_t budget);

// Throws BadField, Error; Cancelled between two steps, after the state was saved. Whatever else ends it, the newest step is saved too:
// room for that is taken from the disk at the beginning. `config.output` is where the LoRA goes; its folder is made.
TrainingResult train(const TrainingConfig& config, const OpenedModel& files, Device& device, TrainingResume resume,
                     const TrainingReports& reports, const CancelToken& cancel, const TrainingControl& control = {});

}  // namespace imagelab
