#include "ui/dashboard/device_feed.h"

#include "core/base/thread.h"

namespace imagelab {

DeviceFeed::DeviceFeed(Engine& engine, QObject* parent) : QObject(parent), engine_(engine) {
    thread_.setMaxThreadCount(1);
    timer_.setInterval(interval_ms);
    connect(&timer_, &QTimer::timeout, this, &DeviceFeed::look);
}

DeviceFeed::~DeviceFeed() {
    thread_.waitForDone();
}

void DeviceFeed::watch(bool watching) {
    if (!watching) return timer_.stop();
    if (timer_.isActive()) return;
    timer_.start();
    look();
}

void DeviceFeed::look() {
    if (std::exchange(looking_, true)) return;
    thread_.start(guarded("the sampling of devices", [this, seed = !std::exchange(seeded_, true)] {
        DeviceLook seen;
        std::vector<std::pair<QString, std::vector<HistoryPoint>>> past;
        try {
            seen.time = now_s();
            seen.samples = engine_.samples();
            seen.devices = engine_.devices();
            seen.holdings = engine_.holdings();
            seen.uses = engine_.model_uses();
            for (const DeviceSample& sample : seed ? seen.samples : std::vector<DeviceSample>())
                past.emplace_back(QString::fromStdString(sample.key), engine_.history(sample.key, DeviceTimeline::span_s));
        } catch (const std::exception&) {  // a device that cannot be looked at is left out this time
        }
        QMetaObject::invokeMethod(
            this,
            [this, seen, past] {
                looking_ = false;
                for (const auto& [key, points] : past) emit history(key, points);
                emit looked(seen);
            },
            Qt::QueuedConnection);
    }));
}

}  // namespace imagelab
