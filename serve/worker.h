#pragma once
// Programs that embed us (docs/worker.md): one JSON object a line in, one a line out, each with the id of what it answers.
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/base/cancel.h"

namespace imagelab::serve {

class Service;

struct WorkerLines {
    std::function<std::optional<std::string>()> next;    // nullopt: the input ended, or `cancel` was asked for
    std::function<bool(const std::string& line)> write;  // false: nobody reads any more
    std::function<void()> close;                         // ends the session: what runs stays in the queue at its step
    CancelToken cancel;                                  // stop now; also asked for where nobody reads
    size_t longest_line = size_t{64} << 20;              // bytes; `next` gives one that is longer cut off behind it
};

// Until `stop`, or until the input ends and what was accepted is done. True: all of it; false: some is kept in the queue, and told so.
bool worker_lines(Service& service, const WorkerLines& lines);

}  // namespace imagelab::serve
