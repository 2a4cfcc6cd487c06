#include "core/base/local_time.h"

namespace imagelab {

std::tm local_time(std::time_t when) {
    std::tm local{};
    ::localtime_r(&when, &local);
    return local;
}

std::string local_time_text(std::time_t when, const char* format) {
    const std::tm local = local_time(when);
    char text[64];
    return {text, std::strftime(text, sizeof text, format, &local)};
}

}  // namespace imagelab
