#include "ui/picture_loader.h"

#include <QImageReader>
#include <QPointer>

namespace imagelab {

QImage to_qimage(const RgbImage& image) {
    return QImage(image.pixels.data(), image.width, image.height, image.width * 3, QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

PictureLoader::PictureLoader(QObject* parent) : QObject(parent), recent_(256 * 1024) {
    pool_.setMaxThreadCount(2);
}

PictureLoader::~PictureLoader() {
    pool_.clear();
    pool_.waitForDone();
}

void PictureLoader::load(const QString& path) {
    if (const QImage* image = recent_.object(path)) return emit loaded(path, *image);
    pool_.start([this, path] {
        QImageReader reader(path);
        reader.setAutoTransform(true);
        const QImage image = reader.read();
        QMetaObject::invokeMethod(
            this,
            [this, path, image] {
                if (!image.isNull()) recent_.insert(path, new QImage(image), std::max<qsizetype>(1, image.sizeInBytes() / 1024));
                emit loaded(path, image);
            },
            Qt::QueuedConnection);
    });
}

void PictureLoader::load_thumbnail(const QString& path) {
    pool_.start([this, path] {
        QImageReader reader(path);
        reader.setAutoTransform(true);
        QImage image = reader.read();
        if (std::max(image.width(), image.height()) > thumbnail_pixels)
            image = image.scaled(thumbnail_pixels, thumbnail_pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        QMetaObject::invokeMethod(
            this, [this, path, image] { emit thumbnail(path, image); }, Qt::QueuedConnection);
    });
}

}  // namespace imagelab
