#include <algorithm>
#include <set>

#include "core/request/request_schema.h"
#include "serve/router.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

const char* name_of(Body body) {
    switch (body) {
        case Body::form:
            return "multipart/form-data";
        case Body::bytes:
            return "application/octet-stream";
        default:
            return "application/json";
    }
}

json content(const std::string& type, const Schema& schema) {
    return {{type, {{"schema", schema.is_null() ? json::object() : schema}}}};
}

json parameters(const Route& route) {
    json list = json::array();
    for (size_t at = 0; (at = route.path.find('{', at)) != route.path.npos; ++at) {
        const std::string name = route.path.substr(at + 1, route.path.find('}', at) - at - 1);
        list.push_back({{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}, {"minLength", 1}}}});
    }
    for (const Property& query : route.query)
        list.push_back({{"name", query.name}, {"in", "query"}, {"required", false}, {"schema", query.schema}});
    return list;
}

json replies(const Route& route) {
    json all = json::object();
    json good = {{"description", "Done"}};
    if (!route.gives_type.empty()) good["content"] = content(route.gives_type, route.gives);
    if (route.may_stream) good["content"].update(content("text/event-stream", text("Server-sent events")));
    all[std::to_string(route.status)] = good;
    if (route.taken != 0) all[std::to_string(route.taken)] = {{"description", "Taken; there is no reply"}};
    std::set<int> errors{route.wrong, 400, 403, 405, 414, 416, 429};
    if (!route.open) errors.insert(401);
    if (route.path.find('{') != route.path.npos) errors.insert(404);
    if (route.body != Body::none) errors.insert({413, 415});
    errors.insert(route.errors.begin(), route.errors.end());
    for (const int status : errors) all[std::to_string(status)] = {{"$ref", "#/components/responses/Error"}};
    return all;
}

std::string operation_id(const Route& route) {
    std::string id = route.method + route.path;
    std::transform(id.begin(), id.end(), id.begin(),
                   [](unsigned char c) { return static_cast<char>(std::isalnum(c) ? std::tolower(c) : '_'); });
    return id;
}

constexpr const char* page = R"html(<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Image Lab: HTTP interface</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; padding: .3rem 0; } code, pre, textarea, input { font: 13px ui-monospace, monospace; }
pre, textarea { white-space: pre-wrap; overflow-wrap: anywhere; width: 100%; box-sizing: border-box; max-height: 30rem; overflow: auto; }
b { display: inline-block; width: 4.5rem; }
</style>
<h1>Image Lab: HTTP interface</h1>
<p>Made from <a href="/openapi.json">/openapi.json</a>. <label>Key <input id="key" type="password" autocomplete="off"></label></p>
<div id="routes">Loading</div>
<script>
const add = (to, tag, text) => { const e = document.createElement(tag); if (text) e.textContent = text; to.append(e); return e; };
const headers = () => { const key = document.getElementById('key').value; return key ? {'X-API-Key': key} : {}; };
async function show() {
  const list = document.getElementById('routes');
  const reply = await fetch('/openapi.json', {headers: headers()});
  if (!reply.ok) { list.textContent = 'A key is needed.'; return; }
  const api = await reply.json();
  list.textContent = '';
  let group = '';
  for (const [path, methods] of Object.entries(api.paths)) for (const [method, route] of Object.entries(methods)) {
    if (route.tags[0] !== group) add(list, 'h2', group = route.tags[0]);
    const box = add(list, 'details'), head = add(box, 'summary');
    add(head, 'b', method.toUpperCase()); add(head, 'code', path); head.append(' ' + route.summary);
    if (route.requestBody) { add(box, 'h4', 'Body'); add(box, 'pre', JSON.stringify(route.requestBody.content, null, 1)); }
    add(box, 'h4', 'Replies'); add(box, 'pre', JSON.stringify(route.responses, null, 1));
    const address = add(box, 'input'); address.value = path; address.size = 60;
    const json = route.requestBody && route.requestBody.content['application/json'];
    const body = json ? add(box, 'textarea') : null; if (body) body.value = '{}';
    const send = add(box, 'button', 'Send'), out = add(box, 'pre');
    send.onclick = async () => {
      const options = {method: method.toUpperCase(), headers: headers()};
      if (body) { options.body = body.value; options.headers['Content-Type'] = 'application/json'; }
      const answer = await fetch(address.value, options);
      out.textContent = answer.status + '\n' + (await answer.text()).slice(0, 20000);
    };
  }
}
document.getElementById('key').onchange = show; show();
</script></html>
)html";

}  // namespace

json openapi(const Routes& routes) {
    json request = request_schema();
    request.erase("$schema");
    json api = {
        {"openapi", "3.1.0"},
        {"info", {{"title", "Image Lab"}, {"version", IMAGELAB_VERSION}, {"description", "Pictures, devices and memory of this machine."}}},
        {"paths", json::object()},
        {"components",
         {{"schemas",
           {{"Request", request},
            {"Error", object({{"error*", object({{"message*", text()}, {"code*", text()}, {"param*", or_null(text("The field"))}})},
                              {"detail*", text()}})}}},
          {"responses",
           {{"Error",
             {{"description", "What is wrong"}, {"content", content("application/json", {{"$ref", "#/components/schemas/Error"}})}}}}},
          {"securitySchemes",
           {{"bearer", {{"type", "http"}, {"scheme", "bearer"}}},
            {"key", {{"type", "apiKey"}, {"in", "header"}, {"name", "X-API-Key"}}},
            {"basic", {{"type", "http"}, {"scheme", "basic"}}}}}}}};
    api["security"] = json::array({{{"bearer", json::array()}}, {{"key", json::array()}}, {{"basic", json::array()}}, json::object()});
    for (const Route& route : routes) {
        std::string method = route.method;
        std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        json operation = {{"operationId", operation_id(route)},
                          {"tags", json::array({route.group})},
                          {"summary", route.about},
                          {"responses", replies(route)}};
        if (const json list = parameters(route); !list.empty()) operation["parameters"] = list;
        if (route.body != Body::none) {
            json bodies = content(name_of(route.body), route.takes);
            if (!route.takes_json.is_null()) bodies.update(content("application/json", route.takes_json));
            operation["requestBody"] = {{"required", route.body_needed}, {"content", bodies}};
        }
        if (route.open) operation["security"] = json::array();
        api["paths"][route.path][method] = operation;
    }
    return api;
}

Routes with_description(Routes routes) {
    Routes own;
    own.push_back({.method = "GET",
                   .path = "/openapi.json",
                   .group = "Service",
                   .about = "This description",
                   .handler = {},
                   .gives = open_object({})});
    own.push_back({.method = "GET",
                   .path = "/swagger",
                   .group = "Service",
                   .about = "A page over the description, which loads nothing from elsewhere",
                   .handler =
                       [](HttpRequest&) {
                           HttpReply reply;
                           reply.type = "text/html; charset=utf-8";
                           reply.body = page;
                           reply.headers = {
                               {"Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
                                "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"}};
                           return reply;
                       },
                   .gives = text(),
                   .gives_type = "text/html"});
    routes.insert(routes.begin(), own.begin(), own.end());
    const std::string description = json_text(openapi(routes));
    routes.front().handler = [description](HttpRequest&) {
        HttpReply reply;
        reply.body = description;
        return reply;
    };
    return routes;
}

}  // namespace imagelab::serve
