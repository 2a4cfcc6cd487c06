#pragma once
#include <optional>
#include <string>

#include "core/jobs/session.h"
#include "core/request/request.h"

namespace imagelab {

// The subcommands; each prints and returns an exit code (app/exit_codes.h).
int generate_command(const Request& request, bool json);
int plan_command(const Request& request, int64_t card_bytes, bool json);  // card_bytes > 0: for a card that need not be here
int devices_command(bool json);
int info_command(const std::string& model, bool json);  // empty: the bundled model

struct BenchOptions {
    std::string model, device = "auto";  // empty: the bundled model
    std::optional<DType> dtype;          // none: the device's best
    int width = 0, height = 0;           // pixels; 0: the model's own
    int batch = 2;                       // of the UNet: guidance takes two
    int threads = 0;                     // of the processor; 0: one a core
    bool json = false;
};
int bench_command(const BenchOptions& options);

int headless_command();  // as the environment says

int exit_code_of(const JobResult& result);

// A picture of the bundled model into ./output_images, for a machine without a display.
int first_picture_command();

struct Trouble {
    int exit_code = 0;  // 0: none
    std::string message;
};
// What can be known of a request before any weight is read, so that nobody waits for a failure.
Trouble check_beforehand(const Request& request, const std::vector<DeviceInfo>& devices);

// The error on standard error and, for --json, as {"status": "failed", "message": ..., "images": []} on standard output.
int fail(int exit_code, const std::string& message, bool json);

}  // namespace imagelab
