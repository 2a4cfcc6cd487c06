// Model suites in jobs, and how often models are loaded.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/image/picture.h"
#include "core/jobs/model_cache.h"
#include "core/jobs/model_uses.h"
#include "core/library/model_suites.h"
#include "core/metadata/import.h"
#include "core/weights/safetensors.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"
#include "tests/support/run_program.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class SuiteJobs : public JobFixture {
  protected:
    SuiteJobs() {
        if (const char* before = std::getenv("IMAGELAB_DATA")) before_ = before;
        ::setenv("IMAGELAB_DATA", data().c_str(), 1);
        ::setenv("HF_HUB_CACHE", (folder_ / "hub").c_str(), 1);
        fs::create_directories(data() / "models");
        const std::vector<float> values(4096, 0.25f);
        const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
        const std::string module = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q";
        write_safetensors(data() / "models/ink.safetensors", {{module + ".lora_down.weight", {DType::f32, {2, 64}, bytes}},
                                                              {module + ".lora_up.weight", {DType::f32, {64, 2}, bytes}}});
        fs::create_directories(data() / "models/embeddings");
        write_safetensors(data() / "models/embeddings/negword.safetensors",
                          {{"clip_l", {DType::f32, {1, 64}, bytes}}, {"clip_g", {DType::f32, {1, 128}, bytes}}});
    }
    ~SuiteJobs() override {
        ::unsetenv("HF_HUB_CACHE");
        before_.empty() ? ::unsetenv("IMAGELAB_DATA") : ::setenv("IMAGELAB_DATA", before_.c_str(), 1);
    }
    fs::path data() const { return folder_ / "lab"; }
    Request request() const {
        Request request;
        request.prompt = "a cat";
        request.width = request.height = 64;
        request.steps = 4;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    Request parts() const {
        Request parts = request();
        parts.model = small_model_dir("tiny64").string();
        parts.refiner = small_model_dir("refiner64").string();
        parts.refiner_start = 0.5;
        parts.loras = {{"ink", 0.7, {}}};
        return parts;
    }
    std::string before_;
};

TEST_F(SuiteJobs, DrawWhatTheirPartsDrawAndSayTheirName) {
    ASSERT_TRUE(save_suite(data(), suite_of(parts(), "Inked"), false));
    Request with = request();
    with.suite = "inked";
    Session session = plain();
    const auto plan = session.plan(with);
    ASSERT_TRUE(plan) << plan.error();
    EXPECT_EQ(plan->request.refiner, parts().refiner);
    const JobResult result = session.run(with, {}, CancelToken());
    EXPECT_EQ(pixels(result), undisturbed(parts()));
    const PictureMetadata metadata = read_metadata(result.images.front()).value();
    const json said = json::parse(*metadata.text("imagelab_request"));
    EXPECT_EQ(said.at("model").at("suite"), "Inked");
    EXPECT_EQ(said.at("model").at("base"), parts().model);
    EXPECT_EQ(said.at("model").at("refiner"), parts().refiner);
    EXPECT_EQ(said.at("conditioning").at("loras").at(0).at("name"), "ink");
    EXPECT_NE(metadata.text("parameters")->find(", Suite: Inked"), std::string::npos) << *metadata.text("parameters");
    // The picture is drawn again from its parts, whatever became of the suite.
    ASSERT_TRUE(delete_suite(data(), "Inked"));
    Request again = import_request(metadata).value().request;
    again.output = with.output;
    EXPECT_EQ(pixels(session.run(again, {}, CancelToken())), pixels(result));
    const JobResult missing = session.run(with, {}, CancelToken());
    EXPECT_EQ(missing.cause, JobResult::Cause::request);
    EXPECT_NE(missing.message.find("there is no model suite \"inked\""), std::string::npos) << missing.message;
}

TEST_F(SuiteJobs, AJobThatWaitsKeepsItsParts) {
    ASSERT_TRUE(save_suite(data(), suite_of(parts(), "Inked"), false));
    Request with = request();
    with.suite = "Inked";
    const auto session = open(std::make_shared<DeviceWatch>());
    const auto jobs = session->enqueue(with, {});
    ASSERT_TRUE(jobs) << jobs.error();
    Request other = parts();
    other.refiner.clear(), other.refiner_start = Request().refiner_start;
    ASSERT_TRUE(save_suite(data(), suite_of(other, "Inked"), true));
    const Job job = session->queue().find(jobs->front()).value();
    EXPECT_TRUE(job.request.suite_filled);
    EXPECT_EQ(job.request.refiner, parts().refiner);
    with.suite = "none";
    EXPECT_NE(session->enqueue(with, {}).error().find("model.suite"), std::string::npos);
}

TEST_F(SuiteJobs, EmbeddingsOfThePromptStandInThePicture) {
    Request with = request();
    with.model = small_model_dir("tiny64").string();
    with.prompt = "a cat, negword";
    Session session = plain();
    const JobResult result = session.run(with, {}, CancelToken());
    ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
    const PictureMetadata metadata = read_metadata(result.images.front()).value();
    EXPECT_NE(metadata.text("parameters")->find(", TI: negword, TI hashes: \"negword: "), std::string::npos)
        << *metadata.text("parameters");
    const auto imported = import_request(metadata);
    ASSERT_EQ(imported->embeddings.size(), 1u);
    EXPECT_EQ(imported->embeddings.front().name, "negword");
    EXPECT_EQ(imported->embeddings.front().hash.size(), 12u);
    with.prompt = "a cat";
    with.embeddings = {(data() / "models/embeddings/negword.safetensors").string()};
    const JobResult without = session.run(with, {}, CancelToken());
    EXPECT_EQ(read_metadata(without.images.front()).value().text("parameters")->find("TI"), std::string::npos) << "no prompt names it";
}

TEST_F(SuiteJobs, LoadsAndHitsAreCounted) {
    Request base = request();
    base.model = small_model_dir("tiny64").string();
    {
        const auto session = open(std::make_shared<DeviceWatch>());
        for (int i = 0; i < 3; ++i) ASSERT_EQ(session->run(base, {}, CancelToken()).status, JobResult::Status::done);
        const std::vector<ModelUse> uses = session->model_uses();
        ASSERT_EQ(uses.size(), 1u);
        EXPECT_EQ(uses[0].name(), "tiny64");
        EXPECT_EQ(uses[0].device, "cpu");
        EXPECT_EQ(uses[0].loads, 1);
        EXPECT_EQ(uses[0].hits, 2);
        EXPECT_NEAR(uses[0].hit_share(), 2.0 / 3, 1e-12);
        EXPECT_GT(uses[0].load_s, 0);
        EXPECT_EQ(uses[0].bytes, session->holdings().at(0).models.at(0).bytes);
        EXPECT_GT(session->free_memory(), 0);
        ASSERT_EQ(session->run(parts(), {}, CancelToken()).status, JobResult::Status::done);
        EXPECT_EQ(session->model_uses().size(), 2u) << "the refiner, too";
    }
    const std::vector<ModelUse> kept = ModelUses(folder_ / "data").all();
    ASSERT_EQ(kept.size(), 2u) << "of all processes";
    for (const ModelUse& use : kept) {
        if (use.name() == "tiny64") {
            EXPECT_EQ(use.loads, 2);
        }
    }
    const json told = uses_to_json(kept);
    EXPECT_TRUE(told.at(0).contains("hit_share") && told.at(0).contains("last_used")) << told.dump();
}

// Two models that together hold more than the limit: the one used longest ago gives its memory back.
TEST_F(SuiteJobs, ModelsBeyondTheLimitOfBytesAreGivenBack) {
    fs::copy(small_model_dir("tiny64"), folder_ / "other64", fs::copy_options::recursive);
    Request one = request(), other = request();
    one.model = small_model_dir("tiny64").string(), other.model = (folder_ / "other64").string();
    int64_t bytes = 0;
    const auto held = [&](int64_t limit, int models) {
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(make_watched_device(std::make_shared<DeviceWatch>()));
        const auto session = Session::open(std::move(devices), {.data = {}, .cached_models = models, .cached_bytes = limit}).value();
        for (const Request& each : {one, other}) EXPECT_EQ(session->run(each, {}, CancelToken()).status, JobResult::Status::done);
        const auto models_held = session->holdings().at(0).models;
        bytes = models_held.at(0).bytes;
        EXPECT_EQ(models_held.at(0).path.filename(), "other64") << "used last";
        return models_held.size();
    };
    EXPECT_EQ(held(0, 4), 2u) << "as much as half of this machine's memory";
    EXPECT_EQ(held(3 * bytes, 4), 2u);
    EXPECT_EQ(held(bytes + bytes / 2, 4), 1u);
    EXPECT_EQ(held(1, 4), 1u) << "what a job works with stays";
    EXPECT_EQ(held(3 * bytes, 1), 1u) << "the number counts, too";
}

TEST_F(SuiteJobs, TheLimitOfBytesFollowsTheDevice) {
    DeviceInfo device;
    device.memory_total = int64_t{24} << 30;
    ::unsetenv("PIPE_CACHE_BYTES");
    EXPECT_EQ(cache_bytes(device, 0), int64_t{12} << 30);
    device.own_memory = true;
    EXPECT_EQ(cache_bytes(device, 0), int64_t{18} << 30);
    EXPECT_EQ(cache_bytes(device, int64_t{100} << 30), int64_t{24} << 30);
    const std::pair<const char*, int64_t> said[] = {
        {"8G", int64_t{8} << 30}, {"512M", int64_t{512} << 20}, {"1.5g", int64_t{1536} << 20}, {"4GB", int64_t{4} << 30},
        {"1000", 1000},           {"many", int64_t{18} << 30},  {"-1", int64_t{18} << 30},     {"", int64_t{18} << 30}};
    for (const auto& [text, bytes] : said) {
        ::setenv("PIPE_CACHE_BYTES", text, 1);
        EXPECT_EQ(cache_bytes(device, 0), bytes) << text;
    }
    ::unsetenv("PIPE_CACHE_BYTES");
}

TEST_F(SuiteJobs, TheCommandLineKeepsJudgesAndUsesThem) {
    const auto quoted = [](const fs::path& path) { return "'" + path.string() + "'"; };
    const Ran saved =
        run_program("models suite save 'Ink set' --model " + quoted(small_model_dir("tiny64")) + " --lora ink:0.7 --notes mine --json");
    ASSERT_EQ(saved.exit_code, 0) << saved.err;
    EXPECT_EQ(json::parse(saved.out).at("fit").at("score"), 100) << saved.out;
    EXPECT_EQ(run_program("models suite save 'ink set' --lora ink --json").exit_code, 2) << "there is one";
    EXPECT_EQ(run_program("models suite save 'ink set' --lora ink:0.5 --replace --model " + quoted(small_model_dir("tiny64"))).exit_code,
              0);
    EXPECT_EQ(run_program("models suite save bad --refiner-start 0.5").exit_code, 2);
    const json list = json::parse(run_program("models suite list --json").out);
    ASSERT_EQ(list.at("suites").size(), 1u) << list.dump();
    EXPECT_EQ(list.at("suites").at(0).at("conditioning").at("loras").at(0).at("scale"), 0.5);
    EXPECT_EQ(json::parse(run_program("models suite show INK-SET --json").out).at("name"), "ink set") << "as it was saved last";
    const Ran checked = run_program("models suite check 'Ink set' --lora nowhere --json");
    EXPECT_EQ(checked.exit_code, 3);
    EXPECT_EQ(json::parse(checked.out).at("score"), 0) << checked.out;
    EXPECT_NE(run_program("models suite check 'Ink set'").out.find("100 of 100: fits"), std::string::npos);
    const Ran drawn = run_program("generate --suite 'ink set' --prompt 'a cat' --steps 1 --width 64 --height 64 --output " +
                                  quoted(folder_ / "x.png") + " --json");
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
    const json request = json::parse(drawn.out).at("request");
    EXPECT_EQ(request.at("model").at("suite"), "ink set");
    EXPECT_EQ(request.at("model").at("base"), small_model_dir("tiny64").string());
    EXPECT_EQ(run_program("generate --suite gone --prompt x --json").exit_code, 2);
    const json stats = json::parse(run_program("models stats --json").out);
    ASSERT_EQ(stats.at("models").size(), 1u) << stats.dump();
    EXPECT_EQ(stats.at("models").at(0).at("loads"), 1);
    ASSERT_EQ(run_program("models note ink 'best at 0.6'").exit_code, 0);
    const json found = json::parse(run_program("models list 'best at' --json").out).at("models");
    ASSERT_EQ(found.size(), 1u) << found.dump();
    EXPECT_EQ(found.at(0).at("name"), "ink");
    EXPECT_EQ(found.at(0).at("rank"), "2");
    EXPECT_EQ(json::parse(run_program("models list --kind embedding --json").out).at("models").at(0).at("name"), "negword");
    EXPECT_EQ(run_program("models suite delete 'ink set'").exit_code, 0);
    EXPECT_EQ(run_program("models suite show 'ink set'").exit_code, 3);
}

}  // namespace
}  // namespace imagelab::test
