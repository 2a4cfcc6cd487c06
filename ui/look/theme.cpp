#include "ui/look/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QWidget>
#include <cmath>

namespace imagelab {
namespace {

constexpr auto portal_service = "org.freedesktop.portal.Desktop";
constexpr auto portal_path = "/org/freedesktop/portal/desktop";
constexpr auto portal_interface = "org.freedesktop.portal.Settings";
constexpr auto appearance = "org.freedesktop.appearance";
constexpr auto color_scheme_key = "color-scheme";

Colors light_colors() {
    Colors c;
    c.window = "#f5f6f8", c.panel = "#fcfcfd", c.field = "#ffffff", c.canvas = "#eceef1";
    c.border = "#dde1e7", c.border_strong = "#b3bac5";
    c.text = "#1b1e23", c.muted = "#565d68", c.disabled = "#646b76";
    c.accent = "#2460d0", c.on_accent = "#ffffff", c.accent_hover = "#1d53b8", c.focus = "#2460d0", c.hover = "#eceff4";
    c.danger_ground = "#fbe6e4", c.danger_text = "#7d1a12", c.warning_text = "#7e4a00";
    c.blue = "#1f4fae", c.green = "#1a5f2d", c.violet = "#6a35a8", c.teal = "#0b5a66", c.red = "#97281d";
    return c;
}

Colors dark_colors() {
    Colors c;
    c.window = "#1d1f23", c.panel = "#25272c", c.field = "#1a1c20", c.canvas = "#131417";
    c.border = "#373a41", c.border_strong = "#565b65";
    c.text = "#e8eaed", c.muted = "#a5abb5", c.disabled = "#8f959f";
    c.accent = "#3069d8", c.on_accent = "#ffffff", c.accent_hover = "#275cc6", c.focus = "#7ba8ff", c.hover = "#33363d";
    c.danger_ground = "#482321", c.danger_text = "#ffdbd7", c.warning_text = "#ffc56e";
    c.blue = "#93b8ff", c.green = "#86cf95", c.violet = "#cdadf7", c.teal = "#78cbd6", c.red = "#ffab9f";
    return c;
}

double luminance(const QColor& color) {
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

Scheme scheme_of(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < 128 ? Scheme::dark : Scheme::light;
}

}  // namespace

const Colors& colors(Scheme scheme) {
    static const Colors light = light_colors(), dark = dark_colors();
    return scheme == Scheme::dark ? dark : light;
}

const Colors& colors(const QWidget* widget) {
    return colors(scheme_of(widget ? widget->palette() : QApplication::palette()));
}

QPalette palette_of(Scheme scheme) {
    const Colors& c = colors(scheme);
    QPalette p(c.panel, c.window);
    p.setColor(QPalette::Window, c.window);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.field);
    p.setColor(QPalette::AlternateBase, c.panel);
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::PlaceholderText, c.muted);
    p.setColor(QPalette::Button, c.panel);
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(danger_role, c.danger_text);
    p.setColor(warning_role, c.warning_text);
    p.setColor(QPalette::Highlight, c.accent);
    p.setColor(QPalette::HighlightedText, c.on_accent);
    p.setColor(QPalette::Link, c.focus);
    p.setColor(QPalette::ToolTipBase, c.field);
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::Light, c.field);
    p.setColor(QPalette::Midlight, c.hover);
    p.setColor(QPalette::Mid, c.border);
    p.setColor(QPalette::Dark, c.border_strong);
    p.setColor(QPalette::Shadow, c.border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText})
        p.setColor(QPalette::Disabled, role, c.disabled);
    p.setColor(QPalette::Disabled, QPalette::Highlight, c.border_strong);
    return p;
}

double contrast(const QColor& a, const QColor& b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

ThemeController::ThemeController(QObject* parent) : QObject(parent), desktop_(scheme_of(QApplication::palette())) {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    bus.connect(portal_service, portal_path, portal_interface, "SettingChanged", this,
                SLOT(desktop_setting_changed(QString, QString, QDBusVariant)));
    ask_desktop();
}

void ThemeController::ask_desktop() {
    QDBusMessage call = QDBusMessage::createMethodCall(portal_service, portal_path, portal_interface, "Read");
    call << QString(appearance) << QString(color_scheme_key);
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        watcher->deleteLater();
        if (reply.isError()) return;
        QVariant value = reply.value().variant();
        if (value.canConvert<QDBusVariant>()) value = value.value<QDBusVariant>().variant();  // Read wraps twice
        set_desktop(value.toUInt());
    });
}

void ThemeController::desktop_setting_changed(const QString& space, const QString& key, const QDBusVariant& value) {
    if (space == appearance && key == color_scheme_key) set_desktop(value.variant().toUInt());
}

void ThemeController::set_desktop(uint color_scheme) {
    if (color_scheme == 1) desktop_ = Scheme::dark;
    if (color_scheme == 2) desktop_ = Scheme::light;
    apply();
}

Scheme ThemeController::scheme() const {
    if (choice_ == ThemeChoice::system) return desktop_;
    return choice_ == ThemeChoice::dark ? Scheme::dark : Scheme::light;
}

void ThemeController::choose(ThemeChoice choice) {
    choice_ = choice;
    apply();
}

void ThemeController::apply() {
    QApplication::setPalette(palette_of(scheme()));
}

ThemeChoice ThemeController::choice_named(const QString& name) {
    return name == "dark" ? ThemeChoice::dark : name == "light" ? ThemeChoice::light : ThemeChoice::system;
}

QString ThemeController::name_of(ThemeChoice choice) {
    return choice == ThemeChoice::dark ? "dark" : choice == ThemeChoice::light ? "light" : "system";
}

}  // namespace imagelab
