#include "ui/models/profile_model.h"

#include <algorithm>
#include <map>

#include "core/base/paths.h"
#include "core/image/picture.h"

namespace imagelab {
namespace {

QString text_of(const std::string& text) {
    return QString::fromStdString(text);
}

// resources/profile_previews/ID.webp of a shipped profile, ID.webp or .png beside a profile of one's own. QImage reads WebP only with a
// plugin that is not everywhere, so the engine's own reader does it.
QImage read_preview(const StyleProfile& profile) {
    std::error_code code;
    std::vector<std::filesystem::path> places;
    for (const char* extension : {".webp", ".png", ".jpg"})
        places.push_back(std::filesystem::path(profile.file).replace_extension(extension));
    if (!profile.own) places.push_back(resource_dir() / "profile_previews" / (profile.id + ".webp"));
    for (const auto& place : places) {
        if (!std::filesystem::exists(place, code)) continue;
        const auto picture = read_picture(place);
        if (!picture) continue;
        const QImage view(picture->pixels.data(), picture->width, picture->height, picture->width * 3, QImage::Format_RGB888);
        return view.scaled(128, 128, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation).convertToFormat(QImage::Format_RGB32);
    }
    return {};
}

}  // namespace

ProfileModel::ProfileModel(QObject* parent) : QAbstractListModel(parent) {}

void ProfileModel::load() {
    reading_.start([this]() -> NewestWork::Deliver {
        auto library = std::make_shared<ProfileLibrary>();
        auto previews = std::make_shared<std::map<std::string, QImage>>();
        try {
            *library = ProfileLibrary::load();
            for (const StyleProfile& profile : library->profiles()) (*previews)[profile.id] = read_preview(profile);
        } catch (const std::exception&) {
            // no resources: no profiles
        }
        return [this, library, previews] {
            beginResetModel();
            library_ = library;
            previews_ = *previews;
            endResetModel();
            emit loaded_all();
        };
    });
}

const ProfileLibrary& ProfileModel::library() const {
    static const ProfileLibrary none;
    return library_ ? *library_ : none;
}

int ProfileModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(library().profiles().size());
}

QVariant ProfileModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const StyleProfile& p = library().profiles()[static_cast<size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return text_of(p.name);
        case IdRole:
            return text_of(p.id);
        case AboutRole:
            return text_of(p.about);
        case CategoryRole:
            return text_of(p.category);
        case PreviewRole:
            return preview(p.id);
        case SearchRole: {
            QString words = text_of(p.name + " " + p.id + " " + p.category + " " + p.about + " " + p.lead);
            for (const std::string& phrase : p.phrases) words += ' ' + text_of(phrase);
            return words;
        }
        case Qt::ToolTipRole:
            return QStringLiteral("<p><b>%1</b><br>%2</p>").arg(text_of(p.name).toHtmlEscaped(), text_of(p.about).toHtmlEscaped());
        case Qt::AccessibleTextRole:
            return text_of(p.name) + QStringLiteral(": ") + text_of(p.about);
        default:
            return {};
    }
}

const StyleProfile* ProfileModel::profile(const std::string& id) const {
    for (const StyleProfile& p : library().profiles())
        if (p.id == id) return &p;
    return nullptr;
}

QImage ProfileModel::preview(const std::string& id) const {
    const auto found = previews_.find(id);
    return found == previews_.end() ? QImage() : found->second;
}

Request ProfileModel::with(Request request, const std::string& id) const {
    const auto& uses = request.style.profiles;
    if (!profile(id) || std::any_of(uses.begin(), uses.end(), [&](const StyleUse& use) { return use.name == id; })) return request;
    Request alone = request;
    alone.style.profiles = {{id, 1}};
    if (take_settings(alone, library(), {})) {
        request.steps = alone.steps, request.sampler = alone.sampler;
        request.spacing = alone.spacing, request.guidance = alone.guidance;
    }
    request.style.profiles.push_back({id, 1});
    return request;
}

Request ProfileModel::without(Request request, const std::string& id) {
    std::erase_if(request.style.profiles, [&](const StyleUse& use) { return use.name == id; });
    return request;
}

Request ProfileModel::weighed(Request request, const std::string& id, double weight) {
    for (StyleUse& use : request.style.profiles)
        if (use.name == id) use.weight = weight;
    return request;
}

}  // namespace imagelab
