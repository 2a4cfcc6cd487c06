#pragma once
// Products in 8-bit integers: x as u8 with a scale and a zero point a row, weights as s8 with a scale an output, exact sums in s32 (as in
// Dettmers et al. 2022, LLM.int8(); zero points as in Jacob et al. 2018, section 2.3). The channels of x and of the weights may be rotated
// before they are rounded (ConvRot, docs/int8_convrot.md of stable-diffusion.cpp), so that no single channel takes the range of all. Built
// once for each instruction set, as kernels.h; the sums are the same bits on all of them, and everything for any number of threads.
#include <cstddef>
#include <cstdint>

#include "core/cpu/simd/kernels.h"

namespace imagelab::cpu {

constexpr int64_t int8_tile = 16, int8_step = 64;  // rows of x or outputs side by side; bytes of a row that one instruction of AMX reads

// How weights lie once they are packed, taps times [outputs, depth]: the rotation's group, a scale and a sum for each output, then blocks
// of 16 outputs, each [taps, depth / 4][16 outputs][4] bytes, with zeros up to whole steps of depth and whole blocks of outputs.
struct Int8Weight {
    int64_t outputs = 0, depth = 0, taps = 1;
    int64_t row_bytes() const { return (depth + int8_step - 1) / int8_step * int8_step; }  // of x, too
    int64_t blocks() const { return (outputs + int8_tile - 1) / int8_tile; }
    int64_t block_bytes() const { return taps * row_bytes() * int8_tile; }
    int64_t bytes() const { return scales_at() + blocks() * (2 * int8_tile * 4 + block_bytes()); }
    int64_t scales_at() const { return 64; }  // the group is an int32 at 0
    int64_t sums_at() const { return scales_at() + blocks() * int8_tile * 4; }
    int64_t blocks_at() const { return sums_at() + blocks() * int8_tile * 4; }
};

// Rows of x, rounded: u8 = x / scale + zero. The range holds 0, so that zeros (of padding) are exact. A scale is NaN where x held what is
// no number or infinite.
struct Int8Rows {
    uint8_t* bytes;
    float* scale;   // a row of y
    int32_t* zero;  // the same
};

// x [rows, depth] -> rows of row_bytes; every row has a scale of its own.
struct Int8RoundRows {
    Type type;
    const void* x;
    int64_t rows, depth;
    int64_t group;  // channels that are rotated together, a power of four that divides depth; 0: none
    Int8Rows to;
    float* scratch;  // depth floats a thread
    int threads;
};

// x [batch, height, width, depth] -> pictures of [height + before + behind, width + before + behind] rows of row_bytes, whose border is 0.
// One scale a picture, written for `outputs` rows of y each. Scratch: depth floats a thread, then int8_extremes floats.
struct Int8RoundPictures {
    Type type;
    const void* x;
    int64_t batch, height, width, depth, group;
    int64_t top, left, bottom, right;  // border
    int64_t picture_bytes;             // from one to the next
    int64_t outputs;
    Int8Rows to;
    float* scratch;
    int threads;
};
constexpr int64_t int8_extremes = 4;  // a row of x: least, largest, what is no number

// y = act(x W^T + bias) * factor + residual, over `taps` shifted views of x. Rows of x come in tiles of 16 that lie `row_step` apart.
struct Int8Product {
    Type type;  // of y, factor and residual
    Int8Weight shape;
    const std::byte* weight;  // packed
    Int8Rows x;
    const int64_t* tiles;  // [count] bytes from x.bytes to a tile's first row
    const int32_t* rows;   // [count, 16] of y that the rows of a tile are; -1: of none
    int64_t tile_count, row_step;
    const int64_t* shifts;  // [taps] bytes
    const float* bias;      // [outputs] or null
    Activation activation;
    const void* factor;  // or null
    int64_t factor_row;  // elements from one of its rows to the next; 0: one row for all
    const void* residual;
    void* y;
    int threads;
};

struct Int8Kernels {
    const char* name;                                        // of what multiplies: "AMX int8", "AVX512 VNNI" ...
    void (*rotate)(float* x, int64_t count, int64_t group);  // each group of x by the Kronecker power of H4
    void (*round_rows)(const Int8RoundRows&);
    void (*round_pictures)(const Int8RoundPictures&);
    void (*product)(const Int8Product&);
};

const Int8Kernels& int8_kernels();

}  // namespace imagelab::cpu
