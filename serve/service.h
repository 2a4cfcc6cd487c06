#pragma once
// What the routes work on: one session, its devices, and what the server keeps of its own.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/device/device.h"
#include "core/jobs/session.h"
#include "core/library/model_file.h"
#include "serve/buffer_table.h"
#include "serve/job_watch.h"
#include "serve/pictures.h"
#include "serve/router.h"
#include "serve/training_sessions.h"

namespace imagelab::serve {

struct ServiceOptions {
    std::filesystem::path data;
    std::vector<Device*> devices;  // the session's, in its order
    SafetyAction safety = SafetyAction::off;  // of requests that say nothing about it
};

class Service {
  public:
    Service(Session& session, std::shared_ptr<JobWatch> watch, ServiceOptions options);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    Routes routes();  // they refer to this
    void stop();      // what is under way; replies that wait are sent
    void must_take_work() const;  // throws HttpError 503 once it stops

    Session& session() { return session_; }
    JobWatch& watch() const { return *watch_; }
    Pictures& pictures() { return pictures_; }
    BufferTable& buffers() { return buffers_; }
    TrainingSessions& training() { return training_; }
    const std::filesystem::path& data() const { return options_.data; }
    SafetyAction safety() const { return options_.safety; }  // of requests that say nothing about it
    const std::vector<Device*>& devices() const { return options_.devices; }

    // The request's model for a name of a list: "demo" and "" are the bundled one. Throws HttpError of `status` where there is none.
    std::string model_named(const std::string& name, int status, const std::string& field) const;
    struct ListedModel {
        std::string name;  // "demo": the bundled one
        ModelFile file;
    };
    std::vector<ListedModel> models() const;                         // that make pictures, the bundled one first
    std::vector<ModelFile> files_of(const std::string& kind) const;  // "lora", "vae", "embedding", "upscaler"
    // "auto" or a device that is here; throws HttpError where it is not.
    std::string device_id(const std::string& id, const std::string& field, int status) const;
    std::string one_device(const std::string& id, const std::string& field) const;  // "auto": the first; throws HttpError 404
    Device& device_named(const std::string& id) const;                              // one that is there

  private:
    Session& session_;
    std::shared_ptr<JobWatch> watch_;
    ServiceOptions options_;
    Pictures pictures_;
    BufferTable buffers_;
    TrainingSessions training_;
};

// Each adds its routes; serve/routes/<group>.cpp.
void add_service_routes(Routes& routes, Service& service);
void add_job_routes(Routes& routes, Service& service);
void add_a1111_routes(Routes& routes, Service& service);
void add_controlnet_routes(Routes& routes, Service& service);
void add_openai_routes(Routes& routes, Service& service);
void add_model_routes(Routes& routes, Service& service);
void add_device_routes(Routes& routes, Service& service);
void add_inference_routes(Routes& routes, Service& service);
void add_integration_routes(Routes& routes, Service& service);
void add_training_routes(Routes& routes, Service& service);
void add_mcp_routes(Routes& routes, Service& service);
void add_page_routes(Routes& routes, Service& service);

// A request in the request format, as a client may send it: its start picture is base64 or a file of the data folder, its output lies below
// the server's folder of pictures. `files`: what it needs until it was handed on. Throws HttpError; fields are called `before` and their
// path.
Request client_request(Service& service, const nlohmann::json& payload, std::vector<ScratchFile>& files, const std::string& before = {});

}  // namespace imagelab::serve
