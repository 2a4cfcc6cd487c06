// Weights rounded to 8 bits are kept on the disk: a later start reads them, unless they are of something else or damaged.
#include <gtest/gtest.h>

#include <fstream>

#include "core/cpu/cpu_device.h"
#include "core/ops/ops.h"
#include "tests/support/host_weights.h"
#include "tests/support/kernel_table.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// Says what it is made of, as files do.
class NamedWeights final : public WeightMap {
  public:
    NamedWeights(const naive::Tensors& tensors, std::string identity) : values_(tensors), identity_(std::move(identity)) {
        tensors_ = values_.tensors();
        source_ = "test";
    }
    void release(const TensorView&) const override {}
    std::string identity() const override { return identity_; }

  private:
    test::HostWeights values_;
    std::string identity_;
};

class PackedCaches : public testing::Test {
  protected:
    PackedCaches() {
        Tensor x = given_.input({2, 19, 96});
        x = ops::linear(x, "first", 192, ops::Bias::yes);
        ops::output(given_.graph, "y", ops::linear(x, "second", 80, ops::Bias::yes));
        given_.weigh_rest();
    }

    // One start of the program: loads, runs, ends.
    std::vector<float> start(const naive::Tensors& weights, const std::string& identity, PackedPlace place) {
        const auto program = device_->compile(given_.graph, {.int8 = true, .packed = std::move(place)});
        const auto bank = device_->make_bank(std::make_shared<NamedWeights>(weights, identity));
        program->load(*bank, {}, {});
        test::write_inputs(*program, given_.graph, given_.inputs);
        program->run({});
        return program->read("y");
    }
    std::vector<float> start(const std::string& identity) { return start(given_.weights, identity, place_); }

    // Other values where a start does not look (the ends and the middle of a tensor are).
    naive::Tensors changed() const {
        naive::Tensors weights = given_.weights;
        auto& values = weights.at("first.weight").values;
        for (size_t i = values.size() / 8; i < values.size() / 4; ++i) values[i] *= 3;
        return weights;
    }

    std::vector<fs::path> kept() const {
        std::vector<fs::path> files;
        if (!fs::exists(place_.folder)) return files;
        for (const auto& entry : fs::directory_iterator(place_.folder)) files.push_back(entry.path());
        return files;
    }

    test::KernelCase given_{DType::f32};
    std::unique_ptr<Device> device_ = make_cpu_device(2);
    test::TempFolder folder_;
    PackedPlace place_{folder_ / "packed", int64_t{1} << 30};
};

TEST_F(PackedCaches, ALaterStartReadsWhatAnEarlierOneRounded) {
    const std::vector<float> first = start("a");
    ASSERT_EQ(kept().size(), 1u);
    EXPECT_EQ(start("a"), first);
    EXPECT_EQ(start(changed(), "a", place_), first) << "it was rounded anew";
    EXPECT_EQ(kept().size(), 1u);
    const auto program = device_->compile(given_.graph, {.int8 = true, .packed = place_});
    EXPECT_EQ(program->packed_file(NamedWeights(given_.weights, "a")), kept().front());
}

TEST_F(PackedCaches, OtherFilesAreOtherWeights) {
    const std::vector<float> first = start("a");
    EXPECT_NE(start(changed(), "b", place_), first);
    EXPECT_EQ(kept().size(), 2u);
    naive::Tensors other = given_.weights;
    other.at("second.weight").values.front() += 1;
    EXPECT_NE(start(other, "a", place_), first) << "the system's times did not tell, the content does";
    EXPECT_EQ(kept().size(), 3u);
}

TEST_F(PackedCaches, WhatNobodyCanTellApartIsNotKept) {
    start("");
    EXPECT_TRUE(kept().empty());
    start(given_.weights, "a", {});
    EXPECT_TRUE(kept().empty());
}

TEST_F(PackedCaches, DamageIsSeenAndMadeGood) {
    const std::vector<float> first = start("a");
    const fs::path file = kept().at(0);
    const auto size = static_cast<int64_t>(fs::file_size(file));
    for (const int64_t at : {int64_t{3}, int64_t{40}, int64_t{106}, size / 2, size - 1}) {
        {
            std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
            stream.seekg(at);
            const char old = static_cast<char>(stream.get());
            stream.seekp(at);
            stream.put(static_cast<char>(old ^ 0x10));
        }
        EXPECT_EQ(start("a"), first) << "byte " << at;
        ASSERT_EQ(kept(), std::vector{file});
        EXPECT_EQ(start(changed(), "a", place_), first) << "byte " << at << ": it was not kept anew";
    }
    for (const int64_t length : {int64_t{0}, int64_t{50}, size / 2, size - 1}) {
        fs::resize_file(file, static_cast<uintmax_t>(length));
        EXPECT_EQ(start("a"), first) << length << " bytes";
    }
    EXPECT_EQ(static_cast<int64_t>(fs::file_size(file)), size);
}

TEST_F(PackedCaches, ThoseUsedLongestAgoGiveWay) {
    start("a");
    const fs::path a = kept().at(0);
    const auto size = static_cast<int64_t>(fs::file_size(a));
    place_.most_bytes = 2 * size + size / 2;
    start("b");
    ASSERT_EQ(kept().size(), 2u);
    for (const fs::path& each : kept())
        fs::last_write_time(each, fs::file_time_type::clock::now() - std::chrono::hours(each == a ? 2 : 1));
    start("a");  // used: now b is the oldest
    start("c");
    EXPECT_EQ(kept().size(), 2u);
    EXPECT_TRUE(fs::exists(a));
    place_.most_bytes = size / 2;
    start("d");
    EXPECT_EQ(kept().size(), 2u) << "more than all may take, and yet others gave way";
}

// Packed anew in memory, the file stays what it was.
TEST_F(PackedCaches, AdaptersDoNotTouchWhatIsKept) {
    const std::vector<float> first = start("a");
    const auto program = device_->compile(given_.graph, {.int8 = true, .packed = place_});
    const auto bank = device_->make_bank(std::make_shared<NamedWeights>(given_.weights, "a"));
    program->load(*bank, {}, {});
    bank->repack(std::make_shared<NamedWeights>(changed(), "a + lora"), {"first.weight"}, {}, {});
    test::write_inputs(*program, given_.graph, given_.inputs);
    program->run({});
    EXPECT_NE(program->read("y"), first);
    EXPECT_EQ(start("a"), first);
    EXPECT_EQ(kept().size(), 1u);
}

}  // namespace
}  // namespace imagelab
