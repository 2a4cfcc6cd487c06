#pragma once
// The gradient of attention (Dao et al. 2022, appendix B): with P = softmax(scale q k^T) and D the row sums of dy * y,
// dv = P^T dy, dS = P * (dy v^T - D) scale, dq = dS k, dk = dS^T q. Part of kernels.cpp. A task is one head of one image; queries go by in
// blocks, so that no tokens x tokens matrix is stored. Arithmetic is f32 whatever the storage.
#include <omp.h>

#include "core/cpu/simd/kernels.h"
#include "core/cpu/simd/product.h"

namespace {
using namespace imagelab::cpu;

constexpr int64_t grad_queries = 8 * tile_rows;  // of a block

// One thread's floats, in the order of the members.
struct AttentionGradBlocks {
    AttentionGradBlocks(int64_t keys, int64_t head)
        : width(round_up(head, lanes)),
          columns(round_up(keys, lanes)),
          rows(round_up(keys, tile_rows)),
          panel(panel_width(head)),
          key_panel(panel_width(keys)) {}
    int64_t width, columns, rows;  // of a head, of scores, of keys, padded
    int64_t panel, key_panel;      // columns of a panel of heads and of keys
    int64_t key_values() const { return rows * width; }
    int64_t key_panels(int64_t depth) const { return round_up(columns, key_panel) * depth; }
    int64_t head_panels(int64_t depth) const { return round_up(width, panel) * depth; }
    int64_t query_values() const { return grad_queries * width; }
    int64_t scores() const { return grad_queries * columns; }
    int64_t turned() const { return rows * grad_queries; }
    int64_t floats() const {
        return 4 * key_values() + 2 * key_panels(width) + head_panels(rows) + 4 * query_values() + 2 * head_panels(grad_queries) +
               2 * scores() + 2 * turned();
    }
    int64_t bytes() const { return round_up(floats() * (int64_t)sizeof(float), 64); }
};

struct AttentionGradState {
    AttentionGradBlocks size;
    float *k, *v, *dk, *dv;        // [keys][width]
    float *k_columns, *v_columns;  // their transposes in panels
    float* k_panels;
    float *q, *y, *dy, *dq;  // [grad_queries][width]
    float *q_panels, *dy_panels;
    float *p, *ds;                // [grad_queries][columns]
    float *p_turned, *ds_turned;  // [keys][grad_queries]

    AttentionGradState(int64_t keys, int64_t head, char* scratch) : size(keys, head) {
        float* at = (float*)scratch;
        const auto take = [&](int64_t count) {
            float* const start = at;
            at += count;
            return start;
        };
        k = take(size.key_values()), v = take(size.key_values()), dk = take(size.key_values()), dv = take(size.key_values());
        k_columns = take(size.key_panels(size.width)), v_columns = take(size.key_panels(size.width));
        k_panels = take(size.head_panels(size.rows));
        q = take(size.query_values()), y = take(size.query_values()), dy = take(size.query_values()), dq = take(size.query_values());
        q_panels = take(size.head_panels(grad_queries)), dy_panels = take(size.head_panels(grad_queries));
        p = take(size.scores()), ds = take(size.scores());
        p_turned = take(size.turned()), ds_turned = take(size.turned());
    }
};

// x [rows][head] with `row` elements from one to the next -> floats [padded][width], zeros beyond.
template <class T>
void widen_rows(const T* x, int64_t row, int64_t rows, int64_t padded, int64_t head, int64_t width, float* out) {
    for (int64_t r = 0; r < padded; ++r) {
        for (int64_t c = 0; c < width; c += lanes)
            store(out + r * width + c, r < rows ? keep_first(load_up_to(x + r * row + c, head - c), head - c, 0) : Floats{});
    }
}
template <class T>
void narrow_rows(const float* x, int64_t rows, int64_t head, int64_t width, T* out, int64_t row) {
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t c = 0; c < head; c += lanes) store_some(out + r * row + c, load(x + r * width + c), head - c);
    }
}

// Scores of one query become probabilities in place, dp the gradient of the scores; `valid` keys are seen.
static inline void grad_row(float* s, float* dp, const float* y, const float* dy, int64_t valid, const AttentionGradBlocks& size,
                            float scale) {
    Floats high = splat(-3e38f), inner{};
    for (int64_t j = 0; j < valid; j += lanes) high = max_of(keep_first(load(s + j), valid - j, -3e38f), high);
    for (int64_t c = 0; c < size.width; c += lanes) inner += load(y + c) * load(dy + c);
    const float top = largest(high), d = sum(inner);
    Floats total{};
    for (int64_t j = 0; j < size.columns; j += lanes) {
        const Floats e = keep_first(exp_of((load(s + j) - top) * scale), valid - j > 0 ? valid - j : 0, 0);
        total += e;
        store(s + j, e);
    }
    const float inverse = 1.0f / sum(total);
    for (int64_t j = 0; j < size.columns; j += lanes) {
        const Floats p = load(s + j) * inverse;
        store(s + j, p);
        store(dp + j, keep_first(p * (load(dp + j) - d) * scale, valid - j > 0 ? valid - j : 0, 0));
    }
}

static inline void turn_scores(const float* x, const AttentionGradBlocks& size, float* out) {
    for (int64_t j = 0; j < size.rows; ++j) {
        for (int64_t r = 0; r < grad_queries; ++r) out[j * grad_queries + r] = j < size.columns ? x[r * size.columns + j] : 0;
    }
}

template <class T>
void attend_grad(const AttentionGradArgs& a, int64_t b, int64_t h, char* scratch) {
    AttentionGradState state(a.keys, a.head, scratch);
    const AttentionGradBlocks& size = state.size;
    const int64_t row = a.heads * a.head, width = size.width, columns = size.columns, at = b * a.keys * row + h * a.head;
    widen_rows((const T*)a.k + at, row, a.keys, size.rows, a.head, width, state.k);
    widen_rows((const T*)a.v + at, row, a.keys, size.rows, a.head, width, state.v);
    pack_columns(state.k, width, a.keys, width, width, size.key_panel, state.k_columns);
    pack_columns(state.v, width, a.keys, width, width, size.key_panel, state.v_columns);
    pack_panels(state.k, width, a.keys, width, size.panel, a.keys, state.k_panels);
    for (int64_t i = 0; i < 2 * size.key_values(); i += lanes) store(state.dk + i, Floats{});  // dv lies behind
    T* const out = (T*)a.out + b * (a.queries + 2 * a.keys) * row + h * a.head;
    for (int64_t first = 0; first < a.queries; first += grad_queries) {
        const int64_t count = a.queries - first < grad_queries ? a.queries - first : grad_queries;
        const int64_t query = (b * a.queries + first) * row + h * a.head;
        widen_rows((const T*)a.q + query, row, count, grad_queries, a.head, width, state.q);
        widen_rows((const T*)a.y + query, row, count, grad_queries, a.head, width, state.y);
        widen_rows((const T*)a.dy + query, row, count, grad_queries, a.head, width, state.dy);
        product<float, false>(state.q, width, state.k_columns, size.key_panel, grad_queries, width, columns, state.p, columns);
        product<float, false>(state.dy, width, state.v_columns, size.key_panel, grad_queries, width, columns, state.ds, columns);
        for (int64_t r = 0; r < grad_queries; ++r) {
            const int64_t causal = a.causal && first + r + 1 < a.keys ? first + r + 1 : a.keys;
            grad_row(state.p + r * columns, state.ds + r * columns, state.y + r * width, state.dy + r * width, causal, size, a.scale);
        }
        // Rows beyond the last query have zeros for dy and q: their probabilities add nothing.
        product<float, false>(state.ds, columns, state.k_panels, size.panel, grad_queries, a.keys, width, state.dq, width);
        narrow_rows(state.dq, count, a.head, width, out + first * row, row);
        pack_panels(state.q, width, grad_queries, width, size.panel, grad_queries, state.q_panels);
        pack_panels(state.dy, width, grad_queries, width, size.panel, grad_queries, state.dy_panels);
        turn_scores(state.ds, size, state.ds_turned);
        turn_scores(state.p, size, state.p_turned);
        product<float, true>(state.ds_turned, grad_queries, state.q_panels, size.panel, size.rows, grad_queries, width, state.dk, width);
        product<float, true>(state.p_turned, grad_queries, state.dy_panels, size.panel, size.rows, grad_queries, width, state.dv, width);
    }
    narrow_rows(state.dk, a.keys, a.head, width, out + a.queries * row, row);
    narrow_rows(state.dv, a.keys, a.head, width, out + (a.queries + a.keys) * row, row);
}

template <class T>
void attention_grad(const AttentionGradArgs& a) {
    const int64_t scratch = AttentionGradBlocks(a.keys, a.head).bytes();
#pragma omp parallel num_threads(a.threads)
    {
        char* mine = (char*)a.scratch + omp_get_thread_num() * scratch;
#pragma omp for schedule(static)
        for (int64_t task = 0; task < a.batch * a.heads; ++task) attend_grad<T>(a, task / a.heads, task % a.heads, mine);
    }
}

}  // namespace
