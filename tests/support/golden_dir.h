#pragma once
#include <filesystem>

namespace imagelab::test {

// What tests/reference/goldens.py wrote: the committed tests/reference/golden, or the folder IMAGELAB_GOLDEN_DIR names (./dev parity).
std::filesystem::path golden_dir();

}  // namespace imagelab::test
