#pragma once
#include <QWidget>

#include "core/lab/session.h"

class QLabel;
class QStackedWidget;
class QToolButton;

namespace imagelab {

class Banner;
class ElidedLabel;
class EmptyState;
class PictureView;

// The middle of the window: errors above, the picture or its live preview, and below what it is.
class ViewerPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ViewerPanel(QWidget* parent = nullptr);
    void show_empty();
    void show_picture(const QImage& image, const Request& request, const QString& extra);
    void show_job(const Request& request, const QString& state, const QImage& preview);  // a null preview keeps the frame or the last one
    void set_drop_hint(const QString& text);                                             // over everything; empty: none
    PictureView& view() { return *view_; }
    Banner& banner() { return *banner_; }
    void set_own_size(int width, int height) { own_ = {width, height}; }  // for requests that leave it to the model

  signals:
    void example_chosen(const QString& prompt);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* make_caption();
    void show_zoom();
    Banner* banner_;
    QStackedWidget* stack_;
    EmptyState* empty_;
    PictureView* view_;
    QWidget* caption_;
    ElidedLabel* prompt_;
    ElidedLabel* facts_;
    QLabel* zoom_;
    QLabel* drop_hint_;
    QSize own_{1024, 1024};
};

}  // namespace imagelab
