// imagelab night
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/queue_display.h"
#include "app/slurm.h"
#include "app/store_option.h"
#include "app/subcommand.h"
#include "core/base/bytes.h"
#include "core/base/local_time.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/library/model_library.h"
#include "core/night/night_run.h"
#include "core/night/night_summary.h"
#include "core/pipelines/output_name.h"
#include "core/prompts/profiles.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct NightOptions {
    std::string theme, text, devices = "all", profiles = "none", models, quiet, sampler, format;
    std::optional<int> steps;
    std::optional<double> cfg_scale, max_temp, max_watts;
    std::optional<std::string> negative_prompt;
    std::optional<int64_t> seed;
    Request settings;
    NightRules rules;
    int jobs = 0, threads = 0;
    double hours = 0, duty_percent = 100, min_free_gib = 2;
    bool resume = false, fresh = false, join = false, dry_run = false, list = false, json = false;
    SlurmOrder slurm;
};

std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words;
    for (size_t at = 0; at <= list.size();) {
        const size_t end = std::min(list.find(',', at), list.size());
        if (end > at) words.push_back(list.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

Result<std::vector<std::string>> chosen_profiles(const std::string& wanted, const Theme& theme) {
    const ProfileLibrary library = ProfileLibrary::load();
    std::vector<std::string> names = wanted == "theme" ? theme.profiles : words_of(wanted), ids;
    if (wanted == "all") {
        names.clear();
        for (const StyleProfile& profile : library.profiles()) names.push_back(profile.id);
    }
    for (const std::string& name : names) {
        const auto profile = library.find(name);
        if (!profile) return Failure{"--profiles: " + profile.error()};
        ids.push_back((*profile)->id);
    }
    if (ids.empty()) ids.push_back("none");
    return ids;
}

Result<std::vector<std::string>> chosen_models(const std::string& wanted) {
    if (wanted.empty()) return std::vector<std::string>{""};
    std::vector<std::string> paths;
    if (wanted == "all") {
        const ModelLibrary library = ModelLibrary::scan(data_dir());
        for (const ModelFile& model : library.models()) {
            if (model.begins_pictures()) paths.push_back(model.path.string());
        }
        if (paths.empty()) paths.emplace_back();
        return paths;
    }
    for (const std::string& name : words_of(wanted)) {
        const auto path = model_path(name, data_dir());
        if (!path) return Failure{"--models: " + path.error()};
        paths.push_back(fs::absolute(*path).string());
    }
    return paths;
}

Result<NightOrder> order_of(const NightOptions& options, const std::vector<DeviceInfo>& devices) {
    NightOrder order;
    if (options.theme.empty() == options.text.empty())
        return Failure{"--theme THEME (`imagelab prompts list`) or --template TEXT is needed"};
    if (options.jobs == 0 && options.hours == 0) return Failure{"say how long: --hours H, --jobs N, or both (whatever comes first)"};
    Theme theme;
    if (options.theme.empty()) {
        auto read = theme_of_template(options.text, data_dir());
        if (!read) return Failure{"--template: " + read.error()};
        theme = std::move(*read);
        order.theme_text = options.text;
    } else {
        const auto file = find_theme(options.theme, data_dir());
        if (!file) return Failure{file.error()};
        auto read = read_theme(*file, data_dir());
        if (!read) return Failure{read.error()};
        theme = std::move(*read);
        order.theme = fs::absolute(*file).string();
        auto text = theme_text(*file);
        if (!text) return Failure{text.error()};
        order.theme_text = std::move(*text);
    }
    for (const std::string& note : theme.notes) std::fprintf(stderr, "imagelab: %s\n", note.c_str());
    auto profiles = chosen_profiles(options.profiles, theme);
    if (!profiles) return Failure{profiles.error()};
    auto models = chosen_models(options.models);
    if (!models) return Failure{models.error()};
    order.profiles = std::move(*profiles);
    order.models = std::move(*models);
    for (const DeviceInfo& device : devices) {
        const auto named = words_of(options.devices);
        const bool gpu = device.monitor_key != "cpu";
        const bool wanted =
            options.devices == "all" || (options.devices == "idle" ? gpu : std::find(named.begin(), named.end(), device.id) != named.end());
        if (wanted) order.devices.push_back(device.id);
    }
    if (options.devices == "idle" && order.devices.empty())
        return Failure{"--devices idle: there is no GPU here; --devices cpu uses the processor"};
    if (options.devices != "all" && options.devices != "idle" && order.devices.size() != words_of(options.devices).size())
        return Failure{"--devices " + options.devices + ": not all of them are there; `imagelab devices` lists what there is"};
    order.settings = options.settings;
    order.settings.negative_prompt = options.negative_prompt;
    if (options.steps) order.settings.steps = *options.steps;
    if (options.cfg_scale) order.settings.guidance = *options.cfg_scale;
    if (const SamplerInfo* sampler = sampler_named(options.sampler)) order.settings.sampler = sampler->kind;
    if (!options.format.empty()) order.settings.format = picture_format_of(options.format);
    order.settings.threads = options.threads;
    order.steps_given = options.steps.has_value();
    order.sampler_given = !options.sampler.empty();
    order.guidance_given = options.cfg_scale.has_value();
    order.jobs = options.jobs;
    order.hours = options.hours;
    Request check = order.settings;
    check.prompt = "-";
    if (const auto valid = validate(check); !valid) return Failure{valid.error()};
    return order;
}

Result<NightRules> rules_of(const NightOptions& options) {
    NightRules rules;
    rules.limits = {options.max_temp, options.max_watts, options.duty_percent / 100};
    rules.idle_only = options.devices == "idle";
    rules.least_free_bytes = static_cast<int64_t>(options.min_free_gib * (1 << 30));
    if (!options.quiet.empty()) {
        const auto quiet = quiet_hours_of(options.quiet);
        if (!quiet) return Failure{"--quiet: " + quiet.error()};
        rules.quiet = *quiet;
    }
    return rules;
}

json expectation_json(const Night& night, const NightExpectation& expected) {
    json devices = json::array();
    for (const auto& device : expected.devices)
        devices.push_back({{"device", device.device}, {"seconds", device.seconds}, {"measured", device.measured}});
    return {{"event", "expected"},
            {"night", night.name},
            {"folder", night.folder.string()},
            {"jobs", expected.jobs},
            {"pictures", int64_t{expected.jobs} * night.order.settings.batch},
            {"jobs_per_hour", expected.jobs_per_hour},
            {"until", expected.until},
            {"bytes", expected.bytes},
            {"devices", devices}};
}

void print_expectation(const Night& night, const NightExpectation& expected) {
    std::string devices;
    for (const auto& device : expected.devices)
        devices += (devices.empty() ? "" : ", ") + device.device + " " + duration_text(device.seconds) +
                   (device.measured ? " (measured)" : " (planned)");
    std::fprintf(stderr, "%s: about %lld pictures by %s, %s jobs an hour\n  a job takes: %s\n  %zu models, %zu profiles; up to %s in %s\n",
                 night.name.c_str(), static_cast<long long>(int64_t{expected.jobs} * night.order.settings.batch),
                 local_time_text(static_cast<std::time_t>(expected.until), "%H:%M on %Y-%m-%d").c_str(),
                 fixed_text(expected.jobs_per_hour, 0).c_str(), devices.c_str(), night.order.models.size(), night.order.profiles.size(),
                 readable_bytes(expected.bytes).c_str(), night.folder.c_str());
}

// One process a night: a second one would add the same jobs.
class NightLock {
  public:
    explicit NightLock(const fs::path& file) : handle_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) { try_again(); }
    void try_again() { held_ = handle_ >= 0 && ::flock(handle_, LOCK_EX | LOCK_NB) == 0; }
    ~NightLock() {
        if (handle_ >= 0) ::close(handle_);
    }
    NightLock(const NightLock&) = delete;
    NightLock& operator=(const NightLock&) = delete;
    bool held() const { return held_; }

  private:
    int handle_;
    bool held_ = false;
};

int exit_code_of(NightEnd end, const NightSummary& summary) {
    switch (end) {
        case NightEnd::done:
        case NightEnd::time:
            return summary.failed + summary.refused > 0 ? exit_failed : exit_done;
        case NightEnd::stopped:
            return exit_cancelled;
        case NightEnd::disk:
            return exit_disk;
        case NightEnd::failures:
        case NightEnd::trouble:
            return exit_failed;
    }
    return exit_failed;
}

int close_night(NightRun& run, NightEnd end, bool json_wanted) {
    auto session = Session::open({}, with_queue());
    if (!session) return fail(exit_disk, session.error(), json_wanted);
    if (const auto finished = run.finish(**session, end); !finished) std::fprintf(stderr, "imagelab: %s\n", finished.error().c_str());
    const NightSummary summary = summary_of(run.night(), (*session)->queue());
    if (!run.trouble().empty()) std::fprintf(stderr, "imagelab: %s\n", run.trouble().c_str());
    if (end == NightEnd::failures)
        std::fprintf(stderr, "imagelab: ten jobs failed one after the other, so the night stopped; the same command goes on\n");
    if (end == NightEnd::stopped) std::fprintf(stderr, "imagelab: stopped; the same command goes on where it was\n");
    if (json_wanted) {
        print_json_line({{"event", "finished"},
                         {"night", summary.name},
                         {"jobs", summary.jobs},
                         {"done", summary.done},
                         {"failed", summary.failed},
                         {"refused", summary.refused},
                         {"cancelled", summary.cancelled},
                         {"open", summary.open},
                         {"pictures", summary.pictures.size()},
                         {"page", run.night().page().string()}});
    } else {
        std::fprintf(stderr, "%s: %zu pictures, %d jobs done, %d failed; %s\n", summary.name.c_str(), summary.pictures.size(), summary.done,
                     summary.failed + summary.refused, run.night().page().c_str());
    }
    return exit_code_of(end, summary);
}

// Runs jobs of a night that another process leads, as long as it does. The exit code where this one is done: it was stopped, or the night
// ended; none: nobody leads it any more.
std::optional<int> help_with(const Night& night, const NightOptions& options, std::vector<std::unique_ptr<Device>>& devices) {
    std::fprintf(stderr, "imagelab: helping with %s\n", night.name.c_str());
    auto display = options.json ? nullptr : std::make_unique<QueueDisplay>();
    SessionOptions session_options = with_queue({.keeper = night.name, .run_devices = night.order.devices});
    session_options.events = [&](const JobEvent& event) {
        if (display) display->show(event);
        if (event.kind != JobEvent::Kind::ended || event.state != JobState::done) return;
        for (const fs::path& image : event.result.images) {
            if (options.json)
                print_json_line({{"event", "picture"}, {"job", event.job}, {"device", event.device}, {"path", image.string()}});
            else
                std::cout << image.string() << std::endl;
        }
    };
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    {
        auto session = Session::open(std::move(devices), session_options);
        if (!session) return fail(exit_disk, session.error(), options.json);
        (*session)->start();
        while (!cancel.requested()) {
            std::this_thread::sleep_for(std::chrono::seconds(1));
            const auto nights = NightBook(shared_dir(data_dir())).all();
            const auto now = std::find_if(nights.begin(), nights.end(), [&](const Night& one) { return one.name == night.name; });
            if (now == nights.end() || now->ended > 0) return exit_done;
            NightLock lock(shared_dir(data_dir()) / "nights" / (night.name + ".lock"));
            if (lock.held()) break;
        }
    }
    if (cancel.requested()) return exit_cancelled;
    devices = make_devices(options.threads);
    return std::nullopt;
}

int run_night(const NightOptions& options, Night night, const NightRules& rules, std::vector<std::unique_ptr<Device>> devices) {
    auto display = options.json ? nullptr : std::make_unique<QueueDisplay>();
    const auto told = [&](const std::string& text) {
        if (options.json) print_json_line({{"event", "told"}, {"message", text}});
        if (display) display->show(JobEvent::trouble_of(0, text));
    };
    NightLock lock(shared_dir(data_dir()) / "nights" / (night.name + ".lock"));
    while (options.join && !lock.held()) {
        if (const auto end = help_with(night, options, devices)) return *end;
        lock.try_again();
    }
    if (!options.dry_run && !lock.held())
        return fail(exit_usage, night.name + " is running already; --new begins another night, --join helps with it", options.json);
    NightRun run(std::move(night), rules, data_dir(), told);
    SessionOptions session_options = with_queue({.keeper = run.night().name, .run_devices = run.night().order.devices});
    session_options.permit = [&](const std::string& device, JobId job, const CancelToken& stop) { return run.permit(device, job, stop); };
    session_options.events = [&](const JobEvent& event) {
        run.ended(event);
        if (display) display->show(event);
        if (event.kind != JobEvent::Kind::ended || event.state != JobState::done) return;
        for (const fs::path& image : event.result.images) {
            if (options.json)
                print_json_line({{"event", "picture"},
                                 {"job", event.job},
                                 {"device", event.device},
                                 {"path", image.string()},
                                 {"notes", event.result.notes}});
            else
                std::cout << image.string() << std::endl;
        }
    };
    auto session = Session::open(std::move(devices), session_options);
    if (!session) return fail(exit_disk, session.error(), options.json);
    if (const auto begun = run.begin(**session); !begun) return fail(exit_usage, begun.error(), options.json);
    const auto expected = run.expectation(**session);
    if (!expected) return fail(exit_model, expected.error(), options.json);
    if (options.json)
        print_json_line(expectation_json(run.night(), *expected));
    else
        print_expectation(run.night(), *expected);
    if (options.dry_run) return exit_done;
    Request first = run.night().order.settings;
    first.prompt = "-";
    first.output = (run.folder() / "").string();
    if (const auto ready = prepare_output(first); !ready) return fail(exit_disk, ready.error(), options.json);
    const CancelToken cancel;
    NightEnd end = NightEnd::stopped;
    {
        const InterruptGuard guard(cancel);
        end = run.run(**session, cancel);
        session->reset();  // what runs goes back to its step
    }
    display.reset();
    return close_night(run, end, options.json);
}

// Nights that were cut off and whose time is over: their jobs must not run into the next one.
void end_overdue(const NightBook& book) {
    for (const Night& night : book.all()) {
        if (night.ended > 0 || night.until == 0 || night.until > now_s()) continue;
        const NightLock lock(book.folder() / (night.name + ".lock"));
        auto session = Session::open({}, with_queue());
        if (!lock.held() || !session) continue;
        NightRun run(night, {}, data_dir(), {});
        if (const auto ended = run.finish(**session, NightEnd::time); !ended) std::fprintf(stderr, "imagelab: %s\n", ended.error().c_str());
    }
}

int night_command(const NightOptions& options) {
    const NightBook book(shared_dir(data_dir()));
    if (options.list) {
        json list = json::array();
        for (const Night& night : book.all()) {
            list.push_back({{"name", night.name},
                            {"theme", night.order.theme},
                            {"started", night.started},
                            {"ended", night.ended},
                            {"end", night.end},
                            {"folder", night.folder.string()}});
            if (!options.json)
                std::printf("%s  %-24s %s\n", night.name.c_str(), night.ended > 0 ? night.end.c_str() : "not ended", night.page().c_str());
        }
        if (options.json) print_json({{"nights", list}});
        return exit_done;
    }
    if (options.slurm.wanted) {
        if (options.theme.empty() == options.text.empty() && !options.resume)
            return fail(exit_usage, "--theme THEME (`imagelab prompts list`), --template TEXT or --resume is needed", options.json);
        auto words = words_for_script();
        if (!options.join) words.emplace_back("--join");  // the tasks make one night together
        return submit_to_slurm(options.slurm, words, options.json);
    }
    end_overdue(book);
    const auto rules = rules_of(options);
    if (!rules) return fail(exit_usage, rules.error(), options.json);
    auto devices = make_devices(options.threads);
    std::vector<DeviceInfo> infos;
    for (const auto& device : devices) infos.push_back(device->info());
    std::optional<Night> night;
    NightBook writing(shared_dir(data_dir()));
    if (options.resume) {
        const auto nights = book.all();
        const auto open = std::find_if(nights.begin(), nights.end(), [](const Night& one) { return one.ended == 0; });
        if (open == nights.end()) return fail(exit_usage, "no night is left unfinished", options.json);
        night = *open;
    } else {
        auto order = order_of(options, infos);
        if (!order) return fail(exit_usage, order.error(), options.json);
        if (options.dry_run) {
            night = Night{"night", std::move(*order), options.seed.value_or(1), now_s()};
            if (night->order.hours > 0) night->until = night->started + night->order.hours * 3600;
            night->folder = fs::absolute(night->order.settings.output.empty() ? "output_images" : night->order.settings.output);
        } else {
            if (!options.fresh) night = book.unfinished(*order);
            if (night) std::fprintf(stderr, "imagelab: going on with %s\n", night->name.c_str());
            if (!night) {
                auto begun = writing.begin(std::move(*order), options.seed, now_s());
                if (!begun) return fail(exit_disk, begun.error(), options.json);
                night = std::move(*begun);
            }
        }
    }
    return run_night(options, std::move(*night), *rules, std::move(devices));
}

void add_what(CLI::App& night, NightOptions& options) {
    night.add_option("--theme", options.theme, "A name of `imagelab prompts list`, or a file")->type_name("THEME");
    night.add_option("--template", options.text, "One prompt template instead of a theme")->type_name("TEXT");
    night.add_option("--hours", options.hours, "Stop after this time, whatever is done then")
        ->type_name("H")
        ->check(CLI::Range(0.0001, 10000.0).description(""));
    night.add_option("--jobs", options.jobs, "Stop after so many jobs")->type_name("N")->check(CLI::Range(1, 10'000'000).description(""));
    night
        .add_option("--profiles", options.profiles,
                    "NAME,NAME..., all, none, or theme: those that suit it (default none);\njobs take them in turn")
        ->type_name("LIST");
    night.add_option("--models", options.models, "NAME,NAME... or all (default: the bundled model); jobs take them in turn")
        ->type_name("LIST");
    night.add_option("--devices", options.devices, "NAME,NAME..., all (default), or idle: GPUs while nobody else uses them")
        ->type_name("LIST");
    night.add_option("--steps", options.steps, "Denoising steps (default: the profile's, else the model's)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000).description(""));
    night.add_option("--cfg-scale", options.cfg_scale, "Guidance (default: the profile's, else the model's)")
        ->type_name("X")
        ->check(CLI::Range(1.0, 100.0).description(""));
    night.add_option("--sampler", options.sampler, comma_list(sampler_options()) + "\n(default: the profile's, else the model's)")
        ->type_name("NAME")
        ->check(CLI::IsMember(sampler_options()).description(""));
    night.add_option("--width", options.settings.width, "Pixels (default: the model's)")->type_name("N");
    night.add_option("--height", options.settings.height, "Pixels (default: the model's)")->type_name("N");
    night.add_option("--batch-size", options.settings.batch, "Pictures of each prompt (default 1)")->type_name("N");
    night.add_option("--negative-prompt", options.negative_prompt, "In place of the theme's")->type_name("TEXT");
    night.add_option("--seed", options.seed, "Determines prompts and pictures (default: drawn)")
        ->type_name("N")
        ->check(CLI::Range(int64_t{0}, INT64_MAX / 2).description(""));
    night.add_option("--format", options.format, "png (default), jpeg, webp, tiff, exr")
        ->type_name("NAME")
        ->check(CLI::IsMember({"png", "jpeg", "webp", "tiff", "exr"}).description(""));
    night.add_option("--output", options.settings.output, "Folder of the nights' folders (default output_images)")->type_name("DIR");
}

void add_how(CLI::App& night, NightOptions& options) {
    night.add_option("--max-temp", options.max_temp, "Rest while a device is hotter than this, until it is 5 degrees cooler")
        ->type_name("CELSIUS");
    night.add_option("--max-watts", options.max_watts, "Rest while a device draws more, on the mean of a minute")->type_name("W");
    night.add_option("--duty", options.duty_percent, "Work only this share of the time (default 100)")
        ->type_name("PERCENT")
        ->check(CLI::Range(1.0, 100.0).description(""));
    night.add_option("--quiet", options.quiet, "Hours in which nothing runs, as 07:00-09:30")->type_name("HOURS");
    night.add_option("--min-free", options.min_free_gib, "Stop where the disk has less left (default 2)")
        ->type_name("GIB")
        ->check(CLI::Range(0.0, 1e6).description(""));
    night.add_option("--threads", options.threads, "Processor threads (default 0: one a core)")
        ->type_name("N")
        ->check(CLI::Range(0, 1024).description(""));
    night.add_flag("--resume", options.resume, "Go on with the newest night that did not end, as it was asked for");
    night.add_flag("--new", options.fresh, "Begin another night even if one like it did not end");
    night.add_flag("--join", options.join, "Help with the night where it is running already, and lead it where nobody does");
    night.add_flag("--dry-run", options.dry_run, "Only say what is expected");
    night.add_flag("--list", options.list, "List the nights");
    night.add_flag("--json", options.json, "Print one JSON object a line");
}

}  // namespace

Subcommands add_night_commands(CLI::App& app) {
    const auto options = std::make_shared<NightOptions>();
    CLI::App* night = app.add_subcommand(
        "night", "Pictures of a theme for hours, unattended: says what to expect, rests devices, sums up in the morning");
    add_what(*night, *options);
    add_slurm_options(*night, options->slurm);
    add_how(*night, *options);
    night->footer(
        "\nWhere a night is cut off, by Ctrl-C, a crash or a power cut, the same command (or --resume) goes on: no picture is lost or\n"
        "made twice. Pictures, jobs_NIGHT.log and summary.html lie in output_images/NIGHT/.\n");
    return {{night, [options] { return night_command(*options); }}};
}

}  // namespace imagelab
