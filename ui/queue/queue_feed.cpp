#include "ui/queue/queue_feed.h"

namespace imagelab {

struct QueueFeed::Look {
    int64_t version = -1;
    std::vector<JobRow> rows;
    bool any = false;
};

QueueFeed::QueueFeed(SessionBridge& bridge, QObject* parent) : QObject(parent), bridge_(bridge), last_(std::make_shared<Look>()) {
    timer_.setInterval(interval_ms);
    connect(&timer_, &QTimer::timeout, this, &QueueFeed::look);
    connect(&bridge_, &SessionBridge::queue_changed, this, &QueueFeed::look);
    timer_.start();
    look();
}

void QueueFeed::look() {
    again_ = looking_;
    if (looking_) return;
    looking_ = true;
    const auto read = [last = last_](Engine& engine) -> std::optional<QueueListing> {
        const int64_t version = engine.queue().version();
        if (version == last->version) return std::nullopt;
        last->version = version;
        QueueListing listing;
        listing.rows = engine.queue().rows(shown_when_over);
        if (last->any && listing.rows == last->rows) return std::nullopt;
        last->any = true;
        last->rows = listing.rows;
        listing.estimate = estimate(listing.rows);
        listing.groups = engine.queue().groups();
        return listing;
    };
    bridge_.ask(
        this,
        [read](Engine& engine) -> std::optional<QueueListing> {
            try {
                return read(engine);
            } catch (const StoreError&) {  // those who run jobs tell it
                return std::nullopt;
            }
        },
        [this](const std::optional<QueueListing>& listing) {
            looking_ = false;
            if (listing) {
                bridge_.settle(listing->rows);
                emit listed(*listing);
            }
            if (again_) look();
        });
}

}  // namespace imagelab
