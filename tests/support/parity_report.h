#pragma once
#include <string>

namespace imagelab::test {

// One comparison with diffusers or transformers. Fails the running test where value is not <= bound, and appends
// "component<tab>model<tab>value <tab>bound" to the file that IMAGELAB_PARITY_REPORT names, for the table of ./dev parity.
void expect_parity(const std::string& component, const std::string& model, double value, double bound);

}  // namespace imagelab::test
