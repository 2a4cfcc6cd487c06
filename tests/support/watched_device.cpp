#include "tests/support/watched_device.h"

#include "core/cpu/cpu_device.h"

namespace imagelab::test {
namespace {

class WatchedProgram final : public Program {
  public:
    WatchedProgram(std::unique_ptr<Program> inner, std::string output, std::shared_ptr<DeviceWatch> watch)
        : inner_(std::move(inner)), output_(std::move(output)), watch_(std::move(watch)) {}
    ~WatchedProgram() override {
        if (loaded_) --watch_->programs;
    }
    const MemoryPlan& memory() const override { return inner_->memory(); }
    const std::vector<OpCost>& costs() const override { return inner_->costs(); }
    void load(WeightBank& bank, const std::function<void(double)>& progress, const CancelToken& cancel) override {
        inner_->load(bank, progress, cancel);
        if (!std::exchange(loaded_, true)) ++watch_->programs;
    }
    void write(const std::string& input, std::span<const float> values) override { inner_->write(input, values); }
    void write(const std::string& input, std::span<const int32_t> values) override { inner_->write(input, values); }
    void run(const CancelToken& cancel) override {
        if (watch_->before_run) watch_->before_run(output_);
        inner_->run(cancel);
    }
    std::vector<float> read(const std::string& output) override { return inner_->read(output); }
    std::filesystem::path packed_file(const WeightMap& weights) const override { return inner_->packed_file(weights); }
    void set_profiling(bool on) override { inner_->set_profiling(on); }

  private:
    std::unique_ptr<Program> inner_;
    std::string output_;
    std::shared_ptr<DeviceWatch> watch_;
    bool loaded_ = false;
};

class WatchedDevice final : public Device {
  public:
    WatchedDevice(std::shared_ptr<DeviceWatch> watch, int threads) : inner_(make_cpu_device(threads)), watch_(std::move(watch)) {}
    DeviceInfo info() const override {
        DeviceInfo info = inner_->info();
        info.id = watch_->id;
        if (!watch_->monitor_key.empty()) info.monitor_key = watch_->monitor_key;
        if (watch_->memory_total > 0) info.memory_total = watch_->memory_total;
        return info;
    }
    std::unique_ptr<Program> compile(Graph graph, const CompileOptions& options) override {
        const std::string output = graph.outputs.empty() ? "" : graph.outputs.front().name;
        return std::make_unique<WatchedProgram>(inner_->compile(std::move(graph), options), output, watch_);
    }
    std::unique_ptr<WeightBank> make_bank(std::shared_ptr<const WeightMap> weights) override {
        return inner_->make_bank(std::move(weights));
    }
    double estimated_flops_per_second(DType) override { return 1e10; }

  private:
    std::unique_ptr<Device> inner_;
    std::shared_ptr<DeviceWatch> watch_;
};

}  // namespace

std::unique_ptr<Device> make_watched_device(std::shared_ptr<DeviceWatch> watch, int threads) {
    return std::make_unique<WatchedDevice>(std::move(watch), threads);
}

}  // namespace imagelab::test
