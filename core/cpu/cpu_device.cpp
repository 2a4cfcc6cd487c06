#include "core/cpu/cpu_device.h"

#include <omp.h>
#include <sched.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

#include "core/cpu/program.h"
#include "core/cpu/simd/features.h"

namespace imagelab {
namespace {

int usable_cores() {
    cpu_set_t set;
    return ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

int64_t memory_line(const std::string& key) {  // bytes, from /proc/meminfo
    std::ifstream in("/proc/meminfo");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(key + ":")) return std::stoll(line.substr(key.size() + 1)) * 1024;
    }
    return 0;
}

class CpuDevice final : public Device {
  public:
    explicit CpuDevice(int threads) : threads_(threads > 0 ? threads : usable_cores()), engine_(dnnl::engine::kind::cpu, 0) {}

    DeviceInfo info() const override {
        const dnnl_version_t* version = dnnl_version();
        DeviceInfo info{
            "cpu",
            cpu::processor_name(),
            "cpu",
            "oneDNN " + std::to_string(version->major) + "." + std::to_string(version->minor) + "." + std::to_string(version->patch),
            cpu::features(),
            {},
            memory_line("MemTotal"),
            memory_line("MemAvailable"),
            threads_};
        if (cpu::has_bf16()) info.dtypes.push_back(DType::bf16);
        info.dtypes.push_back(DType::f32);
        info.monitor_key = "cpu";
        return info;
    }

    std::unique_ptr<Program> compile(Graph graph, const CompileOptions& options) override {
        if (graph.compute == DType::bf16 && !cpu::has_bf16()) throw Error("[cpu] this processor has no bf16 arithmetic: choose f32");
        return std::make_unique<cpu::CpuProgram>(std::move(graph), options, engine_, threads_);
    }

    std::unique_ptr<WeightBank> make_bank(std::shared_ptr<const WeightMap> weights) override {
        return std::make_unique<cpu::CpuWeightBank>(std::move(weights), engine_);
    }

    double estimated_flops_per_second(DType dtype) override {
        double& rate = rates_[dtype == DType::bf16];
        if (rate == 0) rate = measure(dtype);
        return rate;
    }

  private:
    // One matrix product of 512 x 1024 x 1024, the best of three.
    double measure(DType dtype) const {
        using dnnl::memory;
        omp_set_num_threads(threads_);
        const auto type = cpu::data_type(dtype);
        const memory::desc a({512, 1024}, type, memory::format_tag::ab), any({1024, 1024}, type, memory::format_tag::any);
        const dnnl::matmul::primitive_desc desc(dnnl::matmul::desc(a, any, a), engine_);
        memory x(a, engine_), w(desc.weights_desc(), engine_), y(a, engine_);
        dnnl::stream stream(engine_);
        const dnnl::matmul product(desc);
        double best = 1e9;
        for (int i = 0; i < 3; ++i) {
            const auto begin = std::chrono::steady_clock::now();
            product.execute(stream, {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, w}, {DNNL_ARG_DST, y}});
            best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        }
        return 2.0 * 512 * 1024 * 1024 / best;
    }

    int threads_;
    dnnl::engine engine_;
    double rates_[2] = {0, 0};
};

}  // namespace

std::unique_ptr<Device> make_cpu_device(int threads) {
    return std::make_unique<CpuDevice>(threads);
}

}  // namespace imagelab
