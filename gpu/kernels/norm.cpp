#include <algorithm>
#include <bit>

#include "gpu/kernels/grid.h"
#include "shaders/params/group_norm.h"
#include "shaders/params/layer_norm.h"
#include "shaders/params/softmax.h"

namespace imagelab::gpu {
namespace {

constexpr int64_t vector_bytes = 4 * sizeof(float);

// How invocations share the work. lavapipe runs a workgroup on one processor thread: there it is as wide as a register, and no invocation
// waits for another. SwiftShader shares as a GPU does.
struct Sharing {
    uint32_t group = group_size;    // invocations of a workgroup
    bool alone = false;             // no sums across invocations
    int64_t most_chunks = 1024;     // of a picture: what one workgroup or one invocation merges
    int64_t pixels_each = 16;       // at least, of an invocation
    int64_t most_pixels = 1 << 30;  // of a chunk
};
Sharing sharing(const Capabilities& capabilities) {
    if (capabilities.type != DeviceType::software || capabilities.subgroup_size < 8) return {};
    return {capabilities.subgroup_size, true, 32, 256, 1 << 15};  // llvmpipe ends a loop after 65,535 steps
}

// Columns of four channels side by side in a workgroup: the most that leave no invocation idle, or else the fewest that hold all; more
// where there are too few pixels for the invocations left.
uint32_t columns_side_by_side(int64_t columns, int64_t pixels, const Sharing& share) {
    if (share.alone) return share.group;
    if (pixels < 8) return share.group / std::bit_ceil(static_cast<uint32_t>(pixels));
    for (uint32_t wide = 32; wide >= 8; wide /= 2) {
        if (columns % wide == 0) return wide;
    }
    return std::min<uint32_t>(32, std::bit_ceil(static_cast<uint32_t>(columns)));
}

// Invocations that share a row of layer norm: each takes four columns of four elements or more.
uint32_t lanes_of_row(int64_t width, const Sharing& share) {
    if (share.alone) return 1;
    const auto wanted = static_cast<uint32_t>(std::clamp<int64_t>(width / 16, 1, group_size));
    return std::bit_floor(wanted);
}

}  // namespace

Lowered lower_group_norm(const Lowering& lowering, const op::GroupNorm& op) {
    const Shape& x = lowering.node().shape;
    const int64_t batch = x[0], channels = x.back(), pixels = element_count(x) / (batch * channels), columns = (channels + 3) / 4;
    const Sharing share = sharing(lowering.capabilities);
    const uint32_t wide = columns_side_by_side(columns, pixels, share);
    const int64_t wanted = std::max(share.group / wide * share.pixels_each, (pixels + share.most_chunks - 1) / share.most_chunks);
    const int64_t chunk = std::min({pixels, wanted, share.most_pixels});
    const int64_t chunks = (pixels + chunk - 1) / chunk, statistics = batch * chunks * columns * vector_bytes;
    const int64_t merged = chunks * (channels / op.groups);  // of a group
    const uint32_t merge_lanes = share.alone ? 1 : std::bit_floor(static_cast<uint32_t>(std::clamp<int64_t>(merged / 4, 1, share.group)));
    index_of("group_norm", std::max(element_count(x), batch * columns * 16));
    GroupNormParams params{.batch = static_cast<uint32_t>(batch),
                           .pixels = static_cast<uint32_t>(pixels),
                           .channels = static_cast<uint32_t>(channels),
                           .groups = static_cast<uint32_t>(op.groups),
                           .chunk = static_cast<uint32_t>(chunk),
                           .chunks = static_cast<uint32_t>(chunks),
                           .eps = op.eps};
    const GroupNormConstants constants{.activation = static_cast<uint32_t>(op.activation),
                                       .even = channels % 4 == 0,
                                       .invocations = share.group,
                                       .wide = wide,
                                       .lanes = merge_lanes};
    const std::string type = dtype_suffix(lowering.node().dtype);
    const Pipeline& take = lowering.pipelines.pipeline("group_norm_chunks_" + type, constants);
    const Pipeline& merge = lowering.pipelines.pipeline("group_norm_groups_" + type, constants);
    const Pipeline& apply = lowering.pipelines.pipeline("group_norm_apply_" + type, constants);
    const Groups taking = grid(batch * chunks * ((columns + wide - 1) / wide), 1, lowering.capabilities),
                 merging = grid(batch * op.groups, share.group / merge_lanes, lowering.capabilities),
                 applying = grid(batch * pixels * columns, group_size, lowering.capabilities);
    auto kernel = std::make_unique<Kernel>();
    kernel->weights = {{op.gamma, DType::f32}, {op.beta, DType::f32}};
    kernel->scratch_bytes = 2 * statistics + 4 * batch * columns * vector_bytes;
    kernel->record = [=, &take, &merge, &apply](Recorder& recorder, const Operands& at) {
        GroupNormParams given = params;
        given.x = at.inputs[0], given.y = at.out, given.addend = at.residual, given.gamma = at.weights[0], given.beta = at.weights[1];
        given.means = at.scratch, given.squares = given.means + static_cast<Address>(statistics);
        given.table = given.squares + static_cast<Address>(statistics);
        recorder.dispatch(take, taking, given);
        recorder.barrier();
        recorder.dispatch(merge, merging, given);
        recorder.barrier();
        recorder.dispatch(apply, applying, given);
    };
    return kernel;
}

Lowered lower_layer_norm(const Lowering& lowering, const op::LayerNorm& op) {
    const Shape& x = lowering.node().shape;
    const int64_t width = x.back(), rows = element_count(x) / width;
    index_of("layer_norm", element_count(x));
    const Sharing share = sharing(lowering.capabilities);
    const uint32_t lanes = lanes_of_row(width, share);
    const bool modulated = lowering.node().inputs.size() > 1;
    const uint32_t terms = (op.gamma.empty() ? 0 : norm_gamma) | (op.beta.empty() ? 0 : norm_beta) | (modulated ? norm_modulated : 0);
    const Pipeline& pipeline = lowering.pipelines.pipeline(
        "layer_norm_" + dtype_suffix(lowering.node().dtype),
        LayerNormConstants{.lanes = lanes, .even = width % 4 == 0, .invocations = share.group, .terms = terms, .centred = op.centred});
    const Groups groups = grid(rows, share.group / lanes, lowering.capabilities);
    auto kernel = std::make_unique<Kernel>();
    for (const WeightRef* weight : {&op.gamma, &op.beta}) {
        if (!weight->empty()) kernel->weights.push_back({*weight, DType::f32});
    }
    kernel->record = [=, &pipeline, eps = op.eps](Recorder& recorder, const Operands& at) {
        LayerNormParams params{at.inputs[0], 0, 0, at.out, static_cast<uint32_t>(rows), static_cast<uint32_t>(width), eps};
        if ((terms & norm_gamma) != 0) params.gamma = at.weights.front();
        if ((terms & norm_beta) != 0) params.beta = at.weights.back();
        if (modulated) params.gamma = at.inputs[1], params.beta = at.inputs[2];
        recorder.dispatch(pipeline, groups, params);
    };
    return kernel;
}

Lowered lower_softmax(const Lowering& lowering, const op::Softmax& op) {
    const Shape& shape = lowering.node().shape;
    const uint32_t count = index_of("softmax", element_count(shape)), width = static_cast<uint32_t>(shape.back());
    const SoftmaxParams params{.rows = count / width, .width = width};
    // A row has as many invocations as shorten it well; on software a row has one.
    const bool software = lowering.capabilities.type == DeviceType::software;
    uint32_t lanes = 1;
    while (!software && lanes < 32 && lanes * 4 < width) lanes *= 2;
    if (software && int64_t{3} * width + 64 > lowering.capabilities.max_loop_steps) lanes = 128;
    const Pipeline& pipeline = lowering.pipelines.pipeline("softmax_" + dtype_suffix(lowering.node().dtype),
                                                           SoftmaxConstants{.lanes = lanes, .logarithm = op.logarithm});
    const int64_t rows_a_group = group_size / lanes, steps = 3 * (int64_t{width} / lanes + 1) + 32;
    const int64_t tasks = (params.rows + rows_a_group - 1) / rows_a_group * group_size;
    const Groups groups = looped_grid("softmax", tasks, steps, lowering.capabilities);
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline](Recorder& recorder, const Operands& at) {
        recorder.dispatch(pipeline, groups, SoftmaxParams{at.inputs[0], at.out, params.rows, params.width});
    };
    return kernel;
}

}  // namespace imagelab::gpu
