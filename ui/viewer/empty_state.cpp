#include "ui/viewer/empty_state.h"

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
    column->addSpacing(8);
    auto* title = new QLabel(tr("What should the picture show?"), this);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setWeight(QFont::DemiBold);
    title->setFont(large);
    column->addWidget(title, 0, Qt::AlignHCenter);
    auto* lead = muted_label(tr("Describe it on the left, then press Generate or Ctrl+Enter."), this);
    column->addWidget(lead, 0, Qt::AlignHCenter);
    column->addSpacing(16);
    column->addWidget(muted_label(tr("Or begin with one of these:"), this), 0, Qt::AlignHCenter);
    for (const QString& prompt : example_prompts()) {
        auto* example = new QPushButton(prompt, this);
        describe(example, tr("Use the prompt: %1").arg(prompt), tr("Puts these words into the prompt."));
        example->setFixedWidth(320);
        column->addWidget(example, 0, Qt::AlignHCenter);
        connect(example, &QPushButton::clicked, this, [this, prompt] { emit example_chosen(prompt); });
    }
    column->addStretch();
}

void EmptyState::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), colors(this).canvas);
}

}  // namespace imagelab
