#pragma once
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <memory>
#include <optional>

#include "core/metadata/import.h"
#include "core/metadata/metadata.h"

namespace imagelab {

// What a picture file says about itself, and what was understood of it.
struct PictureInfo {
    QString path;
    qint64 bytes = 0, modified = 0;  // modified: seconds since 1970
    PictureMetadata metadata;
    std::optional<Imported> imported;  // none: see problem
    QString problem;                   // why nothing was understood
    QString program() const { return imported ? QString::fromStdString(imported->program) : QString(); }
    QString foreign_sampler() const;  // as the file names one that is not built here; empty: it is, or the file names none
};
using PictureInfoPtr = std::shared_ptr<const PictureInfo>;

// Reads the file's head, no pixels; never null.
PictureInfoPtr read_picture_info(const QString& path);
// Everything the file says, as it stands there: for people who want to look themselves.
QString raw_text(const PictureInfo& info);
// Notes on what was not carried over, each as a sentence of its own: a capital letter and a full stop.
QStringList note_sentences(const QStringList& notes);

}  // namespace imagelab

Q_DECLARE_METATYPE(imagelab::PictureInfoPtr)
