#pragma once
// What OpenAI's images interface asks for, as a request of ours (developers.openai.com/api/reference/resources/images).
#include <string>
#include <vector>

#include "serve/service.h"

namespace imagelab::serve::openai {

constexpr const char* door = "/v1";
constexpr int wrong = 400;
constexpr int most_partial_images = 3;

Schema generation_fields();  // of a JSON body
Schema edit_form_fields();   // of a form, whose scalars come as texts
Schema edit_json_fields();   // of a JSON body, whose pictures are base64
Schema variation_form_fields();

struct Asked {
    Request request;
    std::vector<ScratchFile> files;  // that it needs until it was drawn
};
// Throw HttpError.
Asked asked_generation(Service& service, const nlohmann::json& body);
Asked asked_edit(Service& service, const HttpRequest& http);
Asked asked_variation(Service& service, const HttpRequest& http);

std::string field_name(const std::string& path);  // what this interface calls a field of the request
// "url" or "b64_json". OpenAI's DALL-E models answer with addresses unless they are asked otherwise, and their clients read those.
std::string answer_as(const nlohmann::json& body);

}  // namespace imagelab::serve::openai
