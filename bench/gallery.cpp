// bench_gallery COUNT OUT.json: an index of COUNT made-up pictures, then how long each kind of search takes, and what it holds in memory.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/memory.h"
#include "core/gallery/gallery.h"
#include "core/gallery/gallery_index.h"

namespace {

namespace fs = std::filesystem;
using namespace imagelab;
using Clock = std::chrono::steady_clock;

double milliseconds(Clock::time_point since) {
    return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
}

// Words as people write prompts: some in every picture, some in a few.
std::string prompt_of(std::mt19937& random) {
    constexpr const char* subjects[] = {"lighthouse", "apple", "portrait", "castle", "cat", "robot", "forest", "city", "dragon", "ship"};
    constexpr const char* looks[] = {"cinematic", "watercolor", "dramatic light", "golden hour", "detailed", "foggy", "vibrant", "minimal"};
    std::string text = "masterpiece, a " + std::string(subjects[random() % 10]) + " and a " + subjects[random() % 10];
    for (int i = 0; i < 6; ++i) text += std::string(", ") + looks[random() % 8];
    if (random() % 10 == 0) text += ", 一只猫在屋顶上看着月亮和远处的山";
    if (random() % 1000 == 0) text += " 🐱";
    return text + ", subject" + std::to_string(random() % 5000) + ", " + (random() % 10000 == 0 ? "unicorn" : "horse");
}

ReadPicture made_up(int number, std::mt19937& random) {
    constexpr const char* samplers[] = {"euler", "euler_a", "ddim", "dpmpp_2m"};
    constexpr int sides[] = {512, 768, 832, 1024};
    ReadPicture picture;
    GalleryEntry& entry = picture.entry;
    entry.path = "/pictures/run_" + std::to_string(number / 200) + "/" + std::to_string(number) + ".png";
    entry.made = 1'700'000'000 + number * 30;
    entry.width = sides[random() % 4];
    entry.height = sides[random() % 4];
    entry.format = "png";
    entry.program = "Image Lab";
    entry.prompt = prompt_of(random);
    entry.negative_prompt = "blurry, lowres, watermark, text";
    entry.model = "model " + std::to_string(random() % 7);
    entry.sampler = samplers[random() % 4];
    entry.profiles = random() % 3 == 0 ? "cinematic" : "none";
    entry.steps = 30;
    entry.guidance = 5;
    entry.seed = number;
    entry.marks = {static_cast<int>(random() % 6), random() % 20 == 0, {}};
    if (random() % 50 == 0) entry.marks.tags = {"to print"};
    picture.state = {1, number, int64_t{entry.made} * 1'000'000'000, 1'500'000, 0};
    picture.fingerprint = std::to_string(number);
    return picture;
}

void fill(const fs::path& data, int count) {
    auto index = Database::open(data / "gallery.sqlite", gallery_schema);
    if (!index) throw Error(index.error());
    index->script("PRAGMA synchronous = NORMAL");
    std::mt19937 random(1);
    for (int at = 0; at < count; at += 5000) {
        Transaction transaction(*index);
        for (int i = at; i < std::min(count, at + 5000); ++i) put_picture(*index, made_up(i, random));
        transaction.commit();
    }
}

struct Question {
    const char* name;
    GalleryQuery query;
};

std::vector<Question> questions(int count) {
    const std::time_t middle = 1'700'000'000 + count / 2 * 30;
    std::vector<Question> list = {
        {"newest", {}},
        {"word in every prompt", {.words = "masterpiece"}},
        {"rare word", {.words = "unicorn"}},
        {"three words", {.words = "castle foggy portrait"}},
        {"beginning of a word", {.words = "ca*"}},
        {"one letter", {.words = "m*"}},
        {"long beginning of a common word", {.words = "masterp*"}},
        {"no such word", {.words = "zeppelin"}},
        {"part of a word", {.words = "*ghthou"}},
        {"part of many words", {.words = "*bject12"}},
        {"character", {.words = "猫"}},
        {"characters within a text", {.words = "屋顶"}},
        {"character and word", {.words = "猫 castle"}},
        {"emoji", {.words = "🐱"}},
        {"model", {.model = "model 3"}},
        {"profile", {.profile = "cinematic"}},
        {"sampler", {.sampler = "dpmpp_2m"}},
        {"size", {.width = 832, .height = 1024}},
        {"rating", {.least_rating = 4}},
        {"favourites", {.favourites = true}},
        {"tag", {.tags = {"to print"}}},
        {"folder", {.folder = "/pictures/run_7"}},
        {"word, sampler, rating, favourites", {.words = "dragon", .sampler = "euler", .least_rating = 3, .favourites = true}},
        {"the last page", {.words = "masterpiece", .offset = count - 100}}};
    Question dated{"dates", {}};
    dated.query.from = middle;
    dated.query.to = middle + 86'400;
    list.push_back(dated);
    return list;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "usage: bench_gallery COUNT OUT.json\n"), 2;
    const int count = std::atoi(argv[1]);
    const fs::path data = fs::temp_directory_path() / ("imagelab_bench_gallery_" + std::to_string(count));
    fs::remove_all(data);
    const auto filling = Clock::now();
    fill(data, count);
    nlohmann::json result = {
        {"entries", count}, {"fill_s", milliseconds(filling) / 1000}, {"index_bytes", fs::file_size(data / "gallery.sqlite")}};
    const auto opening = Clock::now();
    const int64_t before = private_bytes();
    auto gallery = Gallery::open(data);
    if (!gallery) return std::fprintf(stderr, "%s\n", gallery.error().c_str()), 1;
    result["open_ms"] = milliseconds(opening);
    for (const Question& question : questions(count)) {
        std::vector<double> times, counting;
        int64_t found = 0, all = 0;
        for (int round = 0; round < 5; ++round) {
            const auto start = Clock::now();
            found = static_cast<int64_t>(gallery->search(question.query)->size());
            times.push_back(milliseconds(start));
            const auto count_start = Clock::now();
            all = *gallery->count(question.query);
            counting.push_back(milliseconds(count_start));
        }
        result["first_ms"][question.name] = times.front();
        std::sort(times.begin(), times.end());
        std::sort(counting.begin(), counting.end());
        result["searches"].push_back(
            {{"name", question.name}, {"ms", times[2]}, {"worst_ms", times[4]}, {"count_ms", counting[2]}, {"found", found}, {"all", all}});
        std::printf("%-36s %8.2f ms  (worst %.2f, count %.2f ms)  %lld of %lld\n", question.name, times[2], times[4], counting[2],
                    static_cast<long long>(found), static_cast<long long>(all));
    }
    result["memory_bytes"] = private_bytes() - before;
    std::printf("%d entries: index %.1f MiB, memory %.1f MiB, opened in %.1f ms\n", count, result["index_bytes"].get<double>() / (1 << 20),
                result["memory_bytes"].get<double>() / (1 << 20), result["open_ms"].get<double>());
    std::ofstream(argv[2]) << result.dump(1) << "\n";
    fs::remove_all(data);
}
