#include "core/prompts/drawn_prompt.h"

#include "core/base/paths.h"
#include "core/prompts/generator.h"
#include "core/prompts/profiles.h"
#include "core/prompts/theme.h"
#include "core/request/picture_seed.h"

namespace imagelab {
namespace {

Result<std::string> drawn(const std::string& text, uint64_t seed, const char* field) {
    if (text.empty()) return text;
    const auto theme = theme_of_template(text, data_dir());
    if (!theme) return Failure{std::string(field) + ": " + theme.error()};
    return PromptGenerator(theme->space, seed).next();
}

}  // namespace

Result<Request> with_prompts_drawn(Request request) {
    if (!request.dynamic_prompts) return request;
    draw_seeds(request);
    const uint64_t seed = request.seed.value();
    const std::string negative = request.negative_prompt.value_or("");
    const auto words = drawn(request.prompt, seed, "conditioning.prompt");
    if (!words) return Failure{words.error()};
    const auto unwanted = drawn(negative, seed, "hyperparameters.negative_prompt");
    if (!unwanted) return Failure{unwanted.error()};
    if (*words != request.prompt) request.drawn_from = request.prompt;
    if (*unwanted != negative) request.negative_drawn_from = negative;
    request.prompt = *words;
    if (request.negative_prompt) request.negative_prompt = *unwanted;
    request.dynamic_prompts = false;
    return request;
}

Result<Request> with_words_made(Request request) {
    auto drawn = with_prompts_drawn(std::move(request));
    if (!drawn) return drawn;
    return with_profiles_applied(std::move(*drawn));
}

}  // namespace imagelab
