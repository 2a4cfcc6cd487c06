#pragma once
// The tools of the Model Context Protocol: one row each.
#include <functional>
#include <string>
#include <vector>

#include "serve/mcp.h"
#include "serve/schema.h"

namespace imagelab::serve {

struct McpProgress {
    std::function<void(double fraction, const std::string& what)> tell;
    std::function<McpStop()> stop;
};

struct McpTool {
    enum class Does { makes, reads, destroys };
    std::string name, title, about;
    Does does = Does::makes;
    Schema takes;
    // A list of content: text and pictures. Throws HttpError with what to do.
    std::function<nlohmann::json(Service&, const nlohmann::json& arguments, const McpProgress&)> run;
};
const std::vector<McpTool>& mcp_tools();

}  // namespace imagelab::serve
