#pragma once
#include <map>

#include "core/families/diffusion_model.h"
#include "core/pipelines/annotator.h"
#include "core/pipelines/detector.h"
#include "core/pipelines/face_restorer.h"
#include "core/pipelines/reference.h"
#include "core/pipelines/safety_checker.h"
#include "core/pipelines/upscaler.h"

namespace imagelab {

// The models of a run, both on one device. The refiner has the base's VAE, which is the only one that runs.
struct RunModels {
    RunModels(DiffusionModel& first, DiffusionModel* second = nullptr) : base(first), refiner(second) {}

    DiffusionModel& base;
    DiffusionModel* refiner = nullptr;  // none: the base draws alone
    // Of the finished picture, and before a hires pass; none: there is none, or it is done without a network. They may be the same.
    Upscaler *upscaler = nullptr, *hires_upscaler = nullptr;
    std::vector<ReferenceReader*> references;      // of each reference picture; two of one adapter are the same
    std::map<ControlType, Annotator*> annotators;  // that control pictures are made by
    std::vector<Detector*> detectors;              // of each of the request's detailers; those of one file are the same
    FaceRestorer* faces = nullptr;                 // of a request that asks for one
    SafetyChecker* safety = nullptr;               // of a request that asks for one
    bool one_at_a_time = false;  // they do not fit beside each other: what a stage does not need is given back before it begins
};

}  // namespace imagelab
