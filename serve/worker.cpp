#include "serve/worker.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

#include "core/base/base64.h"
#include "core/base/json_reader.h"
#include "core/base/read_file.h"
#include "core/image/picture.h"
#include "serve/device_json.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace std::chrono_literals;

constexpr int protocol = 1;

const Schema& generate_takes() {
    static const Schema schema = object({{"request*", open_object({}, "A request in the request format")},
                                         {"images", or_null(one_of({"path", "base64"}, "How pictures come back; path"))},
                                         {"progress", or_null(boolean("Whether lines tell how far it is; true"))}});
    return schema;
}

// What a line asks for.
struct Call {
    json id;
    std::string method;
    json params;
};

class Worker {
  public:
    Worker(Service& service, const WorkerLines& lines) : service_(service), lines_(lines) {}

    bool run() {
        bool finish = true;
        while (auto line = lines_.next()) {
            if (line->find_first_not_of(" \t\r") == line->npos) continue;
            if (const auto stop = answer(*line)) {
                finish = *stop;
                break;
            }
        }
        std::unique_lock lock(mutex_);
        while (finish && !active_.empty() && !lines_.cancel.requested()) ended_.wait_for(lock, 50ms);
        keeping_ = true;
        const bool all = active_.empty();
        lock.unlock();
        lines_.close();
        if (stop_id_) event(*stop_id_, "result", {{"result", {{"finished", all}}}});
        return all;
    }

  private:
    void event(const json& id, const char* kind, json rest) {
        rest["id"] = id;
        rest["event"] = kind;
        const std::lock_guard lock(write_mutex_);
        if (deaf_ || lines_.write(json_text(rest))) return;
        deaf_ = true;
        lines_.cancel.request();  // who waits for a line waits for nobody
    }
    void error(const json& id, const HttpError& problem) {
        event(id, "error", json::parse(error_reply(problem.status, problem.what(), problem.param).body));
    }

    // Of `stop`: whether what was accepted is done before.
    std::optional<bool> answer(const std::string& line) {
        Call call;
        try {
            read(line, call);
            if (call.method == "stop") {
                check(object({{"finish", or_null(boolean())}}), call.params);
                stop_id_.emplace(call.id);
                return boolean_of(call.params, "finish", true);
            }
            if (call.method == "generate") {
                generate(call);
            } else {
                event(call.id, "result", {{"result", result_of(call)}});
            }
        } catch (const HttpError& problem) {
            error(call.id, problem);
        } catch (const std::exception& problem) {
            error(call.id, HttpError(500, problem.what()));
        }
        return std::nullopt;
    }

    // `call` has the id as soon as it is known, so that what is wrong behind it is answered to it.
    void read(const std::string& line, Call& call) const {
        if (line.size() > lines_.longest_line)
            throw HttpError(413, "the line has more than the " + std::to_string(lines_.longest_line >> 20) + " MiB that are taken");
        auto message = read_json(line, {.bytes = lines_.longest_line});
        if (!message) throw HttpError(400, "the line: " + message.error());
        if (!message->is_object()) throw HttpError(400, "the line: allowed: one JSON object");
        json id = message->value("id", json());
        if (!id.is_null() && !id.is_string() && !id.is_number()) throw HttpError(400, "id: allowed: a text or a number", "id");
        call.id = std::move(id);
        json params = message->value("params", json());
        call.params = params.is_null() ? json::object() : std::move(params);
        const json known = {{"id", call.id}, {"method", message->value("method", json())}, {"params", call.params}};
        check(object({{"id", anything()}, {"method*", text()}, {"params", open_object({})}}), known);
        for (const auto& [name, value] : message->items()) {
            if (!known.contains(name)) throw HttpError(400, name + ": is no field that is known here; allowed: id, method, params", name);
        }
        call.method = known["method"].get<std::string>();
    }

    static void check(const Schema& schema, const json& params) {
        const Disagreement found = disagreement(schema, params);
        if (!found.message.empty())
            throw HttpError(400, (found.field.empty() ? "params" : found.field) + ": " + found.message, found.field);
    }

    json result_of(const Call& call) {
        if (call.method == "initialize") return initialized(call.params);
        if (call.method == "load_model") return by_route("/api/inference/load-model", call.params);
        if (call.method == "cleanup_memory") {
            check(object({}), call.params);
            return {{"freed_bytes", service_.session().free_memory()}};
        }
        if (call.method == "cancel") return cancelled(call.params);
        throw HttpError(404,
                        "method: there is no " + call.method.substr(0, 60) +
                            "; there are initialize, load_model, generate, cancel, cleanup_memory, stop",
                        "method");
    }

    json initialized(const json& params) {
        check(object({{"protocol", or_null(integer(1, 1000))}}), params);
        if (integer_of(params, "protocol", protocol) != protocol)
            throw HttpError(409, "protocol: this program speaks " + std::to_string(protocol), "protocol");
        json devices = json::array(), models = json::array();
        for (const DeviceInfo& device : service_.session().devices()) devices.push_back(device_json(device));
        for (const auto& model : service_.models()) models.push_back(model.name);
        return {{"protocol", protocol}, {"version", IMAGELAB_VERSION}, {"devices", devices}, {"models", models}};
    }

    // What HTTP answers there, after the same check of what it takes.
    json by_route(const std::string& path, const json& params) {
        if (routes_.empty()) routes_ = service_.routes();
        const auto route =
            std::find_if(routes_.begin(), routes_.end(), [&](const Route& one) { return one.path == path && one.method == "POST"; });
        if (route == routes_.end()) throw Error("[worker] there is no " + path);
        check(route->takes, params);
        HttpRequest request;
        request.json = params;
        return json::parse(route->handler(request).body);
    }

    json cancelled(const json& params) {
        check(object({{"id*", anything("Of a generate that has not ended")}}), params);
        JobId job = 0;
        {
            const std::lock_guard lock(mutex_);
            const auto found = std::find_if(active_.begin(), active_.end(), [&](const auto& one) { return one.second == params["id"]; });
            if (found == active_.end()) throw HttpError(404, "id: nothing of this id is under way", "id");
            job = found->first;
        }
        service_.session().cancel(job);
        return {{"cancelling", params["id"]}};
    }

    // Files may be anywhere: who writes these lines may read them without us.
    void generate(const Call& call) {
        check(generate_takes(), call.params);
        service_.must_take_work();
        auto read = request_from_json(call.params["request"]);
        if (!read) throw_problem(read.error(), 400);
        Request request = std::move(*read);
        request.model = service_.model_named(request.model, 400, "model.base");
        request.device = service_.device_id(request.device, "performance.device", 400);
        const bool base64 = text_of(call.params, "images", "path") == "base64";
        if (base64 || request.output.empty())
            request.output = ((base64 ? service_.pictures().scratch() : service_.pictures().kept()) / "").string();
        JobCallbacks callbacks;
        if (boolean_of(call.params, "progress", true))
            callbacks.progress = [this, id = call.id](const Progress& progress) {
                event(id, "progress", {{"progress", progress_json(progress)}});
            };
        const auto job = std::make_shared<JobId>(0);
        callbacks.finished = [this, id = call.id, base64, job](const JobResult& result) { finished(id, base64, *job, result); };
        std::unique_lock lock(mutex_);  // its end waits until it is among those under way
        *job = service_.session().submit(std::move(request), std::move(callbacks));
        active_[*job] = call.id;
    }

    void finished(const json& id, bool base64, const JobId& job, const JobResult& result) {
        bool keeping = false;
        JobId number = 0;
        {
            const std::lock_guard lock(mutex_);
            keeping = keeping_;
            number = job;
        }
        if (keeping && result.status == JobResult::Status::cancelled) {
            event(id, "kept",
                  {{"job", number}, {"message", "it stays in the queue at its step: the next worker or `imagelab queue run` goes on"}});
        } else {
            try {
                throw_unless_done(result, 400);
                event(id, "result", {{"result", pictures(base64, result)}});
            } catch (const HttpError& problem) {
                error(id, problem);
            }
        }
        const std::lock_guard lock(mutex_);
        active_.erase(number);
        ended_.notify_all();
    }

    static json pictures(bool base64, const JobResult& result) {
        json images = json::array();
        for (const fs::path& image : result.images) {
            if (!base64) {
                images.push_back(image.string());
                continue;
            }
            const auto bytes = read_regular_file(image, picture_file_limit);
            if (!bytes) throw HttpError(500, bytes.error());
            images.push_back(base64_of(*bytes));
            std::error_code ignored;
            fs::remove(image, ignored);
        }
        double seconds = result.load_s + result.text_s + result.decode_s;
        for (const double step : result.step_s) seconds += step;
        return {{"images", images},
                {"seconds", seconds},
                {"message", result.message},
                {"notes", result.notes},
                {"request", request_to_json(result.request)}};
    }

    Service& service_;
    const WorkerLines& lines_;
    Routes routes_;  // once they are needed
    std::mutex mutex_, write_mutex_;
    std::condition_variable ended_;
    std::map<JobId, json> active_;  // the ids of what was accepted and has not ended
    std::optional<json> stop_id_;
    bool keeping_ = false;
    std::atomic<bool> deaf_ = false;
};

}  // namespace

bool worker_lines(Service& service, const WorkerLines& lines) {
    return Worker(service, lines).run();
}

}  // namespace imagelab::serve
