#include "core/training/config.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/training/fields.h"

namespace imagelab {
namespace {

using nlohmann::json;

std::string refused_field(const json& config) {
    try {
        training_config(config);
    } catch (const BadField& bad) {
        EXPECT_TRUE(std::string(bad.what()).starts_with(bad.field() + ": ")) << bad.what();
        return bad.field();
    }
    return "";
}

json with(const std::string& field, const json& value) {
    json config = {{"images", "pictures"}};
    config[field] = value;
    return config;
}

TEST(TrainingConfigs, HaveTheContractsDefaults) {
    const TrainingConfig config = training_config({{"images", "pictures"}});
    EXPECT_EQ(config.output, "lora.safetensors");
    EXPECT_EQ(config.rank, 16);
    EXPECT_EQ(config.alpha, 16);
    EXPECT_EQ(config.targets, (std::vector<std::string>{"to_q", "to_k", "to_v", "to_out.0"}));
    EXPECT_EQ(config.steps, 1000);
    EXPECT_EQ(config.batch_size, 1);
    EXPECT_EQ(config.learning_rate, 1e-4);
    EXPECT_EQ(config.lr_schedule, LrSchedule::constant);
    EXPECT_EQ(config.optimizer, OptimizerConfig());
    EXPECT_EQ(config.max_grad_norm, 1);
    EXPECT_EQ(config.save_every, 100);
    EXPECT_EQ(config.naming, LoraNaming::kohya);
    EXPECT_EQ(config.network, TrainedKind::lora);
    EXPECT_FALSE(config.text_encoders);
    EXPECT_FALSE(config.seed);
    EXPECT_EQ(training_config(with("rank", 4)).alpha, 4);
}

TEST(TrainingConfigs, ReadBackWhatTheyWrite) {
    json config = {{"images", "a"},
                   {"output", "b.safetensors"},
                   {"rank", 3},
                   {"alpha", 1.5},
                   {"targets", {"to_q"}},
                   {"steps", 7},
                   {"batch_size", 2},
                   {"width", 64},
                   {"height", 72},
                   {"learning_rate", 0.01},
                   {"lr_schedule", "linear"},
                   {"lr_cycles", 2},
                   {"lr_power", 1.5},
                   {"ema_decay", 0.99},
                   {"warmup_steps", 2},
                   {"max_grad_norm", 0.5},
                   {"snr_gamma", 5.0},
                   {"noise_offset", 0.1},
                   {"caption_dropout", 0.2},
                   {"flip", true},
                   {"validation_share", 0.25},
                   {"validation_every", 20},
                   {"patience", 3},
                   {"seed", 9},
                   {"save_every", 3},
                   {"naming", "kohya"},
                   {"dtype", "f32"},
                   {"device", "cpu"},
                   {"threads", 2},
                   {"network", "lokr"},
                   {"lokr_factor", 8},
                   {"text_encoders", true},
                   {"text_encoder_targets", {"fc1"}},
                   {"text_encoder_learning_rate", 0.01},
                   {"token", "t"},
                   {"vectors", 3},
                   {"initializer", "i"},
                   {"model", "m"},
                   {"class_images", "c"},
                   {"class_prompt", "p"},
                   {"prior_weight", 0.5},
                   {"shuffle_captions", 4},
                   {"keep_tokens", 1},
                   {"tagger", "wd"},
                   {"trigger_word", "w"},
                   {"tag_threshold", 0.25},
                   {"tag_character_threshold", 0.75},
                   {"write_captions", true},
                   {"masked_loss", true},
                   {"zero_terminal_snr", true},
                   {"gradient_accumulation_steps", 3},
                   {"more_devices", {"vulkan:1"}},
                   {"memory_budget", 1 << 30},
                   {"optimizer", {{"type", "adamw"}, {"betas", {0.8, 0.9}}, {"eps", 1e-6}, {"weight_decay", 0.0}}}};
    EXPECT_EQ(to_json(training_config(config)), config);
    for (const json& optimizer : {json{{"type", "adamw8bit"}, {"betas", {0.8, 0.9}}, {"eps", 1e-6}, {"weight_decay", 0.5}},
                                  json{{"type", "lion"}, {"betas", {0.8, 0.9}}, {"weight_decay", 0.5}},
                                  json{{"type", "prodigy"},
                                       {"betas", {0.8, 0.9}},
                                       {"eps", 1e-6},
                                       {"weight_decay", 0.5},
                                       {"d0", 1e-5},
                                       {"d_coef", 2.0},
                                       {"bias_correction", true},
                                       {"safeguard_warmup", true}},
                                  json{{"type", "adafactor"},
                                       {"eps", 1e-20},
                                       {"weight_decay", 0.5},
                                       {"clip_threshold", 2.0},
                                       {"decay_rate", 0.7},
                                       {"scale_parameter", true}}}) {
        config["optimizer"] = optimizer;
        EXPECT_EQ(to_json(training_config(config)), config);
    }
    EXPECT_EQ(to_json(training_config(to_json(training_config({{"images", "a"}, {"steps", 8.0}})))),
              to_json(training_config({{"images", "a"}, {"steps", 8}})));
}

TEST(TrainingConfigs, NullIsTheDefault) {
    EXPECT_EQ(
        to_json(training_config({{"images", "a"}, {"alpha", nullptr}, {"seed", nullptr}, {"optimizer", nullptr}, {"dataset", nullptr}})),
        to_json(training_config({{"images", "a"}})));
}

TEST(TrainingConfigs, RefuseByName) {
    const std::vector<std::pair<std::string, json>> wrong{{"rank", 0},
                                                          {"rank", 1.5},
                                                          {"rank", "4"},
                                                          {"alpha", 0},
                                                          {"targets", json::array()},
                                                          {"targets", {""}},
                                                          {"targets", "to_q"},
                                                          {"network", "ia3"},
                                                          {"network", "textual_inversion"},
                                                          {"lokr_factor", 0},
                                                          {"text_encoders", "both"},
                                                          {"text_encoder_targets", json::array()},
                                                          {"text_encoder_learning_rate", -1},
                                                          {"vectors", 0},
                                                          {"vectors", 76},
                                                          {"steps", 0},
                                                          {"steps", 1e300},
                                                          {"batch_size", 0},
                                                          {"width", 8},
                                                          {"learning_rate", -1},
                                                          {"learning_rate", "1e-4"},
                                                          {"lr_schedule", "exponential"},
                                                          {"warmup_steps", -1},
                                                          {"optimizer", "adamw"},
                                                          {"max_grad_norm", -1},
                                                          {"validation_share", 1},
                                                          {"validation_every", 0},
                                                          {"patience", -1},
                                                          {"patience", 2},  // nothing is held out
                                                          {"tag_threshold", 1.5},
                                                          {"trigger_word", "w"},  // no tagger
                                                          {"write_captions", true},
                                                          {"lr_cycles", 0},
                                                          {"lr_power", 0},
                                                          {"ema_decay", 1},
                                                          {"snr_gamma", -1},
                                                          {"noise_offset", -0.1},
                                                          {"caption_dropout", 1.1},
                                                          {"flip", 1},
                                                          {"seed", -1},
                                                          {"seed", 1.5},
                                                          {"save_every", 0},
                                                          {"naming", "peft"},
                                                          {"dtype", "f16"},
                                                          {"dtype", "int8"},
                                                          {"device", ""},
                                                          {"threads", -1},
                                                          {"output", ""},
                                                          {"output", "folder/"},
                                                          {"dataset", 3},
                                                          {"dropout", 0.1},
                                                          {"optimizer.eps", 0.1},
                                                          {"class_prompt", "a cat"},  // of no pictures
                                                          {"prior_weight", -1},
                                                          {"shuffle_captions", 257},
                                                          {"keep_tokens", 1},  // nothing is shuffled
                                                          {"masked_loss", "alpha"},
                                                          {"zero_terminal_snr", 1},
                                                          {"gradient_accumulation_steps", 0},
                                                          {"more_devices", "cpu"},
                                                          {"more_devices", {"auto"}},
                                                          {"memory_budget", -1},
                                                          {"seed", 18446744073709551615u}};
    for (const auto& [field, value] : wrong)
        EXPECT_EQ(refused_field(with(field, value)), value == "textual_inversion" ? "token" : field) << value;
    EXPECT_EQ(refused_field({{"images", "a"}, {"network", "loha"}, {"naming", "diffusers"}}), "naming");
    EXPECT_EQ(refused_field({{"images", "a"}, {"network", "textual_inversion"}, {"token", "x"}, {"text_encoders", true}}), "text_encoders");
    EXPECT_EQ(refused_field({{"images", "a"}, {"optimizer", {{"type", "prodigy"}}}, {"text_encoder_learning_rate", 1e-5}}),
              "text_encoder_learning_rate");
    EXPECT_EQ(refused_field(json::object()), "images");
    EXPECT_EQ(refused_field(with("optimizer", {{"type", "sgd"}})), "optimizer.type");
    EXPECT_EQ(refused_field(with("optimizer", {{"beta", 1}})), "optimizer.beta");
    EXPECT_EQ(refused_field(with("optimizer", {{"betas", {0.9, 1.0}}})), "optimizer.betas");
    EXPECT_EQ(refused_field(with("optimizer", {{"eps", 0}})), "optimizer.eps");
    EXPECT_EQ(refused_field(with("optimizer", {{"d0", 1e-6}})), "optimizer.d0");  // Prodigy's
    EXPECT_EQ(refused_field(with("optimizer", {{"type", "lion"}, {"eps", 1e-8}})), "optimizer.eps");
    EXPECT_EQ(refused_field(with("optimizer", {{"type", "adafactor"}, {"betas", {0.9, 0.99}}})), "optimizer.betas");
    EXPECT_EQ(refused_field(json::array()), "configuration");
}

// Every field of the table is written, read back, and set by a word of the command line; none of them is left out above.
TEST(TrainingFields, AreWholeAndReadTheWordsOfTheCommandLine) {
    std::set<std::string> options;
    for (const TrainingField& field : training_fields()) {
        SCOPED_TRACE(field.name);
        EXPECT_FALSE(field.help.empty());
        EXPECT_FALSE(field.help.ends_with('.'));
        EXPECT_FALSE(allowed_text(field).empty());
        EXPECT_TRUE(field.option.empty() || options.insert(field.option).second);
        TrainingConfig config;
        if (!field.of.empty()) config.optimizer = usual_optimizer(field.of.front());
        const json usual = field.write(config);
        if (!usual.is_null() && usual != "" && usual != 0 && usual != json::array()) {
            field.read(config, usual);
            EXPECT_EQ(field.write(config), usual);
        }
        std::string word = "word";
        if (field.type == TrainingField::Type::boolean) word = usual == true ? "false" : "true";
        if (field.type == TrainingField::Type::choice) word = field.choices.back();
        if (field.type == TrainingField::Type::whole) word = "17";
        if (field.type == TrainingField::Type::number) word = "0.25";
        if (field.type == TrainingField::Type::pair) word = "0.25,0.5";
        if (field.type == TrainingField::Type::texts) word = "one,two";
        field.read(config, training_value(field, word));
        EXPECT_NE(field.write(config), usual);
        const bool any = field.type == TrainingField::Type::text || field.type == TrainingField::Type::texts;
        if (any) continue;
        EXPECT_THROW(field.read(config, training_value(field, "3 of them")), BadField);
    }
    EXPECT_EQ(training_value(*find_training_field("targets"), "to_q,to_v"), (json{"to_q", "to_v"}));
    EXPECT_EQ(training_value(*find_training_field("learning_rate"), "1e-4"), json(1e-4));
    EXPECT_EQ(find_training_field("optimizer.eps")->option, "--optimizer-eps");
    EXPECT_EQ(find_training_field("rate"), nullptr);
}

}  // namespace
}  // namespace imagelab
