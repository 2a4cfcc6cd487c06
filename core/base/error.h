#pragma once
// Two kinds of trouble: Error is a bug or a device fault and is thrown; a Result carries an expected failure (a missing file, a bad
// request) whose message says what to do. Jobs turn both into a status.
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace imagelab {

class Error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The device does not answer any more. What was made from it is of no use; the device can be used anew.
class DeviceLost : public Error {
  public:
    using Error::Error;
};

class OutOfMemory : public Error {
  public:
    using Error::Error;
};

// Thrown where work stops because somebody asked for it.
class Cancelled : public Error {
  public:
    Cancelled() : Error("cancelled") {}
};

struct Failure {
    std::string message;
};

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::move(value)) {}
    Result(Failure failure) : state_(std::move(failure)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }
    const std::string& error() const { return std::get<1>(state_).message; }
    T& value() & { return checked(), std::get<0>(state_); }
    const T& value() const& { return checked(), std::get<0>(state_); }
    T&& value() && { return checked(), std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

  private:
    void checked() const {
        if (!ok()) throw Error(error());
    }
    std::variant<T, Failure> state_;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Failure failure) : message_(std::move(failure.message)), ok_(false) {}
    bool ok() const { return ok_; }
    explicit operator bool() const { return ok_; }
    const std::string& error() const { return message_; }

  private:
    std::string message_;
    bool ok_ = true;
};

}  // namespace imagelab
