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
#include "core/training/captions.h"
#include "core/training/draws.h"
#include "core/training/example_cache.h"
#include "core/training/examples.h"
#include "core/training/lanes.h"
#include "core/training/learning_rate.h"
#include "core/training/lora_file.h"
#include "core/training/prepared.h"
#include "core/training/subject.h"
#include "core/training/training_graph.h"
#include "core/training/validation.h"
#include "core/weights/convert.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr double longest_unsaved_s = 600;  // a step of a large model takes a minute on a processor

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
          dtype_(training_dtype(config_, device.info())) {
        config_ = prepared_for(std::move(config_), *files);
        alphas_ = training_alphas(config_, *files);
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
        make_lanes();
        first_values();
        if (saved) take_up(*saved);
        room_.emplace(output_.parent_path() / ("." + state_path(output_).filename().string() + ".room"),
                      state_bytes(arrays(), std::min(config_.steps, 1'000'000)));
        if (reports_.before) reports_.before(metrics_);
        train_steps();
        room_.reset();
        write_lora(output_, lora(!best_.empty()));
        return {output_, step_, seconds_since(begin)};
    }

  private:
    void encode_pictures() {
        const auto between = [this] {
            cancel_.check();
            if (control_.make_way && control_.make_way(0)) throw Cancelled();
        };
        const fs::path cache = cache_dir(), folder = cache.empty() ? cache : cache / "training";
        std::optional<TaggedCaptions> captions;
        if (!config_.tagger.empty()) {
            if (!control_.tagger) throw BadField("tagger", config_.tagger + " was not opened");
            captions.emplace(config_, device_, control_.tagger, cache.empty() ? cache : cache / "tags");
        }
        const ReadExamples read =
            read_examples(config_, opened_->vae.downscale(), reports_, cancel_, between, captions ? &*captions : nullptr);
        captions.reset();
        const std::string key = example_key(config_, read.what, *opened_, dtype_, device_.info());
        if (auto known = cached_examples(folder, key); known && known->examples.size() == read.examples.size()) {
            set_ = std::move(*known);
        } else {
            const auto model = make_model(device_, opened_, dtype_);
            set_ = encode_examples(config_, read, *model, reports_, cancel_, between);
            keep_examples(folder, key, set_);
        }
        if (config_.reads_text()) subject_->read_captions(config_, set_);
        parts_ = held_out(*config_.seed, set_.learnt(), config_.validation_share);
        if (config_.validation_share > 0 && parts_.held.empty())
            throw BadField("validation_share", "one picture cannot be trained on and held out; take more pictures, or 0");
    }

    void make_lanes() {
        const auto examples = static_cast<int>(set_.examples.size());
        const int64_t host = training_host_bytes(config_, *opened_, *subject_, examples, trainables_of(config_, shown_));
        std::vector<std::pair<Device*, StepLimits>> devices;
        const auto add = [&](Device* device) {
            devices.push_back({device, {step_budget(config_, device->info(), host), config_.threads}});
        };
        add(&device_);
        for (Device* device : control_.more_devices) add(device);
        lanes_.emplace(devices, subject_->weights(config_));
    }

    // What is written of a factor: its average where there is one.
    const std::vector<float>& shown_values(size_t i) const { return averages_.empty() ? factors_[i].values : averages_[i]; }

    LoraOutput lora(bool best = false) const {
        std::vector<const std::vector<float>*> values;
        for (size_t i = 0; i < factors_.size(); ++i)
            values.push_back(best ? &best_[i] : &shown_values(i));
        return {shown_.modules,
                shown_.vectors,
                std::move(values),
                &config_,
                opened_->name,
                set_.learnt(),
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
        for (const Trainable& factor : factors_) {
            if (config_.ema_decay > 0) averages_.push_back(factor.values);
            if (config_.patience > 0) best_.push_back(factor.values);
        }
    }
    std::vector<StateArray> arrays() { return state_arrays(factors_, *optimizer_, averages_, best_); }

    // A program of as many tokens as the longest caption of the batch has; packed weights are shared.
    Program& program_for(int tokens, size_t lane = 0) {
        return lanes_->program(
            lane, tokens, [this](int most) { return subject_->graph(config_, dtype_, most).graph; },
            [this](double share) {
                if (reports_.preparing) reports_.preparing("weights", share);
            },
            cancel_);
    }

    void train_steps() {
        ExampleOrder order(*config_.seed, static_cast<int>(parts_.trained.size()), set_.class_pictures);
        // A run that was cut off between a step and its measure.
        if (!metrics_.empty() && is_measured(config_, step_) && !metrics_.back().validation_loss) kept_safe([&] { measure(); });
        if (!is_over()) {
            program_for(tokens_of(first_run(examples_of(order, step_ + 1))));
            if (reports_.begins) reports_.begins(step_ + 1);
        }
        while (!is_over()) {
            kept_safe([&] {
                train_step(order);
                if (is_measured(config_, step_)) measure();
            });
            if (reports_.step) reports_.step(metrics_.back());
            after_step();
        }
        const auto best = validation_verdict(metrics_, config_.patience).best;
        if (config_.patience > 0 && best && reports_.note)
            reports_.note("the pictures that were held out were known best after step " + std::to_string(*best) + " of " +
                          std::to_string(step_) + ": that is written");
    }

    bool is_over() const { return step_ >= config_.steps || (config_.patience > 0 && validation_verdict(metrics_, config_.patience).ends); }

    // Whatever ends it, the newest step is saved: a lost device, a loss that is no number; what is known of it is on the host.
    void kept_safe(const std::function<void()>& work) {
        try {
            work();
        } catch (const Cancelled&) {
            save_newest();
            throw;
        } catch (...) {
            try {
                save_newest();
            } catch (const Error& error) {
                if (reports_.note) reports_.note(error.what());
            }
            throw;
        }
    }

    // Written anew at the last step too: what is there may be a longer run's.
    void after_step() {
        const bool last = is_over();
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

    // A picture as a step sees it.
    struct Shown {
        int example = 0, timestep = 0;
        std::vector<float> noise;
        bool flipped = false, silent = false;  // mirrored; without its caption
        float weight = 1;                      // of its squared difference
        size_t order = 0;                      // of its caption's parts
        size_t text(const EncodedSet& set) const { return silent ? 0 : set.examples[static_cast<size_t>(example)].texts[order]; }
    };

    // Class pictures stand behind the others.
    std::vector<int> examples_of(ExampleOrder& order, int step) const {
        const auto trained = static_cast<int>(parts_.trained.size());
        std::vector<int> examples = order.of_step(step, config_.step_examples());
        for (int& each : examples) each = each < trained ? parts_.trained[static_cast<size_t>(each)] : set_.learnt() + each - trained;
        return examples;
    }
    std::span<const int> first_run(const std::vector<int>& examples) const {
        return std::span(examples).first(static_cast<size_t>(subject_->run_batch(config_)));
    }
    int tokens_of(std::span<const int> examples) const {
        std::vector<size_t> texts;
        for (const int index : examples) {
            const std::vector<size_t>& own = set_.examples[static_cast<size_t>(index)].texts;
            texts.insert(texts.end(), own.begin(), own.end());
        }
        return subject_->tokens_for(set_, texts);
    }
    int tokens_of(std::span<const Shown> shown) const {
        std::vector<int> examples;
        for (const Shown& each : shown) examples.push_back(each.example);
        return tokens_of(examples);
    }

    // The mean of what each run of the step says. Its devices share them; sums are made in the order of the runs.
    void train_step(ExampleOrder& order) {
        const auto begin = Clock::now();
        const int step = step_ + 1;
        const std::vector<int> examples = examples_of(order, step);
        const std::vector<Shown> all = shown_at(step, examples);
        double loss = 0;
        Gradients gradients;
        const auto each = static_cast<size_t>(subject_->run_batch(config_));
        const auto share = static_cast<double>(each) / static_cast<double>(examples.size());
        const auto shown = [&](size_t run) { return std::span(all).subspan(run * each, each); };
        std::vector<Program*> programs(lanes_->count());
        std::vector<double> losses(lanes_->count());
        lanes_->share(
            examples.size() / each, [&](size_t run, size_t lane) { programs[lane] = &program_for(tokens_of(shown(run)), lane); },
            [&](size_t run, size_t lane) {
                write_examples(*programs[lane], shown(run));
                losses[lane] = forward_and_back(*programs[lane]);
            },
            [&](size_t run, size_t lane) {
                loss += losses[lane] * share;
                add_gradients(gradients, *programs[lane], run == 0, static_cast<float>(share));
            });
        const double norm = clip_gradients(gradients, config_.max_grad_norm);
        if (!std::isfinite(loss) || !std::isfinite(norm))
            throw Error("the loss of step " + std::to_string(step) + " is no number: take a smaller learning_rate" +
                        (dtype_ == DType::f32 ? "" : ", or dtype f32") + "; the last saved state is kept");
        const double schedule = schedule_of(config_, step), rate = optimizer_->rate(config_.learning_rate * schedule);
        optimizer_->step(factors_, gradients, step, schedule);
        if (!averages_.empty()) average_values(averages_, factors_, step, config_.ema_decay);
        step_ = step;
        metrics_.push_back({step, loss, rate, seconds_since(begin), norm});
    }

    void add_gradients(Gradients& sums, Program& program, bool first, float share) const {
        for (size_t i = 0; i < factors_.size(); ++i) {
            std::vector<float> gradient = program.read(gradient_of(factors_[i].name));
            if (share != 1) {
                for (float& value : gradient) value *= share;
            }
            if (first) {
                sums.push_back(std::move(gradient));
            } else {
                for (size_t at = 0; at < gradient.size(); ++at) sums[i][at] += gradient[at];
            }
        }
    }

    // What the newest values say of the pictures that are held out: the mean of the squared difference. It counts in the step's row.
    void measure() {
        const auto values = static_cast<int64_t>(opened_->vae.latent_channels) * pixels();
        std::vector<Shown> all;
        for (size_t i = 0; i < parts_.held.size(); ++i) {
            const std::vector<float> noise = validation_noise(*config_.seed, static_cast<int>(i), values);
            for (int draw = 0; draw < validation_draws; ++draw) {
                const auto begin = noise.begin() + draw * values;
                const int timestep = static_cast<int>(validation_times[draw] * static_cast<double>(alphas_.size()));
                all.push_back({parts_.held[i], timestep, {begin, begin + values}});
            }
        }
        const size_t wanted = all.size(), each = static_cast<size_t>(subject_->run_batch(config_));
        while (all.size() % each != 0) all.push_back(all.back()), all.back().weight = 0;  // a run is full
        double sum = 0;
        for (size_t first = 0; first < all.size(); first += each) {
            const auto some = std::span<const Shown>(all).subspan(first, each);
            Program& program = program_for(tokens_of(some));
            write_examples(program, some);
            sum += forward_and_back(program) * static_cast<double>(each);
        }
        metrics_.back().validation_loss = sum / static_cast<double>(wanted);
        if (!best_.empty() && validation_verdict(metrics_, config_.patience).best == step_) {
            for (size_t i = 0; i < best_.size(); ++i) best_[i] = shown_values(i);
        }
    }

    double forward_and_back(Program& program) const {
        for (const Trainable& factor : factors_) program.write(factor.name, std::span<const float>(factor.values));
        for (const auto& [name, squares] : row_squares_) program.write(name, std::span<const float>(squares));
        program.run(cancel_);
        return program.read("loss").at(0);
    }

    int64_t pixels() const {
        const int scale = opened_->vae.downscale();
        return static_cast<int64_t>(config_.height / scale) * (config_.width / scale);
    }
    std::vector<Shown> shown_at(int step, const std::vector<int>& examples) const {
        const auto channels = static_cast<size_t>(opened_->vae.latent_channels), size = static_cast<size_t>(pixels());
        const StepDraws draws = draw_step(*config_.seed, step,
                                          {config_.step_examples(), opened_->vae.latent_channels, pixels(), static_cast<int>(alphas_.size()),
                                           config_.noise_offset > 0, config_.caption_dropout > 0, config_.flip,
                                           config_.shuffle_captions > 0});
        std::vector<Shown> all;
        for (size_t i = 0; i < examples.size(); ++i) {
            const auto begin = draws.noise.begin() + static_cast<std::ptrdiff_t>(i * channels * size);
            Shown& shown =
                all.emplace_back(Shown{examples[i], draws.timesteps[i], {begin, begin + static_cast<std::ptrdiff_t>(channels * size)}});
            if (config_.noise_offset > 0) {
                for (size_t at = 0; at < shown.noise.size(); ++at)
                    shown.noise[at] += static_cast<float>(config_.noise_offset) * draws.offsets[i * channels + at / size];
            }
            shown.flipped = config_.flip && draws.flips[i] < 0.5f;
            shown.silent = config_.caption_dropout > 0 && draws.dropouts[i] < static_cast<float>(config_.caption_dropout);
            shown.weight = loss_weight(alphas_[static_cast<size_t>(shown.timestep)]);
            if (shown.example >= set_.learnt()) shown.weight *= static_cast<float>(config_.prior_weight);
            if (config_.shuffle_captions > 0)
                shown.order = static_cast<size_t>(draws.orders[i] * static_cast<float>(config_.shuffle_captions));
        }
        return all;
    }

    // Latents with noise at their timesteps, what is to be said of them, and the captions.
    void write_examples(Program& program, std::span<const Shown> all) const {
        const int channels = opened_->vae.latent_channels;
        std::vector<float> noisy, target, weights, timesteps;
        std::vector<size_t> texts;
        for (const Shown& shown : all) {
            const EncodedExample& example = set_.examples[static_cast<size_t>(shown.example)];
            const std::vector<float>& x0 = shown.flipped ? example.flipped : example.latents;
            const float alpha = alphas_[static_cast<size_t>(shown.timestep)], signal = std::sqrt(alpha), spread = std::sqrt(1 - alpha);
            std::vector<float> mixed(x0.size()), wanted(x0.size());
            for (size_t at = 0; at < x0.size(); ++at) {
                mixed[at] = signal * x0[at] + spread * shown.noise[at];
                wanted[at] = v_prediction() ? signal * shown.noise[at] - spread * x0[at] : shown.noise[at];
            }
            append(noisy, to_nhwc(mixed, channels));
            append(target, to_nhwc(wanted, channels));
            append(weights, weights_of(shown, example));
            timesteps.push_back(static_cast<float>(shown.timestep));
            texts.push_back(shown.text(set_));
        }
        for (const auto& [name, given] : {std::pair("latents", &noisy), std::pair("target", &target), std::pair("loss_weight", &weights),
                                          std::pair("timestep", &timesteps)})
            program.write(name, std::span<const float>(*given));
        subject_->write_text(config_, program, set_, texts, tokens_of(all));
    }

    // What each place counts of a picture whose loss is masked; else one number.
    std::vector<float> weights_of(const Shown& shown, const EncodedExample& example) const {
        if (!config_.masked_loss) return {shown.weight};
        std::vector<float> weights(static_cast<size_t>(pixels()), shown.weight);
        const auto width = static_cast<size_t>(config_.width / opened_->vae.downscale());
        for (size_t at = 0; at < example.mask.size(); ++at) {
            const size_t column = at % width, from = shown.flipped ? at - column + width - 1 - column : at;
            weights[at] *= example.mask[from];
        }
        return weights;
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
    std::optional<TrainingLanes> lanes_;
    TrainingGraph shown_;                                    // without its graph: what is trained
    std::map<std::string, std::vector<float>> row_squares_;  // by the input's name
    std::vector<Trainable> factors_;                         // as trainables_of() orders them
    std::unique_ptr<Optimizer> optimizer_;
    std::vector<std::vector<float>> averages_, best_;  // of factors_; empty: none are kept
    HeldOut parts_;
    std::vector<TrainingStep> metrics_;  // of steps 1 to step_
    std::optional<DiskRoom> room_;
    int step_ = 0, saved_step_ = 0;
    Clock::time_point saved_ = Clock::now();
};

}  // namespace

TrainingResult train(const TrainingConfig& config, const OpenedModel& files, Device& device, TrainingResume resume,
                     const TrainingReports& reports, const CancelToken& cancel, const TrainingControl& control) {
    return Training(config, files, device, reports, cancel, control).run(resume);
}

}  // namespace imagelab
