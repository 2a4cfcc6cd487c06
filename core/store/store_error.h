#pragma once
#include "core/base/error.h"

namespace imagelab {

// What a database said.
class StoreError : public Error {
  public:
    using Error::Error;
    virtual bool lasting() const { return false; }      // trying again does not help
    virtual bool unreachable() const { return false; }  // the connection is gone; it is made anew when it is next used
};

}  // namespace imagelab
