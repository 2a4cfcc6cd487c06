// The library of models and model suites over HTTP.
#include <gtest/gtest.h>

#include "core/library/model_suites.h"
#include "core/weights/safetensors.h"
#include "tests/support/serve_lab.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class HttpModels : public testing::Test {
  protected:
    HttpModels() {
        const std::vector<float> values(256, 0.25f);
        const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
        const std::string module = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q";
        fs::create_directories(lab_.data() / "models");
        write_safetensors(
            lab_.data() / "models/ink.safetensors",
            {{module + ".lora_down.weight", {DType::f32, {2, 64}, bytes}}, {module + ".lora_up.weight", {DType::f32, {64, 2}, bytes}}},
            {{"modelspec.trigger_phrase", "inky"}});
    }
    std::string ink() const { return (lab_.data() / "models/ink.safetensors").string(); }
    json suite() const {
        return {{"name", "Ink & wash"},
                {"model", {{"base", small_model}}},
                {"conditioning", {{"loras", json::array({{{"name", ink()}, {"scale", 0.5}}})}}}};
    }
    ServeLab lab_;
};

TEST_F(HttpModels, SuitesAreSavedJudgedAndDeleted) {
    EXPECT_TRUE(lab_.get("/api/models/suites").at("suites").empty());
    const json saved = lab_.post("/api/models/suites", suite());
    EXPECT_EQ(saved.at("name"), "Ink & wash");
    expect_error(lab_.post("/api/models/suites", suite(), 409), "conflict", "name");
    json replaced = suite();
    replaced["replace"] = true, replaced["notes"] = "second";
    lab_.post("/api/models/suites", replaced);
    EXPECT_EQ(lab_.get("/api/models/suites/ink%20wash").at("notes"), "second");
    ASSERT_EQ(lab_.get("/api/models/suites").at("suites").size(), 1u);
    const json fit = lab_.get("/api/models/suites/Ink%20%26%20wash/check");
    EXPECT_EQ(fit.at("score"), 100) << fit.dump();
    json wrong = suite();
    wrong["name"] = "other", wrong["scheduler"] = {{"steps", 4}};
    expect_error(lab_.post("/api/models/suites", wrong, 400), "bad_request", "scheduler.steps");
    wrong = suite();
    wrong["name"] = "other", wrong["model"]["vae"] = "/etc/passwd";
    expect_error(lab_.post("/api/models/suites", wrong, 400), "bad_request", "model.vae");
    EXPECT_EQ(ServeLab::said(lab_.client().Delete("/api/models/suites/ink-wash"), 200).at("deleted"), "Ink & wash");
    ServeLab::said(lab_.client().Delete("/api/models/suites/ink-wash"), 404);
    ServeLab::said(lab_.client().Get("/api/models/suites/ink-wash/check"), 404);
}

TEST_F(HttpModels, ARequestNamesItsSuite) {
    lab_.post("/api/models/suites", suite());
    json request = request_to_json(same_request_of_ours());
    request["model"] = {{"base", ""}, {"vae", ""}, {"refiner", ""}, {"suite", "ink wash"}};
    request.erase("output");
    json unknown = request;
    unknown["model"]["suite"] = "gone";
    expect_error(lab_.post("/api/jobs", unknown, 400), "bad_request", "model.suite");
    const json added = lab_.post("/api/jobs", request, 201);
    const Job job = lab_.session().queue().find(added.at("id").get<JobId>()).value();
    EXPECT_EQ(job.request.suite, "Ink & wash");
    EXPECT_EQ(job.request.model, small_model);
    ASSERT_EQ(job.request.loras.size(), 1u);
    EXPECT_EQ(job.request.loras.front().scale, 0.5);
}

TEST_F(HttpModels, TheLibraryIsSearched) {
    const json all = lab_.get("/api/models/library").at("models"), inky = lab_.get("/api/models/library?words=INKY&kind=lora").at("models");
    ASSERT_EQ(inky.size(), 1u) << all.dump();
    EXPECT_EQ(inky.at(0).at("name"), "ink");
    EXPECT_EQ(inky.at(0).at("rank"), "2");
    EXPECT_EQ(inky.at(0).at("trigger_words"), json::array({"inky"}));
    EXPECT_TRUE(lab_.get("/api/models/library?words=watercolour").at("models").empty());
}

TEST_F(HttpModels, LoadsAndHitsAreTold) {
    EXPECT_TRUE(lab_.get("/api/models/stats").at("models").empty());
    Request request = same_request_of_ours();
    request.output = (lab_.data() / "out.png").string();
    ASSERT_EQ(lab_.session().run(request, {}, CancelToken()).status, JobResult::Status::done);
    const json stats = lab_.get("/api/models/stats").at("models");
    ASSERT_EQ(stats.size(), 1u);
    EXPECT_EQ(stats.at(0).at("loads"), 1);
    EXPECT_EQ(stats.at(0).at("hits"), 0);
    const auto metrics = lab_.client().Get("/metrics");
    ASSERT_TRUE(metrics);
    EXPECT_NE(metrics->body.find("imagelab_model_loads_total{model="), std::string::npos) << metrics->body;
}

}  // namespace
}  // namespace imagelab::test
