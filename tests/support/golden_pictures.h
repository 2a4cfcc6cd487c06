#pragma once
// Requests and the pictures diffusers makes of them (tests/reference/pictures.py).
#include <string>
#include <vector>

#include "core/image/picture.h"
#include "core/request/request.h"

namespace imagelab::test {

struct GoldenPicture {
    std::string name;              // "init_euler_a_karras"
    Request request;               // model and init_image are whole paths
    std::vector<RgbImage> images;  // one for each of the batch
};

// Throws Error where the files are missing or name a sampler or spacing that is not known.
std::vector<GoldenPicture> golden_pictures(const std::string& model, const std::string& list = "pictures");

// In steps of 1/255; infinite where the sizes differ.
struct PictureError {
    double mean = 0, worst = 0;
};
PictureError picture_error(const RgbImage& actual, const RgbImage& expected);

}  // namespace imagelab::test
