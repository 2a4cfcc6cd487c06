#include "ui/viewer/drop_targets.h"

#include <QFileInfo>
#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {
constexpr int target_margin = 24, gap = 24, most_wide = 560, most_high = 400;
}

DropTarget::DropTarget(const QString& icon_name, const QString& title, QWidget* parent) : QAbstractButton(parent), icon_name_(icon_name) {
    setText(title);
    describe(this, title, {});
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
}

void DropTarget::set_note(const QString& note) {
    note_ = note;
    describe(this, text(), note);
    update();
}

void DropTarget::set_lit(bool lit) {
    lit_ = lit;
    update();
}

void DropTarget::paintEvent(QPaintEvent*) {
    const Colors& c = colors(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool lit = (lit_ || underMouse() || hasFocus()) && isEnabled();
    painter.setPen(QPen(lit ? c.focus : c.border_strong, 2, lit ? Qt::SolidLine : Qt::DashLine));
    painter.setBrush(lit ? c.hover : c.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 12, 12);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setWeight(QFont::DemiBold);
    const QRect inside = rect().adjusted(24, 24, -24, -24);
    const int middle = rect().center().y();
    imagelab::icon(icon_name_)
        .paint(&painter, QRect(inside.center().x() - 20, middle - 84, 40, 40), Qt::AlignCenter,
               isEnabled() ? QIcon::Normal : QIcon::Disabled);
    painter.setPen(isEnabled() ? c.text : c.muted);
    painter.setFont(large);
    painter.drawText(QRect(inside.left(), middle - 36, inside.width(), 40), Qt::AlignCenter, text());
    painter.setFont(font());
    painter.setPen(c.muted);
    painter.drawText(QRect(inside.left(), middle + 12, inside.width(), inside.bottom() - middle - 12),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, note_);
}

DropTargets::DropTargets(QWidget* parent)
    : QWidget(parent),
      settings_(new DropTarget("sliders", tr("Use its settings"), this)),
      start_(new DropTarget("picture", tr("Start from this picture"), this)),
      reference_(new DropTarget("style", tr("Show it to the model"), this)),
      model_(new DropTarget("plus", tr("Use this model"), this)) {
    hide();
    parent->installEventFilter(this);
    setFocusPolicy(Qt::StrongFocus);
    describe(this, tr("What to do with the picture"), tr("Escape does nothing with it."));
    setToolTip({});
    for (const auto& [button, target] :
         {std::pair(settings_, Target::settings), {start_, Target::start}, {reference_, Target::reference}, {model_, Target::model}}) {
        connect(button, &QAbstractButton::clicked, this, [this, target = target] {
            hide();
            emit chosen(target == Target::model && is_vae_ ? Target::vae : target);
        });
    }
}

void DropTargets::open(bool dragged) {
    setAttribute(Qt::WA_TransparentForMouseEvents, dragged);
    for (DropTarget* target : {settings_, start_, reference_, model_}) target->set_lit(false);
    setGeometry(parentWidget()->rect());
    arrange();
    show();
    raise();
    if (!dragged) (settings_->isVisible() && settings_->isEnabled() ? settings_ : start_)->setFocus(Qt::OtherFocusReason);
}

void DropTargets::show_picture(const QString& path, bool dragged) {
    if (path != path_ || !isVisible()) {
        path_ = path;
        says_nothing_ = false;
        settings_->setEnabled(true);
        settings_->set_note(tr("Reading what %1 says…").arg(QFileInfo(path).fileName()));
        start_->set_note(tr("New pictures begin from it instead of from noise."));
        reference_->set_note(tr("New pictures take its look (IP-Adapter)."));
    }
    settings_->show();
    start_->show();
    reference_->show();
    model_->hide();
    open(dragged);
}

void DropTargets::show_model(const QString& path, bool is_vae) {
    path_ = path;
    is_vae_ = is_vae;
    model_->setText(is_vae ? tr("Use this VAE") : tr("Use this model"));
    model_->set_note(QFileInfo(path).fileName());
    settings_->hide();
    start_->hide();
    reference_->hide();
    model_->show();
    open(true);
}

void DropTargets::set_info(const PictureInfoPtr& info) {
    if (info->path != path_) return;
    says_nothing_ = !info->imported;
    settings_->setEnabled(!says_nothing_);
    if (says_nothing_) return settings_->set_note(tr("Not possible: %1").arg(info->problem));
    QString prompt = QString::fromStdString(info->imported->request.prompt).simplified();
    if (prompt.size() > 160) prompt = prompt.left(159) + QChar(0x2026);
    const auto missing = static_cast<int>(info->imported->notes.size());
    QString note = tr("Made by %1").arg(info->program()) + "\n" + prompt;
    if (missing > 0)
        note += "\n\n" + (missing == 1 ? tr("One thing cannot be carried over.") : tr("%1 things cannot be carried over.").arg(missing));
    settings_->set_note(note);
}

void DropTargets::arrange() {
    const QRect area = rect().adjusted(target_margin, target_margin, -target_margin, -target_margin);
    const int high = std::min(most_high, area.height()), top = area.center().y() - high / 2;
    const int wide = std::min(most_wide, (area.width() - 2 * gap) / 3), model_wide = std::min(most_wide, area.width());
    int left = area.center().x() - (3 * wide + 2 * gap) / 2;
    for (DropTarget* target : {settings_, start_, reference_}) {
        target->setGeometry(left, top, wide, high);
        left += wide + gap;
    }
    model_->setGeometry(area.center().x() - model_wide / 2, top, model_wide, high);
}

// Each third of the window is a target as a whole.
DropTargets::Target DropTargets::target_at(const QPoint& in_parent) const {
    if (!isVisible()) return Target::none;
    if (!model_->isHidden()) return is_vae_ ? Target::vae : Target::model;
    const int third = 3 * in_parent.x() / std::max(1, width());
    return third < 1 ? Target::settings : third < 2 ? Target::start : Target::reference;
}

void DropTargets::light(const QPoint& in_parent) {
    const Target target = target_at(in_parent);
    settings_->set_lit(target == Target::settings);
    start_->set_lit(target == Target::start);
    reference_->set_lit(target == Target::reference);
    model_->set_lit(target == Target::model || target == Target::vae);
}

QPoint DropTargets::middle_of(Target target) const {
    const DropTarget* place = target == Target::settings    ? settings_
                              : target == Target::start     ? start_
                              : target == Target::reference ? reference_
                                                            : model_;
    return mapToParent(place->geometry().center());
}

bool DropTargets::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

bool DropTargets::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible()) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void DropTargets::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape) return QWidget::keyPressEvent(event);
    hide();
    emit chosen(Target::none);
}

void DropTargets::mousePressEvent(QMouseEvent*) {
    hide();
    emit chosen(Target::none);
}

void DropTargets::paintEvent(QPaintEvent*) {
    QColor veil = colors(this).window;
    veil.setAlpha(235);
    QPainter(this).fillRect(rect(), veil);
}

void DropTargets::resizeEvent(QResizeEvent*) {
    arrange();
}

}  // namespace imagelab
