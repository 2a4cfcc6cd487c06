#include "core/cpu/cpu_device.h"

#include <omp.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>

#include "core/cpu/host_buffer.h"
#include "core/cpu/int8.h"
#include "core/cpu/program.h"
#include "core/cpu/simd/features.h"
#include "core/device/buffers.h"

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

// Pages that nobody wrote to are the system's one page of zeros, which takes no memory and needs no clearing.
class CpuBuffer final : public DeviceBuffer {
  public:
    explicit CpuBuffer(int64_t bytes) : memory_(bytes), bytes_(bytes), written_(static_cast<size_t>((bytes + part - 1) / part)) {}
    int64_t bytes() const override { return bytes_; }
    int64_t resident_bytes() const override {
        return std::min(bytes_, part * static_cast<int64_t>(std::count(written_.begin(), written_.end(), true)));
    }
    void write(int64_t offset, std::span<const std::byte> from) override {
        check_range(*this, offset, static_cast<int64_t>(from.size()));
        if (from.empty()) return;
        std::memcpy(memory_.data() + offset, from.data(), from.size());
        const int64_t last = offset + static_cast<int64_t>(from.size()) - 1;
        for (int64_t at = offset / part; at <= last / part; ++at) written_[static_cast<size_t>(at)] = true;
    }
    void read(int64_t offset, std::span<std::byte> to) override {
        check_range(*this, offset, static_cast<int64_t>(to.size()));
        if (!to.empty()) std::memcpy(to.data(), memory_.data() + offset, to.size());
    }
    void clear() override {
        for (size_t i = 0; i < written_.size(); ++i) {
            const int64_t at = static_cast<int64_t>(i) * part;
            if (written_[i]) std::memset(memory_.data() + at, 0, static_cast<size_t>(std::min(part, bytes_ - at)));
        }
    }

  private:
    static constexpr int64_t part = int64_t{2} << 20;  // a huge page, the most that one byte takes
    cpu::HostBuffer memory_;
    int64_t bytes_;
    std::vector<bool> written_;
};

class CpuDevice final : public Device, public BufferDevice {
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
        info.int8 = true;
        info.int8_by = cpu::int8_instructions();
        info.monitor_key = "cpu";
        return info;
    }

    std::unique_ptr<Program> compile(Graph graph, const CompileOptions& options) override {
        if (graph.compute == DType::bf16 && !cpu::has_bf16()) throw Error("[cpu] this processor has no bf16 arithmetic: choose f32");
        return std::make_unique<cpu::CpuProgram>(std::move(graph), options, engine_, options.threads > 0 ? options.threads : threads_);
    }

    std::unique_ptr<WeightBank> make_bank(std::shared_ptr<const WeightMap> weights) override {
        return std::make_unique<cpu::CpuWeightBank>(std::move(weights), engine_);
    }

    std::unique_ptr<DeviceBuffer> make_buffer(int64_t bytes) override { return std::make_unique<CpuBuffer>(bytes); }

    double estimated_flops_per_second(DType dtype) override {
        double& rate = rates_[dtype == DType::i8 ? 2 : dtype == DType::bf16];
        if (rate == 0) rate = dtype == DType::i8 ? cpu::measured_int8_rate(threads_) : measure(dtype);
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
    double rates_[3] = {0, 0, 0};
};

}  // namespace

std::unique_ptr<Device> make_cpu_device(int threads) {
    return std::make_unique<CpuDevice>(threads);
}

}  // namespace imagelab
