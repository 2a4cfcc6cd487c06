#include "gpu/vulkan_devices.h"

#include <atomic>
#include <cstring>
#include <map>

#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/device/buffers.h"
#include "gpu/measure.h"
#include "gpu/program/program.h"
#include "gpu/self_test.h"
#include "gpu/tuning.h"

namespace imagelab {
namespace {

using namespace gpu;

constexpr const char* kind_names[] = {"discrete", "integrated", "virtual", "software"};

std::vector<std::string> feature_names(const Capabilities& c) {
    std::vector<std::string> names{"subgroup " + (c.min_subgroup_size == c.max_subgroup_size
                                                      ? std::to_string(c.subgroup_size)
                                                      : std::to_string(c.min_subgroup_size) + "-" + std::to_string(c.max_subgroup_size))};
    if (c.storage16) names.emplace_back("16-bit storage");
    if (c.arithmetic_f16) names.emplace_back("f16 arithmetic");
    if (!c.matrix_shapes.empty()) names.emplace_back("cooperative matrix");
    if (c.memory_budget) names.emplace_back("memory budget");
    return names;
}

// A first guess, low enough that the first submissions are short; programs cut theirs anew by what they measure.
double guessed_flops_per_second(DeviceType type) {
    return type == DeviceType::software ? 4e9 : type == DeviceType::discrete ? 2e12 : 2e11;
}

// A block of the device's memory, reached through a small one of the host's.
class VulkanBuffer final : public DeviceBuffer {
  public:
    VulkanBuffer(std::shared_ptr<LogicalDevice> device, int64_t bytes) : device_(std::move(device)), bytes_(bytes) {
        if (bytes > device_->allocator().max_block_bytes())
            throw OutOfMemory("[vulkan] the driver gives no more than " + std::to_string(device_->allocator().max_block_bytes()) +
                              " bytes in one piece");
        block_ = device_->allocator().allocate(bytes, MemoryUse::other, Place::device);
        staging_ = device_->allocator().allocate(std::min(bytes, piece), MemoryUse::staging, Place::host);
        clear();
    }
    int64_t bytes() const override { return bytes_; }
    int64_t resident_bytes() const override { return bytes_; }
    void write(int64_t offset, std::span<const std::byte> from) override {
        check_range(*this, offset, static_cast<int64_t>(from.size()));
        for (size_t done = 0; done < from.size(); done += static_cast<size_t>(piece)) {
            const size_t size = std::min(from.size() - done, static_cast<size_t>(piece));
            std::memcpy(staging_.mapped(), from.data() + done, size);
            copy(staging_, block_, {{0, static_cast<VkDeviceSize>(offset) + done, size}});
        }
    }
    void read(int64_t offset, std::span<std::byte> to) override {
        check_range(*this, offset, static_cast<int64_t>(to.size()));
        for (size_t done = 0; done < to.size(); done += static_cast<size_t>(piece)) {
            const size_t size = std::min(to.size() - done, static_cast<size_t>(piece));
            copy(block_, staging_, {{static_cast<VkDeviceSize>(offset) + done, 0, size}});
            std::memcpy(to.data() + done, staging_.mapped(), size);
        }
    }
    void clear() override {
        std::memset(staging_.mapped(), 0, static_cast<size_t>(std::min(bytes_, piece)));
        std::vector<VkBufferCopy> regions;
        for (int64_t at = 0; at < bytes_; at += piece)
            regions.push_back({0, static_cast<VkDeviceSize>(at), static_cast<VkDeviceSize>(std::min(piece, bytes_ - at))});
        copy(staging_, block_, regions);
    }

  private:
    static constexpr int64_t piece = int64_t{8} << 20;
    void copy(const Block& from, const Block& to, const std::vector<VkBufferCopy>& regions) {
        device_->run_once(gpu::Queue::compute, [&](VkCommandBuffer commands) {
            device_->vk().CmdCopyBuffer(commands, from.buffer(), to.buffer(), static_cast<uint32_t>(regions.size()), regions.data());
            VkMemoryBarrier2 read{VK_STRUCTURE_TYPE_MEMORY_BARRIER_2};  // by the host
            read.srcStageMask = VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT;
            read.srcAccessMask = VK_ACCESS_2_TRANSFER_WRITE_BIT;
            read.dstStageMask = VK_PIPELINE_STAGE_2_HOST_BIT;
            read.dstAccessMask = VK_ACCESS_2_HOST_READ_BIT;
            VkDependencyInfo dependency{VK_STRUCTURE_TYPE_DEPENDENCY_INFO};
            dependency.memoryBarrierCount = 1;
            dependency.pMemoryBarriers = &read;
            device_->vk().CmdPipelineBarrier2(commands, &dependency);
        });
    }
    std::shared_ptr<LogicalDevice> device_;
    int64_t bytes_;
    Block block_, staging_;
};

class VulkanDevice final : public Device, public BufferDevice {
  public:
    VulkanDevice(std::shared_ptr<Instance> instance, VkPhysicalDevice handle, std::string id, VulkanOptions options)
        : physical_(std::move(instance), handle), id_(std::move(id)), options_(options) {}

    const std::string& problem() const { return physical_.problem(); }

    DeviceInfo info() const override {
        const Capabilities& c = physical_.capabilities();
        DeviceInfo info{id_, c.name, kind_names[static_cast<size_t>(c.type)], c.driver, feature_names(c)};
        info.dtypes = dtypes();
        info.memory_total = physical_.device_heap_bytes();
        const int64_t budget = physical_.device_budget_bytes();
        const std::lock_guard lock(mutex_);
        info.own_memory = true;
        info.monitor_key = c.type == DeviceType::software ? "cpu" : c.pci_address;
        info.memory_here = device_ != nullptr ? device_->allocator().taken(Place::device) : 0;
        info.memory_free =
            std::max<int64_t>(0, budget >= 0 ? budget - physical_.device_usage_bytes() : info.memory_total - info.memory_here);
        return info;
    }

    std::unique_ptr<Program> compile(Graph graph, const CompileOptions& options) override {
        if (options.int8) throw Error("[vulkan] no products in 8-bit integers here: choose f16, bf16 or f32");
        CompileOptions chosen = options;
        if (chosen.memory_budget == 0) chosen.memory_budget = options_.memory_budget;
        const auto device = opened();
        tune(*device);
        return std::make_unique<GpuProgram>(std::move(graph), chosen, device, guessed_flops_per_second(physical_.capabilities().type));
    }

    std::unique_ptr<WeightBank> make_bank(std::shared_ptr<const WeightMap> weights) override {
        return std::make_unique<GpuWeightBank>(std::move(weights), opened());
    }

    std::unique_ptr<DeviceBuffer> make_buffer(int64_t bytes) override { return std::make_unique<VulkanBuffer>(opened(), bytes); }

    double estimated_flops_per_second(DType dtype) override {
        {
            const std::lock_guard lock(mutex_);
            if (const auto known = rates_.find(dtype); known != rates_.end()) return known->second;
        }
        const double rate = measured_flops_per_second(*this, dtype, physical_.capabilities().type == DeviceType::software ? 256 : 2048);
        const std::lock_guard lock(mutex_);
        return rates_[dtype] = rate;
    }

    VulkanMemory memory_in_use() const {
        const std::lock_guard lock(mutex_);
        VulkanMemory memory;
        if (device_ == nullptr) return memory;
        const Allocator& a = device_->allocator();
        const auto uses = [&](Place place) {
            return VulkanMemory::Uses{a.taken(MemoryUse::weights, place), a.taken(MemoryUse::activations, place),
                                      a.taken(MemoryUse::staging, place), a.taken(MemoryUse::other, place)};
        };
        memory.device = uses(Place::device);
        memory.host = uses(Place::host);
        memory.driver_bytes = physical_.device_usage_bytes();
        return memory;
    }

  private:
    // Empty: nothing is kept.
    static std::filesystem::path cache_folder() { return cache_dir().empty() ? std::filesystem::path() : cache_dir() / "vulkan"; }

    // Best first. On a software driver f32 is the fast one: 16-bit values are widened one by one.
    std::vector<DType> dtypes() const {
        const Capabilities& c = physical_.capabilities();
        if (!c.storage16) return {DType::f32};
        if (c.type == DeviceType::software) return {DType::f32, DType::bf16, DType::f16};
        return {DType::f16, DType::bf16, DType::f32};
    }

    // Opened when it is first used, and again after it was lost; looked at once before anything else runs on it.
    std::shared_ptr<LogicalDevice> opened() {
        const std::lock_guard lock(mutex_);
        if (device_ == nullptr || device_->lost()) {
            device_ = std::make_shared<LogicalDevice>(physical_, options_.max_block_bytes);
            if (const auto known = read_tuning(cache_folder(), physical_.capabilities()))
                device_->tuning() = *known;
            else
                untuned_ = physical_.capabilities().type != DeviceType::software;
        }
        if (!tested_) {
            const std::string trouble = self_test(device_, dtypes(), cache_folder());
            if (!trouble.empty())
                throw Error("[vulkan] " + id_ + " (" + physical_.capabilities().name + ", " + physical_.capabilities().driver +
                            ") computes wrongly: " + trouble + "; install a newer driver, or choose another device (--device cpu)");
            tested_ = true;
        }
        return device_;
    }

    // Once for each device and driver. The programs that measure come through here, too, and find it under way.
    void tune(LogicalDevice& device) {
        if (!untuned_.exchange(false)) return;
        try {
            measure_tuning(*this, physical_.capabilities(), device.tuning(), 2048);
            if (!cache_folder().empty()) write_tuning(cache_folder(), physical_.capabilities(), device.tuning());
        } catch (const std::exception& error) {
            device.tuning() = {};
            log_warning(physical_.capabilities().name + " was not measured, its kernels are chosen by expectation: " + error.what());
        }
    }

    PhysicalDevice physical_;
    std::string id_;
    VulkanOptions options_;
    mutable std::mutex mutex_;
    std::shared_ptr<LogicalDevice> device_;
    std::map<DType, double> rates_;
    std::atomic<bool> untuned_{false};
    bool tested_ = false;
};

}  // namespace

VulkanMemory memory_in_use(const Device& device) {
    const auto* vulkan = dynamic_cast<const VulkanDevice*>(&device);
    return vulkan == nullptr ? VulkanMemory{} : vulkan->memory_in_use();
}

std::vector<std::unique_ptr<Device>> make_vulkan_devices(const VulkanOptions& options) {
    std::vector<std::unique_ptr<Device>> devices;
    const std::shared_ptr<Instance> instance = Instance::open(options.validation);
    if (instance == nullptr) return devices;
    int number = 0;
    for (const VkPhysicalDevice handle : instance->physical_devices()) {
        auto device = std::make_unique<VulkanDevice>(instance, handle, "vulkan:" + std::to_string(number++), options);
        if (device->problem().empty())
            devices.push_back(std::move(device));
        else
            log_debug(device->info().id + " (" + device->info().name + ") is left out: " + device->problem());
    }
    return devices;
}

}  // namespace imagelab
