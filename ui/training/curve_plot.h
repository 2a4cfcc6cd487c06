#pragma once
#include <QColor>
#include <QString>
#include <QWidget>
#include <vector>

namespace imagelab {

// Curves over steps, each with its smoothed line in front of the faint values it is made of, several each with its name at its end. Where
// nothing is there it says so.
class CurvePlot : public QWidget {
    Q_OBJECT
  public:
    struct Curve {
        QString name;
        QColor color;
        std::vector<double> steps, values;  // of one length, steps rising
    };
    explicit CurvePlot(QWidget* parent = nullptr);
    void set_curves(std::vector<Curve> curves, const QString& measure, const QString& empty);
    void set_smoothing(double kept);  // 0: none; below 1
    const std::vector<Curve>& curves() const { return curves_; }
    struct Name {
        QString text;  // cut where there is no room
        QColor color;
        QRectF place;
    };
    std::vector<Name> names() const;  // of curves that are more than one; none over another, as far as there is room
    QSize sizeHint() const override { return {420, 220}; }
    QSize minimumSizeHint() const override { return {220, 120}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Range {
        double first = 0, last = 1, least = 0, most = 1;
    };
    Range range() const;
    QRectF plot_area() const;
    QFont small_font() const;
    QPointF place_of(const Range& range, double step, double value) const;
    void paint_grid(QPainter& painter, const Range& range) const;
    void paint_curve(QPainter& painter, const Range& range, const Curve& curve, const std::vector<double>& smooth) const;
    void paint_names(QPainter& painter) const;
    void tell();

    std::vector<Curve> curves_;
    std::vector<std::vector<double>> smooth_;  // of each curve
    QString measure_, empty_;
    double kept_ = 0;
};

}  // namespace imagelab
