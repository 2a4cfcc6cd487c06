#pragma once
// Admission by proof: what a request needs on each device is planned before it enters the queue.
#include <functional>
#include <string>
#include <vector>

#include "core/device/device_info.h"
#include "core/jobs/queue.h"

namespace imagelab {

// The plan of a request whose device is named; the failure says why it cannot run there at all.
using Planner = std::function<Result<JobPlan>(const Request&)>;

// Bytes that jobs may plan with: what the device has, less a twentieth for the rest of the system.
int64_t capacity(const DeviceInfo& device);

// How a request enters the queue. It goes to the device it names, or with "auto" to every device that it fits and that is at most four
// times as slow as the fastest of them. `seed` of the request is drawn here, so that the snapshot always gives the same pictures.
//
// A batch that fits no device enters as several jobs of one group. Picture i of a batch uses seed + i and a generator of its own, so the
// parts are given seed + the number of pictures before them and every picture equals that of the whole batch, bit for bit, on the same
// device. (Pictures of a batch are made one after the other, so today a batch needs no more memory than one picture, and splits only
// where a device plans otherwise.)
//
// What fits nowhere enters as one refused job whose message says what it needs, what there is, and the nearest settings that fit:
// another arithmetic at the same size, or the largest size of the same shape.
// A failure is a request that cannot run for other reasons (a bad model, a device that is not there).
// `slowest_share`: the times of the fastest that "auto" still takes.
constexpr double usual_slowest_share = 4;
Result<std::vector<NewJob>> admit(Request request, const std::vector<DeviceInfo>& devices, const Planner& planner,
                                  double slowest_share = usual_slowest_share);

// The request again `count` times: job k has the seeds behind those of job k - 1, and NAME.png becomes NAME-1.png, NAME-2.png ...
std::vector<Request> repeated(Request request, int count);

}  // namespace imagelab
