#pragma once
// Weighed words of other programs in AUTOMATIC1111's marks, which ours reads (core/families/prompt_weights.h).
#include <string>
#include <string_view>

namespace imagelab {

enum class WeightRules {
    a1111,     // (a) 1.1, [a] 1/1.1, (a:1.2) times what is around it; the mean is restored afterwards
    comfyui,   // (a) 1.1, (a:1.2) outright, [a] are letters (comfy/sd1_clip.py token_weights); the mean is not restored
    fooocus,   // ComfyUI's marks, A1111's arithmetic (modules/patch_clip.py)
    invokeai,  // a+ 1.1, a- 0.9, (a b)1.2, ( ) alone only groups, [ ] are letters (compel); the mean is not restored
    novelai,   // {a} 1.05, [a] 1/1.05, 1.5::a::, ( ) are letters
};

struct WeighedPrompt {
    std::string text;  // in A1111's marks
    bool weighs = false;
};
// Linear in the length. A text that means the same under both rules is left as it is written.
WeighedPrompt in_a1111_weights(std::string_view prompt, WeightRules rules);

// Marks of A1111's that are read as words here: "BREAK", "AND", prompts that change on the way ([a:b:0.5], [a|b]). Empty: none.
std::string unread_a1111_marks(std::string_view prompt);

}  // namespace imagelab
