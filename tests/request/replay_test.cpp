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
    request.spacing = Spacing::trailing;
    EXPECT_EQ(kind_of(request, "scheduler.spacing"), Kind::differs);
    for (const SamplerKind kind : {SamplerKind::unipc, SamplerKind::pndm, SamplerKind::ddim}) {
        request.sampler = kind;
        EXPECT_EQ(kind_of(request, "scheduler.type"), Kind::exact);
        EXPECT_EQ(kind_of(request, "scheduler.spacing"), Kind::exact) << "its own timesteps, whatever is chosen";
    }
    request.sampler = SamplerKind::deis;
    EXPECT_EQ(kind_of(request, "scheduler.type"), Kind::differs);
    request.like = LikeProgram::comfyui;
    EXPECT_EQ(kind_of(request, "hyperparameters.noise_source"), Kind::differs) << "it was never drawn by picture";
    request.noise_source = NoiseSource::comfy;
    EXPECT_EQ(kind_of(request, "hyperparameters.noise_source"), Kind::exact);
    EXPECT_EQ(kind_of(request, "scheduler.type"), Kind::exact);
    request.sampler = SamplerKind::pndm;
    EXPECT_EQ(kind_of(request, "scheduler.type"), Kind::differs);
}

TEST(ReplayVerdicts, OfMasksAreByWhatTheProgramHas) {
    Request request;
    request.mask.file = "mask.png";
    for (const LikeProgram like : {LikeProgram::a1111, LikeProgram::forge, LikeProgram::comfyui}) {
        const bool comfyui = like == LikeProgram::comfyui;
        request.like = like;
        EXPECT_EQ(kind_of(request, "conditioning.mask"), Kind::exact);
        Request changed = request;
        changed.mask.soft = true;
        EXPECT_EQ(kind_of(changed, "conditioning.mask"), comfyui ? Kind::exact : Kind::differs);
        changed = request;
        changed.mask.area = MaskArea::masked;
        EXPECT_EQ(kind_of(changed, "conditioning.mask"), comfyui ? Kind::differs : Kind::exact);
        changed = request;
        changed.mask.fill = MaskFill::nothing;
        EXPECT_EQ(kind_of(changed, "conditioning.mask"), comfyui ? Kind::differs : Kind::exact);
        changed.mask.fill = MaskFill::grey;
        EXPECT_EQ(kind_of(changed, "conditioning.mask"), comfyui ? Kind::exact : Kind::differs);
        changed.mask.fill = MaskFill::neighbours;
        EXPECT_EQ(kind_of(changed, "conditioning.mask"), comfyui ? Kind::differs : Kind::exact);
        changed = request;
        changed.model = "sd_xl_base_Inpainting_0.1";
        EXPECT_EQ(kind_of(changed, "conditioning.mask"), Kind::differs);
        changed.outpaint.left = 8;
        EXPECT_EQ(kind_of(changed, "conditioning.outpaint"), Kind::differs);
    }
    request.like = LikeProgram::forge, request.sampler = SamplerKind::ddim;
    EXPECT_EQ(kind_of(request, "conditioning.mask"), Kind::same_formula);
}

TEST(ReplayVerdicts, OfTheHiresPassAreByItsSize) {
    Request request;
    request.width = 512, request.height = 768, request.hires.scale = 1.5, request.like = LikeProgram::a1111;
    EXPECT_EQ(kind_of(request, "hyperparameters.hires"), Kind::exact);
    request.hires.upscaler = "lanczos";
    EXPECT_EQ(kind_of(request, "hyperparameters.hires"), Kind::same_formula);
    request.hires.scale = 1.3;
    EXPECT_EQ(kind_of(request, "hyperparameters.hires"), Kind::differs);
    request.hires.upscaler = "latent", request.like = LikeProgram::comfyui;
    EXPECT_EQ(kind_of(request, "hyperparameters.hires"), Kind::same_formula);
    request.seed_resize_from = {512, 512};
    EXPECT_EQ(kind_of(request, "hyperparameters.seed_resize_from"), Kind::differs);
    request.like = LikeProgram::a1111;
    EXPECT_EQ(kind_of(request, "hyperparameters.seed_resize_from"), Kind::exact);
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
