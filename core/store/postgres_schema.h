#pragma once
// The tables of a shared store, in a PostgreSQL schema of their own; those of SQLite are in store.cpp.
#include <string>
#include <vector>

namespace imagelab {

constexpr const char* postgres_schema_name = "imagelab";

// Migration i brings a store from version i to i + 1; published ones are never changed, new ones are appended.
const std::vector<std::string>& postgres_migrations();

}  // namespace imagelab
