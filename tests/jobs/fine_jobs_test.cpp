// Whole jobs at 16 bits a channel and over start pictures with transparency: what is between two of 255 steps is kept by every step behind
// the decoder, and how opaque a picture is by image to image and painting.
#include <OpenImageIO/imageio.h>
#include <gtest/gtest.h>

#include "core/image/mask.h"
#include "core/jobs/session.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

struct Samples {
    int width = 0, height = 0, channels = 0, bits = 0;
    std::vector<uint16_t> values;
    int at(int x, int y, int c) const { return values[static_cast<size_t>((y * width + x) * channels + c)]; }
};

Samples samples_of(const fs::path& path) {
    OIIO::ImageSpec plain;
    plain.attribute("oiio:UnassociatedAlpha", 1);  // as they are stored
    const auto file = OIIO::ImageInput::open(path.string(), &plain);
    if (!file) throw Error(OIIO::geterror());
    const OIIO::ImageSpec spec = file->spec();
    Samples read{spec.width, spec.height, spec.nchannels, static_cast<int>(spec.format.size()) * 8, {}};
    read.values.resize(static_cast<size_t>(spec.width) * spec.height * spec.nchannels);
    if (!file->read_image(0, 0, 0, spec.nchannels, OIIO::TypeDesc::UINT16, read.values.data())) throw Error(file->geterror());
    return read;
}

class FineJobs : public JobFixture {
  protected:
    Request request() const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.prompt = "a cat";
        request.width = 64, request.height = 48;
        request.steps = 3;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    // Colours, and three opacities side by side: none, half, all.
    fs::path clear_start() const {
        ClearPicture picture{{64, 48, {}}, {64, 48, {}}};
        for (int i = 0; i < 64 * 48; ++i) {
            for (int c = 0; c < 3; ++c) picture.colours.pixels.push_back(static_cast<uint8_t>((i * 37 + c * 91 + i / 191) % 256));
            picture.opacity.pixels.insert(picture.opacity.pixels.end(), 3, opacity_at(i % 64));
        }
        write_clear_picture(folder_ / "clear.png", picture, {}, {});
        return folder_ / "clear.png";
    }
    static uint8_t opacity_at(int x) { return x < 20 ? 0 : x < 40 ? 128 : 255; }
    fs::path mask(const PictureBox& white) const {
        GreyImage mask{64, 48, std::vector<uint8_t>(64 * 48)};
        for (int y = white.top; y < white.bottom; ++y)
            std::fill_n(&mask.pixels[static_cast<size_t>(y) * 64 + white.left], white.width(), 255);
        write_png(folder_ / "mask.png", as_rgb(mask), {});
        return folder_ / "mask.png";
    }
    static Samples made(Request wanted, int bits) {
        wanted.bits = bits;
        Session session = plain();
        const JobResult result = session.run(wanted, {}, CancelToken());
        if (result.images.size() != 1) throw Error(result.message);
        return samples_of(result.images.front());
    }
};

TEST_F(FineJobs, EveryStepKeepsWhatLiesBetweenTwoOf255) {
    struct Step {
        const char* name;
        double apart;  // from the job of 8 bits, of 255: what its rounding in between may come to
        std::function<void(Request&)> ask;
    };
    const Step steps[] = {
        {"decoded", 0.51, [](Request&) {}},
        {"contrast", 8, [](Request& r) { r.auto_contrast = true; }},
        {"colours", 8, [&](Request& r) { r.init_image = clear_start().string(), r.strength = 0.7, r.match_colours = true; }},
        {"sharpened", 3,
         [](Request& r) {
             r.sharpen = {0.8, 1.5};
         }},
        {"grain", 1.1, [](Request& r) { r.grain = 0.4; }},
        {"enlarged", 4, [](Request& r) { r.upscaler = "realesr-animevideov3"; }},
        {"by Lanczos", 1.6, [](Request& r) { r.upscale = 1.5; }},
        {"the lot", 30,
         [](Request& r) {
             r.upscaler = "realesr-animevideov3", r.upscale = 2.5;
             r.auto_contrast = true, r.sharpen = {0.5, 1}, r.grain = 0.2;
         }},
    };
    for (const Step& step : steps) {
        SCOPED_TRACE(step.name);
        Request wanted = request();
        step.ask(wanted);
        const Samples fine = made(wanted, 16), coarse = made(wanted, 8);
        ASSERT_EQ(fine.bits, 16);
        ASSERT_EQ(coarse.bits, 8);
        ASSERT_EQ(fine.values.size(), coarse.values.size());
        size_t between = 0, inside = 0;
        double worst = 0;
        for (size_t i = 0; i < fine.values.size(); ++i) {
            if (fine.channels == 4 && i % 4 == 3) continue;
            worst = std::max(worst, std::abs(fine.values[i] - coarse.values[i]) / 257.0);
            if (fine.values[i] == 0 || fine.values[i] == 65535) continue;  // cut at either end
            ++inside;
            between += fine.values[i] % 257 != 0;
        }
        EXPECT_GT(inside, fine.values.size() / 4);
        EXPECT_GT(between, inside * 9 / 10) << "not 256 levels";
        EXPECT_LE(worst, step.apart);
    }
}

TEST_F(FineJobs, TransparencyGoesThroughImageToImage) {
    Request wanted = request();
    wanted.init_image = clear_start().string();
    wanted.strength = 0.6;
    for (const int bits : {8, 16}) {
        for (const char* name : {"out.png", "out.tif"}) {
            SCOPED_TRACE(std::string(name) + " " + std::to_string(bits));
            wanted.output = (folder_ / name).string();
            const Samples picture = made(wanted, bits);
            ASSERT_EQ(picture.bits, bits);
            ASSERT_EQ(picture.channels, 4);
            for (int x = 0; x < 64; ++x) ASSERT_EQ(picture.at(x, 20, 3), 257 * opacity_at(x)) << x;
        }
    }
    wanted.output = (folder_ / "large.png").string();
    wanted.upscale = 2;
    const Samples large = made(wanted, 16);
    ASSERT_EQ(large.width, 128);
    EXPECT_EQ(large.at(10, 40, 3), 0);
    EXPECT_EQ(large.at(120, 40, 3), 65535);
}

// What is painted is opaque; the rest keeps every byte, also the colours that nobody sees.
TEST_F(FineJobs, TransparencyAndBytesGoThroughPainting) {
    Request wanted = request();
    wanted.width = wanted.height = 0;
    wanted.init_image = clear_start().string();
    wanted.mask.file = mask({12, 16, 44, 32}).string();
    wanted.strength = 0.8;
    const RgbImage start = read_clear_picture(wanted.init_image).value()->colours;
    for (const int bits : {8, 16}) {
        SCOPED_TRACE(bits);
        const Samples picture = made(wanted, bits);
        ASSERT_EQ(picture.bits, bits);
        ASSERT_EQ(picture.channels, 4);
        size_t changed = 0, between = 0;
        for (int y = 0; y < 48; ++y) {
            for (int x = 0; x < 64; ++x) {
                const bool painted = x >= 12 && x < 44 && y >= 16 && y < 32;
                ASSERT_EQ(picture.at(x, y, 3), painted ? 65535 : 257 * opacity_at(x)) << x << ", " << y;
                for (int c = 0; c < 3; ++c) {
                    const int before = 257 * start.pixels[static_cast<size_t>((y * 64 + x) * 3 + c)];
                    ASSERT_TRUE(painted || picture.at(x, y, c) == before) << x << ", " << y;
                    changed += picture.at(x, y, c) != before, between += picture.at(x, y, c) % 257 != 0;
                }
            }
        }
        EXPECT_GT(changed, 1000u);
        EXPECT_EQ(between > 1000, bits == 16);
    }
}

}  // namespace
}  // namespace imagelab::test
