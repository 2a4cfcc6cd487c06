#pragma once
#include "serve/service.h"

namespace imagelab::serve {

// Units of A1111's ControlNet extension (alwayson_scripts.ControlNet.args; sd-webui-controlnet, scripts/external_code.py) become controls
// of the request; the files hold their pictures. Units that are turned off are passed over. What is not built is refused by its name, with
// `status`.
std::vector<ScratchFile> take_control_units(Service& service, const nlohmann::json& args, int status, Request& request);

}  // namespace imagelab::serve
