#pragma once
// What a run leaves behind: the LoRA, and the state it goes on from.
#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/training/config.h"
#include "core/training/metrics.h"
#include "core/training/optimizer.h"
#include "core/training/training_graph.h"

namespace imagelab {

struct LoraOutput {
    std::vector<TrainedModule> modules;
    std::vector<TrainedFactor> vectors;
    std::vector<const std::vector<float>*> values;  // of the modules' factors, module by module, then of the vectors
    const TrainingConfig* config = nullptr;
    std::string model;  // for people
    int pictures = 0, steps = 0;
    bool v_prediction = false;
    std::string_view denoiser = "unet", architecture;  // as TrainingSubject says them
};

// Under a hidden name, which becomes its own when it is whole. Throws Error where the disk refuses.
// kohya: lora_unet_<path with _>.lora_down.weight, .lora_up.weight, .alpha (kohya-ss/sd-scripts networks/lora.py), .dora_scale, .hada_w1_a
// ..., .lokr_w1 ... (LyCORIS); lora_te1_ and lora_te2_ of text encoders; of PixArt's transformer lora_transformer_ (OneTrainer). diffusers:
// unet.<path>.lora_A.weight, .lora_B.weight, .lora_magnitude_vector; text_encoder., text_encoder_2., transformer.; with
// lora_adapter_metadata in the header.
// A textual inversion: clip_l and clip_g, [vectors, width].
void write_lora(const std::filesystem::path& path, const LoraOutput& output);

// Beside the output: "lora.safetensors.state".
std::filesystem::path state_path(const std::filesystem::path& output);

// Weights, moments and the step they are of. `what`: what_is_computed() with the seed that was drawn, and the data it was trained on;
// `run`: who wrote it; metrics: of steps 1 to `step`.
struct TrainingState {
    int step = 0;
    std::string what, run = {};
    std::vector<TrainingStep> metrics = {};
};
// What is saved of a run beside its header: views of what is trained, of what its optimiser holds, and of their means
// and of what was best, where those are kept.
struct StateArray {
    StatePart part;
    std::span<std::byte> bytes;
};
std::vector<StateArray> state_arrays(std::vector<Trainable>& factors, Optimizer& optimizer, std::vector<std::vector<float>>& averages,
                                     std::vector<std::vector<float>>& best);

void write_state(const std::filesystem::path& path, const TrainingState& state, const std::vector<StateArray>& arrays);
// Fills `arrays`, whose names and shapes must be those of the file. The failure names the file.
Result<TrainingState> read_state(const std::filesystem::path& path, const std::vector<StateArray>& arrays);
// Without weights.
Result<TrainingState> read_state(const std::filesystem::path& path);
int64_t state_bytes(const std::vector<StateArray>& arrays, int steps);  // of the file, at most

// Room on a disk for a last state: taken when it is made, given back by release() or at the end. Throws Error where the disk has none.
class DiskRoom {
  public:
    DiskRoom(std::filesystem::path path, int64_t bytes);
    ~DiskRoom() { release(); }
    DiskRoom(const DiskRoom&) = delete;
    DiskRoom& operator=(const DiskRoom&) = delete;
    void take();  // again; throws Error
    void release();

  private:
    const std::filesystem::path path_;
    const int64_t bytes_;
};

}  // namespace imagelab
