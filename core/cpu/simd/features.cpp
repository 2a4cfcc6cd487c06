#include "core/cpu/simd/features.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <dnnl.hpp>
#include <fstream>

namespace imagelab::cpu {
namespace {

int level() {
    return static_cast<int>(dnnl::get_effective_cpu_isa());
}
// oneDNN's levels are bit sets: a higher one contains the bits of what it builds on.
bool at_least(dnnl::cpu_isa wanted) {
    return (level() & static_cast<int>(wanted)) == static_cast<int>(wanted);
}

}  // namespace

bool has_bf16() {
    return at_least(dnnl::cpu_isa::avx512_core_bf16);
}

bool has_amx() {
    return at_least(dnnl::cpu_isa::avx512_core_amx);
}

bool has_vnni() {
    return at_least(dnnl::cpu_isa::avx512_core_vnni);
}

// oneDNN's levels leave it out of what has AVX-512.
bool has_avx_vnni() {
    return at_least(dnnl::cpu_isa::avx2_vnni);
}

bool permit_tiles() {
    constexpr long request = 0x1023, tile_data = 18;  // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
    static const bool given = ::syscall(SYS_arch_prctl, request, tile_data) == 0;
    return given;
}

Isa isa() {
    if (has_bf16()) return Isa::avx512_bf16;
    if (at_least(dnnl::cpu_isa::avx512_core)) return Isa::avx512;
    if (at_least(dnnl::cpu_isa::avx2)) return Isa::avx2;
    return Isa::baseline;
}

std::vector<std::string> features() {
    std::vector<std::string> names;
    if (at_least(dnnl::cpu_isa::avx2)) names.push_back("avx2");
    if (at_least(dnnl::cpu_isa::avx512_core)) names.push_back("avx512");
    if (has_bf16()) names.push_back("avx512_bf16");
    if (has_amx()) names.push_back("amx_bf16");
    return names;
}

std::string processor_name() {
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    }
    return "unknown processor";
}

}  // namespace imagelab::cpu
