#pragma once
// Attention without the tokens x tokens matrix (FlashAttention, Dao et al. 2022); part of kernels.cpp. A task is up to 256 queries of one head; keys come
// in blocks of 128, packed so that the two products run as register-blocked matrix products: f32 FMA, or pairs of bf16 with AVX512-BF16.
#include <omp.h>

#include "core/cpu/simd/kernels.h"
#include "core/cpu/simd/vector.h"

namespace {
using namespace imagelab::cpu;

// What one lane of a product holds: one f32, or two bf16 that are neighbours along the summed axis.
template <class T>
struct Lane;
template <>
struct Lane<float> {
    using Unit = float;
    static constexpr int pack = 1;
    static inline Floats multiply_add(Floats sum, float a, const float* b) { return sum + a * load(b); }
};
template <>
struct Lane<BFloat> {
    using Unit = uint32_t;
    static constexpr int pack = 2;
    static inline Floats multiply_add(Floats sum, uint32_t a, const uint32_t* b) {
#if defined(__AVX512BF16__)
        return (Floats)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_epi32((int)a), (__m512bh)_mm512_loadu_si512(b));
#else
        Words pair;
        __builtin_memcpy(&pair, b, sizeof pair);
        const Words both = Words{} + a;
        sum += (Floats)(both << 16) * (Floats)(pair << 16);
        return sum + (Floats)(both & 0xffff0000u) * (Floats)(pair & 0xffff0000u);
#endif
    }
};

#if IMAGELAB_LANES == 16
constexpr int tile_rows = 6, tile_vectors = 4;
#else
constexpr int tile_rows = 4, tile_vectors = 2;
#endif
constexpr int64_t tile_columns = tile_vectors * lanes, query_block = 264, key_block = 128;  // multiples of the tile

// c[6 rows][up to 64 columns] (+)= a[6 rows][depth] * panel[depth][64 columns]; strides in units.
template <class T, int vectors>
static inline void product_tile(const typename Lane<T>::Unit* a, int64_t a_row, const typename Lane<T>::Unit* panel, int64_t depth, float* c, int64_t c_row, bool add) {
    Floats sums[tile_rows][vectors];
    for (int r = 0; r < tile_rows; ++r) {
        for (int v = 0; v < vectors; ++v) sums[r][v] = add ? load(c + r * c_row + v * lanes) : splat(0);
    }
    for (int64_t k = 0; k < depth; ++k) {
        for (int r = 0; r < tile_rows; ++r) {
            for (int v = 0; v < vectors; ++v) sums[r][v] = Lane<T>::multiply_add(sums[r][v], a[r * a_row + k], panel + k * tile_columns + v * lanes);
        }
    }
    for (int r = 0; r < tile_rows; ++r) {
        for (int v = 0; v < vectors; ++v) store(c + r * c_row + v * lanes, sums[r][v]);
    }
}

// c[rows][columns] (+)= a[rows][depth] * panels; rows a multiple of 6, columns of the vector.
template <class T>
void product(const typename Lane<T>::Unit* a, int64_t a_row, const typename Lane<T>::Unit* panels, int64_t rows, int64_t depth, int64_t columns, float* c, int64_t c_row, bool add) {
    for (int64_t j = 0; j < columns; j += tile_columns) {
        const auto* panel = panels + j * depth;
        const int64_t vectors = (columns - j) / lanes;
        for (int64_t r = 0; r < rows; r += tile_rows) {
            const auto* a_tile = a + r * a_row;
            float* c_tile = c + r * c_row + j;
            if (vectors >= tile_vectors) product_tile<T, tile_vectors>(a_tile, a_row, panel, depth, c_tile, c_row, add);
            else if (vectors == 1) product_tile<T, 1>(a_tile, a_row, panel, depth, c_tile, c_row, add);
            else if (vectors == 2) product_tile<T, 2>(a_tile, a_row, panel, depth, c_tile, c_row, add);
            else product_tile<T, 3>(a_tile, a_row, panel, depth, c_tile, c_row, add);
        }
    }
}

static inline int64_t round_up(int64_t value, int64_t unit) { return (value + unit - 1) / unit * unit; }

// Sizes of one thread's blocks; each starts on 64 bytes.
template <class T>
struct AttentionBlocks {
    using Unit = typename Lane<T>::Unit;
    explicit AttentionBlocks(int64_t head) : depth(round_up(head, Lane<T>::pack) / Lane<T>::pack), width(round_up(head, lanes)) {}
    int64_t depth;  // units of a query or key
    int64_t width;  // padded columns of a value
    int64_t q_bytes() const { return round_up(query_block * depth * (int64_t)sizeof(Unit), 64); }
    int64_t k_bytes() const { return round_up(key_block * depth * (int64_t)sizeof(Unit), 64); }
    int64_t v_bytes() const { return round_up(key_block / Lane<T>::pack * round_up(width, tile_columns) * (int64_t)sizeof(Unit), 64); }
    int64_t s_bytes() const { return query_block * key_block * 4; }
    int64_t p_bytes() const { return query_block * key_block * (int64_t)sizeof(T); }
    int64_t o_bytes() const { return query_block * width * 4; }
    int64_t bytes() const { return q_bytes() + k_bytes() + v_bytes() + s_bytes() + p_bytes() + o_bytes() + 2 * query_block * 4; }
};

// [rows][head] -> [rows][depth] units, zero-padded.
template <class T>
void pack_queries(const T* q, int64_t row, int64_t rows, int64_t head, int64_t depth, typename Lane<T>::Unit* out) {
    for (int64_t r = 0; r < round_up(rows, tile_rows); ++r) {
        T* line = (T*)(out + r * depth);
        for (int64_t i = 0; i < depth * Lane<T>::pack; ++i) line[i] = r < rows && i < head ? q[r * row + i] : T{};
    }
}

// [keys][head] -> panels of 64 keys: [panel][depth][64].
template <class T>
void pack_keys(const T* k, int64_t row, int64_t keys, int64_t head, int64_t depth, typename Lane<T>::Unit* out) {
    using Unit = typename Lane<T>::Unit;
    const int64_t whole = head / Lane<T>::pack;
    for (int64_t j = 0; j < round_up(keys, lanes); ++j) {
        Unit* column = out + j / tile_columns * depth * tile_columns + j % tile_columns;
        if (j >= keys) {
            for (int64_t c = 0; c < depth; ++c) column[c * tile_columns] = Unit{};
            continue;
        }
        const T* line = k + j * row;
        for (int64_t c = 0; c < whole; ++c) __builtin_memcpy(column + c * tile_columns, line + c * Lane<T>::pack, sizeof(Unit));
        if (whole < depth) {
            T last[2] = {line[head - 1], T{}};
            __builtin_memcpy(column + whole * tile_columns, last, sizeof(Unit));
        }
    }
}

// [keys][head] -> panels of 64 columns: [panel][keys / pack][64].
template <class T>
void pack_values(const T* v, int64_t row, int64_t keys, int64_t head, int64_t width, typename Lane<T>::Unit* out) {
    constexpr int pack = Lane<T>::pack;
    const int64_t groups = round_up(keys, pack) / pack;
    for (int64_t first = 0; first < width; first += tile_columns) {
        T* panel = (T*)(out + first * groups);
        for (int64_t g = 0; g < groups; ++g) {
            for (int64_t c = 0; c < tile_columns; ++c) {
                for (int i = 0; i < pack; ++i) {
                    const int64_t key = g * pack + i;
                    *panel++ = key < keys && first + c < head ? v[key * row + first + c] : T{};
                }
            }
        }
    }
}

// One row of scores becomes probabilities against the running maximum; the row's output so far is rescaled.
template <class T>
static inline void softmax_row(const float* s, int64_t valid, int64_t columns, float scale, float* top, float* total, float* o, int64_t width, T* p) {
    Floats high = splat(-1e30f);
    for (int64_t j = 0; j < valid; j += lanes) high = max_of(high, load_some(s + j, valid - j, -1e30f));
    const float row_top = largest(high) * scale;
    const float new_top = row_top > *top ? row_top : *top;
    Floats sums{};
    for (int64_t j = 0; j < columns; j += lanes) {
        Floats e{};
        if (j < valid) {
            e = exp_of(load_some(s + j, valid - j, -1e30f) * scale - new_top);
            for (int64_t lane = valid - j; lane < lanes; ++lane) e[lane] = 0;
        }
        sums += e;
        store(p + j, e);
    }
    if (new_top != *top) {
        const float shrink = exp_of(splat(*top - new_top))[0];
        *total *= shrink;
        for (int64_t c = 0; c < width; c += lanes) store(o + c, load(o + c) * shrink);
        *top = new_top;
    }
    *total += sum(sums);
}

template <class T>
void attend_block(const AttentionArgs& a, int64_t b, int64_t h, int64_t first, int64_t rows, char* scratch) {
    using Unit = typename Lane<T>::Unit;
    const AttentionBlocks<T> size(a.head);
    Unit* q = (Unit*)scratch;
    Unit* k = (Unit*)(scratch += size.q_bytes());
    Unit* v = (Unit*)(scratch += size.k_bytes());
    float* s = (float*)(scratch += size.v_bytes());
    T* p = (T*)(scratch += size.s_bytes());
    float* o = (float*)(scratch += size.p_bytes());
    float* top = (float*)(scratch += size.o_bytes());
    float* total = top + query_block;

    pack_queries((const T*)a.q + (b * a.queries + first) * a.q_row + h * a.head, a.q_row, rows, a.head, size.depth, q);
    const int64_t padded = round_up(rows, tile_rows);
    for (int64_t r = 0; r < padded; ++r) top[r] = -1e30f, total[r] = 0;
    for (int64_t i = 0; i < padded * size.width; ++i) o[i] = 0;

    const int64_t last_key = a.causal && first + rows < a.keys ? first + rows : a.keys;
    for (int64_t key = 0; key < last_key; key += key_block) {
        const int64_t keys = key + key_block < last_key ? key_block : last_key - key, columns = round_up(keys, lanes);
        pack_keys((const T*)a.k + (b * a.keys + key) * a.k_row + h * a.head, a.k_row, keys, a.head, size.depth, k);
        pack_values((const T*)a.v + (b * a.keys + key) * a.v_row + h * a.head, a.v_row, keys, a.head, size.width, v);
        product<T>(q, size.depth, k, padded, size.depth, columns, s, key_block, false);
        for (int64_t r = 0; r < padded; ++r) {
            int64_t valid = keys;
            if (a.causal && first + r + 1 - key < valid) valid = first + r + 1 > key ? first + r + 1 - key : 0;
            softmax_row(s + r * key_block, valid, columns, a.scale, top + r, total + r, o + r * size.width, size.width, p + r * key_block);
        }
        product<T>((const Unit*)p, key_block / Lane<T>::pack, v, padded, round_up(keys, Lane<T>::pack) / Lane<T>::pack, size.width, o, size.width, true);
    }
    for (int64_t r = 0; r < rows; ++r) {
        T* out = (T*)a.out + (b * a.queries + first + r) * a.out_row + h * a.head;
        const float inverse = 1.0f / total[r];
        for (int64_t c = 0; c < a.head; c += lanes) store_some(out + c, load(o + r * size.width + c) * inverse, a.head - c);
    }
}

template <class T>
void attention(const AttentionArgs& a) {
    const int64_t blocks = (a.queries + query_block - 1) / query_block, tasks = a.batch * a.heads * blocks;
    const int64_t block = round_up((a.queries + blocks - 1) / blocks, tile_rows);  // even shares
    const int64_t scratch = AttentionBlocks<T>(a.head).bytes();
#pragma omp parallel num_threads(a.threads)
    {
        char* mine = (char*)a.scratch + omp_get_thread_num() * scratch;
#pragma omp for schedule(static)
        for (int64_t task = 0; task < tasks; ++task) {
            const int64_t first = task % blocks * block, rows = first + block < a.queries ? block : a.queries - first;
            if (rows > 0) attend_block<T>(a, task / blocks / a.heads, task / blocks % a.heads, first, rows, mine);
        }
    }
}

}  // namespace
