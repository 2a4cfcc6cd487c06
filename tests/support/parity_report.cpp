#include "tests/support/parity_report.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace imagelab::test {

void expect_parity(const std::string& component, const std::string& model, double value, double bound) {
    EXPECT_LE(value, bound) << component << " of " << model;
    const char* path = std::getenv("IMAGELAB_PARITY_REPORT");
    if (!path || !*path) return;
    std::ofstream report(path, std::ios::app);
    report << component << '\t' << model << '\t' << value << '\t' << bound << '\n';
}

}  // namespace imagelab::test
