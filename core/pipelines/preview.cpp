#include "core/pipelines/preview.h"

#include <algorithm>
#include <cmath>
#include <numbers>

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

// What pictures are made of: plain white and black with coloured spots, slow changes of hue and lightness, patches of any colour.
RgbImage probe(int scale) {
    const int edge = side * scale, half = edge / 2, patch = 2 * scale;
    RgbImage picture{edge, edge, std::vector<uint8_t>(static_cast<size_t>(edge) * edge * 3)};
    std::vector<float> noise = TorchGenerator(0).randn(static_cast<size_t>(3 * (edge / patch) * (edge / patch)));
    const auto value = [&](int x, int y, int part) {
        const int cell = (y / patch * (edge / patch) + x / patch) * 3 + part;
        const double any = std::clamp(0.5 + 0.4 * noise[static_cast<size_t>(cell)], 0.0, 1.0);
        if (y < half) {  // spots on white and on black
            const int in_x = x % patch - patch / 2, in_y = y % patch - patch / 2;
            const bool spot = (x / patch + y / patch) % 2 == 0 && in_x * in_x + in_y * in_y < patch * patch / 5;
            return spot ? any : x < half ? 1.0 : 0.0;
        }
        if (x >= half) return any;
        const double hue = 2 * std::numbers::pi * (static_cast<double>(x) / half + part / 3.0);
        return std::clamp(static_cast<double>(y - half) / half + 0.5 * std::cos(hue), 0.0, 1.0);
    };
    for (size_t i = 0; i < picture.pixels.size(); ++i) {
        const int pixel = static_cast<int>(i / 3);
        picture.pixels[i] = static_cast<uint8_t>(std::lround(255 * value(pixel % edge, pixel / edge, static_cast<int>(i % 3))));
    }
    return picture;
}

// In [-1, 1].
std::array<double, 3> mean_colour(const RgbImage& picture, int column, int row, int scale) {
    std::array<double, 3> sum{};
    for (int y = row * scale; y < (row + 1) * scale; ++y) {
        for (int x = column * scale; x < (column + 1) * scale; ++x) {
            for (size_t part = 0; part < 3; ++part) sum[part] += picture.pixels[static_cast<size_t>(y * picture.width + x) * 3 + part];
        }
    }
    for (double& part : sum) part = part / (scale * scale) / 127.5 - 1;
    return sum;
}

std::array<std::vector<double>, 3> fitted_colours(DiffusionModel& model, const CancelToken& cancel) {
    const VaeConfig& vae = model.files().vae;
    const int channels = vae.latent_channels, scale = vae.downscale();
    const RgbImage picture = probe(scale);
    const std::vector<float> latents = encode_picture(model, picture, {}, cancel).mode(vae);
    model.vae_encoder.unload();

    const size_t n = static_cast<size_t>(channels) + 1;
    std::vector<std::vector<double>> normal(n, std::vector<double>(n, 0.0));
    std::array<std::vector<double>, 3> right;
    right.fill(std::vector<double>(n, 0.0));
    for (int p = 0; p < side * side; ++p) {
        std::vector<double> row(n, 1.0);
        for (int c = 0; c < channels; ++c) row[c] = latents[c * side * side + p];
        const std::array<double, 3> colour = mean_colour(picture, p % side, p / side, scale);
        for (size_t i = 0; i < n; ++i) {
            for (size_t part = 0; part < 3; ++part) right[part][i] += row[i] * colour[part];
            for (size_t j = 0; j < n; ++j) normal[i][j] += row[i] * row[j];
        }
    }
    std::array<std::vector<double>, 3> colours;
    for (size_t part = 0; part < 3; ++part) colours[part] = solve(normal, right[part]);
    return colours;
}

}  // namespace

LatentPreview LatentPreview::of(DiffusionModel& model, const CancelToken& cancel) {
    LatentPreview preview;
    if (!model.latent_colours) model.latent_colours = fitted_colours(model, cancel);
    preview.weights_ = *model.latent_colours;
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
