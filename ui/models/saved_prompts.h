#pragma once
// Prompts, and whole requests (presets), that were given a name, kept in DATA/prompts.json.
#include <QAbstractListModel>
#include <QString>
#include <QUndoStack>
#include <filesystem>
#include <vector>

#include "core/request/request.h"
#include "ui/models/newest_work.h"

namespace imagelab {

struct SavedPrompt {
    QString name, prompt, negative;
    QString settings = {};  // the whole request as JSON; empty: the prompt alone was saved
    bool part = false;      // `prompt` is a part of one, to be put where the cursor is
    bool is_preset() const { return !settings.isEmpty(); }
    bool operator==(const SavedPrompt&) const = default;
};
SavedPrompt saved_prompt(const QString& name, const Request& request, bool all_settings);
// `mine` with the prompt, or the preset as it was saved, a part behind what is there; what a version that wrote it knew and this one does
// not is left out.
Request with_saved(const Request& mine, const SavedPrompt& saved);
QString saved_detail_text(const SavedPrompt& saved);  // the prompt; of a preset its settings before it, of a part that it is one

// A file that is missing holds none; what is damaged is left out. Never throw.
std::vector<SavedPrompt> read_saved_prompts(const std::filesystem::path& file);
QString write_saved_prompts(const std::filesystem::path& file, const std::vector<SavedPrompt>& prompts);  // what went wrong, or empty

// By name. Saving and removing are steps that can be undone; the file is read and written off the window's thread.
class SavedPrompts : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { PromptRole = Qt::UserRole + 1, NegativeRole, DetailRole };
    SavedPrompts(std::filesystem::path file, QUndoStack& history, QObject* parent = nullptr);
    ~SavedPrompts() override;  // what was changed is written
    void load();

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const std::vector<SavedPrompt>& prompts() const { return prompts_; }
    void save(const SavedPrompt& prompt);  // one of the same name is replaced
    void rename(int row, const QString& name);
    void remove(int row);

  signals:
    void failed(const QString& message);

  private:
    class Step;
    void set(std::vector<SavedPrompt> prompts);
    std::filesystem::path file_;
    QUndoStack& history_;
    std::vector<SavedPrompt> prompts_;
    NewestWork reading_;
    QThreadPool writing_;  // one thread: the last state is the one that stays
};

}  // namespace imagelab
