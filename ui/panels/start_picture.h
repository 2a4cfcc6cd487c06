#pragma once
#include <QAbstractButton>
#include <QImage>
#include <QWidget>

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
    void set(const QString& path, double strength);  // edited signals are not sent
    void set_thumbnail(const QString& path, const QImage& image);

  signals:
    void wanted();  // the drop place was pressed
    void removed();
    void strength_edited(double strength);
    void thumbnail_wanted(const QString& path);

  private:
    QString path_;
    DropPlace* place_;
    QWidget* chosen_;
    QLabel* thumbnail_;
    ElidedLabel* name_;
    QLabel* note_;
    SliderSpin* strength_;
};

}  // namespace imagelab
