#pragma once
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace imagelab {

// Whose generator draws the noise of a picture, and how.
struct NoiseDraw {
    enum class Engine { mt19937, philox };
    Engine engine = Engine::mt19937;
    // Each draw is of so many pictures at once, of which this one takes its part: ComfyUI's rule for a batch.
    int part = 0, parts = 1;
    bool steps_apart = false;  // noise at the steps is of a generator of its own, seeded with seed + 1 (comfy/k_diffusion/sampling.py)
    bool operator==(const NoiseDraw&) const = default;
};

// torch.Generator as torch.randn uses it in f32: on the processor the same bits as torch 2.13 with AVX2, on every machine; or that of an
// NVIDIA GPU (core/samplers/philox.h). One generator a picture: the initial noise first, noise drawn later continues it.
class TorchGenerator {
  public:
    // Everything the generator is; small enough for a journal. Restoring replays `words` draws (about 1 ms a million).
    struct State {
        uint64_t seed = 0;              // torch keeps 64 bits and seeds with the low 32
        uint64_t words = 0;             // 32-bit words taken from mt19937 so far; of Philox: draws
        std::optional<double> pending;  // second value of a pair drawn by a fill of fewer than 16 values
        bool operator==(const State&) const = default;
    };

    explicit TorchGenerator(uint64_t seed, const NoiseDraw& draw = {}) : TorchGenerator(State{seed, 0, std::nullopt}, draw) {}
    explicit TorchGenerator(const State& state, const NoiseDraw& draw = {});

    // Behind the initial noise: what is drawn from now on is of the steps.
    void begin_steps();
    // Takes up a state that was kept within the steps.
    void restore(const State& state);
    // Another generator of the same kind.
    TorchGenerator like(uint64_t seed) const { return TorchGenerator(seed, draw_); }

    // torch.randn(out.size(), generator=self). One call is one draw: two calls of n give other values than one of 2n unless n % 16 == 0.
    void fill(std::span<float> out);
    // The same for one picture of the pictures that are drawn at once.
    std::vector<float> randn(size_t count);

    const State& state() const { return state_; }

  private:
    uint32_t word();
    float uniform();     // [0, 1), 24 bits
    double uniform53();  // [0, 1), 53 bits of two words
    double normal();

    State state_;
    NoiseDraw draw_;
    std::mt19937 engine_;
};

}  // namespace imagelab
