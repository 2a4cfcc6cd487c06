#pragma once
#include <CLI/App.hpp>
#include <functional>
#include <string>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

// The options of `generate` and `plan`. An option that is given overrides the field that --request FILE brought.
class RequestOptions {
  public:
    explicit RequestOptions(CLI::App& command);
    RequestOptions(const RequestOptions&) = delete;
    RequestOptions& operator=(const RequestOptions&) = delete;

    // After parsing, with its style profiles applied. A problem of a given option is told under the option's name, one of the file under
    // its JSON path.
    Result<Request> request() const;
    bool json() const { return json_; }

  private:
    template <class T>
    CLI::Option* field(const std::string& option, const std::string& type, const std::string& path, const std::string& help,
                       std::function<void(Request&, const T&)> set);
    std::string in_option_names(const std::string& problems) const;
    bool given(const std::string& path) const;
    Result<Request> with_profiles(Request request) const;
    void take_published_settings(Request& request) const;

    struct Given {
        CLI::Option* option;
        std::string path;  // in the request's JSON
    };
    CLI::App& command_;
    std::vector<Given> fields_;
    std::vector<std::function<void(Request&)>> overrides_;
    CLI::Option* prompt_ = nullptr;
    std::string file_;
    std::vector<std::string> profiles_;
    bool json_ = false;
};

}  // namespace imagelab
