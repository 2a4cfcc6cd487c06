// How fast is attention beside the plain matrix product? bench_attention [f32|bf16] [repeats]: SDXL's shapes at 512 px, batch 2.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <omp.h>

#include "core/cpu/simd/kernels.h"

using namespace imagelab::cpu;

namespace {

struct Case {
    const char* name;
    int64_t batch, heads, queries, keys, head;
    bool causal;
};

constexpr Case cases[] = {
    {"unet self, 640 channels", 2, 10, 1024, 1024, 64, false}, {"unet self, 1280 channels", 2, 20, 256, 256, 64, false},
    {"unet cross, 640 channels", 2, 10, 1024, 77, 64, false},  {"unet cross, 1280 channels", 2, 20, 256, 77, 64, false},
    {"vae, 512 channels", 1, 1, 4096, 4096, 512, false},       {"clip, causal", 2, 20, 77, 77, 64, true},
};

std::vector<char> random_values(Type type, int64_t count) {
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    std::vector<float> values(static_cast<size_t>(count));
    for (float& value : values) value = normal(random);
    std::vector<char> bytes(values.size() * (type == Type::f32 ? 4 : 2));
    simd().cast(values.data(), Type::f32, bytes.data(), type, count);
    return bytes;
}

// Fused q, k, v rows where queries and keys are as many, as the network has them; else k and v fused.
double best_seconds(const Case& c, Type type, int repeats) {
    const int64_t size = type == Type::f32 ? 4 : 2, width = c.heads * c.head;
    const bool self = c.queries == c.keys;
    const std::vector<char> q = random_values(type, c.batch * c.queries * width * (self ? 3 : 1)),
                            kv = random_values(type, c.batch * c.keys * width * 2);
    std::vector<char> out(static_cast<size_t>(c.batch * c.queries * width * size)), scratch;
    scratch.resize(static_cast<size_t>(simd().attention_scratch(type, c.head) * omp_get_max_threads() + 64));
    char* aligned = scratch.data() + (64 - reinterpret_cast<uintptr_t>(scratch.data()) % 64) % 64;
    const int64_t q_row = self ? 3 * width : width, kv_row = self ? 3 * width : 2 * width;
    const char* k = self ? q.data() + width * size : kv.data();
    const AttentionArgs args{type,       q.data(), k,       k + width * size,
                             out.data(), c.batch,  c.heads, c.queries,
                             c.keys,     c.head,   q_row,   kv_row,
                             kv_row,     width,    0.125f,  c.causal,
                             nullptr,    nullptr,  aligned, omp_get_max_threads()};
    double best = 1e9;
    for (int i = 0; i < repeats; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        simd().attention(args);
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return best;
}

}  // namespace

int main(int argc, char** argv) {
    const Type type = argc > 1 && std::string(argv[1]) == "f32" ? Type::f32 : Type::bf16;
    const int repeats = argc > 2 ? std::atoi(argv[2]) : 10;
    std::printf("%-28s %28s %9s %9s\n", "attention", "batch heads queries keys head", "ms", "GFLOP/s");
    for (const Case& c : cases) {
        const double seconds = best_seconds(c, type, repeats),
                     flops = 4.0 * static_cast<double>(c.batch * c.heads * c.queries * c.keys * c.head);
        std::printf("%-28s %4ld %5ld %7ld %5ld %4ld %11.3f %9.1f\n", c.name, c.batch, c.heads, c.queries, c.keys, c.head, seconds * 1e3,
                    flops / seconds * 1e-9);
    }
}
