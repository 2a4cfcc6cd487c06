#include "ui/window/notifier.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include "ui/look/wording.h"

namespace imagelab {

std::optional<Notifier::Message> Notifier::message_for(const JobEvent& event, size_t active, double seconds) {
    if (event.kind != JobEvent::Kind::ended) return std::nullopt;
    if (event.training && event.state == JobState::failed)
        return Message{tr("A training stopped"), QString::fromStdString(event.result.message)};
    if (event.training && event.state == JobState::done)
        return Message{tr("A training is done"), QString::fromStdString(event.result.trained.string())};
    if (event.state == JobState::failed) return Message{tr("A picture was not made"), QString::fromStdString(event.result.message)};
    if (event.state != JobState::done || active > 0 || seconds < long_s) return std::nullopt;
    return Message{
        tr("All pictures are done"),
        tr("It took %1. The last one: %2").arg(duration_text(seconds), QString::fromStdString(event.result.request.prompt).left(200))};
}

QVariantMap Notifier::hints_of(Ways ways) {
    QVariantMap hints{{"desktop-entry", "imagelab"}};
    if (ways.sound)
        hints["sound-name"] = "complete";
    else
        hints["suppress-sound"] = true;
    return hints;
}

void Notifier::send(const Message& message, Ways ways) {
    if (!ways.notice) return ways.sound ? QApplication::beep() : void();
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    QDBusMessage call = QDBusMessage::createMethodCall("org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                                                       "org.freedesktop.Notifications", "Notify");
    call << "Image Lab" << last_ << "imagelab" << message.title << message.text.toHtmlEscaped() << QStringList() << hints_of(ways) << -1;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<uint> reply = *watcher;
        if (reply.isValid()) last_ = reply.value();
        watcher->deleteLater();
    });
}

}  // namespace imagelab
