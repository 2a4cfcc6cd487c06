#include "ui/models/request_document.h"

#include <QSettings>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/prompts/profiles.h"
#include "core/request/fields.h"

namespace imagelab {

class RequestDocument::Step : public QUndoCommand {
  public:
    Step(RequestDocument& document, Request before, Request after, const QString& what, int run)
        : QUndoCommand(what), document_(document), before_(std::move(before)), after_(std::move(after)), run_(run) {}
    void undo() override { document_.set(before_); }
    void redo() override { document_.set(after_); }
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* next) override {
        const auto* step = static_cast<const Step*>(next);
        if (step->run_ != run_) return false;
        after_ = step->after_;
        setObsolete(same_request(before_, after_));
        return true;
    }

  private:
    RequestDocument& document_;
    Request before_, after_;
    int run_;
};

RequestDocument::RequestDocument(QObject* parent) : QObject(parent) {
    history_.setUndoLimit(500);
}

void RequestDocument::edit(const Request& asked, const QString& what, bool joins) {
    const Request next = in_own_words(asked);
    if (same_request(next, request_)) return;
    const bool goes_on = what == last_what_ && since_edit_.isValid() && (joins || since_edit_.elapsed() < merge_ms);
    if (!goes_on) ++run_;
    last_what_ = what;
    since_edit_.start();
    history_.push(new Step(*this, request_, next, what, run_));
}

void without_refiner(Request& request) {
    const Request usual;
    request.refiner = usual.refiner;
    request.refiner_start = usual.refiner_start;
    request.refiner_strength = usual.refiner_strength;
}

void without_mask(Request& request) {
    request.mask = {};
    request.outpaint = {};
}

void without_start_picture(Request& request) {
    request.init_image.clear();
    without_mask(request);
}

void RequestDocument::change(const QString& what, const std::function<void(Request&)>& change) {
    Request next = request_;
    change(next);
    edit(next, what);
}

void RequestDocument::change_apart(const QString& what, const std::function<void(Request&)>& change) {
    last_what_.clear();
    this->change(what, change);
    last_what_.clear();
}

void RequestDocument::set(const Request& request) {
    request_ = request;
    emit changed();
}

namespace {

// What versions before the request was stored as its JSON wrote, each field under a key of its own.
nlohmann::json stored_by_first_versions(const QSettings& settings) {
    constexpr std::pair<const char*, const char*> texts[] = {
        {"model", "model.base"},           {"vae", "model.vae"},
        {"prompt", "conditioning.prompt"}, {"start_picture", "conditioning.init_image"},
        {"output", "output.path"},         {"output_name", "output.name"},
        {"format", "output.format"},       {"device", "performance.device"}};
    constexpr std::pair<const char*, const char*> numbers[] = {{"width", "hyperparameters.width"},
                                                               {"height", "hyperparameters.height"},
                                                               {"steps", "scheduler.steps"},
                                                               {"guidance", "hyperparameters.guidance_scale"},
                                                               {"seed", "hyperparameters.seed"},
                                                               {"batch", "hyperparameters.batch_size"},
                                                               {"strength", "conditioning.img2img_strength"},
                                                               {"quality", "output.quality"},
                                                               {"threads", "performance.threads"},
                                                               {"memory_budget", "performance.memory_budget"}};
    Request request;
    const auto take = [&](const char* path, const std::string& word) { (void)set_field(request, request_field(path), word); };
    for (const auto& [key, path] : texts)
        if (const QString text = settings.value(key).toString(); !text.isEmpty()) take(path, text.toStdString());
    for (const auto& [key, path] : numbers)
        if (settings.contains(key)) take(path, settings.value(key).toString().toStdString());
    if (settings.contains("negative_prompt")) request.negative_prompt = settings.value("negative_prompt").toString().toStdString();
    // Lists were stored as positions in those versions' order.
    const auto position = [&](const char* key, const char* path, std::initializer_list<const char*> words) {
        const int at = settings.value(key, -1).toInt();
        if (at >= 0 && at < static_cast<int>(words.size())) take(path, words.begin()[at]);
    };
    position("sampler", "scheduler.type", {"euler", "euler_a", "ddim", "dpmpp_2m", "unipc"});
    position("schedule", "scheduler.spacing", {"default", "karras"});
    position("fit", "conditioning.init_fit", {"stretch", "crop", "pad"});
    request.prompt_weights = settings.value("prompt_weights", true).toBool();
    const QStringList profiles = settings.value("profiles").toStringList();
    for (const QString& text : profiles)
        if (const auto use = parse_style_use(text.toStdString()); use && !use->name.empty()) request.style.profiles.push_back(*use);
    return request_to_json(request);
}

}  // namespace

void RequestDocument::load(QSettings& settings) {
    settings.beginGroup("request");
    const std::string text = settings.value("json").toString().toStdString();
    nlohmann::json stored;
    if (text.empty()) {
        stored = stored_by_first_versions(settings);
    } else if (auto read_back = read_json(text)) {
        stored = std::move(*read_back);
    }
    settings.endGroup();
    std::vector<std::string> problems;
    Request read = request_from_stored(stored, problems);
    for (const std::string& problem : problems) qWarning("the request of the last time: %s", problem.c_str());
    history_.clear();
    set(in_own_words(std::move(read)));
}

void RequestDocument::save(QSettings& settings) const {
    settings.beginGroup("request");
    settings.remove("");
    settings.setValue("json",
                      QString::fromStdString(request_to_json(request_).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
    settings.endGroup();
}

}  // namespace imagelab
