// What each image of a network that steers is weighed with.
#include <gtest/gtest.h>

#include "core/pipelines/control.h"

namespace imagelab::test {
namespace {

std::vector<float> scales(ControlStructure structure, ControlMode mode, bool guided = true) {
    ControlNetConfig net;
    net.structure = structure;
    if (structure == ControlStructure::t2i_adapter) net.adapter_channels = {320, 640, 1280, 1280};
    ControlUse use;
    use.weight = 2;
    use.mode = mode;
    return control_scale(use, 0, 4, guided ? 2 : 1, guided, net);
}

TEST(ControlScale, SoftWeightsAreThoseOfEachStructure) {
    EXPECT_EQ(scales(ControlStructure::t2i_adapter, ControlMode::prompt, false), (std::vector<float>{0.5f, 1.24f, 1.65f, 2}));
    EXPECT_EQ(scales(ControlStructure::t2i_adapter, ControlMode::control), (std::vector<float>{0, 0, 0, 0, 0.5f, 1.24f, 1.65f, 2}));
    EXPECT_EQ(scales(ControlStructure::lllite, ControlMode::prompt), (std::vector<float>{2, 2}));
    EXPECT_EQ(scales(ControlStructure::lllite, ControlMode::control), (std::vector<float>{0, 2}));
    const std::vector<float> nets = scales(ControlStructure::control_net, ControlMode::prompt, false);
    ASSERT_EQ(nets.size(), 10u);
    EXPECT_FLOAT_EQ(nets.back(), 2 * 0.825f * 0.825f * 0.825f);
}

}  // namespace
}  // namespace imagelab::test
