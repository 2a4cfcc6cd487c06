// resources/schema/example_prompt.json, which uses every field of the standard format, runs whole with small models under its names.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/read_file.h"
#include "core/image/picture.h"
#include "core/request/file_uri.h"
#include "tests/build_paths.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path source = IMAGELAB_SOURCE_DIR, golden = source / "tests/reference/golden";

// Diffusers' parts of a small model alone.
void copy_model(const std::string& name, const fs::path& to) {
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(golden / name)) {
        if (entry.is_directory() || entry.path().filename() == "model_index.json")
            fs::copy(entry.path(), to / entry.path().filename(), fs::copy_options::recursive);
    }
}

TEST(StandardExample, RunsWholeWithSmallModels) {
    const TempFolder data;
    const fs::path models = data / "models";
    copy_model("tiny64", models / "stabilityai/sdxl-base");
    copy_model("refiner64", models / "stabilityai/sdxl-refiner");
    fs::create_directories(models / "custom");
    fs::copy(golden / "tiny64/vae/diffusion_pytorch_model.safetensors", models / "custom/vae-v2.safetensors");
    fs::create_directories(models / "lora");
    fs::copy(golden / "tiny64/lora.safetensors", models / "lora/artist_LoRA.safetensors");
    fs::create_directories(models / "controlnet");
    fs::copy(golden / "control64", models / "controlnet/controlnet-depth-sdxl", fs::copy_options::recursive);
    fs::create_directories(models / "upscale_models");
    fs::copy(source / "resources/models/upscalers/realesr-animevideov3.safetensors", models / "upscale_models/Real-ESRGAN.safetensors");
    fs::create_directories(models / "depth");
    write_file(models / "depth/network.onnx", mean_network(32, 32));

    json request = json::parse(read_regular_file(source / "resources/schema/example_prompt.json").value());
    EXPECT_EQ(request["conditioning"]["reference_images"][0], "https://example.com/reference.jpg");
    // What --allow-fetch would have put there.
    request["conditioning"]["reference_images"][0] = file_uri_of_path((golden / "tiny64/init.png").string());
    request["postprocessing"]["safety_checker"] = true;
    const fs::path file = write_file(data / "request.json", request.dump());
    const std::string smaller = "--width 64 --height 64 --steps 8 --device cpu --dtype f32 --data '" + data.path().string() + "' ";
    const Ran planned = run_program("plan --json --request '" + file.string() + "' " + smaller);
    ASSERT_EQ(planned.exit_code, 0) << planned.out << planned.err;
    std::vector<std::string> stages;
    const json plan = json::parse(planned.out);
    for (const json& stage : plan["stages"]) stages.push_back(stage["stage"]);
    for (const char* stage : {"text", "brief", "image", "control", "denoise", "refine", "decode", "enlarge", "finish", "check"})
        EXPECT_NE(std::find(stages.begin(), stages.end(), stage), stages.end()) << stage << " in " << planned.out;
    const Ran ran =
        run_program("generate --json --request '" + file.string() + "' " + smaller + "--output '" + (data / "out").string() + "/'");
    ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err;
    const json result = json::parse(ran.out);
    ASSERT_EQ(result["images"].size(), 2u) << ran.out;
    EXPECT_EQ(result["safety"].size(), 2u);
    const auto picture = read_picture(result["images"][1].get<std::string>());
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->width, 256) << "enlarged four times";
}

}  // namespace
}  // namespace imagelab::test
