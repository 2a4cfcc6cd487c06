#pragma once
// The random-weight models of tests/reference/models.py, their configurations written out by hand.
#include <string>
#include <vector>

#include "core/models/configs.h"

namespace imagelab::test {

struct SmallModel {
    std::string name;
    ClipTextConfig text_encoder, text_encoder_2;
    UnetConfig unet;
    VaeConfig vae;
};

const std::vector<SmallModel>& small_models();

}  // namespace imagelab::test
