#pragma once
// What a training run is told: the object of `imagelab train CONFIG.json` and of POST /api/training/start, field by field.
#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/graph/dtype.h"

namespace imagelab {

// A field that cannot be used as it is; the text begins with its name.
class BadField : public Error {
  public:
    BadField(std::string field, const std::string& reason) : Error(field + ": " + reason), field_(std::move(field)) {}
    const std::string& field() const { return field_; }

  private:
    std::string field_;
};

enum class LrSchedule : uint8_t { constant, cosine, linear };
enum class LoraNaming : uint8_t { kohya, diffusers };

// Loshchilov and Hutter 2019, as torch.optim.AdamW.
struct AdamWConfig {
    double beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0.01;
    bool operator==(const AdamWConfig&) const = default;
};

struct TrainingConfig {
    std::string model;               // path or name; empty: the bundled one
    std::string images;              // a folder
    std::optional<int64_t> dataset;  // the number of an upload, which the server makes a folder of
    std::string output = "lora.safetensors";
    int rank = 16;
    double alpha = 16;  // absent: the rank
    std::vector<std::string> targets{"to_q", "to_k", "to_v", "to_out.0"};
    int steps = 1000, batch_size = 1;
    int width = 0, height = 0;  // pixels; 0: the model's
    double learning_rate = 1e-4;
    LrSchedule lr_schedule = LrSchedule::constant;
    int warmup_steps = 0;
    AdamWConfig optimizer;
    double max_grad_norm = 1;  // 0: none
    double snr_gamma = 0, noise_offset = 0, caption_dropout = 0;
    bool flip = false;
    std::optional<uint64_t> seed;  // none: drawn
    int save_every = 100;
    LoraNaming naming = LoraNaming::kohya;
    std::optional<DType> dtype;  // none: the best for training
    std::string device = "auto";
    int threads = 0;
};

// Throws BadField, also for a field that is not one of these.
TrainingConfig training_config(const nlohmann::json& json);
nlohmann::json to_json(const TrainingConfig& config);

// What decides the numbers of a run, for telling whether a saved state belongs to it: not where it is written and on what it runs, nor
// how many steps it takes.
nlohmann::json what_is_computed(const TrainingConfig& config);

}  // namespace imagelab
