#include "core/jobs/runner_models.h"

#include <algorithm>
#include <ctime>
#include <optional>
#include <thread>

#include "core/base/digest.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/families/adapter_branches.h"
#include "core/jobs/request_models.h"
#include "core/library/embedding_files.h"
#include "core/request/prompt_syntax.h"

namespace imagelab {
namespace fs = std::filesystem;

using Cause = JobResult::Cause;

Runner::Opened Runner::open(const Request& request, Cause& phase) {
    must(validate(request), Cause::request);
    const DType dtype = request.dtype.value_or(device_->info().dtypes.front());
    phase = Cause::model;
    Opened opened;
    const auto add = [&](const ModelSources& sources) {
        opened.sources.push_back(sources);
        return must(models_.open(sources, dtype, request.memory_budget), Cause::model);
    };
    opened.base = add(must(model_sources(request, data_dir()), Cause::model));
    if (!request.refiner.empty()) opened.refiner = add(must(refiner_sources(request, opened.files(), data_dir()), Cause::model));
    opened.companions = must(companions_.open(request, opened.files(), data_dir()), Cause::model);
    for (const auto& [type, files] : opened.companions.annotators) opened.annotators[type] = annotators_.open(files, make_annotator);
    if (opened.companions.faces) opened.faces = face_restorers_.open(opened.companions.faces);
    for (const auto& files : opened.companions.detectors) opened.detectors.push_back(detectors_.open(files));
    opened.readers = readers_.open(opened.companions.references, opened.base->stored(), opened.base->memory_budget());
    const auto upscaler = [&](const char* field, const std::string& name) -> std::shared_ptr<Upscaler> {
        if (name.empty() || enlarges_by_lanczos(name)) return nullptr;
        auto found = upscalers_.open(name, data_dir(), opened.base->memory_budget());
        if (!found) throw JobFailure(Cause::model, std::string(field) + ": " + found.error());
        return std::move(*found);
    };
    opened.upscaler = upscaler("postprocessing.upscaler", request.upscaler);
    if (request.hires.scale > 1 && !enlarges_latents(request.hires.upscaler))
        opened.hires_upscaler = upscaler("hyperparameters.hires.upscaler", request.hires.upscaler);
    if (request.safety != SafetyAction::off) opened.safety = must(safety_checkers_.open(data_dir()), Cause::model);
    return opened;
}

namespace {

// Files of textual inversions: those that the request gives, then the library's that its prompts name.
std::vector<fs::path> embeddings_of(const ResolvedRequest& resolved, const ModelFiles& files) {
    const Request& request = resolved.request;
    std::vector<fs::path> embeddings(request.embeddings.begin(), request.embeddings.end());
    if (files.embedding_widths().empty()) return embeddings;
    for (fs::path& named : embeddings_named_in({resolved.prompt, request.negative_prompt.value_or("")}, data_dir())) {
        const bool given =
            std::any_of(embeddings.begin(), embeddings.end(), [&](const fs::path& path) { return path.stem() == named.stem(); });
        if (!given) embeddings.push_back(std::move(named));
    }
    return embeddings;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> embeddings_in_words(const ResolvedRequest& resolved, const ModelFiles& files,
                                                                     const Adaptation& adaptation) {
    const std::string words = ascii_lower(resolved.prompt + "\n" + resolved.request.negative_prompt.value_or(""));
    const std::vector<fs::path> paths = embeddings_of(resolved, files);
    std::vector<std::pair<std::string, std::string>> named;
    for (const TextualInversion& inversion : adaptation.inversions) {
        if (words.find(ascii_lower(inversion.name)) == words.npos) continue;
        const auto file = std::find_if(paths.begin(), paths.end(), [&](const fs::path& path) { return path.stem() == inversion.name; });
        const auto digest = file == paths.end() ? Result<std::string>(Failure{}) : sha256_of_file(*file);
        named.emplace_back(inversion.name, digest ? digest->substr(0, 12) : "");
    }
    return named;
}

Adaptation Runner::adapted(const ResolvedRequest& resolved, const ModelFiles& files) {
    const Request& request = resolved.request;
    const DoraRule dora = request.dora == DoraChoice::as_comfyui ? DoraRule::comfyui : DoraRule::lycoris;
    Adaptation made = must(
        adapt(files, must(adapters_.open(resolved.loras, dora, data_dir()), Cause::model), embeddings_of(resolved, files)), Cause::model);
    for (const std::string& text : {resolved.prompt, request.negative_prompt.value_or("")}) {
        for (const std::string& name : named_embeddings(text)) {
            const bool there = std::any_of(made.inversions.begin(), made.inversions.end(), [&](const TextualInversion& inversion) {
                return ascii_lower(inversion.name) == ascii_lower(name);
            });
            if (!there) made.notes.push_back("embedding:" + name + " is read as plain words: there is no such embedding here");
        }
    }
    return made;
}

namespace {

// What a request asks of each part of its base that LoRAs change.
std::map<std::string, PartRuns> part_runs(const ResolvedRequest& resolved, DiffusionModel& model) {
    std::map<std::string, PartRuns> runs;
    const auto all = model.networks();
    for (const PhaseCaptions& phase : resolved.captions(model)) {
        for (const Caption* caption : phase.all()) {
            for (const TextPass& pass : model.text_passes(*caption)) {
                const auto named = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.second == pass.network; });
                PartRuns& part = runs[named->first];
                part.network = pass.network, part.shape = pass.shape;
                part.prompts += pass.runs;
            }
        }
    }
    for (const auto& [name, network] : all) {
        if (network != &model.denoiser || resolved.runs() == 0) continue;
        runs[name] = {network, resolved.base_shape(model), static_cast<double>(resolved.phases.size()),
                      static_cast<double>(resolved.request.batch) * resolved.runs()};
    }
    return runs;
}

}  // namespace

Adaptation Runner::add_adapters(JobPlan& plan, const ResolvedRequest& resolved, const RunModels& models, Adaptation adaptation) const {
    if (adaptation.adapters.empty()) return adaptation;
    DiffusionModel& model = models.base;
    const DeviceInfo device = device_->info();
    const int threads =
        device.threads > 0 ? device.threads : static_cast<int>(std::min(8u, std::max(1u, std::thread::hardware_concurrency())));
    const std::map<std::string, PartRuns> runs = part_runs(resolved, model);
    adaptation = with_cheaper_branches(std::move(adaptation), runs, device, threads);
    AdapterPlan& adapters = plan.adapters.emplace();
    adapters.tensors = work_of(adaptation).tensors;
    adapters.file_bytes = static_cast<int64_t>(adapter_bytes_of(adaptation));
    const bool there = kind_of(resolved, models).warm && model.holds(adaptation);
    const double rate = model.device().estimated_flops_per_second(model.dtype());
    for (const auto& [name, part] : adaptation.parts) {
        adapters.branches += static_cast<int64_t>(part->branches().size());
        const auto asked = runs.find(name);
        const PatchCost cost = patch_cost(*part, asked == runs.end() ? PartRuns() : asked->second, threads);
        const Stage wanted = name.starts_with("text_encoder") ? Stage::encoding : Stage::denoising;
        const auto stage =
            std::find_if(plan.stages.begin(), plan.stages.end(), [&](const StagePlan& each) { return each.stage == wanted; });
        if (stage == plan.stages.end()) continue;
        const double load = there ? 0 : cost.load_seconds, run = cost.run_seconds + (cost.flops > 0 && rate > 0 ? cost.flops / rate : 0);
        stage->load_seconds += load, stage->seconds += load + run;
        stage->flops += cost.flops;
        adapters.seconds += load, adapters.run_seconds += run;
        const MemoryPlan& memory = cost.memory;
        stage->weight_bytes += memory.weight_bytes + memory.window_bytes, stage->arena_bytes += memory.arena_bytes;
        stage->streamed_bytes += memory.streamed_bytes;
        adapters.branch_bytes += memory.running_bytes();
        if (device.own_memory) stage->host_bytes += memory.host_bytes + memory.streamed_bytes + memory.staging_bytes;
        plan.host_peak_bytes = std::max(plan.host_peak_bytes, device.own_memory ? stage->host_bytes + base_bytes_ + overhead_bytes : 0);
        for (auto each = stage; each != plan.stages.end(); ++each) {  // what stays from stage to stage is not told apart
            each->peak_bytes += memory.running_bytes();
            plan.peak_bytes = std::max(plan.peak_bytes, each->peak_bytes);
        }
    }
    plan.seconds += adapters.seconds + adapters.run_seconds;
    plan.seconds_by_speed += adapters.seconds + adapters.run_seconds;
    plan.seconds_again += adapters.run_seconds;
    return adaptation;
}

JobKind Runner::kind_of(const ResolvedRequest& resolved, const RunModels& models) const {
    const Request& request = resolved.request;
    const DiffusionModel& model = models.base;
    const DeviceInfo device = device_->info();
    JobKind kind;
    kind.model = model.files().path.string() + (model.files().vae_path.empty() ? "" : " " + model.files().vae_path.string());
    kind.device = device.name + ", " + device.driver + ", " + std::to_string(device.threads) + ", " +
                  std::string(dtype_name(model.dtype())) + (request.memory_budget > 0 ? ", " + std::to_string(request.memory_budget) : "");
    if (models.refiner) {  // both models' steps are one mean, which the share of each decides
        kind.model += "\nrefiner " + models.refiner->files().path.string() + " " + general_text(request.refiner_start) + " " +
                      (request.refiner_strength ? general_text(*request.refiner_strength) : "auto") +
                      (models.one_at_a_time ? " in turns" : "");
    }
    for (const Control& control : resolved.controls) kind.model += "\ncontrol " + control.net->path.string();
    for (const Reference& reference : resolved.references) {
        kind.model += "\nreference " + reference.adapter->path.string();
        for (const std::string& transformer : transformers_of(reference.use.mode)) kind.model += " " + transformer;
    }
    for (const Upscaler* upscaler : {models.hires_upscaler, models.upscaler}) {
        if (upscaler) kind.model += "\nenlarged by " + upscaler->files().path.string();
    }
    for (const Control& control : resolved.controls) {
        if (control.by_network) kind.model += "\nmade by a network for " + std::string(control_type_name(control.use.type));
    }
    for (const DetailPass& pass : resolved.details)
        kind.model += "\ndetails by " + pass.detector->model.path().string() + " " + std::to_string(pass.use.top) + " of " +
                      std::to_string(pass.units());
    if (models.faces) kind.model += "\nfaces by " + models.faces->files().model.path().string();
    if (models.safety) kind.model += "\nlooked at by " + models.safety->files().model.path().string();
    if (resolved.only_enlarged) kind.model += "\nnothing drawn";
    if (request.upscale) kind.model += "\nenlarged x" + general_text(*request.upscale);
    if (resolved.hires)
        kind.model += "\nhires " + std::to_string(resolved.hires->width) + "x" + std::to_string(resolved.hires->height) + ", " +
                      std::to_string(resolved.hires->runs()) + " steps";
    kind.width = request.width, kind.height = request.height, kind.steps = resolved.all_runs(), kind.pictures = request.batch;
    kind.guided = resolved.guided, kind.start_picture = resolved.start.has_value();
    const DeviceHolding held = holding();
    const auto is_held = [&](const DiffusionModel& each) {
        return std::any_of(held.models.begin(), held.models.end(), [&](const ModelHolding& holds) {
            return holds.path == each.files().path && holds.dtype == each.dtype() && holds.bytes > 0;
        });
    };
    kind.warm = is_held(model) && (models.refiner == nullptr || (is_held(*models.refiner) && !models.one_at_a_time));
    return kind;
}

}  // namespace imagelab
