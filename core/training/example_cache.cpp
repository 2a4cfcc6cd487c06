#include "core/training/example_cache.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/json_reader.h"
#include "core/weights/safetensors.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Of a file, or of every file of a folder: name, size and time of change.
json version_of(const fs::path& path) {
    std::error_code code;
    json files = json::array();
    const auto add = [&](const fs::path& file) {
        files.push_back({file.string(), fs::file_size(file, code), fs::last_write_time(file, code).time_since_epoch().count()});
    };
    if (!fs::is_directory(path, code)) {
        add(path);
    } else {
        std::vector<fs::path> all;
        for (const auto& entry : fs::recursive_directory_iterator(path, code))
            if (entry.is_regular_file(code)) all.push_back(entry.path());
        std::sort(all.begin(), all.end());
        for (const fs::path& file : all) add(file);
    }
    return files;
}

fs::path file_of(const fs::path& folder, const std::string& key) {
    return folder / (key + ".safetensors");
}

std::string numbered_name(const char* part, size_t number) {
    return part + std::to_string(number);
}

std::vector<float> values_in(const WeightFile& file, const std::string& name) {
    const auto found = file.tensors().find(name);
    if (found == file.tensors().end() || found->second.dtype != DType::f32) throw Error("[examples] " + name + " is missing");
    std::vector<float> values(static_cast<size_t>(element_count(found->second.shape)));
    std::memcpy(values.data(), found->second.data, values.size() * sizeof(float));
    return values;
}

EncodedText text_in(const WeightFile& file, const std::string& name, int tokens) {
    return {tokens, values_in(file, name + " context"), values_in(file, name + " pooled")};
}

void forget_oldest(const fs::path& folder) {
    std::error_code code;
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    for (const auto& entry : fs::directory_iterator(folder, code)) files.emplace_back(entry.last_write_time(code), entry.path());
    std::sort(files.rbegin(), files.rend());
    for (size_t i = most_kept_examples; i < files.size(); ++i) fs::remove(files[i].second, code);
}

}  // namespace

std::string example_key(const TrainingConfig& config, const std::string& what, const ModelFiles& files, DType dtype,
                        const DeviceInfo& device) {
    const json all{what,
                   config.width,
                   config.height,
                   config.flip,
                   config.caption_dropout > 0,
                   config.reads_text(),
                   version_of(files.path),
                   version_of(files.vae_path.empty() ? files.path : files.vae_path),
                   dtype_name(dtype),
                   device.id,
                   device.name,
                   device.driver,
                   device.threads,
                   version_of("/proc/self/exe")};
    const std::string text = all.dump(-1, ' ', false, json::error_handler_t::replace);
    Digest digest;
    digest.add(text.data(), text.size());
    return digest.hex();
}

std::optional<EncodedSet> cached_examples(const fs::path& folder, const std::string& key) {
    std::error_code code;
    if (folder.empty() || !fs::exists(file_of(folder, key), code)) return std::nullopt;
    try {
        const auto opened = WeightFile::open(file_of(folder, key));
        if (!opened) return std::nullopt;
        const WeightFile& file = **opened;
        const auto about = read_json(file.metadata().at("set"));
        if (!about) return std::nullopt;
        EncodedSet set;
        set.what = about->at("what");
        set.captions = about->at("captions");
        set.class_pictures = about->at("class_pictures");
        const std::vector<int> tokens = about->at("tokens");
        const std::vector<std::vector<size_t>> texts = about->at("texts");
        for (size_t i = 0; i < tokens.size(); ++i) set.texts.push_back(text_in(file, numbered_name("text ", i), tokens[i]));
        for (size_t i = 0; i < texts.size(); ++i) {
            EncodedExample example{values_in(file, numbered_name("latents ", i)), {}, texts[i]};
            if (about->at("flipped")) example.flipped = values_in(file, numbered_name("flipped ", i));
            if (file.tensors().contains(numbered_name("mask ", i))) example.mask = values_in(file, numbered_name("mask ", i));
            const bool known = std::all_of(texts[i].begin(), texts[i].end(), [&](size_t text) { return text < set.texts.size(); });
            if (texts[i].empty() || !known) return std::nullopt;
            set.examples.push_back(std::move(example));
        }
        if (const int filler = about->at("filler"); filler > 0) set.filler = text_in(file, "filler", filler);
        if (!file.mapping().damage().empty()) return std::nullopt;
        fs::last_write_time(file_of(folder, key), fs::file_time_type::clock::now(), code);
        return set;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

void keep_examples(const fs::path& folder, const std::string& key, const EncodedSet& set) {
    if (folder.empty() || set.examples.empty()) return;
    std::map<std::string, TensorView> tensors;
    const auto add = [&](const std::string& name, const std::vector<float>& values) {
        tensors[name] = {DType::f32, {static_cast<int64_t>(values.size())}, reinterpret_cast<const std::byte*>(values.data())};
    };
    json tokens = json::array(), texts = json::array();
    const bool flipped = !set.examples.front().flipped.empty();
    for (size_t i = 0; i < set.texts.size(); ++i) {
        tokens.push_back(set.texts[i].tokens);
        add(numbered_name("text ", i) + " context", set.texts[i].context);
        add(numbered_name("text ", i) + " pooled", set.texts[i].pooled);
    }
    for (size_t i = 0; i < set.examples.size(); ++i) {
        texts.push_back(set.examples[i].texts);
        add(numbered_name("latents ", i), set.examples[i].latents);
        if (flipped) add(numbered_name("flipped ", i), set.examples[i].flipped);
        if (!set.examples[i].mask.empty()) add(numbered_name("mask ", i), set.examples[i].mask);
    }
    if (set.filler.tokens > 0) add("filler context", set.filler.context), add("filler pooled", set.filler.pooled);
    const json about{{"what", set.what}, {"captions", set.captions}, {"tokens", tokens},
                     {"texts", texts},   {"flipped", flipped},       {"filler", set.filler.tokens},
                     {"class_pictures", set.class_pictures}};
    try {
        fs::create_directories(folder);
        const fs::path own = folder / (key + "-" + std::to_string(::getpid()));  // another process may keep the same
        write_safetensors(own, tensors, {{"set", about.dump(-1, ' ', false, json::error_handler_t::replace)}});
        fs::rename(own, file_of(folder, key));
        forget_oldest(folder);
    } catch (const std::exception&) {  // the next run encodes them again
    }
}

}  // namespace imagelab
