#pragma once
// Colours, in one place. Two schemes, one accent; pictures are the only strong colour.
#include <QColor>
#include <QObject>
#include <QPalette>

class QDBusVariant;
class QWidget;

namespace imagelab {

enum class Scheme { light, dark };
enum class ThemeChoice { system, light, dark };

// What QPalette has no role for, beside what it has. Every pair of text and ground is at least 4.5:1, of disabled text too where it stands
// on window, panel or field
// (tests/ui/theme_test.cpp).
struct Colors {
    QColor window, panel, field, canvas, border, border_strong;
    QColor text, muted, disabled, accent, on_accent, accent_hover, focus, hover;
    QColor danger_ground, danger_text, warning_text;
    QColor blue, green, violet, teal, red;  // quiet, for what tells parts of a text and kinds of tags apart
};

const Colors& colors(Scheme scheme);
const Colors& colors(const QWidget* widget);  // of the scheme the widget is shown in
QPalette palette_of(Scheme scheme);

// The palette's roles for text that warns; labels take them with setForegroundRole, and so follow a change of theme.
constexpr auto danger_role = QPalette::BrightText;
constexpr auto warning_role = QPalette::LinkVisited;

// WCAG 2.1 contrast ratio, 1..21.
double contrast(const QColor& a, const QColor& b);

// Applies the chosen theme to the application and follows the desktop's setting (the freedesktop appearance portal) while the
// choice is `system`.
class ThemeController : public QObject {
    Q_OBJECT
  public:
    explicit ThemeController(QObject* parent = nullptr);
    ThemeChoice choice() const { return choice_; }
    Scheme scheme() const;
    void choose(ThemeChoice choice);

    static ThemeChoice choice_named(const QString& name);  // "dark", "light"; anything else: system
    static QString name_of(ThemeChoice choice);

  private slots:
    void desktop_setting_changed(const QString& space, const QString& key, const QDBusVariant& value);

  private:
    void ask_desktop();
    void set_desktop(uint color_scheme);  // portal values: 0 no preference, 1 dark, 2 light
    void apply();
    ThemeChoice choice_ = ThemeChoice::system;
    Scheme desktop_ = Scheme::light;
};

}  // namespace imagelab
