#include "gpu/kernels/variant_choice.h"

#include <algorithm>
#include <cstdlib>

namespace imagelab::gpu {

std::string rate_key(std::string_view variant, DType dtype) {
    return std::string(variant) + " " + std::string(dtype_name(dtype));
}

double rate_of(std::string_view variant, DType dtype, const ExpectedRates& expected, const Capabilities& device, const Tuning* tuning) {
    const double rate = expected.on(device);
    if (rate <= 0 || tuning == nullptr) return rate;
    const auto measured = tuning->tflops.find(rate_key(variant, dtype));
    return measured == tuning->tflops.end() ? rate : measured->second;
}

ForcedVariant forced_variant(const char* variable, const Tuning* tuning) {
    const char* value = std::getenv(variable);
    const std::string text = tuning != nullptr && !tuning->forced.empty() ? tuning->forced : value != nullptr ? value : "";
    const size_t colon = text.find(':');
    if (colon == std::string::npos) return {text, 1};
    return {text.substr(0, colon), static_cast<uint32_t>(std::max(1, std::atoi(text.c_str() + colon + 1)))};
}

}  // namespace imagelab::gpu
