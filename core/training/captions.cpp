#include "core/training/captions.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/digest.h"
#include "core/base/json_reader.h"
#include "core/base/number.h"
#include "core/base/paths.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr size_t names_told = 3;

std::optional<std::vector<FoundTag>> kept_tags(const fs::path& path) {
    std::error_code code;
    if (path.empty() || !fs::exists(path, code)) return std::nullopt;
    const auto read = read_json_file(path);
    if (!read || !read->is_array()) return std::nullopt;
    std::vector<FoundTag> tags;
    for (const json& each : *read) {
        if (!each.is_string()) return std::nullopt;
        tags.push_back({each.get<std::string>()});
    }
    return tags;
}

void keep_tags(const fs::path& path, const std::vector<FoundTag>& tags) {
    if (path.empty()) return;
    json names = json::array();
    for (const FoundTag& tag : tags) names.push_back(tag.name);
    const std::string text = names.dump(-1, ' ', false, json::error_handler_t::replace);
    try {
        fs::create_directories(path.parent_path());
        write_file_atomically(path, text.data(), text.size());
    } catch (const std::exception&) {
        return;
    }
}

// Its file's beginning and end, its tags, and from where on they count.
std::string digest_of_network(const TaggerFiles& files, const TagWish& wish) {
    const auto weights = fingerprint_of_file(files.model.path());
    if (!weights) throw Error(weights.error());
    Digest digest;
    const auto add = [&](const std::string& text) { digest.add(text.data(), text.size() + 1); };
    add(*weights);
    add(general_text(wish.general, 17));
    add(general_text(wish.character, 17));
    for (const KnownTag& tag : files.tags) add(tag.name);
    return digest.hex();
}

}  // namespace

TaggedCaptions::TaggedCaptions(const TrainingConfig& config, Device& device, std::shared_ptr<const TaggerFiles> files, fs::path folder)
    : config_(config),
      device_(device),
      files_(std::move(files)),
      folder_(std::move(folder)),
      network_digest_(folder_.empty() ? std::string() : digest_of_network(*files_, config.tags)) {}

fs::path TaggedCaptions::kept_in(const RgbImage& picture) const {
    if (folder_.empty()) return {};
    Digest digest;
    digest.add(network_digest_.data(), network_digest_.size());
    digest.add(&picture.width, sizeof picture.width);
    digest.add(&picture.height, sizeof picture.height);
    digest.add(picture.pixels.data(), picture.pixels.size());
    return folder_ / (digest.hex() + ".json");
}

std::string TaggedCaptions::caption(const RgbImage& picture, const CancelToken& cancel) {
    const fs::path path = kept_in(picture);
    auto tags = kept_tags(path);
    if (!tags) {
        if (!tagger_) tagger_ = std::make_unique<Tagger>(device_, files_);
        tags = tagger_->found(picture, config_.tags, {}, cancel);
        keep_tags(path, *tags);
    }
    const std::string said = tags_as_caption(*tags), &trigger = config_.trigger_word;
    return trigger.empty() || said.empty() ? trigger + said : trigger + ", " + said;
}

std::string some_of(const std::vector<std::string>& names) {
    std::string text;
    const size_t told = std::min(names.size(), names.size() == names_told + 1 ? names_told + 1 : names_told);
    for (size_t i = 0; i < told; ++i) text += (i == 0 ? "" : ", ") + names[i];
    return told == names.size() ? text : text + " and " + std::to_string(names.size() - told) + " more";
}

}  // namespace imagelab
