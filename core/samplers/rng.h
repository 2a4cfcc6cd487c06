#pragma once
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace imagelab {

// torch.Generator("cpu") as torch.randn uses it in f32: the same bits as torch 2.13 on a processor with AVX2, on every machine.
// One generator a picture: the initial noise first, noise drawn later continues it.
class TorchGenerator {
  public:
    // Everything the generator is; small enough for a journal. Restoring replays `words` draws (about 1 ms a million).
    struct State {
        uint64_t seed = 0;              // torch keeps 64 bits and seeds with the low 32
        uint64_t words = 0;             // 32-bit words taken from mt19937 so far
        std::optional<double> pending;  // second value of a pair drawn by a fill of fewer than 16 values
        bool operator==(const State&) const = default;
    };

    explicit TorchGenerator(uint64_t seed) : TorchGenerator(State{seed, 0, std::nullopt}) {}
    explicit TorchGenerator(const State& state);

    // torch.randn(out.size(), generator=self). One call is one draw: two calls of n give other values than one of 2n unless n % 16 == 0.
    void fill(std::span<float> out);
    std::vector<float> randn(size_t count);

    const State& state() const { return state_; }

  private:
    uint32_t word();
    float uniform();     // [0, 1), 24 bits
    double uniform53();  // [0, 1), 53 bits of two words
    double normal();

    State state_;
    std::mt19937 engine_;
};

}  // namespace imagelab
