#include "core/jobs/admission.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "core/base/bytes.h"
#include "core/families/prompt_notes.h"
#include "core/jobs/smallest_change.h"
#include "core/pipelines/output_name.h"
#include "core/request/picture_seed.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

bool fits_device(const JobPlan& plan, const DeviceInfo& device) {
    const int64_t allowed = plan.request.memory_budget;
    return plan.peak_bytes <= capacity(device) && (allowed == 0 || plan.peak_bytes <= allowed);
}

struct Fit {
    DeviceInfo device;
    JobPlan plan;
    bool fits() const { return fits_device(plan, device); }
};

class Admission {
  public:
    Admission(const std::vector<DeviceInfo>& devices, const Planner& planner) : devices_(devices), planner_(planner) {}

    Result<std::vector<Fit>> plans(const Request& request) const {
        std::vector<Fit> fits;
        std::string problem = "device: there is no " + request.device + " here; `imagelab devices` lists what there is";
        for (const DeviceInfo& device : devices_) {
            if (request.device != "auto" && request.device != device.id) continue;
            // A software driver is never chosen by itself: to plan on one would first test and measure it.
            if (request.device == "auto" && device.kind == "software" && !all_software()) continue;
            if (const auto plan = plan_on(request, device)) {
                fits.push_back({device, *plan});
            } else {
                problem = plan.error();
            }
        }
        if (fits.empty()) return Failure{problem};
        return fits;
    }

    bool all_software() const {
        return std::all_of(devices_.begin(), devices_.end(), [](const DeviceInfo& device) { return device.kind == "software"; });
    }

    Result<JobPlan> plan_on(Request request, const DeviceInfo& device) const {
        request.device = device.id;
        return planner_(request);
    }

    bool fits(const Request& request, const DeviceInfo& device) const {
        const auto plan = plan_on(request, device);
        return plan && fits_device(*plan, device);
    }

    // Pictures of a batch that a device takes at once; 0: not even one.
    int largest_batch(Request request, const DeviceInfo& device) const {
        int fitting = 0, beyond = request.batch;
        while (beyond - fitting > 1) {
            request.batch = fitting + (beyond - fitting) / 2;
            (fits(request, device) ? fitting : beyond) = request.batch;
        }
        return fitting;
    }

    std::string refusal(const Request& request, const std::vector<Fit>& plans) const {
        std::string text;
        for (const Fit& fit : plans) {
            const auto widest = std::max_element(fit.plan.stages.begin(), fit.plan.stages.end(),
                                                 [](const StagePlan& a, const StagePlan& b) { return a.peak_bytes < b.peak_bytes; });
            text += (text.empty() ? "" : "; ") + fit.device.id + ": " + std::to_string(fit.plan.request.width) + "x" +
                    std::to_string(fit.plan.request.height) + " needs " + readable_bytes(fit.plan.peak_bytes) +
                    (widest == fit.plan.stages.end() ? "" : std::string(" (stage ") + stage_info(widest->stage).plan + ")") +
                    " and there are " + readable_bytes(capacity(fit.device)) + " for jobs" +
                    smallest_change(fit.plan.request, request.dtype, fit.device.arithmetic(),
                                    [&](const Request& changed) { return fits(changed, fit.device); });
        }
        return text;
    }

  private:
    const std::vector<DeviceInfo>& devices_;
    const Planner& planner_;
};

std::vector<DeviceNeed> needs_of(std::vector<Fit> fits, double slowest_share) {
    const bool all_measured = std::all_of(fits.begin(), fits.end(), [](const Fit& fit) { return fit.plan.measured; });
    const auto time = [&](const Fit& fit) { return fit.plan.measured && !all_measured ? fit.plan.seconds_by_speed : fit.plan.seconds; };
    double fastest = INFINITY;
    for (const Fit& fit : fits) fastest = std::min(fastest, time(fit));
    std::vector<DeviceNeed> needs;
    for (const Fit& fit : fits) {
        if (time(fit) > slowest_share * fastest) continue;
        needs.push_back({fit.device.id, fit.plan.stages, fit.plan.peak_bytes, fit.plan.seconds});
    }
    return needs;
}

std::string numbered(const std::string& output, int number) {
    const auto place = output_place(output);
    if (!place || place->file.empty()) return output;
    const fs::path file(place->file);
    return (place->folder / (file.stem().string() + "-" + std::to_string(number) + file.extension().string())).string();
}

}  // namespace

int64_t capacity(const DeviceInfo& device) {
    return device.memory_total - device.memory_total / 20;
}

std::vector<Request> repeated(Request request, int count) {
    draw_seeds(request);
    std::vector<Request> requests;
    for (int k = 0; k < count; ++k) {
        requests.push_back(request);
        count_up(requests.back(), static_cast<int64_t>(k) * request.batch);
        if (count > 1) requests.back().output = numbered(request.output, k + 1);
    }
    return requests;
}

Result<std::vector<NewJob>> admit(Request request, const std::vector<DeviceInfo>& devices, const Planner& planner, double slowest_share) {
    draw_seeds(request);
    const Admission admission(devices, planner);
    const auto plans = admission.plans(request);
    if (!plans) return Failure{plans.error()};
    std::vector<Fit> fitting;
    std::copy_if(plans->begin(), plans->end(), std::back_inserter(fitting), [](const Fit& fit) { return fit.fits(); });
    const std::string note = joined_notes(plans->front().plan.notes);
    if (!fitting.empty()) return std::vector<NewJob>{{.request = request, .needs = needs_of(fitting, slowest_share), .note = note}};

    int pictures = 0;
    for (const Fit& fit : *plans) pictures = std::max(pictures, admission.largest_batch(request, fit.device));
    if (request.noise_source == NoiseSource::comfy) pictures = 0;  // the pictures of its one draw stay together
    if (pictures == 0) return std::vector<NewJob>{{request, "", 0, "", {}, admission.refusal(request, *plans)}};

    // Names NAME-1.png ... of a batch's own file are kept by making its pictures one by one.
    const auto place = output_place(request.output);
    if (place && !place->file.empty()) pictures = 1;
    std::vector<NewJob> jobs;
    for (int first = 0; first < request.batch; first += pictures) {
        Request part = request;
        part.batch = std::min(pictures, request.batch - first);
        count_up(part, first);
        if (pictures == 1) part.output = numbered(request.output, first + 1);
        const auto part_plans = admission.plans(part);
        if (!part_plans) return Failure{part_plans.error()};
        std::vector<Fit> fits;
        std::copy_if(part_plans->begin(), part_plans->end(), std::back_inserter(fits), [](const Fit& fit) { return fit.fits(); });
        jobs.push_back({.request = part, .needs = needs_of(fits, slowest_share), .note = note});
    }
    return jobs;
}

}  // namespace imagelab
