// TorchGenerator against torch 2.13's randn (tests/reference/schedules.py): every bit.
#include "core/samplers/rng.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "core/base/error.h"
#include "core/samplers/variation.h"
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

// AUTOMATIC1111's modules/rng_philox.py: what its description says torch.randn(3, 4, device="cuda") gives, and a later draw of another
// seed.
TEST(Rng, DrawsAsTorchOnAnNvidiaGpu) {
    const float first[] = {-0.92466259f, -0.42534415f, -2.6438457f,  0.14518388f,  -0.12086647f, -0.57972564f,
                           -0.62285122f, -0.32838709f, -1.07454231f, -0.36314407f, -1.67105067f, 2.26550497f};
    const float fourth[] = {0.3401649f, 0.47292706f, -0.112493366f, -1.9726497f, 0.37264022f};
    const NoiseDraw nvidia{.engine = NoiseDraw::Engine::philox};
    const std::vector<float> drawn = TorchGenerator(0, nvidia).randn(12);
    for (size_t i = 0; i < std::size(first); ++i) EXPECT_NEAR(drawn[i], first[i], 2e-6) << i;
    TorchGenerator later((uint64_t{1} << 40) + 7, nvidia);
    for (int draw = 0; draw < 3; ++draw) later.randn(9);
    TorchGenerator resumed(0, nvidia);
    resumed.restore(later.state());
    const std::vector<float> more = later.randn(5);
    for (size_t i = 0; i < std::size(fourth); ++i) EXPECT_NEAR(more[i], fourth[i], 2e-6) << i;
    EXPECT_EQ(resumed.randn(5), more);
}

// ComfyUI draws for a whole batch at once, and the noise of the steps from a second generator of seed + 1.
TEST(Rng, ADrawOfABatchIsCutIntoItsPictures) {
    const std::vector<float> whole = TorchGenerator(5).randn(60), steps = TorchGenerator(6).randn(60);
    for (int part = 0; part < 3; ++part) {
        TorchGenerator generator(5, {.part = part, .parts = 3, .steps_apart = true});
        const auto cut = [&](const std::vector<float>& all) {
            return std::vector<float>(all.begin() + 20 * part, all.begin() + 20 * part + 20);
        };
        EXPECT_EQ(generator.randn(20), cut(whole)) << part;
        generator.begin_steps();
        TorchGenerator resumed(5, {.part = part, .parts = 3, .steps_apart = true});
        resumed.restore(generator.state());
        EXPECT_EQ(generator.randn(20), cut(steps)) << part;
        EXPECT_EQ(resumed.randn(20), cut(steps)) << part;
        EXPECT_EQ(generator.state().seed, 5u) << "a Brownian motion is of the picture's seed";
    }
}

// torch's own arithmetic of AUTOMATIC1111's slerp on [4, 3, 2] noise of the seeds 42 and 7.
TEST(Rng, AVariationTurnsNoiseTowardsAnother) {
    const std::vector<float> noise = TorchGenerator(42).randn(24), other = TorchGenerator(7).randn(24);
    const std::pair<double, std::vector<float>> golden[] = {
        {0.1, {1.852598f, 1.404672f, 1.121673f, -2.078956f, 0.676532f, -1.09902f, -0.177937f, -1.570261f}},
        {0.75, {0.073405f, 0.712407f, 1.374379f, -1.654459f, 0.153084f, -0.112901f, -0.704182f, -1.139756f}}};
    for (const auto& [strength, expected] : golden) {
        const std::vector<float> varied = varied_noise(noise, other, strength, 3, 2);
        for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(varied[i], expected[i], 2e-5) << strength << ' ' << i;
    }
    EXPECT_EQ(varied_noise(noise, noise, 0.3, 3, 2), noise);
    EXPECT_THROW(varied_noise(noise, other, 0.5, 5, 2), Error);
}

}  // namespace
}  // namespace imagelab
