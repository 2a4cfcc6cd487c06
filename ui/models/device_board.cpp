#include "ui/models/device_board.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>

#include "core/graph/dtype.h"
#include "ui/look/wording.h"

namespace imagelab {
namespace {

struct DeviceBoardWords {
    Q_DECLARE_TR_FUNCTIONS(devices)
};

QString about_text(const Session::DeviceInfo& device) {
    QStringList parts;
    if (!device.driver.empty()) parts << QString::fromStdString(device.driver);
    if (device.threads > 0) parts << DeviceBoardWords::tr("%1 threads").arg(device.threads);
    QStringList arithmetic;
    for (const DType dtype : device.dtypes) arithmetic << QString::fromStdString(std::string(dtype_name(dtype)));
    if (!arithmetic.isEmpty()) parts << arithmetic.join(", ");
    QStringList features;
    for (const std::string& feature : device.features) features << QString::fromStdString(feature);
    if (!features.isEmpty()) parts << features.join(", ");
    return parts.join(QStringLiteral(" · "));
}

void take_sample(DeviceState& state, const DeviceSample& sample) {
    state.key = QString::fromStdString(sample.key);
    if (state.name.isEmpty()) state.name = QString::fromStdString(sample.name.empty() ? sample.key : sample.name);
    if (sample.memory_total) state.memory.total = *sample.memory_total;
    state.memory.ours = sample.memory_ours.value_or(state.memory.ours);
    if (sample.memory_used) state.memory.others = std::max<int64_t>(0, *sample.memory_used - state.memory.ours);
    state.load = sample.load;
    state.temperature = sample.temperature;
    state.power = sample.power;
    state.power_limit = sample.power_limit;
    state.fault = QString::fromStdString(sample.fault);
}

QString holding_text(const DeviceHolding& holding) {
    QStringList models;
    for (const ModelHolding& model : holding.models) {
        models << DeviceBoardWords::tr("%1 (%2) %3")
                      .arg(model_text(model.path.string()), QString::fromStdString(std::string(dtype_name(model.dtype))),
                           bytes_text(model.bytes));
    }
    return models.join(QStringLiteral(", "));
}

// The sample of a device: the processor's for what computes on it, else the first of the same name that no other took.
const DeviceSample* sample_of(const Session::DeviceInfo& device, const std::vector<DeviceSample>& samples,
                              std::vector<const DeviceSample*>& taken) {
    for (const DeviceSample& sample : samples) {
        const bool processor = sample.key == "cpu";
        if (processor ? device.id != "cpu" : device.id == "cpu" || sample.name.empty()) continue;
        const bool same_name = device.name.find(sample.name) != std::string::npos || sample.name.find(device.name) != std::string::npos;
        if (!processor && !same_name) continue;
        if (std::find(taken.begin(), taken.end(), &sample) != taken.end()) continue;
        taken.push_back(&sample);
        return &sample;
    }
    return nullptr;
}

}  // namespace

std::vector<DeviceState> device_states(const DeviceLook& look, const std::optional<JobPlan>& plan) {
    std::vector<DeviceState> states;
    std::vector<const DeviceSample*> taken;
    for (const Session::DeviceInfo& device : look.devices) {
        DeviceState state;
        state.id = QString::fromStdString(device.id);
        state.name = QString::fromStdString(device.name);
        state.about = about_text(device);
        state.memory.total = device.memory_total;
        state.memory.ours = device.memory_here;
        state.memory.others = std::max<int64_t>(0, device.memory_total - device.memory_free - device.memory_here);
        if (const DeviceSample* sample = sample_of(device, look.samples, taken)) take_sample(state, *sample);
        for (const DeviceHolding& holding : look.holdings) {
            if (holding.device != device.id) continue;
            state.holds = holding_text(holding);
            state.job = holding.job;
        }
        if (plan && plan->request.device == device.id) state.memory.predicted = std::max<int64_t>(0, plan->peak_bytes - state.memory.ours);
        states.push_back(std::move(state));
    }
    for (const DeviceSample& sample : look.samples) {
        if (std::find(taken.begin(), taken.end(), &sample) != taken.end() || sample.key == "cpu") continue;
        DeviceState state;
        take_sample(state, sample);
        state.about = DeviceBoardWords::tr("Not usable: it has no Vulkan 1.3 driver that was found.");
        states.push_back(std::move(state));
    }
    return states;
}

QString memory_text(const MemoryShares& memory) {
    if (memory.total <= 0) return DeviceBoardWords::tr("memory not told");
    QStringList parts{DeviceBoardWords::tr("ours %1").arg(bytes_text(memory.ours)),
                      DeviceBoardWords::tr("others %1").arg(bytes_text(memory.others))};
    if (memory.predicted > 0) parts << DeviceBoardWords::tr("this request %1 more").arg(bytes_text(memory.predicted));
    parts << DeviceBoardWords::tr("free %1").arg(share_text(memory.free(), memory.total));
    return parts.join(QStringLiteral(" · "));
}

QString facts_text(const DeviceState& device) {
    QStringList parts;
    if (device.load) parts << DeviceBoardWords::tr("load %1 %").arg(std::lround(*device.load * 100));
    if (device.temperature) parts << DeviceBoardWords::tr("%1 °C").arg(std::lround(*device.temperature));
    if (device.power && device.power_limit)
        parts << DeviceBoardWords::tr("%1 of %2 W").arg(std::lround(*device.power)).arg(std::lround(*device.power_limit));
    else if (device.power)
        parts << DeviceBoardWords::tr("%1 W").arg(std::lround(*device.power));
    if (device.job > 0) parts << DeviceBoardWords::tr("runs job %1").arg(device.job);
    return parts.join(QStringLiteral(" · "));
}

void DeviceTimeline::seed(const std::string& key, const std::vector<HistoryPoint>& points) {
    auto& line = points_[key];
    for (auto point = points.rbegin(); point != points.rend(); ++point) {
        if (line.empty() || point->time < line.front().time) line.push_front(*point);
    }
}

void DeviceTimeline::add(const DeviceLook& look) {
    for (const DeviceSample& sample : look.samples) {
        auto& line = points_[sample.key];
        line.push_back({look.time, sample.memory_used, sample.memory_ours, sample.load, sample.temperature, sample.power});
        while (!line.empty() && line.front().time < look.time - span_s) line.pop_front();
    }
}

const std::deque<HistoryPoint>& DeviceTimeline::of(const QString& key) const {
    static const std::deque<HistoryPoint> none;
    const auto line = points_.find(key.toStdString());
    return line == points_.end() ? none : line->second;
}

}  // namespace imagelab
