#pragma once
// A network as ncnn's text files (.param) list it: layers in the order they run, blobs by name.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/graph/graph.h"

namespace imagelab {

struct NcnnLayer {
    std::string type, name;
    std::vector<std::string> inputs, outputs;
    std::map<int, double> numbers;              // id=value
    std::map<int, std::vector<double>> arrays;  // -23300 - id=count,value,value ...
    double number(int id, double otherwise = 0) const {
        const auto found = numbers.find(id);
        return found == numbers.end() ? otherwise : found->second;
    }
};

struct NcnnGraph {
    std::vector<NcnnLayer> layers;
};

// Layer by layer (ncnn docs/developer-guide/operators.md): Input, Split, Noop, Dropout, Convolution, PReLU, ReLU, Sigmoid, TanH, Swish,
// GELU, Interp, Eltwise, BinaryOp, Concat, PixelShuffle, Reorg, Padding, Crop. "image" f32 [1, height, width, 3] in [0, 1] gives "image".
// Weights are named by their layers: NAME.weight, NAME.bias. Throws Error that names the layer which is not run.
void trace_ncnn(Graph& graph, const NcnnGraph& network, int height, int width);

// An Interp to p/q of the size by weights of neighbours: the kernel of a convolution of stride q that gives p x p pixels of each of
// `channels` channels, [p * p * channels, channels, k, k]. Positions are half-pixel; cubic with A = -0.75, or linear.
struct Resampling {
    int up = 1, down = 1;  // p, q
    bool cubic = true;
    int kernel() const { return down + 4; }  // it begins two pixels before each group of q
    std::vector<float> weights(int channels) const;
};
// Of an Interp layer; none where it repeats pixels or keeps the size. Throws Error where the sides do not grow alike by a simple ratio.
std::unique_ptr<Resampling> resampling_of(const NcnnLayer& layer);

// How many pixels of its input beyond a pixel decide about it, on each side; and how many times larger the output is, up / down.
int ncnn_reach(const NcnnGraph& network);

}  // namespace imagelab
