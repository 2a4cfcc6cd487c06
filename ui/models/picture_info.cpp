#include "ui/models/picture_info.h"

#include <QDateTime>
#include <QFileInfo>

#include "core/samplers/sampler_info.h"
#include "ui/look/wording.h"

namespace imagelab {

QString PictureInfo::foreign_sampler() const {
    if (!imported || imported->sampler.empty() || sampler_named(imported->sampler)) return {};
    return QString::fromStdString(imported->sampler);
}

PictureInfoPtr read_picture_info(const QString& path) {
    auto info = std::make_shared<PictureInfo>();
    info->path = path;
    const QFileInfo file(path);
    info->bytes = file.size();
    info->modified = file.lastModified().toSecsSinceEpoch();
    auto metadata = read_metadata(path.toStdString());
    if (!metadata) {
        info->problem = QString::fromStdString(metadata.error());
        return info;
    }
    info->metadata = std::move(*metadata);
    auto imported = import_request(info->metadata);
    if (imported) {
        info->imported = std::move(*imported);
    } else {
        info->problem = QString::fromStdString(imported.error());
    }
    return info;
}

QStringList note_sentences(const QStringList& notes) {
    QStringList sentences;
    for (const QString& note : notes) {
        QString text = message_text(note.trimmed().toStdString());
        if (text.isEmpty()) continue;
        if (!QStringLiteral(".!?…").contains(text.back())) text += '.';
        sentences << text;
    }
    return sentences;
}

QString raw_text(const PictureInfo& info) {
    QString text;
    for (const PictureText& part : info.metadata.texts) {
        if (!text.isEmpty()) text += "\n\n";
        text += QString::fromStdString(part.key) + ":\n" + QString::fromStdString(part.value).trimmed();
    }
    return text;
}

}  // namespace imagelab
