#pragma once
#include <QObject>
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
    void send(const Message& message);

  private:
    uint last_ = 0;  // the notification to replace
};

}  // namespace imagelab
