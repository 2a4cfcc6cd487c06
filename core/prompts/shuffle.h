#pragma once
#include <gmpxx.h>

#include <cstdint>

namespace imagelab {

// A permutation of [0, size) that the seed determines: a balanced Feistel network (Luby & Rackoff 1988) over the next even number of bits,
// walked until it is within the range (Black & Rogaway 2002, cycle walking). Nothing is stored, whatever the size.
class Shuffle {
  public:
    Shuffle(mpz_class size, uint64_t seed);
    mpz_class at(const mpz_class& place) const;  // place in [0, size)

  private:
    mpz_class network(mpz_class value) const;
    mpz_class scramble(const mpz_class& half, uint64_t round) const;

    mpz_class size_, mask_;
    size_t half_bits_;
    uint64_t seed_;
};

uint64_t mixed(uint64_t value);  // splitmix64's finaliser (Steele, Lea & Flood 2014)

}  // namespace imagelab
