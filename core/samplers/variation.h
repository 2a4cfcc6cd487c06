#pragma once
#include <span>
#include <vector>

namespace imagelab {

// The first noise of a picture turned towards another by `strength` (0 to 1), each [channels, height, width]: AUTOMATIC1111's slerp
// (modules/rng.py), spherical along each column of a channel, which keeps the noise normal.
std::vector<float> varied_noise(std::span<const float> noise, std::span<const float> other, double strength, int height, int width);

}  // namespace imagelab
