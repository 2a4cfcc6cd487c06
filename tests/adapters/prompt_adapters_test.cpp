#include "core/adapters/prompt_adapters.h"

#include <gtest/gtest.h>

namespace imagelab::test {
namespace {

// "prompt | name denoiser text", numbers with two decimals.
std::string taken(std::string_view prompt, ScaleOrder order = ScaleOrder::text_first) {
    const Result<PromptAdapters> found = take_prompt_adapters(prompt, order);
    if (!found) return "error " + found.error();
    std::string text = found->prompt;
    for (const PromptAdapter& adapter : found->adapters) {
        const auto percent = [](double value) { return std::to_string(static_cast<int>(value * 100 + (value < 0 ? -0.5 : 0.5))); };
        text += " | " + adapter.name + " " + percent(adapter.scale) + " " + percent(adapter.text_scale);
    }
    for (const std::string& note : found->notes) text += " ! " + note;
    return text;
}

TEST(PromptAdapters, Tags) {
    const std::pair<const char*, const char*> cases[] = {
        {"a cat", "a cat"},
        {"a <lora:my style> cat", "a  cat | my style 100 100"},
        {"<lora:x:0.8>", " | x 80 80"},
        {"<lora:x:-.5>a<lyco:y: 1.5 >", "a | x -50 -50 | y 150 150"},
        {"<lora:x:0.8:0.2>", " | x 20 80"},
        {"<lora:x:te=0.1:unet=0.9>", " | x 90 10"},
        {"<lora:x:unet=0.9>", " | x 90 100"},
        {"<lora:x:0.5:te=0>", " | x 0 0"},
        {"<lora:x:1><lora:x:0.5>", " | x 100 100 | x 50 50"},
        {"<hypernet:x:1> <lora> <lora:> <lora:x", "<hypernet:x:1> <lora> <lora:> <lora:x"},
        {"a < b", "a < b"},
        {"<lora:x:1:1:4>", " | x 100 100 ! \"4\" of the adapter x does nothing here"},
        {"<lora:x:1:stop=10>", " | x 100 100 ! \"stop=10\" of the adapter x does nothing here"},
        {"<lora:x:strong>", "error <lora:x:strong>: \"strong\" is no number"},
        {"<lora::1>", "error <lora::1>: it names nothing"},
        {"<lora:x:1:lbw=1,2>", "error <lora:x:1:lbw=1,2>: block weights: 2 values, expected 12 or 20 (or 17 or 26, Stable Diffusion 1's)"},
    };
    for (const auto& [prompt, expected] : cases) EXPECT_EQ(taken(prompt), expected) << prompt;
    EXPECT_EQ(taken("<lora:x:0.8:0.2>", ScaleOrder::text_second), " | x 80 20");
    EXPECT_EQ(taken("<lora:x:0.8>", ScaleOrder::text_second), " | x 80 80");
}

TEST(PromptAdapters, BlockWeightsByNameOrPlace) {
    for (const char* prompt : {"<lora:x:1:lbw=0,1,1,1,1,0.5,1,1,1,1,1,1>", "<lora:x:1:0,1,1,1,1,0.5,1,1,1,1,1,1>"}) {
        const Result<PromptAdapters> found = take_prompt_adapters(prompt);
        ASSERT_TRUE(found.ok()) << found.error();
        EXPECT_EQ(found->adapters.at(0).blocks.factor("unet", "middle_block.1.proj_in"), 0.5);
        EXPECT_EQ(found->adapters.at(0).blocks.factor("text_encoder", ""), 0);
    }
}

}  // namespace
}  // namespace imagelab::test
