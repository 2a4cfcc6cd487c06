#pragma once
#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include "core/jobs/session.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace imagelab {

class ElidedLabel;

// The foot of the window: what runs, how far it is and how long it takes; the device on the right.
class StatusPanel : public QWidget {
    Q_OBJECT
  public:
    explicit StatusPanel(QWidget* parent = nullptr);
    void show_idle(const QString& text);
    void show_progress(const Progress& progress, int waiting);
    void show_choosing();  // a device for what was asked for, before it is in the queue
    void show_cancelling();
    void set_device(const Session::DeviceInfo& device);
    QString text() const;

  signals:
    void cancel_wanted();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void tick();
    ElidedLabel* state_;
    QProgressBar* bar_;
    QLabel* left_;
    QPushButton* cancel_;
    QLabel* device_;
    QTimer clock_;
    QElapsedTimer since_report_;
    double seconds_left_ = -1;  // as last reported
};

}  // namespace imagelab
