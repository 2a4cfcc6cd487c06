#include "ui/request/start_picture.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <algorithm>

#include "core/image/picture.h"
#include "core/pipelines/fit.h"
#include "ui/look/glossary.h"
#include "ui/look/icons.h"
#include "ui/look/paint.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/request/field_range.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {
constexpr int start_side = 64;
constexpr int preview_side = 144, longest_preview = 288;
}  // namespace

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
    thumbnail_->setFixedSize(start_side, start_side);
    thumbnail_->setAlignment(Qt::AlignCenter);
    name_ = new ElidedLabel(chosen_);
    note_ = muted_label({}, chosen_);
    auto* remove = icon_button("close", tr("Remove the start picture"), tr("Begin from noise again."), chosen_);
    fit_choice_ = new QComboBox(chosen_);
    fit_choice_->addItems({tr("Stretch to the size"), tr("Crop to the size"), tr("Pad with its edges")});
    describe(fit_choice_, term_name(Term::fit), explain(Term::fit));
    ignore_wheel(fit_choice_);
    view_ = new QLabel(chosen_);
    view_->setAlignment(Qt::AlignLeft);
    view_->setAccessibleName(tr("What the model sees"));
    view_note_ = muted_label(tr("What the model sees"), chosen_);
    view_note_->setWordWrap(true);
    strength_ = new SliderSpin(term_name(Term::strength), explain(Term::strength), {0, 1, 1, 0.05, 2}, chosen_);
    take_range(strength_->field(), "conditioning.img2img_strength");

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
    inside->addLayout(labelled(term_name(Term::fit), fit_choice_, chosen_));
    inside->addWidget(view_);
    inside->addWidget(view_note_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(place_);
    column->addWidget(chosen_);
    chosen_->hide();

    connect(place_, &QAbstractButton::clicked, this, &StartPicture::wanted);
    connect(remove, &QToolButton::clicked, this, &StartPicture::removed);
    connect(strength_, &SliderSpin::edited, this, &StartPicture::strength_edited);
    connect(fit_choice_, &QComboBox::activated, this, [this](int index) { emit fit_edited(static_cast<StartFit>(index)); });
}

void StartPicture::set(const QString& path, double strength, StartFit fit) {
    strength_->set_value(strength);
    const bool other = fit != fit_ || path != path_;
    fit_ = fit;
    fit_choice_->setCurrentIndex(static_cast<int>(fit));
    place_->setVisible(path.isEmpty());
    chosen_->setVisible(!path.isEmpty());
    if (path == path_) return other ? look() : void();
    path_ = path;
    seen_ = {};
    look();
    if (path.isEmpty()) return;
    name_->setText(QFileInfo(path).fileName());
    note_->clear();
    thumbnail_->setPixmap(icon("picture").pixmap(24, 24));
    emit thumbnail_wanted(path);
}

void StartPicture::set_target(int width, int height) {
    if (target_ == QSize(width, height)) return;
    target_ = {width, height};
    look();
}

void StartPicture::look() {
    view_->hide();
    view_note_->hide();
    if (path_.isEmpty()) return;
    looking_.start([this, path = path_, fit = fit_, target = target_]() -> NewestWork::Deliver {
        QImage seen;
        QSize own, size = target;
        try {
            if (const auto picture = read_picture(path.toStdString())) {
                own = QSize(picture->width, picture->height);
                if (size.isEmpty()) size = QSize(std::max(8, own.width() / 8 * 8), std::max(8, own.height() / 8 * 8));
                const QSize small =
                    size.scaled(longest_preview, longest_preview, Qt::KeepAspectRatio).expandedTo(QSize(8, 8)).boundedTo(size);
                const RgbImage out = fitted(*picture, small.width(), small.height(), fit);
                seen = QImage(out.pixels.data(), out.width, out.height, out.width * 3, QImage::Format_RGB888).copy();
            }
        } catch (const std::exception&) {
            seen = {};  // said beside the name
        }
        return [this, path, seen, own, size] { show_seen(path, seen, own, size); };
    });
}

void StartPicture::show_seen(const QString& path, const QImage& image, const QSize& own, const QSize& size) {
    if (path != path_) return;
    seen_ = image;
    view_->setVisible(!image.isNull());
    view_note_->setVisible(!image.isNull());
    if (image.isNull()) return;
    view_->setPixmap(small_pixmap(image, preview_side, this));
    view_note_->setText(
        tr("What the model sees: %1, from %2").arg(size_text(size.width(), size.height()), size_text(own.width(), own.height())));
}

void StartPicture::set_thumbnail(const QString& path, const QImage& image) {
    if (path != path_) return;
    if (image.isNull()) return note_->setText(tr("cannot be read"));
    thumbnail_->setPixmap(small_pixmap(image, start_side, this));
}

}  // namespace imagelab
