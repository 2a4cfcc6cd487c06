// Whole requests against diffusers, from the prompt to the pixels of the file: every sampler and spacing, text to image and image to image,
// at f32: mean error at most 0.25/255, worst at most 2/255.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/cpu/cpu_device.h"
#include "core/jobs/session.h"
#include "tests/support/golden_pictures.h"
#include "tests/support/inpaint_model.h"
#include "tests/support/parity_report.h"
#include "tests/support/temp_folder.h"
#include "tests/support/vulkan_case.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;

// A model on the processor and on lavapipe.
class ParityPictures : public testing::TestWithParam<std::tuple<const char*, const char*>> {
  protected:
    void SetUp() override {
        if (device_ != "cpu" && !lavapipe()) GTEST_SKIP() << "no lavapipe here";
    }

    static std::unique_ptr<Device> lavapipe() {
        for (auto& device : test::vulkan_devices()) {
            if (device->info().name.find("llvmpipe") != std::string::npos) return std::move(device);
        }
        return nullptr;
    }

    Session make_session() const {
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(device_ == "cpu" ? make_cpu_device() : lavapipe());
        return Session(std::move(devices));
    }

    // The pictures of a request as the program wrote them.
    std::vector<RgbImage> run(Session& session, Request request) const {
        request.dtype = DType::f32;
        request.device = session.devices().front().id;
        request.output = folder_ / "";
        const JobResult result = session.run(request, nullptr, {});
        EXPECT_EQ(result.status, JobResult::Status::done) << result.message;
        std::vector<RgbImage> images;
        for (const fs::path& path : result.images) images.push_back(read_picture(path).value());
        return images;
    }

    // Every picture of a list, in steps of 1/255.
    void expect_as_golden(const char* list, double mean, double worst) {
        Session session = make_session();
        for (const test::GoldenPicture& golden : test::golden_pictures(model_, list)) {
            const auto images = run(session, golden.request);
            ASSERT_EQ(images.size(), golden.images.size()) << golden.name;
            for (size_t i = 0; i < images.size(); ++i) {
                const test::PictureError error = test::picture_error(images[i], golden.images[i]);
                test::expect_parity("picture " + golden.name + ", mean of 255, " + device_, model_, error.mean, mean);
                test::expect_parity("picture " + golden.name + ", worst of 255, " + device_, model_, error.worst, worst);
            }
        }
    }

    const std::string model_ = std::get<0>(GetParam()), device_ = std::get<1>(GetParam());
    const test::TempFolder folder_;
};

TEST_P(ParityPictures, AsDiffusersMakesThem) {
    expect_as_golden("pictures", 0.25, 2);
}

TEST_P(ParityPictures, TheSamePixelsEveryTime) {
    Session session = make_session();
    const auto goldens = test::golden_pictures(model_);
    const auto golden = std::find_if(goldens.begin(), goldens.end(), [](const auto& each) { return each.name == "batch_init"; });
    ASSERT_NE(golden, goldens.end());
    const auto first = run(session, golden->request), again = run(session, golden->request);
    Session other = make_session();
    const auto elsewhere = run(other, golden->request);
    ASSERT_EQ(first.size(), 2u);
    for (size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(first[i].pixels, again[i].pixels);
        EXPECT_EQ(first[i].pixels, elsewhere[i].pixels);
    }
    EXPECT_NE(first[0].pixels, first[1].pixels);
}

// A picture of every sampler and its usual schedules, text to image and image to image. The samplers run on the host, so one device will
// do.
class ParitySamplers : public ParityPictures {};

TEST_P(ParitySamplers, AsDiffusersMakesThem) {
    expect_as_golden("samplers", 0.35, 3);
}

class ParityReplayed : public ParityPictures {};

// Settings that mean another program's numbers, against k-diffusion in those programs' loops.
TEST_P(ParityReplayed, AsThoseProgramsMakeThem) {
    expect_as_golden("replayed", 0.35, 2);
}

// What is kept outside of a mask, and how, as each of them has it.
TEST_P(ParityReplayed, MasksAsThoseProgramsPaintByThem) {
    expect_as_golden("replayed_masks", 0.35, 2);
}

INSTANTIATE_TEST_SUITE_P(Models, ParityReplayed, testing::Combine(testing::Values("tiny64"), testing::Values("cpu")),
                         [](const auto& test) { return std::string(std::get<1>(test.param)); });

class ParityAdapted : public ParityPictures {};

// LoRAs of two files in turn on the same loaded weights, and other predictions than the model's.
TEST_P(ParityAdapted, AsDiffusersMakesThem) {
    expect_as_golden("adapted", 0.25, 2);
}

class ParityComposed : public ParityPictures {};

// Prompts that change between steps, take turns, grow by a chunk, are composed.
TEST_P(ParityComposed, AsTheReferenceMakesThem) {
    expect_as_golden("composed", 0.35, 3);
}

class ParityRefined : public ParityPictures {};

// A second model within the schedule and behind the picture: SDXL's refiner, and another SDXL model.
TEST_P(ParityRefined, AsDiffusersMakesThem) {
    expect_as_golden("refined", 0.35, 3);
}

class ParityControlled : public ParityPictures {};

// ControlNets: one, two, for some of the steps, in each mode, with a start picture.
TEST_P(ParityControlled, AsDiffusersMakesThem) {
    expect_as_golden("controlled", 0.35, 3);
}

class ParityRelatives : public ParityPictures {};

// T2I-Adapters, a control-LoRA, ControlNet-LLLite: alone, two, for some of the steps, also where sides do not divide.
TEST_P(ParityRelatives, AsDiffusersMakesThem) {
    expect_as_golden("relatives", 0.35, 3);
}

INSTANTIATE_TEST_SUITE_P(Models, ParityRelatives, testing::Combine(testing::Values("h16"), testing::Values("cpu", "lavapipe")),
                         [](const auto& test) { return std::string(std::get<1>(test.param)); });

class ParityReferenced : public ParityPictures {};

// Reference pictures: by a basic adapter and a Plus one, two at once, for some of the steps, with a start picture, a ControlNet.
TEST_P(ParityReferenced, AsDiffusersMakesThem) {
    expect_as_golden("referenced", 0.35, 3);
}

// Each where its mask is white.
TEST_P(ParityReferenced, MasksAsDiffusers) {
    expect_as_golden("masked_references", 0.35, 3);
}

// Through the blocks of style, of composition, of both.
TEST_P(ParityRelatives, StyleAndCompositionAsDiffusers) {
    expect_as_golden("styled", 0.35, 3);
}

// ControlNet-Unions, told the type of their picture.
TEST_P(ParityControlled, UnionsAsDiffusersMakesThem) {
    expect_as_golden("unions", 0.35, 3);
}

// Perturbed-attention guidance, with and without the usual one.
TEST_P(ParityReferenced, PerturbedAsDiffusersMakesThem) {
    expect_as_golden("perturbed", 0.35, 3);
}

// Guidance by other formulas and within the UNet, and prompts of parts of the picture.
TEST_P(ParityReferenced, GuidedAsTheReferenceMakesThem) {
    expect_as_golden("guided", 0.35, 3);
}

// Deep features that are reused between steps, as DeepCache's own package does it on diffusers' pipelines.
TEST_P(ParityReferenced, ReusedDepthAsItsAuthorsHaveIt) {
    expect_as_golden("deep_cache", 0.35, 3);
}

// Distilled models' samplers and the tiny decoder.
TEST_P(ParityReferenced, FewStepsAndTheTinyDecoderAsDiffusersMakesThem) {
    expect_as_golden("few_steps", 0.35, 3);
}

INSTANTIATE_TEST_SUITE_P(Models, ParityReferenced, testing::Combine(testing::Values("tiny64"), testing::Values("cpu", "lavapipe")),
                         [](const auto& test) { return std::string(std::get<1>(test.param)); });

class ParityPainted : public ParityPictures {};

// Parts of start pictures anew, by an ordinary model and by one for inpainting, whole and their surroundings at full size.
TEST_P(ParityPainted, AsDiffusersMakesThem) {
    Session session = make_session();
    const fs::path inpaint = test::write_inpaint_unet(folder_ / "unet");
    for (test::GoldenPicture& golden : test::golden_pictures(model_, "painted")) {
        const bool reads_mask = golden.name.starts_with("inpaint_");
        if (reads_mask) golden.request.unet = inpaint.string();
        if (device_ != "cpu" && golden.name.ends_with("_small")) continue;  // samplers run on the host
        const auto images = run(session, golden.request);
        ASSERT_EQ(images.size(), golden.images.size()) << golden.name;
        for (size_t i = 0; i < images.size(); ++i) {
            const test::PictureError error = test::picture_error(images[i], golden.images[i]);
            test::expect_parity("picture " + golden.name + ", mean of 255, " + device_, model_, error.mean, 0.5);
            test::expect_parity("picture " + golden.name + ", worst of 255, " + device_, model_, error.worst, 3);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Models, ParityPainted, testing::Combine(testing::Values("tiny64"), testing::Values("cpu", "lavapipe")),
                         [](const auto& test) { return std::string(std::get<1>(test.param)); });

// The hires pass against plain loops of diffusers.
TEST_P(ParityRefined, HiresAsDiffusersMakesIt) {
    expect_as_golden("hires", 0.35, 3);
}

INSTANTIATE_TEST_SUITE_P(Models, ParityPictures,
                         testing::Combine(testing::Values("tiny64", "odd", "h16", "sigma72", "alpha"), testing::Values("cpu", "lavapipe")),
                         [](const auto& test) { return std::string(std::get<0>(test.param)) + "_" + std::get<1>(test.param); });

INSTANTIATE_TEST_SUITE_P(Models, ParitySamplers, testing::Combine(testing::Values("tiny64", "alpha"), testing::Values("cpu")),
                         [](const auto& test) { return std::string(std::get<0>(test.param)); });

INSTANTIATE_TEST_SUITE_P(Models, ParityAdapted, testing::Combine(testing::Values("tiny64"), testing::Values("cpu", "lavapipe")),
                         [](const auto& test) { return std::string(std::get<1>(test.param)); });

INSTANTIATE_TEST_SUITE_P(Models, ParityComposed, testing::Combine(testing::Values("tiny64"), testing::Values("cpu", "lavapipe")),
                         [](const auto& test) { return std::string(std::get<1>(test.param)); });

INSTANTIATE_TEST_SUITE_P(Models, ParityControlled, testing::Combine(testing::Values("tiny64"), testing::Values("cpu", "lavapipe")),
                         [](const auto& test) { return std::string(std::get<1>(test.param)); });

INSTANTIATE_TEST_SUITE_P(Models, ParityRefined, testing::Combine(testing::Values("tiny64"), testing::Values("cpu", "lavapipe")),
                         [](const auto& test) { return std::string(std::get<1>(test.param)); });

}  // namespace
}  // namespace imagelab
