#include "core/request/field_kinds.h"

#include <cmath>

#include "core/base/number.h"

namespace imagelab::field {

std::string number_text(double number) {
    return json(number).dump();
}

std::string quoted(const std::string& text) {
    return '"' + text + '"';
}

bool is_none(const std::string& name) {
    return name.empty() || name == "none" || name == "None" || name == "null";
}

Row& Row::key(std::string name, std::function<std::string(const Request&)> value) {
    a1111 = std::move(name);
    a1111_value = std::move(value);
    return *this;
}

Row& Row::key(std::string name) {
    return key(std::move(name), [write = write](const Request& request) {
        const std::string value = write(request).dump();
        return value.ends_with(".0") ? value.substr(0, value.size() - 2) : value;
    });
}

json bound(double limit) {
    return limit == static_cast<int64_t>(limit) ? json(static_cast<int64_t>(limit)) : json(limit);
}

std::string wrong_span(double start, double end) {
    if (!(start >= 0 && start <= 1)) return is_not("start " + number_text(start), "a number from 0 to 1");
    if (!(end >= start && end <= 1)) return is_not("end " + number_text(end), "a number from start to 1");
    return "";
}

std::string range_text(double low, double high) {
    return "a number from " + bound(low).dump() + " to " + bound(high).dump();
}

Row without_effect(std::string path, json schema) {
    Row row(std::move(path), RequestField::Type::text, std::move(schema));
    row.read = [](const json&, const json&, Request&, Problems&) {};
    row.write = [](const Request&) { return json(); };
    return row;
}

std::optional<std::vector<double>> numbers_in(const std::string& text, std::optional<size_t> count) {
    std::vector<double> numbers;
    for (size_t from = 0; from <= text.size();) {
        const size_t comma = std::min(text.find(',', from), text.size());
        const auto number = parsed_number(text.substr(from, comma - from));
        if (!number) return std::nullopt;
        numbers.push_back(*number);
        from = comma + 1;
    }
    return !count || numbers.size() == *count ? std::optional(numbers) : std::nullopt;
}

Result<json> item_of_pairs(const std::string& word, const json& schema, json item, const std::string& what, const std::string& allowed) {
    const json& properties = schema.at("properties");
    std::vector<std::pair<std::string, std::string>> given;
    for (size_t from = 0; from <= word.size();) {
        const size_t comma = std::min(word.find(',', from), word.size());
        const std::string part = word.substr(from, comma - from);
        const size_t equals = part.find('=');
        const std::string name = part.substr(0, equals);
        if (equals != part.npos && properties.contains(name)) {
            given.emplace_back(name, part.substr(equals + 1));
        } else if (!given.empty() && equals == part.npos) {
            given.back().second += "," + part;
        } else {
            return Failure{quoted(part) + " sets nothing of " + what + "; allowed: " + allowed};
        }
        from = comma + 1;
    }
    for (const auto& [name, value] : given) {
        const json& type = properties.at(name).at("type");
        const auto number = parsed_number(value);
        if (type == "boolean" && (value == "true" || value == "false")) {
            item[name] = value == "true";
        } else if (type != "number" && type != "integer") {
            item[name] = value;
        } else if (number && type == "number") {
            item[name] = *number;
        } else if (number && *number == std::trunc(*number) && std::abs(*number) < 1e9) {
            item[name] = static_cast<int64_t>(*number);
        } else {
            return Failure{name + " of " + what + " " + is_not(quoted(value), type == "number" ? "a number" : "a whole number")};
        }
    }
    return item;
}

}  // namespace imagelab::field
