#include "core/base/log.h"

#include <spdlog/spdlog.h>

namespace imagelab {

void log_debug(std::string_view message) {
    spdlog::debug(message);
}

void log_info(std::string_view message) {
    spdlog::info(message);
}

void log_warning(std::string_view message) {
    spdlog::warn(message);
}

void log_error(std::string_view message) {
    spdlog::error(message);
}

}  // namespace imagelab
