#pragma once
// How often one address may ask: a bucket of tokens each (Turner 1986, "New directions in communications"), filled steadily, holding those
// of two seconds.
#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace imagelab::serve {

class RateLimit {
  public:
    using Clock = std::chrono::steady_clock;
    explicit RateLimit(double most_a_second) : rate_(most_a_second) {}

    bool take(const std::string& address, Clock::time_point now);  // false: it asked too often; any thread may call

  private:
    struct Bucket {
        double tokens = 0;
        Clock::time_point filled;
    };
    void forget_full_ones(Clock::time_point now);

    const double rate_;
    std::mutex mutex_;
    std::map<std::string, Bucket> buckets_;
};

}  // namespace imagelab::serve
