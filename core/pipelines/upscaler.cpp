#include "core/pipelines/upscaler.h"

#include <algorithm>
#include <cmath>

#include "core/families/component_files.h"
#include "core/families/diffusion_model.h"
#include "core/families/model_part.h"
#include "core/image/resize.h"
#include "core/models/upscaler.h"
#include "core/pipelines/latents.h"
#include "core/weights/detect_upscaler.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/ncnn.h"

namespace imagelab {
namespace {

// Pixels of the picture. Tiles share what a network sees, so that each pixel is what it would be without tiles; of networks that see
// farther than this they share no more, and are blended.
constexpr int largest_side = 512, smallest_side = 128, side_step = 64, most_overlap = 64;
// What a tile may take where a device has no limit of its own, and how much work it may be: some seconds of a device that tells nothing
// within it.
constexpr int64_t usual_memory = int64_t{2} << 30;
constexpr double most_work = 1e13;

int rounded_up(int value, int unit) {
    return (value + unit - 1) / unit * unit;
}

int mirrored(int at, int extent) {
    if (at < extent) return at;
    return std::max(0, 2 * extent - 2 - at);
}

float share_of(uint8_t value) {
    return static_cast<float>(value) / 255.0f;
}
float share_of(float value) {
    return value;
}

// Rows [top, top + height) and columns [left, left + width) in [0, 1]; beyond the picture its mirror image, or black.
template <class Picture>
std::vector<float> cut(const Picture& picture, int left, int top, int width, int height, bool black) {
    std::vector<float> values(static_cast<size_t>(width) * height * 3);
    float* target = values.data();
    for (int y = 0; y < height; ++y) {
        if (black && top + y >= picture.height) break;
        const size_t row = static_cast<size_t>(mirrored(top + y, picture.height)) * picture.width;
        for (int x = 0; x < width; ++x) {
            if (black && left + x >= picture.width) {
                target += 3;
                continue;
            }
            const auto* pixel = picture.pixels.data() + 3 * (row + mirrored(left + x, picture.width));
            for (int c = 0; c < 3; ++c) *target++ = share_of(pixel[c]);
        }
    }
    return values;
}

// While it lives, a program tells what is done of a forward.
class ToldOfForward {
  public:
    ToldOfForward(Program& program, std::function<void(double)> told) : program_(program) { program.tell(std::move(told)); }
    ~ToldOfForward() { program_.tell({}); }
    ToldOfForward(const ToldOfForward&) = delete;
    ToldOfForward& operator=(const ToldOfForward&) = delete;

  private:
    Program& program_;
};

ModelPart upscaler_part(const UpscalerFiles& files) {
    const int side = upscaler_least(files.config);
    return {"upscaler",
            files.weights,
            {[config = files.config, side](Graph& graph) { trace_upscaler(graph, config, side, side); }},
            {"body.", "conv_up"}};
}

Network make_network(Device& device, const UpscalerFiles& files, DType dtype, int64_t memory_budget) {
    return Network(
        device, files.weights,
        tracer(dtype, [config = files.config](Graph& graph,
                                              const NetworkShape& shape) { trace_upscaler(graph, config, shape.height, shape.width); }),
        {.memory_budget = memory_budget});
}

// Sides that fit whatever the layers shuffle together, and how many times larger the picture becomes.
Result<UpscalerFiles> open_ncnn_upscaler(const std::filesystem::path& path) {
    auto opened = open_ncnn(path);
    if (!opened) return Failure{opened.error()};
    std::string trouble;
    for (const int unit : {1, 2, 4, 8, 16}) {
        const int height = 5 * unit, width = 7 * unit;
        try {
            Graph graph;
            trace_ncnn(graph, *opened->graph, height, width);
            const Shape made = graph.nodes[static_cast<size_t>(graph.outputs.at(0).value)].shape;
            const int64_t factor = made.at(1) / height;
            if (made != Shape{1, factor * height, factor * width, 3} || factor < 1 || factor > 8)
                return Failure{path.string() + ": of a picture [1, " + std::to_string(height) + ", " + std::to_string(width) +
                               ", 3] it makes " + shape_text(made) + ", expected one 1 to 8 times as large"};
            const NcnnConfig config{opened->graph, static_cast<int>(factor), unit};
            UpscalerFiles files{path, "ncnn", config, opened->weights};
            if (auto whole = check_complete({"upscaler",
                                             files.weights,
                                             {[config, height, width](Graph& again) { trace_ncnn(again, *config.graph, height, width); }},
                                             {}});
                !whole)
                return Failure{whole.error()};
            return files;
        } catch (const Error& why) {
            if (trouble.empty()) trouble = why.what();
        }
    }
    return Failure{path.string() + ": " + trouble};
}

}  // namespace

// What tiles add up to.
struct Upscaler::Canvas {
    int width = 0, height = 0;  // of the finished picture
    std::vector<float> sums;    // [height, width, 3]

    void add(const std::vector<float>& tile, int left, int top, const std::vector<float>& across, const std::vector<float>& down) {
        const int tile_width = static_cast<int>(across.size()), rows = std::min(static_cast<int>(down.size()), height - top);
        const int columns = std::min(tile_width, width - left);
        for (int y = 0; y < rows; ++y) {
            if (down[y] == 0) continue;
            const float* from = tile.data() + static_cast<size_t>(y) * tile_width * 3;
            float* to = sums.data() + (static_cast<size_t>(top + y) * width + left) * 3;
            for (int x = 0; x < columns; ++x) {
                const float share = down[y] * across[x];
                for (int c = 0; c < 3; ++c) to[3 * x + c] += share * from[3 * x + c];
            }
        }
    }

    RgbImage picture() const {
        RgbImage image{width, height, std::vector<uint8_t>(sums.size())};
        for (size_t i = 0; i < sums.size(); ++i)
            image.pixels[i] = static_cast<uint8_t>(std::nearbyint(std::clamp(sums[i], 0.0f, 1.0f) * 255.0f));
        return image;
    }
    FinePicture fine_picture() && {
        for (float& value : sums) value = std::clamp(value, 0.0f, 1.0f);
        return {width, height, std::move(sums)};
    }
};

Result<UpscalerFiles> open_upscaler(const std::filesystem::path& path) {
    if (is_ncnn(path)) return open_ncnn_upscaler(path);
    try {
        const OpenedWeights opened = checked(open_weight_file(path));
        auto found = detect_upscaler(opened.tensors);
        if (!found) return Failure{path.string() + ": " + found.error()};
        UpscalerFiles files{path, found->architecture, found->config, map_of(std::move(found->tensors), opened)};
        if (auto whole = check_complete(upscaler_part(files)); !whole) return Failure{whole.error()};
        return files;
    } catch (const Error& trouble) {
        return Failure{trouble.what()};
    }
}

DType Upscaler::best_dtype(const DeviceInfo& device, const UpscalerConfig& config) {
    const auto has = [&](DType dtype) { return std::find(device.dtypes.begin(), device.dtypes.end(), dtype) != device.dtypes.end(); };
    if (device.kind == "software") return DType::f32;
    return has(DType::f16) && upscaler_fits_f16(config) ? DType::f16 : DType::f32;
}

Result<void> Upscaler::computes_in(DType dtype, const UpscalerFiles& files) {
    if (dtype != DType::f16 || upscaler_fits_f16(files.config)) return {};
    return Failure{files.path.string() + ": " + files.architecture + " leaves the range of f16; choose f32"};
}

Upscaler::Upscaler(Device& device, UpscalerFiles files, DType dtype, int64_t memory_budget, int tile)
    : network(make_network(device, files, dtype, memory_budget)),
      files_(std::move(files)),
      dtype_(dtype),
      own_memory_(device.info().own_memory),
      memory_budget_(memory_budget),
      tile_(tile) {
    if (const auto possible = computes_in(dtype, files_); !possible) throw Error(possible.error());
    const int reach = upscaler_reach(files_.config), unit = upscaler_unit(files_.config);
    const bool all = 2 * reach + 1 <= most_overlap;
    overlap_ = rounded_up(all ? 2 * reach + 1 : most_overlap, unit);
    margin_ = all ? reach : -1;
}

int Upscaler::largest_tile() {
    const int unit = upscaler_unit(files_.config);
    if (tile_ > 0) return rounded_up(tile_, unit) + overlap_;
    if (largest_ > 0) return largest_;
    int largest = largest_side;
    const int64_t memory = memory_budget_ > 0 ? memory_budget_ : usual_memory;
    const auto is_too_much = [&](int side) {
        const NetworkCost cost = network.cost({1, rounded_up(side, unit), rounded_up(side, unit), 0});
        return cost.memory.running_bytes() > memory || cost.step_flops > most_work;
    };
    // What the smallest takes tells those apart that need no closer look: a large program takes long to plan.
    const double small = network.cost({1, rounded_up(smallest_side, unit), rounded_up(smallest_side, unit), 0}).step_flops;
    while (largest > smallest_side && small * largest * largest / (smallest_side * smallest_side) > 2 * most_work) largest -= side_step;
    while (largest > smallest_side && is_too_much(largest)) largest -= side_step;
    largest_ = largest;
    return largest;
}

Upscaler::Plan Upscaler::plan(int width, int height) {
    const int unit = upscaler_unit(files_.config), largest = largest_tile(), least = upscaler_least(files_.config);
    const auto axis = [&](int side) { return tile_axis(std::max(least, rounded_up(side, unit)), largest, overlap_, unit); };
    return {axis(width), axis(height)};
}

int Upscaler::tiles(int width, int height) {
    const Plan tiles = plan(width, height);
    return tiles.across.count() * tiles.down.count();
}

NetworkCost Upscaler::cost(int width, int height) {
    const Plan tiles = plan(width, height);
    return network.cost({1, tiles.down.side, tiles.across.side, 0});
}

int64_t Upscaler::picture_bytes(int width, int height) {
    const Plan tiles = plan(width, height);
    const int64_t grown = int64_t{scale()} * scale();
    const int64_t tile = int64_t{tiles.across.side} * tiles.down.side * 3 * (1 + grown);
    return int64_t{width} * height * grown * 3 * (sizeof(float) + 1) + tile * static_cast<int64_t>(sizeof(float));
}

template <class Picture>
Upscaler::Canvas Upscaler::run(const Picture& picture, const Callbacks& callbacks, const CancelToken& cancel) {
    const Plan tiles = plan(picture.width, picture.height);
    const NetworkShape shape{1, tiles.down.side, tiles.across.side, 0};
    Program& program = network.ready(shape, callbacks.loading, cancel);
    Canvas canvas{picture.width * scale(), picture.height * scale(), {}};
    canvas.sums.resize(static_cast<size_t>(canvas.width) * canvas.height * 3);
    const int all = tiles.across.count() * tiles.down.count();
    const bool black = upscaler_ends_in_black(files_.config);
    int done = 0;
    const ToldOfForward told(program, [&](double share) {
        if (callbacks.share) callbacks.share((done + share) / all);
    });
    for (int row = 0; row < tiles.down.count(); ++row) {
        const std::vector<float> down = tile_shares(tiles.down, row, scale(), margin_);
        for (int column = 0; column < tiles.across.count(); ++column) {
            cancel.check();
            const int left = tiles.across.begins[column], top = tiles.down.begins[row];
            program.write("image", std::span<const float>(cut(picture, left, top, tiles.across.side, tiles.down.side, black)));
            program.run(cancel);
            const std::vector<float> tile = program.read("image");
            check_finite(tile, "upscaler");
            canvas.add(tile, left * scale(), top * scale(), tile_shares(tiles.across, column, scale(), margin_), down);
            ++done;
            if (callbacks.tile) callbacks.tile(done, all);
            if (callbacks.share) callbacks.share(static_cast<double>(done) / all);
        }
    }
    return canvas;
}

RgbImage Upscaler::enlarge(const RgbImage& picture, const Callbacks& callbacks, const CancelToken& cancel) {
    return run(picture, callbacks, cancel).picture();
}

FinePicture Upscaler::enlarge(const FinePicture& picture, const Callbacks& callbacks, const CancelToken& cancel) {
    return run(picture, callbacks, cancel).fine_picture();
}

EnlargedSize enlarged_size(int width, int height, double times) {
    const auto side = [&](int value) { return std::max(1, static_cast<int>(std::lround(value * times))); };
    return {side(width), side(height)};
}

std::vector<EnlargedSize> upscaler_passes(int width, int height, int scale, EnlargedSize wanted) {
    std::vector<EnlargedSize> passes;
    do {
        passes.push_back({width, height});
        width *= scale, height *= scale;
    } while (scale > 1 && (width < wanted.width || height < wanted.height));
    return passes;
}

void make_grey(RgbImage& opacity) {
    for (size_t at = 0; at + 2 < opacity.pixels.size(); at += 3) {
        uint8_t* pixel = opacity.pixels.data() + at;
        pixel[0] = pixel[1] = pixel[2] = static_cast<uint8_t>((pixel[0] + pixel[1] + pixel[2] + 1) / 3);
    }
}

namespace {

template <class Picture>
Picture enlarged_by(const Picture& picture, Upscaler* upscaler, EnlargedSize size, const Upscaler::Callbacks& callbacks,
                    const CancelToken& cancel) {
    if (!upscaler) return resize(picture, size.width, size.height);
    const std::vector<EnlargedSize> passes = upscaler_passes(picture.width, picture.height, upscaler->scale(), size);
    int all = 0, before = 0;
    for (const EnlargedSize& pass : passes) all += upscaler->tiles(pass.width, pass.height);
    Picture now = picture;
    for (const EnlargedSize& pass : passes) {
        const int tiles = upscaler->tiles(pass.width, pass.height);
        Upscaler::Callbacks counted{callbacks.loading};
        if (callbacks.tile) counted.tile = [&](int done, int) { callbacks.tile(before + done, all); };
        if (callbacks.share) counted.share = [&](double share) { callbacks.share((before + share * tiles) / all); };
        now = upscaler->enlarge(now, counted, cancel);
        before += tiles;
    }
    return now.width == size.width && now.height == size.height ? now : resize(now, size.width, size.height);
}

}  // namespace

RgbImage enlarged(const RgbImage& picture, Upscaler* upscaler, EnlargedSize size, const Upscaler::Callbacks& callbacks,
                  const CancelToken& cancel) {
    return enlarged_by(picture, upscaler, size, callbacks, cancel);
}

FinePicture enlarged(const FinePicture& picture, Upscaler* upscaler, EnlargedSize size, const Upscaler::Callbacks& callbacks,
                     const CancelToken& cancel) {
    return enlarged_by(picture, upscaler, size, callbacks, cancel);
}

}  // namespace imagelab
