// What all matrix kernels share: where a row of x begins under each tap, and what happens to a finished sum.
#include "storage.glsl"
#include "activation.glsl"
#include "../params/matrix.h"

// Rows of tiles are dispatched over y, and over z where a device allows no more of them.
uint tile_row() { return gl_WorkGroupID.z * gl_NumWorkGroups.y + gl_WorkGroupID.y; }

// Where a row's window begins in x, before clipping.
struct Window {
    uint image;  // its first pixel
    int line, column;
};

Window window_of(uint row) {
    if (p.taps_y == 0) return Window(row, 0, 0);
    const uint pixels = p.out_height * p.out_width, image = row / pixels, pixel = row - image * pixels, line = pixel / p.out_width;
    return Window(image * p.height * p.width, int(line * p.stride) - int(p.pad_top),
                  int((pixel - line * p.out_width) * p.stride) - int(p.pad_left));
}

// First channel of the pixel under a tap as an element of x; outside of the image `inside` is false and the element is x's first.
uint under_tap(Window window, uint tap_y, uint tap_x, out bool inside) {
    inside = true;
    if (p.taps_y == 0) return window.image * p.channels;
    const int line = window.line + int(tap_y), column = window.column + int(tap_x);
    inside = line >= 0 && column >= 0 && line < int(p.height) && column < int(p.width);
    return inside ? (window.image + uint(line) * p.width + uint(column)) * p.channels : 0;
}

// Where the factor of element `at` in column `column` stands.
uint factor_at(uint at, uint column) { return (operands & operand_factor_row) != 0 ? column : at; }

// Element `at` of y in column `column` from its sum.
float finished(float sum, uint at, uint column) {
    if ((operands & operand_bias) != 0) sum += Floats(p.bias).at[column];
    if ((operands & operand_factor) != 0) sum *= widen(Values(p.factor).at[factor_at(at, column)]);
    sum = activate(activation, sum);
    if ((operands & operand_residual) != 0) sum += widen(Values(p.residual).at[at]);
    return sum;
}
