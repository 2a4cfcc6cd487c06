// A hires pass in tiles: each sees its own part of latents and control pictures, what they say is blended, and only memory and time are
// other.
#include <gtest/gtest.h>

#include "core/jobs/session.h"
#include "core/pipelines/stages/steps.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class TiledJobs : public JobFixture {
  protected:
    // A picture of 64 x 48 that is there already becomes one of 192 x 144: latents of 24 x 18, in tiles of 8 that share 2 or more.
    Request request(int tile = 64) const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.prompt = "a cat";
        request.init_image = (small_model_dir("tiny64") / "init.png").string();
        request.width = 64, request.height = 48;
        request.strength = 0;
        request.hires = {3, steps, 0.6, "lanczos", tile};
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    // Ready, of the larger size: noise, in which everything right of `from` is black.
    fs::path control(const char* name, int from) const {
        RgbImage picture{192, 144, {}};
        for (int i = 0; i < 192 * 144; ++i)
            for (int c = 0; c < 3; ++c) picture.pixels.push_back(i % 192 < from ? static_cast<uint8_t>(i * 37 % 251 + c) : 0);
        write_png(folder_ / name, picture, {});
        return folder_ / name;
    }
    Request controlled(const fs::path& picture, int tile = 64) const {
        Request wanted = request(tile);
        wanted.control_nets = {{ControlType::none, 1, small_model_dir("control64").string(), picture.string()}};
        return wanted;
    }
    static std::vector<float> latents(Request wanted) {
        wanted.format = PictureFormat::latents;
        Session session = plain();
        const JobResult result = session.run(wanted, {}, CancelToken());
        if (result.images.empty()) throw Error(result.message);
        return read_tensors(result.images.front()).at("latents").values;
    }
    static RgbImage picture(const Request& wanted) {
        Session session = plain();
        return pictures(session.run(wanted, {}, CancelToken())).at(0);
    }
    static constexpr int steps = 3;
};

TEST_F(TiledJobs, TilesCutControlPicturesAsLatents) {
    const TileAxis across = tile_axis(24, 8, 2), down = tile_axis(18, 8, 2);
    CompanionPictures pictures;
    pictures.controls.resize(2), pictures.masks.resize(2);  // of the first reference there is none
    for (int i = 0; i < 48 * 36; ++i) pictures.masks[1].push_back(static_cast<float>(i));
    for (int i = 0; i < 48 * 36 * 3; ++i)
        pictures.controls[0].push_back(static_cast<float>(i)), pictures.controls[1].push_back(static_cast<float>(-i));
    const LatentTiles tiles{across, down, pictures, 2};
    for (int row = 0; row < down.count(); ++row) {
        for (int column = 0; column < across.count(); ++column) {
            const auto [parts, masks] = tiles.part(row, column);
            ASSERT_EQ(parts.size(), 2u);
            ASSERT_EQ(masks.size(), 2u);
            EXPECT_TRUE(masks[0].empty());
            ASSERT_EQ(masks[1].size(), 16u * 16);
            ASSERT_EQ(parts[0].size(), 16u * 16 * 3);
            const int left = 2 * across.begins[column], top = 2 * down.begins[row];
            for (const auto& [x, y] : {std::pair{0, 0}, {15, 0}, {3, 9}, {15, 15}}) {
                const auto at = static_cast<size_t>((y * 16 + x) * 3 + 1);
                EXPECT_EQ(parts[0][at], static_cast<float>(((top + y) * 48 + left + x) * 3 + 1));
                EXPECT_EQ(parts[1][at], -parts[0][at]);
                EXPECT_EQ(masks[1][static_cast<size_t>(y * 16 + x)], static_cast<float>((top + y) * 48 + left + x));
            }
        }
    }
}

TEST_F(TiledJobs, ATileThatHoldsTheWholePictureChangesNothing) {
    EXPECT_EQ(picture(request(192)).pixels, picture(request(0)).pixels);
    const Request wanted = controlled(control("c.png", 192), 256);
    Request whole = wanted;
    whole.hires.tile = 0;
    EXPECT_EQ(picture(wanted).pixels, picture(whole).pixels);
}

// What a tile is told of a control picture is its own part: the right of it changes the right of the picture alone, one tile further a
// step.
TEST_F(TiledJobs, EachTileSeesItsPartOfTheControlPicture) {
    const std::vector<float> both = latents(controlled(control("all.png", 192))), left = latents(controlled(control("left.png", 168)));
    ASSERT_EQ(both.size(), 4u * 18 * 24);
    ASSERT_EQ(left.size(), both.size());
    const TileAxis across = tile_axis(24, 8, 2);
    ASSERT_EQ(across.count(), steps + 1);
    size_t changed = 0;
    for (size_t i = 0; i < both.size(); ++i) {
        const auto x = static_cast<int>(i % 24);
        if (x < across.begins[1])
            ASSERT_EQ(both[i], left[i]) << x;
        else
            changed += x >= 22 && both[i] != left[i];
    }
    EXPECT_GT(changed, 100u);
    EXPECT_NE(both, latents(request())) << "it counts at all";
}

TEST_F(TiledJobs, ArePlannedAndToldTileByTileAndGoOnAtTheirStep) {
    const Request wanted = controlled(control("c.png", 192));
    const int tiles = tile_axis(24, 8, 2).count() * tile_axis(18, 8, 2).count();
    const auto redrawn = [](const Request& request) {
        Session session = plain();
        const auto plan = session.plan(request);
        EXPECT_TRUE(plan) << plan.error();
        for (const StagePlan& stage : plan->stages)
            if (stage.stage == Stage::redrawing) return stage;
        throw Error("no hires pass is planned");
    };
    const StagePlan of_tiles = redrawn(wanted), of_whole = redrawn(controlled(folder_ / "c.png", 0));
    EXPECT_LT(of_tiles.arena_bytes, of_whole.arena_bytes / 2) << "the memory of one tile";
    EXPECT_GT(of_tiles.flops, of_whole.flops) << "what tiles share is drawn twice";

    const auto watch = std::make_shared<DeviceWatch>();
    int runs = 0, reports = 0;
    watch->before_run = [&](const std::string& output) { runs += output == "noise"; };
    Session session = plain(watch);
    const auto count = [&](const Progress& p) { reports += p.stage == Stage::redrawing; };
    const RgbImage undisturbed = pictures(session.run(wanted, count, CancelToken())).at(0);
    EXPECT_EQ(undisturbed.width, 192);
    EXPECT_EQ(runs, steps * tiles);
    EXPECT_GE(reports, steps * tiles) << "told within a step";
    runs = 0;
    const auto losing = std::make_shared<DeviceWatch>();
    losing->before_run = [&](const std::string& output) {
        if (output == "noise" && ++runs == tiles + 2) throw Error("[test] device lost");
    };
    Session again = plain(losing);
    EXPECT_EQ(pictures(again.run(wanted, {}, CancelToken())).at(0).pixels, undisturbed.pixels);
    EXPECT_EQ(runs, steps * tiles + 2) << "the second step's first tile ran twice, and the one that was lost";
}

// The picture is read and decoded in the same tiles: of the autoencoder only the middle, which sees all latents, grows with the picture.
TEST_F(TiledJobs, ReadAndDecodeInTheMemoryOfATile) {
    const auto planned = [](const Request& request) {
        Session session = plain();
        const auto plan = session.plan(request);
        EXPECT_TRUE(plan) << plan.error();
        std::map<Stage, StagePlan> stages;
        for (const StagePlan& stage : plan->stages) stages.emplace(stage.stage, stage);
        return stages;
    };
    Request larger = request(64);
    larger.hires.scale = 4;
    const auto of_tiles = planned(request(64)), of_larger = planned(larger), of_whole = planned(request(0));
    for (const Stage stage : {Stage::hires_rereading, Stage::decoding}) {
        EXPECT_LT(of_tiles.at(stage).arena_bytes, of_whole.at(stage).arena_bytes / 2);
        EXPECT_LE(of_larger.at(stage).arena_bytes, 1.05 * of_tiles.at(stage).arena_bytes) << "of four times the pixels";
        EXPECT_GT(of_tiles.at(stage).flops, of_whole.at(stage).flops) << "what tiles share is computed twice";
    }
}

// Where no tiles are asked for, the least memory that is allowed decides.
TEST_F(TiledJobs, MemoryAsksForTiles) {
    Request wanted = request(0);
    wanted.width = wanted.height = 128, wanted.hires.scale = 4, wanted.hires.upscaler = "lanczos";
    Session session = plain();
    const auto arena = [&](int64_t budget) {
        Request asked = wanted;
        asked.memory_budget = budget;
        const auto plan = session.plan(asked);
        EXPECT_TRUE(plan) << plan.error();
        for (const StagePlan& stage : plan->stages)
            if (stage.stage == Stage::decoding) return stage.arena_bytes + stage.weight_bytes;
        return int64_t{0};
    };
    const int64_t whole = arena(0);
    EXPECT_EQ(arena(2 * whole), whole);
    EXPECT_LT(arena(whole * 3 / 4), whole * 3 / 4);
}

TEST_F(TiledJobs, WhatCannotBeIsRefusedByName) {
    EXPECT_EQ(error(request()), "");
    EXPECT_NE(error(request(32)).find("hyperparameters.hires.tile: is 32; allowed: 64 and more"), std::string::npos) << error(request(32));
    Request placed = request();
    placed.regions = {{.prompt = "a dog", .right = 0.5}};
    EXPECT_NE(error(placed).find("hyperparameters.hires.tile: conditioning.regions"), std::string::npos) << error(placed);
    Request alone = request();
    alone.hires.scale = 1;
    EXPECT_NE(error(alone), "") << "tiles of no pass";
}

}  // namespace
}  // namespace imagelab::test
