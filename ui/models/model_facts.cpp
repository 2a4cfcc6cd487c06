#include "ui/models/model_facts.h"

#include <numeric>

#include "core/base/paths.h"
#include "core/families/model_files.h"
#include "core/jobs/request_models.h"
#include "core/library/embedding_files.h"
#include "core/library/model_library.h"
#include "core/request/prompt_syntax.h"
#include "ui/look/wording.h"

namespace imagelab {

namespace {

constexpr size_t most_inversions = 2000;  // whose headers are read

// The library's textual inversions for this model, so that a prompt's length counts their vectors.
std::vector<PromptNames::Name> named_vectors(const EncoderWidths& widths) {
    std::vector<PromptNames::Name> names;
    if (widths.empty()) return names;
    for (const std::filesystem::path& path : embedding_files(data_dir())) {
        if (names.size() == most_inversions) break;
        const auto inversion = open_textual_inversion(path, widths);
        if (inversion) names.push_back({inversion->name, static_cast<size_t>(inversion->count())});
    }
    return names;
}

}  // namespace

Request model_parts_of(const Request& request) {
    Request parts;
    parts.model = request.model, parts.vae = request.vae, parts.vae_mix = request.vae_mix, parts.unet = request.unet;
    parts.text_encoder = request.text_encoder, parts.text_encoder_2 = request.text_encoder_2;
    parts.tokenizer = request.tokenizer, parts.tokenizer_2 = request.tokenizer_2;
    return parts;
}

OpenedModel opened_model_of(const Request& request) {
    try {
        const auto sources = model_sources(model_parts_of(request), data_dir());
        const auto opened = sources ? open_model(*sources) : Result<OpenedModel>(Failure{sources.error()});
        return opened ? *opened : nullptr;
    } catch (const std::exception&) {
        return nullptr;
    }
}

bool ModelFacts::are_of(const Request& request) const {
    return same_request(parts, model_parts_of(request));
}

ModelFacts read_model_facts(const Request& request) {
    ModelFacts facts;
    facts.model = request.model;
    facts.parts = model_parts_of(request);
    try {
        const auto sources = model_sources(facts.parts, data_dir());
        const auto opened = sources ? open_model(*sources) : Result<OpenedModel>(Failure{sources.error()});
        if (!opened) {
            facts.problem = message_text(opened.error());
            return facts;
        }
        const ModelFiles& files = **opened;
        facts.family = &files.family();
        facts.published = files.published();
        facts.grid = files.vae.downscale();
        facts.own_side = files.sample_size() * facts.grid;
        facts.noise = files.noise;
        if (auto reader = files.prompt_reader(named_vectors(files.embedding_widths())))
            facts.reader = std::move(*reader);
        else
            facts.problem = message_text(reader.error());
    } catch (const std::exception& error) {
        facts.problem = message_text(error.what());
    }
    return facts;
}

PromptLength prompt_length(const ModelFacts& facts, const std::string& prompt, bool weighted) {
    PromptLength length;
    const PromptReader& reader = facts.reader;
    const int room = reader.tokens - reader.marks;
    length.limit = room;
    if (!reader.count) return length;
    const std::vector<size_t> chunks = prompt_chunks(reader, prompt, weighted);
    length.limit = room * static_cast<int>(chunks.size());
    length.used = static_cast<int>(std::accumulate(chunks.begin(), chunks.end(), size_t{0}));
    if (chunks.size() > 1) {
        for (const size_t tokens : chunks) length.chunks.push_back(static_cast<int>(tokens));
        for (const size_t at : chunk_starts(reader, prompt, weighted))
            length.starts.push_back(QString::fromUtf8(prompt.data(), static_cast<qsizetype>(at)).size());
    }
    length.cut = QString::fromStdString(unread_words(reader, prompt, weighted)).simplified();
    for (const std::string& sentence : unread_syntax(prompt, reader.chunks != nullptr)) length.unread << QString::fromStdString(sentence);
    return length;
}

qsizetype unread_from(const QString& own, const QString& whole, const QString& cut) {
    if (cut.isEmpty() || own.isEmpty()) return -1;
    qsizetype end = whole.size();
    while (end > 0 && whole[end - 1].isSpace()) --end;
    qsizetype from = end - cut.size();
    if (from < 0 || whole.mid(from, cut.size()) != cut) {  // weights or runs of spaces: as many words from the end
        from = end;
        for (qsizetype words = cut.count(' ') + 1; words > 0 && from > 0; --words) {
            while (from > 0 && whole[from - 1].isSpace()) --from;
            while (from > 0 && !whole[from - 1].isSpace()) --from;
        }
    }
    const qsizetype at = whole.indexOf(own);
    if (at < 0 || from >= at + own.trimmed().size()) return -1;
    return std::max<qsizetype>(0, from - at);
}

std::vector<qsizetype> starts_in(const QString& own, const QString& whole, const std::vector<qsizetype>& starts) {
    std::vector<qsizetype> found;
    const auto at = whole.indexOf(own);
    for (const qsizetype start : starts)
        if (at >= 0 && start > at && start < at + own.size()) found.push_back(start - at);
    return found;
}

void ModelReader::ask(const Request& request) {
    Request parts = model_parts_of(request);
    if (asked_ && same_request(*asked_, parts)) return;
    asked_ = std::move(parts);
    ask_again();
}

void ModelReader::ask_again() {
    work_.start([this, asked = asked_.value_or(Request())]() -> NewestWork::Deliver {
        auto facts = std::make_shared<const ModelFacts>(read_model_facts(asked));
        return [this, facts] {
            facts_ = facts;
            emit changed();
        };
    });
}

}  // namespace imagelab
