#include "ui/viewer/variant_bar.h"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QToolButton>

#include "ui/models/mask_file.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {
constexpr int room_for_text = 120;  // pixels
}

VariantBar::VariantBar(QWidget* parent) : QWidget(parent), text_(new ElidedLabel(this)), buttons_(new QWidget(this)) {
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    setFixedHeight(36);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 8, 2);
    row->setSpacing(8);
    row->addWidget(text_, 1);
    row->addWidget(buttons_);
    auto* inside = new QHBoxLayout(buttons_);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(0);
    hide();
}

void VariantBar::add_button(QAction* action, const QString& icon_name) {
    QToolButton* button = icon_button(icon_name, action->iconText(), action->toolTip(), buttons_);
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    buttons_->layout()->addWidget(button);
}

void VariantBar::show_original(const QString& path) {
    text_->setText(path.isEmpty()          ? QString()
                   : is_painted_mask(path) ? tr("Painted over with colours")
                                           : tr("Painted over %1").arg(QFileInfo(path).fileName()));
    setVisible(!path.isEmpty());
}

void VariantBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    show_words(buttons_->findChildren<QToolButton*>(), width() - room_for_text);
}

}  // namespace imagelab
