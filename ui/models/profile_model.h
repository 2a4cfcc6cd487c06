#pragma once
#include <QAbstractListModel>
#include <QImage>
#include <map>
#include <memory>

#include "core/families/family.h"
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

    // The request with a profile more or less, or with another weight. Settings that nobody chose by hand follow the profiles: those that
    // are as the model's authors have them, or as the profiles in use do.
    Request with(const Request& request, const std::string& id) const;
    Request without(const Request& request, const std::string& id) const;
    Request weighed(const Request& request, const std::string& id, double weight) const;
    void set_published(const PublishedSettings& settings) { published_ = settings; }  // those of the model's authors

    // What else the profile would set: "40 steps, DPM++ 2M"; empty: all is as it has it. And the request with it.
    QString offer_text(const Request& request, const std::string& id) const;
    Request with_offer(Request request, const std::string& id) const;

  signals:
    void loaded_all();

  private:
    Request restyled(const Request& request, std::vector<StyleUse> uses) const;
    Request untouched(Request request) const;
    std::shared_ptr<const ProfileLibrary> library_;
    PublishedSettings published_ = sdxl_family.published;
    std::map<std::string, QImage> previews_;
    NewestWork reading_;
};

}  // namespace imagelab
