#pragma once
#include <QImage>
#include <QWidget>

#include "core/image/exif.h"

class QLabel;

namespace imagelab {

class ElidedLabel;
class PictureView;

// One picture over the whole window: Space and arrows go on, Escape comes back.
class BrowseView : public QWidget {
    Q_OBJECT
  public:
    explicit BrowseView(QWidget* parent);
    void open();  // over the parent
    void show_picture(const QImage& image);
    void show_caption(const QString& place, const QString& prompt, const Marks& marks);
    PictureView& view() { return *view_; }

  signals:
    void step_wanted(int by);
    void closed();

  protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;  // follows the parent's size
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void leave();
    PictureView* view_;
    QLabel* place_;
    ElidedLabel* prompt_;
    QLabel* marks_;
};

}  // namespace imagelab
