#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/families/model_files.h"
#include "core/gallery/gallery.h"
#include "core/jobs/request_models.h"
#include "core/pipelines/output_name.h"
#include "gpu/program/imagined_device.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string status_text(JobResult::Status status) {
    if (status == JobResult::Status::done) return "done";
    return status == JobResult::Status::cancelled ? "cancelled" : "failed";
}

json result_json(const JobResult& result) {
    json images = json::array();
    for (const fs::path& image : result.images) images.push_back(image.string());
    json object = {{"status", status_text(result.status)},
                   {"message", result.message},
                   {"notes", result.notes},
                   {"images", images},
                   {"load_s", result.load_s},
                   {"text_s", result.text_s},
                   {"step_s", result.step_s},
                   {"decode_s", result.decode_s},
                   {"predicted_peak_bytes", result.predicted_peak_bytes},
                   {"measured_peak_bytes", result.measured_peak_bytes},
                   {"request", request_to_json(result.request)}};
    for (const auto& [path, verdict] : result.safety)
        object["safety"].push_back({{"path", path.string()}, {"action", safety_done_name(verdict.done)}, {"score", verdict.score}});
    return object;
}

void print_summary(const JobResult& result) {
    const double denoising = std::accumulate(result.step_s.begin(), result.step_s.end(), 0.0);
    std::string text = std::to_string(result.images.size()) + (result.images.size() == 1 ? " picture" : " pictures") + " in " +
                       duration_text(result.load_s + result.text_s + denoising + result.decode_s) + ": loading " +
                       duration_text(result.load_s);
    if (!result.step_s.empty()) {
        text += ", " + std::to_string(result.step_s.size()) + " steps " + duration_text(denoising) + ", decoding " +
                duration_text(result.decode_s);
    }
    text += "; seed " + result.request.seed.text();
    if (result.measured_peak_bytes > 0) {
        text +=
            "; memory " + readable_bytes(result.measured_peak_bytes) + " (" + readable_bytes(result.predicted_peak_bytes) + " predicted)";
    }
    std::fprintf(stderr, "%s\n", text.c_str());
}

int report(const JobResult& result, bool json_wanted) {
    if (json_wanted) {
        print_json(result_json(result));
    } else {
        for (const fs::path& image : result.images) std::cout << image.string() << std::endl;
    }
    if (result.status == JobResult::Status::failed) std::fprintf(stderr, "imagelab: %s\n", result.message.c_str());
    if (result.status == JobResult::Status::cancelled) std::fprintf(stderr, "imagelab: cancelled; %zu finished\n", result.images.size());
    if (result.status == JobResult::Status::done && !json_wanted) print_summary(result);
    if (result.status == JobResult::Status::done && !result.message.empty()) std::fprintf(stderr, "imagelab: %s\n", result.message.c_str());
    return exit_code_of(result);
}

std::string time_text(double seconds) {
    return std::isfinite(seconds) ? duration_text(seconds) : "unknown";
}

void print_adapters(const AdapterPlan& adapters) {
    std::string text;
    if (adapters.tensors > 0 || adapters.branches == 0) text = "change " + std::to_string(adapters.tensors) + " tensors";
    if (adapters.branches > 0)
        text += (text.empty() ? "run" : ", run") + std::string(" beside ") + std::to_string(adapters.branches) + " layers in " +
                readable_bytes(adapters.branch_bytes);
    text += ", read " + readable_bytes(adapters.file_bytes) + " of their files; " + time_text(adapters.seconds) + " of the time, ";
    text += adapters.run_seconds > 0 ? time_text(adapters.run_seconds) + " of all prompts and steps" : "nothing of a step";
    std::printf("%-10s %s\n", "LoRAs", text.c_str());
}

void print_plan(const JobPlan& plan) {
    const bool own_memory = plan.host_peak_bytes > 0;
    std::printf("%-10s %12s ", "stage", own_memory ? "resident" : "weights");
    std::printf("%12s %12s %12s %12s %12s %10s\n", own_memory ? "streamed" : "from file", "activations", "peak", "loading", "computing",
                "TFLOP");
    for (const StagePlan& stage : plan.stages) {
        std::printf("%-10s %12s %12s %12s %12s %12s %12s %10s\n", stage_info(stage.stage).plan, readable_bytes(stage.weight_bytes).c_str(),
                    readable_bytes(stage.streamed_bytes).c_str(), readable_bytes(stage.arena_bytes).c_str(),
                    readable_bytes(stage.peak_bytes).c_str(), time_text(stage.load_seconds).c_str(),
                    time_text(stage.seconds - stage.load_seconds).c_str(), fixed_text(stage.flops / 1e12, 3).c_str());
    }
    if (plan.adapters) print_adapters(*plan.adapters);
    if (own_memory) {
        std::printf("%-10s peak %s of %s on %s, %s of the machine's memory; time %s\n", "all", readable_bytes(plan.peak_bytes).c_str(),
                    readable_bytes(plan.memory_budget).c_str(), plan.request.device.c_str(), readable_bytes(plan.host_peak_bytes).c_str(),
                    time_text(plan.seconds).c_str());
        if (plan.peak_bytes > plan.memory_budget) std::printf("This does not fit: `imagelab generate` would refuse it.\n");
        return;
    }
    std::printf("%-10s peak %s; time %s%s\n", "all", readable_bytes(plan.peak_bytes).c_str(), time_text(plan.seconds).c_str(),
                plan.measured ? " (as measured)" : "");
}

json plan_json(const JobPlan& plan) {
    json stages = json::array();
    for (const StagePlan& stage : plan.stages) {
        stages.push_back({{"stage", stage_info(stage.stage).plan},
                          {"weight_bytes", stage.weight_bytes},
                          {"arena_bytes", stage.arena_bytes},
                          {"peak_bytes", stage.peak_bytes},
                          {"streamed_bytes", stage.streamed_bytes},
                          {"host_bytes", stage.host_bytes},
                          {"seconds", stage.seconds},
                          {"load_seconds", stage.load_seconds},
                          {"flops", stage.flops}});
    }
    json adapters;
    if (plan.adapters) {
        adapters = {{"tensors", plan.adapters->tensors},       {"branches", plan.adapters->branches},
                    {"file_bytes", plan.adapters->file_bytes}, {"branch_bytes", plan.adapters->branch_bytes},
                    {"seconds", plan.adapters->seconds},       {"run_seconds", plan.adapters->run_seconds}};
    }
    return {{"predicted_peak_bytes", plan.peak_bytes},
            {"adapters", adapters},  // null: none
            {"host_peak_bytes", plan.host_peak_bytes},
            {"memory_budget", plan.memory_budget},
            {"seconds", plan.seconds},
            {"measured", plan.measured},
            {"notes", plan.notes},
            {"stages", stages},
            {"request", request_to_json(plan.request)}};
}

}  // namespace

int exit_code_of(const JobResult& result) {
    if (result.status == JobResult::Status::done) return exit_done;
    if (result.status == JobResult::Status::cancelled) return exit_cancelled;
    switch (result.cause) {
        case JobResult::Cause::request:
            return exit_usage;
        case JobResult::Cause::model:
            return exit_model;
        case JobResult::Cause::device:
        case JobResult::Cause::memory:
            return exit_device;
        case JobResult::Cause::disk:
            return exit_disk;
        case JobResult::Cause::other:
            return exit_failed;
    }
    return exit_failed;
}

Trouble check_beforehand(const Request& request, const std::vector<DeviceInfo>& devices) {
    std::error_code ignored;
    if (!request.init_image.empty() && !fs::is_regular_file(request.init_image, ignored)) {
        return {exit_usage, "the picture to start from, " + request.init_image + ", is not there"};
    }
    if (!request.mask.file.empty() && !fs::is_regular_file(request.mask.file, ignored))
        return {exit_usage, "the mask, " + request.mask.file + ", is not there"};
    if (!request.init_latents.empty() && !fs::is_regular_file(request.init_latents, ignored))
        return {exit_usage, "the latents to start from, " + request.init_latents + ", are not there"};
    if (const auto device = check_device(request, devices); !device) return {exit_device, device.error()};
    const auto sources = model_sources(request, data_dir());
    if (!sources) return {exit_model, sources.error()};
    const auto model = open_model(*sources);
    if (!model) return {exit_model, model.error()};
    if (request.refiner.empty()) return {};
    const auto refiner_files = refiner_sources(request, **model, data_dir());
    if (!refiner_files) return {exit_model, refiner_files.error()};
    const auto refiner = open_model(*refiner_files);
    if (!refiner) return {exit_model, "model.refiner: " + refiner.error()};
    return {};
}

int fail(int exit_code, const std::string& message, bool json_wanted) {
    std::fprintf(stderr, "imagelab: %s\n", message.c_str());
    if (json_wanted) {
        print_json({{"status", "failed"}, {"message", message}, {"images", json::array()}});
    }
    return exit_code;
}

int generate_command(const Request& request, bool json_wanted) {
    if (const auto place = output_place(request.output); !place) return fail(exit_usage, place.error(), json_wanted);
    const auto opened = Session::open(make_devices(request.threads), {.measured = data_dir()});
    if (!opened) return fail(exit_failed, opened.error(), json_wanted);
    Session& session = **opened;
    const Trouble trouble = check_beforehand(request, session.devices());
    if (trouble.exit_code != exit_done) return fail(trouble.exit_code, trouble.message, json_wanted);
    if (const auto ready = prepare_output(request); !ready) return fail(exit_disk, ready.error(), json_wanted);

    if (!json_wanted && request.style.own_prompt) {
        std::fprintf(stderr, "prompt: %s\n", request.prompt.c_str());
        if (request.negative_prompt) std::fprintf(stderr, "negative prompt: %s\n", request.negative_prompt->c_str());
    }
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    auto display = json_wanted ? nullptr : std::make_unique<ProgressDisplay>();
    const auto show = [&](const Progress& progress) {
        if (display) display->show(progress);
    };
    const JobResult result = session.run(request, show, cancel);
    display.reset();
    for (const fs::path& image : result.images) {
        if (const auto remembered = remember_picture(data_dir(), image); !remembered)
            std::fprintf(stderr, "imagelab: %s is not in the gallery: %s\n", image.c_str(), remembered.error().c_str());
    }
    return report(result, json_wanted);
}

int plan_command(const Request& request, int64_t card_bytes, bool json_wanted) {
    std::vector<std::unique_ptr<Device>> devices;
    if (card_bytes > 0)
        devices.push_back(make_imagined_device(card_bytes));
    else
        devices = make_devices(request.threads);
    const auto opened = Session::open(std::move(devices), {.measured = data_dir()});
    if (!opened) return fail(exit_failed, opened.error(), json_wanted);
    Session& session = **opened;
    const Trouble trouble = check_beforehand(request, session.devices());
    if (trouble.exit_code != exit_done) return fail(trouble.exit_code, trouble.message, json_wanted);
    const auto plan = session.plan(request);
    if (!plan) return fail(exit_failed, plan.error(), json_wanted);
    if (json_wanted) {
        std::cout << plan_json(*plan).dump(2) << std::endl;
        return exit_done;
    }
    print_plan(*plan);
    for (const std::string& note : plan->notes) std::fprintf(stderr, "imagelab: %s\n", note.c_str());
    if (const std::string change = session.smallest_change(request); !change.empty()) std::printf("%s\n", change.c_str());
    return exit_done;
}

int first_picture_command() {
    Request request;
    request.prompt = "a red apple";
    request.output = (fs::absolute("output_images") / "").string();
    std::fprintf(stderr, "There is no display, so here is a picture of \"%s\" by the bundled model; `imagelab --help` says more.\n",
                 request.prompt.c_str());
    return generate_command(request, false);
}

}  // namespace imagelab
