#pragma once
// Jobs on a processor device whose work a test watches: run in the caller's thread, or through a queue on disk.
#include <gtest/gtest.h>

#include "core/image/picture.h"
#include "core/jobs/session.h"
#include "tests/support/ended_jobs.h"
#include "tests/support/temp_folder.h"
#include "tests/support/watched_device.h"

namespace imagelab::test {

class JobFixture : public testing::Test {
  protected:
    static Session plain(const std::shared_ptr<DeviceWatch>& watch = std::make_shared<DeviceWatch>());
    std::unique_ptr<Session> open(const std::shared_ptr<DeviceWatch>& watch);  // whose jobs are kept in DATA
    JobEvent next_end() { return ended_.next(); }                              // of a job of open()
    static std::vector<RgbImage> pictures(const JobResult& result);            // of one that is done
    static std::vector<std::vector<uint8_t>> pixels(const JobResult& result);
    static std::vector<std::vector<uint8_t>> drawn(Session& session, const Request& request);
    static std::vector<std::vector<uint8_t>> undisturbed(const Request& request);  // drawn in a session of its own
    // Two pictures of four steps each lose their device at the third step and their session at the seventh: a later session makes the steps
    // that are missing, and the same pixels. `between` happens between the sessions.
    void expect_to_go_on_at_its_step(const Request& wanted, const std::function<void()>& between = {});
    std::filesystem::path own_copy(const std::filesystem::path& file, const char* name);  // in the test's folder
    // Queued, then the file is gone: the same pixels as with it. Gives the request that the picture tells of.
    Request drawn_without(const std::filesystem::path& file, const Request& wanted);
    static std::string error(const Request& request);  // why it cannot be planned; empty: it can

    TempFolder folder_;
    EndedJobs ended_;
};

}  // namespace imagelab::test
