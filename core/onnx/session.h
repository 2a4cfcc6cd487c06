#pragma once
// ONNX models as they are used: opened, asked what they are, and run on a device.
#include <filesystem>
#include <memory>
#include <mutex>

#include "core/device/device.h"
#include "core/onnx/array.h"

namespace imagelab::onnx {

// A file that is mapped and was read; what is in it is checked when it is imported.
class OnnxModel {
  public:
    // The failure names the file and says what is wrong with it.
    static Result<std::shared_ptr<const OnnxModel>> open(const std::filesystem::path& path);

    const ModelDef& definition() const { return definition_; }
    const std::filesystem::path& path() const { return path_; }
    int64_t bytes() const;                        // of the file and of its initializers beside it
    std::vector<const ValueDef*> inputs() const;  // those that must be given
    const std::vector<ValueDef>& outputs() const { return definition_.graph.outputs; }
    std::map<std::string, int> operators() const;  // how often each is used, subgraphs counted
    std::vector<std::string> missing() const;      // nodes whose operators are not there, as NodeDef::title

  private:
    OnnxModel() = default;
    std::filesystem::path path_;
    std::unique_ptr<MappedFile> file_;
    ModelDef definition_;
};

using Arrays = std::map<std::string, Array>;

// A model on a device. The program of the inputs used last is kept: the same shapes, and the same values of those inputs that must be known
// before it runs (whole numbers, and floats that shapes depend on), run again without being compiled. Calls from several threads wait.
class OnnxSession {
  public:
    OnnxSession(std::shared_ptr<const OnnxModel> model, Device& device, DType compute);
    ~OnnxSession();

    // These outputs, empty: all. The failure says what is wrong with the model or what was given. Throws Cancelled, and Error where the
    // device fails. `progress` is called with a fraction while weights are loaded.
    Result<Arrays> run(const Arrays& inputs, std::vector<std::string> outputs, const std::function<void(double)>& progress,
                       const CancelToken& cancel);
    int64_t resident_bytes() const;  // of the program that is held
    const OnnxModel& model() const { return *model_; }
    void set_profiling(bool on);
    const std::vector<OpCost>* costs() const;  // of the program that is held, null: there is none

  private:
    struct Prepared;
    Result<Arrays> checked(const Arrays& inputs) const;
    bool must_be_known(const std::string& name, const Array& array) const;
    bool is_prepared(const Arrays& inputs, const std::vector<std::string>& outputs) const;
    void prepare(const Arrays& inputs, const std::vector<std::string>& outputs, const std::function<void(double)>& progress,
                 const CancelToken& cancel);
    void check_memory(const MemoryPlan& plan, const Arrays& inputs) const;

    std::shared_ptr<const OnnxModel> model_;
    Device& device_;
    DType compute_;
    ExternalFiles files_;
    std::set<std::string> known_floats_;  // inputs that must be known before it runs
    std::unique_ptr<Prepared> prepared_;
    mutable std::mutex mutex_;
};

bool is_onnx_file(const std::filesystem::path& path);  // by its name

}  // namespace imagelab::onnx
