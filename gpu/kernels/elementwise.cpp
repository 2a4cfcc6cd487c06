#include <algorithm>

#include "gpu/kernels/kernel.h"
#include "shaders/params/affine.h"

namespace imagelab::gpu {
namespace {

constexpr int64_t group_size = 128, most_groups = 4096;  // the shaders stride over the rest

uint32_t group_count(int64_t elements) {
    return static_cast<uint32_t>(std::min((elements + group_size - 1) / group_size, most_groups));
}

}  // namespace

Lowered lower_affine(const Lowering& at, const op::Affine& op) {
    auto kernel = std::make_unique<Kernel>();
    const int64_t count = element_count(at.node().shape);
    kernel->flops = 2.0 * static_cast<double>(count);
    kernel->detail = shape_text(at.node().shape);
    const Pipeline& pipeline = at.pipelines.pipeline("affine_" + dtype_suffix(at.node().dtype), {});
    kernel->record = [&pipeline, count, op](Recorder& recorder, const Operands& x) {
        recorder.dispatch(pipeline, {group_count(count)},
                          AffineParams{x.inputs[0], x.out, static_cast<uint32_t>(count), op.scale, op.shift});
    };
    return kernel;
}

}  // namespace imagelab::gpu
