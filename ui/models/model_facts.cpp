#include "ui/models/model_facts.h"

#include "core/base/paths.h"
#include "core/families/prompt_notes.h"
#include "core/library/model_library.h"
#include "core/request/prompt_syntax.h"
#include "core/tokenizers/clip_bpe.h"
#include "core/tokenizers/t5.h"
#include "core/weights/model_files.h"

namespace imagelab {

namespace {

void read_clip(const ModelFiles& files, ModelFacts& facts) {
    facts.tokens = files.text_encoder.max_positions;
    auto tokenizer = files.tokenizer_dir.empty() ? ClipTokenizer::sdxl(false) : ClipTokenizer::open(files.tokenizer_dir);
    if (!tokenizer) {
        facts.problem = QString::fromStdString(tokenizer.error());
        return;
    }
    facts.count = [shared = std::make_shared<const ClipTokenizer>(std::move(*tokenizer))](const std::string& text) {
        return shared->count(text);
    };
}

void read_t5(const ModelFiles& files, ModelFacts& facts) {
    facts.tokens = files.caption_tokens;
    facts.marks = 1;
    facts.weighs = false;
    auto tokenizer = files.tokenizer_dir.empty() ? T5Tokenizer::published() : T5Tokenizer::open(files.tokenizer_dir);
    if (!tokenizer) {
        facts.problem = QString::fromStdString(tokenizer.error());
        return;
    }
    facts.count = [shared = std::make_shared<const T5Tokenizer>(std::move(*tokenizer))](const std::string& text) {
        return shared->count(text);
    };
}

}  // namespace

ModelFacts read_model_facts(const std::string& model) {
    ModelFacts facts;
    facts.model = model;
    try {
        const auto path = model_path(model, data_dir());
        const auto files = path ? open_model(*path) : Result<ModelFiles>(Failure{path.error()});
        if (!files) {
            facts.problem = QString::fromStdString(files.error());
            return facts;
        }
        facts.kind = files->kind;
        facts.grid = files->vae.downscale();
        facts.own_side = files->sample_size() * facts.grid;
        facts.noise = files->noise;
        if (files->kind == ModelKind::pixart)
            read_t5(*files, facts);
        else
            read_clip(*files, facts);
    } catch (const std::exception& error) {
        facts.problem = QString::fromUtf8(error.what());
    }
    return facts;
}

PromptLength prompt_length(const ModelFacts& facts, const std::string& prompt, bool weighted) {
    PromptLength length;
    length.limit = facts.tokens;
    if (!facts.count) return length;
    const PromptReader reader{facts.tokens, facts.marks, facts.weighs, facts.count};
    length.used = static_cast<int>(prompt_tokens(reader, prompt, weighted)) + facts.marks;
    length.cut = QString::fromStdString(unread_words(reader, prompt, weighted)).simplified();
    for (const std::string& sentence : unread_syntax(prompt)) length.unread << QString::fromStdString(sentence);
    return length;
}

void ModelReader::ask(const std::string& model) {
    if (asked_ == model) return;
    asked_ = model;
    ask_again();
}

void ModelReader::ask_again() {
    work_.start([this, model = asked_.value_or("")]() -> NewestWork::Deliver {
        auto facts = std::make_shared<const ModelFacts>(read_model_facts(model));
        return [this, facts] {
            facts_ = facts;
            emit changed();
        };
    });
}

}  // namespace imagelab
