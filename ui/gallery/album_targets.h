#pragma once
#include <QWidget>

#include "core/gallery/gallery.h"

namespace imagelab {

class FlowLayout;

// While pictures of the gallery are dragged: a place for each album, and one for a new one.
class AlbumTargets : public QWidget {
    Q_OBJECT
  public:
    explicit AlbumTargets(QWidget* parent);
    void open(const std::vector<GalleryFacets::Value>& albums, const QRect& room);  // along the lower edge of the room

  signals:
    void dropped(const QString& album);  // empty: into a new one

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void add(const QString& text, const QString& name, const QString& album);
    FlowLayout* flow_;
};

}  // namespace imagelab
