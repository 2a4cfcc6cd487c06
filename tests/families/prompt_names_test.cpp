// Textual inversions in prompts: names that stand for vectors.
#include <gtest/gtest.h>

#include "app/devices.h"
#include "core/families/prompt_weights.h"
#include "core/image/picture.h"
#include "core/jobs/session.h"
#include "core/weights/convert.h"
#include "core/weights/safetensors.h"
#include "tests/build_paths.h"
#include "tests/support/golden_dir.h"
#include "tests/support/opened.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

TEST(PromptNames, StandForTheirVectorsTheLongestFirst) {
    const ClipTokenizer tokenizer = std::move(ClipTokenizer::sdxl(false)).value();
    const PromptNames names(tokenizer, {{"ink", 2}, {"ink wash", 3}, {"unread", 0}});
    const WeightedTokens tokens = weighted_chunks(tokenizer, "a (ink wash:1.5) hill, Ink and embedding:ink unread.", true, 77, names).at(0);
    // begin, a, 3 vectors, hill, comma, 2 vectors, and, 2 vectors, full stop
    ASSERT_EQ(tokens.vectors.size(), 7u);
    const size_t positions[] = {2, 3, 4, 7, 8, 10, 11}, list[] = {1, 1, 1, 0, 0, 0, 0}, rows[] = {0, 1, 2, 0, 1, 0, 1};
    for (size_t i = 0; i < 7; ++i) {
        EXPECT_EQ(tokens.vectors[i].position, positions[i]);
        EXPECT_EQ(tokens.vectors[i].name, list[i]);
        EXPECT_EQ(tokens.vectors[i].row, rows[i]);
    }
    EXPECT_EQ(tokens.weights[3], 1.5f);
    EXPECT_EQ(tokens.weights[7], 1.0f);
    EXPECT_EQ(tokens.ids[13], tokenizer.vocabulary().end);
}

TEST(PromptNames, VectorsThatDoNotFitAChunkBeginTheNext) {
    const ClipTokenizer tokenizer = std::move(ClipTokenizer::sdxl(false)).value();
    std::string cats;
    for (int i = 0; i < 73; ++i) cats += "cat ";
    const auto chunks = weighted_chunks(tokenizer, cats + "ink cat", true, 77, PromptNames(tokenizer, {{"ink", 4}}));
    ASSERT_EQ(chunks.size(), 2u);
    EXPECT_TRUE(chunks[0].vectors.empty());
    ASSERT_EQ(chunks[1].vectors.size(), 4u);
    EXPECT_EQ(chunks[1].vectors[0].position, 1u);
}

// Vectors that are the rows of a word's own tokens give that word's picture.
TEST(PromptNames, AVectorIsReadAsTheTokenItStandsFor) {
    const auto folder = golden_dir() / "tiny64";
    const SdxlFiles files = open_sdxl(folder).value();
    const TempFolder temp;
    std::map<std::string, std::vector<float>> rows;
    std::map<std::string, TensorView> views;
    for (const bool second : {false, true}) {
        const ClipTextConfig& config = second ? files.text_encoder_2 : files.text_encoder;
        const WeightMap& weights = second ? *files.text_encoder_2_weights : *files.text_encoder_weights;
        const std::vector<int> ids = open_tokenizer(files, second).value().encode("red house");
        const TensorView& table = weights.at("text_model.embeddings.token_embedding.weight", {config.vocab_size, config.width});
        std::vector<float>& own = rows[second ? "clip_g" : "clip_l"];
        own.resize(ids.size() * static_cast<size_t>(config.width));
        for (size_t i = 0; i < ids.size(); ++i)
            read_elements(table, int64_t{ids[i]} * config.width, config.width, DType::f32,
                          reinterpret_cast<std::byte*>(own.data() + i * static_cast<size_t>(config.width)));
        views[second ? "clip_g" : "clip_l"] = {
            DType::f32, {static_cast<int64_t>(ids.size()), config.width}, reinterpret_cast<const std::byte*>(own.data())};
    }
    write_safetensors(temp / "xyzzy.safetensors", views);
    std::vector<std::unique_ptr<Device>> devices = make_devices(0);
    std::erase_if(devices, [](const auto& device) { return device->info().id != "cpu"; });
    Session session(std::move(devices));
    const auto pixels = [&](const std::string& prompt, std::vector<std::string> embeddings) {
        Request request;
        request.model = folder.string();
        request.prompt = prompt;
        request.negative_prompt = "dark";
        request.width = request.height = 64, request.steps = 2, request.seed = 3, request.dtype = DType::f32;
        request.embeddings = std::move(embeddings);
        request.output = (temp.path() / "out" / "").string();
        const JobResult result = session.run(request, {}, CancelToken());
        if (result.images.empty()) throw std::runtime_error(result.message);
        return read_picture(result.images.front()).value().pixels;
    };
    const std::string file = (temp / "xyzzy.safetensors").string();
    const auto word = pixels("a (red house:1.3) by the sea", {});
    EXPECT_EQ(pixels("a (xyzzy:1.3) by the sea", {file}), word);
    EXPECT_EQ(pixels("a (embedding:xyzzy:1.3) by the sea", {file}), word);
    EXPECT_NE(pixels("a (xyzzy:1.3) by the sea", {}), word);
    EXPECT_EQ(pixels("a (red house:1.3) by the sea", {file}), word) << "a name that is not used changes nothing";
    EXPECT_THROW(pixels("a xyzzy", {(temp / "nowhere.safetensors").string()}), std::runtime_error);
}

}  // namespace
}  // namespace imagelab::test
