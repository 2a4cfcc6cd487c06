#include "core/prompts/profiles.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/request/json_schema.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr uintmax_t largest_profile = 1 << 20;

bool is_called(const StyleProfile& profile, const std::string& wanted) {
    if (plain_name(profile.id) == wanted || plain_name(profile.name) == wanted) return true;
    const size_t slash = profile.name.find('/');
    return slash != std::string::npos &&
           (plain_name(profile.name.substr(0, slash)) == wanted || plain_name(profile.name.substr(slash + 1)) == wanted);
}

std::vector<fs::path> json_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

fs::path shipped_profiles() {
    std::error_code code;
    const fs::path installed = resource_dir() / "profiles";
    return fs::is_directory(installed, code) ? installed : resource_dir().parent_path() / "profiles";
}

int category_rank(const std::string& category) {
    constexpr const char* order[] = {"core", "artist", "extended"};
    return static_cast<int>(std::find(std::begin(order), std::end(order), category) - std::begin(order));
}

struct Weighed {
    const StyleProfile* profile;
    double weight;
};

Result<std::vector<Weighed>> weighed_profiles(const Request& request, const ProfileLibrary& library) {
    std::vector<Weighed> found;
    for (const StyleUse& use : request.style.profiles) {
        const auto profile = library.find(use.name);
        if (!profile) return Failure{"style.profiles: " + profile.error()};
        for (const Weighed& other : found) {
            if (other.profile == *profile) return Failure{"style.profiles: " + (*profile)->name + " is named twice"};
        }
        found.push_back({*profile, use.weight});
    }
    return found;
}

std::vector<Weighed> heaviest_first(std::vector<Weighed> profiles) {
    std::stable_sort(profiles.begin(), profiles.end(), [](const Weighed& a, const Weighed& b) { return a.weight > b.weight; });
    return profiles;
}

// The first ceil(weight * n) phrases of each, sorted by rank / weight: a profile of half the weight comes half as often.
std::vector<std::string> mixed(const std::vector<Weighed>& profiles, std::vector<std::string> StyleProfile::*list) {
    struct Phrase {
        double place;
        const std::string* text;
    };
    std::vector<Phrase> phrases;
    for (const Weighed& use : profiles) {
        const auto& all = use.profile->*list;
        for (size_t rank = 0; rank < all.size() && static_cast<double>(rank) < use.weight * static_cast<double>(all.size()); ++rank) {
            phrases.push_back({(static_cast<double>(rank) + 0.5) / use.weight, &all[rank]});
        }
    }
    std::stable_sort(phrases.begin(), phrases.end(), [](const Phrase& a, const Phrase& b) { return a.place < b.place; });
    std::vector<std::string> texts;
    std::vector<std::string> seen;
    for (const Phrase& phrase : phrases) {
        const std::string word = plain_name(*phrase.text);
        if (std::find(seen.begin(), seen.end(), word) != seen.end()) continue;
        seen.push_back(word);
        texts.push_back(*phrase.text);
    }
    return texts;
}

std::string joined(std::string text, const std::vector<std::string>& phrases) {
    for (const std::string& phrase : phrases) text += (text.empty() ? "" : ", ") + phrase;
    return text;
}

// Words that more are put behind.
std::string without_last_comma(std::string_view text) {
    text = trimmed(text);
    while (text.ends_with(',')) text = trimmed(text.substr(0, text.size() - 1));
    return std::string(text);
}

}  // namespace

Result<StyleProfile> read_profile(const fs::path& file) {
    std::error_code code;
    if (const uintmax_t size = fs::file_size(file, code); !code && size > largest_profile)
        return Failure{file.string() + ": " + std::to_string(size) + " bytes are more than a profile has (1 MiB)"};
    try {
        const auto read = read_json_file(file);
        if (!read) return Failure{read.error()};
        const json& text = *read;
        std::string problems;
        for (const std::string& problem : schema_problems(JsonSchema::style_profile, text)) problems += "\n  " + problem;
        if (!problems.empty()) return Failure{file.string() + ": this is no style profile:" + problems};
        StyleProfile profile{.id = file.stem().string(), .name = text.at("name"), .category = text.value("category", "own")};
        profile.about = text.value("about", "");
        profile.lead = without_last_comma(text.value("lead", ""));
        profile.phrases = text.at("phrases").get<std::vector<std::string>>();
        profile.negative = text.at("negative").get<std::vector<std::string>>();
        profile.file = file;
        const json settings = text.value("settings", json::object());
        if (settings.contains("steps")) profile.steps = settings.at("steps").get<int>();
        if (settings.contains("guidance_scale")) profile.guidance = settings.at("guidance_scale").get<double>();
        if (settings.contains("sampler")) {
            const SamplerInfo* sampler = sampler_named(settings.at("sampler").get_ref<const std::string&>());
            if (!sampler)
                return Failure{file.string() + ": the sampler " + settings.at("sampler").dump() + " is not known to this version"};
            profile.sampler = sampler->kind;
        }
        if (settings.contains("spacing")) {
            const ScheduleInfo* schedule = schedule_named(settings.at("spacing").get_ref<const std::string&>());
            if (!schedule)
                return Failure{file.string() + ": the spacing " + settings.at("spacing").dump() + " is not known to this version"};
            profile.spacing = schedule->kind;
        }
        return profile;
    } catch (const json::exception& error) {
        return Failure{file.string() + ": this is no style profile: " + error.what()};
    } catch (const Error& error) {
        return Failure{error.what()};
    }
}

ProfileLibrary ProfileLibrary::load() {
    return load(shipped_profiles(), data_dir() / "profiles");
}

ProfileLibrary ProfileLibrary::load(const fs::path& shipped, const fs::path& own) {
    ProfileLibrary library;
    for (const fs::path& folder : {shipped, own}) {
        for (const fs::path& file : json_files(folder)) {
            auto profile = read_profile(file);
            if (!profile) {
                library.problems_.push_back(profile.error());
                continue;
            }
            profile->own = folder == own;
            std::erase_if(library.profiles_, [&](const StyleProfile& other) { return other.id == profile->id; });
            library.profiles_.push_back(std::move(*profile));
        }
    }
    std::stable_sort(library.profiles_.begin(), library.profiles_.end(), [](const StyleProfile& a, const StyleProfile& b) {
        const int first = category_rank(a.category), second = category_rank(b.category);
        return first != second ? first < second : (a.id == "none") != (b.id == "none") ? a.id == "none" : a.name < b.name;
    });
    return library;
}

Result<const StyleProfile*> ProfileLibrary::find(std::string_view name) const {
    const std::string wanted = plain_name(name);
    std::string close, all;
    for (const StyleProfile& profile : profiles_) {
        if (wanted.empty()) break;
        if (plain_name(profile.id) == wanted) return &profile;
    }
    for (const StyleProfile& profile : profiles_) {
        all += (all.empty() ? "" : ", ") + profile.id;
        if (wanted.empty()) continue;
        if (is_called(profile, wanted)) return &profile;
        if (plain_name(profile.id).find(wanted) != std::string::npos || plain_name(profile.name).find(wanted) != std::string::npos)
            close += (close.empty() ? "" : ", ") + profile.id;
    }
    return Failure{"there is no style profile \"" + std::string(name) + "\"; " +
                   (close.empty() ? "there are: " + all : "did you mean: " + close)};
}

Result<StyleUse> parse_style_use(const std::string& text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string::npos) return StyleUse{text, 1};
    const std::string number = text.substr(colon + 1);
    const auto weight = read_json(number);
    if (!weight || !weight->is_number() || !(weight->get<double>() > 0 && weight->get<double>() <= 1))
        return Failure{"the weight \"" + number + "\" of the profile \"" + text.substr(0, colon) + "\": allowed: above 0 and up to 1"};
    return StyleUse{text.substr(0, colon), weight->get<double>()};
}

Result<Request> apply_profiles(Request request, const ProfileLibrary& library) {
    Style& style = request.style;
    if (style.profiles.empty() || style.own_prompt) return request;
    const auto named = weighed_profiles(request, library);
    if (!named) return Failure{named.error()};
    for (size_t i = 0; i < named->size(); ++i) style.profiles[i].name = (*named)[i].profile->id;
    const std::vector<Weighed> profiles = heaviest_first(*named);
    style.own_prompt = request.prompt;
    style.own_negative_prompt = request.negative_prompt;
    const std::string& lead = profiles.front().profile->lead;
    const std::string prompt = without_last_comma(request.prompt);
    const std::vector<std::string> phrases = mixed(profiles, &StyleProfile::phrases), negative = mixed(profiles, &StyleProfile::negative);
    if (!lead.empty() || !phrases.empty()) request.prompt = joined(lead.empty() || prompt.empty() ? prompt : lead + " " + prompt, phrases);
    if (!negative.empty()) request.negative_prompt = joined(without_last_comma(request.negative_prompt.value_or("")), negative);
    return request;
}

Result<Request> with_profiles_applied(Request request) {
    if (request.style.profiles.empty() || request.style.own_prompt) return request;
    return apply_profiles(std::move(request), ProfileLibrary::load());
}

Result<void> take_settings(Request& request, const ProfileLibrary& library, OpenSettings open) {
    const auto named = weighed_profiles(request, library);
    if (!named) return Failure{named.error()};
    const auto take = [](bool& left, const auto& from, auto& to) {
        if (!left || !from) return;
        to = *from;
        left = false;
    };
    for (const Weighed& use : heaviest_first(*named)) {
        take(open.steps, use.profile->steps, request.steps);
        take(open.sampler, use.profile->sampler, request.sampler);
        take(open.spacing, use.profile->spacing, request.spacing);
        take(open.guidance, use.profile->guidance, request.guidance);
    }
    return {};
}

}  // namespace imagelab
