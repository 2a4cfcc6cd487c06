#pragma once
// The models of this machine as a list, from headers read off the window's thread.
#include <QAbstractListModel>
#include <memory>
#include <vector>

#include "core/library/model_card.h"
#include "core/library/model_library.h"
#include "ui/models/newest_work.h"

namespace imagelab {

class LibraryModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { PathRole = Qt::UserRole + 1, KindRole, StateRole, DetailRole, ReasonRole, SearchRole, PreviewRole, NotesRole };
    explicit LibraryModel(QObject* parent = nullptr);
    ~LibraryModel() override;
    void scan();
    bool scanning() const { return work_.busy(); }
    bool scanned() const { return scanned_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const std::vector<ModelFile>& models() const { return models_; }
    const ModelFile* find(const QString& path) const;
    const ModelCard* card(const QString& path) const;  // null: there is no such model
    const QStringList& problems() const { return problems_; }
    const QStringList& folders() const { return folders_; }  // that were looked at

    // In DATA/models.json, off the window's thread; then everything is read again. failed() says why not.
    void add_folder(const QString& folder);
    void remove_folder(const QString& folder);
    void set_notes(const QString& path, const QString& text);  // one's own; written off the window's thread
    const QStringList& added() const { return added_; }        // folders that people added, as of the last scan
    static QStringList read_added();

  signals:
    void changed();
    void failed(const QString& message);

  private:
    void change_folders(const QString& folder, bool add);
    std::vector<ModelFile> models_;
    std::vector<ModelCard> cards_;  // of each
    QStringList problems_, folders_, added_;
    bool scanned_ = false;
    NewestWork work_;
    QThreadPool editing_;  // one thread: every change counts
};

// "SDXL · 6.5 GiB · needs about 4.9 GiB · f16 · ComfyUI"
QString model_detail_text(const ModelFile& model);
QString model_kind_text(const std::string& kind);
// What is known of it beyond that, a line each: rank, base model, trigger words, tags, its maker's words.
QString model_card_text(const ModelCard& card);

}  // namespace imagelab
