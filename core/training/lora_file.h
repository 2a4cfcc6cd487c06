#pragma once
// What a run leaves behind: the LoRA, and the state it goes on from.
#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/autodiff/low_rank.h"
#include "core/training/config.h"
#include "core/training/metrics.h"
#include "core/training/optimizer.h"

namespace imagelab {

struct LoraOutput {
    std::vector<LowRankModule> modules;
    std::vector<const std::vector<float>*> factors;  // values of A and B of each module, in that order
    const TrainingConfig* config = nullptr;
    std::string model;  // for people
    int pictures = 0, steps = 0;
    bool v_prediction = false;
};

// Under a hidden name, which becomes its own when it is whole. kohya: lora_unet_<path with _>.lora_down.weight, .lora_up.weight, .alpha
// (kohya-ss/sd-scripts networks/lora.py); diffusers: unet.<path>.lora_A.weight, .lora_B.weight, with lora_adapter_metadata in the header
// where alpha is not the rank. Throws Error where the disk refuses.
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
// What is saved of a run beside its header: views of what is trained, of what its optimiser holds, and of their means.
struct StateArray {
    StatePart part;
    std::span<std::byte> bytes;
};
std::vector<StateArray> state_arrays(std::vector<Trainable>& factors, Optimizer& optimizer, std::vector<std::vector<float>>& averages);

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
