#pragma once
// A real server on a free port of loopback, over a session with a processor device.
#include <httplib.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "core/jobs/session.h"
#include "serve/server.h"
#include "serve/service.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {

constexpr const char* small_model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";  // of random weights

class ServeLab {
  public:
    explicit ServeLab(serve::GateOptions gate = {}, SafetyAction safety = SafetyAction::off, const serve::TlsFiles& tls = {});
    ~ServeLab();
    int port() const { return server_->port(); }
    httplib::Client client() const;
    // The JSON of the reply, whose status is checked.
    nlohmann::json get(const std::string& path, int status = 200) const { return said(client().Get(path), status); }
    nlohmann::json post(const std::string& path, const nlohmann::json& body, int status = 200) const;
    static nlohmann::json said(const httplib::Result& reply, int status);
    std::filesystem::path data() const { return folder_ / "data"; }
    Session& session() { return *session_; }
    serve::Service& service() { return *service_; }

    serve::Routes routes;

  private:
    TempFolder folder_;
    std::shared_ptr<serve::JobWatch> watch_ = std::make_shared<serve::JobWatch>();
    std::unique_ptr<Session> session_;
    std::unique_ptr<serve::Service> service_;
    std::unique_ptr<serve::Server> server_;
};

// Made once, for tests that change nothing that others see; it ends with the tests.
ServeLab& lab();

// An error's body is as every error's.
void expect_error(const nlohmann::json& body, const std::string& code, const nlohmann::json& param);

Request same_request_of_ours();  // that the small bodies of the doors' tests mean
// Of a picture's file.
std::vector<uint8_t> pixels_of(const std::string& bytes);
// 64x72, white and transparent between two rows.
std::filesystem::path write_transparent_png(const std::filesystem::path& path);
// The pixels that `generate` draws for a request, in this process.
std::vector<std::vector<uint8_t>> drawn(Request request);

}  // namespace imagelab::test
