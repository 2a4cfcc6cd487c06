#include "app/progress.h"

#include <gtest/gtest.h>

#include "core/base/bytes.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

Progress halfway() {
    Progress progress;
    progress.stage = Stage::denoising;
    progress.step = 15;
    progress.steps = 30;
    progress.fraction = 0.5;
    progress.seconds_left = 75;
    return progress;
}

TEST(ProgressText, Durations) {
    EXPECT_EQ(duration_text(0.84), "0.8 s");
    EXPECT_EQ(duration_text(12.4), "12 s");
    EXPECT_EQ(duration_text(59.6), "1 min 00 s");
    EXPECT_EQ(duration_text(185), "3 min 05 s");
    EXPECT_EQ(duration_text(3720), "1 h 02 min");
}

TEST(ProgressText, Bytes) {
    EXPECT_EQ(readable_bytes(int64_t{5} << 29), "2.5 GiB");
    EXPECT_EQ(readable_bytes((int64_t{1} << 30) - 1), "1024.0 MiB");
    EXPECT_EQ(readable_bytes(3 << 19), "1.5 MiB");
}

TEST(ProgressText, LineHasBarStepsSpeedAndTimeLeft) {
    EXPECT_EQ(progress_line(halfway(), 2.5, 64, false), "denoising  [########........]  15/30  2.5 it/s  1 min 15 s left");
    EXPECT_NE(progress_line(halfway(), 0.25, 120, true).find("15/30  4.0 s/it"), std::string::npos);
    EXPECT_NE(progress_line(halfway(), 0, 120, true).find("▕████████████████████                    ▏"), std::string::npos);
    EXPECT_EQ(progress_line(halfway(), 0, 0, false), "denoising   15/30  1 min 15 s left");
}

TEST(ProgressText, ABatchSaysWhichPicture) {
    Progress progress = halfway();
    progress.picture = 1;
    progress.pictures = 4;
    EXPECT_EQ(progress_line(progress, 0, 100, false).substr(0, 14), "2/4 denoising ");
}

TEST(ProgressText, NeverWiderThanTheTerminal) {
    for (int columns = 1; columns < 120; ++columns) {
        for (const double fraction : {-0.1, 0.0, 0.013, 0.5, 0.999, 1.0, 1.2}) {
            Progress progress = halfway();
            progress.fraction = fraction;
            const std::string line = progress_line(progress, 1.5, columns, true);
            ASSERT_TRUE(is_utf8(line));
            int characters = 0;
            for (size_t at = 0; at < line.size(); ++characters) next_code_point(line, at);
            ASSERT_LT(characters, columns) << line;
        }
    }
}

}  // namespace
}  // namespace imagelab
