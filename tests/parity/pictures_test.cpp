// Whole requests against diffusers, from the prompt to the pixels of the file: every sampler and spacing, text to image and image to image,
// at f32: mean error at most 0.25/255, worst at most 2/255.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/cpu/cpu_device.h"
#include "core/lab/session.h"
#include "tests/support/golden_pictures.h"
#include "tests/support/parity_report.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;

class ParityPictures : public testing::TestWithParam<const char*> {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }

    static Session make_session() {
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(make_cpu_device());
        return Session(std::move(devices));
    }

    // The pictures of a request as the program wrote them.
    std::vector<RgbImage> run(Session& session, Request request) const {
        request.dtype = DType::f32;
        request.device = "cpu";
        request.output = (folder_ / "").string();
        const JobResult result = session.run(request, nullptr, {});
        EXPECT_EQ(result.status, JobResult::Status::done) << result.message;
        std::vector<RgbImage> images;
        for (const fs::path& path : result.images) images.push_back(read_picture(path).value());
        return images;
    }

    const fs::path folder_ = fs::path(testing::TempDir()) / (std::string("imagelab_pictures_") + GetParam());
};

TEST_P(ParityPictures, AsDiffusersMakesThem) {
    Session session = make_session();
    for (const test::GoldenPicture& golden : test::golden_pictures(GetParam())) {
        const auto images = run(session, golden.request);
        ASSERT_EQ(images.size(), golden.images.size()) << golden.name;
        for (size_t i = 0; i < images.size(); ++i) {
            const test::PictureError error = test::picture_error(images[i], golden.images[i]);
            test::expect_parity("picture " + golden.name + ", mean of 255", GetParam(), error.mean, 0.25);
            test::expect_parity("picture " + golden.name + ", worst of 255", GetParam(), error.worst, 2);
        }
    }
}

TEST_P(ParityPictures, TheSamePixelsEveryTime) {
    Session session = make_session();
    const auto goldens = test::golden_pictures(GetParam());
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

INSTANTIATE_TEST_SUITE_P(Models, ParityPictures, testing::Values("tiny64", "odd", "h16"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace imagelab
