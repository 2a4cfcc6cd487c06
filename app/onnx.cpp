// ONNX models: what is in one, and one run of one.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/onnx_info.h"
#include "app/progress.h"
#include "app/subcommand.h"
#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/onnx/npy.h"
#include "core/onnx/operators.h"
#include "core/onnx/session.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct OnnxOptions {
    std::string model, output, device = "auto";
    std::vector<std::string> inputs, wanted;
    std::optional<DType> dtype;
    bool json = false;
};

Result<onnx::Arrays> read_inputs(const std::vector<std::string>& given) {
    onnx::Arrays inputs;
    for (const std::string& each : given) {
        const size_t sign = each.find('=');  // a name may hold anything but this
        if (sign == std::string::npos || sign == 0 || sign + 1 == each.size())
            return Failure{"--input " + each + ": expected NAME=FILE.npy"};
        auto array = onnx::read_npy(each.substr(sign + 1));
        if (!array) return Failure{"--input " + each.substr(0, sign) + ": " + array.error()};
        if (!inputs.emplace(each.substr(0, sign), std::move(*array)).second)
            return Failure{"--input " + each.substr(0, sign) + ": it is given twice"};
    }
    return inputs;
}

// A name as a file: what is no letter, digit, dot, underscore or minus becomes an underscore.
std::string file_name(const std::string& name) {
    std::string file;
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        file += plain ? c : '_';
    }
    return file + ".npy";
}

std::string shape_words(const Shape& shape) {
    std::string text;
    for (const int64_t extent : shape) text += (text.empty() ? "" : " x ") + std::to_string(extent);
    return text.empty() ? "a number" : text;
}

// In the order of the model.
json write_outputs(const onnx::Arrays& outputs, const std::vector<std::string>& order, const fs::path& folder) {
    fs::create_directories(folder);
    std::set<std::string> taken;
    json list = json::array();
    for (const std::string& name : order) {
        const onnx::Array& array = outputs.at(name);
        std::string file = file_name(name);
        if (!taken.insert(file).second) throw Error("two outputs would be written to " + file + ": ask for them one by one with --want");
        onnx::write_npy(folder / file, array);
        list.push_back(
            {{"name", name}, {"dtype", onnx::numpy_name(array.type)}, {"shape", array.shape}, {"path", (folder / file).string()}});
    }
    return list;
}

int run(const OnnxOptions& options) {
    const auto model = onnx::OnnxModel::open(options.model);
    if (!model) return fail(exit_model, model.error(), options.json);
    const auto inputs = read_inputs(options.inputs);
    if (!inputs) return fail(exit_usage, inputs.error(), options.json);
    std::vector<std::string> order = options.wanted;
    if (order.empty()) {
        for (const onnx::ValueDef& output : (*model)->outputs()) order.push_back(output.name);
    }
    const auto devices = make_devices(0);
    const auto device = device_for(devices, options.device, options.dtype);
    if (!device) return fail(exit_device, device.error(), options.json);

    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    onnx::OnnxSession session(*model, **device, options.dtype.value_or(DType::f32));
    const Clock::time_point begin = Clock::now();
    Result<onnx::Arrays> outputs = Failure{""};
    try {
        PercentDisplay display(!options.json);
        outputs = session.run(
            *inputs, order, [&](double share) { display.show(share); }, cancel);
    } catch (const Cancelled&) {
        return fail(exit_cancelled, "cancelled", options.json);
    } catch (const Error& error) {
        return fail(exit_device, error.what(), options.json);
    }
    if (!outputs) return fail(exit_model, outputs.error(), options.json);
    const double seconds = seconds_since(begin);
    json list;
    try {
        list = write_outputs(*outputs, order, options.output);
    } catch (const std::exception& error) {
        return fail(exit_disk, error.what(), options.json);
    }
    if (options.json) {
        print_json({{"status", "done"}, {"message", ""}, {"seconds", seconds}, {"device", (*device)->info().id}, {"outputs", list}});
        return exit_done;
    }
    for (const std::string& name : order) {
        const onnx::Array& array = outputs->at(name);
        std::printf("%s  %s  %s  %s\n", name.c_str(), std::string(onnx::numpy_name(array.type)).c_str(), shape_words(array.shape).c_str(),
                    (fs::path(options.output) / file_name(name)).string().c_str());
    }
    return exit_done;
}

}  // namespace

int onnx_info_command(const std::string& path, bool json_wanted) {
    const auto model = onnx::OnnxModel::open(path);
    if (!model) return fail(exit_model, model.error(), json_wanted);
    const onnx::ModelDef& definition = (*model)->definition();
    const auto port = [](const onnx::ValueDef& value) {
        json shape = json::array();
        for (const auto& extent : value.shape) shape.push_back(extent.value >= 0 ? json(extent.value) : json(extent.symbol));
        return json{{"name", value.name}, {"dtype", onnx::numpy_name(value.type)}, {"shape", value.has_shape ? shape : json()}};
    };
    json inputs = json::array(), outputs = json::array();
    for (const onnx::ValueDef* input : (*model)->inputs()) inputs.push_back(port(*input));
    for (const onnx::ValueDef& output : (*model)->outputs()) outputs.push_back(port(output));
    int64_t parameters = 0;
    for (const onnx::TensorDef& tensor : definition.graph.initializers) parameters += onnx::checked_count(tensor.shape);
    const json object = {{"name", fs::path(path).stem().string()},
                         {"path", path},
                         {"kind", "onnx"},
                         {"ir_version", definition.ir_version},
                         {"opset", definition.opsets.contains("") ? definition.opsets.at("") : 0},
                         {"opsets", definition.opsets},
                         {"producer", definition.producer + (definition.producer_version.empty() ? "" : " " + definition.producer_version)},
                         {"bytes", (*model)->bytes()},
                         {"parameters", parameters},
                         {"inputs", inputs},
                         {"outputs", outputs},
                         {"operators", (*model)->operators()},
                         {"missing", (*model)->missing()}};
    if (json_wanted) {
        print_json(object);
        return exit_done;
    }
    std::printf("%s: onnx, opset %lld, %s\n%s\n\n", object["name"].get<std::string>().c_str(),
                static_cast<long long>(object["opset"].get<int64_t>()),
                definition.producer.empty() ? "of an unnamed program" : object["producer"].get<std::string>().c_str(), path.c_str());
    std::printf("  %-12s %lld, %s\n", "parameters", static_cast<long long>(parameters), readable_bytes((*model)->bytes()).c_str());
    for (const auto& [label, list] : {std::pair("input", &inputs), std::pair("output", &outputs)}) {
        for (const json& each : *list)
            std::printf("  %-12s %s  %s  %s\n", label, each["name"].get<std::string>().c_str(), each["dtype"].get<std::string>().c_str(),
                        each["shape"].dump().c_str());
    }
    std::string names;
    for (const auto& [name, count] : (*model)->operators()) names += (names.empty() ? "" : ", ") + name + " " + std::to_string(count);
    std::printf("  %-12s %s\n", "operators", names.c_str());
    for (const std::string& node : (*model)->missing()) std::printf("  %-12s %s\n", "cannot run", node.c_str());
    return exit_done;
}

Subcommands add_onnx_commands(CLI::App& app) {
    CLI::App* family = app.add_subcommand("onnx", "Networks that come as ONNX: what is in one, and one run of one");
    family->require_subcommand(1);
    const auto options = std::make_shared<OnnxOptions>();
    CLI::App* info = family->add_subcommand("info", "Say what a model takes, gives and consists of");
    info->add_option("MODEL", options->model, "An .onnx file")->type_name("FILE")->required();
    info->add_flag("--json", options->json, "Print one JSON object");

    CLI::App* command = family->add_subcommand("run", "Run a model once on arrays of NumPy");
    command->add_option("MODEL", options->model, "An .onnx file")->type_name("FILE")->required();
    command->add_option("--input,-i", options->inputs, "An input and its values, split at the first =; repeatable")
        ->type_name("NAME=FILE.npy")
        ->allow_extra_args(false);
    command->add_option("--want", options->wanted, "An output to compute (default: all); repeatable")
        ->type_name("NAME")
        ->allow_extra_args(false);
    command->add_option("--output,-o", options->output, "The folder that takes NAME.npy of each output")->type_name("DIR")->required();
    add_device_options(*command, options->device, options->dtype);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer(
        "\nArithmetic is f32 unless --dtype says otherwise. docs/onnx.md lists the operators.\n\n  imagelab onnx run depth.onnx --input "
        "image=photo.npy --output depth/\n");
    CLI::App* operators = family->add_subcommand("operators", "List the operators that can be run");
    const auto list = [] {
        for (const std::string_view name : onnx::operator_names()) std::printf("%s\n", std::string(name).c_str());
        return static_cast<int>(exit_done);
    };
    return {{operators, list}, {info, [options] { return onnx_info_command(options->model, options->json); }}, {command, [options] {
                                                                                                                    return run(*options);
                                                                                                                }}};
}

}  // namespace imagelab
