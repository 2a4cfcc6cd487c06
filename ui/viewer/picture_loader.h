#pragma once
#include <QCache>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QThreadPool>

#include "core/image/picture.h"
#include "ui/models/picture_info.h"

namespace imagelab {

QImage to_qimage(const RgbImage& image);

// Reads pictures and what they say on threads of its own; what was shown last stays in memory.
class PictureLoader : public QObject {
    Q_OBJECT
  public:
    explicit PictureLoader(QObject* parent = nullptr);
    ~PictureLoader() override;
    void load(const QString& path);            // answered by loaded(), from memory at once
    void preload(const QString& path);         // into memory, without an answer
    void load_thumbnail(const QString& path);  // answered by thumbnail(), at most thumbnail_pixels on the long side
    void load_info(const QString& path);       // answered by info()
    struct Recent {
        QImage image;
        PictureInfoPtr info;
    };
    const Recent* recent(const QString& path) const { return recent_.object(path); }  // nullptr: not in memory
    bool failed(const QString& path) const { return path == failed_; }                // the last that could not be read
    void forget(const QString& path) { recent_.remove(path); }
    static constexpr int thumbnail_pixels = 320;

  signals:
    void loaded(const QString& path, const QImage& image, const imagelab::PictureInfoPtr& info);  // a null image where it cannot be read
    void thumbnail(const QString& path, const QImage& image);
    void info(const imagelab::PictureInfoPtr& info);

  private:
    void read(const QString& path, bool tell);
    QCache<QString, Recent> recent_;  // cost in KiB
    QHash<QString, bool> reading_;    // whether somebody waits for the answer
    QString failed_;
    QThreadPool pool_;
};

}  // namespace imagelab
