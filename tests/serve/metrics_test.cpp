// What Prometheus is told.
#include "serve/metrics.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "tests/support/serve_lab.h"

namespace imagelab::test {
namespace {

using nlohmann::json;

TEST(HttpMetrics, CountJobsPicturesAndDevices) {
    Job running, done;
    running.state = JobState::running;
    done.state = JobState::done, done.device = "vulkan:0", done.pictures.resize(3);
    done.pictures[0].finished = done.pictures[2].finished = true;
    const json device = {{"device_id", "vulkan:0"},        {"state", "faulty"},
                         {"temperature_c", 61.5},          {"load_percent", nullptr},
                         {"power_watts", nullptr},         {"memory_used_bytes", 1 << 30},
                         {"memory_total_bytes", 2u << 30}, {"time", 1}};
    const std::string text = serve::metrics_text({running, done, done}, json::array({device}));
    for (const char* line :
         {"# TYPE imagelab_jobs gauge\n", "imagelab_jobs{state=\"running\"} 1\n", "imagelab_jobs{state=\"done\"} 2\n",
          "imagelab_jobs{state=\"failed\"} 0\n", "imagelab_pictures{device=\"vulkan:0\"} 4\n",
          "imagelab_device_temperature_celsius{device=\"vulkan:0\"} 61.5\n", "imagelab_device_healthy{device=\"vulkan:0\"} 0\n",
          "imagelab_device_memory_used_bytes{device=\"vulkan:0\"} 1073741824\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    EXPECT_EQ(text.find("load_percent{"), std::string::npos) << "what is not told is left out";
}

TEST(HttpMetrics, EveryLineIsOfTheFormat) {
    const auto reply = lab().client().Get("/metrics");
    ASSERT_TRUE(reply && reply->status == 200);
    EXPECT_TRUE(reply->get_header_value("Content-Type").starts_with("text/plain; version=0.0.4"));
    const std::regex comment("# (HELP|TYPE) imagelab_[a-z_]+ .+"), value(R"x(imagelab_[a-z_]+\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")?\} [-+.e0-9]+)x");
    std::istringstream lines(reply->body);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count)
        EXPECT_TRUE(std::regex_match(line, comment) || std::regex_match(line, value)) << line;
    EXPECT_GT(count, 20);
}

}  // namespace
}  // namespace imagelab::test
