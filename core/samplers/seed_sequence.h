#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace imagelab {

// numpy.random.SeedSequence(entropy, spawn_key, pool_size).generate_state(count): O'Neill's seed_seq_fe, in numpy/random/bit_generator.pyx.
std::vector<uint32_t> seed_sequence(uint64_t entropy, std::span<const uint64_t> spawn_key, size_t pool_size, size_t count);

}  // namespace imagelab
