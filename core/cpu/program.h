#pragma once
#include <chrono>

#include "core/cpu/weight_bank.h"

namespace imagelab::cpu {

class ReadAhead;

// A graph as a list of ready kernels over one arena.
class CpuProgram final : public Program {
  public:
    CpuProgram(Graph graph, const CompileOptions& options, dnnl::engine engine, int threads);

    const MemoryPlan& memory() const override { return plan_; }
    std::filesystem::path packed_file(const WeightMap& weights) const override;
    const std::vector<OpCost>& costs() const override { return costs_; }
    void load(WeightBank& bank, const std::function<void(double)>& progress, const CancelToken& cancel) override;
    void write(const std::string& input, std::span<const float> values) override;
    void write(const std::string& input, std::span<const int32_t> values) override;
    void run(const CancelToken& cancel) override;
    std::vector<float> read(const std::string& output) override;
    void set_profiling(bool on) override;

  private:
    struct Step {
        std::unique_ptr<Kernel> kernel;
        ValueId node;
        size_t cost;                                           // index into costs_
        size_t first_weight;                                   // index into slots_
        std::vector<std::pair<size_t, std::byte*>> converted;  // slots that pass through the window before each run, and where to
    };
    void plan_memory();
    void find_weights(CpuWeightBank& bank, const std::function<void(double)>& progress, const CancelToken& cancel);
    std::vector<const std::byte*> weights_of(Step& step);
    std::unique_ptr<ReadAhead> read_ahead(size_t first) const;  // null: no step from there on reads a file
    void run_step(Step& step);
    std::byte* input_bytes(const std::string& name, size_t bytes, DType dtype);

    Schedule schedule_;
    ArenaPlan arena_plan_;
    dnnl::engine engine_;
    dnnl::stream stream_;
    int threads_;
    MemoryPlan plan_;
    std::vector<Step> steps_;
    size_t first_step_ = 0;  // of steps_, that runs each time
    std::vector<WeightSlot> slots_;
    std::vector<CpuWeightBank::Packed> packed_;
    std::vector<size_t> packed_of_slot_;  // index into packed_ of each slot that is not in place
    std::vector<OpCost> costs_;
    std::vector<int> timed_;               // runs behind each cost's mean
    std::optional<PackedCache> cache_;
    const CpuWeightBank* bank_ = nullptr;  // of the weights in place
    HostBuffer window_, arena_;
    bool prompt_changed_ = true;
    bool profiling_ = false;
};

}  // namespace imagelab::cpu
