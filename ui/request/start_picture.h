#pragma once
#include <QAbstractButton>
#include <QImage>
#include <QWidget>

#include "core/request/request.h"
#include "ui/models/newest_work.h"

class QComboBox;
class QLabel;
class QToolButton;

namespace imagelab {

class ElidedLabel;
class SliderSpin;

// The dashed place that says "drop here" and opens a file dialog when pressed.
class DropPlace : public QAbstractButton {
    Q_OBJECT
  public:
    explicit DropPlace(QWidget* parent);
    QSize sizeHint() const override { return {200, 64}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
};

class StartPicture : public QWidget {
    Q_OBJECT
  public:
    explicit StartPicture(QWidget* parent = nullptr);
    void set(const QString& path, double strength, StartFit fit);  // edited signals are not sent
    void set_thumbnail(const QString& path, const QImage& image);
    // The size the picture is brought to; 0: its own. What the model then sees is shown, made off the window's thread.
    void set_target(int width, int height);
    QImage seen() const { return seen_; }

  signals:
    void wanted();  // the drop place was pressed
    void removed();
    void strength_edited(double strength);
    void fit_edited(imagelab::StartFit fit);
    void thumbnail_wanted(const QString& path);

  private:
    void look();
    void show_seen(const QString& path, const QImage& image, const QSize& own, const QSize& size);
    QString path_;
    StartFit fit_ = StartFit::stretch;
    QSize target_;
    QImage seen_;
    NewestWork looking_;
    QComboBox* fit_choice_;
    QLabel* view_;
    QLabel* view_note_;
    DropPlace* place_;
    QWidget* chosen_;
    QLabel* thumbnail_;
    ElidedLabel* name_;
    QLabel* note_;
    SliderSpin* strength_;
};

}  // namespace imagelab
