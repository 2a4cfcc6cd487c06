#pragma once
// Copies run in the widest unit of 16, 8, 4 or 2 bytes that divides everything they touch (shaders/common/units.glsl).
#include <initializer_list>

#include "gpu/kernels/grid.h"

namespace imagelab::gpu {

int64_t unit_of(std::initializer_list<int64_t> bytes);         // begins of operands are aligned to 16
std::string unit_shader(std::string_view stem, int64_t unit);  // "copy_runs_16"

// `rows` runs of `run` bytes, from_pitch and to_pitch bytes apart.
struct Runs {
    int64_t rows, run, from_pitch, to_pitch;
    int64_t from_begin = 0, to_begin = 0;  // of the first run
};
// Records a copy of these runs from one address to another.
std::function<void(Recorder&, Address from, Address to)> copy_runs(const Lowering& lowering, const Runs& runs);

}  // namespace imagelab::gpu
