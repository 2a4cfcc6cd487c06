#pragma once
// Activations of a vector; part of kernels.cpp.
#include "core/cpu/simd/kernels.h"
#include "core/cpu/simd/vector.h"

namespace {

// use(f) with f(v) the activation.
template <class Use>
void with_activation(imagelab::cpu::Activation kind, const Use& use) {
    using imagelab::cpu::Activation;
    switch (kind) {
        case Activation::none:
            return use([](Floats v) { return v; });
        case Activation::silu:
            return use([](Floats v) { return v * sigmoid_of(v); });
        case Activation::gelu_erf:
            return use([](Floats v) { return 0.5f * v * (1.0f + erf_of(v * 0.70710678118654752f)); });
        case Activation::gelu_tanh:
            return use([](Floats v) { return 0.5f * v * (1.0f + tanh_of(0.79788456080286536f * (v + 0.044715f * v * v * v))); });
        case Activation::quick_gelu:
            return use([](Floats v) { return v * sigmoid_of(1.702f * v); });
        case Activation::relu:
            return use([](Floats v) { return v < splat(0) ? splat(0) : v; });
        case Activation::sigmoid:
            return use([](Floats v) { return sigmoid_of(v); });
        case Activation::tanh:
            return use([](Floats v) { return tanh_of(v); });
    }
}

// use(f) with f(v) the activation's derivative.
template <class Use>
void with_derivative(imagelab::cpu::Activation kind, const Use& use) {
    using imagelab::cpu::Activation;
    switch (kind) {
        case Activation::none:
            return use([](Floats v) { return v == v ? splat(1) : v; });
        case Activation::silu:
            return use([](Floats v) {
                const Floats s = sigmoid_of(v);
                return s * (1.0f + v * (1.0f - s));
            });
        case Activation::gelu_erf:
            return use([](Floats v) {
                const Floats density = 0.39894228040143268f * exp_of(-0.5f * v * v);
                return 0.5f * (1.0f + erf_of(v * 0.70710678118654752f)) + v * density;
            });
        case Activation::gelu_tanh:
            return use([](Floats v) {
                const Floats square = v * v, t = tanh_of(0.79788456080286536f * (v + 0.044715f * square * v));
                return 0.5f * (1.0f + t) + 0.5f * v * (1.0f - t * t) * (0.79788456080286536f * (1.0f + 0.134145f * square));
            });
        case Activation::quick_gelu:
            return use([](Floats v) {
                const Floats s = sigmoid_of(1.702f * v);
                return s * (1.0f + 1.702f * v * (1.0f - s));
            });
        case Activation::relu:
            return use([](Floats v) { return v > splat(0) ? splat(1) : v != v ? v : splat(0); });
        case Activation::sigmoid:
            return use([](Floats v) {
                const Floats s = sigmoid_of(v);
                return s * (1.0f - s);
            });
        case Activation::tanh:
            return use([](Floats v) {
                const Floats t = tanh_of(v);
                return 1.0f - t * t;
            });
    }
}

}  // namespace
