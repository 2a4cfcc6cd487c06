#pragma once
#include "core/graph/passes.h"
#include "gpu/command_recorder.h"
#include "gpu/streaming.h"
#include "gpu/weight_bank.h"

namespace imagelab::gpu {

// A graph as command buffers over one arena: recorded when it is loaded, replayed each forward. What depends on the prompt alone has its
// own.
class GpuProgram final : public Program {
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
    struct Step {
        std::unique_ptr<Kernel> kernel;
        ValueId node;
        size_t first_weight;  // index into slots_
        double seconds;       // estimated, then measured with its neighbours
        size_t group = 0;     // streamed with its neighbours
    };
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
    struct Region {  // of the arena and of the staging block
        ValueId value;
        int64_t staged, bytes;
    };

    void lower_nodes(double flops_per_second);
    void plan_memory(int64_t budget);
    int64_t plan_weights(int64_t room);  // bytes of the device
    void group_streamed();
    void find_index_checks();
    void check_indices() const;
    void place_staging();
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
    Schedule schedule_;
    ArenaPlan arena_plan_;
    MemoryPlan plan_;
    std::vector<Step> steps_;
    std::vector<OpCost> costs_;  // of steps_
    std::vector<int> timed_;     // runs behind each cost's mean
    std::vector<WeightSlot> slots_;
    std::vector<GpuWeightBank::Packed> packed_;
    StreamPlan streaming_;                // of distinct_
    std::vector<size_t> distinct_;        // indices into slots_
    std::vector<size_t> weight_of_slot_;  // index into distinct_
    std::vector<int64_t> region_offset_;  // of each slot, within its region; -1: resident
    std::vector<Block> regions_;          // two, or none
    std::vector<IndexCheck> index_checks_;
    std::vector<Block> arena_;
    Block staging_;
    int64_t staging_size_ = 0;
    std::vector<Region> inputs_[2], outputs_, constants_;  // inputs by rate
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
