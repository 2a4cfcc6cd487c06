// What a prompt holds and the model does not read is said by plan, run, queue, log and the picture itself.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/jobs/job_log.h"
#include "core/jobs/session.h"
#include "core/metadata/import.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"
#include "tests/support/watched_device.h"

namespace imagelab::test {
namespace {

TEST(PromptNoteDoors, EachSaysIt) {
    const TempFolder folder;
    Request request;
    request.model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";
    request.prompt = "a cat <hypernet:ink:1>";
    request.width = request.height = 64;
    request.steps = 1;
    request.seed = 3;
    request.output = (folder / "out" / "").string();
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_watched_device(std::make_shared<DeviceWatch>()));
    const auto session = std::move(Session::open(std::move(devices), {.data = folder / "data"})).value();
    const std::string note = "the prompt: <hypernet:ink:1> is read as plain words: no such network is applied";

    const auto plan = session->plan(request);
    ASSERT_TRUE(plan) << plan.error();
    EXPECT_EQ(plan->notes, std::vector<std::string>{note});
    const JobId job = session->enqueue(request, {}).value().front();
    EXPECT_EQ(session->queue().find(job)->message, note) << "while it waits";
    const JobResult result = session->run(request, {}, CancelToken());
    ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
    EXPECT_EQ(result.notes, std::vector<std::string>{note});
    EXPECT_EQ(result.message, note);
    EXPECT_EQ(job_record(result, "cpu", 0)["notes"], nlohmann::json({note}));
    const auto imported = import_request(*read_metadata(result.images.at(0)));
    ASSERT_TRUE(imported) << imported.error();
    ASSERT_EQ(imported->notes.size(), 1u);
    EXPECT_NE(imported->notes[0].find("<hypernet:ink:1> is read as plain words"), std::string::npos);
    EXPECT_EQ(imported->request.prompt, request.prompt);
    const CancelToken cancel;
    ASSERT_TRUE(session->run_until_empty(cancel));
    EXPECT_EQ(session->queue().find(job)->message, note) << "when it is done";
    request.prompt = "a cat";
    EXPECT_EQ(session->run(request, {}, cancel).message, "");
}

}  // namespace
}  // namespace imagelab::test
