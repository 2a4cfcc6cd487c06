#pragma once
// Small ONNX files for tests, written message by message.
#include <cstdint>
#include <string>
#include <vector>

namespace imagelab::test {

class OnnxBuilder {
  public:
    OnnxBuilder& input(const std::string& name, int type, const std::vector<int64_t>& shape);
    OnnxBuilder& output(const std::string& name, int type, const std::vector<int64_t>& shape);
    OnnxBuilder& node(const std::string& op, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
                      const std::vector<std::pair<std::string, int64_t>>& attributes = {});
    OnnxBuilder& loop(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs, const std::string& body);
    OnnxBuilder& initializer(const std::string& name, const std::vector<int64_t>& shape, const std::vector<float>& values);
    OnnxBuilder& integers(const std::string& name, const std::vector<int64_t>& values);
    OnnxBuilder& raw_initializer(const std::string& name, int type, const std::vector<int64_t>& shape, const std::string& raw);
    OnnxBuilder& external_initializer(const std::string& name, const std::vector<int64_t>& shape, const std::string& location,
                                      const std::string& offset);

    OnnxBuilder& metadata(const std::string& key, const std::string& value);

    std::string graph() const { return graph_; }
    std::string bytes(int opset = 17) const { return of_graph(graph_, opset) + metadata_; }

    static std::string of_graph(const std::string& graph, int opset = 17);
    static std::string nested(const std::string& graph);  // a graph whose node has this one as an attribute

  private:
    std::string graph_, metadata_;
};

// A depth network: the mean of a pixel's three numbers, [1, 1, height, width]; -1: a free side.
std::string mean_network(int64_t height, int64_t width);

}  // namespace imagelab::test
