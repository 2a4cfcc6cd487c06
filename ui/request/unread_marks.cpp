#include "ui/request/unread_marks.h"

#include "ui/models/profile_model.h"
#include "ui/models/request_document.h"
#include "ui/request/prompt_edit.h"

namespace imagelab {

UnreadMarks::UnreadMarks(Of of, PromptEdit& edit, RequestDocument& document, ModelReader& reader, const ProfileModel& profiles)
    : QObject(&edit), of_(of), edit_(edit), document_(document), reader_(reader), profiles_(profiles) {
    connect(&document_, &RequestDocument::changed, this, &UnreadMarks::measure);
    connect(&reader_, &ModelReader::changed, this, &UnreadMarks::measure);
    connect(&profiles_, &ProfileModel::loaded_all, this, &UnreadMarks::measure);
}

void UnreadMarks::measure() {
    const auto text_of = [this](const Request& r) { return of_ == Of::prompt ? r.prompt : r.negative_prompt.value_or(""); };
    const auto facts = reader_.facts();
    const auto styled = apply_profiles(document_.request(), profiles_.library());
    const std::string whole = text_of(styled ? *styled : document_.request());
    const bool weighted = document_.request().prompt_weights, wanted = of_ == Of::prompt;
    edit_.set_rules({weighted, !facts || facts->reader.weighs, !facts || facts->reader.chunks != nullptr, wanted});
    if (!facts || !facts->reader.count || whole.empty()) {
        const int limit = facts ? facts->reader.tokens - facts->reader.marks : PromptLength().limit;
        measuring_.start([this, limit]() -> NewestWork::Deliver {  // behind what is under way
            return [this, limit] { tell({0, limit}, -1, {}); };
        });
        return;
    }
    const QString own = QString::fromStdString(text_of(document_.request()));
    measuring_.start([this, facts, whole, weighted, own]() -> NewestWork::Deliver {
        const PromptLength length = prompt_length(*facts, whole, weighted);
        const QString all = QString::fromStdString(whole);
        const qsizetype unread = unread_from(own, all, length.cut);
        return [this, length, unread, starts = starts_in(own, all, length.starts)] { tell(length, unread, starts); };
    });
}

void UnreadMarks::tell(const PromptLength& length, qsizetype unread, const std::vector<qsizetype>& starts) {
    edit_.set_unread(unread);
    edit_.set_chunk_starts(starts);
    emit measured(length, unread);
}

QString cut_text(const PromptLength& length, qsizetype unread) {
    if (length.cut.isEmpty()) return {};
    const QString end = length.cut.size() > 160 ? length.cut.left(157) + QStringLiteral("…") : length.cut;
    return unread < 0 ? UnreadMarks::tr("The end of the styles' words is not read: %1").arg(end)
                      : UnreadMarks::tr("What is struck out is not read: this model has room for %1 tokens.").arg(length.limit);
}

}  // namespace imagelab
