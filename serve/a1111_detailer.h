#pragma once
#include "serve/service.h"

namespace imagelab::serve {

// ADetailer's arguments (alwayson_scripts.ADetailer.args; Bing-su/adetailer wiki, REST API): whether it is on and whether the picture
// before it is left out, both of which may be missing, then one object a detailer. They become detailers of the request, whose detectors
// are looked up here. What is not built is refused by its name, with `status`.
void take_detailer_units(Service& service, const nlohmann::json& args, int status, Request& request);

}  // namespace imagelab::serve
