#include "tests/support/golden_dir.h"
#include "tests/build_paths.h"

#include <cstdlib>

namespace imagelab::test {

std::filesystem::path golden_dir() {
    const char* named = std::getenv("IMAGELAB_GOLDEN_DIR");
    return named && *named ? std::filesystem::path(named) : std::filesystem::path(IMAGELAB_SOURCE_DIR) / "tests/reference/golden";
}

}  // namespace imagelab::test
