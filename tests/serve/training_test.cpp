// Training over HTTP.
#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/adapters/adapter_file.h"
#include "core/base/paths.h"
#include "core/training/fields.h"
#include "tests/support/golden.h"
#include "tests/support/serve_lab.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

httplib::MultipartFormDataItems pictures() {
    httplib::MultipartFormDataItems items;
    for (const auto& entry : fs::directory_iterator(golden_path("training") / "pictures")) {
        const std::string name = entry.path().filename().string();
        items.push_back({"files", read_text_file(entry.path()), "C:\\folder/" + name, name.ends_with(".png") ? "image/png" : "text/plain"});
    }
    return items;
}

json uploaded(ServeLab& lab) {
    return ServeLab::said(lab.client().Post("/api/training/data/upload", pictures()), 200);
}

json short_run(const json& dataset) {
    return {{"model", small_model}, {"dataset", dataset}, {"steps", 2}, {"rank", 2},
            {"width", 64},          {"height", 64},       {"seed", 3},  {"device", "cpu"}};
}

// The progress once the session has ended, or took a step where that is waited for.
json wait_for(ServeLab& lab, const std::string& id, bool first_step = false) {
    for (;;) {
        json progress = lab.get("/api/training/" + id + "/progress");
        const std::string state = progress["state"];
        if (state == "done" || state == "failed" || state == "stopped" || (first_step && progress["step"] > 0)) return progress;
    }
}

TEST(TrainingDoor, TrainsWhatWasSent) {
    ServeLab lab;
    const json upload = uploaded(lab);
    EXPECT_EQ(upload["pictures"], 3);
    EXPECT_EQ(upload["captions"], 3);
    const json started = lab.post("/api/training/start", short_run(upload["dataset_id"]));
    const std::string id = started["session_id"];
    const json progress = wait_for(lab, id);
    EXPECT_EQ(progress["state"], "done") << progress;
    EXPECT_EQ(progress["step"], 2);
    EXPECT_EQ(progress["steps"], 2);
    EXPECT_TRUE(progress["loss"].is_number());
    const json metrics = lab.get("/api/training/" + id + "/metrics")["metrics"];
    ASSERT_EQ(metrics.size(), 2u);
    EXPECT_EQ(metrics[0]["step"], 1);
    EXPECT_EQ(metrics[1]["loss"], progress["loss"]);
    const fs::path written = progress["output"].get<std::string>();
    EXPECT_TRUE(written.string().starts_with(lab.data().string())) << written;
    EXPECT_TRUE(AdapterFile::open(written).ok());
    EXPECT_EQ(lab.get("/api/training/sessions")["sessions"].size(), 1u);
    expect_error(lab.post("/api/training/" + id + "/stop", json::object(), 409), "conflict", nullptr);
}

TEST(TrainingDoor, StopsAndKeepsTheState) {
    ServeLab lab;
    json config = short_run(uploaded(lab)["dataset_id"]);
    config["steps"] = 1'000'000;
    const std::string running = lab.post("/api/training/start", config)["session_id"];
    const std::string behind = lab.post("/api/training/start", config)["session_id"];
    wait_for(lab, running, true);
    EXPECT_EQ(lab.get("/api/training/" + behind + "/progress")["state"], "waiting");
    EXPECT_EQ(lab.post("/api/training/" + behind + "/stop", json::object())["state"], "stopped");
    const std::string state = lab.post("/api/training/" + running + "/stop", json::object())["state"];
    EXPECT_TRUE(state == "stopping" || state == "stopped") << state;
    const json ended = wait_for(lab, running);
    EXPECT_EQ(ended["state"], "stopped");
    EXPECT_TRUE(fs::exists(ended["output"].get<std::string>() + ".state"));
    EXPECT_FALSE(fs::exists(ended["output"].get<std::string>()));
}

TEST(TrainingDoor, RefusesByName) {
    ServeLab lab;
    const json dataset = uploaded(lab)["dataset_id"];
    const auto refused = [&](const std::string& field, const json& value, int status = 400) {
        json config = short_run(dataset);
        config[field] = value;
        expect_error(lab.post("/api/training/start", config, status), status == 404 ? "not_found" : "bad_request", field);
    };
    refused("rank", 0);
    refused("learning_rate", "fast");
    refused("unknown", 1);
    refused("text_encoders", "both");
    refused("patience", 3);  // nothing is held out
    refused("width", 60);
    refused("targets", {"nothing"});
    refused("dataset", 77, 404);
    refused("model", "no such model", 404);
    refused("device", "vulkan:77", 404);
    lab.get("/api/training/training-9/progress", 404);
    lab.get("/api/training/training-9/metrics", 404);
    lab.post("/api/training/training-9/stop", json::object(), 404);
}

// The table of fields is what HTTP knows: each is described, and each is read as the command line reads it.
TEST(TrainingDoor, EveryFieldIsDescribedAndTaken) {
    const json api = lab().get("/openapi.json");
    const json described = api["paths"]["/api/training/start"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"];
    const std::map<TrainingField::Type, std::string> types = {
        {TrainingField::Type::text, "string"},   {TrainingField::Type::texts, "array"},     {TrainingField::Type::whole, "integer"},
        {TrainingField::Type::number, "number"}, {TrainingField::Type::pair, "array"},      {TrainingField::Type::boolean, "boolean"},
        {TrainingField::Type::choice, "string"}};
    size_t fields = 1;  // optimizer
    for (const TrainingField& field : training_fields()) {
        SCOPED_TRACE(field.name);
        const size_t point = field.name.find('.');
        const json& object = point == field.name.npos ? described : described["optimizer"]["properties"];
        const std::string name = field.name.substr(point == field.name.npos ? 0 : point + 1);
        fields += point == field.name.npos;
        ASSERT_TRUE(object.contains(name));
        EXPECT_EQ(object[name]["type"], json({types.at(field.type), "null"}));
        EXPECT_EQ(object[name]["description"], field.help);
        for (const std::string& choice : field.choices)
            EXPECT_NE(std::find(object[name]["enum"].begin(), object[name]["enum"].end(), choice), object[name]["enum"].end()) << choice;
        // What is no value of it is refused by its name, not as a field that is unknown.
        json body = short_run(77), wrong = field.type == TrainingField::Type::text || field.type == TrainingField::Type::choice ? json(7) : json("x");
        (point == field.name.npos ? body[name] : body["optimizer"][name]) = wrong;
        const json said = lab().post("/api/training/start", body, 400);
        expect_error(said, "bad_request", field.name);
        EXPECT_EQ(said["detail"].get<std::string>().find("no field that is known"), std::string::npos) << said["detail"];
    }
    EXPECT_EQ(described.size(), fields);
    // Written out whole, a configuration gets past the reading: that there is no such upload is all that is wrong then.
    const TrainingField& optimizer = *find_training_field("optimizer.type");
    for (const std::string& kind : optimizer.choices) {
        TrainingConfig config;
        optimizer.read(config, kind);
        json whole = to_json(config);
        whole["dataset"] = 77, whole["model"] = small_model;
        whole.erase("images");
        expect_error(lab().post("/api/training/start", whole, 404), "not_found", "dataset");
    }
}

TEST(TrainingDoor, TakesPicturesAndTextsAlone) {
    ServeLab lab;
    const auto refused = [&](const std::string& name, const std::string& content) {
        httplib::MultipartFormDataItems items = pictures();
        items.push_back({"files", content, name, "application/octet-stream"});
        expect_error(ServeLab::said(lab.client().Post("/api/training/data/upload", items), 400), "bad_request", "files");
    };
    refused("script.sh", "echo");
    refused("broken.png", "no picture");
    refused("latin.txt", "\xe4");
    refused("..", "x");
    refused("a square.png", read_text_file(golden_path("training") / "pictures" / "a square.png"));  // twice
    ServeLab::said(
        lab.client().Post("/api/training/data/upload", httplib::MultipartFormDataItems{{"files", "a text", "alone.txt", "text/plain"}}),
        400);
    EXPECT_EQ(uploaded(lab)["dataset_id"], 1);  // nothing of those was kept
}

}  // namespace
}  // namespace imagelab::test
