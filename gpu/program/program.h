#pragma once
#include "gpu/program/program_plan.h"
#include "gpu/program/weight_bank.h"
#include "gpu/vulkan/command_recorder.h"

namespace imagelab::gpu {

// A graph as command buffers over one arena: recorded when it is loaded, replayed each forward. What depends on the prompt alone has its
// own.
class GpuProgram final : public Program, private ProgramPlan {
  public:
    GpuProgram(Graph graph, const CompileOptions& options, std::shared_ptr<LogicalDevice> device, double flops_per_second);
    ~GpuProgram() override;

    const MemoryPlan& memory() const override { return plan_; }
    const std::vector<OpCost>& costs() const override { return costs_; }
    void load(WeightBank& bank, const std::function<void(double)>& progress, const CancelToken& cancel) override;
    void write(const std::string& input, std::span<const float> values) override;
    void write(const std::string& input, std::span<const int32_t> values) override;
    void run(const CancelToken& cancel) override;
    std::vector<float> read(const std::string& output) override;
    void set_profiling(bool on) override;

  private:
    // One submission: steps that take about as long as a cancel may wait for.
    struct Segment {
        size_t begin = 0, end = 0;  // of steps_
        VkCommandBuffer commands = nullptr;
        double seconds = 0;  // measured in the last run
        size_t group = 0;
    };
    // What runs once a prompt, or each time.
    struct Part {
        size_t begin = 0, end = 0;  // of steps_
        std::vector<Segment> segments;
        std::vector<VkCommandBuffer> uploads;  // one a group of streamed weights
    };
    // An input whose values are rows of something: the device would read outside, so they are looked at before.
    struct IndexCheck {
        ValueId input;
        int32_t least;
        int64_t rows;
        std::string message;  // "[embedding] id", "is outside the table of 50"
    };
    void find_index_checks();
    void check_indices() const;
    void upload_constants();
    void index_buffers();

    void record_all();
    std::vector<Segment> cut(const Part& part) const;
    void record(const Part& part, Segment& segment, bool first, bool last);
    void record_step(CommandRecorder& recorder, const Step& step) const;
    void record_upload(VkCommandBuffer commands, const Part& part, size_t group) const;
    void record_copies(CommandRecorder& recorder, const std::vector<Region>& regions, bool in) const;
    CommandRecorder::Place resolve(Address address, int64_t bytes) const;

    void run_part(Part& part, const CancelToken& cancel);
    void upload(const Part& part, size_t group);
    void finish_submissions();
    bool cut_badly(const Part& part) const;
    void read_timestamps(const Part& part);

    Address weight_address(size_t slot, size_t group) const;
    Address arena_address(int64_t offset) const;
    Address address_of(ValueId id) const { return arena_address(arena_plan_.offset[schedule_.storage(id)]); }
    std::byte* staged_input(const std::string& name, size_t bytes, DType dtype);
    void check_loaded() const;

    std::shared_ptr<LogicalDevice> device_;
    std::vector<int> timed_;  // runs behind each cost's mean
    std::vector<GpuWeightBank::Packed> packed_;
    std::vector<Block> regions_;  // two, or none
    std::vector<IndexCheck> index_checks_;
    std::vector<Block> arena_;
    Block staging_;
    struct Mapped {
        Address begin;
        int64_t bytes;
        VkBuffer buffer;
    };
    std::vector<Mapped> buffers_;  // by address

    CommandPoolHandle pool_, upload_pool_;
    SemaphoreHandle timeline_, uploads_;
    uint64_t submitted_ = 0, uploaded_ = 0;  // their values
    uint64_t group_done_[2] = {0, 0};        // of timeline_: when a region was read last
    QueryPoolHandle timestamps_;
    Part parts_[2];  // prompt, step
    bool prompt_changed_ = true, profiling_ = false;
};

}  // namespace imagelab::gpu
