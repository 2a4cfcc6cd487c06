#pragma once
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace imagelab {

// Draft-07: of a request (core/request/request_schema.h), of a style profile (resources/schema).
enum class JsonSchema { request, style_profile };

// Every disagreement of a payload with a schema, each "path: what is wrong; allowed: ...". A field that the schema does not know
// counts as one too, so that a misspelt name is never ignored; "$schema" and "$comment" are let through. Throws Error where the
// schema file is missing.
std::vector<std::string> schema_problems(JsonSchema schema, const nlohmann::json& payload);

}  // namespace imagelab
