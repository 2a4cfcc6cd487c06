#pragma once
// What the data folder (core/base/paths.h, data_dir) keeps: one database for what the lab must not forget (queue, device history), and the
// journals of jobs.
//
//   imagelab.db (-wal, -shm)   the database; several processes may have it open
//   journal/JOB.steps          how far a job is (journal.h)
//   journal-STORE/JOB.steps    how far a job of a shared store is
#include <filesystem>
#include <string>

#include "core/store/sqlite.h"

namespace imagelab {

// A connection of its own to the data folder's database; creates both. The failure says what to do; what is there is never overwritten.
// An empty path: a database in memory that is gone with the connection.
Result<Database> open_store(const std::filesystem::path& data_dir);

// A random name that this database keeps for life; pictures carry it to tell whose job made them.
std::string store_name(const Database& database);

}  // namespace imagelab
