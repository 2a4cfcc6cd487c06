#include "ui/models/newest_work.h"

#include <utility>

#include "core/base/thread.h"

namespace imagelab {

NewestWork::NewestWork(QObject* parent) : QObject(parent) {
    pool_.setMaxThreadCount(1);
}

NewestWork::~NewestWork() {
    pool_.waitForDone();
}

void NewestWork::start(Work work) {
    if (running_)
        waiting_ = std::move(work);
    else
        begin(std::move(work));
}

void NewestWork::begin(Work work) {
    running_ = true;
    pool_.start([this, work = std::move(work)] {
        Deliver deliver;
        guarded("work beside the window", [&] { deliver = work(); })();
        QMetaObject::invokeMethod(
            this, [this, deliver] { finished(deliver); }, Qt::QueuedConnection);
    });
}

void NewestWork::finished(const Deliver& deliver) {
    running_ = false;
    if (waiting_) return begin(*std::exchange(waiting_, std::nullopt));
    if (deliver) deliver();
}

}  // namespace imagelab
