#pragma once
#include <QCache>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QThreadPool>
#include <QTimer>
#include <ctime>
#include <deque>
#include <mutex>

namespace imagelab {

// Thumbnails ready to be painted: read from the thumbnails that the desktop shares (core/gallery/thumbnail.h), scaled to the tile and with
// round corners, on threads of its own. The newest wish first; wishes that were scrolled past are dropped.
class ThumbnailCache : public QObject {
    Q_OBJECT
  public:
    static constexpr int64_t default_bytes = int64_t{192} << 20;
    explicit ThumbnailCache(int64_t bytes = default_bytes, QObject* parent = nullptr);
    ~ThumbnailCache() override;

    struct Thumbnail {
        QImage image;         // premultiplied, at most `side` pixels a side; null: on the way, or failed
        int side = 0;         // what it was scaled for
        bool failed = false;  // there is no such picture, or it cannot be read
    };
    // `side` in device pixels. What is there is returned though it has another size or may be outdated; the right one is on the way then.
    // `version`: changes when the file does. `any_size`: whatever is there will do.
    Thumbnail get(const QString& path, int side, int64_t version, bool any_size = false);
    void forget(const QString& path);
    int64_t bytes() const { return int64_t{kept_.totalCost()} * 1024; }

  signals:
    void ready();  // some came; sent at most once a frame

  private:
    struct Wish {
        QString path;
        int side = 0;
        int64_t version = 0;
    };
    struct Kept {
        Thumbnail thumbnail;
        int64_t version = 0;
    };
    void work();
    void take(const Wish& wish, const QImage& image);
    QCache<QString, Kept> kept_;  // cost in KiB
    std::mutex mutex_;            // of the two below
    std::deque<Wish> wishes_;     // the newest last
    int workers_ = 0;
    QSet<QString> asked_;
    QThreadPool pool_;
    QTimer frame_;
};

// Fitted into a square of `side` pixels, corners rounded by `radius` pixels.
QImage rounded_thumbnail(const QImage& picture, int side, double radius);

}  // namespace imagelab
