#pragma once
// From a request to its reply: who may ask, which route, what its body is, and one shape for everything that goes wrong.
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "serve/gate.h"
#include "serve/route.h"

namespace imagelab::serve {

enum class BodyRead { whole, too_large, broken };
// Reads the body into the request (body or parts), or past it where nobody wants it.
using ReadBody = std::function<BodyRead(HttpRequest&, bool keep)>;

class Router {
  public:
    Router(Routes routes, Gate gate);

    HttpReply answer(HttpRequest& request, const ReadBody& read_body) const;
    const Routes& routes() const { return routes_; }

  private:
    const Route* find(HttpRequest& request, std::string& allowed) const;
    HttpReply run(const Route& route, HttpRequest& request, const ReadBody& read_body) const;

    Routes routes_;
    std::map<std::string, std::vector<size_t>, std::less<>> beginning_;  // of routes by what stands before their first {, in their order
    Gate gate_;
};

// The routes with those that describe them: /openapi.json and /swagger.
Routes with_description(Routes routes);
nlohmann::json openapi(const Routes& routes);

}  // namespace imagelab::serve
