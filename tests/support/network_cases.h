#pragma once
// Every network of the small models with inputs and what diffusers and transformers make of them: for the naive reference and every device.
#include <string>
#include <vector>

#include "tests/support/naive.h"
#include "tests/support/small_models.h"

namespace imagelab::test {

struct NetworkCase {
    std::string name;       // "odd unet 2"
    std::string model;      // of small_models() or pixart_models()
    std::string component;  // folder whose weights it reads: "unet"
    Graph graph;
    naive::Tensors inputs, expected;  // by the graph's names and in its layouts
};

// Of tests/reference/pixart.py, their configurations as the program reads them.
const std::vector<std::string>& pixart_models();

std::vector<NetworkCase> network_cases(DType compute = DType::f32);

}  // namespace imagelab::test
