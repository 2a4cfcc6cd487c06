#include "core/training/lanes.h"

#include <algorithm>
#include <exception>
#include <thread>

namespace imagelab {

TrainingLanes::TrainingLanes(const std::vector<std::pair<Device*, StepLimits>>& devices, const std::shared_ptr<const WeightMap>& weights) {
    for (const auto& [device, limits] : devices) lanes_.push_back({device, limits, device->make_bank(weights), {}});
}

Program& TrainingLanes::program(size_t lane, int tokens, const std::function<Graph(int tokens)>& graph,
                                const std::function<void(double)>& progress, const CancelToken& cancel) {
    Lane& own = lanes_[lane];
    auto found = own.programs.find(tokens);
    if (found == own.programs.end()) {
        StepProgram made = compile_step(*own.device, graph(tokens), own.limits);
        made.program->load(*own.bank, progress, cancel);
        found = own.programs.emplace(tokens, std::move(made)).first;
    }
    return *found->second.program;
}

void TrainingLanes::share(size_t count, const std::function<void(size_t run, size_t lane)>& prepare,
                          const std::function<void(size_t run, size_t lane)>& work,
                          const std::function<void(size_t run, size_t lane)>& take) const {
    for (size_t first = 0; first < count; first += lanes_.size()) {
        const size_t some = std::min(lanes_.size(), count - first);
        for (size_t lane = 0; lane < some; ++lane) prepare(first + lane, lane);
        std::vector<std::exception_ptr> thrown(some);
        std::vector<std::thread> threads;
        const auto guarded = [&](size_t lane) {
            try {
                work(first + lane, lane);
            } catch (...) {
                thrown[lane] = std::current_exception();
            }
        };
        for (size_t lane = 1; lane < some; ++lane) threads.emplace_back(guarded, lane);
        guarded(0);
        for (std::thread& thread : threads) thread.join();
        for (const std::exception_ptr& each : thrown) {
            if (each) std::rethrow_exception(each);
        }
        for (size_t lane = 0; lane < some; ++lane) take(first + lane, lane);
    }
}

}  // namespace imagelab
