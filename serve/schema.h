#pragma once
// JSON schemas (draft 2020-12, as OpenAPI 3.1 has them) written shortly, and the check of a body against one: a body is described, checked
// and refused from the same value. Whole numbers may be written as 8 or 8.0.
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace imagelab::serve {

using Schema = nlohmann::json;

struct Property {
    std::string name;  // with a '*' at its end: it is needed
    Schema schema;
};

Schema text(const std::string& about = {});
Schema integer(int64_t low, int64_t high, const std::string& about = {});
Schema whole(const std::string& about = {});  // any integer of 64 bits
Schema number(double low, double high, const std::string& about = {});
Schema real(const std::string& about = {});
Schema boolean(const std::string& about = {});
Schema one_of(const std::vector<std::string>& words, const std::string& about = {});
Schema list_of(const Schema& items, const std::string& about = {});
Schema anything(const std::string& about = {});
Schema or_null(Schema schema);
// Closed: a field that is not named is refused.
Schema object(const std::vector<Property>& properties, const std::string& about = {});
Schema open_object(const std::vector<Property>& properties, const std::string& about = {});  // others may be there too

struct Disagreement {
    std::string field, message;  // field: "loras[0].name"; empty: the whole value
};
// The first disagreement; an empty message: none.
Disagreement disagreement(const Schema& schema, const nlohmann::json& value, const std::string& field = {});

// Values of a checked object; `otherwise` where it is absent or null.
bool has(const nlohmann::json& object, const char* name);
std::string text_of(const nlohmann::json& object, const char* name, const std::string& otherwise = {});
int64_t integer_of(const nlohmann::json& object, const char* name, int64_t otherwise = 0);
double number_of(const nlohmann::json& object, const char* name, double otherwise = 0);
bool boolean_of(const nlohmann::json& object, const char* name, bool otherwise = false);

// A word of an address or a form as the JSON value that the schema wants: "8" where it wants an integer. As it is where it is none.
nlohmann::json value_of_word(const Schema& schema, const std::string& word);

}  // namespace imagelab::serve
