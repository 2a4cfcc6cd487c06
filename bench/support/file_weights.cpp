#include "bench/support/file_weights.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/weights/mapped_weights.h"

namespace imagelab::bench {

std::shared_ptr<const WeightMap> weights_in_file(const Graph& graph) {
    namespace fs = std::filesystem;
    auto header = nlohmann::json::object();
    size_t end = 0;
    for (const Node& node : graph.nodes) {
        for (const WeightRef& weight : weights_of(node.op)) {
            const std::string& name = weight.parts[0].name;
            if (header.contains(name)) continue;
            const size_t begin = end;
            end += static_cast<size_t>(element_count(weight.shape)) * dtype_bytes(graph.compute);
            header[name] = {
                {"dtype", graph.compute == DType::bf16 ? "BF16" : "F32"}, {"shape", weight.shape}, {"data_offsets", {begin, end}}};
        }
    }
    std::string text = header.dump();
    text.resize((text.size() + 63) / 64 * 64 - 8, ' ');
    std::string length;
    for (int i = 0; i < 8; ++i) length += static_cast<char>(text.size() >> (8 * i));
    const fs::path path = fs::temp_directory_path() / ("imagelab_bench_" + std::to_string(::getpid()) + ".safetensors");
    std::ofstream(path, std::ios::binary) << length << text;
    fs::resize_file(path, 8 + text.size() + end);
    auto opened = open_weight_file(path);
    fs::remove(path);
    if (!opened) throw Error(opened.error());
    return std::make_shared<MappedWeights>(opened->tensors, "a file of holes", opened->files);
}

}  // namespace imagelab::bench
