// The page: what people see who open the server's address in a browser. Its files lie in resources/web.
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/library/model_settings.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

constexpr size_t largest_file = size_t{1} << 20;

// Nothing of the page comes from elsewhere, and no other page frames it.
constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action "
    "'none'; frame-ancestors 'none'";

HttpReply file_reply(const std::filesystem::path& file, const std::string& type) {
    auto text = read_regular_file(resource_dir() / file, largest_file);
    if (!text) throw HttpError(500, text.error() + ": reinstall the program");
    HttpReply reply;
    reply.type = type;
    reply.body = std::move(*text);
    reply.headers = {{"Content-Security-Policy", policy}, {"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-cache"}};
    return reply;
}

}  // namespace

void add_page_routes(Routes& routes, Service& service) {
    struct File {
        const char *path, *file, *type;
    };
    for (const File& one :
         {File{"/", "web/index.html", "text/html; charset=utf-8"}, File{"/page.css", "web/page.css", "text/css; charset=utf-8"},
          File{"/page.js", "web/page.js", "text/javascript; charset=utf-8"}, File{"/page.svg", "icons/imagelab.svg", "image/svg+xml"}}) {
        routes.push_back({.method = "GET",
                          .path = one.path,
                          .group = "Service",
                          .about = "The page for browsers",
                          .handler = [one](HttpRequest&) { return file_reply(one.file, one.type); },
                          .gives = text(),
                          .gives_type = one.type});
    }
    routes.push_back({.method = "GET",
                      .path = "/api/request",
                      .group = "Jobs",
                      .about = "A request with the settings that suit a model, to fill in and send to /api/jobs",
                      .handler =
                          [&service](HttpRequest& r) {
                              Request request;
                              request.model = service.model_named(text_of(r.query_values, "model"), 404, "model");
                              ModelSettings(service.data()).take(request, OpenSettings());
                              return HttpReply::of(request_to_json(request));
                          },
                      .gives = {{"$ref", "#/components/schemas/Request"}},
                      .query = {{"model", text("A name of GET /v1/models; absent: demo")}},
                      .errors = {404}});
}

}  // namespace imagelab::serve
