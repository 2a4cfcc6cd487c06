#include "gpu/vulkan_devices.h"

#include <spdlog/spdlog.h>

#include "gpu/program.h"

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

class VulkanDevice final : public Device {
  public:
    VulkanDevice(std::shared_ptr<Instance> instance, VkPhysicalDevice handle, std::string id, VulkanOptions options)
        : physical_(std::move(instance), handle), id_(std::move(id)), options_(options) {}

    const std::string& problem() const { return physical_.problem(); }

    DeviceInfo info() const override {
        const Capabilities& c = physical_.capabilities();
        DeviceInfo info{id_, c.name, kind_names[static_cast<size_t>(c.type)], c.driver, feature_names(c)};
        // On a software driver f32 is the fast one: 16-bit values are widened one by one.
        if (c.storage16 && c.type != DeviceType::software) info.dtypes = {DType::f16, DType::bf16};
        info.dtypes.push_back(DType::f32);
        if (c.storage16 && c.type == DeviceType::software) info.dtypes.insert(info.dtypes.end(), {DType::f16, DType::bf16});
        info.memory_total = physical_.device_heap_bytes();
        const int64_t budget = physical_.device_budget_bytes();
        const std::lock_guard lock(mutex_);
        const int64_t ours = device_ != nullptr ? device_->allocator().taken(Place::device) : 0;
        info.memory_free = budget >= 0 ? budget - physical_.device_usage_bytes() : info.memory_total - ours;
        return info;
    }

    std::unique_ptr<Program> compile(Graph graph, const CompileOptions& options) override {
        return std::make_unique<GpuProgram>(std::move(graph), options, opened(), 2e9);
    }

    std::unique_ptr<WeightBank> make_bank(std::shared_ptr<const WeightMap> weights) override {
        return std::make_unique<GpuWeightBank>(std::move(weights), opened());
    }

    double estimated_flops_per_second(DType) override { return 2e9; }

  private:
    std::shared_ptr<LogicalDevice> opened() {
        const std::lock_guard lock(mutex_);
        if (device_ == nullptr || device_->lost()) device_ = std::make_shared<LogicalDevice>(physical_, 0);
        return device_;
    }

    PhysicalDevice physical_;
    std::string id_;
    VulkanOptions options_;
    mutable std::mutex mutex_;
    std::shared_ptr<LogicalDevice> device_;
};

}  // namespace

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
            spdlog::debug("{} ({}) is left out: {}", device->info().id, device->info().name, device->problem());
    }
    return devices;
}

}  // namespace imagelab
