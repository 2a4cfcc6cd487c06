#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace imagelab {

// The JSON schema (draft-07) of a request, made from the field table: resources/schema/prompt_submission_schema.json holds the same.
nlohmann::json request_schema();
// The rows of the table in docs/request.md, Markdown.
std::string request_fields_markdown();

}  // namespace imagelab
