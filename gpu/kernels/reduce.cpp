#include "shaders/params/reduce.h"
#include "core/graph/axes.h"
#include "gpu/kernels/grid.h"

namespace imagelab::gpu {
namespace {

static_assert(static_cast<uint32_t>(Reduction::sum) == reduce_sum && static_cast<uint32_t>(Reduction::mean) == reduce_mean &&
              static_cast<uint32_t>(Reduction::max) == reduce_max && static_cast<uint32_t>(Reduction::min) == reduce_min &&
              static_cast<uint32_t>(Reduction::product) == reduce_product && static_cast<uint32_t>(Reduction::arg_max) == reduce_arg_max &&
              static_cast<uint32_t>(Reduction::arg_min) == reduce_arg_min &&
              static_cast<uint32_t>(Reduction::arg_max_last) == reduce_arg_max_last &&
              static_cast<uint32_t>(Reduction::arg_min_last) == reduce_arg_min_last);

constexpr int64_t most_terms = 4096;  // that an invocation takes alone; more of them in two stages

struct Stage {
    const Pipeline* pipeline;
    ReduceParams params;
    Groups groups;
};

Stage stage(const Lowering& lowering, const ReduceConstants& constants, const ReduceParams& params) {
    const Pipeline& pipeline = lowering.pipelines.pipeline("reduce_" + dtype_suffix(lowering.node().dtype), constants);
    return {&pipeline, params, looped_grid("reduce", params.count, params.chunk, lowering.capabilities)};
}

}  // namespace

Lowered lower_reduce(const Lowering& lowering, const op::Reduce& op) {
    const Shape& shape = lowering.operand(0).shape;
    const auto begin = static_cast<size_t>(op.begin), end = static_cast<size_t>(op.end);
    const int64_t outer = extent_of(shape, 0, begin), terms = extent_of(shape, begin, end), inner = extent_of(shape, end, shape.size());
    index_of("reduce", outer * terms * inner);
    const bool place = op.kind >= Reduction::arg_max;
    const int64_t chunks = place ? 1 : (terms + most_terms - 1) / most_terms, chunk = (terms + chunks - 1) / chunks;
    const auto kind = static_cast<uint32_t>(op.kind);
    const float scale = op.kind == Reduction::mean ? static_cast<float>(1.0 / static_cast<double>(terms)) : 1.0f;
    const auto number = [](int64_t n) { return static_cast<uint32_t>(n); };
    ReduceParams first{.count = number(outer * chunks * inner),
                       .terms = number(terms),
                       .inner = number(inner),
                       .chunk = number(chunk),
                       .chunks = number((terms + chunk - 1) / chunk),
                       .scale = scale};
    first.count = number(outer * first.chunks * inner);
    std::vector<Stage> stages{stage(lowering, {.kind = kind, .partial_in = 0, .partial_out = chunks > 1}, first)};
    auto kernel = std::make_unique<Kernel>();
    if (chunks > 1) {
        const ReduceParams second{
            .count = number(outer * inner), .terms = first.chunks, .inner = number(inner), .chunk = first.chunks, .chunks = 1, .scale = 1};
        stages.push_back(stage(lowering, {.kind = kind, .partial_in = 1, .partial_out = 0}, second));
        kernel->scratch_bytes = int64_t{4} * first.count;
    }
    kernel->record = [stages](Recorder& recorder, const Operands& at) {
        for (size_t i = 0; i < stages.size(); ++i) {
            if (i > 0) recorder.barrier();
            ReduceParams params = stages[i].params;
            params.x = i == 0 ? at.inputs[0] : at.scratch, params.y = i + 1 == stages.size() ? at.out : at.scratch;
            recorder.dispatch(*stages[i].pipeline, stages[i].groups, params);
        }
    };
    return kernel;
}

}  // namespace imagelab::gpu
