#include "gpu/kernels/units.h"

#include <algorithm>

#include "shaders/params/copy.h"

namespace imagelab::gpu {

int64_t unit_of(std::initializer_list<int64_t> bytes) {
    int64_t unit = 16;
    for (int64_t each : bytes) {
        while (each % unit != 0) unit /= 2;
    }
    return unit;
}

std::string unit_shader(std::string_view stem, int64_t unit) {
    return std::string(stem) + "_" + std::to_string(unit);
}

std::function<void(Recorder&, Address, Address)> copy_runs(const Lowering& lowering, const Runs& runs) {
    const int64_t unit = unit_of({runs.run, runs.from_pitch, runs.to_pitch, runs.from_begin, runs.to_begin});
    const auto in_units = [&](int64_t bytes) { return index_of("copy", bytes / unit); };
    index_of("copy", runs.rows * std::max(runs.from_pitch, runs.to_pitch) / unit);
    const CopyParams params{.count = in_units(runs.rows * runs.run),
                            .run = in_units(runs.run),
                            .from_pitch = in_units(runs.from_pitch),
                            .to_pitch = in_units(runs.to_pitch)};
    const Pipeline& pipeline = lowering.pipelines.pipeline(unit_shader("copy_runs", unit));
    const Groups groups = grid(params.count, group_size, lowering.capabilities);
    return [=, &pipeline](Recorder& recorder, Address from, Address to) {
        CopyParams given = params;
        given.from = from + static_cast<Address>(runs.from_begin), given.to = to + static_cast<Address>(runs.to_begin);
        recorder.dispatch(pipeline, groups, given);
    };
}

}  // namespace imagelab::gpu
