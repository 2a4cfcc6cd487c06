// IMAGELAB_TEST_LOCALE: the C library's locale of the whole run, as a window's process has it (Qt takes that of the environment). The ctest
// entry comma_locale runs what reads and writes numbers under one whose decimal mark is a comma.
#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <string_view>

namespace imagelab::test {
namespace {

class Locale final : public testing::Environment {
  public:
    void SetUp() override {
        const char* wanted = std::getenv("IMAGELAB_TEST_LOCALE");
        if (wanted == nullptr) return;
        ASSERT_NE(std::setlocale(LC_ALL, wanted), nullptr)
            << "no locale " << wanted << ": LOCPATH must hold it (install the package locales)";
        EXPECT_EQ(std::string_view(std::localeconv()->decimal_point), ",");
    }
};

[[maybe_unused]] const testing::Environment* const registered = testing::AddGlobalTestEnvironment(new Locale);

}  // namespace
}  // namespace imagelab::test
