#include "core/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "core/base/clock.h"
#include "core/base/paths.h"
#include "core/families/diffusion_model.h"
#include "core/pipelines/latents.h"
#include "core/samplers/noise_schedule.h"
#include "core/training/dataset.h"
#include "core/training/draws.h"
#include "core/training/example_cache.h"
#include "core/training/examples.h"
#include "core/training/learning_rate.h"
#include "core/training/lora_file.h"
#include "core/training/subject.h"
#include "core/training/training_graph.h"
#include "core/weights/convert.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr double longest_unsaved_s = 600;  // a step of a large model takes a minute on a processor

// Every size given, checked against the model.
TrainingConfig with_sizes(TrainingConfig config, const ModelFiles& files) {
    const int scale = files.vae.downscale() * files.patch(), own = files.sample_size() * files.vae.downscale();
    if (config.width == 0) config.width = own;
    if (config.height == 0) config.height = own;
    for (const auto& [field, side] : {std::pair("width", config.width), std::pair("height", config.height)}) {
        if (side % scale != 0)
            throw BadField(
                field, std::to_string(side) + " is no multiple of " + std::to_string(scale) + ", the pixels of what the model sees as one");
    }
    return config;
}

// f32 on the processor, where it is exact and no slower by much; 16 bits with the exponent of f32 elsewhere.
DType training_dtype(const TrainingConfig& config, const DeviceInfo& info) {
    const auto offered = [&](DType dtype) { return std::find(info.dtypes.begin(), info.dtypes.end(), dtype) != info.dtypes.end(); };
    if (config.dtype && !offered(*config.dtype))
        throw BadField("dtype", "the device " + info.id + " does not compute in " + std::string(dtype_name(*config.dtype)));
    if (config.dtype) return *config.dtype;
    return info.own_memory && info.kind != "cpu" && offered(DType::bf16) ? DType::bf16 : DType::f32;
}

// Names and shapes, without values: those of layers in the order of their modules, then vectors.
std::vector<Trainable> trainables_of(const TrainingConfig& config, const TrainingGraph& graph) {
    std::vector<Trainable> trained;
    for (const TrainedModule& module : graph.modules) {
        const bool text = module.component.starts_with("text_encoder");
        const double rate = text ? config.text_encoder_learning_rate.value_or(config.learning_rate) : config.learning_rate;
        for (const TrainedFactor& factor : module.factors) trained.push_back({factor.input, factor.shape, {}, rate});
    }
    for (const TrainedFactor& factor : graph.vectors) trained.push_back({factor.input, factor.shape, {}, config.learning_rate});
    return trained;
}

// Squared lengths of a matrix's rows, in f64.
std::vector<float> row_squares(const WeightMap& weights, const TrainedModule& module) {
    const TensorView& view = weights.at(module.name + ".weight", {module.outputs, module.inputs});
    std::vector<float> row(static_cast<size_t>(module.inputs)), squares;
    for (int64_t i = 0; i < module.outputs; ++i) {
        read_rows(view, i, i + 1, row.data());
        double sum = 0;
        for (const float value : row) sum += static_cast<double>(value) * value;
        squares.push_back(static_cast<float>(sum));
    }
    return squares;
}

class Training {
  public:
    Training(TrainingConfig config, const OpenedModel& files, Device& device, const TrainingReports& reports, const CancelToken& cancel,
             const TrainingControl& control)
        : config_(std::move(config)),
          opened_(files),
          subject_(training_subject(files)),
          device_(device),
          reports_(reports),
          cancel_(cancel),
          control_(control),
          dtype_(training_dtype(config_, device.info())),
          alphas_(alphas_cumprod(files->noise)) {
        config_ = with_sizes(std::move(config_), *files);
        output_ = fs::path(config_.output);
    }

    TrainingResult run(TrainingResume resume) {
        const auto begin = Clock::now();
        if (const fs::path folder = output_.parent_path(); !folder.empty()) fs::create_directories(folder);
        const auto saved = saved_state(resume);
        if (!config_.seed) config_.seed = std::random_device()();
        // Before the pictures are read: what cannot be trained is refused at once.
        TrainingGraph shown = subject_->graph(config_, dtype_, subject_->most_tokens());
        shown_ = {{}, std::move(shown.modules), std::move(shown.vectors)};
        encode_pictures();
        bank_ = device_.make_bank(subject_->weights(config_));
        first_values();
        if (saved) take_up(*saved);
        room_.emplace(output_.parent_path() / ("." + state_path(output_).filename().string() + ".room"),
                      state_bytes(arrays(), std::min(config_.steps, 1'000'000)));
        if (reports_.before) reports_.before(metrics_);
        train_steps();
        room_.reset();
        write_lora(output_, lora());
        return {output_, config_.steps, seconds_since(begin)};
    }

  private:
    void encode_pictures() {
        const auto between = [this] {
            cancel_.check();
            if (control_.make_way && control_.make_way(0)) throw Cancelled();
        };
        const ReadExamples read = read_examples(config_, reports_, between);
        const fs::path cache = cache_dir(), folder = cache.empty() ? cache : cache / "training";
        const std::string key = example_key(config_, read.what, *opened_, dtype_, device_.info());
        if (auto known = cached_examples(folder, key); known && known->examples.size() == read.pictures.size()) {
            set_ = std::move(*known);
        } else {
            const auto model = make_model(device_, opened_, dtype_);
            set_ = encode_examples(config_, read, *model, reports_, cancel_, between);
            keep_examples(folder, key, set_);
        }
        if (config_.reads_text()) subject_->read_captions(config_, set_);
    }

    LoraOutput lora() const {
        std::vector<const std::vector<float>*> values;
        for (size_t i = 0; i < factors_.size(); ++i) values.push_back(averages_.empty() ? &factors_[i].values : &averages_[i]);
        return {shown_.modules,
                shown_.vectors,
                std::move(values),
                &config_,
                opened_->name,
                static_cast<int>(set_.examples.size()),
                step_,
                v_prediction(),
                subject_->denoiser(),
                subject_->architecture()};
    }
    bool v_prediction() const { return opened_->noise.prediction == NoiseScheduleConfig::Prediction::v_prediction; }

    // The header of a state beside the output; where the seed was drawn then, it is that run's.
    std::optional<TrainingState> saved_state(TrainingResume resume) {
        std::error_code code;
        const fs::path path = state_path(output_);
        if (resume == TrainingResume::no) return std::nullopt;
        if (!fs::exists(path, code)) {
            if (reports_.note && resume == TrainingResume::any)
                reports_.note("no state was saved beside " + output_.string() + ": the run begins at its first step");
            return std::nullopt;
        }
        const auto state = read_state(path);
        if (!state && resume == TrainingResume::any) throw Error(state.error());
        if (!state && reports_.note) reports_.note(state.error() + "; the run begins at its first step");
        if (!state || (resume == TrainingResume::own && state->run != control_.run)) return std::nullopt;
        const auto was = nlohmann::json::parse(state->what, nullptr, false);
        if (!config_.seed && was.is_object() && was.contains("seed") && was["seed"].is_number_unsigned())
            config_.seed = was["seed"].get<uint64_t>();
        return *state;
    }

    nlohmann::json what() const {
        nlohmann::json all = what_is_computed(config_);
        all["examples"] = set_.what;
        all["dtype"] = dtype_name(dtype_);
        return all;
    }

    void take_up(const TrainingState& header) {
        const auto was = nlohmann::json::parse(header.what, nullptr, false), is = what(), usual = what_is_computed({});
        for (const auto& [name, value] : is.items()) {
            // Fields that an older version did not know were as usual.
            const bool known = was.is_object() && was.contains(name);
            if ((known && was[name] == value) || (was.is_object() && !known && usual.contains(name) && usual[name] == value)) continue;
            const std::string field = name == "examples" ? "images" : name;
            throw BadField(field, "it differs from that of the state in " + state_path(output_).string() +
                                      "; resume with the configuration it was made with, or begin anew without --resume");
        }
        const auto state = read_state(state_path(output_), arrays());
        if (!state) throw Error(state.error());
        if (state->step > config_.steps) throw BadField("steps", "the saved state is of step " + std::to_string(state->step) + " already");
        step_ = saved_step_ = state->step;
        metrics_ = state->metrics;
    }

    void first_values() {
        FactorDraws draws(*config_.seed);
        factors_ = trainables_of(config_, shown_);
        size_t at = 0;
        for (const TrainedModule& module : shown_.modules) {
            if (!module.row_squares.empty()) row_squares_[module.row_squares] = row_squares(subject_->component(module.component), module);
            for (const TrainedFactor& factor : module.factors) {
                std::vector<float>& values = factors_[at++].values;
                const int64_t count = element_count(factor.shape);
                if (factor.rows) {
                    for (const float square : row_squares_.at(module.row_squares)) values.push_back(std::sqrt(square));
                } else if (factor.divisor > 0) {
                    values = draws.next(count, factor.divisor);
                } else {
                    values.assign(static_cast<size_t>(count), 0.0f);
                }
            }
        }
        for (const TrainedFactor& vectors : shown_.vectors) factors_[at++].values = subject_->first_vectors(config_, vectors);
        optimizer_ = make_optimizer(config_.optimizer, factors_);
        if (config_.ema_decay <= 0) return;
        for (const Trainable& factor : factors_) averages_.push_back(factor.values);
    }
    std::vector<StateArray> arrays() { return state_arrays(factors_, *optimizer_, averages_); }

    // A program of as many tokens as the longest caption of the batch has; packed weights are shared.
    Program& program_for(int tokens) {
        auto& program = programs_[tokens];
        if (!program) {
            program = device_.compile(subject_->graph(config_, dtype_, tokens).graph);
            program->load(
                *bank_,
                [&](double share) {
                    if (reports_.preparing) reports_.preparing("weights", share);
                },
                cancel_);
        }
        return *program;
    }

    void train_steps() {
        ExampleOrder order(*config_.seed, static_cast<int>(set_.examples.size()));
        if (step_ < config_.steps) {
            program_for(tokens_of(order.of_step(step_ + 1, config_.batch_size)));
            if (reports_.begins) reports_.begins(step_ + 1);
        }
        while (step_ < config_.steps) {
            try {
                train_step(order);
            } catch (const Cancelled&) {
                save_newest();
                throw;
            } catch (...) {  // a lost device, a loss that is no number: what is known of the newest step is on the host
                try {
                    save_newest();
                } catch (const Error& error) {
                    if (reports_.note) reports_.note(error.what());
                }
                throw;
            }
            after_step();
        }
    }

    // Written anew at the last step too: what is there may be a longer run's.
    void after_step() {
        const bool last = step_ == config_.steps;
        if (const fs::path snapshot = control_.snapshot && !last ? control_.snapshot(step_) : fs::path(); !snapshot.empty()) {
            try {
                fs::create_directories(snapshot.parent_path());
                write_lora(snapshot, lora());
            } catch (const std::exception& error) {  // a picture less; the run goes on
                if (reports_.note) reports_.note(error.what());
            }
        }
        if (step_ % config_.save_every == 0 || last || seconds_since(saved_) > longest_unsaved_s) save();
        if (!last && control_.make_way && control_.make_way(step_)) {
            save_newest();
            throw Cancelled();
        }
    }

    void save_newest() {
        if (step_ > saved_step_) save();
    }

    // On a disk that is full the room that was kept takes the state, and the run ends: so nothing of it is lost.
    void save() {
        const TrainingState state{step_, what().dump(), control_.run, metrics_};
        try {
            write_state(state_path(output_), state, arrays());
        } catch (const Error& error) {
            room_->release();
            write_state(state_path(output_), state, arrays());
            saved_step_ = step_;
            throw Error(std::string(error.what()) + "; the state of step " + std::to_string(step_) +
                        " is saved in the room kept for it: free some space, then the run goes on from there");
        }
        saved_step_ = step_;
        saved_ = Clock::now();
        if (reports_.saved) reports_.saved(step_, state_path(output_));
    }

    std::vector<size_t> texts_of(std::span<const int> examples) const {
        std::vector<size_t> texts;
        for (const int index : examples) texts.push_back(set_.examples[static_cast<size_t>(index)].text);
        return texts;
    }
    int tokens_of(std::span<const int> examples) const { return subject_->tokens_for(set_, texts_of(examples)); }

    void train_step(ExampleOrder& order) {
        const auto begin = Clock::now();
        const int step = step_ + 1;
        const std::vector<int> examples = order.of_step(step, config_.batch_size);
        const StepDraws draws = draws_of(step);
        double loss = 0;
        Gradients gradients;
        const auto each = static_cast<size_t>(subject_->run_batch(config_));
        const auto share = static_cast<double>(each) / static_cast<double>(examples.size());
        for (size_t first = 0; first < examples.size(); first += each) {
            const auto some = std::span(examples).subspan(first, each);
            Program& program = program_for(tokens_of(some));
            write_examples(program, draws, first, some);
            loss += run(program) * share;
            for (size_t i = 0; i < factors_.size(); ++i) {
                std::vector<float> gradient = program.read(gradient_of(factors_[i].name));
                if (share != 1) {
                    for (float& value : gradient) value *= static_cast<float>(share);
                }
                if (first == 0) {
                    gradients.push_back(std::move(gradient));
                } else {
                    for (size_t at = 0; at < gradient.size(); ++at) gradients[i][at] += gradient[at];
                }
            }
        }
        const double norm = clip_gradients(gradients, config_.max_grad_norm);
        if (!std::isfinite(loss) || !std::isfinite(norm))
            throw Error("the loss of step " + std::to_string(step) + " is no number: take a smaller learning_rate" +
                        (dtype_ == DType::f32 ? "" : ", or dtype f32") + "; the last saved state is kept");
        const double schedule = schedule_of(config_, step), rate = optimizer_->rate(config_.learning_rate * schedule);
        optimizer_->step(factors_, gradients, step, schedule);
        if (!averages_.empty()) average_values(averages_, factors_, step, config_.ema_decay);
        step_ = step;
        metrics_.push_back({step, loss, rate, seconds_since(begin), norm});
        if (reports_.step) reports_.step(metrics_.back());
    }

    double run(Program& program) {
        for (const Trainable& factor : factors_) program.write(factor.name, std::span<const float>(factor.values));
        for (const auto& [name, squares] : row_squares_) program.write(name, std::span<const float>(squares));
        program.run(cancel_);
        return program.read("loss").at(0);
    }

    int64_t pixels() const {
        const int scale = opened_->vae.downscale();
        return static_cast<int64_t>(config_.height / scale) * (config_.width / scale);
    }
    StepDraws draws_of(int step) const {
        return draw_step(*config_.seed, step,
                         {config_.batch_size, opened_->vae.latent_channels, pixels(), static_cast<int>(alphas_.size()),
                          config_.noise_offset > 0, config_.caption_dropout > 0, config_.flip});
    }

    // Latents with noise at the timesteps that were drawn, what is to be said of them, and the captions. `examples`: those from number
    // `first` of the step.
    void write_examples(Program& program, const StepDraws& draws, size_t first, std::span<const int> examples) {
        const int channels = opened_->vae.latent_channels;
        const auto values = static_cast<size_t>(channels * pixels());
        std::vector<float> noisy, target, weights, timesteps;
        std::vector<size_t> texts;
        for (size_t i = first; i < first + examples.size(); ++i) {
            const EncodedExample& example = set_.examples[static_cast<size_t>(examples[i - first])];
            const std::vector<float>& x0 = config_.flip && draws.flips[i] < 0.5f ? example.flipped : example.latents;
            const auto t = static_cast<size_t>(draws.timesteps[i]);
            const float signal = std::sqrt(alphas_[t]), spread = std::sqrt(1 - alphas_[t]);
            std::vector<float> mixed(values), wanted(values);
            for (size_t at = 0; at < values; ++at) {
                float noise = draws.noise[i * values + at];
                if (config_.noise_offset > 0)
                    noise += static_cast<float>(config_.noise_offset) *
                             draws.offsets[i * static_cast<size_t>(channels) + at / static_cast<size_t>(pixels())];
                mixed[at] = signal * x0[at] + spread * noise;
                wanted[at] = v_prediction() ? signal * noise - spread * x0[at] : noise;
            }
            append(noisy, to_nhwc(mixed, channels));
            append(target, to_nhwc(wanted, channels));
            weights.push_back(loss_weight(alphas_[t]));
            timesteps.push_back(static_cast<float>(t));
            const bool silent = config_.caption_dropout > 0 && draws.dropouts[i] < static_cast<float>(config_.caption_dropout);
            texts.push_back(silent ? 0 : example.text);
        }
        for (const auto& [name, given] : {std::pair("latents", &noisy), std::pair("target", &target), std::pair("loss_weight", &weights),
                                          std::pair("timestep", &timesteps)})
            program.write(name, std::span<const float>(*given));
        subject_->write_text(config_, program, set_, texts, tokens_of(examples));
    }

    static void append(std::vector<float>& to, const std::vector<float>& values) { to.insert(to.end(), values.begin(), values.end()); }

    // Hang et al. 2023 (min-SNR), as diffusers' train_text_to_image_lora_sdxl.py.
    float loss_weight(float alpha) const {
        if (config_.snr_gamma <= 0) return 1;
        const float snr = alpha / (1 - alpha), least = std::min(snr, static_cast<float>(config_.snr_gamma));
        return v_prediction() ? least / (snr + 1) : least / snr;
    }

    TrainingConfig config_;
    const OpenedModel& opened_;
    const std::unique_ptr<TrainingSubject> subject_;
    Device& device_;
    const TrainingReports& reports_;
    const CancelToken& cancel_;
    const TrainingControl& control_;
    DType dtype_;
    std::vector<float> alphas_;
    fs::path output_;
    EncodedSet set_;
    std::unique_ptr<WeightBank> bank_;
    std::map<int, std::unique_ptr<Program>> programs_;       // by tokens
    TrainingGraph shown_;                                    // without its graph: what is trained
    std::map<std::string, std::vector<float>> row_squares_;  // by the input's name
    std::vector<Trainable> factors_;                         // as trainables_of() orders them
    std::unique_ptr<Optimizer> optimizer_;
    std::vector<std::vector<float>> averages_;  // of factors_; empty: none are kept
    std::vector<TrainingStep> metrics_;         // of steps 1 to step_
    std::optional<DiskRoom> room_;
    int step_ = 0, saved_step_ = 0;
    Clock::time_point saved_ = Clock::now();
};

}  // namespace

void check_training(const TrainingConfig& given, const OpenedModel& files, const DeviceInfo& device) {
    const auto subject = training_subject(files);
    const TrainingConfig config = with_sizes(given, *files);
    training_examples(config.images);
    subject->graph(config, training_dtype(config, device), subject->most_tokens());
}

TrainingPlan plan_training(const TrainingConfig& given, const OpenedModel& files, Device& device) {
    const auto subject = training_subject(files);
    const TrainingConfig config = with_sizes(given, *files);
    TrainingPlan plan;
    plan.device = device.info().id;
    plan.dtype = training_dtype(config, device.info());
    plan.width = config.width, plan.height = config.height;
    plan.pictures = static_cast<int>(training_examples(config.images).size());
    const TrainingGraph graph = subject->graph(config, plan.dtype, subject->most_tokens());
    plan.modules = static_cast<int>(graph.modules.size());
    const std::vector<Trainable> trained = trainables_of(config, graph);
    for (const Trainable& each : trained) plan.trained_values += element_count(each.shape);
    const auto program = device.compile(graph.graph);
    plan.memory = program->memory();
    for (const OpCost& cost : program->costs()) plan.step_flops += cost.flops;
    plan.step_flops *= static_cast<double>(config.batch_size) / subject->run_batch(config);
    plan.step_seconds = plan.step_flops / device.estimated_flops_per_second(plan.dtype);
    const int64_t latents = static_cast<int64_t>(config.width / files->vae.downscale()) * (config.height / files->vae.downscale()) *
                            files->vae.latent_channels * (config.flip ? 2 : 1);
    const int64_t copies = config.ema_decay > 0 ? 3 : 2;  // values, gradients, means
    plan.state_bytes =
        (copies * plan.trained_values + plan.pictures * (latents + subject->text_values(config))) * static_cast<int64_t>(sizeof(float));
    for (const StatePart& part : optimizer_state(config.optimizer, trained)) plan.state_bytes += part.bytes();
    return plan;
}

TrainingResult train(const TrainingConfig& config, const OpenedModel& files, Device& device, TrainingResume resume,
                     const TrainingReports& reports, const CancelToken& cancel, const TrainingControl& control) {
    return Training(config, files, device, reports, cancel, control).run(resume);
}

}  // namespace imagelab
