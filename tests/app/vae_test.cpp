#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/image/picture.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;
using nlohmann::json;
using test::TempFolder;

const fs::path bundled = IMAGELAB_SOURCE_DIR "/resources/models/demo";

RgbImage drawing() {  // a disc on a ramp, with sides that no VAE takes as they are
    RgbImage image{133, 117, {}};
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            const bool inside = (x - 60) * (x - 60) + (y - 55) * (y - 55) < 900;
            for (int c = 0; c < 3; ++c) image.pixels.push_back(static_cast<uint8_t>(inside ? 200 - 60 * c : 40 + x));
        }
    }
    return image;
}

std::string quoted(const fs::path& path) {
    return "'" + path.string() + "' ";
}

TEST(VaeCompare, SaysWhichKeepsMoreAndShowsIt) {
    const TempFolder folder;
    const fs::path picture = folder / "drawing.png", own = bundled / "vae", copy = folder / "copy.safetensors";
    write_png(picture, drawing(), {});
    fs::copy_file(own / "config.json", folder / "copy.json");
    const fs::path weights = own / "diffusion_pytorch_model.safetensors";
    ASSERT_EQ(run_program("convert " + quoted(weights) + quoted(copy) + "--dtype f32").exit_code, 0);
    const std::string command = "vae compare " + quoted(picture) + "--device cpu --dtype f32 --output " + quoted(folder / "out");
    const Ran ran = run_program(command + "--vae " + quoted(own) + "--vae " + quoted(copy) + "--json");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json found = json::parse(ran.out);
    ASSERT_EQ(found.at("vaes").size(), 2);
    for (const json& vae : found.at("vaes")) {
        EXPECT_GT(vae.at("psnr_db").get<double>(), 15) << vae;
        EXPECT_GT(vae.at("ssim").get<double>(), 0.5) << vae;
        EXPECT_GT(vae.at("peak_bytes").get<int64_t>(), 1 << 20) << vae;
        for (const json& written : vae.at("pictures")) {
            const auto made = read_picture(written.get<std::string>());
            ASSERT_TRUE(made) << made.error();
            EXPECT_EQ(made->width, 128);
            EXPECT_EQ(made->height, 112);
        }
    }
    EXPECT_EQ(found["vaes"][0]["psnr_db"], found["vaes"][1]["psnr_db"]);  // the same weights in another file
    EXPECT_NE(found.at("verdict").get<std::string>().find("as much of the pictures"), std::string::npos) << found;
}

TEST(VaeCompare, RefusesWhatItCannotCompare) {
    const TempFolder folder;
    const fs::path picture = folder / "drawing.png", vae = bundled / "vae";
    write_png(picture, drawing(), {});
    const Ran one = run_program("vae compare " + quoted(picture) + "--vae " + quoted(vae));
    EXPECT_EQ(one.exit_code, 2);
    EXPECT_NE(one.err.find("--vae A --vae B"), std::string::npos) << one.err;
    const Ran missing =
        run_program("vae compare " + quoted(picture) + "--vae " + quoted(vae) + "--vae nowhere --output " + quoted(folder / "out"));
    EXPECT_EQ(missing.exit_code, 3);
    EXPECT_NE(missing.err.find("nowhere"), std::string::npos) << missing.err;
    const Ran no_vae = run_program("vae compare " + quoted(picture) + "--vae " + quoted(vae) + "--vae " + quoted(bundled / "unet") +
                                   "--output " + quoted(folder / "out"));
    EXPECT_EQ(no_vae.exit_code, 3);
}

}  // namespace
}  // namespace imagelab
