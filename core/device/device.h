#pragma once
// What the engine asks of a device. core/cpu implements it with oneDNN, gpu with Vulkan; a program compiled by one runs on that one.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/device/device_info.h"
#include "core/graph/graph.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

// Bytes a program needs, known when it is compiled, before any weight is read.
struct MemoryPlan {
    int64_t weight_bytes = 0;   // packed, resident while it runs
    int64_t arena_bytes = 0;    // inputs, outputs, activations and scratch at their fixed offsets
    int64_t staging_bytes = 0;  // while weights are loaded
    int64_t code_bytes = 0;     // primitives and generated code, estimated from their number; stays with the process
    // A device with memory of its own (DeviceInfo::own_memory) keeps these and staging_bytes in the process's; the others are the device's.
    int64_t streamed_bytes = 0;  // packed weights that go to the device each forward; on the processor those read from the file
    int64_t host_bytes = 0;      // inputs and outputs on their way
    int64_t window_bytes = 0;    // what streamed weights pass through
    int64_t running_bytes() const { return weight_bytes + window_bytes + arena_bytes + code_bytes; }
    int64_t loading_bytes() const { return weight_bytes + staging_bytes + code_bytes; }
};

struct OpCost {
    std::string op, detail;  // "linear", "2048x640 -> 1920"
    Rate rate = Rate::step;
    double flops = 0;    // 2 per multiply-add
    double bytes = 0;    // read and written at least
    double seconds = 0;  // measured, mean over the runs while profiling is on
    bool int8 = false;   // its products are in 8-bit integers
};

// The packed weights of one component on one device, shared by the programs compiled for it (other sizes, other batches).
class WeightBank {
  public:
    virtual ~WeightBank() = default;
    virtual int64_t bytes() const = 0;  // resident now
    virtual void trim() = 0;            // frees what no living program uses
    // Takes another map of the same names and shapes: what is packed of the tensors named is packed anew where it lies, so that programs
    // that are loaded go on with it. No program may run meanwhile. Throws Error, Cancelled: then some are packed anew and some are not.
    virtual void repack(std::shared_ptr<const WeightMap> weights, const std::set<std::string>& tensors,
                        const std::function<void(double)>& progress, const CancelToken& cancel) = 0;
};

class Program {
  public:
    virtual ~Program() = default;

    virtual const MemoryPlan& memory() const = 0;
    // The file that load() into an empty bank of these weights reads them from packed, where it is there (CompileOptions::packed). Empty:
    // none ever.
    virtual std::filesystem::path packed_file(const WeightMap&) const { return {}; }
    virtual const std::vector<OpCost>& costs() const = 0;
    // Packs what the bank does not hold yet and allocates the arena. `progress` is called with a fraction, at last 1. Throws Error,
    // Cancelled.
    virtual void load(WeightBank& bank, const std::function<void(double)>& progress, const CancelToken& cancel) = 0;
    // f32 or i32 values of an input, in its graph shape.
    virtual void write(const std::string& input, std::span<const float> values) = 0;
    virtual void write(const std::string& input, std::span<const int32_t> values) = 0;
    // Once per forward. What depends only on `prompt` inputs is computed again only after one of them was written.
    virtual void run(const CancelToken& cancel) = 0;
    virtual std::vector<float> read(const std::string& output) = 0;
    virtual void set_profiling(bool on) = 0;
    // Told the share of a forward that is done while it runs, by a device whose forwards may take seconds (the processor); in the thread
    // that runs it.
    void tell(std::function<void(double share)> told) { told_ = std::move(told); }

  protected:
    std::function<void(double share)> told_;
};

// Where packed weights are kept on the disk, so that a later start reads them instead of rounding them again.
struct PackedPlace {
    std::filesystem::path folder;  // empty: nowhere
    int64_t most_bytes = 0;        // of all its files; those used longest ago go first
};
// In the cache folder (core/base/paths.h); PACKED_CACHE_BYTES ("8G", 0: nothing is kept), else 16 GiB and no more than a quarter of what is
// free on that disk.
PackedPlace packed_place();

struct CompileOptions {
    bool fuse = true;  // off: the graph runs as traced, for tests
    // Bytes of a device with memory of its own that the program may hold. Weights that do not fit are streamed; where not even that is
    // enough, the plan says more than this. 0: no limit.
    int64_t memory_budget = 0;
    // On the processor: matrix weights are used where they lie in the mapped file, page by page, instead of being packed; those of another
    // dtype are converted on their way. Private memory then holds next to no weights.
    bool weights_in_place = false;
    // On the processor: products and convolutions of what changes each step multiply in 8-bit integers, made from the weights as they are
    // loaded (core/cpu/int8.h says which). A device without DeviceInfo::int8 throws Error.
    bool int8 = false;
    int threads = 0;  // of the processor, that run it; 0: the device's
    PackedPlace packed = {};  // of programs with int8 on the processor, whose weights take long to make
};

class Device {
  public:
    virtual ~Device() = default;
    virtual DeviceInfo info() const = 0;
    virtual std::unique_ptr<Program> compile(Graph graph, const CompileOptions& options = {}) = 0;
    virtual std::unique_ptr<WeightBank> make_bank(std::shared_ptr<const WeightMap> weights) = 0;
    // Bytes per second this device multiplies at and moves, measured once; for time estimates before anything ran.
    virtual double estimated_flops_per_second(DType dtype) = 0;
};

}  // namespace imagelab
