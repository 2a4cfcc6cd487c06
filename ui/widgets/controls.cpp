#include "ui/widgets/controls.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QDir>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPointer>
#include <QScrollArea>
#include <QStyleOptionFrame>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/look/icons.h"

namespace imagelab {
namespace {

class WheelFilter : public QObject {
  public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::Wheel) return QObject::eventFilter(watched, event);
        event->ignore();
        return true;
    }
};

class PlaceholderFilter : public QObject {
  public:
    PlaceholderFilter(QLineEdit* field, QStringList texts) : QObject(field), field_(field), texts_(std::move(texts)) { choose(); }
    bool eventFilter(QObject* watched, QEvent* event) override {
        const auto type = event->type();
        if (type == QEvent::Resize || type == QEvent::FontChange || type == QEvent::Show) choose();
        return QObject::eventFilter(watched, event);
    }

  private:
    void choose() {
        for (const QString& text : texts_) {
            field_->setPlaceholderText(text);
            if (placeholder_room(*field_) >= field_->fontMetrics().horizontalAdvance(text)) return;
        }
    }
    QLineEdit* field_;
    QStringList texts_;
};

}  // namespace

int placeholder_room(const QLineEdit& field) {
    QStyleOptionFrame option;
    option.initFrom(&field);
    option.lineWidth = field.style()->pixelMetric(QStyle::PM_DefaultFrameWidth, &option, &field);
    const QRect inside = field.style()->subElementRect(QStyle::SE_LineEditContents, &option, &field);
    const QMargins margins = field.textMargins();
    constexpr int beside_the_text = 4;  // QLineEdit's own 2 px on each side
    return inside.width() - margins.left() - margins.right() - beside_the_text;
}

void fit_placeholder(QLineEdit* field, const QStringList& texts) {
    field->installEventFilter(new PlaceholderFilter(field, texts));
}

void describe(QWidget* control, const QString& name, const QString& explanation) {
    control->setAccessibleName(name);
    control->setAccessibleDescription(explanation);
    control->setToolTip(explanation.isEmpty() ? name : QStringLiteral("<p>%1</p>").arg(explanation.toHtmlEscaped()));
    if (qobject_cast<QAbstractSpinBox*>(control)) {
        if (auto* line = control->findChild<QLineEdit*>()) line->setAccessibleName(name);
    }
}

QLabel* field_label(const QString& text, QWidget* field, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFixedWidth(80);
    label->setBuddy(field);
    label->setToolTip(field->toolTip());
    return label;
}

QLabel* muted_label(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QVBoxLayout* column_in(QWidget* widget, int spacing) {
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(spacing);
    return column;
}

void clear_layout(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget()) item->widget()->hide(), item->widget()->deleteLater();
        delete item;
    }
}

QHBoxLayout* labelled(const QString& text, QWidget* field, QWidget* parent) {
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(field_label(text, field, parent));
    row->addWidget(field, 1);
    return row;
}

QHBoxLayout* row_of(std::initializer_list<std::pair<QWidget*, int>> parts) {
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    for (const auto& [part, stretch] : parts) line->addWidget(part, stretch);
    return line;
}

QDoubleSpinBox* share_field(const QString& name, const QString& explanation, QWidget* parent) {
    auto* spin = new QDoubleSpinBox(parent);
    spin->setRange(0, 1);
    spin->setSingleStep(0.05);
    spin->setAlignment(Qt::AlignRight);
    spin->setFixedWidth(72);
    describe(spin, name, explanation);
    ignore_wheel(spin);
    return spin;
}

QWidget* tab_through(QWidget* before, std::initializer_list<QWidget*> rest) {
    for (QWidget* next : rest) {
        QWidget::setTabOrder(before, next);
        before = next;
    }
    return before;
}

QToolButton* icon_button(const QString& icon_name, const QString& name, const QString& explanation, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(icon(icon_name));
    button->setText(name);
    button->setToolButtonStyle(button->icon().isNull() ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAutoRaise(true);
    describe(button, name, explanation);
    return button;
}

void show_words(const QList<QToolButton*>& buttons, int room) {
    constexpr int around_words = 40;  // icon, gap and margins
    int needed = 0;
    for (const QToolButton* button : buttons) needed += button->fontMetrics().horizontalAdvance(button->text()) + around_words;
    for (QToolButton* button : buttons) {
        if (button->icon().isNull()) continue;
        const auto style = needed <= room ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly;
        if (button->toolButtonStyle() != style) button->setToolButtonStyle(style);
    }
}

void ignore_wheel(QWidget* control) {
    control->setFocusPolicy(Qt::StrongFocus);
    control->installEventFilter(new WheelFilter(control));
}

void follow_focus(QScrollArea* area) {
    QObject::connect(qApp, &QApplication::focusChanged, area, [area](QWidget*, QWidget* now) {
        const auto show = [area, control = QPointer<QWidget>(now)] {
            if (control && control->hasFocus() && area->widget() && area->widget()->isAncestorOf(control))
                area->ensureWidgetVisible(control, 0, 24);
        };
        show();
        QTimer::singleShot(0, area, show);  // what was made or unfolded just now gets its place after this
    });
}

QScrollArea* upright_scroll(QWidget* inside, QWidget* parent) {
    auto* area = new QScrollArea(parent);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(inside);
    follow_focus(area);
    return area;
}

QString breakable(QString text, int longest) {
    int run = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        run = text[i].isSpace() ? 0 : run + 1;
        if (run == longest || (run > longest / 3 && text[i] == QDir::separator())) text.insert(++i, QChar(0x200B)), run = 0;
    }
    return text;
}

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ElidedLabel::minimumSizeHint() const {
    return {48, fontMetrics().height()};
}

void ElidedLabel::begin_at(qsizetype character) {
    begin_ = character;
    update();
}

QString ElidedLabel::line() const {
    QString line = text();
    return line.replace('\n', ' ');
}

QString ElidedLabel::shown_text() const {
    const QString whole = line();
    if (begin_ == 0 || fontMetrics().horizontalAdvance(whole) <= width())
        return fontMetrics().elidedText(whole, Qt::ElideRight, width());
    return fontMetrics().elidedText(QStringLiteral("… ") + whole.mid(begin_), Qt::ElideRight, width());
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QString shown = shown_text();
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(rect(), static_cast<int>(alignment()) | Qt::TextSingleLine, shown);
    setToolTip(shown == line() ? QString() : QStringLiteral("<p>%1</p>").arg(text().toHtmlEscaped()));
}

}  // namespace imagelab
