#pragma once
// The matrix ops of a network one by one, each as a program of its own with the epilogue it has there.
#include <string>
#include <vector>

#include "core/device/device.h"
#include "core/graph/passes.h"

namespace imagelab::bench {

struct SingleOp {
    std::string name;            // "linear  2048 x 640 -> 1920 + residual"
    std::string op;              // "linear"
    Graph graph;                 // the op alone, its operands f32 inputs; its output is "y"
    int count = 0;               // how often the network runs it at each step
    const Node* node = nullptr;  // of the plan
};

// Linears, convolutions and attentions that run at every step, each shape once.
std::vector<SingleOp> single_ops(const Schedule& plan);

// What the program's table says of the op itself, without the casts of its inputs. Throws Error where it has none.
const OpCost& cost_of(const Program& program, const std::string& op);

}  // namespace imagelab::bench
