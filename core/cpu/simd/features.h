#pragma once
#include <string>
#include <vector>

namespace imagelab::cpu {

// Instruction sets our own kernels are built for, best last. ONEDNN_MAX_CPU_ISA lowers the choice, for tests.
enum class Isa { baseline, avx2, avx512, avx512_bf16 };

Isa isa();                            // the best this processor and system run
bool has_bf16();                      // bf16 arithmetic in hardware (AVX-512 BF16 or AMX)
bool has_amx();                       // matrix units for it, and for 8-bit integers
bool has_vnni();                      // dot products of 8-bit integers in AVX-512
bool has_avx_vnni();                  // the same in AVX2
bool permit_tiles();                  // asks the system for the matrix units' registers, once in a process; threads have what it was given
std::vector<std::string> features();  // "avx2", "avx512", "avx512_bf16", "amx_bf16"
std::string int8_instructions();      // what products of 8-bit integers run on: "amx_int8", "avx512_vnni", "avx_vnni", "avx2", "plain" ...
std::string processor_name();         // "AMD EPYC", from /proc/cpuinfo

}  // namespace imagelab::cpu
