#pragma once
// F32 tensors that tests/reference wrote, as flat values by name.
#include <map>
#include <string>
#include <vector>

namespace imagelab::test {

// NAME of tests/reference/golden.
std::map<std::string, std::vector<float>> golden_f32(const std::string& name);

}  // namespace imagelab::test
