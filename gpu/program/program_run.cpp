// How a program's command buffers are cut, recorded and submitted.
#include <algorithm>
#include <chrono>
#include <numeric>

#include "gpu/program/program.h"
#include "gpu/program/weight_packing.h"

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
        const bool full = seconds + steps_[i].seconds > submission_seconds || steps_[i].group != segments.back().group;
        if (segments.back().end > segments.back().begin && full) {
            segments.push_back({i, i});
            seconds = 0;
        }
        segments.back().end = i + 1;
        segments.back().group = steps_[i].group;
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
    if (!regions_.empty()) upload_pool_ = device_->make_pool(Queue::transfer);
    for (Part& part : parts_) {
        part.segments = cut(part);
        const std::vector<VkCommandBuffer> commands = device_->make_commands(pool_, static_cast<uint32_t>(part.segments.size()));
        for (size_t i = 0; i < part.segments.size(); ++i) {
            part.segments[i].commands = commands[i];
            record(part, part.segments[i], i == 0, i + 1 == part.segments.size());
        }
        if (regions_.empty()) continue;
        part.uploads = device_->make_commands(upload_pool_, static_cast<uint32_t>(part.segments.back().group + 1));
        for (size_t group = 0; group < part.uploads.size(); ++group) record_upload(part.uploads[group], part, group);
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
    for (size_t i = 0; i < step.kernel->weights.size(); ++i) operands.weights.push_back(weight_address(step.first_weight + i, step.group));
    operands.out = address_of(step.node);
    if (node.residual != no_value) operands.residual = address_of(node.residual);
    if (node.factor != no_value) operands.factor = address_of(node.factor);
    const int64_t scratch = arena_plan_.scratch_offset[step.node];
    if (scratch >= 0) operands.scratch = arena_address(scratch);
    const OpCost& cost = costs_[static_cast<size_t>(&step - steps_.data())];
    recorder.begin_label(cost.op + " " + cost.detail);
    step.kernel->record(recorder, operands);
    recorder.end_label();
}

void GpuProgram::record_copies(CommandRecorder& recorder, const std::vector<Region>& regions, bool in) const {
    for (const Region& region : regions) {
        const Address staged = staging_.address() + static_cast<Address>(region.staged), there = address_of(region.value);
        recorder.copy(in ? staged : there, in ? there : staged, region.bytes);
    }
}

void GpuProgram::record_upload(VkCommandBuffer commands, const Part& part, size_t group) const {
    const DeviceFunctions& vk = device_->vk();
    begin_commands(vk, commands);
    for (size_t i = part.begin; i < part.end; ++i) {
        const Step& step = steps_[i];
        if (step.group != group) continue;
        for (size_t slot = step.first_weight; slot < step.first_weight + step.kernel->weights.size(); ++slot) {
            if (region_offset_[slot] < 0) continue;
            const GpuWeightBank::Packed& from = packed_[slot];
            const VkBufferCopy copy{static_cast<VkDeviceSize>(from.spot.offset), static_cast<VkDeviceSize>(region_offset_[slot]),
                                    static_cast<VkDeviceSize>(packed_bytes(slots_[slot]))};
            vk.CmdCopyBuffer(commands, from.block().buffer(), regions_[group % 2].buffer(), 1, &copy);
        }
    }
    check(vk.EndCommandBuffer(commands), "record a program");
}

void GpuProgram::finish_submissions() {
    if (!timeline_) return;
    if (submitted_ > 0) device_->wait({timeline_.get(), submitted_});
    if (uploaded_ > 0) device_->wait({uploads_.get(), uploaded_});
}

// The weights of a group go where those of the group before the last were, once nobody reads them.
void GpuProgram::upload(const Part& part, size_t group) {
    const TimelinePoint free{timeline_.get(), group_done_[group % 2]};
    device_->submit(Queue::transfer, part.uploads[group], free.value > 0 ? std::span(&free, 1) : std::span<const TimelinePoint>(),
                    {uploads_.get(), uploaded_ + 1});
    ++uploaded_;
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
    const uint64_t first_upload = uploaded_;
    size_t uploaded = 0;  // groups of this part
    for (size_t i = 0; i < part.segments.size(); ++i) {
        if (cancel.requested()) break;
        const Segment& segment = part.segments[i];
        const uint64_t value = base + i + 1;
        // The next group's weights travel while this one computes; its region is free once the group before this one is done.
        for (; uploaded < part.uploads.size() && uploaded <= segment.group + 1; ++uploaded) upload(part, uploaded);
        const TimelinePoint arrived{uploads_.get(), first_upload + segment.group + 1};
        device_->submit(Queue::compute, segment.commands, part.uploads.empty() ? std::span<const TimelinePoint>() : std::span(&arrived, 1),
                        {timeline_.get(), value});
        submitted_ = value;
        group_done_[segment.group % 2] = value;
        if (i >= 1) finish(i - 1);
    }
    if (submitted_ > base) finish(static_cast<size_t>(submitted_ - base) - 1);
    finish_submissions();
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
    check_indices();
    cancel.check();
    bool cut_again = false;
    for (Part& part : parts_) {
        if (&part == &parts_[0] && !prompt_changed_) continue;
        run_part(part, cancel);
        prompt_changed_ = false;
        if (timestamps_) read_timestamps(part);
        if (!cut_badly(part)) continue;
        cut_again = true;
        for (const Segment& segment : part.segments) {
            double estimated = 0;
            for (size_t i = segment.begin; i < segment.end; ++i) estimated += steps_[i].seconds;
            for (size_t i = segment.begin; i < segment.end && estimated > 0; ++i) steps_[i].seconds *= segment.seconds / estimated;
        }
    }
    if (cut_again) record_all();
    device_->physical().instance().raise();
}

void GpuProgram::read_timestamps(const Part& part) {
    const auto count = static_cast<uint32_t>((part.end - part.begin) * 2);
    if (count == 0) return;
    std::vector<uint64_t> stamps(count);
    check(device_->vk().GetQueryPoolResults(device_->handle(), timestamps_.get(), static_cast<uint32_t>(part.begin * 2), count,
                                            count * sizeof(uint64_t), stamps.data(), sizeof(uint64_t),
                                            VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
          "read timestamps");
    for (size_t i = part.begin; i < part.end; ++i) {
        const size_t at = (i - part.begin) * 2;
        const uint64_t ticks = std::max<uint64_t>(1, stamps[at + 1] - stamps[at]);
        const double seconds = static_cast<double>(ticks) * device_->physical().timestamp_ns() * 1e-9;
        costs_[i].seconds += (seconds - costs_[i].seconds) / ++timed_[i];
    }
}

}  // namespace imagelab::gpu
