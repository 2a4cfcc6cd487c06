#include "ui/look/lab_style.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QFocusEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>
#include <QSlider>
#include <QStyleOption>
#include <QTreeView>
#include <utility>

#include "ui/look/icons.h"
#include "ui/look/paint.h"
#include "ui/look/theme.h"

namespace imagelab {
namespace {

constexpr int control_height = 28;
constexpr double corner = 4;

bool is_choice_list(const QWidget* widget) {
    return widget && widget->inherits("QComboBoxListView");
}

// A text that is longer than its field shows its beginning unless somebody writes in it.
class FromTheStart : public QObject {
  public:
    static QString name() { return QStringLiteral("from the start"); }
    explicit FromTheStart(QLineEdit* field) : QObject(field), field_(field) {
        setObjectName(name());
        field->installEventFilter(this);
        connect(field, &QLineEdit::textEdited, this, [this] { edited_ = true; });
        connect(field, &QLineEdit::textChanged, this, [this] { show_start(); });  // comes behind textEdited
        show_start();
    }
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::FocusOut) {
            const auto reason = static_cast<QFocusEvent*>(event)->reason();
            if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason && reason != Qt::MenuBarFocusReason)
                field_->setCursorPosition(0);
        }
        return QObject::eventFilter(watched, event);
    }

  private:
    void show_start() {
        if (!std::exchange(edited_, false) && !field_->hasFocus()) field_->setCursorPosition(0);
    }
    QLineEdit* field_;
    bool edited_ = false;
};

bool has(const QStyleOption* option, QStyle::StateFlag flag) {
    return option->state & flag;
}

// A rounded box: fields, buttons, frames. `ring` is the 2 px focus mark.
void draw_box(QPainter* painter, const QRect& rect, const QColor& fill, const QColor& edge, bool ring, const Colors& c) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const double width = ring ? 2 : 1;
    const double inset = width / 2;
    painter->setPen(edge.alpha() == 0 && !ring ? QPen(Qt::NoPen) : QPen(ring ? c.focus : edge, width));
    painter->setBrush(fill);
    painter->drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), corner, corner);
    painter->restore();
}

void draw_field(QPainter* painter, const QStyleOption* option, const Colors& c, bool fill = true) {
    const bool enabled = has(option, QStyle::State_Enabled);
    const QColor ground = !fill ? QColor(Qt::transparent) : enabled ? c.field : c.window;
    const bool hover = enabled && has(option, QStyle::State_MouseOver);
    draw_box(painter, option->rect, ground, hover ? c.muted : c.border_strong, enabled && has(option, QStyle::State_HasFocus), c);
}

// A chevron in the middle of the rectangle: 0 down, 1 up, 2 right, 3 left.
void draw_chevron(QPainter* painter, const QRect& rect, int direction, const QColor& color, double half = 4) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(QRectF(rect).center());
    painter->rotate(direction == 1 ? 180 : direction == 2 ? -90 : direction == 3 ? 90 : 0);
    painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(QPolygonF({{-half, -half / 2}, {0, half / 2}, {half, -half / 2}}));
    painter->restore();
}

void draw_button(QPainter* painter, const QStyleOption* option, const Colors& c) {
    const bool enabled = has(option, QStyle::State_Enabled);
    QColor fill = c.panel;
    if (enabled && has(option, QStyle::State_MouseOver)) fill = c.hover;
    if (has(option, QStyle::State_Sunken) || has(option, QStyle::State_On)) fill = c.border;
    draw_box(painter, option->rect, fill, enabled ? c.border_strong : c.border, enabled && has(option, QStyle::State_HasFocus), c);
}

void draw_tool_button(QPainter* painter, const QStyleOption* option, const Colors& c) {
    const bool enabled = has(option, QStyle::State_Enabled);
    QColor fill = Qt::transparent;
    if (has(option, QStyle::State_On)) fill = c.border;
    if (enabled && has(option, QStyle::State_MouseOver)) fill = c.hover;
    if (has(option, QStyle::State_Sunken)) fill = c.border;
    draw_box(painter, option->rect, fill, Qt::transparent, enabled && has(option, QStyle::State_HasFocus), c);
}

// The ground of a row of a tree, its indentation too, as the delegates draw their cells.
void draw_row(QPainter* painter, const QStyleOption* option, const Colors& c) {
    const bool chosen = has(option, QStyle::State_Selected);
    if (chosen || has(option, QStyle::State_MouseOver)) painter->fillRect(option->rect, chosen ? c.border : c.hover);
}

void draw_check_box(QPainter* painter, const QStyleOption* option, const Colors& c) {
    const bool on = has(option, QStyle::State_On);
    draw_box(painter, option->rect, on ? c.accent : c.field, on ? c.accent : c.border_strong, has(option, QStyle::State_HasFocus), c);
    if (!on) return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(c.on_accent, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QRectF r = option->rect;
    painter->drawPolyline(QPolygonF({{r.left() + r.width() * 0.26, r.top() + r.height() * 0.52},
                                     {r.left() + r.width() * 0.44, r.top() + r.height() * 0.70},
                                     {r.left() + r.width() * 0.76, r.top() + r.height() * 0.32}}));
    painter->restore();
}

void draw_radio(QPainter* painter, const QStyleOption* option, const Colors& c) {
    const bool on = has(option, QStyle::State_On), ring = has(option, QStyle::State_HasFocus);
    const QRectF box = QRectF(option->rect).adjusted(1, 1, -1, -1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(ring ? c.focus : on ? c.accent : c.border_strong, ring ? 2 : 1));
    painter->setBrush(on ? c.accent : c.field);
    painter->drawEllipse(box);
    painter->setPen(Qt::NoPen);
    painter->setBrush(c.on_accent);
    if (on) painter->drawEllipse(box.center(), box.width() * 0.22, box.width() * 0.22);
    painter->restore();
}

void draw_slider(QPainter* painter, const QStyleOptionSlider* slider, const QRect& handle, const Colors& c) {
    const bool enabled = has(slider, QStyle::State_Enabled);
    const QRectF groove(slider->rect.left() + 2, slider->rect.center().y() - 1, slider->rect.width() - 4, 4);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(c.border);
    painter->drawRoundedRect(groove, 2, 2);
    painter->setBrush(enabled ? c.accent : c.border_strong);
    painter->drawRoundedRect(QRectF(groove.topLeft(), QPointF(handle.center().x(), groove.bottom())), 2, 2);
    const QPointF middle = QRectF(handle).center();
    if (enabled && has(slider, QStyle::State_HasFocus)) {
        painter->setPen(QPen(c.focus, 2));
        painter->setBrush(c.panel);
        painter->drawEllipse(middle, 8, 8);
        painter->setPen(Qt::NoPen);
    }
    painter->setBrush(enabled ? c.accent : c.border_strong);
    painter->drawEllipse(middle, 5.5, 5.5);
    painter->restore();
}

void draw_progress(QPainter* painter, const QStyleOptionProgressBar* bar, const Colors& c) {
    const double range = bar->maximum - bar->minimum;
    paint_bar(*painter, QRectF(bar->rect.left(), bar->rect.center().y() - 2.5, bar->rect.width(), 6),
              range > 0 ? (bar->progress - bar->minimum) / range : 0, c.border, c.focus);
}

void draw_dock_title(QPainter* painter, const QStyleOptionDockWidget* dock, const Colors& c) {
    painter->save();
    QFont font = painter->font();
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(c.muted);
    const QRect room = dock->rect.adjusted(16, 0, -56, 0);  // panels begin 16 px in; two buttons
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(font).elidedText(dock->title, Qt::ElideRight, room.width()));
    painter->restore();
}

void draw_header(QPainter* painter, const QStyleOption* header, const Colors& c) {
    painter->fillRect(header->rect, c.panel);
    painter->fillRect(QRect(header->rect.bottomLeft(), QSize(header->rect.width(), 1)), c.border);
}

void draw_tab(QPainter* painter, const QStyleOptionTab* tab, const Colors& c) {
    const bool chosen = has(tab, QStyle::State_Selected);
    if (chosen || has(tab, QStyle::State_MouseOver)) painter->fillRect(tab->rect, chosen ? c.panel : c.hover);
    if (chosen) painter->fillRect(QRect(tab->rect.left(), tab->rect.bottom() - 1, tab->rect.width(), 2), c.accent);
    if (has(tab, QStyle::State_HasFocus)) draw_box(painter, tab->rect, Qt::transparent, c.focus, true, c);
}

}  // namespace

LabStyle::LabStyle() : QProxyStyle("fusion") {}

void LabStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractSpinBox*>(widget) ||
        qobject_cast<QSlider*>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (auto* line = qobject_cast<QLineEdit*>(widget); line && !qobject_cast<QAbstractSpinBox*>(line->parentWidget()))
        line->setTextMargins(4, 0, 4, 0);
    auto* field = qobject_cast<QLineEdit*>(widget);
    if (field && !field->findChild<QObject*>(FromTheStart::name(), Qt::FindDirectChildrenOnly)) new FromTheStart(field);
}

void LabStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const Colors& c = colors(widget);
    switch (element) {
        case PE_PanelLineEdit:
            if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option); frame && frame->lineWidth > 0)
                draw_field(painter, option, c);
            return;
        case PE_FrameLineEdit:
            return draw_field(painter, option, c, false);
        case PE_Frame:
            return draw_field(painter, option, c);
        case PE_PanelButtonCommand:
            return draw_button(painter, option, c);
        case PE_PanelButtonTool:
            return draw_tool_button(painter, option, c);
        case PE_IndicatorCheckBox:
            return draw_check_box(painter, option, c);
        case PE_IndicatorRadioButton:
            return draw_radio(painter, option, c);
        case PE_FrameFocusRect:
            if (!qobject_cast<const QAbstractButton*>(widget) && !is_choice_list(widget))
                draw_box(painter, option->rect, Qt::transparent, c.focus, true, c);
            return;
        case PE_IndicatorArrowDown:
            return draw_chevron(painter, option->rect, 0, option->palette.color(QPalette::ButtonText));
        case PE_IndicatorArrowUp:
            return draw_chevron(painter, option->rect, 1, option->palette.color(QPalette::ButtonText));
        case PE_IndicatorArrowRight:
            return draw_chevron(painter, option->rect, 2, option->palette.color(QPalette::ButtonText));
        case PE_IndicatorArrowLeft:
            return draw_chevron(painter, option->rect, 3, option->palette.color(QPalette::ButtonText));
        case PE_PanelItemViewRow:
            if (qobject_cast<const QTreeView*>(widget)) return draw_row(painter, option, c);
            return QProxyStyle::drawPrimitive(element, option, painter, widget);
        case PE_PanelTipLabel:
            return draw_box(painter, option->rect, c.field, c.border_strong, false, c);
        default:
            QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void LabStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    if (element == CE_Splitter) return painter->fillRect(option->rect, colors(widget).border);
    if (element == CE_ProgressBar) {
        if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option)) return draw_progress(painter, bar, colors(widget));
    }
    if (element == CE_HeaderSection || element == CE_HeaderEmptyArea) return draw_header(painter, option, colors(widget));
    if (element == CE_DockWidgetTitle) {
        if (const auto* dock = qstyleoption_cast<const QStyleOptionDockWidget*>(option))
            return draw_dock_title(painter, dock, colors(widget));
    }
    if (element == CE_TabBarTabShape) {
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) return draw_tab(painter, tab, colors(widget));
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void LabStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                  const QWidget* widget) const {
    const Colors& c = colors(widget);
    const QColor mark = option->palette.color(QPalette::ButtonText);
    const auto part = [&](SubControl sub) { return subControlRect(control, option, sub, widget); };
    if (control == CC_SpinBox) {
        draw_field(painter, option, c);
        draw_chevron(painter, part(SC_SpinBoxUp), 1, mark, 3);
        draw_chevron(painter, part(SC_SpinBoxDown), 0, mark, 3);
        return;
    }
    if (control == CC_ComboBox) {
        draw_field(painter, option, c);
        draw_chevron(painter, part(SC_ComboBoxArrow), 0, mark);
        return;
    }
    if (control == CC_Slider) {
        const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (slider && slider->orientation == Qt::Horizontal) return draw_slider(painter, slider, part(SC_SliderHandle), c);
    }
    if (control == CC_ToolButton) {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        // Its panel, which has the ring, is drawn only while it is pressed, checked or below the pointer.
        if (has(option, State_Enabled) && has(option, State_HasFocus)) draw_box(painter, option->rect, Qt::transparent, c.focus, true, c);
        return;
    }
    if (control == CC_ScrollBar) {
        const QRect handle = part(SC_ScrollBarSlider);
        if (handle.isEmpty() || !has(option, State_Enabled)) return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(option->activeSubControls & SC_ScrollBarSlider ? c.muted : c.border_strong);
        const double edge = option->activeSubControls & SC_ScrollBarSlider ? 2 : 3;
        painter->drawRoundedRect(QRectF(handle).adjusted(edge, 2, -edge, -2), 6 - edge, 6 - edge);
        painter->restore();
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QSize LabStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const {
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
        case CT_LineEdit:
        case CT_SpinBox:
        case CT_ComboBox:
            result.setHeight(control_height);
            break;
        case CT_PushButton:
            result = QSize(result.width() + 8, control_height);
            break;
        case CT_ToolButton:
            result = result.expandedTo(QSize(control_height, control_height));
            break;
        case CT_ItemViewItem:
            if (is_choice_list(widget)) result.setHeight(28);
            break;
        case CT_TabBarTab:
            result = QSize(result.width() + 8, control_height);
            break;
        case CT_MenuItem:
            result += QSize(8, 4);
            break;
        case CT_MenuBarItem:
            result = QSize(result.width() + 4, 28);
            break;
        default:
            break;
    }
    return result;
}

QRect LabStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part, const QWidget* widget) const {
    const QRect r = option->rect;
    if (control == CC_SpinBox) {
        const int middle = r.center().y();
        if (part == SC_SpinBoxUp) return QRect(r.right() - 23, r.top() + 4, 20, middle - r.top() - 3);
        if (part == SC_SpinBoxDown) return QRect(r.right() - 23, middle + 1, 20, r.bottom() - middle - 4);
        if (part == SC_SpinBoxEditField) return r.adjusted(5, 3, -24, -3);
    }
    if (control == CC_ComboBox) {
        if (part == SC_ComboBoxArrow) return QRect(r.right() - 27, r.top(), 24, r.height());
        if (part == SC_ComboBoxEditField) return r.adjusted(8, 2, -28, -2);
    }
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (!bar) return {};
        if (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine) return {};
        const bool upright = bar->orientation == Qt::Vertical;
        const int length = upright ? r.height() : r.width();
        const int range = bar->maximum - bar->minimum;
        const int handle = range > 0 ? std::max(32, int(int64_t(length) * bar->pageStep / (range + bar->pageStep))) : length;
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown);
        const auto span = [&](int from, int to) {
            return upright ? QRect(r.left(), r.top() + from, r.width(), to - from) : QRect(r.left() + from, r.top(), to - from, r.height());
        };
        if (part == SC_ScrollBarGroove) return r;
        if (part == SC_ScrollBarSlider) return range > 0 ? span(start, start + handle) : QRect();
        if (part == SC_ScrollBarSubPage) return span(0, start);
        if (part == SC_ScrollBarAddPage) return span(start + handle, length);
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

int LabStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
        case PM_DefaultFrameWidth:
            return 2;
        case PM_ScrollBarExtent:
            return 12;
        case PM_FocusFrameHMargin:
            return is_choice_list(widget) ? 6 : QProxyStyle::pixelMetric(metric, option, widget);
        case PM_ToolTipLabelFrameWidth:
        case PM_CheckBoxLabelSpacing:
            return 8;
        case PM_SplitterWidth:
            return 1;
        case PM_DockWidgetSeparatorExtent:
            return 4;
        case PM_HeaderMargin:
            return 8;
        case PM_DockWidgetTitleMargin:
            return 8;
        case PM_DockWidgetTitleBarButtonMargin:
            return 4;
        case PM_TabBarTabShiftVertical:
        case PM_TabBarTabShiftHorizontal:
        case PM_TabBarTabOverlap:
            return 0;
        case PM_SliderThickness:
        case PM_SliderLength:
        case PM_SliderControlThickness:
            return 18;
        case PM_IndicatorWidth:
        case PM_IndicatorHeight:
        case PM_ExclusiveIndicatorWidth:
        case PM_ExclusiveIndicatorHeight:
            return 18;
        case PM_ButtonIconSize:
        case PM_SmallIconSize:
            return 16;
        case PM_ButtonShiftHorizontal:
        case PM_ButtonShiftVertical:
            return 0;
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

QIcon LabStyle::standardIcon(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const {
    if (which == SP_TitleBarCloseButton) return icon("close");
    if (which == SP_TitleBarNormalButton) return icon("float");
    return QProxyStyle::standardIcon(which, option, widget);
}

int LabStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const {
    switch (hint) {
        case SH_ComboBox_Popup:
            return 0;
        case SH_Slider_AbsoluteSetButtons:
            return Qt::LeftButton;
        case SH_ToolTip_WakeUpDelay:
            return 400;
        default:
            return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

}  // namespace imagelab
