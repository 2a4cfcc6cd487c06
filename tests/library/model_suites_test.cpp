// Model suites: kept as files that people may edit, and filled into what a request leaves open.
#include "core/library/model_suites.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Request inked() {
    Request request;
    request.model = "/models/base.safetensors";
    request.refiner = "refiner", request.refiner_start = 0.7;
    request.vae = "sharp";
    request.vae_mix = {{"soft", 0.25}};
    request.unet = "/models/unet.gguf";
    request.loras = {{"ink", 0.8, 0.4}, {"wash", 1, {}}};
    request.embeddings = {"/models/embeddings/neg.safetensors"};
    request.prediction = PredictionChoice::v_prediction;
    request.prompt = "no part of a suite";
    request.steps = 7;
    return request;
}

TEST(ModelSuites, AreKeptAsFilesAndComeBackTheSame) {
    const TempFolder data;
    const ModelSuite suite = suite_of(inked(), "Ink & Wäsche", "for comics");
    const auto file = save_suite(data.path(), suite, false);
    ASSERT_TRUE(file) << file.error();
    EXPECT_EQ(*file, data.path() / "suites" / "Ink & Wäsche.json");
    const json written = json::parse(read_text_file(*file));
    EXPECT_EQ(written.at("version"), 1);
    EXPECT_EQ(written.at("model").at("base"), "/models/base.safetensors");
    EXPECT_EQ(written.at("conditioning").at("loras").size(), 2u);
    EXPECT_FALSE(written.contains("hyperparameters")) << "only what belongs to models";
    EXPECT_FALSE(written.at("scheduler").contains("steps"));
    const SuiteLibrary library = SuiteLibrary::load(data.path());
    EXPECT_TRUE(library.problems().empty());
    const auto found = library.find("ink wäsche");  // whatever case and punctuation
    ASSERT_TRUE(found) << found.error();
    EXPECT_EQ((*found)->notes, "for comics");
    EXPECT_TRUE(same_request((*found)->parts, suite.parts));
    EXPECT_EQ((*found)->parts.steps, Request().steps);
}

TEST(ModelSuites, NothingIsLostWhenOneIsReplacedOrDeleted) {
    const TempFolder data;
    ASSERT_TRUE(save_suite(data.path(), suite_of(inked(), "ink"), false));
    Request other;
    other.model = "/models/other.safetensors";
    const auto refused = save_suite(data.path(), suite_of(other, "INK"), false);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("there is a suite \"ink\" already"), std::string::npos) << refused.error();
    const auto file = save_suite(data.path(), suite_of(other, "INK"), true);
    ASSERT_TRUE(file) << file.error();
    EXPECT_EQ(file->filename(), "ink.json") << "one name is one file";
    EXPECT_NE(read_text_file(file->string() + "~").find("base.safetensors"), std::string::npos);
    const auto kept = delete_suite(data.path(), "ink");
    ASSERT_TRUE(kept) << kept.error();
    EXPECT_NE(read_text_file(*kept).find("other.safetensors"), std::string::npos);
    EXPECT_TRUE(SuiteLibrary::load(data.path()).suites().empty());
    EXPECT_FALSE(delete_suite(data.path(), "ink"));
}

TEST(ModelSuites, WhatPeopleWriteIsCheckedByName) {
    const TempFolder data;
    fs::create_directories(data / "suites");
    write_file(data / "suites" / "by hand.json",
               R"({"model": {"vae": "sharp"}, "conditioning": {"loras": [{"name": "ink", "scale": 1}]}})");
    write_file(data / "suites" / "broken.json", "{");
    write_file(data / "suites" / "notes.txt", "none");
    const SuiteLibrary library = SuiteLibrary::load(data.path());
    ASSERT_EQ(library.suites().size(), 1u);
    EXPECT_EQ(library.suites().front().name, "by hand") << "as its file is called";
    ASSERT_EQ(library.problems().size(), 1u);
    EXPECT_NE(library.problems().front().find("broken.json"), std::string::npos);
    EXPECT_NE(library.find("broken").error().find("not valid JSON"), std::string::npos) << library.find("broken").error();
    EXPECT_NE(library.find("other").error().find("there are: by hand"), std::string::npos);
    const struct {
        const char *json, *said;
    } wrong[] = {{R"({"name": "a", "model": {"vae": 3}})", "model.vae"},
                 {R"({"name": "a", "scheduler": {"steps": 4}})", "scheduler.steps: is no part of a suite"},
                 {R"({"name": "a", "colour": "red"})", "colour: is no part of a suite"},
                 {R"({"name": "a", "version": 2})", "use the newer one"},
                 {R"({"name": "a/b"})", "name: is \"a/b\""},
                 {R"({"name": " "})", "name: is"},
                 {R"({"name": "a", "conditioning": {"loras": [{"name": "x", "scale": 99}]}})", "conditioning.loras"},
                 {R"([1])", "no object"}};
    for (const auto& one : wrong) {
        const auto suite = suite_from_json(json::parse(one.json));
        ASSERT_FALSE(suite) << one.json;
        EXPECT_NE(suite.error().find(one.said), std::string::npos) << suite.error();
    }
}

TEST(ModelSuites, FillWhatARequestLeavesOpen) {
    const ModelSuite suite = suite_of(inked(), "ink");
    Request open;
    open.prompt = "a cat";
    const Request filled = with_suite(open, suite);
    EXPECT_TRUE(same_request(suite_of(filled, "ink").parts, suite.parts));
    EXPECT_EQ(filled.prompt, "a cat");
    EXPECT_EQ(filled.suite, "ink");
    EXPECT_TRUE(filled.suite_filled);
    EXPECT_TRUE(validate(filled)) << validate(filled).error();

    Request own;
    own.model = "/models/mine.safetensors", own.vae = "mine", own.refiner = "another";
    own.loras = {{"/elsewhere/INK.safetensors", 0.1, {}}, {"extra", 1, {}}};
    own.prompt = "a cat <lora:wash:0.3>";
    own.embeddings = {"/mine/Neg.pt"};
    const Request kept = with_suite(own, suite);
    EXPECT_EQ(kept.model, own.model);
    EXPECT_EQ(kept.vae, "mine");
    EXPECT_TRUE(kept.vae_mix.empty()) << "mixed with the suite's VAE, not with another";
    EXPECT_EQ(kept.refiner, "another");
    EXPECT_EQ(kept.refiner_start, Request().refiner_start) << "of the suite's refiner";
    EXPECT_EQ(kept.unet, "/models/unet.gguf");
    EXPECT_EQ(kept.loras, own.loras) << "those of the suite are named already";
    EXPECT_EQ(kept.embeddings, own.embeddings);
}

// None of what the suite has, said in a request: as an option, or by standing in the JSON.
TEST(ModelSuites, WhatARequestSaysIsKeptThoughItIsAsInANewOne) {
    const ModelSuite suite = suite_of(inked(), "ink");
    json payload = request_to_json(Request());
    payload["conditioning"]["prompt"] = "a cat";
    payload["model"]["suite"] = "ink";
    const auto open = request_from_json(payload);
    ASSERT_TRUE(open) << open.error();
    EXPECT_TRUE(open->suite_leaves.empty()) << "the format asks for base, vae and refiner: \"\" says nothing";
    payload["model"]["refiner"] = "none", payload["model"]["vae"] = "default", payload["model"]["unet"] = "";
    payload["scheduler"]["prediction"] = "auto";
    payload["conditioning"]["loras"] = json::array();
    const auto said = request_from_json(payload);
    ASSERT_TRUE(said) << said.error();
    EXPECT_EQ(said->suite_leaves.size(), 5u);
    const auto again = request_from_json(request_to_json(*said));
    ASSERT_TRUE(again) << again.error();
    EXPECT_TRUE(same_request(*again, *said));
    const Request filled = with_suite(*said, suite);
    EXPECT_EQ(filled.model, suite.parts.model);
    EXPECT_EQ(filled.refiner, "");
    EXPECT_EQ(filled.refiner_start, Request().refiner_start) << "of the refiner that is left out";
    EXPECT_EQ(filled.vae, "");
    EXPECT_TRUE(filled.vae_mix.empty());
    EXPECT_EQ(filled.unet, "");
    EXPECT_EQ(filled.prediction, PredictionChoice::from_the_file);
    EXPECT_TRUE(filled.loras.empty());
    EXPECT_EQ(filled.embeddings, suite.parts.embeddings);
    EXPECT_TRUE(validate(filled)) << validate(filled).error();
    EXPECT_FALSE(request_to_json(filled).at("model").contains("suite_leaves")) << "nothing is filled in again";

    payload["model"]["suite_leaves"] = {"scheduler.steps"};
    EXPECT_NE(request_from_json(payload).error().find("model.suite_leaves: is \"scheduler.steps\""), std::string::npos);
}

TEST(ModelSuites, TakenAwayTheyLeaveWhatWasChosenBeside) {
    const ModelSuite suite = suite_of(inked(), "ink");
    Request request = with_suite(Request(), suite);
    request.loras[0].scale = 0.2;
    request.loras.push_back({"/elsewhere/own.safetensors", 1, {}});
    request.embeddings.push_back("/mine/haze.pt");
    request.vae = "mine", request.refiner_start = 0.9;
    const Request without = without_suite(request, suite);
    EXPECT_EQ(without.suite, "");
    EXPECT_EQ(without.model, suite.parts.model) << "the base model stays";
    EXPECT_EQ(without.loras, (std::vector<LoraUse>{{"/elsewhere/own.safetensors", 1, {}}}));
    EXPECT_EQ(without.embeddings, std::vector<std::string>{"/mine/haze.pt"});
    EXPECT_EQ(without.vae, "mine");
    EXPECT_EQ(without.unet, "");
    EXPECT_EQ(without.refiner, "");
    EXPECT_EQ(without.refiner_start, Request().refiner_start) << "without a refiner it means nothing";
    EXPECT_TRUE(validate(without)) << validate(without).error();
}

TEST(ModelSuites, ARequestIsFilledOnce) {
    const TempFolder data;
    ASSERT_TRUE(save_suite(data.path(), suite_of(inked(), "ink"), false));
    Request request;
    request.suite = "Ink";
    const auto filled = with_suite_applied(request, data.path());
    ASSERT_TRUE(filled) << filled.error();
    Request later;
    later.loras = {{"later", 1, {}}};
    ASSERT_TRUE(save_suite(data.path(), suite_of(later, "ink"), true));
    EXPECT_TRUE(same_request(*with_suite_applied(*filled, data.path()), *filled)) << "a job that waits is not changed";
    const json written = request_to_json(*filled);
    EXPECT_EQ(written.at("model").at("suite"), "ink");
    EXPECT_EQ(written.at("model").at("suite_filled"), true);
    const auto read = request_from_json(written);
    ASSERT_TRUE(read) << read.error();
    EXPECT_TRUE(same_request(*read, *filled));
    request.suite = "nothing";
    EXPECT_EQ(with_suite_applied(request, data.path()).error().find("model.suite: there is no model suite \"nothing\""), 0u);
    EXPECT_TRUE(same_request(*with_suite_applied(Request(), data.path()), Request()));
}

// A suite may bring the refiner that such settings are about.
TEST(ModelSuites, SettingsOfTheSuitesRefinerMayBeGiven) {
    json payload = request_to_json(Request());
    payload["conditioning"]["prompt"] = "a cat";
    payload["scheduler"]["refiner_start"] = 0.5;
    EXPECT_FALSE(request_from_json(payload));
    payload["model"]["suite"] = "ink";
    const auto request = request_from_json(payload);
    ASSERT_TRUE(request) << request.error();
    EXPECT_EQ(with_suite(*request, suite_of(inked(), "ink")).refiner_start, 0.5);
}

}  // namespace
}  // namespace imagelab::test
