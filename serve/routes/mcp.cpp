// Model Context Protocol over HTTP ("Streamable HTTP"): each message is a POST of its own and is answered as JSON.
#include "serve/mcp.h"
#include "serve/service.h"

namespace imagelab::serve {

void add_mcp_routes(Routes& routes, Service& service) {
    routes.push_back({.method = "POST",
                      .path = "/mcp",
                      .group = "Service",
                      .about = "Model Context Protocol: one JSON-RPC message; 202 without a body where it wants no answer",
                      .handler =
                          [&service](HttpRequest& r) {
                              const auto answer = mcp_answer(service, r.json, {});
                              HttpReply reply = answer ? HttpReply::of(*answer) : HttpReply{.status = 202};
                              return reply;
                          },
                      .body = Body::json,
                      .takes = anything("A JSON-RPC 2.0 message"),
                      .gives = open_object({{"jsonrpc*", text()}, {"id*", anything()}})});
}

}  // namespace imagelab::serve
