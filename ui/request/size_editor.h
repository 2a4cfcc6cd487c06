#pragma once
#include <QSpinBox>
#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace imagelab {

// Whole multiples of 8.
class PixelSpin : public QSpinBox {
    Q_OBJECT
  public:
    explicit PixelSpin(QWidget* parent = nullptr);
    int valueFromText(const QString& text) const override;
};

// Width and height by shape or by number. 0 x 0 stands for the model's own size, whatever that is.
class SizeEditor : public QWidget {
    Q_OBJECT
  public:
    explicit SizeEditor(QWidget* parent = nullptr);
    void set_size(int width, int height);      // edited() is not sent
    void set_own_size(int width, int height);  // the model's, once known
    void set_shape_only(bool only);            // without the numbers
    PixelSpin* width_field() const { return width_; }
    PixelSpin* height_field() const { return height_; }
    QComboBox* shape_field() const { return shape_; }

  signals:
    void edited(int width, int height);

  private:
    void fill_shapes();
    void show_size();
    QComboBox* shape_;
    PixelSpin* width_;
    PixelSpin* height_;
    QLabel* times_;
    QToolButton* swap_;
    QSize size_{0, 0}, own_{0, 0};
};

}  // namespace imagelab
