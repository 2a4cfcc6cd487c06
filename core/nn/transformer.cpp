#include "core/nn/transformer.h"

#include <algorithm>
#include <cmath>

#include "core/nn/normalized_attention_guidance.h"

namespace imagelab::nn {

namespace {

struct Projected {
    Tensor q, k, v;
};

// Of self attention without bias.
Projected projected(Tensor x, const std::string& name, const ChangedInput& changed) {
    const auto layer = [&](const char* suffix) {
        const std::string whole = name + suffix;
        return ops::linear(changed ? changed(x, whole) : x, whole, x.dim(-1), ops::Bias::no);
    };
    return {layer(".to_q"), layer(".to_k"), layer(".to_v")};
}

}  // namespace

Tensor attention(Tensor x, Tensor context, const std::string& name, int heads, ops::Bias qkv_bias) {
    const int64_t width = x.dim(-1);
    const Tensor q = ops::linear(x, name + ".to_q", width, qkv_bias);
    const Tensor k = ops::linear(context, name + ".to_k", width, qkv_bias);
    const Tensor v = ops::linear(context, name + ".to_v", width, qkv_bias);
    return ops::linear(ops::attention(q, k, v, heads), name + ".to_out.0", width);
}

Tensor self_attention(Tensor x, const std::string& name, int heads, const ChangedInput& changed) {
    const auto [q, k, v] = projected(x, name, changed);
    return ops::linear(ops::attention(q, k, v, heads), name + ".to_out.0", x.dim(-1));
}

Tensor text_attention(Tensor x, Tensor context, const std::string& name, int heads, const TextBeside& beside) {
    const int64_t width = x.dim(-1);
    const Tensor asked = beside.changed ? beside.changed(x, name + ".to_q") : x;
    const Tensor q = ops::linear(asked, name + ".to_q", width, ops::Bias::no);
    const auto look = [&](Tensor text, const std::string& weights, const char* suffix) {
        const Tensor k = ops::linear(text, weights + ".to_k" + suffix, width, ops::Bias::no);
        const Tensor v = ops::linear(text, weights + ".to_v" + suffix, width, ops::Bias::no);
        return ops::attention(q, k, v, heads);
    };
    Tensor found = look(context, name, "");
    const std::vector<Tensor>& regions = beside.regions.contexts;
    const auto share = [&](int64_t i) { return ops::slice(beside.regions.shares, -1, i, 1); };
    if (!regions.empty()) found = ops::mul(found, share(0));
    for (size_t i = 0; i < regions.size(); ++i)
        found = ops::add(found, ops::mul(look(regions[i], name, ""), share(static_cast<int64_t>(i) + 1)));
    if (beside.unwanted) found = normalized_attention_guidance(found, look(beside.unwanted, name, ""), beside.unwanted_scale);
    for (const ReferenceTokens& reference : beside.references) {
        Tensor seen = ops::mul(look(reference.tokens, reference.prefix + name, "_ip"), reference.scale);
        if (reference.mask) seen = ops::mul(seen, reference.mask);
        found = ops::add(found, seen);
    }
    return ops::linear(found, name + ".to_out.0", width);
}

namespace {

// A Gaussian along an axis, edges mirrored without the outermost; torch's reflect.
Tensor blurred_along(Tensor x, int axis, float deviation) {
    const int64_t side = x.dim(axis);
    const auto taps = static_cast<int64_t>(std::ceil(6 * deviation));
    const int64_t kernel = std::min(taps + 1 - taps % 2, side - (side % 2 - 1)), half = kernel / 2;
    std::vector<float> row;
    float sum = 0;
    for (int64_t i = -half; i <= half; ++i) sum += row.emplace_back(std::exp(-0.5f * std::pow(static_cast<float>(i) / deviation, 2.0f)));
    std::vector<int32_t> index;
    std::vector<float> weights;
    for (int64_t at = 0; at < side; ++at) {
        for (int64_t i = -half; i <= half; ++i) {
            const int64_t from = std::abs(at + i), last = side - 1;
            index.push_back(static_cast<int32_t>(from > last ? 2 * last - from : from));
            weights.push_back(row[static_cast<size_t>(i + half)] / sum);
        }
    }
    return ops::resample(x, axis, index, std::move(weights), kernel);
}

// Attention of images whose queries are blurred.
Tensor smoothed_attention(Tensor q, Tensor k, Tensor v, int heads, float blur, int64_t height, int64_t width) {
    const Shape tokens = q.shape();
    if (blur > 0) {
        const Tensor rows = blurred_along(ops::reshape(q, {tokens[0], height, width, tokens[2]}), 1, blur);
        return ops::attention(ops::reshape(blurred_along(rows, 2, blur), tokens), k, v, heads);
    }
    const Tensor one = ops::attention(ops::reduce(q, Reduction::mean, {1}), k, v, heads);  // all places ask the same
    const auto places = static_cast<size_t>(tokens[1]);
    return ops::resample(one, 1, std::vector<int32_t>(places, 0), std::vector<float>(places, 1.0f), 1);
}

}  // namespace

Tensor guided_self_attention(Tensor x, const std::string& name, int heads, const SelfAttentionGuidance& guidance, int64_t height,
                             int64_t width, const ChangedInput& changed) {
    const int64_t whole = x.dim(0) - guidance.perturbed - guidance.smoothed;
    const auto projections = projected(x, name, changed);
    const Tensor &q = projections.q, &k = projections.k, &v = projections.v;
    const auto part = [](Tensor all, int64_t begin, int64_t count) { return ops::slice(all, 0, begin, count); };
    std::vector<Tensor> found{ops::attention(part(q, 0, whole), part(k, 0, whole), part(v, 0, whole), heads)};
    if (guidance.smoothed > 0) {
        const auto own = [&](Tensor all) { return part(all, whole, guidance.smoothed); };
        found.push_back(smoothed_attention(own(q), own(k), own(v), heads, guidance.blur, height, width));
    }
    if (guidance.perturbed > 0) found.push_back(part(v, whole + guidance.smoothed, guidance.perturbed));
    return ops::linear(ops::concat(found, 0), name + ".to_out.0", x.dim(-1));
}

Tensor feed_forward(Tensor x, const std::string& name) {
    const int64_t width = x.dim(-1), inner = 4 * width;
    const Tensor both = ops::linear(x, name + ".net.0.proj", 2 * inner);
    const Tensor hidden = ops::slice(both, -1, 0, inner), gate = ops::slice(both, -1, inner, inner);
    return ops::linear(ops::mul(hidden, ops::unary(gate, Unary::gelu_erf)), name + ".net.2", width);
}

namespace {

// diffusers BasicTransformerBlock.
Tensor transformer_block(Tensor x, Tensor context, const std::string& name, int heads, const TextBeside& beside,
                         const SelfAttentionGuidance& self, int64_t height, int64_t width) {
    constexpr float eps = 1e-5f;
    Tensor h = ops::layer_norm(x, name + ".norm1", eps);
    x = ops::add(self.any() ? guided_self_attention(h, name + ".attn1", heads, self, height, width, beside.changed)
                            : self_attention(h, name + ".attn1", heads, beside.changed),
                 x);
    h = ops::layer_norm(x, name + ".norm2", eps);
    x = ops::add(text_attention(h, context, name + ".attn2", heads, beside), x);
    h = ops::layer_norm(x, name + ".norm3", eps);
    return ops::add(feed_forward(h, name + ".ff"), x);
}

// The mean of the shares over each of height x width places, as tokens: [1, height * width, shares].
Tensor shares_at(Tensor shares, int64_t height, int64_t width) {
    const auto shrunk = [](Tensor x, int axis, int64_t side) {
        const int64_t whole = x.dim(axis), terms = whole / side + 2;
        std::vector<int32_t> index;
        std::vector<float> weights;
        for (int64_t i = 0; i < side; ++i) {  // a place covers whole / side of the pixels
            const double begin = static_cast<double>(i * whole) / static_cast<double>(side),
                         end = static_cast<double>((i + 1) * whole) / static_cast<double>(side);
            for (int64_t t = 0; t < terms; ++t) {
                const int64_t pixel = std::min(static_cast<int64_t>(begin) + t, whole - 1);
                const double covered = std::min(end, static_cast<double>(static_cast<int64_t>(begin) + t + 1)) -
                                       std::max(begin, static_cast<double>(static_cast<int64_t>(begin) + t));
                index.push_back(static_cast<int32_t>(pixel));
                weights.push_back(static_cast<float>(std::max(covered, 0.0) / (end - begin)));
            }
        }
        return ops::resample(x, axis, index, std::move(weights), terms);
    };
    const Tensor rows = shares.dim(1) == height ? shares : shrunk(shares, 1, height);
    const Tensor both = shares.dim(2) == width ? rows : shrunk(rows, 2, width);
    return ops::reshape(both, {1, height * width, shares.dim(3)});
}

// torch's interpolate(mode="bicubic") along an axis, without antialiasing (Keys 1981, a = -0.75; edges go on).
Tensor bicubic_along(Tensor x, int axis, int64_t side) {
    constexpr double a = -0.75;
    const auto near = [](double t) { return ((a + 2) * t - (a + 3)) * t * t + 1; };                 // 0..1 away
    const auto far = [](double t) { return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a; };            // 1..2
    const int64_t whole = x.dim(axis);
    std::vector<int32_t> index;
    std::vector<float> weights;
    for (int64_t i = 0; i < side; ++i) {
        const double at = (static_cast<double>(i) + 0.5) * static_cast<double>(whole) / static_cast<double>(side) - 0.5;
        const double low = std::floor(at), t = at - low;
        const double taps[] = {far(1 + t), near(t), near(1 - t), far(2 - t)};
        for (int64_t tap = 0; tap < 4; ++tap) {
            index.push_back(static_cast<int32_t>(std::clamp<int64_t>(static_cast<int64_t>(low) - 1 + tap, 0, whole - 1)));
            weights.push_back(static_cast<float>(taps[tap]));
        }
    }
    return ops::resample(x, axis, index, std::move(weights), 4);
}

// Those that a transformer of height x width tokens looks at, their masks at its size.
References references_at(const References& all, const std::string& transformer, int64_t height, int64_t width) {
    References here;
    for (const ReferenceTokens& reference : all) {
        const std::vector<std::string>& names = reference.only_in;
        if (!names.empty() && std::find(names.begin(), names.end(), transformer) == names.end()) continue;
        ReferenceTokens& own = here.emplace_back(reference);
        if (own.mask) own.mask = ops::reshape(bicubic_along(bicubic_along(own.mask, 1, height), 2, width), {1, height * width, 1});
    }
    return here;
}

}  // namespace

Tensor spatial_transformer(Tensor x, Tensor context, const std::string& name, const SpatialTransformer& config, const TextBeside& beside) {
    const Shape image = x.shape();
    const int64_t channels = x.dim(-1);
    const Shape sequence{image[0], image[1] * image[2], channels};
    TextBeside here = beside;
    here.references = references_at(beside.references, name, image[1], image[2]);
    if (!here.regions.contexts.empty()) here.regions.shares = shares_at(here.regions.shares, image[1], image[2]);

    Tensor h = ops::group_norm(x, name + ".norm", config.norm_groups, 1e-6f);
    if (config.linear_projection) {
        h = ops::linear(ops::reshape(h, sequence), name + ".proj_in", channels);
    } else {
        h = ops::reshape(ops::conv2d(h, name + ".proj_in", channels, 1, 1, {}), sequence);
    }
    for (int i = 0; i < config.layers; ++i) {
        h = transformer_block(h, context, name + ".transformer_blocks." + std::to_string(i), config.heads, here, config.self, image[1],
                              image[2]);
    }
    if (config.linear_projection) {
        h = ops::reshape(ops::linear(h, name + ".proj_out", channels), image);
    } else {
        h = ops::conv2d(ops::reshape(h, image), name + ".proj_out", channels, 1, 1, {});
    }
    return ops::add(h, x);
}

}  // namespace imagelab::nn
