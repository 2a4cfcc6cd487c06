// Whole runs of a small random SDXL against torch, diffusers and peft (tests/reference/train_lora.py), and runs that are cut off.
#include "core/training/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/adapters/adapter_file.h"
#include "core/adapters/adapter_keys.h"
#include "core/base/json_reader.h"
#include "core/cpu/cpu_device.h"
#include "core/training/lora_file.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Ran {
    std::vector<TrainingReports::Step> steps;
    std::vector<int> saved;
    std::vector<std::string> notes;
    bool cancelled = false;
};

json golden_config(const std::string& name) {
    json config = read_json_file(test::golden_path("training") / name / "config.json").value();
    const bool masked = config.value("masked_loss", false);
    config["images"] = (test::golden_path("training") / (masked ? "masked pictures" : "pictures")).string();
    if (config.contains("class_prompt")) config["class_images"] = (test::golden_path("training") / "class pictures").string();
    config["dtype"] = "f32";
    return config;
}

OpenedModel small() {
    return open_model(test::small_model_dir("tiny64")).value();
}

// The same, said to predict v.
OpenedModel small_of_v(const test::TempFolder& folder) {
    for (const auto& entry : fs::directory_iterator(test::small_model_dir("tiny64"))) {
        if (entry.path().filename() == "scheduler")
            fs::copy(entry.path(), folder / "scheduler", fs::copy_options::recursive);
        else
            fs::create_symlink(fs::absolute(entry.path()), folder.path() / entry.path().filename());
    }
    const fs::path path = folder / "scheduler" / "scheduler_config.json";
    json scheduler = read_json_file(path).value();
    scheduler["prediction_type"] = "v_prediction";
    std::ofstream(path) << scheduler;
    return open_model(folder.path()).value();
}

// `stop_at`: the step after which it is cancelled.
Ran run(const json& config, Device& device, bool resume = false, int stop_at = 0, const OpenedModel& model = small(),
        const TrainingControl& control = {}) {
    Ran ran;
    const CancelToken cancel;
    TrainingReports reports;
    reports.step = [&](const TrainingReports::Step& step) {
        ran.steps.push_back(step);
        if (step.step == stop_at) cancel.request();
    };
    reports.saved = [&](int step, const fs::path&) { ran.saved.push_back(step); };
    reports.note = [&](const std::string& text) { ran.notes.push_back(text); };
    try {
        train(training_config(config), model, device, resume ? TrainingResume::any : TrainingResume::no, reports, cancel,
              control);
    } catch (const Cancelled&) {
        ran.cancelled = true;
    }
    return ran;
}

Device& processor() {
    return *test::test_devices().front();
}

std::string bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < a.size(); ++i) ab += double(a[i]) * b[i], aa += double(a[i]) * a[i], bb += double(b[i]) * b[i];
    return ab / std::sqrt(aa * bb);
}

void expect_losses(const std::string& name, const Ran& ran) {
    const json expected = read_json_file(test::golden_path("training") / name / "losses.json").value();
    ASSERT_LE(ran.steps.size(), expected.size());
    for (size_t i = 0; i < ran.steps.size(); ++i) {
        const double loss = expected[i]["loss"].get<double>();
        EXPECT_NEAR(ran.steps[i].loss, loss, (i == 0 ? 1e-5 : i < 8 ? 1e-3 : 1e-2) * loss) << "step " << i + 1;
        const double rate = expected[i]["learning_rate"].get<double>();  // Prodigy's is found on the way
        EXPECT_NEAR(ran.steps[i].learning_rate, rate, 1e-9 + (i < 8 ? 1e-4 : 1e-2) * rate);
    }
}

void expect_factors(const std::string& name, const fs::path& written) {
    const auto expected = test::read_tensors(test::golden_path("training") / name / "lora.safetensors");
    const auto ours = test::read_tensors(written);
    const auto alphas = std::count_if(ours.begin(), ours.end(), [](const auto& each) { return each.first.ends_with(".alpha"); });
    ASSERT_EQ(ours.size(), expected.size() + static_cast<size_t>(alphas));
    for (const auto& [key, tensor] : expected) {
        ASSERT_TRUE(ours.contains(key)) << key;
        EXPECT_EQ(ours.at(key).shape, tensor.shape);
        EXPECT_GE(cosine(ours.at(key).values, tensor.values), 0.999) << key;
    }
}

TEST(TrainingRuns, AreTorchs) {
    for (const char* name : {"plain", "all"}) {
        SCOPED_TRACE(name);
        const test::TempFolder folder;
        json config = golden_config(name);
        config["naming"] = "diffusers";
        config["output"] = (folder / "lora.safetensors").string();
        const Ran ran = run(config, processor());
        EXPECT_EQ(ran.steps.size(), config["steps"].get<size_t>());
        expect_losses(name, ran);
        expect_factors(name, folder / "lora.safetensors");
    }
}

// What else is trained, by what else: peft, LyCORIS, transformers and the optimisers' own packages. Up to 50 steps.
TEST(TrainingKinds, AreTorchs) {
    for (const char* name : {"fifty", "fifty of v", "fifty of lion", "fifty of prodigy", "dora", "loha", "lokr", "text", "inversion", "pixart",
                             "masked of v", "prior"}) {
        SCOPED_TRACE(name);
        const test::TempFolder folder, model;
        json config = golden_config(name);
        const json network = config.value("network", json("lora"));
        if (network == "lora" || network == "dora") config["naming"] = "diffusers";
        config["output"] = (folder / "lora.safetensors").string();
        const OpenedModel files = std::string(name).ends_with(" of v") ? small_of_v(model)
                                  : std::string(name) == "pixart"      ? open_model(test::small_model_dir("sigma72")).value()
                                                                    : small();
        const Ran ran = run(config, processor(), false, 0, files);
        EXPECT_EQ(ran.steps.size(), config["steps"].get<size_t>());
        expect_losses(name, ran);
        expect_factors(name, folder / "lora.safetensors");
    }
}

// Two runs a step of one picture each are a step of two; devices that share them sum up in the order of the runs.
TEST(TrainingRuns, AccumulateAndShare) {
    const test::TempFolder folder;
    json config = golden_config("plain");
    config.update({{"batch_size", 1}, {"gradient_accumulation_steps", 2}, {"naming", "diffusers"}, {"threads", 1}});
    config["output"] = (folder / "one.safetensors").string();
    const Ran alone = run(config, processor());
    expect_losses("plain", alone);
    expect_factors("plain", folder / "one.safetensors");
    const auto first = make_cpu_device(1), second = make_cpu_device(1);
    TrainingControl control;
    control.more_devices = {second.get()};
    config["output"] = (folder / "two" / "one.safetensors").string();
    const Ran shared = run(config, *first, false, 0, small(), control);
    ASSERT_EQ(shared.steps.size(), alone.steps.size());
    for (size_t i = 0; i < alone.steps.size(); ++i) EXPECT_EQ(shared.steps[i].loss, alone.steps[i].loss) << i;
    EXPECT_EQ(bytes_of(folder / "two" / "one.safetensors"), bytes_of(folder / "one.safetensors"));
    // Beside another kind of device: as near as that is.
    for (const auto& device : test::test_devices()) {
        if (device->info().id == "cpu") continue;
        control.more_devices = {device.get()};
        config.update({{"steps", 2}, {"output", (folder / "mixed.safetensors").string()}});
        expect_losses("plain", run(config, processor(), false, 0, small(), control));
        break;
    }
}

// However little memory there is, the same gradients come out, bit for bit; and no more is taken than was said.
TEST(TrainingRuns, ComputeAnewWithTheSameBytes) {
    for (const json& change : {json::object(), json{{"network", "dora"}, {"text_encoders", true}},
                               json{{"network", "textual_inversion"}, {"token", "ring"}}}) {
        SCOPED_TRACE(change.dump());
        const test::TempFolder folder;
        json config = golden_config("plain");
        config.update(change);
        // Large enough for what a step keeps to outweigh the primitives that compute it anew.
        config.update({{"steps", 2}, {"batch_size", 1}, {"threads", 1}, {"width", 320}, {"height", 320}});
        config["output"] = (folder / "whole.safetensors").string();
        const DeviceInfo info = processor().info();
        const auto planned = [&](int64_t budget) {
            config["memory_budget"] = budget;
            return plan_training(training_config(config), small(), processor());
        };
        const TrainingPlan plain = planned(0);
        EXPECT_EQ(plain.again, 0);
        EXPECT_FALSE(plain.weights_stay);
        // A byte less: weights stay in their file, and are multiplied by other kernels.
        const TrainingPlan stay = planned(plain.device_bytes(info) - 1);
        EXPECT_EQ(stay.again, 0);
        EXPECT_TRUE(stay.weights_stay);
        EXPECT_LT(stay.memory.weight_bytes, plain.memory.weight_bytes);
        EXPECT_EQ(stay.plain_bytes, plain.memory.running_bytes());
        run(config, processor());
        // Of so small a model some trainings have little to compute anew: half way to the least there is.
        const int64_t least_bytes = planned(1).device_bytes(info), wanted = (stay.device_bytes(info) + least_bytes) / 2;
        const TrainingPlan less = planned(wanted);
        EXPECT_LE(least_bytes, stay.device_bytes(info));
        EXPECT_LE(less.device_bytes(info), wanted);
        if (change.empty()) {
            EXPECT_LT(least_bytes, stay.device_bytes(info));
            EXPECT_GT(less.again, 0);
        }
        config["output"] = (folder / "parts" / "whole.safetensors").string();
        run(config, processor());
        EXPECT_EQ(bytes_of(folder / "parts" / "whole.safetensors"), bytes_of(folder / "whole.safetensors"));
        const TrainingPlan least = planned(1);
        EXPECT_LE(least.memory.arena_bytes, less.memory.arena_bytes);
        config["output"] = (folder / "least" / "whole.safetensors").string();
        run(config, processor());
        EXPECT_EQ(bytes_of(folder / "least" / "whole.safetensors"), bytes_of(folder / "whole.safetensors"));
        config["memory_budget"] = 0;
        config["output"] = (folder / "packed.safetensors").string();
        run(config, processor());
        const auto whole = test::read_tensors(folder / "whole.safetensors"), packed = test::read_tensors(folder / "packed.safetensors");
        for (const auto& [name, tensor] : whole) {
            if (name.ends_with(".alpha")) continue;
            EXPECT_GE(cosine(packed.at(name).values, tensor.values), 0.9999) << name;
        }
    }
    // On a card weights are the last that is let go.
    for (const auto& device : test::test_devices()) {
        if (!device->info().own_memory) continue;
        const test::TempFolder folder;
        json config = golden_config("plain");
        config.update({{"steps", 1}, {"batch_size", 1}, {"output", (folder / "plain.safetensors").string()}});
        const TrainingPlan plain = plan_training(training_config(config), small(), *device);
        run(config, *device);
        config["memory_budget"] = plain.device_bytes(device->info()) - plain.memory.arena_bytes / 4;
        const TrainingPlan less = plan_training(training_config(config), small(), *device);
        EXPECT_GT(less.again, 0);
        EXPECT_FALSE(less.weights_stay);
        config["output"] = (folder / "less" / "plain.safetensors").string();
        run(config, *device);
        EXPECT_EQ(bytes_of(folder / "less" / "plain.safetensors"), bytes_of(folder / "plain.safetensors"));
        break;
    }
}

TEST(TrainingKinds, GoOnWithTheSameBytes) {
    for (const json& change :
         {json{{"network", "dora"}, {"optimizer", {{"type", "prodigy"}}}, {"learning_rate", 1}},
          json{{"network", "lokr"}, {"ema_decay", 0.5}}, json{{"text_encoders", true}, {"optimizer", {{"type", "adamw8bit"}}}},
          json{{"optimizer", {{"type", "adafactor"}}}}, json{{"shuffle_captions", 3}, {"masked_loss", true}, {"gradient_accumulation_steps", 2}},
          json{{"network", "textual_inversion"}, {"token", "ring"}, {"optimizer", {{"type", "lion"}}}}}) {
        SCOPED_TRACE(change.dump());
        const test::TempFolder folder;
        json config = golden_config("plain");
        config.update(change);
        config["steps"] = 4;
        config["output"] = (folder / "whole.safetensors").string();
        run(config, processor());
        config["output"] = (folder / "parts" / "whole.safetensors").string();
        EXPECT_TRUE(run(config, processor(), false, 2).cancelled);
        EXPECT_EQ(run(config, processor(), true).steps.front().step, 3);
        EXPECT_EQ(bytes_of(folder / "parts" / "whole.safetensors"), bytes_of(folder / "whole.safetensors"));
    }
}

// Too far a step makes what is held out worse: the run ends by itself, with what was best; cut off and gone on with, too.
TEST(TrainingRuns, EndWhenHeldOutPicturesGrowWorse) {
    const test::TempFolder folder;
    json config = golden_config("plain");
    config.update({{"steps", 40}, {"validation_share", 0.3}, {"validation_every", 2}, {"patience", 2}, {"learning_rate", 0.05}});
    config["output"] = (folder / "whole.safetensors").string();
    const Ran whole = run(config, processor());
    ASSERT_LT(whole.steps.size(), 40u);
    std::vector<double> measured;
    for (const TrainingStep& step : whole.steps) {
        EXPECT_EQ(step.validation_loss.has_value(), step.step % 2 == 0);
        if (step.validation_loss) measured.push_back(*step.validation_loss);
    }
    const auto best = std::min_element(measured.begin(), measured.end());
    EXPECT_EQ(measured.end() - best, 3);
    ASSERT_EQ(whole.notes.size(), 1u);
    const int best_step = 2 * static_cast<int>(best - measured.begin()) + 2;
    EXPECT_NE(whole.notes.front().find("after step " + std::to_string(best_step) + " "), std::string::npos) << whole.notes.front();

    config["output"] = (folder / "parts" / "whole.safetensors").string();
    const int stop = static_cast<int>(whole.steps.size()) - 1;
    EXPECT_TRUE(run(config, processor(), false, stop).cancelled);
    const Ran rest = run(config, processor(), true);
    EXPECT_EQ(rest.steps.back().step, whole.steps.back().step);
    EXPECT_EQ(rest.steps.back().validation_loss, whole.steps.back().validation_loss);
    EXPECT_EQ(bytes_of(folder / "parts" / "whole.safetensors"), bytes_of(folder / "whole.safetensors"));
    // What is written is what a run up to the best step has.
    config.update({{"steps", best_step}, {"patience", 0}});
    config["output"] = (folder / "best.safetensors").string();
    run(config, processor());
    const auto written = test::read_tensors(folder / "whole.safetensors"), expected = test::read_tensors(folder / "best.safetensors");
    for (const auto& [name, tensor] : expected) EXPECT_EQ(written.at(name).values, tensor.values) << name;
}

// What was trained is what pictures are made with: as much of the files as the reader of adapters knows.
TEST(TrainingKinds, AreReadAsAdapters) {
    for (const json& change : {json{{"network", "dora"}}, json{{"network", "loha"}}, json{{"network", "lokr"}, {"rank", 1}},
                               json{{"text_encoders", true}}, json{{"network", "dora"}, {"naming", "diffusers"}}}) {
        SCOPED_TRACE(change.dump());
        const test::TempFolder folder;
        json config = golden_config("plain");
        config.update(change);
        config["steps"] = 2;
        config["output"] = (folder / "made.safetensors").string();
        run(config, processor());
        const auto file = AdapterFile::open(folder / "made.safetensors");
        ASSERT_TRUE(file.ok()) << file.error();
        EXPECT_TRUE((*file)->unknown_keys().empty());
        std::vector<AdapterComponent> components;
        const OpenedModel model = small();
        for (const ModelPart& part : model->parts()) components.push_back({part.name, part.weights.get()});
        const AdapterKeys keys(components);
        for (const AdapterModule& module : (*file)->modules()) EXPECT_FALSE(keys.find(module.name).empty()) << module.name;
    }
}

TEST(TrainingRuns, AreTorchsOnVulkan) {
    for (const auto& device : test::test_devices()) {
        if (device->info().id == "cpu") continue;
        const test::TempFolder folder;
        json config = golden_config("plain");
        config["steps"] = 2;
        config["output"] = (folder / "lora.safetensors").string();
        const Ran ran = run(config, *device);
        EXPECT_EQ(ran.steps.size(), 2u);
        expect_losses("plain", ran);
    }
}

TEST(TrainingRuns, WhenCutOffEndWithTheSameBytes) {
    const test::TempFolder folder;
    json config = golden_config("all");
    config["save_every"] = 3;
    config["output"] = (folder / "whole.safetensors").string();
    EXPECT_EQ(run(config, processor()).saved, (std::vector<int>{3, 6, 8}));
    config["output"] = (folder / "parts" / "whole.safetensors").string();
    for (const int stop : {2, 5, 7}) {
        const Ran ran = run(config, processor(), stop > 2, stop);
        EXPECT_TRUE(ran.cancelled);
        EXPECT_EQ(ran.saved.back(), stop);
        EXPECT_FALSE(fs::exists(folder / "parts" / "whole.safetensors"));
    }
    EXPECT_EQ(run(config, processor(), true).steps.front().step, 8);
    EXPECT_EQ(bytes_of(folder / "parts" / "whole.safetensors"), bytes_of(folder / "whole.safetensors"));
    // Nothing but the LoRA and its state lies there.
    size_t files = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder / "parts")) ++files;
    EXPECT_EQ(files, 2u);
}

TEST(TrainingRuns, RefuseAStateOfAnotherConfiguration) {
    const test::TempFolder folder;
    json config = golden_config("plain");
    config["output"] = (folder / "lora.safetensors").string();
    config["steps"] = 1;
    run(config, processor());
    config["rank"] = 3;
    try {
        run(config, processor(), true);
        ADD_FAILURE() << "it went on";
    } catch (const BadField& bad) {
        EXPECT_EQ(bad.field(), "alpha");  // which follows the rank
    }
    std::ofstream(folder / "lora.safetensors.state") << "no state";
    EXPECT_THROW(run(config, processor(), true), Error);
}

TEST(TrainingRuns, NameBrokenPicturesAndLeaveThemOut) {
    const test::TempFolder folder;
    fs::copy(test::golden_path("training") / "pictures", folder / "pictures");
    std::ofstream(folder / "pictures" / "aa broken.png") << "no picture";
    json config = golden_config("plain");
    config["images"] = (folder / "pictures").string();
    config["output"] = (folder / "lora.safetensors").string();
    config["steps"] = 1;
    const Ran ran = run(config, processor());
    ASSERT_EQ(ran.notes.size(), 1u);
    EXPECT_NE(ran.notes.front().find("aa broken.png"), std::string::npos);
    expect_losses("plain", ran);
}

TEST(TrainingRuns, WriteKohyasNames) {
    const test::TempFolder folder;
    json config = golden_config("plain");
    config["steps"] = 1;
    config["alpha"] = 2;
    config["output"] = (folder / "red ring.safetensors").string();
    run(config, processor());
    const auto file = AdapterFile::open(folder / "red ring.safetensors");
    ASSERT_TRUE(file.ok()) << file.error();
    EXPECT_TRUE((*file)->unknown_keys().empty());
    EXPECT_FALSE((*file)->modules().empty());
    for (const AdapterModule& module : (*file)->modules()) {
        EXPECT_TRUE(module.name.starts_with("lora_unet_")) << module.name;
        EXPECT_EQ(module.rank, 4);
        EXPECT_EQ(module.factor, 0.5);
    }
    const auto& header = (*file)->metadata();
    EXPECT_EQ(header.at("ss_network_dim"), "4");
    EXPECT_EQ(header.at("ss_network_alpha"), "2");
    EXPECT_EQ(header.at("modelspec.architecture"), "stable-diffusion-xl-v1-base/lora");
    EXPECT_EQ(header.at("ss_output_name"), "red ring");
}

TEST(TrainingRuns, RefuseWhatTheModelCannotTrain) {
    const auto refused = [&](const std::string& field, const json& value) {
        json config = golden_config("plain");
        config[field] = value;
        try {
            check_training(training_config(config), small(), processor().info());
        } catch (const BadField& bad) {
            return bad.field();
        }
        return std::string("nothing");
    };
    EXPECT_EQ(refused("targets", {"to_q", "to_nothing"}), "targets");
    EXPECT_EQ(refused("targets", {"linear_1"}), "targets");  // outside the transformers
    EXPECT_EQ(refused("width", 60), "width");
    EXPECT_EQ(refused("zero_terminal_snr", true), "zero_terminal_snr");  // it predicts the noise
    EXPECT_EQ(refused("class_images", "/nowhere"), "class_images");
    EXPECT_EQ(refused("images", "/nowhere"), "images");
    EXPECT_EQ(refused("images", test::small_model_dir("tiny64").string()), "nothing");  // that folder holds pictures
    EXPECT_EQ(refused("text_encoder_targets", "ignored"), "text_encoder_targets");
    json of_text = golden_config("pixart");
    of_text["text_encoders"] = true;
    const auto pixart = open_model(test::small_model_dir("sigma72"));
    ASSERT_TRUE(pixart.ok());
    EXPECT_THROW(check_training(training_config(of_text), *pixart, processor().info()), BadField);
}

TEST(TrainingRuns, ArePlanned) {
    const TrainingPlan plan = plan_training(training_config(golden_config("plain")), small(), processor());
    EXPECT_EQ(plan.pictures, 3);
    EXPECT_GT(plan.modules, 0);
    EXPECT_GT(plan.memory.arena_bytes, 0);
    EXPECT_GT(plan.step_flops, 0);
    // The largest that fits: that does, and one more does not.
    TrainingConfig config = training_config(golden_config("plain"));
    const int64_t budget = plan.device_bytes(processor().info()) + 4 * plan.memory.arena_bytes;
    const auto fitting = largest_trainings(config, small(), processor(), budget);
    ASSERT_EQ(fitting.size(), 3u);
    for (const LargestThatFits& each : fitting) {
        EXPECT_GT(each.value, 0) << each.field;
        EXPECT_LE(each.peak_bytes, budget) << each.field;
        if (each.field != "batch_size") continue;
        EXPECT_LT(each.value, 64);  // where the search ends
        config.memory_budget = budget;
        config.batch_size = static_cast<int>(each.value) + 1;
        EXPECT_GT(plan_training(config, small(), processor()).device_bytes(processor().info()), budget);
    }
}

}  // namespace
}  // namespace imagelab
