#include "ui/models/request_document.h"

#include <QSettings>
#include <algorithm>
#include <cmath>

#include "core/prompts/profiles.h"

namespace imagelab {

bool same_request(const Request& a, const Request& b) {
    const auto tie = [](const Request& r) {
        return std::tie(r.model, r.vae, r.prompt, r.negative_prompt, r.prompt_weights, r.aspect_bins, r.style.profiles, r.width, r.height,
                        r.steps, r.guidance, r.seed, r.batch, r.sampler, r.spacing, r.init_image, r.strength, r.fit, r.dtype, r.device,
                        r.threads, r.memory_budget, r.output, r.output_name, r.format, r.quality);
    };
    return tie(a) == tie(b);
}

Request in_own_words(Request request) {
    if (!request.style.own_prompt) return request;
    request.prompt = *request.style.own_prompt;
    request.negative_prompt = request.style.own_negative_prompt;
    request.style.own_prompt.reset();
    request.style.own_negative_prompt.reset();
    return request;
}

namespace {

// "watercolor:0.5"
QStringList profile_texts(const std::vector<StyleUse>& profiles) {
    QStringList texts;
    for (const StyleUse& use : profiles) texts << QString::fromStdString(use.name) + ':' + QString::number(use.weight);
    return texts;
}

std::vector<StyleUse> profiles_of(const QStringList& texts) {
    std::vector<StyleUse> profiles;
    for (const QString& text : texts)
        if (const auto use = parse_style_use(text.toStdString()); use && !use->name.empty()) profiles.push_back(*use);
    return profiles;
}

}  // namespace

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

void RequestDocument::edit(const Request& asked, const QString& what) {
    const Request next = in_own_words(asked);
    if (same_request(next, request_)) return;
    const bool goes_on = what == last_what_ && since_edit_.isValid() && since_edit_.elapsed() < merge_ms;
    if (!goes_on) ++run_;
    last_what_ = what;
    since_edit_.start();
    history_.push(new Step(*this, request_, next, what, run_));
}

void RequestDocument::change(const QString& what, const std::function<void(Request&)>& change) {
    Request next = request_;
    change(next);
    edit(next, what);
}

void RequestDocument::set(const Request& request) {
    request_ = request;
    emit changed();
}

void RequestDocument::load(QSettings& settings) {
    Request r;
    const auto text = [&](const char* key) { return settings.value(key).toString().toStdString(); };
    settings.beginGroup("request");
    r.model = text("model");
    r.prompt = text("prompt");
    if (settings.contains("negative_prompt")) r.negative_prompt = text("negative_prompt");
    r.width = std::clamp(settings.value("width", 0).toInt(), 0, 4096) / 8 * 8;
    r.height = std::clamp(settings.value("height", 0).toInt(), 0, 4096) / 8 * 8;
    if (r.width < 16 || r.height < 16) r.width = r.height = 0;
    r.steps = std::clamp(settings.value("steps", r.steps).toInt(), 1, 200);
    const double guidance = settings.value("guidance", r.guidance).toDouble();
    if (std::isfinite(guidance)) r.guidance = std::clamp(guidance, 1.0, 30.0);
    r.seed = std::max<qint64>(-1, settings.value("seed", -1).toLongLong());
    r.batch = std::clamp(settings.value("batch", 1).toInt(), 1, 64);
    r.sampler = static_cast<SamplerKind>(std::clamp(settings.value("sampler", 0).toInt(), 0, 4));
    r.spacing = static_cast<Spacing>(std::clamp(settings.value("schedule", 0).toInt(), 0, 1));
    r.init_image = text("start_picture");
    const double strength = settings.value("strength", r.strength).toDouble();
    if (std::isfinite(strength)) r.strength = std::clamp(strength, 0.01, 1.0);
    r.output = text("output");
    r.vae = text("vae");
    r.prompt_weights = settings.value("prompt_weights", true).toBool();
    r.style.profiles = profiles_of(settings.value("profiles").toStringList());
    r.fit = static_cast<StartFit>(std::clamp(settings.value("fit", 0).toInt(), 0, 2));
    r.output_name = text("output_name");
    r.format = picture_format_of(text("format"));
    r.quality = std::clamp(settings.value("quality", r.quality).toInt(), 1, 100);
    r.threads = std::clamp(settings.value("threads", 0).toInt(), 0, 1024);
    r.memory_budget = std::max<qint64>(0, settings.value("memory_budget", 0).toLongLong());
    if (!text("device").empty()) r.device = text("device");
    settings.endGroup();
    if (!validate(r)) r.style.profiles.clear(), r.device = "auto", r.output_name.clear();
    history_.clear();
    set(r);
}

void RequestDocument::save(QSettings& settings) const {
    const Request& r = request_;
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    settings.beginGroup("request");
    settings.setValue("model", text(r.model));
    settings.setValue("prompt", text(r.prompt));
    if (r.negative_prompt) {
        settings.setValue("negative_prompt", text(*r.negative_prompt));
    } else {
        settings.remove("negative_prompt");
    }
    settings.setValue("width", r.width);
    settings.setValue("height", r.height);
    settings.setValue("steps", r.steps);
    settings.setValue("guidance", r.guidance);
    settings.setValue("seed", QString::number(r.seed));
    settings.setValue("batch", r.batch);
    settings.setValue("sampler", static_cast<int>(r.sampler));
    settings.setValue("schedule", static_cast<int>(r.spacing));
    settings.setValue("start_picture", text(r.init_image));
    settings.setValue("strength", r.strength);
    settings.setValue("output", text(r.output));
    settings.setValue("vae", text(r.vae));
    settings.setValue("prompt_weights", r.prompt_weights);
    settings.setValue("profiles", profile_texts(r.style.profiles));
    settings.setValue("fit", static_cast<int>(r.fit));
    settings.setValue("output_name", text(r.output_name));
    settings.setValue("format", r.format ? QString::fromStdString(std::string(picture_format_name(*r.format))) : QString());
    settings.setValue("quality", r.quality);
    settings.setValue("threads", r.threads);
    settings.setValue("memory_budget", QString::number(r.memory_budget));
    settings.setValue("device", text(r.device));
    settings.endGroup();
}

}  // namespace imagelab
