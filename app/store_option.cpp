#include "app/store_option.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "core/base/paths.h"
#include "core/store/postgres_address.h"

namespace imagelab {
namespace {

std::string& given_store() {
    static std::string address;
    return address;
}

}  // namespace

void add_store_option(CLI::App& app) {
    app.add_option_function<std::string>(
           "--store", [](const std::string& address) { given_store() = address; },
           "Queue that machines share, as postgresql://USER@HOST/DATABASE, in place of that\nin the data folder (default: IMAGELAB_STORE)")
        ->type_name("URL")
        ->check(CLI::Validator(
            [](const std::string& address) {
                const auto read = postgres_address(address);
                return read ? std::string() : read.error();
            },
            ""));
}

const std::string& store_address() {
    if (given_store().empty()) {
        if (const char* variable = std::getenv("IMAGELAB_STORE")) given_store() = variable;
    }
    return given_store();
}

SessionOptions with_queue(SessionOptions options) {
    options.data = data_dir();
    options.store = store_address();
    return options;
}

Result<void> check_uses_store(const std::string& command) {
    for (const char* with_queue : {"queue", "night", "serve", "mcp", "worker", "cluster"}) {
        if (command == with_queue) return {};
    }
    return Failure{"--store: `imagelab " + command + "` has no queue; `imagelab queue add --store URL` puts a job into a shared one"};
}

void hide_passwords(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string text = argv[i], shown = without_password(text);
        if (shown == text) continue;
        const size_t room = text.size();
        std::memset(argv[i], 0, room);
        std::memcpy(argv[i], shown.data(), std::min(room, shown.size()));
    }
}

}  // namespace imagelab
