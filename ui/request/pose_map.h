#pragma once
#include <QImage>
#include <QWidget>
#include <optional>
#include <vector>

#include "ui/models/pose_edit.h"

namespace imagelab {

// Poses over the picture they were found in, as a ControlNet sees them. Joints are dragged; arrows move the chosen one (with Shift farther),
// Page Up and Page Down choose another, Delete takes its person away.
class PoseMap : public QWidget {
    Q_OBJECT
  public:
    explicit PoseMap(QWidget* parent = nullptr);
    void show_poses(const std::vector<Pose>& poses, QSize canvas, const QImage& ground = {});  // in pixels of the canvas
    const std::vector<Pose>& poses() const { return poses_; }
    QSize canvas() const { return canvas_; }
    std::optional<PosePlace> chosen() const { return chosen_; }
    QRectF frame() const;                        // of the canvas, in widget pixels
    QPointF place_of(PosePlace place) const;     // likewise
    void remove_chosen();                        // the person
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  signals:
    void edited(const std::vector<imagelab::Pose>& poses);  // when the button goes up
    void chosen_changed();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    void choose(std::optional<PosePlace> place);
    void choose_next(int by);
    std::optional<PosePlace> joint_at(QPointF at) const;
    QPointF on_canvas(QPointF at) const;
    void set(std::vector<Pose> poses);

    std::vector<Pose> poses_;
    QSize canvas_{1, 1};
    QImage ground_, drawn_;
    std::optional<PosePlace> chosen_;
    std::optional<std::vector<Pose>> before_;  // a drag began so
};

}  // namespace imagelab
