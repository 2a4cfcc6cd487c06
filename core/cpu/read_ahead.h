#pragma once
#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "core/cpu/weight_bank.h"

namespace imagelab::cpu {

// Brings weights that are used where they lie in their file into memory before the step that multiplies with them, while the steps before
// it compute, and gives their pages back behind it: a disk is read while the processor works, and no kernel waits for page faults. Half a
// gigabyte lies ahead at most. Runs from its construction to its destruction, beside one run of a program.
class ReadAhead {
  public:
    // weights[i]: of step i, in the order of the steps.
    ReadAhead(const CpuWeightBank& bank, std::vector<std::vector<const WeightSlot*>> weights);
    ~ReadAhead();
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    void begins(size_t step);  // those before it are done

  private:
    void work(const std::stop_token& stop);
    bool read(size_t step, const std::stop_token& stop);  // false: stopped

    const CpuWeightBank& bank_;
    const std::vector<std::vector<const WeightSlot*>> weights_;
    std::vector<int64_t> end_;  // bytes of the weights up to and with each step
    std::mutex mutex_;
    std::condition_variable_any moved_;
    size_t now_ = 0;       // the step that runs
    std::jthread thread_;  // last: it uses the others
};

}  // namespace imagelab::cpu
