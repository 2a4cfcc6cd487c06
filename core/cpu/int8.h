#pragma once
// Which nodes multiply in 8-bit integers (CompileOptions::int8), and how their weights are rounded.
#include "core/cpu/kernel.h"
#include "core/weights/tensor_view.h"

namespace imagelab::cpu {

// Of what runs each step: linear layers over tokens and convolutions, with at least 32 channels on either side. So the first and the last
// convolution, the embeddings of the timestep and what is computed once a prompt keep their floats.
bool multiplies_in_int8(const Graph& graph, ValueId id);
std::unique_ptr<Kernel> lower_linear_int8(const Lowering&, const op::Linear&);
std::unique_ptr<Kernel> lower_conv2d_int8(const Lowering&, const op::Conv2d&);

// Channels that are rotated together before they are rounded: 256, 64 or 16, whichever divides them; 0: none.
int64_t int8_group(int64_t channels);

// The weight as Int8Weight has it: rotated, each output times 127 over its largest element, to the nearest. A weight that is stored in
// 8-bit integers is taken as it is, with its scales and its rotation. Throws Error as stack_parts().
void pack_int8(const WeightMap& weights, const WeightRef& ref, const Int8Weight& to, std::byte* target);

// Operations a second of a product of 512 x 1024 x 1024, the best of three.
double measured_int8_rate(int threads);

}  // namespace imagelab::cpu
