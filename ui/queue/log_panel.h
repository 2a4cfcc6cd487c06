#pragma once
#include <QWidget>

#include "ui/bridge/session_bridge.h"

class QPlainTextEdit;

namespace imagelab {

QString log_text(const JobEvent& event);  // one line, without the time; empty: not worth one

// What happened, a line each, the newest last; can be selected and copied.
class LogPanel : public QWidget {
    Q_OBJECT
  public:
    explicit LogPanel(QWidget* parent = nullptr);
    void add(const QString& line);
    void add_event(const JobEvent& event);
    QString text() const;
    static constexpr int most_lines = 5000;

  private:
    QPlainTextEdit* lines_;
};

}  // namespace imagelab
