#pragma once
// Group norms (Wu & He 2018) of a network that sees one tile of an image, by the statistics of the whole image. The caller gathers those
// from all tiles and tells them to each (core/pipelines/vae_tiles.h).
#include <string>
#include <vector>

#include "core/graph/tensor.h"

namespace imagelab::nn {

class TiledGroupNorm {
  public:
    // A tile of height x width, at the size at which `count` norms of `groups` begin or at larger ones. Inputs per step, all f32:
    //   "rows" [height], "columns" [width]: shares of the tile's rows and columns in what it is measured by; rows are divided by the sum of
    //   both, so that the shares of all pixels add up to 1.
    //   "own" [1], "norms" [2 * count, groups]: a norm goes by own * what it measured + its two rows: means, then means of squares.
    TiledGroupNorm(Graph& graph, int height, int width, int count, int groups, float eps);
    // silu(norm(x)), x [1, height * n, width * n, channels] or n times smaller.
    Tensor operator()(Tensor x, const std::string& name);
    // Output "moments" f32 [2 * count, groups]: what each norm measured, as the rows of "norms". Throws Error where they were not `count`.
    void output() const;

  private:
    Tensor moments(Tensor x) const;

    Graph& graph_;
    int count_, groups_;
    float eps_;
    Tensor rows_, columns_, own_, given_;
    std::vector<Tensor> measured_;
};

}  // namespace imagelab::nn
