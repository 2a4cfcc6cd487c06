#include "core/request/replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace imagelab {
namespace {

using Kind = ReplayVerdict::Kind;

Kind kind_of(const Request& request, const std::string& field) {
    const auto verdicts = replay_verdicts(request);
    const auto found = std::find_if(verdicts.begin(), verdicts.end(), [&](const auto& each) { return each.field == field; });
    EXPECT_NE(found, verdicts.end()) << field;
    return found == verdicts.end() ? Kind::differs : found->kind;
}

TEST(ReplayVerdicts, AreOfTheProgramThatIsMeant) {
    Request request;
    EXPECT_TRUE(replay_verdicts(request).empty()) << "our own numbers are diffusers'";
    EXPECT_EQ(replay_sentence(request), "");
    request.like = LikeProgram::a1111;
    request.sampler = SamplerKind::dpmpp_2m;
    EXPECT_EQ(replay_sentence(request), "as A1111 makes it, in every field");
    request.sampler = SamplerKind::unipc;
    EXPECT_EQ(kind_of(request, "scheduler.type"), Kind::differs);
    EXPECT_EQ(kind_of(request, "scheduler.spacing"), Kind::exact);
    request.spacing = Spacing::trailing;
    EXPECT_EQ(kind_of(request, "scheduler.spacing"), Kind::differs);
    request.like = LikeProgram::comfyui;
    EXPECT_EQ(kind_of(request, "hyperparameters.noise_source"), Kind::differs) << "it was never drawn by picture";
    request.noise_source = NoiseSource::comfy;
    EXPECT_EQ(kind_of(request, "hyperparameters.noise_source"), Kind::exact);
    request.mask.file = "mask.png";
    EXPECT_EQ(kind_of(request, "conditioning.mask"), Kind::differs);
}

// A program brings its random numbers, which may be said otherwise beside it; both ways the request reads back as it was.
TEST(ReplayVerdicts, AProgramBringsItsNoise) {
    const nlohmann::json plain = request_to_json(Request{});
    for (const auto& [name, noise] : {std::pair("a1111", NoiseSource::nv), {"forge", NoiseSource::nv}, {"comfyui", NoiseSource::comfy}}) {
        nlohmann::json asked = plain;
        asked["conditioning"]["prompt"] = "a";
        asked["hyperparameters"]["like"] = name;
        const auto request = request_from_json(asked);
        ASSERT_TRUE(request) << request.error();
        EXPECT_EQ(request->noise_source, noise) << name;
        asked["hyperparameters"]["noise_source"] = "cpu";
        const auto other = request_from_json(asked);
        ASSERT_TRUE(other) << other.error();
        EXPECT_EQ(other->noise_source, NoiseSource::cpu) << name;
        const auto again = request_from_json(request_to_json(*other));
        ASSERT_TRUE(again) << again.error();
        EXPECT_TRUE(same_request(*again, *other)) << name;
    }
}

}  // namespace
}  // namespace imagelab
