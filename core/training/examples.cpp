#include "core/training/examples.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/pipelines/fit.h"
#include "core/pipelines/latents.h"
#include "core/training/dataset.h"
#include "core/training/draws.h"

namespace imagelab {
namespace {

EncodedText encode_text(DiffusionModel& model, const std::string& text, const TrainingConfig& config, const CancelToken& cancel) {
    Caption caption;
    caption.prompts = {text};
    caption.guided = false;
    caption.weighted = false;
    caption.height = config.height, caption.width = config.width;
    const Conditioning condition = model.condition(caption, cancel);
    EncodedText encoded;
    encoded.tokens = model.context_tokens(caption);
    for (const auto& [name, values] : condition.values) {
        if (name == "context") encoded.context = values;
        if (name == "pooled") encoded.pooled = values;
    }
    // Where the family counts words, what follows them is no text.
    for (const auto& [name, counts] : condition.counts) {
        const size_t width = encoded.context.size() / static_cast<size_t>(encoded.tokens);
        encoded.tokens = counts.front();
        encoded.context.resize(static_cast<size_t>(encoded.tokens) * width);
    }
    return encoded;
}

}  // namespace

int64_t EncodedSet::bytes() const {
    size_t values = 0;
    for (const EncodedExample& each : examples) values += each.latents.size() + each.flipped.size() + each.mask.size();
    for (const EncodedText& each : texts) values += each.context.size() + each.pooled.size();
    return static_cast<int64_t>(values * sizeof(float));
}

namespace {

// A picture with what counts of it: its mask's brightness, or how opaque it is where it has no mask. The failure says what cannot be read.
struct MaskedPicture {
    RgbImage picture;
    std::optional<RgbImage> mask;
};
Result<MaskedPicture> masked_picture(const TrainingExample& example, bool masked) {
    if (masked && example.mask.empty() && may_be_clear(example.path)) {
        auto clear = read_clear_picture(example.path);
        if (!clear) return Failure{clear.error()};
        if (*clear) return MaskedPicture{std::move((*clear)->colours), std::move((*clear)->opacity)};
    }
    auto picture = read_picture(example.path);
    if (!picture) return Failure{picture.error()};
    MaskedPicture read{std::move(*picture), {}};
    if (!masked || example.mask.empty()) return read;
    auto mask = read_picture(example.mask);
    if (!mask) return Failure{mask.error()};
    read.mask = mask->width == read.picture.width && mask->height == read.picture.height
                    ? std::move(*mask)
                    : fitted(*mask, read.picture.width, read.picture.height, StartFit::stretch);
    return read;
}

class ExampleReader {
  public:
    ExampleReader(const TrainingConfig& config, int scale, const TrainingReports& reports, const CancelToken& cancel,
                  const std::function<void()>& between, TaggedCaptions* captions)
        : config_(config), scale_(scale), reports_(reports), cancel_(cancel), between_(between), captions_(captions) {}

    ReadExamples read() {
        const int learnt = read_folder(config_.images, "images", std::nullopt);
        if (!tagged_.empty() && reports_.note)
            reports_.note("tags by " + captions_->network() + " are the caption of " + some_of(tagged_));
        captions_ = nullptr;
        if (!config_.class_images.empty()) read_.class_pictures = read_folder(config_.class_images, "class_images", config_.class_prompt);
        if (read_.class_pictures > 0) digest_.add(&learnt, sizeof learnt);
        read_.what = digest_.hex();
        return std::move(read_);
    }

  private:
    int read_folder(const std::string& folder, const std::string& field, const std::optional<std::string>& usual_caption) {
        int count = 0;
        const std::vector<TrainingExample> examples = training_examples(folder, field);
        const auto untold = std::count_if(examples.begin(), examples.end(), [](const auto& each) { return each.caption.empty(); });
        for (const TrainingExample& example : examples) {
            between_();
            const auto found = masked_picture(example, config_.masked_loss);
            if (!found) {
                if (reports_.note) reports_.note("left out: " + found.error());
                continue;
            }
            const bool tagged = example.caption.empty() && captions_ != nullptr;
            if (tagged && reports_.preparing)
                reports_.preparing("tags", static_cast<double>(tagged_.size()) / static_cast<double>(untold));
            add(*found, tagged                                          ? tags_of(example, found->picture)
                        : example.caption.empty() && usual_caption ? *usual_caption
                                                                   : example.caption);
            ++count;
        }
        if (count == 0) throw BadField(field, folder + ": none of the pictures in this folder can be read");
        return count;
    }

    std::string tags_of(const TrainingExample& example, const RgbImage& picture) {
        std::string caption = captions_->caption(picture, cancel_);
        tagged_.push_back(example.path.filename().string());
        if (config_.write_captions) {
            const std::string line = caption + "\n";
            write_file_atomically(std::filesystem::path(example.path).replace_extension(".txt"), line.data(), line.size());
        }
        return caption;
    }

    void add(const MaskedPicture& found, const std::string& caption) {
        const auto number = static_cast<int>(read_.examples.size());
        ReadExamples::Example& made = read_.examples.emplace_back();
        made.picture = fitted(found.picture, config_.width, config_.height, StartFit::crop);
        digest_.add(made.picture.pixels.data(), made.picture.pixels.size());
        if (found.mask) {
            made.mask = mask_shares(fitted(*found.mask, config_.width, config_.height, StartFit::crop), scale_);
            digest_.add(made.mask.data(), made.mask.size() * sizeof(float));
        }
        for (int order = 0; order < config_.shuffle_captions; ++order)
            made.captions.push_back(shuffled_caption(caption, config_.keep_tokens, *config_.seed, number, order));
        if (config_.shuffle_captions == 0) made.captions.push_back(caption);
        for (const std::string& each : made.captions) digest_.add(each.data(), each.size() + 1);
    }

    const TrainingConfig& config_;
    const int scale_;
    const TrainingReports& reports_;
    const CancelToken& cancel_;
    const std::function<void()>& between_;
    TaggedCaptions* captions_;
    std::vector<std::string> tagged_;
    ReadExamples read_;
    Digest digest_;
};

}  // namespace

ReadExamples read_examples(const TrainingConfig& config, int scale, const TrainingReports& reports, const CancelToken& cancel,
                           const std::function<void()>& between, TaggedCaptions* captions) {
    return ExampleReader(config, scale, reports, cancel, between, captions).read();
}

EncodedSet encode_examples(const TrainingConfig& config, const ReadExamples& read, DiffusionModel& model, const TrainingReports& reports,
                           const CancelToken& cancel, const std::function<void()>& between) {
    EncodedSet set;
    set.what = read.what;
    set.class_pictures = read.class_pictures;
    std::map<std::string, size_t> known;
    std::vector<std::string>& texts = set.captions;
    const auto index_of = [&](const std::string& text) {
        const auto [at, fresh] = known.try_emplace(text, texts.size());
        if (fresh) texts.push_back(text);
        return at->second;
    };
    if (config.caption_dropout > 0) index_of("");
    for (const ReadExamples::Example& example : read.examples) {
        EncodedExample& made = set.examples.emplace_back();
        for (const std::string& caption : example.captions) made.texts.push_back(index_of(caption));
        made.mask = example.mask;
    }
    const auto share = [&](const char* what, size_t done, size_t all) {
        if (reports.preparing) reports.preparing(what, static_cast<double>(done) / static_cast<double>(all));
    };
    if (config.reads_text()) set.texts.resize(texts.size());
    for (size_t i = 0; i < texts.size() && !config.reads_text(); ++i) {
        between();
        share("captions", i, texts.size());
        set.texts.push_back(encode_text(model, texts[i], config, cancel));
    }
    const bool filled = !config.reads_text() && std::any_of(set.texts.begin(), set.texts.end(), [&](const EncodedText& text) {
        return text.tokens != set.texts.front().tokens;
    });
    if (filled) set.filler = encode_text(model, "", config, cancel);
    model.unload_text_encoders();
    for (size_t i = 0; i < read.examples.size(); ++i) {
        between();
        share("pictures", i, read.examples.size());
        const auto encode = [&](const RgbImage& picture) { return encode_picture(model, picture, {}, cancel).mode(model.files().vae); };
        set.examples[i].latents = encode(read.examples[i].picture);
        if (config.flip) set.examples[i].flipped = encode(mirrored(read.examples[i].picture));
    }
    share("pictures", 1, 1);
    return set;
}

}  // namespace imagelab
