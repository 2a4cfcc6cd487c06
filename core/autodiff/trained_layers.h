#pragma once
// Trained changes of linear layers as a pass over a traced graph: LoRA (Hu et al. 2021), DoRA (Liu et al. 2024), and LyCORIS' LoHa
// (Hyeon-Woo et al. 2021) and LoKr (Yeh et al. 2023).
#include <functional>
#include <string>
#include <vector>

#include "core/graph/graph.h"

namespace imagelab {

// What a layer's W becomes; s = alpha / rank.
enum class TrainedKind : uint8_t {
    lora,  // W + s B A
    dora,  // rows of W + s B A, each scaled to a length that is trained; no gradient goes through their length (section 4.3, as peft)
    loha,  // W + s (w1_a w1_b) * (w2_a w2_b), element by element
    lokr   // W + s kron(w1, w2), w2 = w2_a w2_b where that is smaller; where it is not, s is 1
};

// An input of the graph that is trained, f32, per step. Its first values: normal numbers divided by this, or the layer's lengths of rows
// (rows), or zeros where it is 0.
struct TrainedFactor {
    std::string part;   // "lora_A", as files call it
    std::string input;  // "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q.lora_A"
    Shape shape;
    float divisor = 0;
    bool rows = false;
};

struct LowRankModule {
    std::string name;  // "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q"
    int64_t inputs = 0, outputs = 0;
    double alpha = 0;                    // as files say it
    std::vector<TrainedFactor> factors;  // in the order in which their first values are drawn
    std::string row_squares = {};        // input [outputs, 1], f32, per prompt: squared lengths of W's rows; empty: not asked for
};

struct LowRankGraph {
    Graph graph;
    std::vector<LowRankModule> modules;  // in the byte order of their names
    std::vector<ValueId> fixed;          // values that no gradient goes through
};

struct LowRankShape {
    TrainedKind kind = TrainedKind::lora;
    int64_t rank = 0;
    double alpha = 0;
    int lokr_factor = -1;  // LyCORIS' factor
};

// The linear layers that `wanted` says yes to, by name. A layer that is used twice has one set of factors.
LowRankGraph with_low_rank(const Graph& graph, const std::function<bool(const std::string&)>& wanted, const LowRankShape& shape);

// Two numbers whose product is `dimension`, the smaller first: near each other, or one of them `factor` (lycoris/functional/general.py).
std::pair<int64_t, int64_t> factorized(int64_t dimension, int64_t factor);

}  // namespace imagelab
