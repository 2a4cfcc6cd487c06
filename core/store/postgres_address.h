#pragma once
// Where a shared store is: postgresql://USER:PASSWORD@HOST:PORT/NAME?option=value, as libpq takes it (a socket folder: ?host=/FOLDER).
#include <string>

#include "core/base/error.h"

namespace imagelab {

struct PostgresAddress {
    std::string shown;     // without password and options, for people
    std::string settings;  // all of it, for libpq, with our timeouts where it names none
    bool has_password = false;
};

// The failure says what is wrong and holds nothing of the address: what cannot be read may hold a password anywhere.
Result<PostgresAddress> postgres_address(const std::string& text);

// The address with its password, if it holds one, as ***.
std::string without_password(const std::string& address);

}  // namespace imagelab
