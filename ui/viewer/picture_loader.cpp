#include "ui/viewer/picture_loader.h"

#include <QImageReader>
#include <QPointer>

#include "core/base/thread.h"

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
    if (const Recent* recent = recent_.object(path)) return emit loaded(path, recent->image, recent->info);
    read(path, true);
}

void PictureLoader::preload(const QString& path) {
    if (!recent_.contains(path)) read(path, false);
}

void PictureLoader::read(const QString& path, bool tell) {
    const bool on_its_way = reading_.contains(path);
    reading_[path] = tell || reading_.value(path);
    if (on_its_way) return;
    pool_.start(guarded("the loading of a picture", [this, path] {
        QImageReader reader(path);
        reader.setAutoTransform(true);
        const Recent read{reader.read(), read_picture_info(path)};
        QMetaObject::invokeMethod(
            this,
            [this, path, read] {
                const bool tell = reading_.take(path);
                if (read.image.isNull()) {
                    failed_ = path;
                } else {
                    recent_.insert(path, new Recent(read), std::max<qsizetype>(1, read.image.sizeInBytes() / 1024));
                }
                if (tell) emit loaded(path, read.image, read.info);
            },
            Qt::QueuedConnection);
    }));
}

void PictureLoader::load_info(const QString& path) {
    pool_.start(guarded("the loading of a picture", [this, path] {
        QMetaObject::invokeMethod(
            this, [this, found = read_picture_info(path)] { emit info(found); }, Qt::QueuedConnection);
    }));
}

void PictureLoader::load_thumbnail(const QString& path) {
    pool_.start(guarded("the loading of a picture", [this, path] {
        QImageReader reader(path);
        reader.setAutoTransform(true);
        QImage image = reader.read();
        if (std::max(image.width(), image.height()) > thumbnail_pixels)
            image = image.scaled(thumbnail_pixels, thumbnail_pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        QMetaObject::invokeMethod(
            this, [this, path, image] { emit thumbnail(path, image); }, Qt::QueuedConnection);
    }));
}

}  // namespace imagelab
