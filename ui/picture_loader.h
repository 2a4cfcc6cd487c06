#pragma once
#include <QCache>
#include <QImage>
#include <QObject>
#include <QThreadPool>

#include "core/image/picture.h"

namespace imagelab {

QImage to_qimage(const RgbImage& image);

// Reads pictures and their texts on threads of its own; what was shown last stays in memory.
class PictureLoader : public QObject {
    Q_OBJECT
  public:
    explicit PictureLoader(QObject* parent = nullptr);
    ~PictureLoader() override;
    void load(const QString& path);            // answered by loaded(), from memory at once
    void load_thumbnail(const QString& path);  // answered by thumbnail(), at most thumbnail_pixels on the long side
    static constexpr int thumbnail_pixels = 320;

  signals:
    void loaded(const QString& path, const QImage& image);  // a null image where it cannot be read
    void thumbnail(const QString& path, const QImage& image);

  private:
    QCache<QString, QImage> recent_;  // cost in KiB
    QThreadPool pool_;
};

}  // namespace imagelab
