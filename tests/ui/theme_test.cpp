#if __has_include(<QApplication>)
#include "ui/look/theme.h"

#include <gtest/gtest.h>

#include <QFocusEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest/QTest>

#include "tests/support/window_fixture.h"
#include "ui/queue/queue_panel.h"
#include "ui/request/generate_button.h"
#include "ui/widgets/controls.h"

namespace imagelab::test {
namespace {

TEST(Theme, ContrastIsTheRatioOfWcag) {
    EXPECT_NEAR(contrast(Qt::black, Qt::white), 21, 1e-9);
    EXPECT_NEAR(contrast(QColor("#777777"), Qt::white), 4.48, 0.01);  // the well-known grey that just fails
    EXPECT_EQ(contrast(Qt::red, Qt::red), 1);
}

TEST(LabStyleFields, ALongTextShowsItsBeginningUnlessSomebodyWritesInIt) {
    application();
    QWidget window;
    QLineEdit field(&window), other(&window);
    field.resize(80, 28);
    field.setText(QString(200, 'a'));
    window.show();
    EXPECT_EQ(field.cursorPosition(), 0);
    field.setText(QString(100, 'b'));
    EXPECT_EQ(field.cursorPosition(), 0);
    field.clear();
    QTest::keyClicks(&field, "word");
    EXPECT_EQ(field.text(), "word");
    field.setFocus();
    field.end(false);
    EXPECT_EQ(field.cursorPosition(), 4);
    QFocusEvent popup(QEvent::FocusOut, Qt::PopupFocusReason), tab(QEvent::FocusOut, Qt::TabFocusReason);
    QApplication::sendEvent(&field, &popup);
    EXPECT_EQ(field.cursorPosition(), 4) << "its menu is open";
    QApplication::sendEvent(&field, &tab);
    EXPECT_EQ(field.cursorPosition(), 0);
}

class ThemeContrast : public ::testing::TestWithParam<Scheme> {};

TEST_P(ThemeContrast, TextIsReadable) {
    const Colors& c = colors(GetParam());
    const std::tuple<const char*, QColor, QColor> pairs[] = {{"text on window", c.text, c.window},
                                                             {"text on panel", c.text, c.panel},
                                                             {"text on field", c.text, c.field},
                                                             {"text on canvas", c.text, c.canvas},
                                                             {"text on hover", c.text, c.hover},
                                                             {"text on pressed", c.text, c.border},
                                                             {"muted on window", c.muted, c.window},
                                                             {"muted on panel", c.muted, c.panel},
                                                             {"muted on field", c.muted, c.field},
                                                             {"muted on canvas", c.muted, c.canvas},
                                                             {"muted on hover", c.muted, c.hover},
                                                             {"muted on border", c.muted, c.border},
                                                             {"on accent", c.on_accent, c.accent},
                                                             {"on accent, hover", c.on_accent, c.accent_hover},
                                                             {"danger", c.danger_text, c.danger_ground},
                                                             {"danger on panel", c.danger_text, c.panel},
                                                             {"warning on panel", c.warning_text, c.panel},
                                                             {"danger on window", c.danger_text, c.window},
                                                             {"warning on window", c.warning_text, c.window},
                                                             {"warning on field", c.warning_text, c.field},
                                                             {"warning on a chosen row", c.warning_text, c.border},
                                                             {"warning on hover", c.warning_text, c.hover},
                                                             {"link on field", c.focus, c.field}};
    for (const auto& [name, text, ground] : pairs) EXPECT_GE(contrast(text, ground), 4.5) << name;
    for (const QColor& text : {c.blue, c.green, c.violet, c.teal, c.red})
        for (const QColor& ground : {c.field, c.panel, c.hover, c.border})
            EXPECT_GE(contrast(text, ground), 4.5) << text.name().toStdString() << " on " << ground.name().toStdString();
    for (const QColor& ground : {c.window, c.panel, c.field}) EXPECT_GE(contrast(c.disabled, ground), 4.5) << "disabled";
    for (const QColor& ground : {c.canvas, c.border, c.hover}) EXPECT_GE(contrast(c.disabled, ground), 3) << "disabled";
    for (const QColor& ground : {c.window, c.panel, c.field, c.canvas})
        EXPECT_GE(contrast(c.focus, ground), 3) << "focus ring (WCAG 1.4.11)";
}

TEST_P(ThemeContrast, PaletteIsReadable) {
    const QPalette p = palette_of(GetParam());
    using Role = QPalette::ColorRole;
    const std::pair<Role, Role> pairs[] = {{QPalette::WindowText, QPalette::Window},
                                           {QPalette::Text, QPalette::Base},
                                           {QPalette::ButtonText, QPalette::Button},
                                           {QPalette::HighlightedText, QPalette::Highlight},
                                           {QPalette::PlaceholderText, QPalette::Base},
                                           {QPalette::PlaceholderText, QPalette::Window},
                                           {QPalette::ToolTipText, QPalette::ToolTipBase},
                                           {QPalette::Text, QPalette::AlternateBase},
                                           {danger_role, QPalette::Button},
                                           {warning_role, QPalette::Button}};
    for (const auto& [text, ground] : pairs) EXPECT_GE(contrast(p.color(text), p.color(ground)), 4.5) << text << " on " << ground;
}

TEST_P(ThemeContrast, DisabledTextIsReadableWhateverThemeWasThereBefore) {
    application();
    ThemeController theme;
    QPushButton button("Pause");
    button.setEnabled(false);
    button.show();
    theme.choose(GetParam() == Scheme::dark ? ThemeChoice::light : ThemeChoice::dark);
    theme.choose(GetParam() == Scheme::dark ? ThemeChoice::dark : ThemeChoice::light);
    QApplication::processEvents();  // which tells the widgets of their new palette
    ASSERT_EQ(button.palette().color(QPalette::Button), colors(GetParam()).panel);
    for (const auto& [text, ground] : {std::pair(QPalette::WindowText, QPalette::Window), std::pair(QPalette::ButtonText, QPalette::Button),
                                       std::pair(QPalette::Text, QPalette::Base), std::pair(QPalette::Text, QPalette::Button)}) {
        const QColor color = button.palette().color(QPalette::Disabled, text);
        EXPECT_EQ(color.alpha(), 255) << "a translucent colour is paler than it says";
        EXPECT_GE(contrast(color, button.palette().color(QPalette::Active, ground)), 4.5) << text << " on " << ground;
    }
}

// How many pixels of the widget, as it looks, have the colour.
int pixels_of(QWidget& widget, const QColor& color) {
    const QImage image = widget.grab().toImage().convertToFormat(QImage::Format_RGB32);
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) count += image.pixel(x, y) == color.rgb();
    return count;
}

TEST_P(ThemeContrast, AnIconButtonThatHasTheFocusShowsIt) {
    application();
    ThemeController theme;
    theme.choose(GetParam() == Scheme::dark ? ThemeChoice::dark : ThemeChoice::light);
    QWidget window;
    QToolButton* button = icon_button("close", "Close", "Closes.", &window);
    button->resize(32, 32);
    window.resize(64, 64);
    window.show();
    window.activateWindow();
    button->clearFocus();
    EXPECT_EQ(pixels_of(*button, colors(GetParam()).focus), 0);
    button->setFocus(Qt::TabFocusReason);
    ASSERT_TRUE(wait_until([&] { return button->hasFocus(); }));
    EXPECT_GT(pixels_of(*button, colors(GetParam()).focus), 60);
}

TEST_P(ThemeContrast, AnEmptyRadioButtonIsSeen) {
    application();
    QApplication::setPalette(palette_of(GetParam()));
    QRadioButton radio("Night");
    radio.resize(radio.sizeHint());
    const QImage shown = radio.grab().toImage();
    const Colors& c = colors(GetParam());
    double most = 1;
    for (int y = 0; y < shown.height(); ++y)
        for (int x = 0; x < 20; ++x) most = std::max(most, contrast(shown.pixelColor(x, y), c.window));
    EXPECT_GT(most, 0.8 * contrast(c.border_strong, c.window)) << "as strong as the edge of a field";
}

TEST_P(ThemeContrast, AChosenRowOfATreeIsQuietInItsIndentationToo) {
    application();
    ThemeController theme;
    theme.choose(GetParam() == Scheme::dark ? ThemeChoice::dark : ThemeChoice::light);
    QTreeWidget tree;
    auto* parent = new QTreeWidgetItem(&tree, {""});
    auto* child = new QTreeWidgetItem(parent, {""});
    tree.setItemDelegate(new QueueDelegate(&tree));
    tree.expandAll();
    tree.resize(200, 120);
    tree.show();
    tree.setCurrentItem(child);
    const QRect row = tree.visualItemRect(child);
    const QImage image = tree.viewport()->grab().toImage();
    EXPECT_EQ(image.pixelColor(4, row.center().y()), colors(GetParam()).border) << "the indentation";
    EXPECT_EQ(pixels_of(*tree.viewport(), colors(GetParam()).accent), 0);
}

INSTANTIATE_TEST_SUITE_P(Schemes, ThemeContrast, ::testing::Values(Scheme::light, Scheme::dark));

TEST(Theme, ChoiceChangesThePalette) {
    application();
    ThemeController theme;
    theme.choose(ThemeController::choice_named("dark"));
    EXPECT_EQ(QApplication::palette().color(QPalette::Window), colors(Scheme::dark).window);
    theme.choose(ThemeController::choice_named("light"));
    EXPECT_EQ(QApplication::palette().color(QPalette::Window), colors(Scheme::light).window);
    EXPECT_EQ(ThemeController::choice_named("anything"), ThemeChoice::system);
}

TEST(GenerateButtonTest, APriceIsShownInWholeParts) {
    application();
    const QFontMetrics metrics(QApplication::font());
    const QString price = QStringLiteral("about 2 min 10 s · 5.1 of 23.4 GiB");
    EXPECT_EQ(fitting_price(price, metrics, metrics.horizontalAdvance(price)), price);
    EXPECT_EQ(fitting_price(price, metrics, metrics.horizontalAdvance(price) - 1), "about 2 min 10 s");
    EXPECT_TRUE(fitting_price(price, metrics, 30).endsWith(QChar(0x2026)));
}

}  // namespace
}  // namespace imagelab::test
#endif
