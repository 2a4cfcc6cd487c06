#include "ui/viewer/canvas_panel.h"

#include <QAction>
#include <QColorDialog>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/look/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {
constexpr double usual_most_size = 400;  // pixels, of the slider
}

CanvasPanel::CanvasPanel(QWidget* parent) : QWidget(parent), view_(new CanvasView(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(make_bar());
    column->addWidget(view_, 1);
    connect(size_, &SliderSpin::edited, view_, &CanvasView::set_brush_size);
    connect(hardness_, &SliderSpin::edited, view_, &CanvasView::set_hardness);
    connect(tolerance_, &SliderSpin::edited, this, [this](double value) { view_->set_tolerance(static_cast<int>(std::lround(value))); });
    connect(view_, &CanvasView::settings_changed, this, &CanvasPanel::show_settings);
    connect(view_, &CanvasView::leave_wanted, this, &CanvasPanel::done);
    connect(view_, &CanvasView::zoom_changed, this, [this] { zoom_->setText(tr("%1 %").arg(std::lround(view_->shown_scale() * 100))); });
    connect(done_, &QPushButton::clicked, this, &CanvasPanel::done);
    show_settings();
}

QWidget* CanvasPanel::make_bar() {
    auto* bar = new QWidget(this);
    bar->setBackgroundRole(QPalette::Button);
    bar->setAutoFillBackground(true);
    bar->setAccessibleName(tr("Tools for painting"));
    tools_ = new QHBoxLayout;
    tools_->setSpacing(0);
    buttons_ = new QHBoxLayout;
    buttons_->setSpacing(0);
    zoom_ = muted_label({}, bar);
    more_ =
        icon_button("more", tr("More for the mask"), tr("Invert, clear, grow, shrink and soften the mask, or take one from a file."), bar);
    menu_ = new QMenu(more_);
    connect(more_, &QToolButton::clicked, this, [this] { menu_->popup(more_->mapToGlobal(QPoint(0, more_->height()))); });
    done_ = new QPushButton(tr("Done"), bar);
    describe(done_, tr("Done"), tr("Back to the picture; the mask stays (Escape)."));
    auto* first = new QHBoxLayout;
    first->setContentsMargins(8, 4, 8, 0);
    first->setSpacing(8);
    first->addLayout(tools_);
    first->addStretch(1);
    first->addWidget(zoom_);
    first->addLayout(buttons_);
    first->addWidget(more_);
    first->addWidget(done_);
    size_ = new SliderSpin(tr("Brush"), tr("Its width in pixels of the picture; [ and ] make it smaller and larger."),
                           {CanvasView::least_size, CanvasView::most_size, usual_most_size, 1, 0}, bar);
    hardness_ = new SliderSpin(tr("Hardness"), tr("1 paints up to a hard edge, less lets the stroke fade; { and } change it."),
                               {0, 1, 1, 0.05, 2}, bar);
    tolerance_ = new SliderSpin(tr("Tolerance"), tr("How far from the colour that is clicked on another may be and still be filled."),
                                {0, 255, 128, 1, 0}, bar);
    colour_ = new QToolButton(bar);
    colour_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    colour_->setText(tr("Colour…"));
    describe(colour_, tr("Colour of the brush"), tr("Choose it, or take it from the picture with Alt and a click."));
    connect(colour_, &QToolButton::clicked, this, &CanvasPanel::ask_colour);
    auto* second = new QHBoxLayout;
    second->setContentsMargins(12, 0, 12, 6);
    second->setSpacing(16);
    for (SliderSpin* setting : {size_, hardness_, tolerance_}) second->addWidget(setting, 1);
    second->addWidget(colour_);
    auto* rows = new QVBoxLayout(bar);
    rows->setContentsMargins(0, 0, 0, 1);
    rows->setSpacing(4);
    rows->addLayout(first);
    rows->addLayout(second);
    return bar;
}

QToolButton* CanvasPanel::add(QAction* action, const QString& icon_name, QHBoxLayout* row) {
    QString name = action->text().remove('&');
    QToolButton* button = icon_button(icon_name, name, action->toolTip(), done_->parentWidget());
    const auto follow = [action, button] {
        button->setEnabled(action->isEnabled());
        button->setChecked(action->isChecked());
    };
    button->setCheckable(action->isCheckable());
    follow();
    connect(action, &QAction::changed, button, follow);
    connect(button, &QToolButton::clicked, action, [this, action, follow] {
        action->trigger();
        follow();
        view_->setFocus(Qt::OtherFocusReason);  // its keys go on
    });
    row->addWidget(button);
    if (last_) setTabOrder(last_, button);
    last_ = button;
    setTabOrder(button, more_);
    setTabOrder(more_, done_);
    return button;
}

void CanvasPanel::add_tool(QAction* action, const QString& icon_name) {
    add(action, icon_name, tools_);
}

void CanvasPanel::add_button(QAction* action, const QString& icon_name) {
    add(action, icon_name, buttons_);
}

void CanvasPanel::add_to_menu(QAction* action) {
    menu_->addAction(action);
}

void CanvasPanel::show_settings() {
    const bool colours = view_->tool() == CanvasTool::colour;
    const bool brushes = view_->tool() == CanvasTool::brush || view_->tool() == CanvasTool::eraser || colours;
    size_->set_value(std::round(view_->brush_size()));
    hardness_->set_value(view_->hardness());
    tolerance_->set_value(view_->tolerance());
    size_->setEnabled(brushes);
    hardness_->setEnabled(brushes);
    hardness_->setVisible(view_->tool() != CanvasTool::fill);
    tolerance_->setVisible(view_->tool() == CanvasTool::fill);
    colour_->setVisible(colours);
    QPixmap shown(16, 16);
    shown.fill(view_->colour());
    colour_->setIcon(QIcon(shown));
}

void CanvasPanel::ask_colour() {
    auto* dialog = new QColorDialog(view_->colour(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QColorDialog::DontUseNativeDialog);
    connect(dialog, &QColorDialog::colorSelected, view_, &CanvasView::set_colour);
    connect(dialog, &QColorDialog::finished, view_, [this] { view_->setFocus(Qt::OtherFocusReason); });
    dialog->open();
}

void CanvasPanel::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), colors(this).border);
}

}  // namespace imagelab
