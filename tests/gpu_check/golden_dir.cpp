#include "tests/support/golden_dir.h"

#include <cstdlib>

#include "core/base/error.h"

namespace imagelab::test {

std::filesystem::path golden_dir() {
    const char* named = std::getenv("IMAGELAB_GOLDEN_DIR");
    if (named == nullptr) throw Error("[gpu_check] --goldens FOLDER is needed for the small models");
    return named;
}

}  // namespace imagelab::test
