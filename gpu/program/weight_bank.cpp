#include "gpu/program/weight_bank.h"

#include <algorithm>
#include <set>
#include <thread>

#include "core/base/thread.h"
#include "gpu/program/weight_packing.h"

namespace imagelab::gpu {
namespace {

constexpr int64_t least_half = 16 << 20;  // of the staging memory

// Runs work(i) for all i on a few threads; the first exception is thrown again.
void in_parallel(size_t count, const std::function<void(size_t)>& work) {
    std::atomic<size_t> next{0};
    std::exception_ptr trouble;
    std::mutex mutex;
    const auto loop = [&] {
        for (size_t i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                trouble = std::current_exception();
                next = count;
            }
        }
    };
    {
        std::vector<std::jthread> helpers;
        const size_t threads = std::min<size_t>({count, std::max(1u, std::thread::hardware_concurrency()), 8});
        for (size_t i = 1; i < threads; ++i)
            helpers.push_back(start_stoppable_thread("the packing of weights", [&loop](const std::stop_token&) { loop(); }));
        loop();
    }
    if (trouble) std::rethrow_exception(trouble);
}

// Told of each weight that is packed; the caller's thread alone reports progress.
std::function<void(int64_t)> counted(int64_t bytes, const std::function<void(double)>& progress, const CancelToken& cancel,
                                     std::atomic<int64_t>& so_far) {
    return [&so_far, &progress, &cancel, bytes, caller = std::this_thread::get_id()](int64_t more) {
        cancel.check();
        so_far += more;
        if (progress && std::this_thread::get_id() == caller) progress(static_cast<double>(so_far) / static_cast<double>(bytes));
    };
}

int64_t largest(std::span<const WeightSlot> slots) {
    int64_t bytes = 0;
    for (const WeightSlot& slot : slots) bytes = std::max(bytes, Allocator::aligned(packed_bytes(slot)));
    return bytes;
}

int64_t total(std::span<const WeightSlot> slots) {
    int64_t bytes = 0;
    for (const WeightSlot& slot : slots) bytes += Allocator::aligned(packed_bytes(slot));
    return bytes;
}

// Small components fit one half; large ones are cut into halves that hold their largest weight.
int64_t half_bytes(std::span<const WeightSlot> slots, int64_t max_block_bytes) {
    return std::max(largest(slots), std::min({total(slots), least_half, max_block_bytes}));
}

}  // namespace

BlockPlan BlockPlan::place(std::span<const int64_t> bytes, int64_t max_block_bytes) {
    BlockPlan plan;
    for (const int64_t value : bytes) {
        const int64_t size = Allocator::aligned(value);
        if (plan.blocks.empty() || plan.blocks.back() + size > max_block_bytes) plan.blocks.push_back(0);
        plan.spots.push_back({plan.blocks.size() - 1, plan.blocks.back()});
        plan.blocks.back() += size;
    }
    return plan;
}

int64_t BlockPlan::taken(const BlockRules& rules, Place place) const {
    int64_t bytes = 0;
    for (const int64_t block : blocks) bytes += rules.block_bytes(block, place);
    return bytes;
}

std::vector<size_t> GpuWeightBank::distinct(std::span<const WeightSlot> slots) {
    std::vector<size_t> firsts;
    std::multimap<std::string, size_t> seen;
    for (size_t i = 0; i < slots.size(); ++i) {
        const std::string key = weight_key(slots[i].ref);
        const auto [begin, end] = seen.equal_range(key);
        if (std::any_of(begin, end, [&](const auto& item) { return slots[item.second] == slots[i]; })) continue;
        seen.emplace(key, i);
        firsts.push_back(i);
    }
    return firsts;
}

int64_t GpuWeightBank::staging_bytes(std::span<const WeightSlot> slots, const BlockRules& rules) {
    return slots.empty() ? 0 : 2 * rules.block_bytes(half_bytes(slots, rules.max_block_bytes()), Place::host);
}

const GpuWeightBank::Packed* GpuWeightBank::find(const WeightSlot& slot, Place place) const {
    const auto [begin, end] = entries_.equal_range(weight_key(slot.ref));
    const auto found = std::find_if(begin, end, [&](const auto& item) { return item.second.slot == slot && item.second.place == place; });
    return found == end ? nullptr : &found->second.packed;
}

void GpuWeightBank::pack_to_host(std::span<const WeightSlot* const> missing, std::span<const Packed> packed,
                                 const std::function<void(int64_t)>& done) {
    in_parallel(missing.size(), [&](size_t i) {
        pack_weight(*missing[i], *weights_, packed[i].block().mapped() + packed[i].spot.offset);
        done(packed_bytes(*missing[i]));
    });
}

void GpuWeightBank::pack_to_device(std::span<const WeightSlot* const> missing, std::span<const Packed> packed,
                                   const std::function<void(int64_t)>& done) {
    std::vector<WeightSlot> slots;
    for (const WeightSlot* slot : missing) slots.push_back(*slot);
    const int64_t half = half_bytes(slots, device_->allocator().max_block_bytes());
    Block staging[2];
    for (Block& block : staging) block = device_->allocator().allocate(half, MemoryUse::staging, Place::host);
    const SemaphoreHandle uploaded = device_->make_timeline();
    CommandPoolHandle pools[2];
    uint64_t round = 0;
    // The device reads the staging memory until it is done, also where a weight file turns out to be damaged.
    struct Finish {
        LogicalDevice& device;
        VkSemaphore semaphore;
        const uint64_t& round;
        ~Finish() {
            try {
                device.wait({semaphore, round});
                device.drain();
            } catch (const Error&) {  // the device is lost: nobody reads any more
            }
        }
    } finish{*device_, uploaded.get(), round};
    for (size_t begin = 0; begin < missing.size();) {
        const size_t side = round % 2;
        if (round >= 2) device_->wait({uploaded.get(), round - 1});
        std::vector<int64_t> offsets;
        int64_t filled = 0;
        size_t end = begin;
        for (; end < missing.size(); ++end) {
            const int64_t bytes = Allocator::aligned(packed_bytes(*missing[end]));
            if (filled + bytes > half) break;
            offsets.push_back(filled);
            filled += bytes;
        }
        in_parallel(end - begin, [&](size_t i) {
            pack_weight(*missing[begin + i], *weights_, staging[side].mapped() + offsets[i]);
            done(packed_bytes(*missing[begin + i]));
        });
        pools[side] = device_->make_pool(Queue::transfer);
        const VkCommandBuffer commands = device_->make_commands(pools[side], 1).front();
        const VkCommandBufferBeginInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO, nullptr,
                                            VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT, nullptr};
        check(device_->vk().BeginCommandBuffer(commands, &info), "record commands");
        for (size_t i = begin; i < end; ++i) {
            const VkBufferCopy region{static_cast<VkDeviceSize>(offsets[i - begin]), static_cast<VkDeviceSize>(packed[i].spot.offset),
                                      static_cast<VkDeviceSize>(packed_bytes(*missing[i]))};
            device_->vk().CmdCopyBuffer(commands, staging[side].buffer(), packed[i].block().buffer(), 1, &region);
        }
        check(device_->vk().EndCommandBuffer(commands), "record commands");
        device_->submit(Queue::transfer, commands, {}, {uploaded.get(), round + 1});
        ++round;
        begin = end;
    }
    device_->wait({uploaded.get(), round});
}

std::vector<GpuWeightBank::Packed> GpuWeightBank::get(std::span<const WeightSlot> slots, std::span<const Place> places,
                                                      const std::function<void(double)>& progress, const CancelToken& cancel) {
    const std::lock_guard lock(mutex_);
    int64_t bytes = 0;
    std::vector<const WeightSlot*> missing[2];
    for (const size_t i : distinct(slots)) {
        if (find(slots[i], places[i]) != nullptr) continue;
        missing[static_cast<size_t>(places[i])].push_back(&slots[i]);
        bytes += packed_bytes(slots[i]);
    }
    std::atomic<int64_t> packed_so_far{0};
    const auto done = counted(bytes, progress, cancel, packed_so_far);
    for (const Place place : {Place::device, Place::host}) {
        const auto& list = missing[static_cast<size_t>(place)];
        if (list.empty()) continue;
        std::vector<int64_t> sizes;
        for (const WeightSlot* slot : list) sizes.push_back(packed_bytes(*slot));
        const BlockPlan plan = BlockPlan::place(sizes, device_->allocator().max_block_bytes());
        auto slab = std::make_shared<std::vector<Block>>();
        for (const int64_t block : plan.blocks) slab->push_back(device_->allocator().allocate(block, MemoryUse::weights, place));
        std::vector<Packed> packed;
        for (const BlockPlan::Spot& spot : plan.spots) packed.push_back({slab, spot});
        place == Place::device ? pack_to_device(list, packed, done) : pack_to_host(list, packed, done);
        for (size_t i = 0; i < list.size(); ++i) entries_.emplace(weight_key(list[i]->ref), Entry{*list[i], place, packed[i]});
    }
    std::vector<Packed> result;
    for (size_t i = 0; i < slots.size(); ++i) result.push_back(*find(slots[i], places[i]));
    return result;
}

void GpuWeightBank::repack(std::shared_ptr<const WeightMap> weights, const std::set<std::string>& tensors,
                           const std::function<void(double)>& progress, const CancelToken& cancel) {
    const std::lock_guard lock(mutex_);
    weights_ = std::move(weights);
    std::vector<const WeightSlot*> slots[2];
    std::vector<Packed> packed[2];
    int64_t bytes = 0;
    for (const auto& [key, entry] : entries_) {
        const auto& parts = entry.slot.ref.parts;
        if (std::none_of(parts.begin(), parts.end(), [&](const WeightPart& part) { return tensors.contains(part.name); })) continue;
        slots[static_cast<size_t>(entry.place)].push_back(&entry.slot);
        packed[static_cast<size_t>(entry.place)].push_back(entry.packed);
        bytes += packed_bytes(entry.slot);
    }
    std::atomic<int64_t> packed_so_far{0};
    const auto done = counted(bytes, progress, cancel, packed_so_far);
    const auto device = static_cast<size_t>(Place::device), host = static_cast<size_t>(Place::host);
    if (!slots[device].empty()) pack_to_device(slots[device], packed[device], done);
    if (!slots[host].empty()) pack_to_host(slots[host], packed[host], done);
}

int64_t GpuWeightBank::bytes() const {
    const std::lock_guard lock(mutex_);
    std::set<const Block*> blocks;
    int64_t total = 0;
    for (const auto& [key, entry] : entries_) {
        for (const Block& block : *entry.packed.slab) {
            if (blocks.insert(&block).second) total += block.taken();
        }
    }
    return total;
}

void GpuWeightBank::trim() {
    const std::lock_guard lock(mutex_);
    std::map<const void*, long> others;  // uses of a slab by programs
    for (const auto& [key, entry] : entries_) others[entry.packed.slab.get()] = entry.packed.slab.use_count();
    for (const auto& [key, entry] : entries_) --others[entry.packed.slab.get()];
    std::erase_if(entries_, [&](const auto& item) { return others[item.second.packed.slab.get()] == 0; });
}

}  // namespace imagelab::gpu
