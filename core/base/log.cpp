#include "core/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace imagelab {
namespace {

// Standard output is what programs read; spdlog's own logger would write there.
spdlog::logger& notes() {
    static spdlog::logger logger("", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    return logger;
}

}  // namespace

void log_debug(std::string_view message) {
    notes().debug(message);
}

void log_info(std::string_view message) {
    notes().info(message);
}

void log_warning(std::string_view message) {
    notes().warn(message);
}

void log_error(std::string_view message) {
    notes().error(message);
}

}  // namespace imagelab
