#pragma once
// The queue's tables in a PostgreSQL that several machines share. The session that runs jobs holds an advisory lock on its owner's number
// while it lives, and tells the time every second: a process that ends is known at once, a machine that is lost within 30 seconds. A connection
// that broke is made anew by the next call.
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/store/queue_store.h"

namespace imagelab {

constexpr double lease_s = 20;           // not heard of for so long: lost
constexpr int64_t shared_file_limit = int64_t{64} << 20;  // bytes of a file that a request reads

// Makes the tables, or brings them to this program's version; those of a newer one are left as they are. The failure says what to do.
Result<std::unique_ptr<QueueStore>> open_postgres_store(const std::string& address);

}  // namespace imagelab
