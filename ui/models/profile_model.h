#pragma once
#include <QAbstractListModel>
#include <QImage>
#include <map>
#include <memory>

#include "core/prompts/profiles.h"
#include "ui/models/newest_work.h"

namespace imagelab {

// The style profiles with their preview pictures, read off the window's thread.
class ProfileModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { IdRole = Qt::UserRole + 1, PreviewRole, AboutRole, CategoryRole, SearchRole };
    explicit ProfileModel(QObject* parent = nullptr);
    void load();
    bool loaded() const { return library_ != nullptr; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const ProfileLibrary& library() const;  // empty before it is loaded
    const StyleProfile* profile(const std::string& id) const;
    QImage preview(const std::string& id) const;

    // The request with a profile more (and its settings) or less, or with another weight.
    Request with(Request request, const std::string& id) const;
    static Request without(Request request, const std::string& id);
    static Request weighed(Request request, const std::string& id, double weight);

  signals:
    void loaded_all();

  private:
    std::shared_ptr<const ProfileLibrary> library_;
    std::map<std::string, QImage> previews_;
    NewestWork reading_;
};

}  // namespace imagelab
