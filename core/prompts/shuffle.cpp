#include "core/prompts/shuffle.h"

#include "core/base/error.h"

namespace imagelab {
namespace {

constexpr uint64_t rounds = 8;
static_assert(sizeof(unsigned long) == 8, "GMP takes 64 bits as one word");

}  // namespace

uint64_t mixed(uint64_t value) {
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

Shuffle::Shuffle(mpz_class size, uint64_t seed) : size_(std::move(size)), seed_(seed) {
    if (size_ < 1) throw Error("[shuffle] an empty range");
    const mpz_class last = size_ - 1;
    half_bits_ = last == 0 ? 1 : (mpz_sizeinbase(last.get_mpz_t(), 2) + 1) / 2;
    mask_ = (mpz_class(1) << half_bits_) - 1;
}

mpz_class Shuffle::at(const mpz_class& place) const {
    if (place < 0 || place >= size_) throw Error("[shuffle] place " + place.get_str() + " of " + size_.get_str());
    mpz_class value = network(place);
    while (value >= size_) value = network(std::move(value));
    return value;
}

mpz_class Shuffle::network(mpz_class value) const {
    mpz_class left = value >> half_bits_, right = value & mask_;
    for (uint64_t round = 0; round < rounds; ++round) {
        mpz_class next = left ^ scramble(right, round);
        left = std::move(right);
        right = std::move(next);
    }
    return (left << half_bits_) | right;
}

mpz_class Shuffle::scramble(const mpz_class& half, uint64_t round) const {
    uint64_t state = mixed(seed_ ^ mixed(round + 1));
    for (size_t word = 0; word < mpz_size(half.get_mpz_t()); ++word) state = mixed(state ^ mpz_getlimbn(half.get_mpz_t(), word));
    mpz_class out = 0;
    for (size_t bits = 0; bits < half_bits_; bits += 64) {
        state = mixed(state);
        out = (out << 64) | mpz_class(static_cast<unsigned long>(state));
    }
    return out & mask_;
}

}  // namespace imagelab
