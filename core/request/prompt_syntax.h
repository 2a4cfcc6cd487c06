#pragma once
// What people write into prompts for other programs and no model of ours reads as they mean it. A row goes when its syntax is built.
#include <string>
#include <string_view>
#include <vector>

namespace imagelab {

// One sentence for each kind that the prompt holds, with the first example: BREAK where the model does not read in chunks, AND in a
// negative prompt (A1111, modules/prompt_parser.py), <hypernet:...> and the like (modules/extra_networks.py). Linear in its length.
enum class PromptRole { wanted, negative };
std::vector<std::string> unread_syntax(std::string_view prompt, bool chunks, PromptRole role = PromptRole::wanted);

// Names of ComfyUI's embedding:NAME (comfy/sd1_clip.py), without extension.
std::vector<std::string> named_embeddings(std::string_view prompt);

// (words:1.3), for a model that reads weights as text: the first one; empty: there is none.
std::string first_weight(std::string_view prompt);

// "[a very lo...": at most `bytes`, never within a character, on one line.
std::string shortened(std::string_view text, size_t bytes);

}  // namespace imagelab
