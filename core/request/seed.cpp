#include "core/request/seed.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <random>

namespace imagelab {

std::string Seed::text() const {
    return given_ ? std::to_string(value_) : "-1";
}

Seed drawn_seed() {
    return std::random_device()();
}

Result<Seed> seed_of(std::string_view text) {
    if (text == "-1") return Seed();
    uint64_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || code != std::errc() || end != text.data() + text.size())
        return Failure{"is " + std::string(text) + "; allowed: an integer from 0 to 18446744073709551615, or -1 to draw one"};
    return Seed(value);
}

void to_json(nlohmann::json& json, const Seed& seed) {
    if (seed.is_open()) {
        json = -1;
    } else {
        json = seed.value();
    }
}

std::ostream& operator<<(std::ostream& out, const Seed& seed) {
    return out << seed.text();
}

}  // namespace imagelab
