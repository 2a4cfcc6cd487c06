#include "core/jobs/start_pictures.h"

#include <gtest/gtest.h>

#include "core/image/picture.h"
#include "core/jobs/session.h"
#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "core/request/request.h"
#include "core/store/store.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"
#include "tests/support/watched_device.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class StartPictures : public testing::Test {
  protected:
    static void draw(const fs::path& path, uint8_t seed) {
        RgbImage picture{64, 64, std::vector<uint8_t>(64 * 64 * 3)};
        for (size_t i = 0; i < picture.pixels.size(); ++i) picture.pixels[i] = static_cast<uint8_t>(i / 7 * seed);
        write_png(path, picture, {});
    }
    Request request() const {
        Request request;
        request.model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";
        request.prompt = "a cat";
        request.width = request.height = 64;
        request.steps = 4;
        request.seed = 11;
        request.dtype = DType::f32;
        request.init_image = start_.string();
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    std::unique_ptr<Session> open() const {
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(make_watched_device(std::make_shared<DeviceWatch>()));
        SessionOptions options;
        options.data = data_;
        return std::move(Session::open(std::move(devices), std::move(options))).value();
    }
    static std::vector<uint8_t> pixels(const fs::path& path) {
        const auto picture = read_picture(path);
        return picture ? picture->pixels : std::vector<uint8_t>{};
    }
    Job run(Session& session, JobId id) const {
        EXPECT_TRUE(session.run_until_empty(CancelToken()));
        return session.queue().find(id).value();
    }
    size_t kept() const {
        size_t files = 0;
        std::error_code none;
        for ([[maybe_unused]] const auto& file : fs::directory_iterator(data_ / "start_pictures", none)) ++files;
        return files;
    }

    TempFolder folder_;
    fs::path data_ = folder_ / "data", start_ = folder_ / "start.png";
};

TEST_F(StartPictures, AJobMakesTheSamePictureWhateverHappensToItsStart) {
    draw(start_, 3);
    std::vector<uint8_t> expected;
    {
        const auto session = open();
        expected = pixels(session->run(request(), {}, CancelToken()).images.at(0));
    }
    ASSERT_FALSE(expected.empty());
    std::vector<JobId> waiting;
    {
        const auto session = open();
        for (int i = 0; i < 2; ++i) waiting.push_back(session->enqueue(request(), {}).value().front());
    }
    EXPECT_EQ(kept(), 1u) << "the same content once";
    fs::remove(start_);
    const auto session = open();
    for (const JobId id : waiting) {
        const Job job = run(*session, id);
        ASSERT_EQ(job.state, JobState::done) << job.message;
        EXPECT_EQ(pixels(job.pictures.at(0).path), expected);
    }
    // A week later its settings are taken again, and another picture lies where the first one was.
    draw(start_, 5);
    const auto settings = import_request(*read_metadata(session->queue().find(waiting.front())->pictures.at(0).path));
    ASSERT_TRUE(settings) << settings.error();
    EXPECT_EQ(fs::path(settings->request.init_image).filename(), "start.png") << "known by its name";
    const JobId again = session->enqueue(settings->request, {}).value().front();
    EXPECT_EQ(pixels(run(*session, again).pictures.at(0).path), expected);
    EXPECT_EQ(kept(), 1u) << "a copy is not copied";
    const JobId fresh = session->enqueue(request(), {}).value().front();
    EXPECT_NE(pixels(run(*session, fresh).pictures.at(0).path), expected);
    EXPECT_EQ(kept(), 2u);
}

TEST_F(StartPictures, AMaskIsKeptAsTheStartPictureIs) {
    draw(start_, 3);
    Request wanted = request();
    wanted.mask.file = (folder_ / "mask.png").string();
    RgbImage mask{64, 64, std::vector<uint8_t>(64 * 64 * 3)};
    std::fill(mask.pixels.begin() + 64 * 32 * 3, mask.pixels.end(), 255);
    write_png(wanted.mask.file, mask, {});
    const auto session = open();
    const auto expected = pixels(session->run(wanted, {}, CancelToken()).images.at(0));
    ASSERT_FALSE(expected.empty());
    const JobId waiting = session->enqueue(wanted, {}).value().front();
    EXPECT_EQ(kept(), 2u);
    fs::remove(wanted.mask.file);
    const auto store = open_store(data_);
    remove_unused_start_pictures(data_, *store, -1);
    EXPECT_EQ(kept(), 2u) << "a job paints by it";
    const Job job = run(*session, waiting);
    ASSERT_EQ(job.state, JobState::done) << job.message;
    EXPECT_EQ(pixels(job.pictures.at(0).path), expected);
}

TEST_F(StartPictures, WhatCannotBeKeptIsSaid) {
    draw(start_, 3);
    fs::create_directories(data_);
    write_file(data_ / "start_pictures", "a file where the folder should be");
    const auto refused = with_kept_start_picture(request(), data_);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("is there room"), std::string::npos) << refused.error();
    Request missing = request();
    missing.init_image = "/nowhere/start.png";
    EXPECT_EQ(with_kept_start_picture(missing, data_)->init_image, missing.init_image) << "planning says what is wrong with it";
}

TEST_F(StartPictures, CopiesThatNoJobStartsFromAreRemovedWhenTheyAreOld) {
    draw(start_, 3);
    const auto session = open();
    const JobId job = session->enqueue(request(), {}).value().front();
    draw(start_, 5);
    const fs::path unused = with_kept_start_picture(request(), data_)->init_image;
    ASSERT_EQ(kept(), 2u);
    const auto store = open_store(data_);
    ASSERT_TRUE(store) << store.error();
    remove_unused_start_pictures(data_, *store);
    EXPECT_EQ(kept(), 2u) << "its job may be on its way";
    remove_unused_start_pictures(data_, *store, -1);
    EXPECT_EQ(kept(), 1u);
    EXPECT_FALSE(fs::exists(unused));
    EXPECT_TRUE(fs::exists(session->queue().find(job)->request.init_image));
}

}  // namespace
}  // namespace imagelab::test
