#include "core/request/request.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "core/request/fields.h"
#include "core/request/json_schema.h"

namespace imagelab {
namespace {

using nlohmann::json;

std::string joined(const Problems& problems) {
    std::string text;
    for (const std::string& problem : problems) text += (text.empty() ? "" : "\n") + problem;
    return text;
}

// draft-07 counts 30.0 as an integer; valijson does not.
void whole_numbers_to_integers(json& value) {
    if (value.is_structured()) {
        for (json& child : value) whole_numbers_to_integers(child);
    } else if (value.is_number_float()) {
        const double number = value.get<double>();
        if (number == std::floor(number) && std::abs(number) < 9.0e15) value = static_cast<int64_t>(number);
    }
}

// "scheduler.steps" -> /scheduler/steps
json::json_pointer pointer_of(const std::string& path) {
    std::string pointer = "/" + path;
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    return json::json_pointer(pointer);
}

bool is_text(const json& value) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        return is_utf8(text) && text.find('\0') == std::string::npos;
    }
    return !value.is_structured() || std::all_of(value.begin(), value.end(), is_text);
}

Problems problems_of(const Request& request) {
    Problems problems;
    for (const RequestField& field : request_fields()) {
        if (!is_text(field.write(request))) problems.push_back(field.path + ": allowed: UTF-8 text without NUL characters");
    }
    if (!problems.empty()) return problems;
    for (const RequestField& field : request_fields()) {
        const std::string wrong = field.wrong ? field.wrong(request) : "";
        if (!wrong.empty()) problems.push_back(field.path + ": " + wrong);
    }
    return problems;
}

}  // namespace

Result<Request> request_from_json(const json& payload) {
    json checked = payload;
    whole_numbers_to_integers(checked);
    Problems problems = schema_problems(JsonSchema::request, checked);
    if (!problems.empty()) return Failure{joined(problems)};

    Request request;
    for (const RequestField& field : request_fields()) {
        const json::json_pointer at = pointer_of(field.path);
        if (checked.contains(at)) field.read(checked.at(at), checked, request, problems);
    }
    for (const std::string& problem : problems_of(request)) problems.push_back(problem);
    if (!problems.empty()) return Failure{joined(problems)};
    for (const RequestField& field : request_fields()) {
        const json::json_pointer at = pointer_of(field.path);
        const bool said = field.in_suites && checked.contains(at) && !(field.required && checked.at(at) == "");  // which says nothing
        if (said) keep_from_suite(request, field);
    }
    return request;
}

Request request_from_stored(const json& stored, Problems& problems) {
    if (auto whole = request_from_json(stored)) return std::move(*whole);
    Request request;
    json kept =
        request_to_json(request);  // with what the format requires, and what was read so far: a field may count beside another alone
    for (const RequestField& field : request_fields()) {
        const json::json_pointer at = pointer_of(field.path);
        if (!stored.is_object() || !stored.contains(at)) continue;
        json tried = kept;
        tried[at] = stored.at(at);
        const auto one = request_from_json(tried);
        if (!one) {
            problems.push_back(one.error());
            continue;
        }
        kept = std::move(tried);
        if (field.copy) field.copy(*one, request);
    }
    if (const auto fine = validate(request); !fine) {
        problems.push_back(fine.error());
        return Request();
    }
    return request;
}

json request_to_json(const Request& request) {
    json out = json::object();
    for (const RequestField& field : request_fields()) {
        json value = field.write(request);
        if (!value.is_null()) out[pointer_of(field.path)] = std::move(value);
    }
    return out;
}

Result<void> validate(const Request& request) {
    const Problems problems = problems_of(request);
    if (!problems.empty()) return Failure{joined(problems)};
    return {};
}

bool same_request(const Request& a, const Request& b) {
    const auto fields = request_fields();
    return std::all_of(fields.begin(), fields.end(), [&](const RequestField& field) { return same_field(field, a, b); });
}

Request in_own_words(Request request) {
    Style& style = request.style;
    if (style.own_prompt) {
        request.prompt = *style.own_prompt;
        request.negative_prompt = style.own_negative_prompt;
    }
    style.own_prompt.reset();
    style.own_negative_prompt.reset();
    return request;
}

}  // namespace imagelab
