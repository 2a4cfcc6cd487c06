#pragma once
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace imagelab {

// Every disagreement of a payload with resources/schema/prompt_submission_schema.json (draft-07), each "path: what is wrong; allowed:
// ...". A field that the schema does not know counts as one too, so that a misspelt name is never ignored; "$schema" and "$comment"
// are let through. Throws Error where the schema file is missing.
std::vector<std::string> schema_problems(const nlohmann::json& payload);

}  // namespace imagelab
