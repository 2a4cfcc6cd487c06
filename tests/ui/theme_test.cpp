#if __has_include(<QApplication>)
#include "ui/look/theme.h"

#include <gtest/gtest.h>

#include "tests/support/window_fixture.h"

namespace imagelab::test {
namespace {

TEST(Theme, ContrastIsTheRatioOfWcag) {
    EXPECT_NEAR(contrast(Qt::black, Qt::white), 21, 1e-9);
    EXPECT_NEAR(contrast(QColor("#777777"), Qt::white), 4.48, 0.01);  // the well-known grey that just fails
    EXPECT_EQ(contrast(Qt::red, Qt::red), 1);
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

}  // namespace
}  // namespace imagelab::test
#endif
