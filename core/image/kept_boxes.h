#pragma once
// Which of many boxes stay where the surer ones hide those that overlap them (greedy non-maximum suppression).
#include <array>
#include <cstdint>
#include <map>

namespace imagelab {

using SuppressedBox = std::array<double, 4>;  // left, top, right, bottom

// The boxes that stayed so far. A box is compared with those alone that may overlap it by so much: what they have in common is a share of
// either's width, which bounds how far their left sides are apart. n boxes cost n log n and these comparisons, at most one with each kept.
class KeptBoxes {
  public:
    // overlap: of two boxes' common area, 0..1, above which the later one is hidden.
    explicit KeptBoxes(double overlap) : overlap_(overlap) {}

    bool hides(const SuppressedBox& box);
    void keep(const SuppressedBox& box);
    int64_t compared() const { return compared_; }  // pairs so far

  private:
    const double overlap_;
    std::multimap<double, SuppressedBox> by_left_;
    int64_t compared_ = 0;
};

}  // namespace imagelab
