#pragma once
#include <QLabel>
#include <QList>
#include <QString>
#include <QStringList>
#include <initializer_list>
#include <utility>

class QAbstractSpinBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QLayout;
class QLineEdit;
class QScrollArea;
class QVBoxLayout;
class QToolButton;

namespace imagelab {

// Name and sentence for screen readers and as a tooltip.
void describe(QWidget* control, const QString& name, const QString& explanation);

// The label before a field, in a column of one width; a click focuses the field.
QLabel* field_label(const QString& text, QWidget* field, QWidget* parent);

// A label in the quieter text colour.
QLabel* muted_label(const QString& text, QWidget* parent);

// A column without margins, 8 px between its parts.
QVBoxLayout* column_in(QWidget* widget, int spacing = 8);

void clear_layout(QLayout* layout);  // its widgets go

// A label and its field in a row.
QHBoxLayout* labelled(const QString& text, QWidget* field, QWidget* parent);

// Parts side by side, each with its share of what is left.
QHBoxLayout* row_of(std::initializer_list<std::pair<QWidget*, int>> parts);

// A small field for a share of the steps, 0 to 1.
QDoubleSpinBox* share_field(const QString& name, const QString& explanation, QWidget* parent);

// Tab goes from `before` through these; gives back the last.
QWidget* tab_through(QWidget* before, std::initializer_list<QWidget*> rest);

// A square button with an icon, or with `text` where icons are missing.
QToolButton* icon_button(const QString& icon_name, const QString& name, const QString& explanation, QWidget* parent);

// Of a row of icon buttons: their words beside the icons where `room` pixels are enough for all of them.
void show_words(const QList<QToolButton*>& buttons, int room);

// A word of more than `longest` characters may break anywhere, or its label would widen the panel.
QString breakable(QString text, int longest = 24);

// The first of these that the field has room for, the fullest first: a placeholder is not cut.
void fit_placeholder(QLineEdit* field, const QStringList& texts);
int placeholder_room(const QLineEdit& field);  // pixels that its text has

// The wheel scrolls the panel instead of changing a value the pointer happens to be over.
void ignore_wheel(QWidget* control);

// What gets the focus inside the area, by whatever way, is scrolled into view.
void follow_focus(QScrollArea* area);

// A frameless area that scrolls `inside` up and down only, and follows the focus in it.
QScrollArea* upright_scroll(QWidget* inside, QWidget* parent);

// One line that ends in an ellipsis where it does not fit; the whole text is its tooltip then.
class ElidedLabel : public QLabel {
    Q_OBJECT
  public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    QSize minimumSizeHint() const override;
    // Where the whole line does not fit it begins at this character, behind an ellipsis: what comes before need not be read.
    void begin_at(qsizetype character);
    QString shown_text() const;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString line() const;
    qsizetype begin_ = 0;
};

}  // namespace imagelab
