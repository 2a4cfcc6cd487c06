// Parsing in this process, and the built program for what its users' scripts see.
#include <gtest/gtest.h>

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/request_options.h"
#include "core/base/paths.h"
#include "core/cpu/simd/features.h"
#include "core/library/model_suites.h"
#include "core/weights/safetensors.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Result<Request> parse(const std::vector<std::string>& arguments) {
    CLI::App app;
    const RequestOptions options(app);
    std::vector<const char*> argv{"imagelab"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    try {
        app.parse(parser_arguments(static_cast<int>(argv.size()), argv.data()));
    } catch (const CLI::ParseError& error) {
        return Failure{error.what()};
    }
    return options.request();
}

class RequestFile {
  public:
    explicit RequestFile(const std::string& text)
        : path_(fs::temp_directory_path() / ("imagelab_request_" + std::to_string(::getpid()) + ".json")) {
        std::ofstream(path_) << text;
    }
    ~RequestFile() { fs::remove(path_); }
    std::string path() const { return path_.string(); }

  private:
    fs::path path_;
};

const char* const file_text = R"({
    "model": {"base": "m.safetensors", "refiner": "", "vae": ""},
    "scheduler": {"type": "DDIM", "steps": 11, "spacing": "karras"},
    "hyperparameters": {"guidance_scale": 3.5, "seed": 99, "batch_size": 2, "width": 512, "height": 256, "negative_prompt": "from the file"},
    "conditioning": {"prompt": "from the file", "img2img_strength": 0.25},
    "performance": {"dtype": "fp32", "device": "cpu", "threads": 3}, "output": {"path": "here/"}})";

TEST(Cli, EveryOptionReachesItsField) {
    const auto request =
        parse({"--prompt",   "p",      "--negative-prompt", "n",     "--model",    "m",   "--width",      "640",  "--height",  "448",
               "--steps",    "12",     "--cfg-scale",       "6.5",   "--seed",     "77",  "--batch-size", "3",    "--sampler", "euler_a",
               "--schedule", "karras", "--init-image",      "i.png", "--strength", "0.4", "--dtype",      "bf16", "--device",  "cpu",
               "--threads",  "2",      "--output",          "o.png"});
    ASSERT_TRUE(request) << request.error();
    EXPECT_EQ(request->prompt, "p");
    EXPECT_EQ(request->negative_prompt, "n");
    EXPECT_EQ(request->model, "m");
    EXPECT_EQ(request->width, 640);
    EXPECT_EQ(request->height, 448);
    EXPECT_EQ(request->steps, 12);
    EXPECT_EQ(request->guidance, 6.5);
    EXPECT_EQ(request->seed, 77);
    EXPECT_EQ(request->batch, 3);
    EXPECT_EQ(request->sampler, SamplerKind::euler_ancestral);
    EXPECT_EQ(request->spacing, Spacing::karras);
    EXPECT_EQ(request->init_image, "i.png");
    EXPECT_EQ(request->strength, 0.4);
    EXPECT_EQ(request->dtype, DType::bf16);
    EXPECT_EQ(request->device, "cpu");
    EXPECT_EQ(request->threads, 2);
    EXPECT_EQ(request->output, "o.png");
}

TEST(Cli, NamesOfSamplersAndTypes) {
    const std::pair<const char*, SamplerKind> samplers[] = {{"euler", SamplerKind::euler},
                                                            {"euler_a", SamplerKind::euler_ancestral},
                                                            {"ddim", SamplerKind::ddim},
                                                            {"dpmpp_2m", SamplerKind::dpmpp_2m}};
    for (const auto& [name, kind] : samplers) EXPECT_EQ(parse({"--prompt", "p", "--sampler", name})->sampler, kind) << name;
    const std::pair<const char*, DType> types[] = {{"f32", DType::f32}, {"bf16", DType::bf16}, {"f16", DType::f16}};
    for (const auto& [name, type] : types) EXPECT_EQ(parse({"--prompt", "p", "--dtype", name})->dtype, type) << name;
    EXPECT_EQ(parse({"--prompt", "p", "--schedule", "default"})->spacing, Spacing::published);
}

TEST(Cli, WhatIsNotGivenIsTheRequestsDefault) {
    const auto request = parse({"--prompt", "p"});
    ASSERT_TRUE(request) << request.error();
    Request expected;
    expected.prompt = "p";
    EXPECT_EQ(request_to_json(*request), request_to_json(expected));
}

TEST(Cli, TextsArriveAsTheyAre) {
    for (const std::string text :
         {"", "[a, b]", "{a|b}", "a%%b", "\"quoted\"", "日本 🎨", "a\nb", "it's", "a=b", "=", "--prompt=", "-5 degrees"}) {
        const auto request = parse({"--prompt=" + text, "--negative-prompt=" + text, "--steps", "3"});
        ASSERT_TRUE(request) << request.error() << " for " << text;
        EXPECT_EQ(request->prompt, text);
        EXPECT_EQ(request->negative_prompt, text);
        EXPECT_EQ(request->steps, 3);
        if (text.starts_with("-")) continue;
        const auto apart = parse({"--prompt", text, "--negative-prompt", text});
        ASSERT_TRUE(apart) << apart.error() << " for " << text;
        EXPECT_EQ(apart->prompt, text);
        EXPECT_EQ(apart->negative_prompt, text);
    }
    EXPECT_EQ(parse({"--prompt", "x", "--seed", "-1"})->seed, -1);
}

TEST(Cli, OptionsOverrideTheFile) {
    const RequestFile file(file_text);
    const auto plain = parse({"--request", file.path()});
    ASSERT_TRUE(plain) << plain.error();
    EXPECT_EQ(plain->prompt, "from the file");
    EXPECT_EQ(plain->steps, 11);
    EXPECT_EQ(plain->threads, 3);
    const auto changed = parse({"--steps", "12", "--request", file.path(), "--negative-prompt", "", "--schedule", "default"});
    ASSERT_TRUE(changed) << changed.error();
    Request expected = *plain;
    expected.steps = 12;
    expected.negative_prompt = "";
    expected.spacing = Spacing::published;
    EXPECT_EQ(request_to_json(*changed), request_to_json(expected));
}

TEST(Cli, AnOptionIsKeptFromTheSuiteThoughItIsAsInANewRequest) {
    const test::TempFolder data;
    Request parts;
    parts.model = "base", parts.refiner = "polish", parts.vae = "sharp";
    ASSERT_TRUE(save_suite(data.path(), suite_of(parts, "Ink"), false));
    ::setenv("IMAGELAB_DATA", data.path().c_str(), 1);
    const auto plain = parse({"--prompt", "x", "--suite", "ink"}), own = parse({"--refiner", "none", "--prompt", "x", "--suite", "ink"});
    ::unsetenv("IMAGELAB_DATA");
    ASSERT_TRUE(plain && own) << (own ? "" : own.error());
    EXPECT_EQ(plain->refiner, "polish");
    EXPECT_EQ(own->refiner, "");
    EXPECT_EQ(own->vae, "sharp");
}

TEST(Cli, ProblemsAreToldInTheWordsOfTheUser) {
    EXPECT_EQ(parse({}).error(), "--prompt TEXT or --request FILE is needed");
    EXPECT_EQ(parse({"--prompt", "p", "--width", "100"}).error(),
              "--width: is 100; allowed: a multiple of 8 from 16 to 4096, or 0 for the model's own size");
    EXPECT_NE(parse({"--prompt", "p", "--steps", "0", "--device", "tpu"})
                  .error()
                  .find("--steps: is 0; allowed: an integer from 1 to 1000\n--device: is \"tpu\""),
              std::string::npos);
    EXPECT_NE(parse({"--prompt", "p", "--steps", "many"}).error().find("--steps"), std::string::npos);
    EXPECT_NE(parse({"--prompt", "p", "--sampler", "heun_3"}).error().find("euler,euler_a,ddim,dpmpp_2m"), std::string::npos);
    EXPECT_FALSE(parse({"--prompt", "p", "--cfg-scale", "nan"}));
    EXPECT_FALSE(parse({"--prompt", "p", "--unknown", "1"}));
    const RequestFile broken("{\"model\": ");
    EXPECT_NE(parse({"--request", broken.path()}).error().find("is no JSON"), std::string::npos);
    EXPECT_NE(parse({"--request", "/nowhere.json"}).error().find("could not read /nowhere.json"), std::string::npos);
}

const std::string small_model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";

TEST(Program, HelpNamesEveryOptionAndExitCode) {
    const Ran help = run_program("generate --help");
    EXPECT_EQ(help.exit_code, 0);
    for (const char* option : {"--prompt", "--negative-prompt", "--model",     "--width",    "--height",     "--steps",    "--cfg-scale",
                               "--seed",   "--batch-size",      "--sampler",   "--schedule", "--init-image", "--strength", "--dtype",
                               "--device", "--threads",         "--output",    "--request",  "--profile",    "--format",   "--quality",
                               "--json",   "Examples:",         "Exit codes:", "  130 "}) {
        EXPECT_NE(help.out.find(option), std::string::npos) << option;
    }
    const Ran top = run_program("--help");
    EXPECT_EQ(top.exit_code, 0);
    for (const char* command : {"generate", "plan", "devices", "info", "profiles", "gallery", "models", "--data", "--version", "Examples:"})
        EXPECT_NE(top.out.find(command), std::string::npos) << command;
}

TEST(Program, Version) {
    const Ran ran = run_program("--version");
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_EQ(ran.out, "imagelab " IMAGELAB_VERSION "\n");
}

TEST(Program, WrongUsageIsTwo) {
    for (const char* arguments : {"generate", "generate --prompt x --nonsense", "generate --prompt x --sampler heun_3",
                                  "generate --prompt x --width 100", "nonsense", "plan", "info a b", "generate --request /nowhere.json",
                                  "generate --prompt x --output a.gif", "generate --prompt x --init-image /nowhere.png"}) {
        const Ran ran = run_program(arguments);
        EXPECT_EQ(ran.exit_code, 2) << arguments << "\n" << ran.err;
        EXPECT_NE(ran.err, "") << arguments;
        EXPECT_EQ(ran.out, "") << arguments;
    }
}

TEST(Program, RefusalsComeAsJsonToo) {
    const RequestFile file(R"({"model": {"base": "", "refiner": "", "vae": ""}, "scheduler": {"type": "LMS", "steps": 1},
        "postprocessing": {"safety_action": "hide"}, "hyperparameters": {"guidance_scale": 1, "seed": 1, "width": 64, "height": 64}, "conditioning": {"prompt": "p"}})");
    const Ran ran = run_program("generate --json --request " + file.path());
    EXPECT_EQ(ran.exit_code, 2);
    const json object = json::parse(ran.out, nullptr, false);
    ASSERT_TRUE(object.is_object()) << ran.out;
    EXPECT_EQ(object["status"], "failed");
    EXPECT_EQ(object["images"], json::array());
    const std::string message = object["message"];
    EXPECT_NE(message.find("safety_action"), std::string::npos) << message;
}

TEST(Program, DeviceTroubleIsFour) {
    const Ran vulkan = run_program("generate --prompt x --device vulkan:99");
    EXPECT_EQ(vulkan.exit_code, 4);
    EXPECT_NE(vulkan.err.find("no such driver"), std::string::npos) << vulkan.err;
    const Ran half = run_program("generate --prompt x --device cpu --dtype f16");
    EXPECT_EQ(half.exit_code, 4);
    EXPECT_NE(half.err.find("does not compute in f16: choose "), std::string::npos) << half.err;
    EXPECT_NE(half.err.find("f32"), std::string::npos);
}

TEST(Program, AMissingModelIsThree) {
    EXPECT_EQ(run_program("generate --prompt x --model /missing.safetensors").exit_code, 3);
    EXPECT_EQ(run_program("plan --prompt x --model /missing.safetensors").exit_code, 3);
    const Ran info = run_program("info /missing.safetensors --json");
    EXPECT_EQ(info.exit_code, 3);
    EXPECT_NE(info.err.find("/missing.safetensors"), std::string::npos);
    EXPECT_EQ(json::parse(info.out)["status"], "failed");
}

TEST(Program, AFolderThatCannotBeWrittenIsFive) {
    const Ran ran = run_program("generate --prompt x --output /proc/nowhere/ --model " + small_model);
    EXPECT_EQ(ran.exit_code, 5);
    EXPECT_NE(ran.err.find("cannot create the output folder /proc/nowhere"), std::string::npos) << ran.err;
}

TEST(Program, InfoSaysWhatIsInAModel) {
    const Ran ran = run_program("info --json " + small_model);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json info = json::parse(ran.out);
    EXPECT_EQ(info["kind"], "sdxl");
    EXPECT_EQ(info["layout"], "diffusers folder");
    ASSERT_EQ(info["components"].size(), 4u);
    int64_t parameters = 0;
    for (const json& part : info["components"]) {
        EXPECT_GT(part["parameters"].get<int64_t>(), 1000) << part["name"];
        parameters += part["parameters"].get<int64_t>();
    }
    EXPECT_EQ(info["parameters"], parameters);
    EXPECT_EQ(info["memory"]["weights_bf16_bytes"], parameters * 2);
    EXPECT_EQ(info["configuration"]["unet"]["in_channels"], 4);
    const std::string text = run_program("info " + small_model).out;
    for (const std::string& word :
         std::vector<std::string>{"text_encoder_2", "parameters", "configuration", "diffusers folder", std::to_string(parameters)}) {
        EXPECT_NE(text.find(word), std::string::npos) << word;
    }
}

TEST(Program, InfoSaysWhatALoraIs) {
    const std::string file = small_model + "/lora.safetensors";
    const Ran ran = run_program("info --json " + file);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json object = json::parse(ran.out);
    EXPECT_EQ(object["kind"], "lora");
    EXPECT_EQ(object["adapter"]["ranks"], json::array({2}));
    EXPECT_EQ(object["adapter"]["unknown_keys"], json::array());
    EXPECT_EQ(object["adapter"]["hash"].get<std::string>().size(), 12u);
    EXPECT_NE(run_program("info " + file).out.find("LoRA"), std::string::npos);
}

TEST(Program, MergePutsDecomposedWeightsOnInBothWays) {
    const test::TempFolder folder;
    const std::string module = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q.";
    const std::vector<float> factors(64 * 2, 0.25f), magnitudes(64, 3);
    const auto view = [](const Shape& shape, const std::vector<float>& values) {
        return TensorView{DType::f32, shape, reinterpret_cast<const std::byte*>(values.data())};
    };
    write_safetensors(folder / "dora.safetensors", {{module + "lora_down.weight", view({2, 64}, factors)},
                                                    {module + "lora_up.weight", view({64, 2}, factors)},
                                                    {module + "dora_scale", view({64, 1}, magnitudes)}});
    const auto merged = [&](const std::string& name, const std::string& option) {
        const Ran ran = run_program("merge " + (folder / name).string() + " --model " + small_model + " --lora " +
                                    (folder / "dora.safetensors").string() + option);
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
        return read_text_file(folder / name / "unet/diffusion_pytorch_model.safetensors");
    };
    const std::string usual = merged("usual", "");
    EXPECT_EQ(merged("trained", " --dora lycoris"), usual);
    EXPECT_NE(merged("comfyui", " --dora comfyui"), usual);
    EXPECT_EQ(run_program("merge x --model y --dora other").exit_code, 2);
}

TEST(Program, BenchSaysWhereTheTimeGoes) {
    const std::string arguments = "bench --device cpu --dtype f32 --width 64 --height 64 --model " + small_model;
    const Ran ran = run_program(arguments + " --json");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json bench = json::parse(ran.out);
    EXPECT_GT(bench["peak_tflops"].get<double>(), 0);
    ASSERT_EQ(bench["networks"].size(), 4u);
    for (const json& network : bench["networks"]) {
        EXPECT_GT(network["seconds"].get<double>(), 0) << network["network"];
        EXPECT_GT(network["tflop"].get<double>(), 0) << network["network"];
        double families = 0, shapes = 0;
        for (const json& op : network["ops"])
            (op["op"].get<std::string>().find("  ") == std::string::npos ? families : shapes) += op["seconds"].get<double>();
        EXPECT_GT(families, 0) << network["network"];
        EXPECT_NEAR(families, shapes, families * 1e-6) << network["network"];
    }
    const std::string text = run_program(arguments).out;
    for (const char* word : {"unet, batch 2", "vae_decoder", "text_encoder_2", "conv2d", "attention", "of peak"})
        EXPECT_NE(text.find(word), std::string::npos) << word;
    EXPECT_EQ(run_program("bench --device vulkan:99").exit_code, 4);
    EXPECT_EQ(run_program("bench --width 100").exit_code, 2);
}

TEST(Program, DevicesListTheProcessor) {
    const Ran ran = run_program("devices --json");
    EXPECT_EQ(ran.exit_code, 0);
    const json devices = json::parse(ran.out)["devices"];
    const auto cpu = std::find_if(devices.begin(), devices.end(), [](const json& device) { return device["id"] == "cpu"; });
    ASSERT_NE(cpu, devices.end());
    EXPECT_GT((*cpu)["memory_total_bytes"].get<int64_t>(), 0);
    EXPECT_GE((*cpu)["threads"].get<int>(), 1);
    EXPECT_EQ((*cpu)["dtypes"].back(), "f32");
    EXPECT_EQ((*cpu)["int8"], cpu::int8_instructions());
    EXPECT_NE(run_program("devices").out.find("arithmetic"), std::string::npos);
}

TEST(Program, AddsAGrid) {
    const test::TempFolder folder;
    const fs::path data = folder.path();
    const std::string add = "queue add --prompt hills --device cpu --data " + data.string() + " --output " + (data / "out").string() + " ";
    const Ran ran = run_program(add + "--json --grid-x steps=1,2 --grid-y \"words=hills,a sea\" --grid-z seed=1-3");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json jobs = json::parse(ran.out)["jobs"];
    ASSERT_EQ(jobs.size(), 12u);
    EXPECT_EQ(jobs[11]["request"]["hyperparameters"]["seed"], 3);
    EXPECT_EQ(jobs[11]["request"]["conditioning"]["prompt"], "a sea");
    EXPECT_EQ(jobs[10]["request"]["scheduler"]["steps"], 1);
    EXPECT_TRUE(jobs[0]["group"].get<std::string>().starts_with("grid-"));
    EXPECT_NE(run_program(add + "--grid-y weather=rain").err.find("--grid-y"), std::string::npos);
    EXPECT_EQ(run_program(add + "--grid-x steps=1,2 --count 2").exit_code, 2);
}

}  // namespace
}  // namespace imagelab
