#pragma once
// Prompts that change between steps and prompts that are composed, as AUTOMATIC1111 writes them (modules/prompt_parser.py).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imagelab {

// What a prompt says from the step behind the phase before until `last_step`, counted from 1.
struct PromptPhase {
    int last_step;
    std::string text;
    bool operator==(const PromptPhase&) const = default;
};

// [from:to:when] holds the first text while step <= when, [to:when] begins then, [from::when] ends then; when is a step, or with a "." a
// share of the steps. [a|b|c] takes turns, a step each; a part may be empty. They nest, within brackets of emphasis too, which stay in the
// text;
// \[ \] \( \) \: \| stand for themselves. What fits no rule is text. At least one phase; the last ends at `steps`; neighbours differ.
// first_pass: of a hires pass, the steps before it, as A1111 counts on over both: a step is told beyond them, a share beyond 1.
std::vector<PromptPhase> prompt_phases(std::string_view prompt, int steps, std::optional<int> first_pass = {});

// "a cat AND a dog:0.7": parts whose guidance is added up (Liu et al. 2022), each with its weight, 1 where it has none. At least one.
struct ComposedPrompt {
    std::string text;
    double weight = 1;
    bool operator==(const ComposedPrompt&) const = default;
};
std::vector<ComposedPrompt> composed_prompts(std::string_view prompt);

}  // namespace imagelab
