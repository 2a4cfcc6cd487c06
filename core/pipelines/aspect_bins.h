#pragma once
#include <optional>
#include <span>
#include <vector>

namespace imagelab {

struct PictureSize {
    int height, width;
    bool operator==(const PictureSize&) const = default;
};

// The size that a PixArt model of this latent side was trained for whose ratio of height to width is nearest to what is asked, as
// diffusers' PixArtImageProcessor.classify_height_width_bin; none for models of other sides.
std::optional<PictureSize> aspect_bin(int sample_size, PictureSize asked);

// A picture [height, width, 3] grown or shrunk bilinearly until it covers `to`, the middle of that: PixArtImageProcessor's
// resize_and_crop_tensor.
std::vector<float> resize_and_crop(std::span<const float> image, PictureSize from, PictureSize to);

}  // namespace imagelab
