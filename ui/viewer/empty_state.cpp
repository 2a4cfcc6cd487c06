#include "ui/viewer/empty_state.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/models/example_prompts.h"
#include "ui/widgets/controls.h"

namespace imagelab {

EmptyState::EmptyState(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(8);
    column->addStretch();
    auto* mark = new QLabel(this);
    mark->setPixmap(application_icon().pixmap(72, 72));
    column->addWidget(mark, 0, Qt::AlignHCenter);
    auto* title = new QLabel(tr("What should the picture show?"), this);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setWeight(QFont::DemiBold);
    title->setFont(large);
    auto* lead = muted_label(tr("Describe it on the left, then press Generate or Ctrl+Enter."), this);
    auto* examples = muted_label(tr("Or begin with one of these:"), this);
    for (QLabel* line : {title, lead, examples}) {
        line->setWordWrap(true);
        line->setAlignment(Qt::AlignHCenter);
        column->addWidget(line);
    }
    examples->setContentsMargins(0, 16, 0, 0);
    title->setContentsMargins(0, 8, 0, 0);
    spared_ = {mark};
    for (const QString& prompt : example_prompts()) {
        auto* example = new QPushButton(prompt, this);
        describe(example, tr("Use the prompt: %1").arg(prompt), tr("Puts these words into the prompt."));
        example->setMaximumWidth(320);
        auto* row = new QHBoxLayout;
        row->addStretch(1);
        row->addWidget(example, 1000);
        row->addStretch(1);
        column->addLayout(row);
        spared_.insert(1, example);
        connect(example, &QPushButton::clicked, this, [this, prompt] { emit example_chosen(prompt); });
    }
    column->addStretch();
    spared_ << examples << lead;
}

void EmptyState::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    for (QWidget* part : spared_) part->show();
    for (QWidget* part : spared_) {
        layout()->invalidate();
        if (layout()->totalHeightForWidth(width()) <= height()) return;
        part->hide();
    }
}

void EmptyState::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), colors(this).canvas);
}

}  // namespace imagelab
