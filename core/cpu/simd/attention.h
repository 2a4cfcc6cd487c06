#pragma once
// Attention without the tokens x tokens matrix (FlashAttention, Dao et al. 2022); part of kernels.cpp. A task is up to 288 queries of one
// head. Keys and values come packed in blocks of 128; a few queries at a time meet such a block, so that their scores stay in the first
// cache.
#include <omp.h>

#include "core/cpu/simd/kernels.h"
#include "core/cpu/simd/product.h"
#include "core/cpu/simd/tile_product.h"

namespace {
using namespace imagelab::cpu;

// The first a multiple of the rows of a tile, be it of registers or of the matrix units; of a group there may be fewer.
constexpr int64_t query_block = 288, key_block = 128, query_group = 32;
constexpr float no_score = -1e30f;

// Sizes of one thread's blocks; each starts on 64 bytes.
template <class T>
struct AttentionBlocks {
    using Unit = typename Lane<T>::Unit;
    explicit AttentionBlocks(int64_t head) : depth(units_of<T>(head)), panel(panel_width(head)), width(round_up(head, lanes)) {}
    int64_t depth;  // units of a query or key
    int64_t panel;  // columns of a panel of values
    int64_t width;  // padded columns of a value
    int64_t q_bytes() const { return round_up(query_block * depth * (int64_t)sizeof(Unit), 64); }
    int64_t k_bytes() const { return round_up(key_block * depth * (int64_t)sizeof(Unit), 64); }
    int64_t v_bytes() const { return round_up(key_block / Lane<T>::pack * round_up(width, panel) * (int64_t)sizeof(Unit), 64); }
    int64_t s_bytes() const { return query_group * key_block * 4; }
    int64_t p_bytes() const { return query_group * key_block * (int64_t)sizeof(T); }
    int64_t o_bytes() const { return query_block * width * 4; }
    int64_t total_bytes() const { return query_block * lanes * 4; }
    int64_t bytes() const {
        return q_bytes() + k_bytes() + v_bytes() + s_bytes() + p_bytes() + o_bytes() + total_bytes() + round_up(query_block * 4, 64);
    }
};

// What is known of a block of queries while the keys go by. `top` is the largest score so far in powers of two, `total` the sums of the
// probabilities against it, lane by lane, `o` the values weighted by them.
template <class T>
struct Running {
    const AttentionBlocks<T> size;
    typename Lane<T>::Unit *q, *k, *v;
    float *s, *o, *total, *top;
    float* bias = nullptr;  // of this head, in the scores' units; see AttentionArgs
    T* p;

    Running(int64_t head, char* scratch) : size(head) {
        const auto take = [&](int64_t bytes) {
            char* const start = scratch;
            scratch += bytes;
            return start;
        };
        using Unit = typename Lane<T>::Unit;
        q = (Unit*)take(size.q_bytes());
        k = (Unit*)take(size.k_bytes());
        v = (Unit*)take(size.v_bytes());
        s = (float*)take(size.s_bytes());
        p = (T*)take(size.p_bytes());
        o = (float*)take(size.o_bytes());
        total = (float*)take(size.total_bytes());
        top = (float*)take(round_up(query_block * 4, 64));
        bias = (float*)scratch;
    }
};

// The scores of row r (its first `valid` of `columns`) become probabilities against the running maximum; what was summed so far is
// rescaled. `scale` includes log2(e).
template <class T>
static inline void softmax_row(Running<T>& state, const float* s, T* p, int64_t r, int64_t valid, int64_t columns, float scale) {
    const int64_t whole = valid / lanes * lanes;
    Floats high = splat(no_score);
    for (int64_t j = 0; j < whole; j += lanes) high = max_of(load(s + j), high);
    if (whole < valid) high = max_of(keep_first(load(s + whole), valid - whole, no_score), high);
    const float row_top = largest(high) * scale, old_top = state.top[r];
    float* total = state.total + r * lanes;
    Floats sums = load(total);
    if (row_top > old_top) {
        const Floats shrink = exp2_of<float>(splat(old_top - row_top));
        float* o = state.o + r * state.size.width;
        sums *= shrink;
        if (old_top > no_score) {
            for (int64_t c = 0; c < state.size.width; c += lanes) store(o + c, load(o + c) * shrink);
        }
        state.top[r] = row_top;
    }
    const Floats top = splat(state.top[r]);
    int64_t j = 0;
    for (; j < whole; j += lanes) {
        const Floats e = exp2_of<T>(load(s + j) * scale - top);
        sums += e;
        store(p + j, e);
    }
    if (whole < valid) {
        const Floats e = keep_first(exp2_of<T>(load(s + j) * scale - top), valid - whole, 0);
        sums += e;
        store(p + j, e);
        j += lanes;
    }
    for (; j < columns; j += lanes) store(p + j, Floats{});
    store(total, sums);
}

// The bias of one head as floats, divided by the scale that the scores are multiplied with later.
template <class T>
void take_bias(const AttentionArgs& a, int64_t h, float* bias) {
    const float inverse = 1.0f / a.scale;
    for (int64_t i = 0; i < a.queries + a.keys - 1; ++i) bias[i] = load_one((const T*)a.bias + i * a.heads + h) * inverse;
}

static inline void add_bias(float* s, const float* bias, int64_t query, int64_t key, int64_t keys, const AttentionArgs& a) {
    if (query >= a.queries) return;  // a row of padding
    const float* from = bias + key - query + a.queries - 1;
    for (int64_t j = 0; j < keys; j += lanes) store_some(s + j, load(s + j) + load_some(from + j, keys - j), keys - j);
}

// Rows of a product are whole tiles, which the matrix units have others of than registers; so are the keys that they sum over.
template <class T>
static inline int64_t rows_at_once(const AttentionArgs& a) {
#if defined(__AVX512BF16__)
    if (a.matrix_units && sizeof(T) == 2) return tile_side;
#endif
    return tile_rows;
}
template <class T>
static inline int64_t summed_keys(const AttentionArgs& a, int64_t keys) {
    return rows_at_once<T>(a) == tile_rows ? keys : round_up(keys, 32);
}
template <class T, bool add>
static inline void multiply(const AttentionArgs& a, const typename Lane<T>::Unit* x, int64_t x_row, const typename Lane<T>::Unit* panels,
                            int64_t width, int64_t rows, int64_t depth, int64_t columns, float* c, int64_t c_row) {
#if defined(__AVX512BF16__)
    if constexpr (sizeof(T) == 2) {
        if (a.matrix_units) return tile_product<add>(x, x_row, panels, width, rows, depth, columns, c, c_row);
    }
#endif
    product<T, add>(x, x_row, panels, width, rows, depth, columns, c, c_row);
}

// One block of packed keys and values against all queries of the task; the first query is number `first` and the first key number `key`.
template <class T>
void attend_keys(const AttentionArgs& a, Running<T>& state, int64_t first, int64_t padded, int64_t key, int64_t keys) {
    using Unit = typename Lane<T>::Unit;
    const AttentionBlocks<T>& size = state.size;
    const int64_t summed = summed_keys<T>(a, keys), columns = round_up(summed, lanes), panel = panel_width(keys),
                  groups = units_of<T>(summed);
    const int64_t group = query_group / rows_at_once<T>(a) * rows_at_once<T>(a);
    pack_columns((const T*)a.k, a.k_row, keys, a.head, size.depth, panel, state.k);
    pack_panels((const T*)a.v, a.v_row, keys, a.head, size.panel, groups, state.v);
    const float scale = a.scale * 1.44269504088896341f;
    for (int64_t r = 0; r < padded; r += group) {
        const int64_t rows = padded - r < group ? padded - r : group;
        multiply<T, false>(a, state.q + r * size.depth, size.depth, state.k, panel, rows, size.depth, round_up(keys, lanes), state.s,
                           key_block);
        for (int64_t i = 0; a.bias && i < rows; ++i) add_bias(state.s + i * key_block, state.bias, first + r + i, key, keys, a);
        for (int64_t i = 0; i < rows; ++i) {
            const int64_t causal = first + r + i + 1 - key;
            const int64_t valid = !a.causal || causal >= keys ? keys : causal > 0 ? causal : 0;
            softmax_row(state, state.s + i * key_block, state.p + i * key_block, r + i, valid, columns, scale);
        }
        multiply<T, true>(a, (const Unit*)state.p, key_block / Lane<T>::pack, state.v, size.panel, rows, groups, size.width,
                          state.o + r * size.width, size.width);
    }
}

template <class T>
void attend_block(const AttentionArgs& a, int64_t b, int64_t h, int64_t first, int64_t rows, char* scratch) {
    Running<T> state(a.head, scratch);
    const int64_t padded = round_up(rows, rows_at_once<T>(a)), width = state.size.width;
    pack_rows((const T*)a.q + (b * a.queries + first) * a.q_row + h * a.head, a.q_row, rows, padded, a.head, state.size.depth, state.q);
    for (int64_t r = 0; r < padded; ++r) state.top[r] = no_score;
    for (int64_t i = 0; i < padded * lanes; i += lanes) store(state.total + i, Floats{});
    for (int64_t i = 0; i < padded * width; i += lanes) store(state.o + i, Floats{});

    if (a.bias) take_bias<T>(a, h, state.bias);
    const int64_t seen = a.counts ? a.counts[b] : a.keys;
    const int64_t last_key = a.causal && first + rows < seen ? first + rows : seen;
    for (int64_t key = 0; key < last_key; key += key_block) {
        AttentionArgs block = a;
        block.k = (const T*)a.k + (b * a.keys + key) * a.k_row + h * a.head;
        block.v = (const T*)a.v + (b * a.keys + key) * a.v_row + h * a.head;
        attend_keys(block, state, first, padded, key, key + key_block < last_key ? key_block : last_key - key);
    }
    for (int64_t r = 0; r < rows; ++r) {
        T* out = (T*)a.out + (b * a.queries + first + r) * a.out_row + h * a.head;
        const float inverse = 1.0f / sum(load(state.total + r * lanes));
        for (int64_t c = 0; c < a.head; c += lanes) store_some(out + c, load(state.o + r * width + c) * inverse, a.head - c);
    }
}

template <class T>
void attention(const AttentionArgs& a) {
    const int64_t blocks = (a.queries + query_block - 1) / query_block, tasks = a.batch * a.heads * blocks;
    const int64_t block = round_up((a.queries + blocks - 1) / blocks, rows_at_once<T>(a));  // even shares
    const int64_t scratch = AttentionBlocks<T>(a.head).bytes() + (a.bias ? round_up(a.queries + a.keys, 64) * 4 : 0);
#pragma omp parallel num_threads(a.threads)
    {
        char* mine = (char*)a.scratch + omp_get_thread_num() * scratch;
#if defined(__AVX512BF16__)
        if (a.matrix_units) enter_bf16_tiles();
#endif
#pragma omp for schedule(static)
        for (int64_t task = 0; task < tasks; ++task) {
            const int64_t first = task % blocks * block, rows = first + block < a.queries ? block : a.queries - first;
            if (rows > 0) attend_block<T>(a, task / blocks / a.heads, task / blocks % a.heads, first, rows, mine);
        }
#if defined(__AVX512BF16__)
        if (a.matrix_units) leave_bf16_tiles();
#endif
    }
}

}  // namespace
