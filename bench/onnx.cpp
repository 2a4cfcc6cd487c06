// How long does one run of an ONNX model take here, from its inputs on the host to its outputs there, and which ops hold it?
// bench_onnx MODEL.onnx 1x3x320x320 [f32|bf16] [RUNS] [serve]: of its first input, filled with noise. "serve" answers lines on standard
// input for bench/onnx_models.py: "run" with the seconds of RUNS runs, "ops" with the table of one, "memory" with the bytes that are held.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>

#include "bench/support/network.h"
#include "core/cpu/cpu_device.h"
#include "core/device/op_table.h"
#include "core/onnx/session.h"

using namespace imagelab;

namespace {

Shape shape_in(const std::string& text) {
    Shape shape;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('x', at), text.size());
        shape.push_back(std::stoll(text.substr(at, end - at)));
        at = end + 1;
    }
    return shape;
}

class Subject {
  public:
    Subject(const std::string& path, const Shape& shape, DType dtype, int runs)
        : device_(make_cpu_device()), model_(onnx::OnnxModel::open(path).value()), session_(model_, *device_, dtype), runs_(runs) {
        std::mt19937 random(3);
        std::uniform_real_distribution<float> share;
        std::vector<double> values(static_cast<size_t>(element_count(shape)));
        for (double& value : values) value = share(random);
        inputs_[model_->inputs().front()->name] = onnx::floats_of(shape, std::move(values));
        once();  // compiles and loads
    }

    double seconds() {
        return bench::seconds_of([&] {
            for (int i = 0; i < runs_; ++i) once();
        });
    }
    std::vector<OpCost> costs() {
        session_.set_profiling(true);
        once();
        std::vector<OpCost> costs = *session_.costs();
        session_.set_profiling(false);
        return costs;
    }
    int64_t resident_bytes() const { return session_.resident_bytes(); }
    int runs() const { return runs_; }

  private:
    void once() {
        if (const auto said = session_.run(inputs_, {}, {}, {}); !said) throw Error(said.error());
    }

    std::unique_ptr<Device> device_;
    std::shared_ptr<const onnx::OnnxModel> model_;
    onnx::OnnxSession session_;
    onnx::Arrays inputs_;
    int runs_;
};

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 3) throw Error("bench_onnx MODEL.onnx SHAPE [f32|bf16] [RUNS] [serve]");
    Subject subject(argv[1], shape_in(argv[2]), bench::dtype_named(argc > 3 ? argv[3] : "f32"), argc > 4 ? std::atoi(argv[4]) : 10);
    const auto answer = [](const nlohmann::json& value) { std::cout << value.dump() << std::endl; };
    if (argc > 5) {
        answer({{"ready", true}});
        for (std::string line; std::getline(std::cin, line);) {
            if (line == "run")
                answer(subject.seconds());
            else if (line == "ops")
                answer(op_table_json(op_table(subject.costs())));
            else if (line == "memory")
                answer(subject.resident_bytes());
            else
                return 0;
        }
        return 0;
    }
    double best = INFINITY;
    for (int i = 0; i < 5; ++i) best = std::min(best, subject.seconds() / subject.runs());
    std::fputs(op_table_text(op_table(subject.costs()), make_cpu_device()->estimated_flops_per_second(DType::f32)).c_str(), stdout);
    std::printf("a run %.2f ms, %.1f MiB held\n", best * 1e3, static_cast<double>(subject.resident_bytes()) / (1 << 20));
    return 0;
} catch (const std::exception& trouble) {
    std::fprintf(stderr, "%s\n", trouble.what());
    return 1;
}
