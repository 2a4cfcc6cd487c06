#include "core/onnx/operators.h"

#include <algorithm>
#include <unordered_map>

namespace imagelab::onnx {
namespace {

const std::unordered_map<std::string_view, Operator>& table() {
    static const auto* all = [] {
        auto* map = new std::unordered_map<std::string_view, Operator>;
        for (const auto rows : {element_operators(), reduction_operators(), shape_operators(), index_operators(), window_operators(),
                                norm_operators(), matrix_operators(), resize_operators(), quantized_operators(), control_operators(),
                                recurrent_operators(), sample_operators(), box_operators(), random_operators()}) {
            for (const OperatorRow& row : rows) map->emplace(row.name, row.run);
        }
        return map;
    }();
    return *all;
}

}  // namespace

Operator find_operator(std::string_view domain, std::string_view name) {
    // What ONNX Runtime adds and exporters use has ONNX's own meaning.
    const bool ours = domain.empty() || (domain == "com.microsoft" && (name == "Gelu" || name == "QuickGelu"));
    const auto found = ours ? table().find(name) : table().end();
    return found == table().end() ? nullptr : found->second;
}

std::vector<std::string_view> operator_names() {
    std::vector<std::string_view> names;
    for (const auto& [name, run] : table()) names.push_back(name);
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace imagelab::onnx
