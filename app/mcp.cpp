// imagelab mcp
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <iostream>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/served_session.h"
#include "app/subcommand.h"
#include "serve/mcp.h"

namespace imagelab {
namespace {

int mcp_command() {
    auto served = ServedSession::open();
    if (!served) return fail(exit_disk, served.error(), false);
    (*served)->session().start();
    serve::mcp_lines((*served)->service(), std::cin, [](const std::string& line) {
        std::fputs((line + "\n").c_str(), stdout);
        std::fflush(stdout);
    });
    (*served)->service().stop();
    return exit_done;
}

}  // namespace

Subcommands add_mcp_commands(CLI::App& app) {
    CLI::App* mcp = app.add_subcommand(
        "mcp", "Answer the Model Context Protocol on standard input and output: chat programs and editors make pictures (docs/http.md)");
    return {{mcp, mcp_command}};
}

}  // namespace imagelab
