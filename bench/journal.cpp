// What does writing down every step cost the step? bench_journal [side in pixels] [steps]: latents of an SDXL picture with DPM++ 2M's
// history, kept as a run keeps them; the time until keep() returns, and until the state is on the disk.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "core/jobs/journal.h"

using namespace imagelab;

int main(int argc, char** argv) {
    using Clock = std::chrono::steady_clock;
    const int side = argc > 1 ? std::atoi(argv[1]) : 1024, steps = argc > 2 ? std::atoi(argv[2]) : 200;
    const size_t latents = size_t{4} * static_cast<size_t>(side / 8) * static_cast<size_t>(side / 8);
    TorchGenerator generator(7);
    StepState state{0, 0, generator.randn(latents), {generator.randn(latents)}, generator.state()};
    const auto path = std::filesystem::temp_directory_path() / "imagelab_bench_journal.steps";
    StepJournal::remove(path);
    std::vector<double> kept, written;
    {
        StepJournal journal(path, "bench", latents);
        for (int step = 1; step <= steps; ++step) {
            state.next_step = step;
            const auto begin = Clock::now();
            journal.keep(state);
            kept.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
            journal.flush();
            written.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
        }
    }
    StepJournal::remove(path);
    const auto median = [](std::vector<double> values) {
        std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
        return values[values.size() / 2] * 1e3;
    };
    std::printf("%d px, %zu KiB a state: %.3f ms in the step, %.2f ms until it is on the disk\n", side, latents * 8 / 1024, median(kept),
                median(written));
}
