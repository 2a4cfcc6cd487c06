#include "ui/models/profile_model.h"

#include <algorithm>
#include <map>

#include "core/base/paths.h"
#include "core/image/picture.h"
#include "ui/look/wording.h"
#include "ui/models/style_names.h"

namespace imagelab {
namespace {

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
            set_style_names(*library);
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
            return QString::fromStdString(p.name);
        case IdRole:
            return QString::fromStdString(p.id);
        case AboutRole:
            return QString::fromStdString(p.about);
        case CategoryRole:
            return QString::fromStdString(p.category);
        case PreviewRole:
            return preview(p.id);
        case SearchRole: {
            QString words = QString::fromStdString(p.name + " " + p.id + " " + p.category + " " + p.about + " " + p.lead);
            for (const std::string& phrase : p.phrases) words += ' ' + QString::fromStdString(phrase);
            return words;
        }
        case Qt::ToolTipRole:
            return QStringLiteral("<p><b>%1</b><br>%2</p>")
                .arg(QString::fromStdString(p.name).toHtmlEscaped(), QString::fromStdString(p.about).toHtmlEscaped());
        case Qt::AccessibleTextRole:
            return QString::fromStdString(p.name) + QStringLiteral(": ") + QString::fromStdString(p.about);
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

// With the four settings as they are where nobody touches them: the model's authors', then those of the profiles in use.
Request ProfileModel::untouched(Request request) const {
    request.steps = published_.steps, request.guidance = published_.guidance;
    request.sampler = published_.sampler, request.spacing = Spacing::published;
    static_cast<void>(take_settings(request, library(), {}));  // a profile that is missing sets nothing
    return request;
}

Request ProfileModel::restyled(const Request& request, std::vector<StyleUse> uses) const {
    Request next = request;
    next.style.profiles = std::move(uses);
    const Request before = untouched(request), after = untouched(next);
    if (request.steps == before.steps) next.steps = after.steps;
    if (request.guidance == before.guidance) next.guidance = after.guidance;
    if (request.sampler == before.sampler) next.sampler = after.sampler;
    if (request.spacing == before.spacing) next.spacing = after.spacing;
    return next;
}

Request ProfileModel::with(const Request& request, const std::string& id) const {
    std::vector<StyleUse> uses = request.style.profiles;
    if (!profile(id) || std::any_of(uses.begin(), uses.end(), [&](const StyleUse& use) { return use.name == id; })) return request;
    uses.push_back({id, 1});
    return restyled(request, std::move(uses));
}

Request ProfileModel::without(const Request& request, const std::string& id) const {
    std::vector<StyleUse> uses = request.style.profiles;
    std::erase_if(uses, [&](const StyleUse& use) { return use.name == id; });
    return restyled(request, std::move(uses));
}

Request ProfileModel::weighed(const Request& request, const std::string& id, double weight) const {
    std::vector<StyleUse> uses = request.style.profiles;
    for (StyleUse& use : uses)
        if (use.name == id) use.weight = weight;
    return restyled(request, std::move(uses));
}

QString ProfileModel::offer_text(const Request& request, const std::string& id) const {
    const Request offered = with_offer(request, id);
    QStringList parts;
    if (offered.steps != request.steps) parts << tr("%1 steps").arg(offered.steps);
    if (offered.sampler != request.sampler) parts << sampler_text(offered.sampler);
    if (offered.spacing != request.spacing) parts << tr("schedule %1").arg(spacing_text(offered.spacing));
    if (offered.guidance != request.guidance) parts << tr("guidance %1").arg(number_text(offered.guidance));
    return parts.join(QStringLiteral(", "));
}

Request ProfileModel::with_offer(Request request, const std::string& id) const {
    const StyleProfile* p = profile(id);
    if (!p) return request;
    request.steps = p->steps.value_or(request.steps);
    request.guidance = p->guidance.value_or(request.guidance);
    request.sampler = p->sampler.value_or(request.sampler);
    request.spacing = p->spacing.value_or(request.spacing);
    return request;
}

}  // namespace imagelab
