#include "ui/models/verdict.h"

#include <QCoreApplication>

#include "ui/look/engine_words.h"
#include "ui/look/wording.h"
#include "ui/models/shown_fields.h"

namespace imagelab {
namespace {

struct VerdictWords {
    Q_DECLARE_TR_FUNCTIONS(verdict)
};

const Session::DeviceInfo* device_of(const Price& price) {
    for (const auto& device : price.devices)
        if (device.id == price.plan->request.device) return &device;
    return price.devices.empty() ? nullptr : &price.devices.front();
}

}  // namespace

Verdict judge(const Price& price) {
    Verdict verdict;
    if (!price.plan) {
        verdict.level = Verdict::Level::impossible;
        const EngineWords words = engine_words(price.problem);
        verdict.note = named_field(words.text), verdict.command = words.command, verdict.button = words.button;
        return verdict;
    }
    const JobPlan& plan = *price.plan;
    verdict.level = Verdict::Level::fits;
    const QString time = plan.seconds > 0 ? VerdictWords::tr("about %1").arg(duration_text(plan.seconds)) : QString();
    const Session::DeviceInfo* device = device_of(price);
    const QString need = bytes_text(plan.peak_bytes);
    QString memory = need;
    if (device && device->memory_total > 0) {
        const QString total = bytes_text(device->memory_total);
        memory = share_text(plan.peak_bytes, device->memory_total);
        const int64_t free = device->memory_free + price.held_bytes;
        if (plan.peak_bytes > device->memory_total) {
            verdict.level = Verdict::Level::impossible;
            verdict.note =
                VerdictWords::tr("Needs %1 of memory and this machine has %2: choose a smaller size or a smaller model.").arg(need, total);
        } else if (plan.peak_bytes > free) {
            verdict.level = Verdict::Level::not_now;
            verdict.note = VerdictWords::tr("Needs %1 of memory and %2 are free: choose a smaller size, or close other programs.")
                               .arg(need, bytes_text(free));
        }
    }
    if (verdict.note.isEmpty() && !plan.caution.empty()) verdict.note = engine_words(plan.caution).text;
    verdict.price = time.isEmpty() ? memory : time + QStringLiteral(" · ") + memory;
    return verdict;
}

}  // namespace imagelab
