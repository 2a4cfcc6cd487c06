#include "core/request/fields.h"

#include <algorithm>

#include "core/base/number.h"
#include "core/request/rows/rows.h"

namespace imagelab {
namespace {

using namespace field;

// In the order of the command line's help and of A1111's text, where what matters most stands first.
std::vector<RequestField> all_fields() {
    std::vector<RequestField> fields;
    for (const auto& rows :
         {prompt_rows, model_rows, size_rows, steps_rows, guidance_rows, seed_rows, start_picture_rows, mask_rows, control_rows,
          reference_rows, region_rows, style_rows, enlarging_rows, detailer_rows, finishing_rows, making_rows}) {
        for (Row& row : rows()) {
            if (row.allowed.empty()) throw Error("[request] the row of " + row.path + " does not say what is allowed");
            if (!row.always_) {
                row.write = [write = row.write, usual = row.write(Request())](const Request& request) {
                    json value = write(request);
                    return value == usual ? json() : value;
                };
                if (row.a1111_value) {
                    row.a1111_value = [text = row.a1111_value, usual = row.a1111_value(Request())](const Request& request) {
                        const std::string value = text(request);
                        return value == usual ? "" : value;
                    };
                }
            }
            fields.push_back(std::move(row));
        }
    }
    return fields;
}

}  // namespace

std::span<const RequestField> request_fields() {
    static const std::vector<RequestField> fields = all_fields();
    return fields;
}

const RequestField& request_field(std::string_view path) {
    for (const RequestField& field : request_fields()) {
        if (field.path == path) return field;
    }
    throw Error("[request] no field " + std::string(path));
}

bool same_field(const RequestField& field, const Request& a, const Request& b) {
    const json left = field.write(a), right = field.write(b);
    return left.type() == right.type() && left == right;  // -1 and 2^64 - 1 are the same 64 bits to the comparison
}

std::vector<std::string> choice_options(const RequestField& field) {
    std::vector<std::string> options;
    for (const RequestField::Choice& word : field.choices) options.push_back(word.option);
    return options;
}

void keep_from_suite(Request& request, const RequestField& field) {
    static const Request untouched;
    if (!field.in_suites || request.suite.empty() || request.suite_filled || !same_field(field, request, untouched)) return;
    std::vector<std::string>& left = request.suite_leaves;
    if (std::find(left.begin(), left.end(), field.path) == left.end()) left.push_back(field.path);
}

namespace {

std::optional<json> integer_value(const std::string& word) {
    const size_t digits = word.starts_with('-') ? 1 : 0;
    if (word.size() == digits || word.find_first_not_of("0123456789", digits) != std::string::npos) return std::nullopt;
    const size_t first = std::min(word.find_first_not_of('0', digits), word.size() - 1);
    const json value = json::parse(word.substr(0, digits) + word.substr(first), nullptr, false);
    return value.is_number_integer() ? std::optional(value) : std::nullopt;  // beyond 64 bits JSON reads a fraction
}

}  // namespace

Result<json> field_value(const RequestField& field, const std::string& word) {
    std::optional<json> value;
    switch (field.type) {
        case RequestField::Type::text:
            return json(word);
        case RequestField::Type::integer:
            value = integer_value(word);
            break;
        case RequestField::Type::number:
            value = parsed_number(word);
            break;
        case RequestField::Type::boolean:
            if (word == "true" || word == "false") value = word == "true";
            break;
        case RequestField::Type::choice:
            for (const RequestField::Choice& choice : field.choices) {
                if (choice.option == word) value = choice.json;
            }
            break;
        case RequestField::Type::list:
            break;
    }
    if (!value) return Failure{field.path + ": is " + quoted(word) + "; allowed: " + field.allowed};
    return *value;
}

Result<void> set_field(Request& request, const RequestField& field, const std::string& word) {
    const auto value = field_value(field, word);
    if (!value) return Failure{value.error()};
    Problems problems;
    field.read(*value, json::object(), request, problems);
    if (!problems.empty()) return Failure{problems.front()};
    return {};
}

}  // namespace imagelab
