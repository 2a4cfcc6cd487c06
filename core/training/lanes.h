#pragma once
// The devices that share the runs of a step, each with its weights and programs.
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/device/device.h"
#include "core/training/step_program.h"

namespace imagelab {

class TrainingLanes {
  public:
    // `weights` are those of the graphs; packed for each device.
    TrainingLanes(const std::vector<std::pair<Device*, StepLimits>>& devices, const std::shared_ptr<const WeightMap>& weights);

    size_t count() const { return lanes_.size(); }
    // The program of so many tokens on one of them, made and loaded at its first use.
    Program& program(size_t lane, int tokens, const std::function<Graph(int tokens)>& graph, const std::function<void(double)>& progress,
                     const CancelToken& cancel);

    // `work` is done for runs 0 to count - 1, each lane's in its own thread, as many at once as there are lanes; then `take` is called for
    // those, in their order and in this thread. So what is summed up by `take` is the same however many lanes there are. Whatever one of
    // them throws is thrown here, when the others are done.
    void share(size_t count, const std::function<void(size_t run, size_t lane)>& prepare,
               const std::function<void(size_t run, size_t lane)>& work, const std::function<void(size_t run, size_t lane)>& take) const;

  private:
    struct Lane {
        Device* device;
        StepLimits limits;
        std::unique_ptr<WeightBank> bank;
        std::map<int, StepProgram> programs;  // by tokens
    };
    std::vector<Lane> lanes_;
};

}  // namespace imagelab
