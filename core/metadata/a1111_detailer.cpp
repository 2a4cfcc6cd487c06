#include "core/metadata/a1111_detailer.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/metadata/a1111_control.h"
#include "core/request/lora_use.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

constexpr int every_part = 16;  // what stands for ADetailer's 0, all of them

using Written = std::string (*)(const DetailUse&);

// An argument of the script, its key in the text, and how it is written: "" where it is left out, as ADetailer leaves it out.
struct DetailKey {
    const char *argument, *key;
    Written write;
};

std::string flag(bool on) {
    return on ? "True" : "";
}
bool sized(const DetailUse& use) {
    return use.width > 0 && use.height > 0;
}

const DetailKey detail_keys[] = {
    {"ad_model", "model", [](const DetailUse& use) { return network_stem(use.model) + ".pt"; }},
    {"ad_model_classes", "model classes", [](const DetailUse& use) { return use.classes; }},
    {"ad_prompt", "prompt", [](const DetailUse& use) { return use.prompt; }},
    {"ad_negative_prompt", "negative prompt", [](const DetailUse& use) { return use.negative_prompt; }},
    {"ad_confidence", "confidence", [](const DetailUse& use) { return a1111_number(use.confidence); }},
    {"ad_mask_filter_method", "method to decide top k masks",
     [](const DetailUse& use) { return std::string(use.by == DetailChoice::area ? "Area" : "Confidence"); }},
    {"ad_mask_k", "mask only top k", [](const DetailUse& use) { return std::to_string(use.top); }},
    {"ad_mask_min_ratio", "mask min ratio", [](const DetailUse& use) { return use.least > 0 ? a1111_number(use.least) : ""; }},
    {"ad_mask_max_ratio", "mask max ratio", [](const DetailUse& use) { return use.most < 1 ? a1111_number(use.most) : ""; }},
    {"ad_x_offset", "x offset", [](const DetailUse& use) { return use.x != 0 ? std::to_string(use.x) : ""; }},
    {"ad_y_offset", "y offset", [](const DetailUse& use) { return use.y != 0 ? std::to_string(use.y) : ""; }},
    {"ad_dilate_erode", "dilate erode", [](const DetailUse& use) { return std::to_string(use.dilate); }},
    {"ad_mask_merge_invert", "mask merge invert",
     [](const DetailUse& use) {
         return std::string(use.merge == DetailMerge::none ? "" : use.merge == DetailMerge::merge ? "Merge" : "Merge and Invert");
     }},
    {"ad_mask_blur", "mask blur", [](const DetailUse& use) { return std::to_string(use.blur); }},
    {"ad_denoising_strength", "denoising strength", [](const DetailUse& use) { return a1111_number(use.strength); }},
    {"ad_inpaint_only_masked", "inpaint only masked", [](const DetailUse&) { return flag(true); }},
    {"ad_inpaint_only_masked_padding", "inpaint padding", [](const DetailUse& use) { return std::to_string(use.padding); }},
    {"ad_use_inpaint_width_height", "use inpaint width height", [](const DetailUse& use) { return flag(sized(use)); }},
    {"ad_inpaint_width", "inpaint width", [](const DetailUse& use) { return sized(use) ? std::to_string(use.width) : ""; }},
    {"ad_inpaint_height", "inpaint height", [](const DetailUse& use) { return sized(use) ? std::to_string(use.height) : ""; }},
    {"ad_use_steps", "use separate steps", [](const DetailUse& use) { return flag(use.steps > 0); }},
    {"ad_steps", "steps", [](const DetailUse& use) { return use.steps > 0 ? std::to_string(use.steps) : ""; }},
    {"ad_use_cfg_scale", "use separate CFG scale", [](const DetailUse& use) { return flag(use.guidance.has_value()); }},
    {"ad_cfg_scale", "CFG scale", [](const DetailUse& use) { return use.guidance ? a1111_number(*use.guidance) : ""; }},
    {"ad_use_sampler", "use separate sampler", [](const DetailUse& use) { return flag(!use.sampler.empty() || !use.schedule.empty()); }},
    {"ad_sampler", "sampler",
     [](const DetailUse& use) {
         const SamplerInfo* known = use.sampler.empty() ? nullptr : sampler_named(use.sampler);
         return std::string(known ? known->a1111 : use.schedule.empty() ? "" : "Use same sampler");
     }},
    {"ad_scheduler", "scheduler",
     [](const DetailUse& use) {
         const ScheduleInfo* known = use.schedule.empty() ? nullptr : schedule_named(use.schedule);
         return std::string(known ? known->a1111 : "");
     }},
    // What is not done here.
    {"ad_use_checkpoint", "use separate checkpoint", nullptr},
    {"ad_checkpoint", "checkpoint", nullptr},
    {"ad_use_vae", "use separate VAE", nullptr},
    {"ad_vae", "VAE", nullptr},
    {"ad_use_noise_multiplier", "use separate noise multiplier", nullptr},
    {"ad_noise_multiplier", "noise multiplier", nullptr},
    {"ad_use_clip_skip", "use separate CLIP skip", nullptr},
    {"ad_clip_skip", "CLIP skip", nullptr},
    {"ad_restore_face", "restore face", nullptr},
    {"ad_controlnet_model", "ControlNet model", nullptr},
    {"ad_controlnet_module", "ControlNet module", nullptr},
    {"ad_controlnet_weight", "ControlNet weight", nullptr},
    {"ad_controlnet_guidance_start", "ControlNet guidance start", nullptr},
    {"ad_controlnet_guidance_end", "ControlNet guidance end", nullptr},
};

constexpr std::string_view detail_prefix = "ADetailer ";

std::string ordinal(size_t i) {
    constexpr const char* endings[] = {"th", "st", "nd", "rd"};
    const size_t number = i + 1, last = number % 10;
    return std::to_string(number) + (last < 4 && (number < 10 || number > 20) ? endings[last] : "th");
}

// Which detailer a key is of, and the key without what says so.
std::pair<size_t, std::string> parted(std::string key) {
    for (size_t i = 1; i < 16; ++i) {
        const std::string ending = " " + ordinal(i);
        if (!key.ends_with(ending)) continue;
        key.resize(key.size() - ending.size());
        return {i, key};
    }
    return {0, key};
}

// The arguments of one detailer, read by their names.
class DetailArguments {
  public:
    DetailArguments(const std::map<std::string, std::string>& values, std::vector<std::string>& notes) : values_(values), notes_(notes) {}
    std::string text(const char* name) const {
        const auto found = values_.find(name);
        return found == values_.end() ? "" : found->second;
    }
    std::string named(const char* name) const {  // "None": there is none
        const std::string value = text(name);
        return ascii_lower(value) == "none" ? "" : value;
    }
    bool on(const char* name) const {
        const std::string value = ascii_lower(text(name));
        return value == "true" || value == "1";
    }
    void number(const char* name, double low, double high, const std::function<void(double)>& take) const {
        const std::string value = text(name);
        if (value.empty()) return;
        const auto given = parsed_number(value);
        if (given && *given >= low && *given <= high) return take(*given);
        notes_.push_back(std::string(name) + " is " + value.substr(0, 40) + "; allowed here: " + general_text(low) + " to " +
                         general_text(high));
    }
    void whole(const char* name, int low, int high, int& target) const {
        number(name, low, high, [&](double value) { target = static_cast<int>(std::lround(value)); });
    }
    void share(const char* name, double& target) const {
        number(name, 0, 1, [&](double value) { target = value; });
    }
    void not_done(const std::string& what) const { notes_.push_back(what + " is not done by a detailer here; it was left out"); }

  private:
    const std::map<std::string, std::string>& values_;
    std::vector<std::string>& notes_;
};

void read_sampler(const DetailArguments& said, DetailUse& use, std::vector<std::string>& notes) {
    const auto same = [](const std::string& name) { return name.empty() || ascii_lower(name).starts_with("use same"); };
    if (const std::string name = said.text("ad_sampler"); !same(name)) {
        const SamplerAndSchedule found = sampler_and_schedule_named(name);
        if (found.sampler) use.sampler = found.sampler->option;
        if (!found.sampler) notes.push_back("the sampler \"" + name.substr(0, 60) + "\" is not built; the request's stands in");
        if (const ScheduleInfo* schedule = schedule_named(found.schedule); schedule && !found.schedule.empty())
            use.schedule = schedule->option;
    }
    if (const std::string name = said.text("ad_scheduler"); !same(name)) {
        const ScheduleInfo* schedule = schedule_named(name);
        if (schedule) use.schedule = schedule->option;
        if (!schedule && plain_sampler_name(name) != "automatic")
            notes.push_back("the schedule \"" + name.substr(0, 60) + "\" is not built; the request's stands in");
    }
}

void name_what_is_not_done(const DetailArguments& said) {
    for (const auto& [name, what] :
         {std::pair("ad_use_checkpoint", "another checkpoint"), std::pair("ad_use_vae", "another VAE"),
          std::pair("ad_use_noise_multiplier", "a noise multiplier"), std::pair("ad_use_clip_skip", "another CLIP skip"),
          std::pair("ad_restore_face", "the restoration of faces")}) {
        if (said.on(name)) said.not_done(what);
    }
    if (!said.named("ad_controlnet_model").empty()) said.not_done("a ControlNet");
    if (!said.text("ad_inpaint_only_masked").empty() && !said.on("ad_inpaint_only_masked"))
        said.not_done("inpainting of the whole picture (ad_inpaint_only_masked false)");
}

}  // namespace

std::vector<std::pair<std::string, std::string>> a1111_detailer_pairs(const std::vector<DetailUse>& details) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (size_t i = 0; i < details.size(); ++i) {
        for (const DetailKey& each : detail_keys) {
            const std::string value = each.write ? each.write(details[i]) : "";
            if (!value.empty()) pairs.emplace_back(std::string(detail_prefix) + each.key + (i == 0 ? "" : " " + ordinal(i)), value);
        }
    }
    return pairs;
}

bool is_a1111_detailer_argument(std::string_view name) {
    return name == "ad_tab_enable" || name == "is_api" ||
           std::any_of(std::begin(detail_keys), std::end(detail_keys), [&](const DetailKey& each) { return each.argument == name; });
}

bool names_a1111_detailer(std::string_view key) {
    return key.starts_with(detail_prefix);
}

std::vector<std::map<std::string, std::string>> a1111_detailer_values(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::vector<std::map<std::string, std::string>> all;
    for (const auto& [name, value] : pairs) {
        if (!names_a1111_detailer(name)) continue;
        const auto [i, plain] = parted(name.substr(detail_prefix.size()));
        const auto known =
            std::find_if(std::begin(detail_keys), std::end(detail_keys), [&](const DetailKey& each) { return each.key == plain; });
        if (known == std::end(detail_keys)) continue;  // "ADetailer version"
        if (all.size() <= i) all.resize(i + 1);
        all[i][known->argument] = value;
    }
    return all;
}

DetailUse a1111_detailer(const std::map<std::string, std::string>& values, int width, int height, std::vector<std::string>& notes) {
    const DetailArguments said(values, notes);
    DetailUse use;
    use.model = said.named("ad_model");
    if (use.model.empty() || (!said.text("ad_tab_enable").empty() && !said.on("ad_tab_enable"))) return {};
    use.classes = said.text("ad_model_classes");
    use.prompt = said.text("ad_prompt"), use.negative_prompt = said.text("ad_negative_prompt");
    said.share("ad_confidence", use.confidence);
    said.share("ad_mask_min_ratio", use.least), said.share("ad_mask_max_ratio", use.most);
    said.share("ad_denoising_strength", use.strength);
    use.top = 0;
    said.whole("ad_mask_k", 0, 64, use.top);
    if (use.top == 0) use.top = every_part;
    if (ascii_lower(said.text("ad_mask_filter_method")) == "confidence") use.by = DetailChoice::confidence;
    said.whole("ad_x_offset", -4096, 4096, use.x), said.whole("ad_y_offset", -4096, 4096, use.y);
    said.whole("ad_dilate_erode", -512, 512, use.dilate);
    said.whole("ad_mask_blur", 0, 256, use.blur), said.whole("ad_inpaint_only_masked_padding", 0, 1024, use.padding);
    const std::string merge = ascii_lower(said.text("ad_mask_merge_invert"));
    use.merge = merge == "merge" ? DetailMerge::merge : merge == "merge and invert" ? DetailMerge::invert : DetailMerge::none;
    use.width = width, use.height = height;
    if (said.on("ad_use_inpaint_width_height"))
        said.whole("ad_inpaint_width", 8, 8192, use.width), said.whole("ad_inpaint_height", 8, 8192, use.height);
    if (said.on("ad_use_steps")) said.whole("ad_steps", 1, 1000, use.steps);
    if (said.on("ad_use_cfg_scale")) said.number("ad_cfg_scale", 0, 1000, [&](double value) { use.guidance = value; });
    if (said.on("ad_use_sampler")) read_sampler(said, use, notes);
    name_what_is_not_done(said);
    return use;
}

}  // namespace imagelab
