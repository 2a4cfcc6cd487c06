#pragma once
#include <QAbstractListModel>
#include <QString>
#include <functional>
#include <vector>

namespace imagelab {

// One thing the command palette can do.
struct PaletteEntry {
    enum class Kind { command, profile, model, preset, prompt, picture, term };
    Kind kind = Kind::command;
    QString title, detail, shortcut;  // detail: what it does, or more of the text
    QString words;                    // is searched besides title and detail
    std::function<void()> run;
    bool enabled = true;
};

// How well an entry answers what was typed: every word must begin or stand in it; 0: it does not. Case and accents do not matter; a title
// that begins with the text comes first, then words of the title, then the rest; terms come after commands whose title has the words.
int palette_score(const PaletteEntry& entry, const QString& typed);

// The entries that answer, the best first; with nothing typed the commands and what was used last.
class PaletteModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { KindRole = Qt::UserRole + 1, DetailRole, ShortcutRole, EnabledRole };
    static constexpr int most_shown = 60;
    using QAbstractListModel::QAbstractListModel;
    void set_entries(std::vector<PaletteEntry> entries);
    void set_found(std::vector<PaletteEntry> pictures);   // answers to the text itself, from a search elsewhere
    void set_answers(std::vector<PaletteEntry> answers);  // to the text itself, before all others
    void filter(const QString& typed);                    // forgets both
    void run(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    const PaletteEntry& entry(int row) const { return *shown_[static_cast<size_t>(row)]; }

  private:
    void show_matches();
    std::vector<PaletteEntry> entries_, found_, answers_;
    std::vector<const PaletteEntry*> shown_;
    QString typed_;
};

QString palette_kind_text(PaletteEntry::Kind kind);

}  // namespace imagelab
