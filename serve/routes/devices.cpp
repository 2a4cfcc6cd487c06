// Devices and raw memory on them.
#include "core/base/clock.h"
#include "serve/buffer_table.h"
#include "serve/device_json.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

json memory_json(const BufferTable::DeviceMemory& memory) {
    return {{"device_id", memory.device}, {"total_bytes", memory.total},         {"used_bytes", memory.total - memory.free},
            {"free_bytes", memory.free},  {"allocated_bytes", memory.allocated}, {"allocations", memory.count}};
}

json held_json(const BufferTable::Held& held) {
    json out = {{"allocation_id", held.id}, {"device_id", held.device}, {"size_bytes", held.bytes}};
    if (!held.owner.empty()) out["owner"] = held.owner;
    if (held.lease_s) out["lease_s"] = *held.lease_s;
    return out;
}

json device_of(Service& service, const std::string& id) {
    for (const DeviceInfo& device : service.session().devices()) {
        if (device.id == id) return device_with_memory_json(device);
    }
    throw HttpError(404, "there is no device " + id + "; GET /api/device lists those that are");
}

}  // namespace

void add_device_routes(Routes& routes, Service& service) {
    BufferTable& buffers = service.buffers();
    const auto add = [&](const char* group, std::initializer_list<const char*> paths, Route route) {
        route.group = group;
        for (const char* path : paths) {
            route.path = path;
            routes.push_back(route);
        }
    };
    constexpr int64_t most = int64_t{1} << 50;
    const Schema device = open_object({{"id*", text()},
                                       {"name*", text()},
                                       {"kind*", text()},
                                       {"driver*", text()},
                                       {"vendor*", text()},
                                       {"features*", list_of(text())},
                                       {"dtypes*", list_of(text())},
                                       {"int8*", or_null(text("What multiplies 8-bit integers, as amx_int8 or avx2; null: nothing does"))},
                                       {"memory_total_bytes*", whole()},
                                       {"memory_free_bytes*", whole()},
                                       {"dedicated_memory_bytes*", whole()},
                                       {"shared_memory_bytes*", whole()}});
    const Schema memory = object({{"device_id*", text()},
                                  {"total_bytes*", whole()},
                                  {"used_bytes*", whole()},
                                  {"free_bytes*", whole()},
                                  {"allocated_bytes*", whole()},
                                  {"allocations*", whole()}});
    const Schema held = object({{"allocation_id*", text()},
                                {"device_id*", text()},
                                {"size_bytes*", whole()},
                                {"owner", text("Where it has one")},
                                {"lease_s", real("Where it has one")}});

    add("Devices", {"/api/device/list", "/api/device"},
        {.method = "GET",
         .about = "The devices of this machine, the best first",
         .handler =
             [&service](HttpRequest&) {
                 json list = json::array();
                 for (const DeviceInfo& info : service.session().devices()) list.push_back(device_with_memory_json(info));
                 return HttpReply::of({{"devices", list}});
             },
         .gives = object({{"devices*", list_of(device)}})});
    add("Devices", {"/api/device/{id}"},
        {.method = "GET",
         .about = "One of them",
         .handler = [&service](HttpRequest& r) { return HttpReply::of(device_of(service, r.path_values.front())); },
         .gives = device});
    add("Memory", {"/api/memory/status"},
        {.method = "GET",
         .about = "Memory of each device; what was allocated here is not free",
         .handler =
             [&buffers](HttpRequest&) {
                 json list = json::array();
                 for (const auto& one : buffers.memory()) list.push_back(memory_json(one));
                 return HttpReply::of({{"devices", list}});
             },
         .gives = object({{"devices*", list_of(memory)}})});
    add("Memory", {"/api/memory/allocations"},
        {.method = "GET",
         .about = "What is allocated here",
         .handler =
             [&buffers](HttpRequest&) {
                 json list = json::array();
                 for (const auto& one : buffers.held()) list.push_back(held_json(one));
                 return HttpReply::of({{"allocations", list}});
             },
         .gives = object({{"allocations*", list_of(held)}})});
    add("Memory", {"/api/memory/device/{id}", "/api/memory/{id}/status"},
        {.method = "GET",
         .about = "Memory of one device",
         .handler = [&buffers](HttpRequest& r) { return HttpReply::of(memory_json(buffers.memory_of(r.path_values.front()))); },
         .gives = memory});
    add("Memory", {"/api/memory/allocate"},
        {.method = "POST",
         .about = "Take zeroed memory of a device; 409 where it does not fit beside what is there",
         .handler =
             [&buffers](HttpRequest& r) {
                 std::optional<double> lease_s;
                 if (has(r.json, "lease_s")) lease_s = number_of(r.json, "lease_s");
                 return HttpReply::of(held_json(
                     buffers.allocate(text_of(r.json, "device_id"), integer_of(r.json, "size_bytes"), text_of(r.json, "owner"), lease_s)));
             },
         .body = Body::json,
         .takes = object({{"device_id*", text()},
                          {"size_bytes*", integer(1, most)},
                          {"owner", or_null(text("Who it goes with: a model_id or session_id of load-model, or a name of yours"))},
                          {"lease_s", or_null(number(0.01, 1e9, "It goes where nobody used it for so many seconds"))}}),
         .gives = held,
         .errors = {404, 409}});
    add("Memory", {"/api/memory/deallocate/{id}", "/api/memory/{id}"},
        {.method = "DELETE",
         .about = "Give memory back",
         .handler =
             [&buffers](HttpRequest& r) {
                 const int64_t freed = buffers.release(r.path_values.front());
                 return HttpReply::of({{"allocation_id", r.path_values.front()}, {"freed_bytes", freed}});
             },
         .gives = object({{"allocation_id*", text()}, {"freed_bytes*", whole()}})});
    add("Memory", {"/api/memory/owner/{owner}"},
        {.method = "DELETE",
         .about = "Give back all that an owner has",
         .handler =
             [&buffers](HttpRequest& r) {
                 return HttpReply::of({{"owner", r.path_values.front()}, {"freed_bytes", buffers.release_of(r.path_values.front())}});
             },
         .gives = object({{"owner*", text()}, {"freed_bytes*", whole()}})});
    add("Memory", {"/api/memory/copy"},
        {.method = "POST",
         .about = "Copy between two allocations of any devices",
         .handler =
             [&buffers](HttpRequest& r) {
                 const Clock::time_point begin = Clock::now();
                 const int64_t copied =
                     buffers.copy(text_of(r.json, "source_id"), integer_of(r.json, "source_offset"), text_of(r.json, "destination_id"),
                                  integer_of(r.json, "destination_offset"), integer_of(r.json, "size_bytes", -1));
                 return HttpReply::of({{"copied_bytes", copied}, {"seconds", seconds_since(begin)}});
             },
         .body = Body::json,
         .takes = object({{"source_id*", text()},
                          {"destination_id*", text()},
                          {"size_bytes", integer(0, most, "Absent: the smaller of both")},
                          {"source_offset", integer(0, most)},
                          {"destination_offset", integer(0, most)}}),
         .gives = object({{"copied_bytes*", whole()}, {"seconds*", real()}}),
         .errors = {404}});
    add("Memory", {"/api/memory/clear/{id}"},
        {.method = "POST",
         .about = "Fill an allocation with zeros",
         .handler =
             [&buffers](HttpRequest& r) {
                 const int64_t cleared = buffers.clear(r.path_values.front());
                 return HttpReply::of({{"allocation_id", r.path_values.front()}, {"cleared_bytes", cleared}});
             },
         .body = Body::json,
         .takes = object({}),
         .body_needed = false,
         .gives = object({{"allocation_id*", text()}, {"cleared_bytes*", whole()}})});
    add("Memory", {"/api/memory/data/{id}"},
        {.method = "PUT",
         .about = "Write bytes",
         .handler =
             [&buffers](HttpRequest& r) {
                 const int64_t length = integer_of(r.query_values, "length", static_cast<int64_t>(r.body.size()));
                 if (length != static_cast<int64_t>(r.body.size()))
                     throw HttpError(
                         400, "length: is " + std::to_string(length) + ", and the body has " + std::to_string(r.body.size()) + " bytes",
                         "length");
                 buffers.write(r.path_values.front(), integer_of(r.query_values, "offset"), r.body);
                 HttpReply reply;
                 reply.status = 204;
                 reply.type.clear();
                 return reply;
             },
         .body = Body::bytes,
         .takes = {{"type", "string"}, {"format", "binary"}},
         .gives_type = "",
         .status = 204,
         .query = {{"offset", integer(0, most)}, {"length", integer(0, most)}}});
    add("Memory", {"/api/memory/data/{id}"},
        {.method = "GET",
         .about = "Read bytes",
         .handler =
             [&buffers](HttpRequest& r) {
                 HttpReply reply;
                 reply.type = "application/octet-stream";
                 reply.body =
                     buffers.read(r.path_values.front(), integer_of(r.query_values, "offset"), integer_of(r.query_values, "length", -1));
                 return reply;
             },
         .gives = {{"type", "string"}, {"format", "binary"}},
         .gives_type = "application/octet-stream",
         .query = {{"offset", integer(0, most)}, {"length", integer(0, most)}}});
}

}  // namespace imagelab::serve
