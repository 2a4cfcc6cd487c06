#include "ui/request/pose_map.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/look/theme.h"

namespace imagelab {
namespace {

constexpr int tallest = 360, lowest = 120;
constexpr double grip_reach = 9, body_grip = 3.5, finger_grip = 2;
constexpr double ground_share = 0.45;  // of the picture beneath, so that colours of limbs stand out

}  // namespace

PoseMap::PoseMap(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);  // Fixed would keep it at the height of its size hint
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void PoseMap::show_poses(const std::vector<Pose>& poses, QSize canvas, const QImage& ground) {
    if (before_) return;  // under the mouse
    canvas_ = canvas.expandedTo({1, 1});
    ground_ = ground;
    set(poses);
    if (chosen_ && (chosen_->person >= poses_.size() || !pose_point(poses_[chosen_->person], chosen_->joint).seen)) choose(std::nullopt);
    updateGeometry();
}

void PoseMap::set(std::vector<Pose> poses) {
    poses_ = std::move(poses);
    drawn_ = pose_image(poses_, canvas_);
    update();
}

void PoseMap::choose(std::optional<PosePlace> place) {
    if (place == chosen_) return;
    chosen_ = place;
    emit chosen_changed();
    update();
}

// Joints of the body of one person after the other.
void PoseMap::choose_next(int by) {
    std::vector<PosePlace> all;
    for (size_t person = 0; person < poses_.size(); ++person) {
        for (size_t joint = 0; joint < poses_[person].body.size(); ++joint) {
            if (poses_[person].body[joint].seen) all.push_back({person, joint});
        }
    }
    if (all.empty()) return;
    const auto now = chosen_ ? std::find(all.begin(), all.end(), *chosen_) : all.end();
    const auto count = static_cast<int>(all.size());
    const int at = now == all.end() ? (by > 0 ? 0 : count - 1) : (static_cast<int>(now - all.begin()) + by + count) % count;
    choose(all[static_cast<size_t>(at)]);
}

void PoseMap::remove_chosen() {
    if (!chosen_ || chosen_->person >= poses_.size()) return;
    std::vector<Pose> left = poses_;
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(chosen_->person));
    choose(std::nullopt);
    set(left);
    emit edited(poses_);
}

QSize PoseMap::sizeHint() const {
    return {240, heightForWidth(240)};
}

int PoseMap::heightForWidth(int width) const {
    return std::clamp(static_cast<int>(std::lround(static_cast<double>(width) * canvas_.height() / canvas_.width())), lowest, tallest);
}

QRectF PoseMap::frame() const {
    const QRectF room = QRectF(rect()).adjusted(1, 1, -1, -1);
    const QSizeF size = QSizeF(canvas_).scaled(room.size(), Qt::KeepAspectRatio);
    return {room.center() - QPointF(size.width() / 2, size.height() / 2), size};
}

QPointF PoseMap::on_canvas(QPointF at) const {
    const QRectF place = frame();
    return {(at.x() - place.left()) / place.width() * canvas_.width(), (at.y() - place.top()) / place.height() * canvas_.height()};
}

QPointF PoseMap::place_of(PosePlace place) const {
    const PosePoint& point = pose_point(poses_.at(place.person), place.joint);
    const QRectF here = frame();
    return {here.left() + point.x / canvas_.width() * here.width(), here.top() + point.y / canvas_.height() * here.height()};
}

std::optional<PosePlace> PoseMap::joint_at(QPointF at) const {
    return nearest_joint(poses_, on_canvas(at), grip_reach * canvas_.width() / std::max(1.0, frame().width()));
}

void PoseMap::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRectF place = frame();
    painter.fillRect(place, Qt::black);
    if (!ground_.isNull()) {
        painter.setOpacity(ground_share);
        painter.drawImage(place, ground_);
        painter.setOpacity(1);
    }
    painter.setCompositionMode(QPainter::CompositionMode_Lighten);  // the drawing's black lets the picture through
    painter.drawImage(place, drawn_);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    for (size_t person = 0; person < poses_.size(); ++person) {
        for (size_t joint = 0; joint < pose_joints; ++joint) {
            if (!pose_point(poses_[person], joint).seen) continue;
            const bool own = chosen_ == PosePlace{person, joint}, of_body = joint < poses_[person].body.size();
            if (!of_body && !own) continue;  // fingers lie too close for rings
            painter.setPen(QPen(own ? palette().color(QPalette::Highlight) : QColor(255, 255, 255, 200), own ? 3 : 1));
            painter.setBrush(Qt::NoBrush);
            const double radius = (of_body ? body_grip : finger_grip) + (own ? 2 : 0);
            painter.drawEllipse(place_of({person, joint}), radius, radius);
        }
    }
    painter.setPen(QPen(hasFocus() ? palette().color(QPalette::Highlight) : colors(this).border_strong, hasFocus() ? 2 : 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(place);
}

void PoseMap::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    choose(joint_at(event->position()));
    if (chosen_) before_ = poses_;
}

void PoseMap::mouseMoveEvent(QMouseEvent* event) {
    if (!before_) return setCursor(joint_at(event->position()) ? Qt::SizeAllCursor : Qt::ArrowCursor);
    set(with_joint_moved(*before_, *chosen_, on_canvas(event->position()), canvas_));
}

void PoseMap::mouseReleaseEvent(QMouseEvent* event) {
    if (!before_ || event->button() != Qt::LeftButton) return;
    const bool moved = *before_ != poses_;
    before_.reset();
    if (moved) emit edited(poses_);
}

void PoseMap::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_PageDown) return choose_next(1);
    if (event->key() == Qt::Key_PageUp) return choose_next(-1);
    if (event->key() == Qt::Key_Escape && before_) {
        set(*std::exchange(before_, std::nullopt));
        return;
    }
    if (chosen_ && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) return remove_chosen();
    const double step = std::max(canvas_.width(), canvas_.height()) * ((event->modifiers() & Qt::ShiftModifier) != 0 ? 0.05 : 0.01);
    QPointF by;
    if (event->key() == Qt::Key_Left) by.setX(-step);
    if (event->key() == Qt::Key_Right) by.setX(step);
    if (event->key() == Qt::Key_Up) by.setY(-step);
    if (event->key() == Qt::Key_Down) by.setY(step);
    if (!chosen_ || by.isNull()) return QWidget::keyPressEvent(event);
    const PosePoint& point = pose_point(poses_[chosen_->person], chosen_->joint);
    set(with_joint_moved(poses_, *chosen_, QPointF(point.x, point.y) + by, canvas_));
    emit edited(poses_);
}

void PoseMap::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (!chosen_ && event->reason() != Qt::MouseFocusReason) choose_next(1);
    update();
}

void PoseMap::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

}  // namespace imagelab
