#include "ui/viewer/browse_view.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/look/theme.h"
#include "ui/viewer/picture_view.h"
#include "ui/widgets/controls.h"

namespace imagelab {

BrowseView::BrowseView(QWidget* parent) : QWidget(parent), view_(new PictureView(this)) {
    hide();
    parent->installEventFilter(this);
    view_->setFocusPolicy(Qt::NoFocus);
    setFocusPolicy(Qt::StrongFocus);
    describe(this, tr("Picture over the whole window"), tr("Space and arrows go on, F and 1 to 5 mark, Escape comes back."));
    setToolTip({});
    auto* foot = new QWidget(this);
    foot->setFixedHeight(48);
    place_ = muted_label({}, foot);
    marks_ = new QLabel(foot);
    prompt_ = new ElidedLabel(foot);
    auto* before = icon_button("left", tr("Previous picture"), tr("The picture before (Left)."), foot);
    auto* next = icon_button("right", tr("Next picture"), tr("The picture behind (Right, Space)."), foot);
    auto* close = icon_button("close", tr("Back to the window"), tr("Comes back (Escape)."), foot);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(place_);
    row->addWidget(marks_);
    row->addWidget(prompt_, 1);
    row->addWidget(before);
    row->addWidget(next);
    row->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(view_, 1);
    column->addWidget(foot);
    connect(before, &QToolButton::clicked, this, [this] { emit step_wanted(-1); });
    connect(next, &QToolButton::clicked, this, [this] { emit step_wanted(1); });
    connect(close, &QToolButton::clicked, this, &BrowseView::leave);
}

void BrowseView::open() {
    setGeometry(parentWidget()->rect());
    show();
    raise();
    setFocus(Qt::OtherFocusReason);
    view_->fit();
}

void BrowseView::leave() {
    hide();
    emit closed();
}

void BrowseView::show_picture(const QImage& image) {
    view_->set_picture(image, image.size());
}

void BrowseView::show_caption(const QString& place, const QString& prompt, const Marks& marks) {
    place_->setText(place);
    prompt_->setText(prompt);
    marks_->setText((marks.favourite ? QString(QChar(0x2665)) : QString()) + QString(marks.rating, QChar(0x2605)));
    marks_->setAccessibleName(tr("%1, rated %2 of 5").arg(marks.favourite ? tr("favourite") : tr("no favourite")).arg(marks.rating));
}

// The window's own shortcuts would take Escape.
bool BrowseView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Space || key == Qt::Key_Left || key == Qt::Key_Right) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

bool BrowseView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible()) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void BrowseView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Escape:
            return leave();
        case Qt::Key_Left:
        case Qt::Key_Up:
        case Qt::Key_Backspace:
            return emit step_wanted(-1);
        case Qt::Key_Right:
        case Qt::Key_Down:
        case Qt::Key_Space:
            return emit step_wanted(1);
        default:
            if (!view_->press(event->key())) QWidget::keyPressEvent(event);
    }
}

void BrowseView::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), colors(this).panel);
}

}  // namespace imagelab
