#include "gpu/program/imagined_device.h"

#include <cstdio>
#include <string>

#include "core/base/number.h"
#include "gpu/program/program_plan.h"
#include "gpu/vulkan/pipelines.h"

namespace imagelab {
namespace {

using namespace gpu;

// As drivers of NVIDIA and AMD say: maxMemoryAllocationSize just below 4 GiB, memory in pages of 2 MiB.
constexpr int64_t page = 2 << 20, largest_block = (int64_t{4} << 30) - page;

class CardMemory final : public BlockRules {
  public:
    int64_t max_block_bytes() const override { return largest_block; }
    int64_t block_bytes(int64_t bytes, Place) const override { return (bytes + page - 1) / page * page; }
};

// Kernels name their pipelines when they are chosen, and nothing is ever recorded.
class NamedPipelines final : public PipelineSource {
    const Pipeline& pipeline_of(std::string_view, std::span<const uint32_t>, uint32_t) override { return any_; }
    Pipeline any_;
};

Capabilities card_capabilities(const std::string& name) {
    Capabilities c;
    c.type = DeviceType::discrete;
    c.name = name;
    c.subgroup_size = c.min_subgroup_size = c.max_subgroup_size = 32;
    c.subgroup_size_control = c.subgroup_arithmetic = c.subgroup_shuffle = true;
    c.storage16 = c.arithmetic_f16 = c.arithmetic_i64 = c.memory_model = true;
    c.matrix_shapes = {{16, 16, 16, MatrixShape::Element::f16}, {16, 16, 16, MatrixShape::Element::bf16}};
    c.shared_bytes = 48 << 10;
    c.max_invocations = 1024;
    c.max_allocation_bytes = largest_block;
    return c;
}

[[noreturn]] void not_here() {
    throw Error("[imagined] this card is not here: programs can only be planned for it");
}

class ImaginedProgram final : public Program, private ProgramPlan {
  public:
    ImaginedProgram(Graph graph, const CompileOptions& options, const PlannedFor& device)
        : ProgramPlan(std::move(graph), options, device, 1) {}
    const MemoryPlan& memory() const override { return plan_; }
    const std::vector<OpCost>& costs() const override { return costs_; }
    void load(WeightBank&, const std::function<void(double)>&, const CancelToken&) override { not_here(); }
    void write(const std::string&, std::span<const float>) override { not_here(); }
    void write(const std::string&, std::span<const int32_t>) override { not_here(); }
    void run(const CancelToken&) override { not_here(); }
    std::vector<float> read(const std::string&) override { not_here(); }
    void set_profiling(bool) override {}
};

class NoWeights final : public WeightBank {
  public:
    int64_t bytes() const override { return 0; }
    void trim() override {}
    void repack(std::shared_ptr<const WeightMap>, const std::set<std::string>&, const std::function<void(double)>&,
                const CancelToken&) override {}
};

class ImaginedDevice final : public Device {
  public:
    explicit ImaginedDevice(int64_t memory_bytes) : memory_bytes_(memory_bytes), capabilities_(card_capabilities(name_of(memory_bytes))) {}

    DeviceInfo info() const override {
        DeviceInfo info{"vulkan:0", capabilities_.name, "discrete", "none: planned for only"};
        info.dtypes = {DType::f16, DType::bf16, DType::f32};
        info.memory_total = info.memory_free = memory_bytes_;
        info.own_memory = true;
        return info;
    }
    std::unique_ptr<Program> compile(Graph graph, const CompileOptions& options) override {
        return std::make_unique<ImaginedProgram>(std::move(graph), options, PlannedFor{pipelines_, capabilities_, nullptr, memory_});
    }
    std::unique_ptr<WeightBank> make_bank(std::shared_ptr<const WeightMap>) override { return std::make_unique<NoWeights>(); }
    double estimated_flops_per_second(DType) override { return 0; }

  private:
    static std::string name_of(int64_t bytes) {
        return "a graphics card with " + general_text(static_cast<double>(bytes) / (1 << 30), 3) + " GiB";
    }

    int64_t memory_bytes_;
    Capabilities capabilities_;
    NamedPipelines pipelines_;
    CardMemory memory_;
};

}  // namespace

std::unique_ptr<Device> make_imagined_device(int64_t memory_bytes) {
    return std::make_unique<ImaginedDevice>(memory_bytes);
}

}  // namespace imagelab
