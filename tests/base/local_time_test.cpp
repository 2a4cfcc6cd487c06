#include "core/base/local_time.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace imagelab {
namespace {

// TZ of this process while it lives.
class TimeZone {
  public:
    explicit TimeZone(const char* name) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        ::setenv("TZ", name, 1);
        ::tzset();
    }
    ~TimeZone() {
        before_.empty() ? ::unsetenv("TZ") : ::setenv("TZ", before_.c_str(), 1);
        ::tzset();
    }

  private:
    std::string before_;
};

TEST(LocalTime, AZoneOfNonsenseStaysWithinADayOfUtc) {
    constexpr std::time_t when = 1'795'885'598;  // 2026-11-28 17:06:38 UTC
    for (const char* name :
         {"XXX", "UTC-167:59:59", "UTC+167:59:59", " ", "", ":", "UTC 3", ":/dev/zero", "/dev/zero", "<", "A0B,J999,M99.9.9/999"}) {
        const TimeZone zone(name);
        std::tm local = local_time(when);
        EXPECT_LE(std::abs(static_cast<double>(::timegm(&local) - when)), 25 * 3600) << name;
        EXPECT_EQ(local_time_text(when, "%Y-%m").substr(0, 7), "2026-11") << name;
    }
    const TimeZone zone("UTC-2");
    EXPECT_EQ(local_time_text(when, "%H:%M"), "19:06");
}

}  // namespace
}  // namespace imagelab
