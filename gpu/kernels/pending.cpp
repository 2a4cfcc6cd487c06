// What has no kernel yet; goes line by line as they come.
#include "gpu/kernels/kernel.h"

namespace imagelab::gpu {
namespace {

[[noreturn]] Lowered pending(const Lowering& at) {
    throw Error("[vulkan] " + std::string(op_name(at.node().op)) + " has no kernel yet");
}

}  // namespace

// clang-format off
Lowered lower_attention(const Lowering& at, const op::Attention&) { return pending(at); }

}  // namespace imagelab::gpu
