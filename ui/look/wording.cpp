#include "ui/look/wording.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QStringList>
#include <cmath>

#include "core/samplers/sampler_info.h"
#include "core/weights/weight_file.h"
#include "ui/look/engine_words.h"

namespace imagelab {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wording)
};
const QString dot = QStringLiteral(" · ");

}  // namespace

QString fixed_text(double value, int decimals) {
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value, 'f', decimals);
}

QString number_text(double value, int most_decimals) {
    int decimals = most_decimals;
    for (double scale = std::pow(10.0, decimals); decimals > 0; --decimals, scale /= 10)
        if (std::fmod(std::round(std::abs(value) * scale), 10) != 0) break;
    return fixed_text(value, decimals);
}

QString short_count_text(uint64_t count) {
    const auto value = static_cast<double>(count);
    if (value >= 999'500) return Words::tr("%1 M").arg(number_text(value / 1e6, value < 9.95e6 ? 1 : 0));
    if (value >= 1000) return Words::tr("%1 k").arg(number_text(value / 1e3, value < 9950 ? 1 : 0));
    return number_text(value, 0);
}

QString duration_text(double seconds) {
    if (seconds < 9.95) return Words::tr("%1 s").arg(fixed_text(std::max(0.0, seconds), 1));
    const auto whole = static_cast<int64_t>(std::llround(seconds));
    if (whole < 90) return Words::tr("%1 s").arg(whole);
    if (whole < 3600) return Words::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return Words::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString time_left_text(double seconds) {
    if (seconds < 1) return Words::tr("a moment left");
    const QString whole = seconds < 10 ? Words::tr("%1 s").arg(std::ceil(seconds)) : duration_text(seconds);
    return Words::tr("%1 left").arg(whole);
}

QString bytes_text(int64_t bytes) {
    const double mib = static_cast<double>(bytes) / (1 << 20);
    if (mib < 1000) return Words::tr("%1 MiB").arg(fixed_text(mib, 0));
    return Words::tr("%1 GiB").arg(fixed_text(mib / 1024, 1));
}

QString share_text(int64_t part, int64_t whole) {
    const QString a = bytes_text(part), b = bytes_text(whole);
    return Words::tr("%1 of %2").arg(a.section(' ', 1) == b.section(' ', 1) ? a.section(' ', 0, 0) : a, b);
}

QString size_text(int width, int height) {
    return QStringLiteral("%1 × %2").arg(width).arg(height);
}

QString sampler_text(SamplerKind kind) {
    return QString::fromUtf8(sampler_info(kind).label);
}

QString spacing_text(Spacing spacing) {
    return spacing == Spacing::published ? Words::tr("The model's own") : QString::fromUtf8(schedule_info(spacing).label);
}

QString model_text(const std::string& model) {
    if (model.empty()) return Words::tr("Bundled model");
    const QString name = QFileInfo(QString::fromStdString(model)).fileName();
    return name.isEmpty() ? QString::fromStdString(model) : name;
}

namespace {

QString steps_text(const Progress& p) {
    return p.about ? Words::tr("about %1").arg(p.steps) : QString::number(p.steps);
}

}  // namespace

QString progress_text(const Progress& p) {
    QStringList parts;
    switch (p.stage) {
        case Stage::waiting:
            parts << Words::tr("Waiting");
            break;
        case Stage::loading:
            parts << Words::tr("Loading the model");
            break;
        case Stage::encoding:
            parts << Words::tr("Reading the prompt");
            break;
        case Stage::briefing:
            parts << Words::tr("Reading the prompt for the refiner");
            break;
        case Stage::starting:
            parts << Words::tr("Reading the start picture");
            break;
        case Stage::referencing:
            parts << Words::tr("Reading the reference pictures");
            break;
        case Stage::controlling:
            parts << Words::tr("Making the control pictures");
            break;
        case Stage::denoising:
            parts << Words::tr("Denoising, step %1 of %2").arg(p.step).arg(steps_text(p));
            break;
        case Stage::drafting:
            parts << Words::tr("Decoding the first picture");
            break;
        case Stage::rereading:
            parts << Words::tr("Reading the first picture");
            break;
        case Stage::refining:
            parts << Words::tr("Refining, step %1 of %2").arg(p.step).arg(steps_text(p));
            break;
        case Stage::detailing:
            parts << Words::tr("Painting details anew, step %1 of %2").arg(p.step).arg(steps_text(p));
            break;
        case Stage::hires_drafting:
            parts << Words::tr("Decoding the first picture");
            break;
        case Stage::hires_enlarging:
            parts << Words::tr("Enlarging the first picture");
            break;
        case Stage::hires_rereading:
            parts << Words::tr("Reading the first picture");
            break;
        case Stage::redrawing:
            parts << Words::tr("Drawing it larger, step %1 of %2").arg(p.step).arg(steps_text(p));
            break;
        case Stage::enlarging:
            parts << (p.steps > 1 ? Words::tr("Enlarging, tile %1 of %2").arg(p.step).arg(p.steps) : Words::tr("Enlarging"));
            break;
        case Stage::restoring:
            parts << Words::tr("Restoring faces");
            break;
        case Stage::finishing:
            parts << Words::tr("Finishing");
            break;
        case Stage::checking:
            parts << Words::tr("Looking whether it is for everybody");
            break;
        case Stage::decoding:
            parts << Words::tr("Decoding the picture");
            break;
        case Stage::saving:
            parts << Words::tr("Saving");
            break;
        case Stage::training:
            parts << (p.doing.empty() ? Words::tr("Training, step %1 of %2").arg(p.step).arg(p.steps) : Words::tr("Preparing to train"));
            break;
    }
    if (p.pictures > 1) parts << Words::tr("picture %1 of %2").arg(p.picture + 1).arg(p.pictures);
    return parts.join(dot);
}

QString seed_text(Seed seed) {
    return seed.is_open() ? Words::tr("random") : QString::fromStdString(seed.text());
}

QString settings_text(const Request& r, const QString& foreign_sampler) {
    QStringList parts;
    if (r.width > 0 && r.height > 0) parts << size_text(r.width, r.height);
    parts << Words::tr("%1 steps").arg(r.steps) << (foreign_sampler.isEmpty() ? sampler_text(r.sampler) : foreign_sampler)
          << Words::tr("guidance %1").arg(number_text(r.guidance));
    if (!r.seed.is_open()) parts << Words::tr("seed %1").arg(seed_text(r.seed));
    return parts.join(dot);
}

QString network_text(const std::string& model) {
    const QFileInfo file(QString::fromStdString(model));
    if (file.fileName().startsWith("diffusion_pytorch_model")) return QFileInfo(file.path()).fileName();
    const bool ends = has_weight_extension(model) || file.suffix().compare("onnx", Qt::CaseInsensitive) == 0;
    return ends ? file.completeBaseName() : file.fileName();
}

QString control_type_text(ControlType type) {
    switch (type) {
        case ControlType::none:
            return Words::tr("Ready map");
        case ControlType::canny:
            return Words::tr("Edges (Canny)");
        case ControlType::scribble:
            return Words::tr("Scribble");
        case ControlType::lineart:
            return Words::tr("Line art");
        case ControlType::softedge:
            return Words::tr("Soft edges");
        case ControlType::tile:
            return Words::tr("Tile");
        case ControlType::depth:
            return Words::tr("Depth");
        case ControlType::pose:
            return Words::tr("Pose");
        case ControlType::normal:
            return Words::tr("Normals");
        case ControlType::segmentation:
            return Words::tr("Segments");
    }
    return {};
}

QString control_text(const ControlUse& use) {
    if (!use.model.empty()) return network_text(use.model);
    return use.type == ControlType::none ? Words::tr("ControlNet") : control_type_text(use.type);
}

QString message_text(const std::string& message) {
    return engine_words(message).text;
}

}  // namespace imagelab
