#pragma once
namespace imagelab {

// From which score on a tagger's tag counts.
struct TagWish {
    double general = 0.35, character = 0.85;  // 0..1 (SmilingWolf's own)
};

}  // namespace imagelab
