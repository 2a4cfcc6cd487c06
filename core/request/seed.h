#pragma once
#include <compare>
#include <concepts>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json_fwd.hpp>

#include "core/base/error.h"

namespace imagelab {

// What the noise of a picture is drawn from: 0 to 2^64 - 1, as torch.manual_seed takes it, or open, -1 in requests: drawn when the request
// is accepted. An open seed is below every other.
class Seed {
  public:
    constexpr Seed() = default;  // open
    template <std::integral Number>
    constexpr Seed(Number number)  // a negative number is open
        : given_(!std::cmp_less(number, 0)), value_(given_ ? static_cast<uint64_t>(number) : 0) {}

    constexpr bool is_open() const { return !given_; }
    constexpr uint64_t value() const { return value_; }  // 0 where it is open
    std::string text() const;                            // "-1" where it is open

    // That of the n-th picture after this one; behind 2^64 - 1 comes 0. An open seed stays open.
    friend constexpr Seed operator+(Seed seed, int64_t n) {
        if (seed.given_) seed.value_ += static_cast<uint64_t>(n);
        return seed;
    }
    constexpr Seed& operator+=(int64_t n) { return *this = *this + n; }
    friend constexpr auto operator<=>(const Seed&, const Seed&) = default;
    friend constexpr bool operator==(const Seed&, const Seed&) = default;

  private:
    bool given_ = false;
    uint64_t value_ = 0;
};

Seed drawn_seed();                            // 32 bits of the system's own chance
Result<Seed> seed_of(std::string_view text);  // "-1", "12345678901234567890"; the failure says what is allowed
void to_json(nlohmann::json& json, const Seed& seed);
std::ostream& operator<<(std::ostream& out, const Seed& seed);

}  // namespace imagelab
