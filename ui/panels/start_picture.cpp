#include "ui/panels/start_picture.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include "ui/glossary.h"
#include "ui/icons.h"
#include "ui/panels/controls.h"
#include "ui/panels/slider_spin.h"
#include "ui/theme.h"
#include "ui/wording.h"

namespace imagelab {
namespace {
constexpr int thumbnail_side = 64;
}

DropPlace::DropPlace(QWidget* parent) : QAbstractButton(parent) {
    setText(tr("Drop a picture here, or choose one…"));
    describe(this, tr("Choose a start picture"), explain(Term::start_picture));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

void DropPlace::paintEvent(QPaintEvent*) {
    const Colors& c = colors(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(c.focus, 2) : QPen(c.border_strong, 1.2, Qt::DashLine));
    painter.setBrush(underMouse() ? c.hover : QColor(Qt::transparent));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    painter.setPen(c.muted);
    painter.drawText(rect().adjusted(8, 0, -8, 0), Qt::AlignCenter | Qt::TextWordWrap, text());
}

StartPicture::StartPicture(QWidget* parent) : QWidget(parent), place_(new DropPlace(this)), chosen_(new QWidget(this)) {
    thumbnail_ = new QLabel(chosen_);
    thumbnail_->setFixedSize(thumbnail_side, thumbnail_side);
    thumbnail_->setAlignment(Qt::AlignCenter);
    name_ = new ElidedLabel(chosen_);
    note_ = muted_label({}, chosen_);
    auto* remove = icon_button("close", tr("Remove the start picture"), tr("Begin from noise again."), chosen_);
    strength_ = new SliderSpin(term_name(Term::strength), explain(Term::strength), {0.05, 1.0, 1.0, 0.05, 2}, chosen_);

    auto* names = new QVBoxLayout;
    names->setSpacing(4);
    names->addStretch();
    names->addWidget(name_);
    names->addWidget(note_);
    names->addStretch();
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(thumbnail_);
    row->addLayout(names, 1);
    row->addWidget(remove);
    auto* inside = new QVBoxLayout(chosen_);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(8);
    inside->addLayout(row);
    inside->addWidget(strength_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(place_);
    column->addWidget(chosen_);
    chosen_->hide();

    connect(place_, &QAbstractButton::clicked, this, &StartPicture::wanted);
    connect(remove, &QToolButton::clicked, this, &StartPicture::removed);
    connect(strength_, &SliderSpin::edited, this, &StartPicture::strength_edited);
}

void StartPicture::set(const QString& path, double strength) {
    strength_->set_value(strength);
    place_->setVisible(path.isEmpty());
    chosen_->setVisible(!path.isEmpty());
    if (path == path_) return;
    path_ = path;
    if (path.isEmpty()) return;
    name_->setText(QFileInfo(path).fileName());
    note_->clear();
    thumbnail_->setPixmap(icon("picture").pixmap(24, 24));
    emit thumbnail_wanted(path);
}

void StartPicture::set_thumbnail(const QString& path, const QImage& image) {
    if (path != path_) return;
    if (image.isNull()) return note_->setText(tr("cannot be read"));
    QPixmap pixmap = QPixmap::fromImage(
        image.scaled(QSize(thumbnail_side, thumbnail_side) * devicePixelRatioF(), Qt::KeepAspectRatio, Qt::SmoothTransformation));
    pixmap.setDevicePixelRatio(devicePixelRatioF());
    thumbnail_->setPixmap(pixmap);
}

}  // namespace imagelab
