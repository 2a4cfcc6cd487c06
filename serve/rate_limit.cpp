#include "serve/rate_limit.h"

#include <algorithm>

namespace imagelab::serve {
namespace {

constexpr double seconds_held = 2;
constexpr size_t most_addresses = 4096;  // that are remembered, so that many of them cost no memory

double since(RateLimit::Clock::time_point then, RateLimit::Clock::time_point now) {
    return std::chrono::duration<double>(now - then).count();
}

}  // namespace

bool RateLimit::take(const std::string& address, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    const double most = std::max(1.0, rate_ * seconds_held);
    if (buckets_.size() >= most_addresses && !buckets_.contains(address)) forget_full_ones(now);
    if (buckets_.size() >= most_addresses && !buckets_.contains(address)) return false;
    Bucket& bucket = buckets_.try_emplace(address, Bucket{most, now}).first->second;
    bucket.tokens = std::min(most, bucket.tokens + since(bucket.filled, now) * rate_);
    bucket.filled = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
}

void RateLimit::forget_full_ones(Clock::time_point now) {
    std::erase_if(buckets_, [&](const auto& entry) {
        return entry.second.tokens + since(entry.second.filled, now) * rate_ >= std::max(1.0, rate_ * seconds_held);
    });
}

}  // namespace imagelab::serve
