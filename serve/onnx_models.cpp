#include "serve/onnx_models.h"

#include <cmath>

#include "core/base/base64.h"
#include "serve/http.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& field, const std::string& why) {
    throw HttpError(400, field + ": " + why, field);
}

onnx::Array array_of_list(const std::string& field, onnx::ElementType type, Shape shape, const json& data) {
    if (!data.is_array()) refuse(field + ".data", "a flat list of numbers is expected");
    onnx::Array array{type, std::move(shape), {}, {}};
    for (const json& value : data) {
        if (array.floats()) {
            if (!value.is_number() && !value.is_null()) refuse(field + ".data", "a flat list of numbers is expected");
            array.numbers.push_back(value.is_null() ? std::nan("") : onnx::rounded(type, value.get<double>()));
        } else {
            const bool whole =
                value.is_boolean() || value.is_number_integer() ||
                (value.is_number_float() && value.get<double>() == std::floor(value.get<double>()) && std::abs(value.get<double>()) < 9e15);
            if (!whole) refuse(field + ".data", "whole numbers are expected");
            const int64_t number = value.is_boolean()        ? value.get<bool>()
                                   : value.is_number_float() ? static_cast<int64_t>(value.get<double>())
                                                             : value.get<int64_t>();
            if (onnx::wrapped(type, number) != number)
                refuse(field + ".data", std::to_string(number) + " is no " + std::string(onnx::numpy_name(type)));
            array.integers.push_back(number);
        }
    }
    if (array.count() != onnx::checked_count(array.shape))
        refuse(field + ".data", std::to_string(array.count()) + " numbers for the shape " + shape_text(array.shape));
    return array;
}

onnx::Array array_of_json(const std::string& field, const json& value) {
    if (!value.is_object()) refuse(field, "an object with dtype, shape and data or base64 is expected");
    for (const auto& [key, part] : value.items()) {
        if (key != "dtype" && key != "shape" && key != "data" && key != "base64") refuse(field + "." + key, "there is no such field");
    }
    const std::string dtype = value.contains("dtype") && value["dtype"].is_string() ? value["dtype"].get<std::string>() : "float32";
    const onnx::ElementType type = onnx::type_of_numpy(dtype);
    if (type == onnx::ElementType::undefined) refuse(field + ".dtype", "\"" + dtype + "\" is no type of NumPy's that is known here");
    Shape shape;
    if (!value.contains("shape") || !value["shape"].is_array() || value["shape"].size() > 32)
        refuse(field + ".shape", "a list of extents is expected");
    for (const json& extent : value["shape"]) {
        if (!extent.is_number_integer() || extent.get<int64_t>() < 0) refuse(field + ".shape", "a list of extents is expected");
        shape.push_back(extent.get<int64_t>());
    }
    if (value.contains("data") == value.contains("base64")) refuse(field, "either data or base64 is expected");
    try {
        onnx::checked_count(shape);
        if (value.contains("data")) return array_of_list(field, type, shape, value["data"]);
        if (!value["base64"].is_string()) refuse(field + ".base64", "a text is expected");
        const auto bytes = bytes_of_base64(value["base64"].get_ref<const std::string&>());
        if (!bytes) refuse(field + ".base64", bytes.error());
        return onnx::array_of_bytes(type, shape, std::as_bytes(std::span(*bytes)));
    } catch (const HttpError&) {
        throw;
    } catch (const Error& error) {
        refuse(field, error.what());
    }
}

}  // namespace

onnx::Arrays arrays_of_json(const json& inputs) {
    if (!inputs.is_object()) refuse("inputs", "an object of tensors by name is expected");
    onnx::Arrays arrays;
    for (const auto& [name, value] : inputs.items()) arrays.emplace(name, array_of_json("inputs." + name, value));
    return arrays;
}

json json_of_arrays(const onnx::Arrays& arrays, bool base64) {
    json object = json::object();
    for (const auto& [name, array] : arrays) {
        json one = {{"dtype", onnx::numpy_name(array.type)}, {"shape", array.shape}};
        if (base64) {
            const std::vector<std::byte> bytes = onnx::bytes_of_array(array);
            one["base64"] = base64_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        } else if (array.floats()) {
            one["data"] = array.numbers;  // what is no number becomes null
        } else if (array.type == onnx::ElementType::boolean) {
            json list = json::array();
            for (const int64_t value : array.integers) list.push_back(value != 0);
            one["data"] = list;
        } else {
            one["data"] = array.integers;
        }
        object[name] = std::move(one);
    }
    return object;
}

std::shared_ptr<onnx::OnnxSession> load_onnx(const std::filesystem::path& path, Device& device, DType compute) {
    std::error_code code;
    if (!std::filesystem::exists(path, code)) throw HttpError(404, "model: there is no file " + path.string(), "model");
    const auto model = onnx::OnnxModel::open(path);
    if (!model) throw HttpError(400, "model: " + model.error(), "model");
    if (const auto missing = (*model)->missing(); !missing.empty())
        throw HttpError(400, "model: " + missing.front() + ": this operator is not among those that can be run", "model");
    auto session = std::make_shared<onnx::OnnxSession>(*model, device, compute);
    onnx::Arrays zeros;
    for (const onnx::ValueDef* input : (*model)->inputs()) {
        Shape shape;
        bool fixed = input->has_shape && onnx::is_float(input->type);
        for (const auto& extent : input->shape) {
            fixed = fixed && extent.value > 0;
            shape.push_back(extent.value);
        }
        if (!fixed || onnx::checked_count(shape) > int64_t{1} << 26) return session;
        zeros[input->name] = onnx::floats_of(shape, std::vector<double>(static_cast<size_t>(onnx::checked_count(shape)), 0), input->type);
    }
    const auto ran = session->run(zeros, {}, {}, {});
    if (!ran) throw HttpError(400, "model: " + ran.error(), "model");
    return session;
}

int64_t memory_of(const onnx::OnnxSession& session) {
    const int64_t held = session.resident_bytes();
    return held > 0 ? held : session.model().bytes();
}

}  // namespace imagelab::serve
