#include "core/pipelines/reference.h"

#include <algorithm>
#include <array>

#include "core/families/diffusion_model.h"
#include "core/families/model_files.h"
#include "core/image/mask.h"
#include "core/image/resize.h"
#include "core/models/clip_vision.h"
#include "core/models/reference.h"
#include "core/pipelines/latents.h"

namespace imagelab {
namespace {

constexpr size_t remembered_pictures = 8;
constexpr std::array<float, 3> clip_mean{0.48145466f, 0.4578275f, 0.40821073f}, clip_deviation{0.26862954f, 0.26130258f, 0.27577711f};

constexpr int longest_sides = 64;  // of a picture, times the shorter one: the rest is cut away before it is scaled

// Its shorter side of that length, then its middle.
RgbImage middle_square(const RgbImage& given, int side) {
    const auto middle = [](const RgbImage& image, int width, int height) {
        const int left = (image.width - width) / 2, top = (image.height - height) / 2;
        return left == 0 && top == 0 && image.width == width && image.height == height
                   ? image
                   : cut(image, {left, top, left + width, top + height});
    };
    const int most = std::min(given.width, given.height) * longest_sides;
    const RgbImage image = middle(given, std::min(given.width, most), std::min(given.height, most));
    const auto grown = [&](int other, int shorter) { return static_cast<int>(static_cast<double>(int64_t{side} * other) / shorter); };
    const bool wide = image.width > image.height;
    const int width = wide ? grown(image.width, image.height) : side, height = wide ? side : grown(image.height, image.width);
    return middle(resize(image, width, height, ResizeFilter::bicubic), side, side);
}

}  // namespace

namespace {

struct ModeBlocks {
    ReferenceMode mode;
    const char* name;
    std::vector<std::string> transformers;
};
const ModeBlocks& blocks_of(ReferenceMode mode) {
    static const std::string style = "up_blocks.0.attentions.1", composition = "down_blocks.2.attentions.1";
    static const ModeBlocks all[] = {{ReferenceMode::all, "all", {}},
                                     {ReferenceMode::style, "style", {style}},
                                     {ReferenceMode::composition, "composition", {composition}},
                                     {ReferenceMode::style_composition, "style_composition", {composition, style}}};
    return *std::find_if(std::begin(all), std::end(all), [&](const ModeBlocks& each) { return each.mode == mode; });
}

// Empty: the UNet has every transformer of the mode.
std::string lacks_block(const ModeBlocks& blocks, const ModelFiles& model) {
    const UnetConfig* unet = model.controlled_unet();
    const std::vector<CrossAttention> attentions = unet ? cross_attentions(*unet) : std::vector<CrossAttention>();
    for (const std::string& wanted : blocks.transformers) {
        const bool there = std::any_of(attentions.begin(), attentions.end(),
                                       [&](const CrossAttention& each) { return each.name.starts_with(wanted + "."); });
        if (there) continue;
        return model.name + " has no " + wanted + ", in which mode " + blocks.name +
               " is done: leave mode out, or take a model of SDXL's own structure";
    }
    return {};
}

}  // namespace

std::vector<std::string> transformers_of(ReferenceMode mode) {
    return blocks_of(mode).transformers;
}

Result<std::vector<Reference>> resolve_references(const Request& request, const ReferenceAdapters& adapters, const ModelFiles& model,
                                                  const Painting* painting) {
    if (adapters.size() != request.references.size())
        throw Error("[reference] " + std::to_string(adapters.size()) + " adapters for " + std::to_string(request.references.size()) +
                    " references");
    const auto failure = [](const std::string& why) { return Failure{"conditioning.references: " + why}; };
    std::vector<Reference> references;
    for (size_t i = 0; i < adapters.size(); ++i) {
        const ReferenceUse& use = request.references[i];
        if (const std::string lacks = lacks_block(blocks_of(use.mode), model); !lacks.empty()) return failure(lacks);
        auto image = read_picture(use.image);
        if (!image) return failure(image.error());
        Reference& reference = references.emplace_back(Reference{use, adapters[i], std::move(*image)});
        if (use.mask.empty()) continue;
        auto mask = read_mask(use.mask);
        if (!mask) return failure(mask.error());
        reference.mask = painting ? part_of(mask->mask, *painting) : std::move(mask->mask);
    }
    return references;
}

std::vector<float> reference_mask(const Reference& reference, int width, int height) {
    if (!reference.mask) return {};
    const bool fits = reference.mask->width == width && reference.mask->height == height;
    const GreyImage mask = fits ? *reference.mask : resize(*reference.mask, width, height);
    std::vector<float> values;
    for (const uint8_t pixel : mask.pixels) values.push_back(pixel > 127 ? 1.0f : 0.0f);
    return values;
}

bool counts_in_step(double start, double end, int step, int steps) {
    const double share = static_cast<double>(step) / steps, next = static_cast<double>(step + 1) / steps;
    return !(share < start || next > end);
}

float reference_scale(const ReferenceUse& use, int step, int steps) {
    return counts_in_step(use.start, use.end, step, steps) ? static_cast<float>(use.scale) : 0.0f;
}

std::vector<float> encoder_patches(const RgbImage& image, const ClipVisionConfig& config) {
    const RgbImage square = middle_square(image, config.image_size);
    const int patch = config.patch, across = config.image_size / patch;
    std::vector<float> values;
    values.reserve(square.pixels.size());
    for (int row = 0; row < across; ++row) {
        for (int column = 0; column < across; ++column) {
            for (size_t c = 0; c < 3; ++c) {
                for (int i = 0; i < patch * patch; ++i) {
                    const int y = row * patch + i / patch, x = column * patch + i % patch;
                    const auto at = 3 * static_cast<size_t>(y * config.image_size + x) + c;
                    values.push_back((static_cast<float>(square.pixels[at]) / 255.0f - clip_mean[c]) / clip_deviation[c]);
                }
            }
        }
    }
    return values;
}

ImageEncoder::ImageEncoder(Device& device, std::shared_ptr<const ImageEncoderFiles> opened, DType dtype, int64_t memory_budget)
    : files(std::move(opened)),
      network(device, files->weights,
              tracer(dtype,
                     [config = files->config](Graph& graph, const NetworkShape& shape) {
                         trace_clip_vision(graph, config, {.embedding = shape.tokens == 0, .states = shape.tokens != 0});
                     }),
              {.memory_budget = memory_budget}) {}

ReferenceReader::ReferenceReader(Device& device, OpenedReferenceAdapter adapter, std::shared_ptr<ImageEncoder> encoder, DType dtype,
                                 int64_t memory_budget)
    : adapter_(std::move(adapter)),
      encoder_(std::move(encoder)),
      projection_(device, adapter_->image_projection,
                  tracer(dtype, [config = adapter_->projection, states = encoder_->files->config.tokens()](
                                    Graph& graph, const NetworkShape&) { trace_reference_projection(graph, config, states); }),
                  {.memory_budget = memory_budget}) {}

NetworkCost ReferenceReader::encoder_cost() {
    const bool perceives = adapter_->projection.perceives();
    NetworkCost cost = encoder_->network.cost(ImageEncoder::shape(perceives));
    if (perceives) cost.prompt_flops *= 2;  // the zeros are read, too
    return cost;
}

bool ReferenceReader::remembers(const std::vector<float>& patches) const {
    return std::any_of(read_.begin(), read_.end(), [&](const auto& known) { return known.first == patches; });
}

std::vector<float> ReferenceReader::encoded(const std::vector<float>& patches, const CancelToken& cancel) {
    const bool perceives = adapter_->projection.perceives();
    Program& program = encoder_->network.ready(ImageEncoder::shape(perceives), {}, cancel);
    program.write("patches", std::span<const float>(patches));
    program.run(cancel);
    std::vector<float> said = program.read(perceives ? "states" : "embedding");
    check_finite(said, "image encoder");
    return said;
}

std::vector<float> ReferenceReader::projected(const std::vector<float>& said, const CancelToken& cancel) {
    Program& program = projection_.ready({}, {}, cancel);
    program.write(adapter_->projection.perceives() ? "states" : "embedding", std::span<const float>(said));
    program.run(cancel);
    std::vector<float> tokens = program.read("tokens");
    check_finite(tokens, "image projection");
    return tokens;
}

ReferenceReading ReferenceReader::read(std::vector<float> patches, const std::function<void(double)>& loading, const CancelToken& cancel) {
    const auto known = std::find_if(read_.begin(), read_.end(), [&](const auto& each) { return each.first == patches; });
    if (known != read_.end()) {
        read_.splice(read_.begin(), read_, known);
        return read_.front().second;
    }
    const ReferenceProjectionConfig& config = adapter_->projection;
    encoder_->network.ready(ImageEncoder::shape(config.perceives()), loading, cancel);
    const std::vector<float> with = encoded(patches, cancel);
    const std::vector<float> without = config.perceives() ? encoded(std::vector<float>(patches.size()), cancel)
                                                          : std::vector<float>(static_cast<size_t>(config.input_width));
    ReferenceReading reading{projected(with, cancel), projected(without, cancel)};
    projection_.unload();
    read_.emplace_front(std::move(patches), reading);
    if (read_.size() > remembered_pictures) read_.pop_back();
    return reading;
}

void ReferenceReader::unload() {
    encoder_->network.unload();
    projection_.unload();
}

}  // namespace imagelab
