#include "core/samplers/seed_sequence.h"

namespace imagelab {
namespace {

// The 32-bit words of a number, the lowest first; one even for 0.
void append_words(std::vector<uint32_t>& words, uint64_t number) {
    do {
        words.push_back(static_cast<uint32_t>(number));
        number >>= 32;
    } while (number != 0);
}

// Each call hashes with another constant.
struct Hash {
    uint32_t constant, factor;
    uint32_t operator()(uint32_t value) {
        value ^= constant;
        constant *= factor;
        value *= constant;
        return value ^ value >> 16;
    }
};

uint32_t mixed(uint32_t x, uint32_t y) {
    const uint32_t sum = 0xca01f9ddu * x - 0x4973f715u * y;
    return sum ^ sum >> 16;
}

}  // namespace

std::vector<uint32_t> seed_sequence(uint64_t entropy, std::span<const uint64_t> spawn_key, size_t pool_size, size_t count) {
    std::vector<uint32_t> words;
    append_words(words, entropy);
    if (!spawn_key.empty() && words.size() < pool_size) words.resize(pool_size);  // so that children differ from longer entropy
    for (const uint64_t key : spawn_key) append_words(words, key);

    Hash hash{0x43b0d7e5u, 0x931e8875u};
    std::vector<uint32_t> pool(pool_size);
    for (size_t i = 0; i < pool_size; ++i) pool[i] = hash(i < words.size() ? words[i] : 0);
    for (size_t from = 0; from < pool_size; ++from) {
        for (size_t to = 0; to < pool_size; ++to) {
            if (from != to) pool[to] = mixed(pool[to], hash(pool[from]));
        }
    }
    for (size_t from = pool_size; from < words.size(); ++from) {
        for (uint32_t& value : pool) value = mixed(value, hash(words[from]));
    }

    Hash drawn{0x8b51f9ddu, 0x58f38dedu};
    std::vector<uint32_t> state(count);
    for (size_t i = 0; i < count; ++i) state[i] = drawn(pool[i % pool_size]);
    return state;
}

}  // namespace imagelab
