#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "core/base/json_reader.h"
#include "core/request/lora_use.h"
#include "core/request/prompt_schedule.h"
#include "core/request/prompt_syntax.h"
#include "core/request/request.h"
#include "tests/fuzz/targets.h"

namespace imagelab::fuzz {
namespace {

void read_prompt(std::string_view prompt) {
    for (const TagOrder order : {TagOrder::denoiser_first, TagOrder::text_first}) {
        const PromptLoras tags = take_loras(prompt, order);
        for (const LoraUse& use : tags.loras) (void)parse_lora_use(lora_tag(use));
    }
    for (const PromptPhase& phase : prompt_phases(prompt, 20)) composed_prompts(phase.text);
    unread_syntax(prompt, true);
    unread_syntax(prompt, false, PromptRole::negative);
    named_embeddings(prompt);
    first_weight(prompt);
    shortened(prompt, 40);
}

}  // namespace

void run_request(std::span<const std::byte> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    try {
        const auto body = read_json(text);
        if (!body) return read_prompt(text);
        std::vector<std::string> problems;
        const Request stored = request_from_stored(*body, problems);
        (void)request_to_json(stored).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        if (const auto request = request_from_json(*body)) {
            read_prompt(request->prompt);
            if (const auto again = request_from_json(request_to_json(*request)); !again)
                throw std::logic_error("written out, a request is not read: " + again.error());
        }
    } catch (const Error&) {
    }
}

}  // namespace imagelab::fuzz
