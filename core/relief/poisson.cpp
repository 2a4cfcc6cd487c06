#include "core/relief/poisson.h"

#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {

constexpr int sweeps = 2, most_steps = 60, coarsest_sweeps = 40;
constexpr double wanted = 1e-5;  // of the right side's length

struct Level {
    int width, height;
    std::vector<float> u, f, r;
    size_t at(int x, int y) const { return static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x); }
};

// Sum of the neighbours that are there, and how many.
float neighbours(const std::vector<float>& u, int width, int height, int x, int y, int& count) {
    const size_t at = static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x);
    float sum = 0;
    count = 0;
    if (x > 0) sum += u[at - 1], ++count;
    if (x + 1 < width) sum += u[at + 1], ++count;
    if (y > 0) sum += u[at - static_cast<size_t>(width)], ++count;
    if (y + 1 < height) sum += u[at + static_cast<size_t>(width)], ++count;
    return sum;
}

// -Laplace(u), which is positive.
void apply(const std::vector<float>& u, int width, int height, std::vector<float>& result) {
    for (int y = 0, i = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x, ++i) {
            int count = 0;
            const float sum = neighbours(u, width, height, x, y, count);
            result[static_cast<size_t>(i)] = static_cast<float>(count) * u[static_cast<size_t>(i)] - sum;
        }
    }
}

// Gauss-Seidel over the fields of one colour of a chessboard, then the other; the other way round behind the coarse correction, which keeps
// the cycle symmetric.
void smooth(Level& level, int first) {
    for (const int colour : {first, 1 - first}) {
        for (int y = 0; y < level.height; ++y) {
            for (int x = (y + colour) % 2; x < level.width; x += 2) {
                int count = 0;
                const float sum = neighbours(level.u, level.width, level.height, x, y, count);
                if (count > 0) level.u[level.at(x, y)] = (level.f[level.at(x, y)] + sum) / static_cast<float>(count);
            }
        }
    }
}

void v_cycle(std::vector<Level>& levels, size_t depth) {
    Level& fine = levels[depth];
    std::fill(fine.u.begin(), fine.u.end(), 0.0f);
    if (depth + 1 == levels.size()) {
        for (int i = 0; i < coarsest_sweeps; ++i) smooth(fine, 0);
        for (int i = 0; i < coarsest_sweeps; ++i) smooth(fine, 1);
        return;
    }
    for (int i = 0; i < sweeps; ++i) smooth(fine, 0);
    apply(fine.u, fine.width, fine.height, fine.r);
    Level& coarse = levels[depth + 1];
    std::fill(coarse.f.begin(), coarse.f.end(), 0.0f);
    for (int y = 0; y < fine.height; ++y)
        for (int x = 0; x < fine.width; ++x) coarse.f[coarse.at(x / 2, y / 2)] += fine.f[fine.at(x, y)] - fine.r[fine.at(x, y)];
    // A cell twice as long has neighbours twice as far: what flows over an edge of two is the same step.
    v_cycle(levels, depth + 1);
    for (int y = 0; y < fine.height; ++y)
        for (int x = 0; x < fine.width; ++x) fine.u[fine.at(x, y)] += coarse.u[coarse.at(x / 2, y / 2)];
    for (int i = 0; i < sweeps; ++i) smooth(fine, 1);
}

double product(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
    return sum;
}

void remove_mean(std::vector<float>& values) {
    double sum = 0;
    for (const float value : values) sum += value;
    const auto mean = static_cast<float>(sum / static_cast<double>(values.size()));
    for (float& value : values) value -= mean;
}

std::vector<Level> make_levels(int width, int height) {
    std::vector<Level> levels;
    while (true) {
        const size_t count = static_cast<size_t>(width) * static_cast<size_t>(height);
        levels.push_back({width, height, std::vector<float>(count), std::vector<float>(count), std::vector<float>(count)});
        if (std::max(width, height) <= 4) return levels;
        width = (width + 1) / 2, height = (height + 1) / 2;
    }
}

}  // namespace

std::vector<float> solve_poisson(std::vector<float> right_side, int width, int height, const CancelToken& cancel) {
    std::vector<float> residual = std::move(right_side), solution(residual.size(), 0.0f), flow(residual.size());
    for (float& value : residual) value = -value;
    remove_mean(residual);
    const double length = std::sqrt(product(residual, residual));
    if (length == 0) return solution;
    std::vector<Level> levels = make_levels(width, height);
    const auto prepared = [&]() -> std::vector<float>& {
        levels[0].f = residual;
        v_cycle(levels, 0);
        remove_mean(levels[0].u);
        return levels[0].u;
    };
    std::vector<float> direction = prepared();
    double energy = product(residual, direction);
    for (int step = 0; step < most_steps; ++step) {
        cancel.check();
        apply(direction, width, height, flow);
        const double curvature = product(direction, flow);
        if (!(curvature > 0)) break;
        const auto along = static_cast<float>(energy / curvature);
        for (size_t i = 0; i < solution.size(); ++i) {
            solution[i] += along * direction[i];
            residual[i] -= along * flow[i];
        }
        if (std::sqrt(product(residual, residual)) <= wanted * length) break;
        const std::vector<float>& next = prepared();
        const double before = energy;
        energy = product(residual, next);
        const auto turn = static_cast<float>(energy / before);
        for (size_t i = 0; i < direction.size(); ++i) direction[i] = next[i] + turn * direction[i];
    }
    remove_mean(solution);
    return solution;
}

}  // namespace imagelab
