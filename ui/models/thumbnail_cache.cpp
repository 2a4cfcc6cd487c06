#include "ui/models/thumbnail_cache.h"

#include <QImageReader>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "core/base/thread.h"
#include "core/gallery/thumbnail.h"

namespace imagelab {
namespace {

constexpr int threads = 2;
constexpr size_t most_wishes = 300;
constexpr int frame_ms = 16;
constexpr double corner = 4;

QImage read_thumbnail(const QString& path, int side) {
    const auto file = thumbnail_of(path.toStdString(), side <= 128 ? ThumbnailSize::normal : ThumbnailSize::large);
    if (file) {
        QImage image(QString::fromStdString(file->string()));
        if (!image.isNull()) return image;
    }
    // No home folder for thumbnails, or a format that only Qt reads.
    QImageReader reader(path);
    reader.setAutoTransform(true);
    return reader.read();
}

}  // namespace

QImage rounded_thumbnail(const QImage& picture, int side, double radius) {
    if (picture.isNull()) return {};
    const QSize size = picture.size().scaled(side, side, Qt::KeepAspectRatio).expandedTo({1, 1});
    const QImage scaled = picture.size() == size ? picture : picture.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QImage out(size, QImage::Format_ARGB32_Premultiplied);
    out.fill(Qt::transparent);
    QPainter painter(&out);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(scaled);
    painter.drawRoundedRect(QRectF(QPointF(), QSizeF(size)), radius, radius);
    return out;
}

ThumbnailCache::ThumbnailCache(int64_t bytes, QObject* parent) : QObject(parent), kept_(static_cast<qsizetype>(bytes / 1024)) {
    pool_.setMaxThreadCount(threads);
    pool_.setThreadPriority(QThread::LowPriority);
    frame_.setSingleShot(true);
    frame_.setInterval(frame_ms);
    connect(&frame_, &QTimer::timeout, this, &ThumbnailCache::ready);
}

ThumbnailCache::~ThumbnailCache() {
    {
        const std::lock_guard lock(mutex_);
        wishes_.clear();
    }
    pool_.clear();
    pool_.waitForDone();
}

ThumbnailCache::Thumbnail ThumbnailCache::get(const QString& path, int side, int64_t version, bool any_size) {
    if (path.isEmpty()) return {};
    const Kept* kept = kept_.object(path);
    if (kept && (any_size || kept->thumbnail.side == side) && kept->version == version) return kept->thumbnail;
    const std::lock_guard lock(mutex_);
    if (!asked_.contains(path)) {
        asked_.insert(path);
        wishes_.push_back({path, side, version});
        if (wishes_.size() > most_wishes) {
            asked_.remove(wishes_.front().path);
            wishes_.pop_front();
        }
        if (workers_ < threads) {
            ++workers_;
            pool_.start(guarded("the loading of thumbnails", [this] { work(); }));
        }
    }
    return kept ? kept->thumbnail : Thumbnail{};
}

void ThumbnailCache::work() {
    for (;;) {
        Wish wish;
        {
            const std::lock_guard lock(mutex_);
            if (wishes_.empty()) return void(--workers_);
            wish = std::move(wishes_.back());
            wishes_.pop_back();
        }
        const QImage image = rounded_thumbnail(read_thumbnail(wish.path, wish.side), wish.side, corner);
        QMetaObject::invokeMethod(
            this, [this, wish, image] { take(wish, image); }, Qt::QueuedConnection);
    }
}

void ThumbnailCache::take(const Wish& wish, const QImage& image) {
    {
        const std::lock_guard lock(mutex_);
        asked_.remove(wish.path);
    }
    auto* kept = new Kept{{image, wish.side, image.isNull()}, wish.version};
    kept_.insert(wish.path, kept, std::max<qsizetype>(1, image.sizeInBytes() / 1024));
    if (!frame_.isActive()) frame_.start();
}

void ThumbnailCache::forget(const QString& path) {
    kept_.remove(path);
}

}  // namespace imagelab
