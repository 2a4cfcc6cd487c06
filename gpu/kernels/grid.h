#pragma once
// How much of a kernel runs at once: shaders walk their tasks with a stride of the whole grid, so any number of workgroups is right.
#include "gpu/kernels/kernel.h"

namespace imagelab::gpu {

constexpr uint32_t group_size = 128;  // invocations of a workgroup, as the shaders of elementwise, norm and shape kernels say

Groups grid(int64_t tasks, int64_t tasks_a_group, const Capabilities& capabilities);

// The same for tasks that take `steps` steps of a loop each: no invocation takes more than the device allows. Throws Error("[op] ...")
// where a single task does.
Groups looped_grid(std::string_view op, int64_t tasks, int64_t steps, const Capabilities& capabilities);

// A number a shader indexes with. Throws Error("[op] ...") from 2^31 on: drivers take an index as signed.
uint32_t index_of(std::string_view op, int64_t count);

}  // namespace imagelab::gpu
