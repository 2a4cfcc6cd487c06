// What detailers draw, resolved as requests of their own over the finished picture.
#include <algorithm>

#include "core/base/utf8.h"
#include "core/pipelines/resolved.h"
#include "core/request/lora_use.h"
#include "core/request/picture_seed.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

constexpr const char* detail_field = "postprocessing.detailers: ";
constexpr const char* stands_in = "(the finished picture)";  // where a request names the files of its start picture and mask

std::string replaced(std::string text, const std::string& word, const std::string& by) {
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + by.size())) text.replace(at, word.size(), by);
    return text;
}

// As ADetailer reads them: parts between [SEP], empty ones and [PROMPT] stand for the request's own words.
std::vector<std::string> texts_of(const std::string& text, const std::string& own) {
    constexpr std::string_view separator = "[SEP]";
    std::vector<std::string> texts;
    for (size_t from = 0;;) {
        const size_t at = text.find(separator, from);
        const std::string part(trimmed(std::string_view(text).substr(from, at == text.npos ? at : at - from)));
        texts.push_back(part.empty() ? own : replaced(part, "[PROMPT]", own));
        if (at == text.npos) return texts;
        from = at + separator.size();
    }
}

Result<void> check_detail_words(const std::string& text, const ResolvedRequest& resolved) {
    const PromptLoras tags = take_loras(text);
    for (const LoraUse& use : tags.loras) {
        if (std::find(resolved.loras.begin(), resolved.loras.end(), use) != resolved.loras.end()) continue;
        return Failure{std::string(detail_field) + "\"" + text +
                       "\" names a LoRA, which changes the whole run: name it in the request's prompt"};
    }
    return tags.problems.empty() ? Result<void>() : Failure{detail_field + tags.problems.front()};
}

// A part as a request: what the finished picture's own request says, but for what the detailer says, and without what was done to all of
// it.
Request part_request(const ResolvedRequest& resolved, const DetailUse& use, const std::string& prompt,
                     const std::optional<std::string>& negative) {
    Request part = resolved.request;
    part.prompt = take_loras(prompt).prompt, part.negative_prompt = negative;
    part.init_image = part.mask.file = stands_in;
    part.init_latents.clear(), part.outpaint = {};
    part.mask.blur = use.blur, part.mask.padding = use.padding;
    part.mask.area = MaskArea::masked, part.mask.fill = MaskFill::original, part.mask.soft = false;
    part.strength = use.strength;
    part.width = use.width, part.height = use.height;
    part.seed_resize_from = {};
    if (use.steps > 0) part.steps = use.steps;
    if (use.steps > 0 || !use.schedule.empty()) part.sigmas.clear();
    if (const SamplerInfo* sampler = sampler_named(use.sampler); sampler != nullptr && !use.sampler.empty()) {
        part.sampler = sampler->kind;
        if (!sampler->eta) part.step_noise = {};
    }
    if (const ScheduleInfo* schedule = schedule_named(use.schedule); schedule != nullptr && !use.schedule.empty())
        part.spacing = schedule->kind;
    part.guidance = use.guidance.value_or(part.guidance);
    part.refiner.clear(), part.hires = {}, part.details.clear();
    part.refiner_start = Request().refiner_start, part.refiner_strength = Request().refiner_strength;
    part.control_nets.clear(), part.references.clear(), part.regions.clear();
    part.upscaler.clear(), part.upscale.reset();
    part.auto_contrast = part.match_colours = false, part.sharpen = {}, part.grain = 0, part.bits = 8;
    part.safety = SafetyAction::off;
    part.format = PictureFormat::png, part.output.clear();
    part.batch = 1;
    return part;
}

}  // namespace

const ResolvedRequest* DetailPass::any_part() const {
    const auto there = std::find_if(parts.begin(), parts.end(), [](const auto& part) { return part != nullptr; });
    return there == parts.end() ? nullptr : there->get();
}

int DetailPass::units() const {
    const ResolvedRequest* part = any_part();
    return part ? part->runs() + 1 : 0;
}

Result<std::vector<DetailPass>> resolve_details(const ResolvedRequest& resolved, const ModelFiles& model, const DeviceInfo& device,
                                                const Companions& companions) {
    const Request& request = resolved.request;
    if (companions.detectors.size() != request.details.size())
        throw Error("[details] " + std::to_string(companions.detectors.size()) + " detectors for " +
                    std::to_string(request.details.size()));
    // A part that is as good as any: only its size counts.
    const int side = 4 * model.vae.downscale();
    const GivenStart stand_in{{side, side, std::vector<uint8_t>(static_cast<size_t>(side) * side * 3, 128)},
                              {side, side, std::vector<uint8_t>(static_cast<size_t>(side) * side, 255)}};
    std::vector<DetailPass> passes;
    for (size_t i = 0; i < request.details.size(); ++i) {
        DetailPass& pass = passes.emplace_back(DetailPass{request.details[i], companions.detectors[i], {}, {}});
        auto classes = pass.detector->classes_named(pass.use.classes);
        if (!classes) return Failure{detail_field + classes.error()};
        pass.classes = std::move(*classes);
        const auto prompts = texts_of(pass.use.prompt, resolved.prompt),
                   negatives = texts_of(pass.use.negative_prompt, request.negative_prompt.value_or(""));
        for (size_t text = 0; text < std::max(prompts.size(), negatives.size()); ++text) {
            const std::string& prompt = prompts[std::min(text, prompts.size() - 1)];
            const std::string& negative = negatives[std::min(text, negatives.size() - 1)];
            pass.parts.emplace_back();
            if (prompt == "[SKIP]") continue;
            if (auto fine = check_detail_words(prompt, resolved); !fine) return Failure{fine.error()};
            const bool own = pass.use.negative_prompt.empty();
            Request asked = part_request(resolved, pass.use, prompt, own ? request.negative_prompt : std::optional(negative));
            asked.mask.blur = 0;
            auto part = resolve(asked, model, device, nullptr, {}, &stand_in);
            if (!part) return Failure{detail_field + part.error()};
            part->request.mask.blur = pass.use.blur;
            pass.parts.back() = std::make_shared<const ResolvedRequest>(std::move(*part));
        }
    }
    return passes;
}

Result<ResolvedRequest> resolve_part(const ResolvedRequest& resolved, const DetailPass& pass, int picture, int part,
                                     const ModelFiles& model, const DeviceInfo& device, const GivenStart& given) {
    Request asked = pass.parts[pass.part_of(static_cast<size_t>(part))]->request;
    // ADetailer draws part j of a picture with its seed + j.
    const Request own = request_of_picture(resolved.request, picture);
    asked.seed = own.seed, asked.variation_seed = own.variation_seed;
    count_up(asked, part + (own.batch > 1 ? picture : 0));
    auto made = resolve(asked, model, device, nullptr, {}, &given);
    if (made) made->phases = pass.parts[pass.part_of(static_cast<size_t>(part))]->phases;
    return made;
}

}  // namespace imagelab
