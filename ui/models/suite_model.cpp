#include "ui/models/suite_model.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/base/thread.h"
#include "core/base/utf8.h"
#include "core/jobs/model_check.h"
#include "core/request/fields.h"
#include "core/request/lora_use.h"
#include "ui/look/wording.h"

namespace imagelab {
namespace {

// What a judgement depends on.
std::string judged_parts(const Request& request) {
    std::string parts = suite_to_json(suite_of(request, "judged")).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    for (const LoraUse& use : take_loras(request.prompt).loras) parts += "\n" + use.name;
    return parts;
}

}  // namespace

SuiteModel::SuiteModel(std::filesystem::path data, QObject* parent) : QObject(parent), data_(std::move(data)) {
    writing_.setMaxThreadCount(1);
}

SuiteModel::~SuiteModel() {
    writing_.waitForDone();
}

void SuiteModel::load() {
    reading_.start([this, data = data_]() -> NewestWork::Deliver {
        auto library = std::make_shared<SuiteLibrary>();
        QString problem;
        try {
            *library = SuiteLibrary::load(data);
        } catch (const std::exception& error) {
            problem = QString::fromUtf8(error.what());
        }
        return [this, library, problem] {
            suites_ = library->suites();
            loaded_ = true;
            emit changed();
            if (!problem.isEmpty()) emit failed(problem);
            for (const std::string& one : library->problems()) emit failed(QString::fromStdString(one));
        };
    });
}

const ModelSuite* SuiteModel::find(const std::string& name) const {
    const auto found = std::find_if(suites_.begin(), suites_.end(),
                                    [wanted = plain_name(name)](const ModelSuite& suite) { return plain_name(suite.name) == wanted; });
    return name.empty() || found == suites_.end() ? nullptr : &*found;
}

template <class Work>
void SuiteModel::write(Work work) {
    writing_.start(guarded("the writing of a suite", [this, work = std::move(work)] {
        const std::string problem = work();
        QMetaObject::invokeMethod(
            this,
            [this, problem] {
                if (!problem.empty()) emit failed(message_text(problem));
                load();
            },
            Qt::QueuedConnection);
    }));
}

void SuiteModel::save(const ModelSuite& suite) {
    write([data = data_, suite] {
        const auto saved = save_suite(data, suite, true);
        return saved ? std::string() : saved.error();
    });
}

void SuiteModel::remove(const std::string& name) {
    write([data = data_, name] {
        const auto deleted = delete_suite(data, name);
        return deleted ? std::string() : deleted.error();
    });
}

void SuiteModel::judge(const Request& request) {
    std::string parts = puts_together(request) ? judged_parts(request) : "";
    if (parts == judged_) return;
    judged_ = std::move(parts);
    if (judged_.empty()) {
        judging_.start([this]() -> NewestWork::Deliver {
            return [this] {
                fit_.reset();
                emit fit_changed();
            };
        });
        return;
    }
    judging_.start([this, request, data = data_]() -> NewestWork::Deliver {
        std::optional<ModelFit> fit;
        try {
            fit = fit_of_models(request, data);
        } catch (const std::exception&) {  // the model's own line says why it cannot be opened
        }
        return [this, fit] {
            fit_ = fit;
            emit fit_changed();
        };
    });
}

Request choosing_suite(Request request, const ModelSuite& suite) {
    return with_suite(naming_suite(std::move(request), suite.name), suite);
}

bool has_models_of(const Request& request, const ModelSuite& suite) {
    const auto fields = suite_fields();
    return std::all_of(fields.begin(), fields.end(),
                       [&](std::string_view path) { return same_field(request_field(path), request, suite.parts); });
}

bool puts_together(const Request& request) {
    return !request.vae.empty() || !request.vae_mix.empty() || !request.unet.empty() || !request.text_encoder.empty() ||
           !request.text_encoder_2.empty() || !request.tokenizer.empty() || !request.tokenizer_2.empty() || !request.refiner.empty() ||
           !request.loras.empty() || !request.embeddings.empty() || !request.suite.empty() || !take_loras(request.prompt).loras.empty();
}

QString fit_text(const ModelFit& fit) {
    const int score = fit.score();
    if (score == 0) return SuiteModel::tr("Does not go together: 0 of 100");
    if (score < 50) return SuiteModel::tr("Goes together badly: %1 of 100").arg(score);
    if (score < 80) return SuiteModel::tr("Doubtful: %1 of 100").arg(score);
    return SuiteModel::tr("Goes together: %1 of 100").arg(score);
}

QString reason_text(const FitReason& reason) {
    const auto sentence = [](const std::string& words) {
        QString text = message_text(words);
        if (!text.isEmpty() && !text.endsWith('.') && !text.endsWith('?')) text += '.';
        return text;
    };
    QString text = sentence(reason.what);
    if (!reason.advice.empty()) text += ' ' + sentence(reason.advice);
    return text;
}

QString parts_text(const Request& request) {
    QStringList parts{model_text(request.model)};
    const auto add = [&](const QString& what, const std::string& name) {
        if (!name.empty()) parts << what.arg(model_text(name));
    };
    add(SuiteModel::tr("refiner %1"), request.refiner);
    add(SuiteModel::tr("VAE %1"), request.vae);
    for (const std::string* part :
         {&request.unet, &request.text_encoder, &request.text_encoder_2, &request.tokenizer, &request.tokenizer_2})
        add(QStringLiteral("%1"), *part);
    for (const VaeShare& use : request.vae_mix) add(SuiteModel::tr("VAE %1"), use.name);
    for (const LoraUse& use : request.loras)
        parts << QStringLiteral("%1 %2").arg(QString::fromStdString(network_stem(use.name)), number_text(use.scale));
    for (const std::string& file : request.embeddings) add(QStringLiteral("%1"), file);
    return parts.join(QStringLiteral(" · "));
}

}  // namespace imagelab
