#pragma once
// What a training run is told: the object of `imagelab train CONFIG.json` and of POST /api/training/start. core/training/fields.h is the
// table of its fields.
#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/autodiff/trained_layers.h"
#include "core/base/error.h"
#include "core/graph/dtype.h"
#include "core/pipelines/tag_wish.h"

namespace imagelab {

// A field that cannot be used as it is; the text begins with its name.
class BadField : public Error {
  public:
    BadField(std::string field, const std::string& reason) : Error(field + ": " + reason), field_(std::move(field)) {}
    const std::string& field() const { return field_; }

  private:
    std::string field_;
};

enum class LrSchedule : uint8_t { constant, cosine, linear, cosine_with_restarts, polynomial };
enum class OptimizerKind : uint8_t { adamw, adamw8bit, lion, prodigy, adafactor };
enum class LoraNaming : uint8_t { kohya, diffusers };

// Each optimiser reads what the table of fields says of it; the others of these are not its.
struct OptimizerConfig {
    OptimizerKind kind = OptimizerKind::adamw;
    double beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0.01;
    double d0 = 1e-6, d_coef = 1;                            // Prodigy: the first distance, a factor on its estimates
    bool bias_correction = false, safeguard_warmup = false;  // Prodigy
    double clip_threshold = 1, decay_rate = 0.8;             // Adafactor
    bool scale_parameter = false;                            // Adafactor: steps in units of what is trained
    bool operator==(const OptimizerConfig&) const = default;
};
OptimizerConfig usual_optimizer(OptimizerKind kind);

struct TrainingConfig {
    std::string model;               // path or name; empty: the bundled one
    std::string images;              // a folder
    std::optional<int64_t> dataset;  // the number of an upload, which the server makes a folder of
    std::string output = "lora.safetensors";
    // Prior preservation (Ruiz et al. 2023): as many pictures of what the new thing is one of, each weighed so.
    std::string class_images, class_prompt;
    double prior_weight = 1;
    // What says what a picture shows that has no caption: path or name of a tagger, "auto": the library's first; empty: nothing does.
    std::string tagger, trigger_word;  // the word stands in front of the tags
    TagWish tags;
    bool write_captions = false;  // beside their pictures, too
    int shuffle_captions = 0, keep_tokens = 0;  // orders of a caption's parts that are read; parts that stay in front
    double caption_dropout = 0;
    bool flip = false;
    bool masked_loss = false;
    std::optional<TrainedKind> network = TrainedKind::lora;  // none: a textual inversion
    int rank = 16;
    double alpha = 16;  // absent: the rank
    int lokr_factor = -1;
    std::vector<std::string> targets{"to_q", "to_k", "to_v", "to_out.0"};
    bool text_encoders = false;
    std::vector<std::string> text_encoder_targets{"q_proj", "k_proj", "v_proj", "out_proj"};
    std::optional<double> text_encoder_learning_rate;  // none: as the denoiser's
    // Of a textual inversion: the word that stands for its vectors in captions (where it is missing it is put in front), and what they
    // begin as: the tokens of this text, again and again; "": its name's.
    std::string token;
    int vectors = 4;
    std::string initializer;
    int steps = 1000, batch_size = 1, gradient_accumulation_steps = 1;
    int width = 0, height = 0;  // pixels; 0: the model's
    double learning_rate = 1e-4;
    LrSchedule lr_schedule = LrSchedule::constant;
    int warmup_steps = 0, lr_cycles = 1;  // cycles: of cosine_with_restarts
    double lr_power = 1;                  // of polynomial
    OptimizerConfig optimizer;
    double ema_decay = 0;      // 0: what is written is what was trained last, else its exponential mean
    double max_grad_norm = 1;  // 0: none
    double snr_gamma = 0, noise_offset = 0;
    bool zero_terminal_snr = false;
    double validation_share = 0;   // of the pictures: held out, to see whether it only repeats the others; 0: none
    int validation_every = 100;    // steps
    int patience = 0;              // it ends when so many measures in a row were no lower, and what was best is written; 0: it does not
    std::optional<uint64_t> seed;  // none: drawn
    int save_every = 100;
    LoraNaming naming = LoraNaming::kohya;
    std::optional<DType> dtype;  // none: the best for training
    std::string device = "auto";
    std::vector<std::string> more_devices;  // which share the runs of each step
    int threads = 0;
    int64_t memory_budget = 0;  // bytes; 0: what the device has

    int step_examples() const { return batch_size * gradient_accumulation_steps; }
    bool inverts_text() const { return !network; }
    bool reads_text() const { return text_encoders || inverts_text(); }  // at each step: what the text encoders say changes
};

// Throws BadField, also for a field that is not one of these.
TrainingConfig training_config(const nlohmann::json& json);
nlohmann::json to_json(const TrainingConfig& config);

// The fields that the numbers of a run follow from, for telling whether a saved state belongs to it; null where they are absent.
nlohmann::json what_is_computed(const TrainingConfig& config);

}  // namespace imagelab
