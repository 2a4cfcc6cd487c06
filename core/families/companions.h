#pragma once
// What stands beside a model's denoiser in a run: ControlNets, and adapters for reference pictures.
#include <map>
#include <vector>

#include "core/families/annotator_files.h"
#include "core/families/control_net_files.h"
#include "core/families/face_files.h"
#include "core/families/reference_files.h"
#include "core/weights/joined_weights.h"

namespace imagelab {

struct Companions {
    ControlNets controls;                                   // in the order of a request
    ReferenceAdapters references;                           // the same; one file may stand there several times
    std::map<ControlType, AnnotatorFiles> annotators = {};  // networks that its control pictures are made by

    std::vector<std::shared_ptr<const DetectorFiles>> detectors = {};  // of the request's detailers, beside no denoiser
    std::shared_ptr<const FaceFiles> faces = nullptr;                  // that restore them, likewise

    bool empty() const { return controls.empty() && references.empty(); }
    bool operator==(const Companions&) const = default;
    // The weights traced beside the denoiser's, each under its prefix; those of an adapter that several pictures share are there once.
    std::vector<JoinedWeights::Part> parts() const;
    bool same_structure(const Companions& other) const;  // the same tensors, of other values perhaps
    std::vector<ReferenceConfig> reference_configs() const;
};

// The denoiser's weights and those of its companions; without any the denoiser's themselves.
std::shared_ptr<const WeightMap> beside(std::shared_ptr<const WeightMap> denoiser, const Companions& companions);

}  // namespace imagelab
