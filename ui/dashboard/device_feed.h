#pragma once
#include <QTimer>

#include "ui/models/device_board.h"

namespace imagelab {

// Looks at the devices every two seconds while somebody watches, on a thread of its own.
class DeviceFeed : public QObject {
    Q_OBJECT
  public:
    DeviceFeed(Engine& engine, QObject* parent = nullptr);
    ~DeviceFeed() override;
    void watch(bool watching);
    static constexpr int interval_ms = 2000;

  signals:
    void history(const QString& key, const std::vector<imagelab::HistoryPoint>& points);  // once, of the hour before
    void looked(const imagelab::DeviceLook& look);

  private:
    void look();
    Engine& engine_;
    QTimer timer_;
    QThreadPool thread_;
    bool looking_ = false, seeded_ = false;
};

}  // namespace imagelab
