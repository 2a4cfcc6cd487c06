#include "core/jobs/runner.h"

#include <malloc.h>
#include <chrono>
#include <ctime>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <thread>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/memory.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/thread.h"
#include "core/base/utf8.h"
#include "core/families/prompt_notes.h"
#include "core/image/finishing.h"
#include "core/jobs/journal.h"
#include "core/jobs/queue.h"
#include "core/jobs/run_files.h"
#include "core/jobs/runner_models.h"
#include "core/jobs/values_file.h"
#include "core/library/embedding_files.h"
#include "core/library/model_library.h"
#include "core/library/model_suites.h"
#include "core/metadata/enlarged_texts.h"
#include "core/metadata/provenance.h"
#include "core/pipelines/latents.h"
#include "core/pipelines/output_name.h"
#include "core/prompts/drawn_prompt.h"
#include "core/request/prompt_syntax.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using Cause = JobResult::Cause;

// Weights that were cut short or written to while they were read make no picture.
void check_weights(const RunModels& models, const Companions& companions) {
    if (const std::string damage = damage_of(models, companions); !damage.empty()) throw JobFailure(Cause::model, damage);
}

std::vector<std::string> detail_texts(const Request& request, const PictureNotes& found) {
    std::vector<std::string> texts;
    for (size_t i = 0; i < std::min(found.details.size(), request.details.size()); ++i)
        texts.push_back(detail_text(request.details[i], found.details[i]));
    return texts;
}

}  // namespace

// What one call of run() has on its way.
struct Runner::Run {
    const Request& request;
    PictureSink& sink;
    const RunOptions& options;
    const CancelToken& cancel;
    JobResult result;
    GenerationTimes times;
    Cause phase = Cause::request;
    std::unique_ptr<StepJournal> journal;
    std::optional<StepState> last;  // newest step of this run or of the journal
    bool again = false;
    std::string note;                      // what was done otherwise than asked
    std::vector<std::string> model_notes;  // of result.notes, those that every picture of the job has in common
    std::optional<Stage> stage;
    int64_t device_peak = 0;  // bytes, of a device with memory of its own
    std::optional<JobKind> kind;
    JobTimes planned;                                             // by the device's speed
    std::vector<std::pair<std::string, std::string>> embeddings;  // of the prompts, for the text in pictures
    double seconds = 0;                                           // from the model's opening to the last picture on the disk,
    double elsewhere = 0;                                         // of them in callbacks of others, where a device may rest
};

void PlainSink::save(int number, const std::function<void(const fs::path&)>& write) {
    const auto path = picture_path(as_run_, number, std::time(nullptr));
    if (!path) throw Error(path.error());
    write(*path);
    finished_.push_back(*path);
    numbers_.insert(number);
}

Runner::Runner(std::unique_ptr<Device> device, CacheLimits cached, std::shared_ptr<MemoryLedger> ledger,
               std::shared_ptr<ModelHashes> hashes, std::shared_ptr<Timings> timings, std::shared_ptr<ModelUses> uses)
    : device_(std::move(device)),
      models_(*device_, cached),
      readers_(*device_),
      upscalers_(*device_),
      safety_checkers_(*device_),
      annotators_(*device_, 4),
      face_restorers_(*device_, 2),
      detectors_(*device_, 8),
      ledger_(std::move(ledger)),
      hashes_(std::move(hashes)),
      timings_(std::move(timings)),
      uses_(std::move(uses)),
      base_bytes_(private_bytes()),
      holding_{device_->info().id, 0, {}} {}

void Runner::generate_once(Run& run, const ResolvedRequest& resolved, const RunModels& models, const JobPlan& plan) {
    const ModelFiles& files = models.base.files();
    const fs::path refiner = models.refiner ? models.refiner->files().path : fs::path();
    const Companions companions = resolved.companions();
    GenerationCallbacks callbacks;
    callbacks.expected = plan.stages;
    callbacks.previews = run.options.previews;
    callbacks.resume = run.last;
    callbacks.is_there = [&](int picture) { return run.sink.is_there(picture); };
    callbacks.progress = [&](const Progress& p) {
        run.phase = p.stage == Stage::loading ? Cause::model : Cause::other;
        run.device_peak = std::max(run.device_peak, device_->info().memory_here);
        if (std::exchange(run.stage, p.stage) != p.stage) {
            check_weights(models, companions);
            note_holding(run.options.job);
        }
        const auto begin = Clock::now();
        if (run.options.progress) run.options.progress(p);
        run.elsewhere += seconds_since(begin);
    };
    bool first = true;
    callbacks.stepped = [&](const StepState& state) {
        check_weights(models, companions);  // before the step is kept: a later run would go on from it
        run.last = state;
        if (run.journal) run.journal->keep(state);
        if (!std::exchange(first, false)) return;
        if (run.options.stepped) run.options.stepped();
        for (const fs::path& file : {files.path, files.vae_path, refiner}) hashes_->sha256(file);  // weights are loaded: no wait
    };
    const auto about = [&](int picture, const std::string& text) {
        return (resolved.request.batch > 1 ? "picture " + std::to_string(picture + 1) + ": " : "") + text;
    };
    callbacks.decided = [&](int picture, const RefineDecision& decision) {
        run.result.notes.push_back(about(picture, decision_text(decision)));
        log_info(run.result.notes.back());
    };
    callbacks.mapped = [&](int control, const RgbImage& map, const std::string& of) {
        if (!run.options.keep_map) return;
        const std::string kept =
            run.options.keep_map(control, [&](const fs::path& path) { write_png(path, map, {{map_text, of}}); });
        if (!kept.empty()) run.result.request.control_nets[static_cast<size_t>(control)].maps.push_back(kept);
    };
    const auto texts_of = [&](int picture, const PictureNotes& found) {
        if (resolved.only_enlarged) {
            const double times = resolved.request.upscale.value_or(models.upscaler ? models.upscaler->scale() : 1);
            std::string how;
            if (models.upscaler || resolved.request.upscale)
                how = enlarged_how(models.upscaler ? models.upscaler->files().path : fs::path("lanczos"), times);
            if (found.faces) how += (how.empty() ? "" : ", ") + faces_text(*found.faces, models.faces->files().name);
            return enlarged_texts(resolved.request.init_image, output_encoding(resolved.request).format, how);
        }
        A1111Model described{files.name, resolved.noise, hashes_->sha256(files.path), hashes_->sha256(files.vae_path),
                             adapters_.hashes(models.base.adapters())};
        described.embeddings = run.embeddings;
        if (models.refiner) described.refiner = {models.refiner->files().name, hashes_->sha256(refiner), found.decision};
        std::vector<std::string> notes = run.model_notes;
        for (const std::string& text : detail_texts(resolved.request, found)) notes.push_back(text);
        if (found.faces) notes.push_back(faces_text(*found.faces, models.faces->files().name));
        if (found.safety) notes.push_back(safety_text(*found.safety));
        return picture_texts(run.result.request, picture, described, notes);
    };
    // Told behind the file: it is its last path.
    const auto tell = [&](int picture, const PictureNotes& found) {
        const auto texts = detail_texts(resolved.request, found);
        for (size_t i = 0; i < texts.size(); ++i) {  // what went as asked is told in the file alone
            const DetailNote& note = found.details[i];
            if (note.painted == 0 || note.painted < note.found) run.result.notes.push_back(about(picture, texts[i]));
        }
        if (found.faces == 0) run.result.notes.push_back(about(picture, faces_text(0, models.faces->files().name)));
        if (!found.safety) return;
        run.result.safety.push_back({run.sink.finished().back(), *found.safety});
        if (found.safety->done != SafetyAction::off) run.result.notes.push_back(about(picture, safety_text(*found.safety)));
    };
    // How opaque a picture of this size is; none: everywhere.
    const auto opacity_of = [&](const PictureNotes& found, int width, int height) -> std::optional<RgbImage> {
        if (found.opacity) return found.opacity;
        if (!resolved.clear) return std::nullopt;
        const RgbImage& opacity = resolved.clear->opacity;
        return opacity.width == width && opacity.height == height ? opacity : resize(opacity, width, height);
    };
    callbacks.finished = [&](int picture, const RgbImage& image, const PictureNotes& found) {
        check_weights(models, companions);
        run.phase = Cause::disk;
        const auto texts = texts_of(picture, found);
        const PictureEncoding encoding = output_encoding(resolved.request);
        run.sink.save(picture, [&](const fs::path& path) {
            const auto opacity = opacity_of(found, image.width, image.height);
            if (!opacity) return write_picture(path, image, texts, encoding);
            write_clear_picture(path, {image, *opacity}, texts, encoding);
        });
        tell(picture, found);
        run.phase = Cause::other;
    };
    callbacks.finished_values = [&](int picture, const FinishedValues& made, const PictureNotes& found) {
        check_weights(models, companions);
        run.phase = Cause::disk;
        run.sink.save(picture, [&](const fs::path& path) {
            if (is_picture(resolved.output)) {
                const FinePicture fine{static_cast<int>(made.shape[1]), static_cast<int>(made.shape[0]), made.values};
                const auto opacity = opacity_of(found, fine.width, fine.height);
                write_fine_picture(path, fine, texts_of(picture, found), output_encoding(resolved.request).format,
                                   opacity ? &*opacity : nullptr);
            } else {
                write_values(path, made, texts_of(picture, found), resolved, files.vae);
            }
        });
        if (resolved.output == PictureFormat::npy) write_settings_beside(run.sink.finished().back(), texts_of(picture, found));
        tell(picture, found);
        run.phase = Cause::other;
    };
    const auto begin = Clock::now();
    const struct GivesBack {  // what is planned and counted between runs are diffusion models
        const RunModels& models;
        ~GivesBack() {
            for (Upscaler* upscaler : {models.upscaler, models.hires_upscaler}) {
                if (upscaler) upscaler->network.unload();
            }
            if (models.safety) models.safety->network.unload();
            if (models.faces) models.faces->unload();
            for (const auto& [type, annotator] : models.annotators) annotator->unload();
            for (Detector* detector : models.detectors) detector->network.unload();
            for (ReferenceReader* reader : models.references) reader->unload();
        }
    } gives_back{models};
    generate(resolved, models, callbacks, run.cancel, run.times);
    run.seconds += seconds_since(begin);
}

// Only of jobs that ran from their first step to their end, as they were asked for.
void Runner::learn(const Run& run) {
    const auto taken = static_cast<int>(run.times.step_s.size());
    if (!run.kind || run.result.status != JobResult::Status::done || !run.note.empty() || taken < run.kind->steps * run.kind->pictures)
        return;
    const double steps = std::accumulate(run.times.step_s.begin(), run.times.step_s.end(), 0.0);
    const double rest = run.seconds - run.elsewhere - run.times.load_s - run.times.text_s - steps;
    timings_->add(*run.kind, run.planned,
                  {run.times.load_s, run.times.text_s, steps / std::max(1, run.kind->steps * run.kind->pictures),
                   std::max(0.0, rest) / run.kind->pictures});
}

void Runner::attempt(Run& run, const Request& wanted) {
    run.cancel.check();
    const Request asked = must(with_suite_applied(wanted, data_dir()), Cause::request);
    run.seconds = run.elsewhere = 0;
    const auto begin = Clock::now();
    Opened opened = open(asked, run.phase);
    const ResolvedRequest resolved = must(
        resolve(must(with_words_made(asked), Cause::request), opened.files(), device_->info(), opened.refiner_files(), opened.companions),
        Cause::request);
    run.result.request = resolved.request;
    run.model_notes = prompt_notes(resolved.request, opened.base->prompt_reader());
    if (std::string caution = caution_of(resolved, opened.files()); !caution.empty()) run.model_notes.push_back(std::move(caution));
    run.phase = Cause::model;
    Adaptation adaptation = adapted(resolved, opened.files());
    run.model_notes.insert(run.model_notes.end(), adaptation.notes.begin(), adaptation.notes.end());
    run.result.notes = run.model_notes;
    run.embeddings = embeddings_in_words(resolved, opened.files(), adaptation);
    run.phase = Cause::disk;
    must(prepare_output(resolved.request), Cause::disk);
    run.sink.begin(resolved.request);
    run.phase = Cause::other;
    std::optional<RunModels> models(opened.models());
    JobPlan plan = plan_of(resolved, *models);
    // The models were opened when more was free: it is planned anew for what there is.
    const DeviceInfo device = device_->info();
    const int64_t there = device.memory_free + device.memory_here;
    if (device.own_memory && asked.memory_budget == 0 && plan.peak_bytes > there) {
        Request now = asked;
        now.memory_budget = std::max<int64_t>(1, there);
        opened = open(now, run.phase);
        run.phase = Cause::other;
        models.emplace(opened.models());
        plan = plan_of(resolved, *models);
    }
    adaptation = add_adapters(plan, resolved, *models, std::move(adaptation));
    run.kind = kind_of(resolved, *models);
    run.planned = times_of(plan_stages(resolved, *models), run.kind->steps, run.kind->pictures);
    run.seconds = seconds_since(begin);
    run.result.predicted_peak_bytes = std::max(run.result.predicted_peak_bytes, plan.peak_bytes);
    const ModelCache::Models used = opened.all();
    admit(plan, resolved, used, run.cancel);
    std::vector<int64_t> held = models_.held(used);
    const Promise promise(*ledger_, this);
    opened.base->take(adaptation, opened.companions);
    if (!run.options.journal.empty() && !run.journal) {
        const auto places = [](const NetworkShape& shape) { return static_cast<size_t>(shape.height) * shape.width; };
        size_t latents = places(resolved.drawn_latents()), pictures = 0;
        for (const DetailPass& pass : resolved.details) {
            if (const ResolvedRequest* part = pass.any_part()) latents = std::max(latents, places(part->latents()));
            pictures = static_cast<size_t>(resolved.drawn_width()) * resolved.drawn_height() * 3 * 2;
        }
        latents *= static_cast<size_t>(opened.files().vae.latent_channels);
        run.journal = std::make_unique<StepJournal>(
            run.options.journal,
            identity_of(resolved.request, opened.sources, *models, adaptation.adapters, opened.companions, device_->info()), latents,
            pictures);
        run.last = run.journal->found();
        if (!run.journal->problem().empty()) log_warning(run.journal->problem() + "; the job goes on, but cannot be resumed at its step");
    }
    const struct Counts {  // a run that fails behind its loading has loaded, too
        Runner& runner;
        const Run& run;
        ModelCache::Models used;
        std::vector<int64_t> held;
        double before;  // seconds of an earlier attempt
        ~Counts() {
            guarded("the counting of loads", [this] { runner.note_uses(used, held, run.times.load_s - before); })();
        }
    } counts{*this, run, used, std::move(held), run.times.load_s};
    generate_once(run, resolved, *models, plan);
}

// In the precision that was asked for; where that gives no numbers or no picture, in the next safer one that the device offers and that
// fits, from the first step.
void Runner::attempt_safely(Run& run) {
    Request asked = run.request;
    asked.seed = run.result.request.seed;  // drawn by the first attempt
    asked.dtype = run.result.request.dtype;
    for (;;) {
        try {
            return attempt(run, asked);
        } catch (const NotFinite& trouble) {
            const DType dtype = run.result.request.dtype.value();
            const std::optional<DType> safer = next_safer(dtype);
            if (!safer) throw;
            run.note = std::string(dtype_name(dtype)) + " was not enough (" + trouble.what() + "), so the work was repeated in " +
                       std::string(dtype_name(*safer));
            log_warning(run.note);
            models_.release_all();
            run.journal.reset();
            run.last.reset();
            asked.seed = run.result.request.seed;
            asked.dtype = safer;
        }
    }
}

JobResult Runner::run(const Request& request, PictureSink& sink, const RunOptions& options, const CancelToken& cancel) {
    const std::lock_guard one_at_a_time(busy_);
    measure_base();
    Run run{request, sink, options, cancel};
    JobResult& result = run.result;
    result.request = request;
    PeakMemory memory;
    const auto fail = [&](Cause cause, const std::string& message) {
        result.status = JobResult::Status::failed;
        result.cause = cause;
        result.message = message;
        log_debug("job failed: " + message);
        const bool about_the_device = cause == Cause::other || cause == Cause::device || cause == Cause::memory;
        run.again = about_the_device && run.last && !run.again;
    };
    do {
        if (run.again) {
            log_warning(result.message + "; once more from step " + std::to_string(run.last->next_step) + " with the device emptied");
            models_.release_all();
            result.status = JobResult::Status::done;
            result.message.clear();
        }
        const bool second = run.again;
        try {
            attempt_safely(run);
            run.again = false;
            result.message = run.note;
            if (!result.notes.empty()) result.message += (run.note.empty() ? "" : "; ") + joined_notes(result.notes);
        } catch (const Cancelled&) {
            run.again = false;
            result.status = JobResult::Status::cancelled;
            result.message = "cancelled";
        } catch (const JobFailure& failure) {
            fail(failure.cause, failure.what());
        } catch (const std::bad_alloc&) {
            fail(Cause::memory, "out of memory: choose a smaller size, or close other programs");
        } catch (const OutOfMemory& error) {
            fail(Cause::memory, error.what());
        } catch (const DeviceLost& error) {
            fail(Cause::device, error.what());
        } catch (const std::exception& error) {
            fail(run.phase, error.what());
        } catch (...) {
            fail(run.phase, "an exception of unknown kind");
        }
        if (second) run.again = false;
    } while (run.again);
    // What lies on a device that failed is of no use, and a job that ran out of memory holds none.
    if (result.status == JobResult::Status::failed) models_.release_all();
    note_holding(0);
    learn(run);
    if (run.journal) {
        run.journal->flush();
        result.kept_step = run.journal->kept_step();
    }
    result.images = sink.finished();
    result.load_s = run.times.load_s;
    result.text_s = run.times.text_s;
    result.decode_s = run.times.decode_s;
    result.step_s = run.times.step_s;
    result.measured_peak_bytes = run.device_peak > 0 ? run.device_peak : memory.peak();
    return std::move(run.result);
}

void Runner::borrow(const std::function<void(Device&)>& work, const CancelToken& cancel) {
    std::unique_lock one_at_a_time(busy_, std::try_to_lock);
    while (!one_at_a_time) {
        cancel.check();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        one_at_a_time.try_lock();
    }
    work(*device_);
}

void Runner::release_memory() {
    const std::lock_guard one_at_a_time(busy_);
    models_.release_all();
    note_holding(0);
    ::malloc_trim(0);
}

int64_t Runner::release_idle_memory() {
    const std::unique_lock one_at_a_time(busy_, std::try_to_lock);
    if (!one_at_a_time) return 0;
    const int64_t bytes = models_.resident_bytes({});
    models_.release_all();
    note_holding(0);
    ::malloc_trim(0);
    return bytes;
}

// Seconds of loading are shared out by the bytes that were loaded.
void Runner::note_uses(const ModelCache::Models& used, const std::vector<int64_t>& before, double load_s) {
    const std::vector<int64_t> now = models_.held(used);
    std::vector<ModelUse> uses;
    int64_t loaded = 0;
    for (size_t i = 0; i < used.size(); ++i) loaded += before[i] > 0 ? 0 : now[i];
    for (size_t i = 0; i < used.size(); ++i) {
        ModelUse use{used[i]->files().path, device_->info().id};
        use.bytes = now[i], use.last_used = now_s();
        (before[i] > 0 ? use.hits : use.loads) = 1;
        const double share = loaded > 0 ? static_cast<double>(now[i]) / static_cast<double>(loaded) : 1 / static_cast<double>(used.size());
        if (use.loads > 0) use.load_s = load_s * share;
        uses.push_back(std::move(use));
    }
    uses_->add(uses);
    models_.use(used, 0);  // within the limits by what they hold now
}

// Called where the models are: by the thread that runs, or while nothing does.
void Runner::note_holding(JobId job) {
    DeviceHolding holding{device_->info().id, job, models_.holdings()};
    const std::lock_guard lock(holding_mutex_);
    holding_ = std::move(holding);
}

DeviceHolding Runner::holding() const {
    const std::lock_guard lock(holding_mutex_);
    return holding_;
}

}  // namespace imagelab
