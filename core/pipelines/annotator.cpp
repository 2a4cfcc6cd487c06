#include "core/pipelines/annotator.h"

#include <algorithm>
#include <cmath>

#include "core/control/ade20k.h"
#include "core/pipelines/depth.h"
#include "core/pipelines/latents.h"
#include "core/pipelines/pose_finder.h"

namespace imagelab {
namespace {

class DepthAnnotator final : public Annotator {
  public:
    DepthAnnotator(Device& device, std::shared_ptr<const DepthFiles> files) : depth_(device, std::move(files)) {}
    NetworkCost cost(int width, int height) override { return depth_.cost(width, height); }
    RgbImage made(const RgbImage& picture, const std::function<void(double)>& loading, const CancelToken& cancel) override {
        return depth_picture(depth_.nearness(picture, loading, cancel));
    }
    void unload() override { depth_.unload(); }

  private:
    DepthEstimator depth_;
};

class PoseAnnotator final : public Annotator {
  public:
    PoseAnnotator(Device& device, std::shared_ptr<const PoseFiles> files) : finder_(device, std::move(files)) {}
    NetworkCost cost(int, int) override { return finder_.cost(); }
    RgbImage made(const RgbImage& picture, const std::function<void(double)>& loading, const CancelToken& cancel) override {
        return pose_picture(finder_.found(picture, loading, cancel), picture.width, picture.height);
    }
    void unload() override { finder_.unload(); }

  private:
    PoseFinder finder_;
};

// Numbers as a byte, cut off as numpy's astype(uint8) does behind a clip.
uint8_t cut_byte(float value) {
    return static_cast<uint8_t>(std::clamp(value, 0.0f, 255.0f));
}

class MapAnnotator final : public Annotator {
  public:
    MapAnnotator(Device& device, std::shared_ptr<const MapFiles> files)
        : files_(std::move(files)), network_(device, files_->model, files_->outputs) {}

    NetworkCost cost(int width, int height) override { return network_.cost(sides(width, height)); }

    RgbImage made(const RgbImage& picture, const std::function<void(double)>& loading, const CancelToken& cancel) override {
        const NetworkSides size = sides(picture.width, picture.height);
        std::vector<float> pixels = scaled_pixels(picture, size, files_->mean, files_->spread, files_->bgr);
        const auto outputs = network_.run(size, std::move(pixels), files_->name, loading, cancel);
        if (files_->type == ControlType::normal) return normals(enlarged(outputs.front(), picture), picture);
        return files_->type == ControlType::segmentation ? segments(outputs.front(), picture) : lines(outputs, picture);
    }

    void unload() override { network_.unload(); }

  private:
    NetworkSides sides(int width, int height) const { return input_sides(files_->model, files_->side, files_->multiple, width, height); }

    // [channels, height, width] of the picture, bilinear.
    static std::vector<float> enlarged(const SizedNetwork::Output& output, const RgbImage& picture) {
        const int64_t rows = output.shape[output.shape.size() - 2], columns = output.shape.back();
        const auto channels = static_cast<int>(static_cast<int64_t>(output.values.size()) / (rows * columns));
        const NetworkShape from{.height = static_cast<int>(rows), .width = static_cast<int>(columns)},
            to{.height = picture.height, .width = picture.width};
        return enlarged_latents(output.values, channels, from, to);
    }

    // Scores below 0 or above 1 are logits of what they are the mean of.
    RgbImage lines(const std::vector<SizedNetwork::Output>& outputs, const RgbImage& picture) const {
        std::vector<float> mean(picture.pixels.size() / 3);
        for (const SizedNetwork::Output& output : outputs) {
            const std::vector<float> values = enlarged(output, picture);
            for (size_t i = 0; i < mean.size(); ++i) mean[i] += values[i] / static_cast<float>(outputs.size());
        }
        const auto [least, largest] = std::minmax_element(mean.begin(), mean.end());
        const bool logits = files_->type == ControlType::softedge && (*least < 0 || *largest > 1);
        RgbImage made{picture.width, picture.height, {}};
        made.pixels.reserve(picture.pixels.size());
        for (float value : mean) {
            if (logits) value = 1 / (1 + std::exp(-value));
            if (files_->signed_lines) value = (value + 1) / 2;
            const uint8_t shade = cut_byte(value * 255);
            made.pixels.insert(made.pixels.end(), 3, files_->dark_lines ? static_cast<uint8_t>(255 - shade) : shade);
        }
        return made;
    }

    // -1..1 of each axis, or 0..1 where none is below 0.
    static RgbImage normals(const std::vector<float>& planes, const RgbImage& picture) {
        const size_t count = picture.pixels.size() / 3;
        const bool halved = *std::min_element(planes.begin(), planes.begin() + static_cast<std::ptrdiff_t>(3 * count)) < 0;
        RgbImage made{picture.width, picture.height, std::vector<uint8_t>(picture.pixels.size())};
        for (size_t i = 0; i < made.pixels.size(); ++i) {
            const float value = planes[i % 3 * count + i / 3];
            made.pixels[i] = cut_byte((halved ? (value + 1) / 2 : value) * 255);
        }
        return made;
    }

    // The class of the highest score at each pixel; of numbers the nearest one.
    static RgbImage segments(const SizedNetwork::Output& output, const RgbImage& picture) {
        const int64_t rows = output.shape[output.shape.size() - 2], columns = output.shape.back();
        const int64_t classes = static_cast<int64_t>(output.values.size()) / (rows * columns);
        const size_t count = picture.pixels.size() / 3;
        std::vector<float> best(count), number(count);
        if (classes == 1) {
            for (size_t i = 0; i < count; ++i) {
                const int64_t x = static_cast<int64_t>(i) % picture.width, y = static_cast<int64_t>(i) / picture.width;
                number[i] = output.values[static_cast<size_t>(y * rows / picture.height * columns + x * columns / picture.width)];
            }
        }
        for (int64_t each = 0; each < classes && classes > 1; ++each) {
            const auto plane = output.values.begin() + each * rows * columns;
            const std::vector<float> scores = enlarged({{rows, columns}, std::vector<float>(plane, plane + rows * columns)}, picture);
            for (size_t i = 0; i < count; ++i) {
                if (each == 0 || scores[i] > best[i]) best[i] = scores[i], number[i] = static_cast<float>(each);
            }
        }
        RgbImage made{picture.width, picture.height, {}};
        made.pixels.reserve(picture.pixels.size());
        for (const float each : number) {
            const bool known = each >= 0 && each < static_cast<float>(ade20k_colours.size());
            const uint32_t colour = known ? ade20k_colours[static_cast<size_t>(each)] : 0;
            for (const int shift : {16, 8, 0}) made.pixels.push_back(static_cast<uint8_t>(colour >> shift));
        }
        return made;
    }

    std::shared_ptr<const MapFiles> files_;
    SizedNetwork network_;
};

}  // namespace

std::unique_ptr<Annotator> make_annotator(Device& device, const AnnotatorFiles& files) {
    if (const auto* depth = std::get_if<std::shared_ptr<const DepthFiles>>(&files)) return std::make_unique<DepthAnnotator>(device, *depth);
    if (const auto* pose = std::get_if<std::shared_ptr<const PoseFiles>>(&files)) return std::make_unique<PoseAnnotator>(device, *pose);
    return std::make_unique<MapAnnotator>(device, std::get<std::shared_ptr<const MapFiles>>(files));
}

}  // namespace imagelab
