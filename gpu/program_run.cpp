// How a program's command buffers are cut, recorded and submitted.
#include <algorithm>
#include <chrono>
#include <numeric>

#include "gpu/program.h"

namespace imagelab::gpu {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double submission_seconds = 0.03;  // two are on their way at once, so a cancel acts after twice this and the device never idles

void begin_commands(const DeviceFunctions& vk, VkCommandBuffer commands) {
    const VkCommandBufferBeginInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    check(vk.BeginCommandBuffer(commands, &info), "record a program");
}

}  // namespace

std::vector<GpuProgram::Segment> GpuProgram::cut(const Part& part) const {
    std::vector<Segment> segments{{part.begin, part.begin}};
    double seconds = 0;
    for (size_t i = part.begin; i < part.end; ++i) {
        if (segments.back().end > segments.back().begin && seconds + steps_[i].seconds > submission_seconds) {
            segments.push_back({i, i});
            seconds = 0;
        }
        segments.back().end = i + 1;
        seconds += steps_[i].seconds;
    }
    return segments;
}

void GpuProgram::record_all() {
    finish_submissions();
    timestamps_ = {};
    if (profiling_ && device_->physical().queues().compute_timestamps) {
        VkQueryPoolCreateInfo info{VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO};
        info.queryType = VK_QUERY_TYPE_TIMESTAMP;
        info.queryCount = static_cast<uint32_t>(std::max<size_t>(1, steps_.size()) * 2);
        VkQueryPool pool = VK_NULL_HANDLE;
        check(device_->vk().CreateQueryPool(device_->handle(), &info, nullptr, &pool), "create timestamps");
        timestamps_ = QueryPoolHandle(device_->vk(), device_->handle(), pool);
    }
    pool_ = device_->make_pool(Queue::compute);
    for (Part& part : parts_) {
        part.segments = cut(part);
        const std::vector<VkCommandBuffer> commands = device_->make_commands(pool_, static_cast<uint32_t>(part.segments.size()));
        for (size_t i = 0; i < part.segments.size(); ++i) {
            part.segments[i].commands = commands[i];
            record(part, part.segments[i], i == 0, i + 1 == part.segments.size());
        }
    }
}

void GpuProgram::record(const Part& part, Segment& segment, bool first, bool last) {
    const DeviceFunctions& vk = device_->vk();
    const bool prompt = &part == &parts_[0];
    begin_commands(vk, segment.commands);
    CommandRecorder recorder(*device_, segment.commands, [this](Address address, int64_t bytes) { return resolve(address, bytes); });
    recorder.begin_label(schedule_.graph.name + (prompt ? ", once a prompt" : ""));
    recorder.barrier();
    if (first) {
        if (prompt) record_copies(recorder, constants_, true);
        record_copies(recorder, inputs_[prompt ? 0 : 1], true);
        recorder.barrier();
    }
    const auto steps = static_cast<uint32_t>(segment.end - segment.begin);
    const auto query = static_cast<uint32_t>(segment.begin * 2);
    const auto stamp = [&](uint32_t index) {
        if (timestamps_) vk.CmdWriteTimestamp2(segment.commands, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, timestamps_.get(), index);
    };
    if (timestamps_ && steps > 0) vk.CmdResetQueryPool(segment.commands, timestamps_.get(), query, steps * 2);
    for (uint32_t i = 0; i < steps; ++i) {
        stamp(query + i * 2);
        record_step(recorder, steps_[segment.begin + i]);
        recorder.barrier();
        stamp(query + i * 2 + 1);
    }
    if (last && !prompt) {
        record_copies(recorder, outputs_, false);
        recorder.host_barrier();
    }
    recorder.end_label();
    check(vk.EndCommandBuffer(segment.commands), "record a program");
}

void GpuProgram::record_step(CommandRecorder& recorder, const Step& step) const {
    const Node& node = schedule_.graph.nodes[step.node];
    Operands operands;
    for (const ValueId input : node.inputs) operands.inputs.push_back(address_of(input));
    for (size_t i = 0; i < step.kernel->weights.size(); ++i) operands.weights.push_back(packed_[step.first_weight + i].address());
    operands.out = address_of(step.node);
    if (node.residual != no_value) operands.residual = address_of(node.residual);
    if (node.factor != no_value) operands.factor = address_of(node.factor);
    const int64_t scratch = arena_plan_.scratch_offset[step.node];
    if (scratch >= 0) operands.scratch = arena_address(scratch);
    recorder.begin_label(std::string(op_name(node.op)) + " " + step.kernel->detail);
    step.kernel->record(recorder, operands);
    recorder.end_label();
}

void GpuProgram::record_copies(CommandRecorder& recorder, const std::vector<Region>& regions, bool in) const {
    for (const Region& region : regions) {
        const Address staged = staging_.address() + static_cast<Address>(region.staged), there = address_of(region.value);
        recorder.copy(in ? staged : there, in ? there : staged, region.bytes);
    }
}

void GpuProgram::finish_submissions() {
    if (timeline_ && submitted_ > 0) device_->wait({timeline_.get(), submitted_});
}

void GpuProgram::run_part(Part& part, const CancelToken& cancel) {
    const uint64_t base = submitted_;
    auto finished = Clock::now();
    const auto finish = [&](size_t i) {
        device_->wait({timeline_.get(), base + i + 1});
        const auto now = Clock::now();
        part.segments[i].seconds = std::chrono::duration<double>(now - finished).count();
        finished = now;
    };
    for (size_t i = 0; i < part.segments.size(); ++i) {
        if (cancel.requested()) break;
        device_->submit(Queue::compute, part.segments[i].commands, {}, {timeline_.get(), base + i + 1});
        submitted_ = base + i + 1;
        if (i >= 1) finish(i - 1);
    }
    if (submitted_ > base) finish(static_cast<size_t>(submitted_ - base) - 1);
    cancel.check();
}

// Estimates become what was measured; true where the cuts are far from what they should be.
bool GpuProgram::cut_badly(const Part& part) const {
    double total = 0;
    for (const Segment& segment : part.segments) {
        if (segment.seconds > 2 * submission_seconds && segment.end > segment.begin + 1) return true;
        total += segment.seconds;
    }
    return static_cast<double>(part.segments.size()) > 4 * total / submission_seconds + 4;
}

void GpuProgram::run(const CancelToken& cancel) {
    check_loaded();
    bool cut_again = false;
    for (Part& part : parts_) {
        if (&part == &parts_[0] && !prompt_changed_) continue;
        run_part(part, cancel);
        prompt_changed_ = false;
        if (!cut_badly(part)) continue;
        cut_again = true;
        for (const Segment& segment : part.segments) {
            double estimated = 0;
            for (size_t i = segment.begin; i < segment.end; ++i) estimated += steps_[i].seconds;
            for (size_t i = segment.begin; i < segment.end && estimated > 0; ++i) steps_[i].seconds *= segment.seconds / estimated;
        }
    }
    if (timestamps_) read_timestamps();
    if (cut_again) record_all();
    device_->physical().instance().raise();
}

void GpuProgram::read_timestamps() {
    std::vector<uint64_t> stamps(steps_.size() * 2 * 2);  // value and whether it is there
    const VkResult result = device_->vk().GetQueryPoolResults(
        device_->handle(), timestamps_.get(), 0, static_cast<uint32_t>(steps_.size() * 2), stamps.size() * sizeof(uint64_t), stamps.data(),
        2 * sizeof(uint64_t), VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT);
    if (result != VK_NOT_READY) check(result, "read timestamps");
    for (size_t i = 0; i < steps_.size(); ++i) {
        if (stamps[i * 4 + 1] == 0 || stamps[i * 4 + 3] == 0) continue;
        const double seconds = static_cast<double>(stamps[i * 4 + 2] - stamps[i * 4]) * device_->physical().timestamp_ns() * 1e-9;
        costs_[i].seconds += (seconds - costs_[i].seconds) / ++timed_[i];
    }
}

}  // namespace imagelab::gpu
