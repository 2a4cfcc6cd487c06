#include "core/models/dit_pixart.h"

#include "core/nn/embedding.h"
#include "core/nn/transformer.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

// Sinusoids of every patch's column, then of its row (get_2d_sincos_pos_embed): [1, rows * columns, width]. However many patches there are,
// their positions span what the model was trained on.
Tensor position_embedding(Graph& graph, const PixartConfig& config, int rows, int columns) {
    const int base = config.sample_size / config.patch;
    const auto position = [&](int index, int count) {
        const float stretch = static_cast<float>(static_cast<double>(count) / base);
        return static_cast<float>(index) / stretch / static_cast<float>(config.position_scale);
    };
    std::vector<float> x, y;
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            x.push_back(position(column, columns));
            y.push_back(position(row, rows));
        }
    }
    const auto embed = [&](std::vector<float> positions) {
        return ops::sinusoid(ops::constant(graph, {rows * columns}, std::move(positions)), config.width() / 2, false, 0);
    };
    return ops::reshape(ops::concat({embed(std::move(x)), embed(std::move(y))}, -1), {1, rows * columns, config.width()});
}

// The embedding of timestep and sizes, [1, width].
Tensor embed_time(const PixartConfig& config, Tensor timestep, Tensor resolution, Tensor aspect_ratio) {
    const auto embed = [&](Tensor numbers, const std::string& name, int64_t width) {
        return nn::time_mlp(ops::sinusoid(numbers, config.time_width, true, 0), "adaln_single.emb." + name, width);
    };
    const Tensor time = embed(timestep, "timestep_embedder", config.width());
    if (!config.size_conditions) return time;
    const int third = config.width() / 3;
    const Tensor sizes = ops::reshape(embed(resolution, "resolution_embedder", third), {1, 2 * third});
    return ops::add(time, ops::concat({sizes, embed(aspect_ratio, "aspect_ratio_embedder", third)}, -1));
}

// adaLN-single (Chen et al. 2023, section 2.3): one projection of the time for all blocks, to which each adds a table of its own. Row i of
// table + values, [1, width] each.
std::vector<Tensor> modulation(Tensor values, const std::string& table, int rows, int width) {
    const Tensor sums = ops::add(ops::reshape(values, {rows, width}), ops::weight(*values.graph(), table, {rows, width}));
    std::vector<Tensor> parts;
    for (int i = 0; i < rows; ++i) parts.push_back(ops::slice(sums, 0, i, 1));
    return parts;
}

// norm(x) * (1 + scale) + shift
Tensor modulated(Tensor x, Tensor scale, Tensor shift, float eps) {
    return ops::layer_norm(x, ops::affine(scale, 1, 1), shift, eps);
}

// x + gate * h, gate [1, width]
Tensor gated(Tensor x, Tensor gate, Tensor h) {
    return ops::add(ops::mul(h, ops::reshape(gate, {1, 1, gate.dim(-1)})), x);
}

class Transformer {
  public:
    Transformer(const PixartConfig& config, Tensor context, Tensor counts) : config_(config), context_(context), counts_(counts) {}

    // Queries x, keys and values from the caption, of which only the words that are there are seen.
    Tensor cross_attention(Tensor x, const std::string& name) const {
        const int64_t width = config_.width();
        const Tensor q = ops::linear(x, name + ".to_q", width);
        const Tensor k = ops::linear(context_, name + ".to_k", width);
        const Tensor v = ops::linear(context_, name + ".to_v", width);
        return ops::linear(ops::attention(q, k, v, config_.heads, {.keys = counts_}), name + ".to_out.0", width);
    }

    Tensor feed_forward(Tensor x, const std::string& name) const {
        const int64_t width = config_.width();
        const Tensor hidden = ops::unary(ops::linear(x, name + ".net.0.proj", 4 * width), Unary::gelu_tanh);
        return ops::linear(hidden, name + ".net.2", width);
    }

    // No norm before the cross attention: the published code leaves it out as well.
    Tensor block(Tensor x, const std::string& name, Tensor time) const {
        const std::vector<Tensor> m = modulation(time, name + ".scale_shift_table", 6, config_.width());
        const Tensor &shift_attention = m[0], &scale_attention = m[1], &gate_attention = m[2];
        const Tensor &shift_forward = m[3], &scale_forward = m[4], &gate_forward = m[5];
        Tensor h = modulated(x, scale_attention, shift_attention, config_.norm_eps);
        x = gated(x, gate_attention, nn::attention(h, h, name + ".attn1", config_.heads, ops::Bias::yes));
        x = ops::add(cross_attention(x, name + ".attn2"), x);
        h = modulated(x, scale_forward, shift_forward, config_.norm_eps);
        return gated(x, gate_forward, feed_forward(h, name + ".ff"));
    }

  private:
    const PixartConfig& config_;
    Tensor context_, counts_;
};

// Tokens [b, rows * columns, patch * patch * channels] -> picture [b, rows * patch, columns * patch, channels].
Tensor unpatchify(Tensor x, int patch, int rows, int columns, int channels) {
    std::vector<Tensor> lines;  // of each row of patches
    const int64_t batch = x.dim(0), line = static_cast<int64_t>(patch) * channels;
    x = ops::reshape(x, {batch, rows, columns, patch * line});
    for (int i = 0; i < patch; ++i) lines.push_back(ops::reshape(ops::slice(x, -1, i * line, line), {batch * rows, 1, columns * line}));
    return ops::reshape(ops::concat(lines, 1), {batch, int64_t{rows} * patch, int64_t{columns} * patch, channels});
}

void check(const PixartConfig& config, int latent_h, int latent_w) {
    if (latent_h % config.patch == 0 && latent_w % config.patch == 0) return;
    throw Error("[pixart] latents " + shape_text({latent_h, latent_w}) + ": sides must be multiples of " + std::to_string(config.patch));
}

}  // namespace

void trace_pixart(Graph& graph, const PixartConfig& config, int batch, int latent_h, int latent_w, int tokens, Reuse reuse) {
    check(config, latent_h, latent_w);
    graph.name = "pixart";
    const int width = config.width(), rows = latent_h / config.patch, columns = latent_w / config.patch;
    const Tensor latents = ops::input(graph, "latents", {batch, latent_h, latent_w, config.in_channels}, DType::f32, Rate::step);
    const Tensor timestep = ops::input(graph, "timestep", {1}, DType::f32, Rate::step);
    Tensor context = ops::input(graph, "context", {batch, tokens, config.caption_width}, DType::f32, Rate::prompt);
    const Tensor counts = ops::input(graph, "counts", {batch}, DType::i32, Rate::prompt);
    Tensor resolution, aspect_ratio;
    if (config.size_conditions) {
        resolution = ops::input(graph, "resolution", {2}, DType::f32, Rate::prompt);
        aspect_ratio = ops::input(graph, "aspect_ratio", {1}, DType::f32, Rate::prompt);
    }
    const Tensor embedded = embed_time(config, timestep, resolution, aspect_ratio);
    const Tensor time = ops::linear(ops::silu(embedded), "adaln_single.linear", 6 * width);
    context = ops::unary(ops::linear(context, "caption_projection.linear_1", width), Unary::gelu_tanh);
    context = ops::linear(context, "caption_projection.linear_2", width);

    Tensor x = ops::conv2d(latents, "pos_embed.proj", width, config.patch, config.patch, {});
    x = ops::add(ops::reshape(x, {batch, rows * columns, width}), position_embedding(graph, config, rows, columns));
    const Transformer transformer(config, context, counts);
    const auto block = [&](int i) { x = transformer.block(x, "transformer_blocks." + std::to_string(i), time); };
    if (config.layers > 0) block(0);
    const Tensor first = x;
    if (reuse == Reuse::use)
        x = ops::add(x, ops::input(graph, "deep", x.shape(), DType::f32, Rate::step));
    else
        for (int i = 1; i < config.layers; ++i) block(i);
    const Tensor deep = reuse == Reuse::keep ? ops::sub(x, first) : Tensor();

    const std::vector<Tensor> last = modulation(ops::concat({embedded, embedded}, 0), "scale_shift_table", 2, width);
    x = modulated(x, last[1], last[0], config.norm_eps);
    x = ops::linear(x, "proj_out", config.patch * config.patch * config.out_channels);
    x = unpatchify(x, config.patch, rows, columns, config.out_channels);
    if (config.out_channels > config.in_channels) x = ops::slice(x, -1, 0, config.in_channels);
    ops::output(graph, "noise", x);
    if (deep) ops::output(graph, "deep", deep);
}

}  // namespace imagelab
