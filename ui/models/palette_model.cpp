#include "ui/models/palette_model.h"

#include <QStringList>
#include <algorithm>

namespace imagelab {
namespace {

// Lower case without accents.
QString plain(const QString& text) {
    QString out;
    for (const QChar c : text.normalized(QString::NormalizationForm_KD))
        if (!c.isMark()) out += c.toLower();
    return out;
}

bool begins_a_word(const QString& text, const QString& word) {
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
        if (at == 0 || !text[at - 1].isLetterOrNumber()) return true;
    return false;
}

}  // namespace

int palette_score(const PaletteEntry& entry, const QString& typed) {
    const QString title = plain(entry.title), rest = plain(entry.detail + ' ' + entry.words);
    const QString whole = plain(typed).simplified();
    if (whole.isEmpty()) return 1;
    int score = title.startsWith(whole) ? 200 : 0;
    for (const QString& word : whole.split(' ')) {
        if (begins_a_word(title, word)) {
            score += 60;
        } else if (title.contains(word)) {
            score += 30;
        } else if (begins_a_word(rest, word)) {
            score += 12;
        } else if (rest.contains(word)) {
            score += 5;
        } else {
            return 0;
        }
    }
    // What does something comes before what explains it.
    if (entry.kind == PaletteEntry::Kind::term) return std::max(1, score / 5);
    return score + (entry.kind == PaletteEntry::Kind::command ? 3 : 0);
}

void PaletteModel::set_entries(std::vector<PaletteEntry> entries) {
    beginResetModel();
    entries_ = std::move(entries);
    found_.clear();
    answers_.clear();
    show_matches();
    endResetModel();
}

void PaletteModel::set_found(std::vector<PaletteEntry> pictures) {
    beginResetModel();
    found_ = std::move(pictures);
    show_matches();
    endResetModel();
}

void PaletteModel::set_answers(std::vector<PaletteEntry> answers) {
    beginResetModel();
    answers_ = std::move(answers);
    show_matches();
    endResetModel();
}

void PaletteModel::filter(const QString& typed) {
    beginResetModel();
    typed_ = typed;
    found_.clear();
    answers_.clear();
    show_matches();
    endResetModel();
}

void PaletteModel::show_matches() {
    std::vector<std::pair<int, const PaletteEntry*>> matches;
    const bool all = typed_.trimmed().isEmpty();
    for (const PaletteEntry& entry : entries_) {
        if (all && entry.kind != PaletteEntry::Kind::command && entry.kind != PaletteEntry::Kind::prompt &&
            entry.kind != PaletteEntry::Kind::preset)
            continue;
        if (const int score = palette_score(entry, typed_); score > 0) matches.emplace_back(score, &entry);
    }
    std::stable_sort(matches.begin(), matches.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    shown_.clear();
    for (const PaletteEntry& entry : answers_) shown_.push_back(&entry);
    for (const auto& [score, entry] : matches)
        if (static_cast<int>(shown_.size()) < most_shown) shown_.push_back(entry);
    for (const PaletteEntry& entry : found_) shown_.push_back(&entry);
}

void PaletteModel::run(int row) {
    if (row < 0 || row >= rowCount() || !entry(row).enabled) return;
    const auto action = entry(row).run;  // running it may change the entries
    if (action) action();
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const PaletteEntry& e = entry(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return e.title;
        case KindRole:
            return static_cast<int>(e.kind);
        case DetailRole:
            return e.detail;
        case ShortcutRole:
            return e.shortcut;
        case EnabledRole:
            return e.enabled;
        case Qt::AccessibleTextRole:
            return palette_kind_text(e.kind) + QStringLiteral(": ") + e.title + (e.shortcut.isEmpty() ? QString() : ", " + e.shortcut);
        default:
            return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    return entry(index.row()).enabled ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

QString palette_kind_text(PaletteEntry::Kind kind) {
    switch (kind) {
        case PaletteEntry::Kind::command:
            return PaletteModel::tr("Command");
        case PaletteEntry::Kind::profile:
            return PaletteModel::tr("Style");
        case PaletteEntry::Kind::model:
            return PaletteModel::tr("Model");
        case PaletteEntry::Kind::preset:
            return PaletteModel::tr("Preset");
        case PaletteEntry::Kind::prompt:
            return PaletteModel::tr("Prompt");
        case PaletteEntry::Kind::picture:
            return PaletteModel::tr("Picture");
        case PaletteEntry::Kind::term:
            return PaletteModel::tr("Term");
    }
    return {};
}

}  // namespace imagelab
