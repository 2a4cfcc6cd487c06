// libFuzzer's entry. IMAGELAB_FUZZ_TARGET names what runs: one program holds all readers, because each takes the same libraries, and one all
// doors.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.h"

namespace {
#ifdef IMAGELAB_FUZZ_DOORS
constexpr auto& all = imagelab::fuzz::door_targets;
#else
constexpr auto& all = imagelab::fuzz::targets;
#endif
const imagelab::fuzz::Target* chosen = nullptr;
}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* name = std::getenv("IMAGELAB_FUZZ_TARGET");
    for (const auto& target : all) {
        if (name && target.name == name) chosen = &target;
    }
    if (chosen) return 0;
    std::fprintf(stderr, "IMAGELAB_FUZZ_TARGET must be one of:\n");
    for (const auto& target : all) std::fprintf(stderr, "  %s\n", target.name.data());
    std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    chosen->run(std::as_bytes(std::span(data, size)));
    return 0;
}
