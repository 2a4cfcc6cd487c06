// Whether the server is there.
#include "serve/service.h"

namespace imagelab::serve {

void add_service_routes(Routes& routes, Service&) {
    routes.push_back({.method = "GET",
                      .path = "/health",
                      .group = "Service",
                      .about = "Whether the server answers",
                      .handler =
                          [](HttpRequest&) {
                              return HttpReply::of({{"status", "ok"}, {"version", IMAGELAB_VERSION}});
                          },
                      .gives = object({{"status*", text()}, {"version*", text()}}),
                      .open = true});
}

}  // namespace imagelab::serve
