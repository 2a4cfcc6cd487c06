// TorchGenerator against torch 2.13's randn (tests/reference/schedules.py): every bit.
#include "core/samplers/rng.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "tests/support/golden.h"
#include "tests/support/parity_report.h"

namespace imagelab {
namespace {

struct Draw {
    std::string kind, place;
    uint64_t seed;
    size_t size;
};

Draw parse(const std::string& name) {  // single/SEED/SIZE or consecutive/SEED/NN/SIZE
    std::vector<std::string> parts;
    for (size_t begin = 0; begin <= name.size();) {
        const size_t end = std::min(name.find('/', begin), name.size());
        parts.push_back(name.substr(begin, end - begin));
        begin = end + 1;
    }
    return {parts[0], parts.size() > 3 ? parts[2] : "", std::stoull(parts[1]), std::stoul(parts.back())};
}

size_t different_bits(const std::vector<float>& actual, const std::vector<float>& expected) {
    size_t different = actual.size() == expected.size() ? 0 : expected.size();
    for (size_t i = 0; i < std::min(actual.size(), expected.size()); ++i) different += std::memcmp(&actual[i], &expected[i], 4) != 0;
    return different;
}

TEST(Rng, EqualsTorchBitForBit) {
    std::map<uint64_t, TorchGenerator> running;
    int checked = 0;
    for (const auto& [name, expected] :
         test::read_tensors(test::golden_path("randn.safetensors"))) {  // in the order of names: consecutive draws in turn
        const Draw draw = parse(name);
        TorchGenerator fresh(draw.seed);
        TorchGenerator& generator = draw.kind == "single" ? fresh : running.try_emplace(draw.seed, draw.seed).first->second;
        const size_t different = different_bits(generator.randn(draw.size), expected.values);
        EXPECT_EQ(different, 0u) << name;
        test::expect_parity("randn: values with other bits", "torch", static_cast<double>(different), 0);
        ++checked;
    }
    EXPECT_GT(checked, 100);
}

TEST(Rng, GoesOnFromItsState) {
    for (const size_t before : {0, 3, 15, 16, 37, 1000}) {
        TorchGenerator whole(42);
        whole.randn(before);
        TorchGenerator resumed(whole.state());
        EXPECT_EQ(resumed.state(), whole.state());
        for (const size_t size : {1, 5, 100}) EXPECT_EQ(resumed.randn(size), whole.randn(size)) << before << " then " << size;
    }
}

TEST(Rng, SeedsAsTorchWithTheLow32Bits) {
    EXPECT_EQ(TorchGenerator(7).randn(20), TorchGenerator((uint64_t{1} << 40) + 7).randn(20));
    EXPECT_NE(TorchGenerator(7).randn(20), TorchGenerator(8).randn(20));
}

}  // namespace
}  // namespace imagelab
