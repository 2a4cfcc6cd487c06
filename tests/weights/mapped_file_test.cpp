#include "core/weights/mapped_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <numeric>
#include <thread>
#include <vector>

#include "core/jobs/session.h"
#include "core/weights/safetensors.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"
#include "tests/support/watched_device.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

int64_t sum(const MappedFile& file) {
    int64_t all = 0;
    for (size_t i = 0; i < file.size(); ++i) all += static_cast<int64_t>(file.data()[i]);
    return all;
}

class MappedFiles : public testing::Test {
  protected:
    std::unique_ptr<MappedFile> open() { return std::move(MappedFile::open(path_)).value(); }
    TempFolder folder_;
    fs::path path_ = write_file(folder_ / "weights", std::string(100'000, '\1'));
};

TEST_F(MappedFiles, AreCurrentUntilTheyChange) {
    const auto file = open();
    EXPECT_EQ(sum(*file), 100'000);
    EXPECT_EQ(file->damage(), "");
    EXPECT_TRUE(file->is_current());
    fs::copy_file(path_, folder_ / "other");
    fs::rename(folder_ / "other", path_);
    EXPECT_FALSE(file->is_current()) << "another file of the same size";
    EXPECT_EQ(file->damage(), "") << "what is mapped is whole";
    EXPECT_EQ(sum(*file), 100'000);
    fs::remove(path_);
    EXPECT_FALSE(file->is_current());
}

TEST_F(MappedFiles, ThatAreCutReadAsZerosAndSaySo) {
    const auto file = open(), other = open();
    fs::resize_file(path_, 5000);
    EXPECT_NE(other->damage().find("cut short"), std::string::npos) << "also where nobody read behind the end";
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i) readers.emplace_back([&] { EXPECT_EQ(sum(*file), 5000); });
    for (std::thread& reader : readers) reader.join();
    EXPECT_TRUE(file->damage().starts_with(path_.string() + ": the file was cut short")) << file->damage();
    EXPECT_FALSE(file->is_current());
    fs::resize_file(path_, 100'000);
    EXPECT_NE(file->damage(), "") << "it does not come back";
    EXPECT_EQ(sum(*open()), 5000);
    EXPECT_EQ(open()->damage(), "");
}

TEST_F(MappedFiles, ThatAreWrittenToSaySo) {
    const auto file = open();
    const struct timespec later[2] = {{1'900'000'000, 0}, {1'900'000'000, 0}};  // a write within one tick of the clock would not show
    write_file(path_, std::string(100'000, '\2'));
    ASSERT_EQ(::utimensat(AT_FDCWD, path_.c_str(), later, 0), 0);
    EXPECT_NE(file->damage().find("was written to"), std::string::npos) << file->damage();
}

TEST_F(MappedFiles, AreRegularFilesOnly) {
    ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(MappedFile::open(folder_ / "pipe").error(), "this is not a regular file");
    EXPECT_EQ(MappedFile::open("/dev/zero").error(), "this is not a regular file");
    EXPECT_FALSE(MappedFile::open(folder_.path()));
}

TEST(SafetensorsFiles, DeepHeadersAreRefused) {
    const TempFolder folder;
    for (const std::string& open : {std::string(100'000, '['), "{\"a\":" + std::string(100'000, '['),
                                    std::string("{\"a\":{\"shape\":") + std::string(100'000, '[')}) {
        std::string bytes;
        for (int i = 0; i < 8; ++i) bytes += static_cast<char>(open.size() >> 8 * i & 255);
        EXPECT_FALSE(WeightFile::open(write_file(folder / "deep.safetensors", bytes + open)));
    }
}

// A model whose UNet another program cuts short between its opening and its reading; and what comes after it.
TEST(CutWeights, EndTheirJobWithTheFilesNameAndAreOpenedAnew) {
    const TempFolder folder;
    const fs::path model = folder / "model", unet = model / "unet" / "diffusion_pytorch_model.safetensors";
    fs::copy(IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64", model, fs::copy_options::recursive);
    const auto watch = std::make_shared<DeviceWatch>();
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_watched_device(watch));
    Session session(std::move(devices));
    Request request;
    request.model = model.string();
    request.prompt = "a cat";
    request.width = request.height = 64;
    request.steps = 2;
    request.seed = 5;
    request.dtype = DType::f32;
    request.output = (folder / "out" / "").string();
    ASSERT_TRUE(session.plan(request)) << "which opens it";
    bool cut = false;
    const auto progress = [&](const Progress& now) {
        if (now.stage == Stage::encoding && !std::exchange(cut, true)) fs::resize_file(unet, fs::file_size(unet) / 2);
    };
    const JobResult failed = session.run(request, progress, CancelToken());
    EXPECT_TRUE(cut);
    EXPECT_EQ(failed.status, JobResult::Status::failed);
    EXPECT_EQ(failed.cause, JobResult::Cause::model);
    EXPECT_TRUE(failed.message.starts_with(unet.string() + ": the file was cut short")) << failed.message;
    EXPECT_TRUE(failed.images.empty());
    const JobResult still = session.run(request, {}, CancelToken());
    EXPECT_EQ(still.status, JobResult::Status::failed);
    EXPECT_NE(still.message.find("still downloading?"), std::string::npos) << still.message;
    fs::copy_file(IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64/unet/diffusion_pytorch_model.safetensors", unet,
                  fs::copy_options::overwrite_existing);
    const JobResult done = session.run(request, {}, CancelToken());
    EXPECT_EQ(done.status, JobResult::Status::done) << done.message;
    fs::copy_file(unet, folder / "other");
    fs::rename(folder / "other", unet);
    EXPECT_EQ(session.run(request, {}, CancelToken()).status, JobResult::Status::done) << "another file of the same bytes";
}

}  // namespace
}  // namespace imagelab::test
