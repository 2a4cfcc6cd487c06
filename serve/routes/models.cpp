// The library of models, what is noted of them, how often they were loaded, and model suites.
#include "core/jobs/model_check.h"
#include "core/library/model_card.h"
#include "core/library/model_library.h"
#include "core/library/model_suites.h"
#include "core/request/request_schema.h"
#include "serve/library_files.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

json library_json(Service& service, const std::string& words, const std::string& kind) {
    const ModelLibrary library = ModelLibrary::scan(service.data());
    const ModelNotes notes = ModelNotes::load(service.data());
    json list = json::array();
    for (const ModelFile& file : library.models()) {
        if (!kind.empty() && file.kind != kind) continue;
        const ModelCard card = read_model_card(file, notes);
        if (!has_words(file, card, words)) continue;
        json one = card_to_json(card);
        one.update({{"name", file.name},
                    {"path", file.path.string()},
                    {"kind", file.kind},
                    {"precision", file.precision},
                    {"source", file.source},
                    {"bytes", file.bytes},
                    {"auto_v2", file.auto_v2()},
                    {"auto_v3", file.auto_v3()}});
        list.push_back(std::move(one));
    }
    return list;
}

const ModelSuite& suite_named(const SuiteLibrary& library, const std::string& name) {
    const auto suite = library.find(name);
    if (!suite) throw HttpError(404, suite.error());
    return **suite;
}

// "model.vae: is 3; allowed: text"
[[noreturn]] void refuse_suite(const std::string& problem) {
    const size_t colon = problem.find(':');
    throw HttpError(400, problem, colon == problem.npos ? "" : problem.substr(0, colon));
}

json save_sent_suite(Service& service, json body) {
    const bool replace = boolean_of(body, "replace");
    body.erase("replace");
    auto suite = suite_from_json(body);
    if (!suite) refuse_suite(suite.error());
    check_library_files(suite->parts, service.data(), 400);
    if (!replace && SuiteLibrary::load(service.data()).find(suite->name))
        throw HttpError(409, "there is a suite \"" + suite->name + "\" already: choose another name, or send replace", "name");
    const auto saved = save_suite(service.data(), *suite, replace);
    if (!saved) refuse_suite(saved.error());
    return suite_to_json(*suite);
}

Schema suite_schema() {
    const Schema parts = anything("In the words of a request");
    return open_object({{"version*", integer(1, 1)},
                        {"name*", text()},
                        {"notes*", text()},
                        {"model", parts},
                        {"scheduler", parts},
                        {"conditioning", parts}});
}

Schema fit_schema() {
    const Schema reason = object({{"weight*", one_of({"refused", "doubt", "hint", "note"})},
                                  {"points*", integer(0, 100, "That it takes from the score; refused: all of them")},
                                  {"part*", text("A field of the request")},
                                  {"name*", text()},
                                  {"what*", text()},
                                  {"advice*", text("What to do; empty where there is nothing")}});
    return object(
        {{"score*", integer(0, 100)}, {"verdict*", one_of({"fits", "doubtful", "poor", "refused"})}, {"reasons*", list_of(reason)}});
}

void add_suite_routes(Routes& routes, Service& service) {
    routes.push_back({.method = "GET",
                      .path = "/api/models/suites",
                      .group = "Models",
                      .about = "The model suites and what is in them",
                      .handler =
                          [&service](HttpRequest&) {
                              const SuiteLibrary library = SuiteLibrary::load(service.data());
                              json list = json::array();
                              for (const ModelSuite& suite : library.suites()) list.push_back(suite_to_json(suite));
                              return HttpReply::of({{"suites", list}, {"problems", library.problems()}});
                          },
                      .gives = object({{"suites*", list_of(suite_schema())}, {"problems*", list_of(text())}})});
    routes.push_back({.method = "POST",
                      .path = "/api/models/suites",
                      .group = "Models",
                      .about = "Save a suite; 409 where there is one of its name, unless it is to be replaced",
                      .handler = [&service](HttpRequest& r) { return HttpReply::of(save_sent_suite(service, r.json)); },
                      .body = Body::json,
                      .takes = open_object({{"name*", text()},
                                            {"notes", text()},
                                            {"version", integer(1, 1)},
                                            {"replace", boolean("Take the place of one of this name; absent: no")},
                                            {"model", anything("In the words of a request")},
                                            {"scheduler", anything("In the words of a request")},
                                            {"conditioning", anything("In the words of a request")}}),
                      .gives = suite_schema(),
                      .errors = {409}});
    routes.push_back({.method = "GET",
                      .path = "/api/models/suites/{name}",
                      .group = "Models",
                      .about = "One of them",
                      .handler =
                          [&service](HttpRequest& r) {
                              return HttpReply::of(suite_to_json(suite_named(SuiteLibrary::load(service.data()), r.path_values.front())));
                          },
                      .gives = suite_schema()});
    routes.push_back({.method = "DELETE",
                      .path = "/api/models/suites/{name}",
                      .group = "Models",
                      .about = "Delete one; its file is kept beside",
                      .handler =
                          [&service](HttpRequest& r) {
                              const std::string name = suite_named(SuiteLibrary::load(service.data()), r.path_values.front()).name;
                              if (const auto kept = delete_suite(service.data(), name); !kept) throw Error(kept.error());
                              return HttpReply::of({{"deleted", name}});
                          },
                      .gives = object({{"deleted*", text()}})});
    routes.push_back({.method = "GET",
                      .path = "/api/models/suites/{name}/check",
                      .group = "Models",
                      .about = "How well its parts go together, from 0 to 100, with the reasons",
                      .handler =
                          [&service](HttpRequest& r) {
                              Request request;
                              request.suite = suite_named(SuiteLibrary::load(service.data()), r.path_values.front()).name;
                              return HttpReply::of(fit_to_json(fit_of_models(request, service.data())));
                          },
                      .gives = fit_schema()});
}

}  // namespace

void add_model_routes(Routes& routes, Service& service) {
    routes.push_back(
        {.method = "GET",
         .path = "/api/models/library",
         .group = "Models",
         .about = "Files of the library with rank, base model, trigger words, tags and notes",
         .handler =
             [&service](HttpRequest& r) {
                 return HttpReply::of(
                     {{"models", library_json(service, text_of(r.query_values, "words"), text_of(r.query_values, "kind"))}});
             },
         .gives = object({{"models*", list_of(open_object({{"name*", text()},
                                                           {"path*", text()},
                                                           {"kind*", text()},
                                                           {"bytes*", whole()},
                                                           {"auto_v2*", text("First digits of the file's SHA-256, where it is known")},
                                                           {"auto_v3*", text("The same of a LoRA behind its header")},
                                                           {"preview*", text("A picture beside it")},
                                                           {"rank*", text()},
                                                           {"base_model*", text()},
                                                           {"trigger_words*", list_of(text())},
                                                           {"notes*", text("One's own")}}))}}),
         .query = {{"words", text("All must stand in name, kind, base model, tags, trigger words or notes")}, {"kind", text()}}});
    routes.push_back({.method = "GET",
                      .path = "/api/models/stats",
                      .group = "Models",
                      .about = "How often each model was loaded and found loaded, of all time",
                      .handler =
                          [&service](HttpRequest&) {
                              return HttpReply::of({{"models", uses_to_json(service.session().model_uses())}});
                          },
                      .gives = object({{"models*", list_of(object({{"model*", text()},
                                                                   {"name*", text()},
                                                                   {"device_id*", text()},
                                                                   {"loads*", whole()},
                                                                   {"hits*", whole()},
                                                                   {"hit_share*", number(0, 1)},
                                                                   {"load_seconds*", real("The mean")},
                                                                   {"bytes*", whole("That it held last")},
                                                                   {"last_used*", real("Seconds since 1970")}}))}})});
    add_suite_routes(routes, service);
}

}  // namespace imagelab::serve
