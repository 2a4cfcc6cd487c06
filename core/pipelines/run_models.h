#pragma once
#include "core/families/diffusion_model.h"

namespace imagelab {

// The models of a run, both on one device. The refiner has the base's VAE, which is the only one that runs.
struct RunModels {
    RunModels(DiffusionModel& first, DiffusionModel* second = nullptr) : base(first), refiner(second) {}

    DiffusionModel& base;
    DiffusionModel* refiner = nullptr;  // none: the base draws alone
    bool one_at_a_time = false;         // they do not fit beside each other: what a stage does not need is given back before it begins
};

}  // namespace imagelab
