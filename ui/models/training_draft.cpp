#include "ui/models/training_draft.h"

#include <QCoreApplication>
#include <nlohmann/json.hpp>

#include "ui/look/wording.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::vector<std::string> attention{"to_q", "to_k", "to_v", "to_out.0"};

std::vector<std::string> with_feed_forward() {
    std::vector<std::string> all = attention;
    all.insert(all.end(), {"ff.net.0.proj", "ff.net.2"});
    return all;
}

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
    json config{{"images", draft.folder.trimmed().toStdString()},
                {"output", (loras / (name + ".safetensors")).string()},
                {"model", draft.model.toStdString()},
                {"rank", draft.rank},
                {"targets", draft.feed_forward ? with_feed_forward() : attention},
                {"steps", draft.steps},
                {"batch_size", draft.batch},
                {"learning_rate", draft.learning_rate},
                {"lr_schedule", draft.schedule.toStdString()},
                {"network", draft.network.toStdString()},
                {"optimizer", {{"type", draft.optimizer.toStdString()}}},
                {"text_encoders", draft.text_encoders},
                {"ema_decay", draft.mean},
                {"validation_share", draft.held_out},
                {"validation_every", draft.measure_every},
                {"patience", draft.held_out > 0 ? draft.patience : 0},
                {"warmup_steps", draft.warmup},
                {"max_grad_norm", draft.clip},
                {"snr_gamma", draft.snr_gamma},
                {"noise_offset", draft.noise_offset},
                {"caption_dropout", draft.dropout},
                {"flip", draft.flip},
                {"save_every", draft.save_every},
                {"naming", draft.naming.toStdString()},
                {"dtype", draft.dtype.toStdString()},
                {"device", draft.device.toStdString()}};
    if (draft.alpha > 0) config["alpha"] = draft.alpha;
    if (draft.width > 0) config["width"] = draft.width;
    if (draft.height > 0) config["height"] = draft.height;
    if (!draft.seed.trimmed().isEmpty()) {
        bool whole = false;
        const qlonglong seed = draft.seed.trimmed().toLongLong(&whole);
        if (!whole || seed < 0) throw BadField("seed", DraftWords::tr("a whole number, or nothing: then it is drawn").toStdString());
        config["seed"] = seed;
    }
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
    const TrainingConfig& c = job.config;
    const json config = to_json(c);
    TrainingDraft draft;
    draft.folder = QString::fromStdString(c.images);
    draft.name = QString::fromStdString(training_name(c));
    draft.model = QString::fromStdString(c.model);
    draft.width = c.width, draft.height = c.height;
    draft.steps = c.steps, draft.rank = c.rank, draft.learning_rate = c.learning_rate;
    draft.feed_forward = c.targets == with_feed_forward();
    draft.sample_every = job.sample ? job.sample_every : 0;
    draft.sample_prompt = job.sample ? QString::fromStdString(job.sample->prompt) : QString();
    draft.alpha = c.alpha == c.rank ? 0 : c.alpha;
    draft.batch = c.batch_size;
    draft.schedule = QString::fromStdString(config["lr_schedule"].get<std::string>());
    draft.network = QString::fromStdString(config["network"].get<std::string>());
    draft.optimizer = QString::fromStdString(config["optimizer"]["type"].get<std::string>());
    draft.text_encoders = c.text_encoders;
    draft.mean = c.ema_decay, draft.held_out = c.validation_share;
    draft.measure_every = c.validation_every, draft.patience = c.patience;
    draft.warmup = c.warmup_steps;
    draft.seed = c.seed ? QString::number(*c.seed) : QString();
    draft.save_every = c.save_every;
    draft.dropout = c.caption_dropout, draft.flip = c.flip;
    draft.noise_offset = c.noise_offset, draft.snr_gamma = c.snr_gamma, draft.clip = c.max_grad_norm;
    draft.dtype = QString::fromStdString(config["dtype"].get<std::string>());
    draft.device = QString::fromStdString(c.device);
    draft.naming = QString::fromStdString(config["naming"].get<std::string>());
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
