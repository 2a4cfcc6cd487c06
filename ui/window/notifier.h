#pragma once
#include <QObject>
#include <QVariantMap>
#include <optional>

#include "core/jobs/session.h"

namespace imagelab {

// Tells the desktop when long work ends while nobody looks: through org.freedesktop.Notifications, silently where there is none.
class Notifier : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;
    struct Message {
        QString title, text;
    };
    // What an event is worth saying, with `active` jobs left and work under way for `seconds`; a failure always, else the end of all
    // that was to do once it took long_s.
    static std::optional<Message> message_for(const JobEvent& event, size_t active, double seconds);
    static constexpr double long_s = 10;
    struct Ways {
        bool notice = true, sound = false;
        bool any() const { return notice || sound; }
    };
    // Where the desktop shows notices it makes the sound, too ("complete" of the freedesktop sound names), and keeps quiet where somebody
    // asked it to; a sound alone is the application's beep.
    void send(const Message& message, Ways ways);
    static QVariantMap hints_of(Ways ways);  // of the notice

  private:
    uint last_ = 0;  // the notification to replace
};

}  // namespace imagelab
