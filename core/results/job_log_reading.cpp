// Logs of jobs, the lab's own and those of its earlier versions, whose fields had other names.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/base/number.h"
#include "core/base/read_file.h"
#include "core/base/utf8.h"
#include "core/night/night_summary.h"
#include "core/results/analytics.h"
#include "core/samplers/sampler_info.h"
#include "core/weights/weight_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Values by their names without case and punctuation, "scheduler.type" as "scheduler/type" and, unless it stands there itself, "type".
class Fields {
  public:
    explicit Fields(const json& object) { take(object, "", 0); }

    const json* find(std::initializer_list<const char*> names) const {
        for (const char* name : names) {
            if (const auto found = values_.find(name); found != values_.end()) return &found->second;
        }
        return nullptr;
    }
    std::string text(std::initializer_list<const char*> names) const {
        const json* value = find(names);
        if (value == nullptr) return "";
        if (value->is_string()) return value->get<std::string>();
        if (value->is_array() && !value->empty()) {
            std::string all;
            for (const json& part : *value) all += (all.empty() ? "" : " + ") + (part.is_string() ? part.get<std::string>() : part.dump());
            return all;
        }
        return value->is_number() ? value->dump() : "";
    }
    std::optional<double> number(std::initializer_list<const char*> names) const {
        const json* value = find(names);
        if (value == nullptr) return std::nullopt;
        if (value->is_number()) return value->get<double>();
        if (!value->is_string()) return std::nullopt;
        const std::string digits = value->get<std::string>();
        double parsed = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
        const std::string unit(end, digits.data() + digits.size());
        return error == std::errc() && (unit.empty() || unit == "s" || unit == " s") ? std::optional(parsed) : std::nullopt;
    }
    bool truth(std::initializer_list<const char*> names, bool otherwise) const {
        const json* value = find(names);
        if (value == nullptr) return otherwise;
        if (value->is_boolean()) return value->get<bool>();
        if (value->is_number()) return value->get<double>() != 0;
        const std::string word = value->is_string() ? ascii_lower(value->get<std::string>()) : "";
        return word == "true" || word == "yes" || word == "1";
    }

  private:
    void take(const json& object, const std::string& above, int depth) {
        if (depth > 4) return;
        for (const auto& [name, value] : object.items()) {
            const std::string plain = plain_name(name);
            if (value.is_null()) continue;
            if (value.is_object()) {
                take(value, plain, depth + 1);
            } else {
                if (!above.empty()) values_.try_emplace(above + "/" + plain, value);
                if (above.empty())
                    values_[plain] = value;
                else
                    values_.try_emplace(plain, value);
            }
        }
    }
    std::map<std::string, json> values_;
};

std::string model_of(const std::string& model) {
    fs::path path(model);
    if (!path.has_filename()) path = path.parent_path();
    return has_weight_extension(path) ? path.stem().string() : path.filename().string();
}

// One name for what programs spell in many ways.
std::string sampler_of(const std::string& name) {
    const SamplerInfo* known = sampler_named(name);
    return known ? known->option : ascii_lower(name);
}

std::string number_text(std::optional<double> value) {
    return value ? general_text(*value, 6) : "";
}

std::vector<fs::path> pictures_of(const Fields& fields) {
    const json* value = fields.find({"images", "imagepaths", "outputs", "outputfiles", "files", "paths", "image", "imagepath", "output",
                                     "outputpath", "outputfile", "file", "filename", "path"});
    std::vector<fs::path> pictures;
    if (value == nullptr) return pictures;
    for (const json& one : value->is_array() ? *value : json::array({*value})) {
        const json* named = one.is_object() && one.contains("path") ? &one["path"] : &one;
        if (named->is_string() && fs::path(named->get<std::string>()).has_extension()) pictures.emplace_back(named->get<std::string>());
    }
    return pictures;
}

bool has_failed(const Fields& fields) {
    const std::string status = ascii_lower(fields.text({"status", "state", "result", "outcome"}));
    if (!status.empty()) return status.starts_with("fail") || status.starts_with("err") || status == "oom" || status == "refused";
    if (fields.find({"success", "ok", "succeeded"}) != nullptr) return !fields.truth({"success", "ok", "succeeded"}, true);
    const std::string error = fields.text({"error", "exception"});
    return !error.empty();
}

void take_line(const json& object, std::vector<LabRecord>& into) {
    const Fields fields(object);
    LabRecord record;
    record.values = {model_of(fields.text({"model", "modelname", "modelid", "model/base", "model/name", "checkpoint", "pipeline"})),
                     fields.text({"styleprofile", "profile", "profilename", "profileid", "style", "style/profiles"}),
                     sampler_of(fields.text({"sampler", "samplername", "scheduler", "scheduler/type", "schedulername", "schedulertype"})),
                     number_text(fields.number({"steps", "numsteps", "numinferencesteps", "inferencesteps"})),
                     number_text(fields.number({"cfgscale", "guidancescale", "cfg", "guidance"}))};
    std::string& model = record.values[static_cast<size_t>(Factor::model)];
    std::string& profile = record.values[static_cast<size_t>(Factor::profile)];
    if (model.empty()) model = bundled_model_word;
    if (profile.empty()) profile = no_profile_word;
    record.favourite = fields.truth({"favourite", "favorite", "isfavorite", "isfavourite", "starred", "liked"}, false);
    const double rating = fields.number({"rating", "stars", "userrating"}).value_or(0);
    record.rating = rating >= 1 && rating <= 5 ? static_cast<int>(rating) : 0;
    record.failed = has_failed(fields);
    const std::string status = ascii_lower(fields.text({"status", "state"}));
    std::vector<fs::path> pictures = pictures_of(fields);
    auto seconds = fields.number({"seconds", "durations", "duration", "elapsed", "elapsedseconds", "elapsedsec", "elapseds",
                                  "durationseconds", "durationsec", "durations", "generationtime", "timetaken", "runtime", "time"});
    if (const auto milli = fields.number({"durationms", "elapsedms"})) seconds = *milli / 1000;
    // Logs that name no file tell how many pictures there were.
    const double batch = fields.number({"batchsize", "numimages", "batch", "count"}).value_or(1);
    if (pictures.empty() && !record.failed && !status.starts_with("cancel")) {
        const auto made = fields.number({"when", "timestamp", "created", "createdat"});
        const std::string stamp = made ? number_text(made) : fields.text({"timestamp", "time", "date", "created", "createdat"});
        for (int i = 0; i < std::clamp(static_cast<int>(batch), 1, 64); ++i)
            pictures.emplace_back("unnamed/" + stamp + "/" + fields.text({"seed"}) + "/" + fields.text({"prompt", "conditioning/prompt"}) +
                                  "/" + std::to_string(i));
    }
    if (pictures.empty()) {
        if (record.failed) into.push_back(record);
        return;
    }
    if (seconds && *seconds >= 0 && *seconds < 1e6) record.seconds = *seconds / static_cast<double>(pictures.size());
    for (const fs::path& picture : pictures) {
        record.picture = picture;
        into.push_back(record);
        record.failed = false;  // a job counts once
    }
}

}  // namespace

Result<LogReading> read_job_log(const fs::path& file) {
    if (const auto regular = check_regular_file(file); !regular) return Failure{regular.error()};
    std::ifstream in(file);
    if (!in) return Failure{file.string() + " cannot be read"};
    LogReading reading;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (trimmed(line).empty()) continue;
        ++reading.lines;
        const size_t brace = line.find('{');  // some wrote a time before the object
        const auto object = read_json(brace == std::string::npos ? line : line.substr(brace));
        if (object && object->is_object())
            take_line(*object, reading.records);
        else
            reading.problems.push_back(file.string() + ":" + std::to_string(number) + ": no JSON object");
    }
    return reading;
}

std::vector<fs::path> job_logs(const std::vector<fs::path>& places) {
    std::vector<fs::path> files;
    for (const fs::path& place : places) {
        std::error_code ignored;
        if (!fs::is_directory(place, ignored)) {
            files.push_back(place);
            continue;
        }
        std::vector<fs::path> found;
        for (const auto& entry : fs::recursive_directory_iterator(place, fs::directory_options::skip_permission_denied, ignored)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with("jobs") && (name.ends_with(".log") || name.ends_with(".jsonl")) && entry.is_regular_file(ignored))
                found.push_back(entry.path());
        }
        std::sort(found.begin(), found.end());
        files.insert(files.end(), found.begin(), found.end());
    }
    return files;
}

std::vector<LabRecord> gallery_records(const std::vector<GalleryEntry>& entries) {
    std::vector<LabRecord> records;
    for (const GalleryEntry& entry : entries) {
        LabRecord record;
        record.values = {entry.model.empty() ? bundled_model_word : model_of(entry.model),
                         entry.profiles.empty() ? no_profile_word : entry.profiles, sampler_of(entry.sampler),
                         entry.steps > 0 ? std::to_string(entry.steps) : "", entry.guidance > 0 ? number_text(entry.guidance) : ""};
        record.picture = entry.path;
        record.favourite = entry.marks.favourite;
        record.rating = entry.marks.rating;
        records.push_back(std::move(record));
    }
    return records;
}

}  // namespace imagelab
