#pragma once
#include <QImage>
#include <QWidget>

#include "core/request/request.h"
#include "ui/models/newest_work.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QSpinBox;

namespace imagelab {

class RequestDocument;
class SliderSpin;

// What of the start picture is painted anew, and by how much it grows: two buttons while nothing is, else the mask over the picture and
// how it is used.
class MaskSection : public QWidget {
    Q_OBJECT
  public:
    explicit MaskSection(RequestDocument& document, QWidget* parent = nullptr);
    const QImage& thumbnail() const { return shown_; }  // the mask over the picture; null: none, or it is being made
    QSpinBox& side(int Outpaint::*side);

  signals:
    void paint_wanted();

  private:
    QWidget* make_mask();
    QWidget* make_sides();
    void change(const QString& what, const std::function<void(InpaintMask&)>& change);
    void show_request();
    void look();
    void show_seen(const QString& about, const QImage& image, double share);
    RequestDocument& document_;
    bool sides_open_ = false;
    QString about_;  // the picture and the mask that are shown
    QImage shown_;
    NewestWork looking_;
    QWidget* buttons_;
    QWidget* used_;  // whatever says how the mask is used
    QWidget* mask_;
    QWidget* sides_;
    QLabel* view_;
    QLabel* note_;
    SliderSpin* blur_;
    QComboBox* area_;
    SliderSpin* padding_;
    QComboBox* fill_;
    QCheckBox* soft_;
    QSpinBox* spins_[4];
};

}  // namespace imagelab
