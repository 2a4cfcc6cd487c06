#include "core/pipelines/preview.h"

#include <algorithm>
#include <cmath>

#include "core/pipelines/latents.h"
#include "core/samplers/rng.h"

namespace imagelab {
namespace {

constexpr int side = 16;  // latent pixels of the probe picture

// Solves the symmetric positive definite a x = b in place (Cholesky).
std::vector<double> solve(std::vector<std::vector<double>> a, std::vector<double> b) {
    const size_t n = b.size();
    for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j <= i; ++j) {
            double sum = a[i][j];
            for (size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
            a[i][j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / a[j][j];
        }
    }
    for (size_t i = 0; i < n; ++i) {
        for (size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; ++k) b[i] -= a[k][i] * b[k];
        b[i] /= a[i][i];
    }
    return b;
}

}  // namespace

LatentPreview LatentPreview::fit(DiffusionModel& model, const CancelToken& cancel) {
    const VaeConfig& vae = model.files().vae;
    const int channels = vae.latent_channels, scale = vae.downscale();
    // Patches of 4 x 4 equal latents: pictures are smooth, noise of one pixel would teach the wrong colours.
    std::vector<float> latents(static_cast<size_t>(channels * side * side));
    TorchGenerator generator(0);
    const std::vector<float> patches = generator.randn(static_cast<size_t>(channels * side * side / 16));
    for (int c = 0; c < channels; ++c) {
        for (int p = 0; p < side * side; ++p)
            latents[c * side * side + p] = patches[(c * side / 4 + p / side / 4) * (side / 4) + p % side / 4];
    }
    const std::vector<float> image = decode_latents(model, latents, side, side, {}, cancel);

    const size_t n = static_cast<size_t>(channels) + 1;
    std::vector<std::vector<double>> normal(n, std::vector<double>(n, 0.0));
    std::array<std::vector<double>, 3> right;
    right.fill(std::vector<double>(n, 0.0));
    for (int p = 0; p < side * side; ++p) {
        std::vector<double> row(n, 1.0);
        for (int c = 0; c < channels; ++c) row[c] = latents[c * side * side + p];
        for (int colour = 0; colour < 3; ++colour) {
            double mean = 0;
            for (int y = 0; y < scale; ++y) {
                for (int x = 0; x < scale; ++x)
                    mean += std::clamp(image[((p / side * scale + y) * side * scale + p % side * scale + x) * 3 + colour], -1.0f, 1.0f);
            }
            for (size_t i = 0; i < n; ++i) right[colour][i] += row[i] * mean / (scale * scale);
        }
        for (size_t i = 0; i < n; ++i) {
            for (size_t j = 0; j < n; ++j) normal[i][j] += row[i] * row[j];
        }
    }
    LatentPreview preview;
    for (int colour = 0; colour < 3; ++colour) preview.weights_[colour] = solve(normal, right[colour]);
    return preview;
}

RgbImage LatentPreview::render(std::span<const float> latents, int height, int width) const {
    RgbImage image{width, height, std::vector<uint8_t>(static_cast<size_t>(height * width * 3))};
    const int pixels = height * width;
    for (int p = 0; p < pixels; ++p) {
        for (int colour = 0; colour < 3; ++colour) {
            const std::vector<double>& weights = weights_[colour];
            double value = weights.back();
            for (size_t c = 0; c + 1 < weights.size(); ++c) value += weights[c] * latents[c * pixels + p];
            image.pixels[p * 3 + colour] = static_cast<uint8_t>(std::lround(std::clamp(value * 0.5 + 0.5, 0.0, 1.0) * 255.0));
        }
    }
    return image;
}

}  // namespace imagelab
