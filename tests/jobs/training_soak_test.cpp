// A training against kill -9 and a full disk: what it writes is that of an undisturbed run, bit for bit. The long form, of each kind of
// network: bench/training_kills.sh.
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <random>

#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "tests/support/golden.h"
#include "tests/support/queue_program.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class TrainingSoak : public testing::Test {
  protected:
    int kills_ = number_from_environment("IMAGELAB_TRAINING_KILLS", 4), steps_ = number_from_environment("IMAGELAB_TRAINING_STEPS", 120);
    std::mt19937 random_{static_cast<unsigned>(number_from_environment("IMAGELAB_SOAK_SEED", 1))};
    TempFolder folder_;

    json change_ = json::object();  // of the configuration

    // A configuration that writes into this folder; its path.
    fs::path config(const fs::path& out) const {
        json config = read_json_file(golden_path("training") / "all" / "config.json").value();
        config["images"] = (golden_path("training") / "pictures").string();
        config["model"] = small_model_dir("tiny64").string();
        config["dtype"] = "f32";
        config["device"] = "cpu";
        config["threads"] = 1;
        config["save_every"] = 7;
        config["steps"] = steps_;
        config["output"] = (out / "lora.safetensors").string();
        config.update(change_);
        fs::create_directories(out);
        const fs::path path = out / "config.json";
        std::ofstream(path) << config.dump();
        return path;
    }
    // Of a run from its first step to its last; and the milliseconds it took.
    std::pair<std::string, int> undisturbed() const {
        const auto begin = std::chrono::steady_clock::now();
        Child run({"train", config(folder_ / "whole").string(), "--json"}, folder_ / "whole.log");
        EXPECT_EQ(run.wait(), 0) << read_text_file(folder_ / "whole.log");
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
        return {read_text_file(folder_ / "whole" / "lora.safetensors"), static_cast<int>(took.count())};
    }

    void survive_kills();
};

void TrainingSoak::survive_kills() {
    const auto [expected, most] = undisturbed();
    QueueLab lab(folder_ / "lab");
    lab.command("add --train '" + config(lab.out()).string() + "'");
    const auto begun = [&] {
        return fs::exists(folder_ / "log") && read_text_file(folder_ / "log").find("\"started\"") != std::string::npos;
    };
    for (int i = 0; i < kills_; ++i) {
        fs::remove(folder_ / "log");
        Child run(lab.run_arguments(), folder_ / "log");
        while (!run.wait_for(2) && !begun()) {
        }
        run.wait_for(std::uniform_int_distribution<int>(0, most / 8)(random_));
        run.signal(SIGKILL);
        run.wait();
    }
    lab.command("retry --all");  // one whose process was killed 20 times before it took a step has failed and says so
    Child last(lab.run_arguments(), folder_ / "log");
    EXPECT_EQ(last.wait(), 0) << read_text_file(folder_ / "log");
    const json job = lab.jobs().front();
    EXPECT_EQ(job.at("state"), "done") << job;
    EXPECT_EQ(job.at("kind"), "training");
    EXPECT_GT(job.at("attempts").get<int>(), 1) << "no kill hit it";
    EXPECT_TRUE(read_text_file(lab.out() / "lora.safetensors") == expected) << "other bytes";
    std::printf("%d kills, %d attempts\n", kills_, job.at("attempts").get<int>());
}

TEST_F(TrainingSoak, KilledAtRandomMoments) {
    survive_kills();
}

// With everything that a state holds beside a LoRA's factors: lengths, a mean, the rate that Prodigy found, orders of captions.
TEST_F(TrainingSoak, OfDecomposedLayersKilledAtRandomMoments) {
    kills_ = number_from_environment("IMAGELAB_TRAINING_KILLS", 3), steps_ = number_from_environment("IMAGELAB_TRAINING_STEPS", 60);
    change_ = {{"network", "dora"}, {"ema_decay", 0.5}, {"optimizer", {{"type", "prodigy"}}}, {"learning_rate", 1},
               {"lr_schedule", "constant"}, {"shuffle_captions", 3}, {"gradient_accumulation_steps", 2}};
    survive_kills();
}

TEST_F(TrainingSoak, OfAWordKilledAtRandomMoments) {
    kills_ = number_from_environment("IMAGELAB_TRAINING_KILLS", 3), steps_ = number_from_environment("IMAGELAB_TRAINING_STEPS", 60);
    change_ = {{"network", "textual_inversion"}, {"token", "lora"}, {"initializer", "ring"}, {"vectors", 2},
               {"optimizer", {{"type", "adamw8bit"}}}};
    survive_kills();
}

// A disk that fills up while it trains: the newest step is saved in the room that was kept for it. Needs the right to mount.
TEST_F(TrainingSoak, OnAFullDiskLosesNoStep) {
    const fs::path disk = folder_ / "disk";
    fs::create_directories(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=24m") != 0) GTEST_SKIP() << "mounting a tmpfs is not allowed here";
    const struct Unmounted {
        fs::path at;
        ~Unmounted() { ::umount2(at.c_str(), MNT_DETACH); }
    } unmounted{disk};
    const std::string expected = undisturbed().first;
    const std::string path = config(disk).string(), log = (folder_ / "log").string();
    const auto newest_step = [&] {
        int step = 0;
        std::istringstream lines(fs::exists(log) ? read_text_file(log) : "");
        for (std::string line; std::getline(lines, line);) {
            const json event = json::parse(line, nullptr, false);
            if (event.is_object() && event.contains("step")) step = event["step"];
        }
        return step;
    };
    {
        Child run({"train", path, "--json"}, log);
        while (!run.wait_for(1) && newest_step() < 2) {
        }
        std::ofstream filler(disk / "filler", std::ios::binary);
        const std::string block(4096, 'f');
        while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
        EXPECT_EQ(run.wait(), 5) << read_text_file(log);  // the disk's
    }
    const int lost_at = newest_step();
    EXPECT_NE(read_text_file(log).find("is saved in the room kept for it"), std::string::npos) << read_text_file(log);
    fs::remove(disk / "filler");
    fs::remove(log);
    Child again({"train", path, "--resume", "--json"}, log);
    EXPECT_EQ(again.wait(), 0) << read_text_file(log);
    EXPECT_EQ(json::parse(read_text_file(log).substr(0, read_text_file(log).find('\n'))).at("step"), lost_at + 1);
    EXPECT_TRUE(read_text_file(disk / "lora.safetensors") == expected) << "other bytes";
}

}  // namespace
}  // namespace imagelab::test
