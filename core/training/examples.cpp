#include "core/training/examples.h"

#include <algorithm>
#include <map>

#include "core/base/digest.h"
#include "core/pipelines/fit.h"
#include "core/pipelines/latents.h"
#include "core/training/dataset.h"

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
    for (const EncodedExample& each : examples) values += each.latents.size() + each.flipped.size();
    for (const EncodedText& each : texts) values += each.context.size() + each.pooled.size();
    return static_cast<int64_t>(values * sizeof(float));
}

ReadExamples read_examples(const TrainingConfig& config, const TrainingReports& reports, const std::function<void()>& between) {
    ReadExamples read;
    Digest digest;
    for (const TrainingExample& example : training_examples(config.images)) {
        between();
        const auto picture = read_picture(example.path);
        if (!picture) {
            if (reports.note) reports.note("left out: " + picture.error());
            continue;
        }
        const RgbImage& kept = read.pictures.emplace_back(fitted(*picture, config.width, config.height, StartFit::crop));
        read.captions.push_back(example.caption);
        digest.add(kept.pixels.data(), kept.pixels.size());
        digest.add(example.caption.data(), example.caption.size() + 1);
    }
    if (read.pictures.empty()) throw BadField("images", config.images + ": none of the pictures in this folder can be read");
    read.what = digest.hex();
    return read;
}

EncodedSet encode_examples(const TrainingConfig& config, const ReadExamples& read, DiffusionModel& model, const TrainingReports& reports,
                           const CancelToken& cancel, const std::function<void()>& between) {
    EncodedSet set;
    set.what = read.what;
    std::map<std::string, size_t> known;
    std::vector<std::string>& texts = set.captions;
    const auto index_of = [&](const std::string& text) {
        const auto [at, fresh] = known.try_emplace(text, texts.size());
        if (fresh) texts.push_back(text);
        return at->second;
    };
    if (config.caption_dropout > 0) index_of("");
    for (const std::string& caption : read.captions) set.examples.emplace_back().text = index_of(caption);
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
    for (size_t i = 0; i < read.pictures.size(); ++i) {
        between();
        share("pictures", i, read.pictures.size());
        const auto encode = [&](const RgbImage& picture) { return encode_picture(model, picture, {}, cancel).mode(model.files().vae); };
        set.examples[i].latents = encode(read.pictures[i]);
        if (config.flip) set.examples[i].flipped = encode(mirrored(read.pictures[i]));
    }
    share("pictures", 1, 1);
    return set;
}

}  // namespace imagelab
