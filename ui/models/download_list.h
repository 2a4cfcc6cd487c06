#pragma once
// Models that are being fetched. Two at a time, each on a thread of its own; what was begun stays on disk until it is whole and goes on
// there, also after a restart (DATA/downloads.json).
#include <QAbstractListModel>
#include <QThreadPool>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/cancel.h"
#include "core/library/model_download.h"

namespace imagelab {

struct DownloadItem {
    enum class State { waiting, running, paused, done, failed };
    quint64 id = 0;
    QString what, sha256;
    State state = State::waiting;
    DownloadProgress progress;
    QString message;  // why it failed, what to do
    QString path;     // done
};

class DownloadList : public QAbstractListModel {
    Q_OBJECT
  public:
    using Getter = std::function<Result<std::filesystem::path>(const ModelWish&, const std::function<void(const DownloadProgress&)>&,
                                                               const CancelToken&)>;
    enum Role { StateRole = Qt::UserRole + 1, FractionRole, DetailRole, PathRole };
    // `folder`: where models go and where the list is kept (its parent). `get`: core's get_model.
    explicit DownloadList(std::filesystem::path folder, Getter get = {}, QObject* parent = nullptr);
    ~DownloadList() override;  // stops what runs; it goes on the next time
    void load();

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const DownloadItem& item(int row) const { return items_[static_cast<size_t>(row)]; }
    int row_of(const QString& what) const;  // -1: not in the list

    void add(const QString& what, const QString& sha256 = {});  // one that is there already goes on
    void pause(int row);
    void resume(int row);  // also after a failure
    void remove(int row);  // stops it and deletes what was begun; what is finished stays on disk
    int running() const;

  signals:
    void finished(const QString& path);  // a model came
    void changed();

  private:
    struct Relay;
    struct Run {
        quint64 id;
        CancelToken cancel;
    };
    void start_waiting();
    void begin(DownloadItem& item);
    void progressed(quint64 id, const DownloadProgress& progress);
    void ended(quint64 id, const Result<std::filesystem::path>& result, bool cancelled);
    void stop(quint64 id);
    DownloadItem* find(quint64 id);
    void touch(int row);
    void keep() const;

    std::filesystem::path folder_;
    Getter get_;
    std::vector<DownloadItem> items_;
    std::vector<Run> runs_;
    std::vector<std::pair<quint64, QString>> removing_;  // ids still running whose remains go when they end
    quint64 last_id_ = 0;
    std::shared_ptr<Relay> relay_;
    QThreadPool pool_;
    mutable QThreadPool disk_;  // one thread
};

QString download_detail_text(const DownloadItem& item);

}  // namespace imagelab
