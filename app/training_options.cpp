#include "app/training_options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <nlohmann/json.hpp>

#include "app/wrapped.h"

namespace imagelab {
namespace {

using nlohmann::json;
using Type = TrainingField::Type;

std::string value_name_of(const TrainingField& field) {
    switch (field.type) {
        case Type::text:
            return field.name.ends_with("images") ? "DIR" : field.name == "output" ? "FILE" : "TEXT";
        case Type::texts:
            return "A,B,...";
        case Type::pair:
            return "X,Y";
        case Type::whole:
            return field.bytes ? "BYTES" : "N";
        case Type::number:
            return "X";
        case Type::choice:
            return "WORD";
        case Type::boolean:
            break;
    }
    return {};
}

}  // namespace

TrainingFieldOptions::TrainingFieldOptions(CLI::App& command) {
    for (const TrainingField& field : training_fields()) {
        if (field.option.empty()) continue;
        Given& given = options_.emplace_back(Given{&field, nullptr, {}});
        const bool numbers = field.type == Type::whole || field.type == Type::number || field.type == Type::choice;
        const std::string help = wrapped(field.help + (numbers ? " (" + allowed_text(field) + ")" : ""));
        if (field.type == Type::boolean) {
            given.option = command.add_flag(field.option, given.word, help);
        } else {
            given.option = command.add_option(field.option, given.word, help)->type_name(value_name_of(field));
            if (field.bytes) given.option->transform(CLI::AsSizeValue(false).description(""));
        }
        given.option->group(std::string(part_title(field.part)));
    }
}

void TrainingFieldOptions::override_fields(json& config) const {
    for (const Given& given : options_) {
        if (given.option->count() == 0) continue;
        const std::string& name = given.field->name;
        const json value = training_value(*given.field, given.word);
        const size_t dot = name.find('.');
        if (dot == name.npos) {
            config[name] = value;
            continue;
        }
        json& part = config[name.substr(0, dot)];
        if (part.is_null()) part = json::object();
        if (!part.is_object()) throw BadField(name.substr(0, dot), "an object is wanted");
        part[name.substr(dot + 1)] = value;
    }
}

}  // namespace imagelab
