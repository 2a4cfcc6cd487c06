// imagelab train: a LoRA from a folder of pictures.
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/subcommand.h"
#include "app/training_options.h"
#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "core/base/json_reader.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/jobs/tagging.h"
#include "core/library/model_library.h"
#include "core/training/captions.h"
#include "core/training/trainer.h"
#include "gpu/program/imagined_device.h"

namespace imagelab {
namespace {

using nlohmann::json;

struct TrainOptions {
    std::string config, metrics;
    bool resume = false, json = false;
    int64_t fits = 0, card_bytes = 0;            // of `plan`
    std::optional<TrainingFieldOptions> fields;  // that stand beside the configuration
};

// The error on standard error and, among the events, as the last of them.
int refuse(int exit_code, const std::string& message, bool json) {
    if (json) print_json_line({{"event", "failed"}, {"message", message}});
    return fail(exit_code, message, false);
}

// The run on standard error: drawn over where that is a terminal, else a line for each twentieth of it.
class TrainingDisplay {
  public:
    explicit TrainingDisplay(int steps) : terminal_(::isatty(STDERR_FILENO) == 1), steps_(steps) {}
    ~TrainingDisplay() { end_line(); }

    void preparing(const std::string& what, double share) {
        if (terminal_) draw(what + " " + std::to_string(static_cast<int>(share * 100)) + " %");
    }
    void begins(int step) {
        end_line();
        first_ = step, begin_ = Clock::now();
        if (!terminal_) std::fprintf(stderr, "training: step %d of %d\n", step, steps_);
    }
    void step(const TrainingReports::Step& step) {
        mean_ = seen_ == 0 ? step.loss : 0.98 * mean_ + 0.02 * step.loss;
        ++seen_;
        const double each = seconds_since(begin_) / (step.step - first_ + 1);
        const std::string line = "step " + std::to_string(step.step) + "/" + std::to_string(steps_) + "  loss " + fixed_text(step.loss, 4) +
                                 " (mean " + fixed_text(mean_, 4) + ")  rate " + general_text(step.learning_rate, 3) + "  gradient " +
                                 general_text(step.gradient_norm, 3) + "  " + duration_text(each) + " a step  " +
                                 duration_text(each * (steps_ - step.step)) + " left";
        if (step.validation_loss) {
            lowest_ = std::min(lowest_, *step.validation_loss);
            say("step " + std::to_string(step.step) + ": held-out loss " + fixed_text(*step.validation_loss, 4) + " (lowest " +
                fixed_text(lowest_, 4) + ")");
        }
        if (terminal_)
            draw(line);
        else if (step.step * 20 / steps_ != (step.step - 1) * 20 / steps_ || step.step == steps_)
            std::fprintf(stderr, "%s\n", line.c_str());
    }
    void say(const std::string& text) {
        end_line();
        std::fprintf(stderr, "%s\n", text.c_str());
    }

  private:
    void draw(const std::string& line) {
        std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
        std::fflush(stderr);
        drawn_ = true;
    }
    void end_line() {
        if (drawn_) std::fprintf(stderr, "\r\x1b[K");
        drawn_ = false;
    }

    bool terminal_, drawn_ = false;
    int steps_, first_ = 1, seen_ = 0;
    double mean_ = 0, lowest_ = std::numeric_limits<double>::infinity();
    Clock::time_point begin_ = Clock::now();
};

// A configuration with what it runs on, opened.
struct Ready {
    TrainingConfig config;
    std::vector<std::unique_ptr<Device>> devices;
    Device* device = nullptr;
    std::vector<Device*> more_devices;
    OpenedModel model;
    std::shared_ptr<const TaggerFiles> tagger;
};

// Those that share the steps. Throws BadField.
std::vector<Device*> more_devices_of(const Ready& ready) {
    std::vector<Device*> more;
    for (const std::string& id : ready.config.more_devices) {
        const auto found = device_for(ready.devices, id, ready.config.dtype);
        if (!found) throw BadField("more_devices", found.error());
        if (*found == ready.device || std::find(more.begin(), more.end(), *found) != more.end())
            throw BadField("more_devices", id + " is in use already; each device takes a run at a time");
        more.push_back(*found);
    }
    return more;
}

// The exit code where something is not there; 0: ready.
int make_ready(const TrainOptions& options, Ready& ready) {
    json given = json::object();
    if (!options.config.empty()) {
        auto read = read_json_file(options.config);
        if (!read) return refuse(exit_usage, read.error(), options.json);
        if (!read->is_object()) return refuse(exit_usage, options.config + ": a JSON object is wanted", options.json);
        given = std::move(*read);
    }
    options.fields->override_fields(given);
    ready.config = training_config(given);
    if (ready.config.dataset) throw BadField("dataset", "uploads are the server's; name a folder with images");
    if (options.card_bytes > 0)
        ready.devices.push_back(make_imagined_device(options.card_bytes));
    else
        ready.devices = make_devices(ready.config.threads);
    const auto device = device_for(ready.devices, ready.config.device, ready.config.dtype);
    if (!device) return refuse(exit_device, device.error(), options.json);
    ready.device = *device;
    ready.more_devices = more_devices_of(ready);
    const auto path = model_path(ready.config.model, data_dir());
    if (!path) return refuse(exit_model, "model: " + path.error(), options.json);
    auto opened = open_model(*path);
    if (!opened) return refuse(exit_model, "model: " + opened.error(), options.json);
    ready.model = std::move(*opened);
    ready.tagger = tagger_to_train(ready.config, data_dir());
    return exit_done;
}

// The metrics of a run as a file, a line a step as they come; those of the steps before first.
class MetricsFile {
  public:
    explicit MetricsFile(const std::string& path) : path_(path) {}
    void before(std::span<const TrainingStep> steps) const {
        if (!path_.empty()) write_metrics_csv(path_, steps);
    }
    void add(const TrainingStep& step) {
        if (path_.empty()) return;
        const std::string text = metrics_csv({&step, 1});
        std::ofstream out(path_, std::ios::app);
        out << text.substr(text.find('\n') + 1);
        if (!out.flush()) throw Error("could not write " + path_);
    }

  private:
    const std::string path_;
};

TrainingReports reports_of(TrainingDisplay& display, MetricsFile& metrics, bool json) {
    TrainingReports reports;
    reports.note = [&](const std::string& text) { display.say(text); };
    reports.before = [&](std::span<const TrainingStep> steps) { metrics.before(steps); };
    if (json) {
        reports.step = [&](const TrainingStep& s) {
            metrics.add(s);
            nlohmann::json event{{"event", "step"},
                       {"step", s.step},
                       {"loss", s.loss},
                       {"learning_rate", s.learning_rate},
                       {"gradient_norm", s.gradient_norm},
                       {"seconds", s.seconds}};
            if (s.validation_loss) event["validation_loss"] = *s.validation_loss;
            print_json_line(event);
        };
        reports.saved = [](int step, const std::filesystem::path& path) {
            print_json_line({{"event", "saved"}, {"step", step}, {"path", path.string()}});
        };
        return reports;
    }
    reports.preparing = [&](const std::string& what, double share) { display.preparing(what, share); };
    reports.begins = [&](int step) { display.begins(step); };
    reports.step = [&](const TrainingStep& step) {
        metrics.add(step);
        display.step(step);
    };
    return reports;
}

int run_training(const TrainOptions& options) {
    Ready ready;
    if (const int code = make_ready(options, ready); code != exit_done) return code;
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    TrainingDisplay display(ready.config.steps);
    MetricsFile metrics(options.metrics);
    TrainingControl control;
    control.more_devices = ready.more_devices;
    control.tagger = ready.tagger;
    try {
        const TrainingResult result =
            train(ready.config, ready.model, *ready.device, options.resume ? TrainingResume::any : TrainingResume::no,
                  reports_of(display, metrics, options.json), cancel, control);
        if (options.json)
            print_json_line({{"event", "finished"}, {"path", result.path.string()}, {"steps", result.steps}, {"seconds", result.seconds}});
        else
            display.say(result.path.string() + ": " + std::to_string(result.steps) + " steps in " + duration_text(result.seconds));
        return exit_done;
    } catch (const Cancelled&) {
        display.say("stopped; the same command with --resume goes on from the last saved step");
        return exit_cancelled;
    }
}

// What of one field fits: "largest size that fits 8.0 GiB: 1024 (7.6 GiB, 12 s a step)".
std::string largest_line(const LargestThatFits& largest, int64_t budget) {
    const std::string what = largest.field == "size" ? "size (both sides)" : largest.field;
    if (largest.value == 0) return "no " + what + " fits " + readable_bytes(budget) + "; make the others smaller";
    return "largest " + what + " that fits " + readable_bytes(budget) + ": " + std::to_string(largest.value) + " (" +
           readable_bytes(largest.peak_bytes) +
           (largest.step_seconds > 0 ? ", about " + duration_text(largest.step_seconds) + " a step)" : ")");
}

// "4 pictures have none and get tags by wd-vit-tagger-v3: a.png, b.png, c.png and 1 more".
std::string captions_line(const TrainingPlan& plan, const TaggerFiles* tagger) {
    const bool one = plan.uncaptioned.size() == 1;
    const std::string who = one ? "one picture has none" : std::to_string(plan.uncaptioned.size()) + " pictures have none",
                      then = tagger != nullptr ? (one ? " and gets tags by " : " and get tags by ") + tagger->name
                                               : std::string(" (--tagger auto says what they show)");
    return who + then + ": " + some_of(plan.uncaptioned);
}

int plan(const TrainOptions& options) {
    Ready ready;
    if (const int code = make_ready(options, ready); code != exit_done) return code;
    const TrainingPlan plan = plan_training(ready.config, ready.model, *ready.device);
    const MemoryPlan& memory = plan.memory;
    const int64_t device_bytes = memory.running_bytes(),
                  host_bytes = plan.state_bytes + (ready.device->info().own_memory ? memory.host_bytes + memory.streamed_bytes : 0);
    std::vector<LargestThatFits> fitting;
    if (options.fits > 0) fitting = largest_trainings(ready.config, ready.model, *ready.device, options.fits);
    if (options.json) {
        json told{{"device", plan.device},
                  {"dtype", dtype_name(plan.dtype)},
                  {"width", plan.width},
                  {"height", plan.height},
                  {"pictures", plan.pictures},
                  {"uncaptioned", plan.uncaptioned},
                  {"tagger", ready.tagger ? json(ready.tagger->name) : json()},
                  {"modules", plan.modules},
                  {"trained_values", plan.trained_values},
                  {"weight_bytes", memory.weight_bytes + memory.window_bytes},
                  {"arena_bytes", memory.arena_bytes},
                  {"peak_bytes", device_bytes},
                  {"host_bytes", host_bytes},
                  {"plain_peak_bytes", plan.plain_bytes},
                  {"computed_anew", plan.again},
                  {"weights_stay", plan.weights_stay},
                  {"step_tflop", plan.step_flops * 1e-12},
                  {"step_seconds", plan.step_seconds},
                  {"seconds", plan.seconds}};
        for (const LargestThatFits& each : fitting)
            told["fits"][each.field] = {{"value", each.value}, {"peak_bytes", each.peak_bytes}, {"step_seconds", each.step_seconds}};
        print_json(told);
        return exit_done;
    }
    std::printf("%d pictures at %d x %d on %s in %s\n", plan.pictures, plan.width, plan.height, plan.device.c_str(),
                std::string(dtype_name(plan.dtype)).c_str());
    if (!plan.uncaptioned.empty())
        std::printf("captions    %s\n", captions_line(plan, ready.tagger.get()).c_str());
    std::printf("trained     %d layers, %s million numbers\n", plan.modules,
                fixed_text(static_cast<double>(plan.trained_values) * 1e-6, 2).c_str());
    std::printf("weights     %s%s\n", readable_bytes(memory.weight_bytes + memory.window_bytes).c_str(),
                plan.weights_stay ? "; the others stay where they are and pass through it" : "");
    std::printf("activations %s\n", readable_bytes(memory.arena_bytes).c_str());
    if (plan.again > 0)
        std::printf("            %s of the way to the loss is computed anew on the way back; without that the step takes %s\n",
                    (fixed_text(100 * plan.again, 0) + " %").c_str(), readable_bytes(plan.plain_bytes).c_str());
    std::printf("in all      %s, and %s for factors, their moments and the examples\n", readable_bytes(device_bytes).c_str(),
                readable_bytes(host_bytes).c_str());
    if (plan.step_seconds > 0)
        std::printf("a step      about %s (%s TFLOP); all %d about %s\n", duration_text(plan.step_seconds).c_str(),
                    general_text(plan.step_flops * 1e-12, 3).c_str(), ready.config.steps, duration_text(plan.seconds).c_str());
    else
        std::printf("a step      %s TFLOP\n", general_text(plan.step_flops * 1e-12, 3).c_str());
    for (const LargestThatFits& each : fitting) std::printf("%s\n", largest_line(each, options.fits).c_str());
    return exit_done;
}

// What a configuration or a machine refuses becomes its exit code.
int guarded(const TrainOptions& options, int (*work)(const TrainOptions&)) {
    try {
        return work(options);
    } catch (const BadField& bad) {
        return refuse(bad.field() == "model" ? exit_model : exit_usage, bad.what(), options.json);
    } catch (const OutOfMemory& full) {
        return refuse(exit_device, full.what(), options.json);
    } catch (const std::filesystem::filesystem_error& disk) {
        return refuse(exit_disk, disk.what(), options.json);
    } catch (const Error& error) {
        const std::string text = error.what();
        return refuse(text.starts_with("could not write") ? exit_disk : exit_failed, text, options.json);
    }
}

}  // namespace

Subcommands add_train_commands(CLI::App& app) {
    const auto options = std::make_shared<TrainOptions>();
    const auto planning = std::make_shared<TrainOptions>();
    CLI::App* train = app.add_subcommand("train", "Train a LoRA on a folder of pictures (docs/training.md)");
    const auto config = [](CLI::App* command, TrainOptions& to) {
        command->add_option("CONFIG", to.config, "JSON file: images, steps, rank, learning_rate ...; options stand above its fields")
            ->type_name("CONFIG.json");
        command->add_flag("--json", to.json, "Print events as JSON, one a line");
        to.fields.emplace(*command);
    };
    config(train, *options);
    train->add_flag("--resume", options->resume, "Go on from the state saved beside the output");
    train->add_option("--metrics", options->metrics, "Loss, learning rate, gradient norm and seconds of each step as CSV")
        ->type_name("FILE.csv");
    CLI::App* planned = train->add_subcommand("plan", "Say what a run takes, before it begins");
    config(planned, *planning);
    planned
        ->add_option("--fits", planning->fits, "Say also the largest size, batch and rank that fit so many bytes, each with the others as "
                                               "they are (8GiB)")
        ->type_name("BYTES")
        ->transform(CLI::AsSizeValue(false).description(""));
    train->footer(
        "\nA state is saved beside the output every save_every steps and at Ctrl-C; with --resume the result is that of an undisturbed "
        "run, "
        "bit for bit. `imagelab queue add --train CONFIG.json` makes a job of it that outlives the program and makes way for "
        "pictures.\n\n  imagelab train plan cats.json --fits 8GiB\n  imagelab train --images cats --rank 8 --output cats.safetensors\n");
    planned
        ->add_option("--device-memory", planning->card_bytes, "Plan for a graphics card of so much memory, as 16G, that need not be here")
        ->type_name("BYTES")
        ->transform(CLI::AsSizeValue(false).description(""));
    return {{planned, [=] { return guarded(*planning, plan); }}, {train, [=] { return guarded(*options, run_training); }}};
}

}  // namespace imagelab
