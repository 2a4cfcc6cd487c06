#include "core/weights/swinir.h"

#include <algorithm>
#include <cmath>

#include "core/models/swin_window.h"
#include "core/weights/convert.h"
#include "core/weights/upscaler_shapes.h"

namespace imagelab {
namespace {

// Queries, keys or values of the file's joined projection [3 * channels, ...], each head with rows of zeros behind its own.
class SpreadHeads final : public TensorSource {
  public:
    SpreadHeads(TensorView joined, SwinWindow window, int heads, int which)
        : joined_(std::move(joined)), window_(window), heads_(heads), which_(which) {}

    void read(int64_t first, int64_t count, float* target) const override {
        const int64_t columns = joined_.shape.size() == 2 ? joined_.shape[1] : 1, wide = window_.wide();
        for (int64_t at = first; at < first + count;) {
            const int64_t row = at / columns, column = at % columns, some = std::min(columns - column, first + count - at);
            const int64_t within = row % wide;
            if (within < window_.channels) {
                const int64_t from = int64_t{which_} * heads_ * window_.channels + row / wide * window_.channels + within;
                read_elements(joined_, from * columns + column, some, DType::f32, reinterpret_cast<std::byte*>(target));
            } else {
                std::fill(target, target + some, 0.0f);
            }
            target += some, at += some;
        }
    }
    size_t stored_bytes() const override { return joined_.bytes() / 3; }
    std::vector<std::span<const std::byte>> in_file() const override {
        if (joined_.source) return joined_.source->in_file();
        return {{joined_.data, joined_.bytes()}};
    }
    void release(int64_t, int64_t) const override {}

  private:
    TensorView joined_;
    SwinWindow window_;
    int heads_, which_;
};

// [places, heads * wide]: what key j adds to the score of query i stands in column i behind each head's own.
class PositionKeys final : public TensorSource {
  public:
    PositionKeys(TensorView table, SwinWindow window, int heads) : table_(std::move(table)), window_(window), heads_(heads) {}

    void read(int64_t first, int64_t count, float* target) const override {
        std::vector<float> table(static_cast<size_t>(element_count(table_.shape)));
        read_elements(table_, 0, element_count(table_.shape), DType::f32, reinterpret_cast<std::byte*>(table.data()));
        const int64_t wide = window_.wide(), row = wide * heads_;
        for (int64_t at = first; at < first + count; ++at) {
            const int64_t key = at / row, head = at % row / wide, query = at % wide - window_.channels;
            const bool bias = query >= 0 && query < window_.places();
            *target++ =
                bias ? table[static_cast<size_t>(window_.table_row(static_cast<int>(query), static_cast<int>(key)) * heads_ + head)] /
                           window_.scale()
                     : 0.0f;
        }
    }
    size_t stored_bytes() const override { return table_.bytes(); }
    std::vector<std::span<const std::byte>> in_file() const override {
        if (table_.source) return table_.source->in_file();
        return {{table_.data, table_.bytes()}};
    }
    void release(int64_t, int64_t) const override {}

  private:
    TensorView table_;
    SwinWindow window_;
    int heads_;
};

bool read_groups(const TensorViews& tensors, SwinirConfig& config) {
    for (int i = 0; i < 64; ++i) {
        const std::string blocks = "layers." + std::to_string(i) + ".residual_group.blocks.";
        int depth = 0;
        while (depth < 256 && tensors.contains(blocks + std::to_string(depth) + ".norm1.weight")) ++depth;
        if (depth == 0) break;
        config.depths.push_back(depth);
        config.heads.push_back(static_cast<int>(extent(tensors, blocks + "0.attn.relative_position_bias_table", 1)));
    }
    return !config.depths.empty() &&
           std::all_of(config.heads.begin(), config.heads.end(), [&](int heads) { return heads > 0 && config.channels % heads == 0; });
}

void read_ending(const TensorViews& tensors, SwinirConfig& config) {
    using Ending = SwinirConfig::Ending;
    config.factors.clear();
    config.features = static_cast<int>(extent(tensors, "conv_before_upsample.0.weight", 0));
    if (config.features == 0) {
        config.ending = tensors.contains("upsample.0.weight") ? Ending::direct : Ending::none;
        if (config.ending == Ending::direct)
            config.factors = {static_cast<int>(std::lround(std::sqrt(static_cast<double>(extent(tensors, "upsample.0.weight", 0)) / 3)))};
        return;
    }
    config.ending = tensors.contains("conv_up1.weight") ? Ending::nearest : Ending::pixel_shuffle;
    if (config.ending == Ending::pixel_shuffle) config.factors = shuffle_factors(tensors, "upsample");
    for (int i = 1; config.ending == Ending::nearest && tensors.contains("conv_up" + std::to_string(i) + ".weight"); ++i)
        config.factors.push_back(2);
}

}  // namespace

Result<SwinirConfig> swinir_config(const TensorViews& tensors) {
    const auto refuse = [](const std::string& why) { return Failure{"this is an upscaler (SwinIR) " + why}; };
    SwinirConfig config;
    const std::string block = "layers.0.residual_group.blocks.0.";
    config.channels = static_cast<int>(extent(tensors, "conv_first.weight", 0));
    config.hidden = static_cast<int>(extent(tensors, block + "mlp.fc1.weight", 0));
    const int64_t rows = extent(tensors, block + "attn.relative_position_bias_table", 0);
    config.window = (static_cast<int>(std::lround(std::sqrt(static_cast<double>(rows)))) + 1) / 2;
    if (config.channels < 1 || config.window < 2 || config.window > 32 || !read_groups(tensors, config))
        return refuse("whose blocks say no window or heads: it is not whole, download it again");
    if (tensors.contains("absolute_pos_embed")) return refuse("with absolute positions (ape), which is not run");
    read_ending(tensors, config);
    const bool last = config.ending == SwinirConfig::Ending::direct;
    const int64_t in = extent(tensors, "conv_first.weight", 1), out = last ? 3 : extent(tensors, "conv_last.weight", 0);
    config.unshuffle = in == 3 ? 1 : in == 12 ? 2 : in == 48 ? 4 : 0;
    if (config.unshuffle == 0 || out != 3)
        return refuse("that takes " + std::to_string(in) + " channels and gives " + std::to_string(out) +
                      "; Image Lab runs those of RGB pictures");
    if (config.factor() % config.unshuffle != 0 || config.scale() < 1 || config.scale() > 8 ||
        (config.ending == SwinirConfig::Ending::none && config.unshuffle > 1))
        return refuse("that gives " + std::to_string(config.factor()) + " / " + std::to_string(config.unshuffle) +
                      " times the size, expected 1 to 8");
    config.three_convs = !tensors.contains("conv_after_body.weight");
    config.patch_normed = tensors.contains("patch_embed.norm.weight");
    config.range = config.window == 7 ? 255.0f : 1.0f;  // the models against JPEG's traces alone have this window
    return config;
}

Result<void> add_swinir_tensors(const SwinirConfig& config, TensorViews& tensors) {
    std::erase_if(tensors,
                  [](const auto& item) { return item.first.ends_with(".attn_mask") || item.first.ends_with(".relative_position_index"); });
    for (size_t group = 0; group < config.depths.size(); ++group) {
        const int heads = config.heads[group];
        const SwinWindow window{config.window, config.channels / heads};
        const int64_t wide = int64_t{heads} * window.wide(), side = 2 * config.window - 1;
        for (int i = 0; i < config.depths[group]; ++i) {
            const std::string name = "layers." + std::to_string(group) + ".residual_group.blocks." + std::to_string(i) + ".attn.";
            const std::pair<std::string, Shape> needed[] = {{"relative_position_bias_table", {side * side, heads}},
                                                            {"qkv.weight", {3 * config.channels, config.channels}},
                                                            {"qkv.bias", {3 * config.channels}}};
            for (const auto& [part, shape] : needed) {
                const auto found = tensors.find(name + part);
                if (found == tensors.end())
                    return Failure{"this is an upscaler (SwinIR) without the tensor " + name + part + ": it is not whole"};
                if (found->second.shape != shape)
                    return Failure{"this is an upscaler (SwinIR) whose tensor " + name + part + " has the shape " +
                                   shape_text(found->second.shape) + ", expected " + shape_text(shape)};
            }
            const auto add = [&](const std::string& part, Shape shape, std::shared_ptr<const TensorSource> source) {
                tensors[name + part] = {DType::f32, std::move(shape), nullptr, false, std::move(source)};
            };
            add("position_keys", {window.places(), wide},
                std::make_shared<PositionKeys>(tensors.at(name + "relative_position_bias_table"), window, heads));
            for (int which = 0; which < 3; ++which) {
                const std::string part = which == 0 ? "queries" : which == 1 ? "keys" : "values";
                add(part + ".weight", {wide, config.channels},
                    std::make_shared<SpreadHeads>(tensors.at(name + "qkv.weight"), window, heads, which));
                add(part + ".bias", {wide}, std::make_shared<SpreadHeads>(tensors.at(name + "qkv.bias"), window, heads, which));
            }
        }
    }
    return {};
}

}  // namespace imagelab
