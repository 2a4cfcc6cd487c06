#pragma once
// --store URL: the queue in a database that machines share, instead of that in the data folder.
#include <CLI/App.hpp>
#include <string>

#include "core/jobs/session.h"

namespace imagelab {

void add_store_option(CLI::App& app);
// As it was given, else IMAGELAB_STORE; empty: the data folder's own.
const std::string& store_address();
// With the queue of this program: in the data folder, or in the shared store.
SessionOptions with_queue(SessionOptions options = {});
// The failure says that a command has no queue.
Result<void> check_uses_store(const std::string& command);
// Takes a password out of what other users see of this process.
void hide_passwords(int argc, char** argv);

}  // namespace imagelab
