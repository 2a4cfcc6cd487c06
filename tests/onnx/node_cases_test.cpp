// Cases of ONNX's own backend tests on every device. IMAGELAB_ONNX_CASES names a file with more of them
// (tests/reference/onnx_node_cases.py).
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/devices.h"
#include "tests/support/golden_dir.h"
#include "tests/support/onnx_cases.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

TEST(OnnxOperators, NodeCasesOfTheStandard) {
    const char* given = std::getenv("IMAGELAB_ONNX_CASES");
    const auto cases = test::read_onnx_cases(given ? std::filesystem::path(given) : test::golden_dir() / "onnx_node_cases.bin");
    ASSERT_GT(cases.size(), 30u);
    const test::TempFolder folder;
    for (const auto& device : test::test_devices()) {
        size_t passed = 0;
        for (const test::OnnxCase& one : cases) {
            std::string trouble;
            try {
                trouble = test::onnx_case_trouble(one, *device, folder.path());
            } catch (const std::exception& error) {
                trouble = error.what();
            }
            passed += trouble.empty();
            if (!trouble.empty()) ADD_FAILURE() << one.name << " on " << device->info().id << ": " << trouble;
        }
        RecordProperty(device->info().id, static_cast<int>(passed));
        if (given) std::printf("%s: %zu of %zu\n", device->info().id.c_str(), passed, cases.size());
    }
}

}  // namespace
}  // namespace imagelab
