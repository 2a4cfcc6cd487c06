#include "core/prompts/yaml_reading.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

namespace imagelab {
namespace {

class TooMany : public Error {
  public:
    using Error::Error;
};

class Counter final : public YAML::EventHandler {
  public:
    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override { count(); }
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override { count(); }
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override { count(); }
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { count(); }
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { count(); }
    void OnMapEnd() override {}

  private:
    void count() {
        if (++nodes_ > most_yaml_nodes) throw TooMany("more than " + std::to_string(most_yaml_nodes) + " keys and values");
    }
    size_t nodes_ = 0;
};

}  // namespace

Result<YAML::Node> parse_yaml(const std::string& text, const std::string& file) {
    try {
        std::istringstream stream(text);
        Counter counter;
        YAML::Parser(stream).HandleNextDocument(counter);
        return YAML::Load(text);
    } catch (const YAML::Exception& error) {
        return Failure{file + ":" + std::to_string(error.mark.line + 1) + ": " + error.msg};
    } catch (const TooMany& error) {
        return Failure{file + ": " + error.what()};
    }
}

}  // namespace imagelab
