#pragma once
#include <QImage>
#include <QWidget>

#include "core/image/exif.h"
#include "core/jobs/session.h"

class QLabel;
class QStackedWidget;
class QToolButton;

namespace imagelab {

class Banner;
class CanvasPanel;
class ComparePanel;
class DetailsPanel;
class ElidedLabel;
class EmptyState;
class Filmstrip;
class GalleryModel;
class GridPanel;
class PictureView;
class StageBar;
class ThumbnailCache;
class Toast;
class VariantBar;

// The middle of the window: errors above, the picture or its live preview, its batch and what it is below, its details at the right.
// Comparisons, grids and the canvas take the picture's place until they are closed.
class ViewerPanel : public QWidget {
    Q_OBJECT
  public:
    ViewerPanel(GalleryModel& model, ThumbnailCache& thumbnails, QWidget* parent = nullptr);
    void show_empty();
    struct Told {                 // of a picture, besides its request
        QString extra;            // what more stands below it
        QString foreign_sampler;  // as its file names one that is not built here
        Marks marks;
        QString painted_over = {};  // the path of the picture that it was painted over; empty: none
    };
    void show_picture(const QImage& image, const Request& request, const Told& told);
    void show_before(const QImage& image, const QString& what);  // in the picture's place, until show_after()
    void show_after();
    void show_job(const Request& request, const QString& state, const QImage& preview);  // a null preview keeps the frame or the last one
    void show_comparison();
    void show_grid();
    void show_canvas();
    void show_view();           // the picture again, or the first page
    bool is_comparing() const;  // or a grid, or the canvas, is there
    bool is_painting() const;
    void set_details_open(bool open);
    bool details_open() const;
    QString caption() const;  // the line of facts below the picture
    PictureView& view() { return *view_; }
    Banner& banner() { return *banner_; }
    ComparePanel& comparison() { return *comparison_; }
    GridPanel& grid() { return *grid_; }
    CanvasPanel& canvas() { return *canvas_; }
    VariantBar& variant() { return *variant_; }
    DetailsPanel& details() { return *details_; }
    Filmstrip& filmstrip() { return *filmstrip_; }
    StageBar& stage() { return *stage_; }
    Toast& toast() { return *toast_; }                                    // over all of it
    void set_own_size(int width, int height) { own_ = {width, height}; }  // for requests that leave it to the model

  signals:
    void example_chosen(const QString& prompt);
    void large_wanted();
    void details_toggled(bool open);
    void canvas_left();  // something else is shown in its place

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    QWidget* make_caption();
    void show_zoom();
    Toast* toast_;
    Banner* banner_;
    QStackedWidget* stack_;
    EmptyState* empty_;
    PictureView* view_;
    ComparePanel* comparison_;
    GridPanel* grid_;
    CanvasPanel* canvas_;
    StageBar* stage_;
    VariantBar* variant_;
    QWidget* pages_;  // stage bar, view, filmstrip and caption
    Filmstrip* filmstrip_;
    DetailsPanel* details_;
    QWidget* caption_;
    ElidedLabel* prompt_;
    ElidedLabel* facts_;
    QLabel* zoom_;
    QList<QWidget*> zooming_;  // go where the caption has no room for them
    QToolButton* details_button_;
    QSize own_{1024, 1024};
    bool has_picture_ = false;
    QImage after_;  // the picture itself, while another is shown in its place
    QString after_facts_;
};

}  // namespace imagelab
