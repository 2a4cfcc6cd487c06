#pragma once
#include "serve/service.h"

namespace imagelab::serve::a1111 {

// A body whose missing fields are those of its `infotext`, A1111's text of a picture (modules/api/api.py, apply_infotext). `known`: the fields
// of the route. Throws HttpError where the text says something that cannot be taken, as a model that is not here.
nlohmann::json with_infotext(const Service& service, const nlohmann::json& body, const Schema& known);

}  // namespace imagelab::serve::a1111
