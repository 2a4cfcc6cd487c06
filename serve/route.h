#pragma once
// The table of routes: what the server answers, what /openapi.json describes and what the tests try are its rows.
#include <functional>
#include <string>
#include <vector>

#include "serve/http.h"
#include "serve/schema.h"

namespace imagelab::serve {

enum class Body { none, json, form, bytes };  // form: multipart/form-data

struct Route {
    std::string method, path;  // "/api/memory/{id}"
    std::string group;         // of the description and of docs/http.md
    std::string about;         // one sentence
    std::function<HttpReply(HttpRequest&)> handler;

    Body body = Body::none;
    Schema takes = {};        // of the body; a form's parts by name
    Schema takes_json = {};   // of a form that may as well come as JSON; null: it may not
    bool body_needed = true;  // false: none, or an empty one, is {}
    Schema gives = {};        // of the reply, unless it is a stream of events
    std::string gives_type = "application/json";
    int status = 200;                  // of a reply that went well
    std::vector<Property> query = {};  // of the address
    std::vector<int> errors = {};      // statuses beside those that any route may have
    int wrong = 400;                   // the status of a wrong value
    bool open = false;                 // needs no key
    bool may_stream = false;           // answers with text/event-stream where the body says so
    int taken = 0;                     // a status without a body of what wants no reply; 0: there is none
};
using Routes = std::vector<Route>;

// How a path matches a route's: the values of its {...}; nullopt: not at all.
std::optional<std::vector<std::string>> path_values(const std::string& pattern, const std::string& path);

}  // namespace imagelab::serve
