#include "ui/models/training_draft.h"

#include <QCoreApplication>
#include <nlohmann/json.hpp>

#include "core/training/fields.h"
#include "ui/look/wording.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct DraftWords {
    Q_DECLARE_TR_FUNCTIONS(imagelab::TrainingDraft)
};

}  // namespace

TrainingJob training_job_of(const TrainingDraft& draft, const fs::path& loras) {
    const std::string name = draft.name.trimmed().toStdString();
    if (name.empty()) throw BadField("name", DraftWords::tr("give the LoRA a name").toStdString());
    if (name.front() == '.' || name.find('/') != std::string::npos)
        throw BadField("name", DraftWords::tr("a name without / that does not begin with a dot").toStdString());
    if (draft.folder.trimmed().isEmpty()) throw BadField("images", DraftWords::tr("choose a folder of pictures").toStdString());
    json config{{"images", draft.folder.trimmed().toStdString()}, {"output", (loras / (name + ".safetensors")).string()}};
    for (const auto& [field, value] : draft.fields.items()) {
        const size_t dot = field.find('.');
        if (dot == std::string::npos)
            config[field] = value;
        else
            config[field.substr(0, dot)][field.substr(dot + 1)] = value;
    }
    if (config.value("network", json()) == "textual_inversion" && !config.contains("token")) config["token"] = name;
    TrainingJob job{training_config(config)};
    if (draft.sample_every <= 0) return job;
    if (draft.sample_prompt.trimmed().isEmpty())
        throw BadField("samples", DraftWords::tr("say what the pictures on the way are to show").toStdString());
    Request sample;
    sample.prompt = draft.sample_prompt.trimmed().toStdString();
    sample.model = job.config.model;
    sample.width = job.config.width, sample.height = job.config.height;
    sample.seed = static_cast<int64_t>(job.config.seed.value_or(1));  // always the same, so that the pictures can be compared
    job.sample_every = draft.sample_every;
    job.sample = std::move(sample);
    return job;
}

TrainingDraft draft_of(const TrainingJob& job) {
    const TrainingConfig& config = job.config;
    TrainingDraft draft;
    draft.folder = QString::fromStdString(config.images);
    draft.name = QString::fromStdString(training_name(config));
    draft.sample_every = job.sample ? job.sample_every : 0;
    draft.sample_prompt = job.sample ? QString::fromStdString(job.sample->prompt) : QString();
    TrainingConfig usual;
    usual.optimizer = usual_optimizer(config.optimizer.kind);
    usual.alpha = config.rank;
    for (const TrainingField& field : training_fields()) {
        if (field.name == "images" || field.name == "output" || field.name == "dataset" || !has_field(config.optimizer.kind, field)) continue;
        const json value = field.write(config);
        const json without = field.name == "optimizer.type" ? field.write(TrainingConfig()) : field.write(usual);
        if (!value.is_null() && value != without) draft.fields[field.name] = value;
    }
    return draft;
}

QString training_price_text(const TrainingPrice& price, const TrainingJob& job) {
    QStringList parts{DraftWords::tr("About %1 on %2").arg(duration_text(price.seconds), QString::fromStdString(price.device)),
                      DraftWords::tr("%1 a step").arg(duration_text(price.plan->step_seconds)),
                      DraftWords::tr("%1 of memory").arg(bytes_text(price.peak_bytes))};
    if (price.sample_seconds > 0)
        parts << DraftWords::tr("%1 pictures on the way add %2 and need %3")
                     .arg(sample_count(job))
                     .arg(duration_text(price.sample_seconds), bytes_text(price.sample_peak_bytes));
    return parts.join(QStringLiteral(" · "));
}

}  // namespace imagelab
