#include "shaders/params/permute.h"
#include "core/graph/axes.h"
#include "gpu/kernels/units.h"

namespace imagelab::gpu {

Lowered lower_permute(const Lowering& lowering, const op::Permute& op) {
    const Shape& shape = lowering.node().shape;
    const PermutedAxes axes = permuted_axes(lowering.operand(0).shape, op.axes);
    const auto element = static_cast<int64_t>(dtype_bytes(lowering.node().dtype));
    const size_t rank = axes.extent.size();
    if (rank > std::size(PermuteParams{}.extent)) throw Error("[permute] " + shape_text(shape) + " has too many axes that move");
    // Elements that stay neighbours move together, as many as everything they touch allows.
    int64_t unit = element;
    if (axes.stride.back() == 1) {
        unit = unit_of({axes.extent.back() * element});
        for (size_t i = 0; i + 1 < rank; ++i) unit = std::min(unit, unit_of({axes.stride[i] * element}));
    }
    const int64_t joined = unit / element;
    PermuteParams params{.count = index_of("permute", element_count(shape) / joined)};
    for (size_t i = 0; i < rank; ++i) {
        const size_t axis = rank - 1 - i;  // the innermost first
        params.extent[i] = static_cast<uint32_t>(axes.extent[axis] / (i == 0 ? joined : 1));
        params.stride[i] = static_cast<uint32_t>(i == 0 && joined > 1 ? 1 : axes.stride[axis] / joined);
    }
    const Pipeline& pipeline =
        lowering.pipelines.pipeline(unit_shader("permute", unit), PermuteConstants{.rank = static_cast<uint32_t>(rank)});
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline, groups = grid(params.count, group_size, lowering.capabilities)](Recorder& recorder,
                                                                                                    const Operands& at) {
        PermuteParams given = params;
        given.from = at.inputs[0], given.to = at.out;
        recorder.dispatch(pipeline, groups, given);
    };
    return kernel;
}

}  // namespace imagelab::gpu
