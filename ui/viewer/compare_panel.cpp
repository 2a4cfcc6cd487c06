#include "ui/viewer/compare_panel.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/look/wording.h"
#include "ui/models/request_difference.h"
#include "ui/viewer/difference_list.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {
constexpr int most_list_height = 168;
}

ComparePanel::ComparePanel(QWidget* parent) : QWidget(parent), view_(new CompareView(this)) {
    auto* names = new QHBoxLayout;
    names->setContentsMargins(16, 4, 16, 4);
    names->setSpacing(16);
    for (ElidedLabel** name : {&name_a_, &name_b_}) {
        *name = new ElidedLabel(this);
        names->addWidget(*name, 1);
    }
    name_b_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* inside = new QWidget;
    inside->setBackgroundRole(QPalette::Button);
    same_ = muted_label({}, inside);
    list_ = new DifferenceList(tr("Left"), tr("Right"), false, inside);
    auto* lines = new QVBoxLayout(inside);
    lines->setContentsMargins(16, 8, 16, 8);
    lines->addWidget(same_);
    lines->addWidget(list_);
    auto* scroll = settings_ = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    scroll->viewport()->setBackgroundRole(QPalette::Button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(make_bar());
    column->addLayout(names);
    column->addWidget(view_, 1);
    column->addWidget(scroll);
    connect(view_, &CompareView::figures_known, this, [this](double mean, double changed) {
        figures_->setText(
            changed == 0 ? tr("Pixel for pixel the same")
                         : tr("%1 % of the pixels differ, by %2 of 255 on average").arg(fixed_text(changed * 100, 1), fixed_text(mean, 2)));
    });
    set_mode(CompareView::Mode::side_by_side);
}

QWidget* ComparePanel::make_bar() {
    auto* bar = new QWidget(this);
    bar->setBackgroundRole(QPalette::Button);
    bar->setAutoFillBackground(true);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(4);
    modes_ = new QButtonGroup(this);
    const std::pair<QString, QString> modes[] = {{tr("Side by side"), tr("Both, moved and zoomed together.")},
                                                 {tr("Slider"), tr("One over the other, up to a line that can be drawn.")},
                                                 {tr("Difference"), tr("What tells them apart, made stronger.")}};
    for (int i = 0; i < 3; ++i) {
        auto* button = new QToolButton(bar);
        button->setText(modes[i].first);
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        describe(button, modes[i].first, modes[i].second);
        modes_->addButton(button, i);
        row->addWidget(button);
    }
    gain_ = new QComboBox(bar);
    for (const int gain : {1, 4, 16}) gain_->addItem(tr("× %1").arg(gain), gain);
    gain_->setCurrentIndex(1);
    describe(gain_, tr("How much the difference is amplified"), tr("Small differences show when they are made stronger."));
    row->addWidget(gain_);
    figures_ = new ElidedLabel(bar);
    figures_->setForegroundRole(QPalette::PlaceholderText);
    row->addSpacing(8);
    row->addWidget(figures_, 1);
    auto* close = icon_button("close", tr("Close the comparison"), tr("Shows the picture again (Escape)."), bar);
    row->addWidget(close);
    connect(modes_, &QButtonGroup::idClicked, this, [this](int id) { set_mode(static_cast<CompareView::Mode>(id)); });
    connect(gain_, &QComboBox::currentIndexChanged, this, [this] { view_->set_gain(gain_->currentData().toInt()); });
    connect(close, &QToolButton::clicked, this, &ComparePanel::close_wanted);
    return bar;
}

void ComparePanel::set_mode(CompareView::Mode mode) {
    modes_->button(static_cast<int>(mode))->setChecked(true);
    gain_->setVisible(mode == CompareView::Mode::difference);
    view_->set_mode(mode);
}

void ComparePanel::compare(const ComparedPicture& a, const ComparedPicture& b) {
    name_a_->setText(QFileInfo(a.path).fileName());
    name_b_->setText(QFileInfo(b.path).fileName());
    figures_->setText({});
    view_->set_pictures(a.image, b.image);
    const QString other_sampler = b.foreign_sampler == a.foreign_sampler ? QString() : b.foreign_sampler;
    auto found = a.has_settings && b.has_settings ? differences(in_own_words(a.request), b.request, other_sampler)
                                                  : std::vector<RequestDifference>();
    same_->setText(!a.has_settings || !b.has_settings ? tr("One of them does not say how it was made.")
                   : found.empty()                    ? tr("Made with the same settings.")
                                                      : QString());
    same_->setVisible(found.empty());
    list_->setVisible(!found.empty());
    list_->show_differences(std::move(found));
    settings_->widget()->layout()->activate();
    settings_->setFixedHeight(std::min(settings_->widget()->sizeHint().height(), most_list_height));
}

// The window's own shortcut would take Escape.
bool ComparePanel::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void ComparePanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return emit close_wanted();
    QWidget::keyPressEvent(event);
}

}  // namespace imagelab
