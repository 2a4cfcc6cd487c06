#include "ui/wording.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QStringList>
#include <cmath>

namespace imagelab {
namespace {

QString words(const char* text) {
    return QCoreApplication::translate("wording", text);
}
const QString dot = QStringLiteral(" · ");

}  // namespace

QString duration_text(double seconds) {
    if (seconds < 9.95) return words("%1 s").arg(std::max(0.0, seconds), 0, 'f', 1);
    const auto whole = static_cast<int64_t>(std::llround(seconds));
    if (whole < 90) return words("%1 s").arg(whole);
    if (whole < 3600) return words("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return words("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString time_left_text(double seconds) {
    if (seconds < 1) return words("a moment left");
    const QString whole = seconds < 10 ? words("%1 s").arg(std::ceil(seconds)) : duration_text(seconds);
    return words("%1 left").arg(whole);
}

QString bytes_text(int64_t bytes) {
    const double mib = static_cast<double>(bytes) / (1 << 20);
    if (mib < 1000) return words("%1 MiB").arg(mib, 0, 'f', 0);
    return words("%1 GiB").arg(mib / 1024, 0, 'f', 1);
}

QString share_text(int64_t part, int64_t whole) {
    const QString a = bytes_text(part), b = bytes_text(whole);
    return words("%1 of %2").arg(a.section(' ', 1) == b.section(' ', 1) ? a.section(' ', 0, 0) : a, b);
}

QString size_text(int width, int height) {
    return QStringLiteral("%1 × %2").arg(width).arg(height);
}

QString sampler_text(SamplerKind kind) {
    switch (kind) {
        case SamplerKind::euler:
            return words("Euler");
        case SamplerKind::euler_ancestral:
            return words("Euler ancestral");
        case SamplerKind::ddim:
            return words("DDIM");
        case SamplerKind::dpmpp_2m:
            return words("DPM++ 2M");
        case SamplerKind::unipc:
            return words("UniPC");
    }
    return {};
}

QString spacing_text(Spacing spacing) {
    return spacing == Spacing::karras ? words("Karras") : words("The model's own");
}

QString model_text(const std::string& model) {
    if (model.empty()) return words("Bundled model");
    const QString name = QFileInfo(QString::fromStdString(model)).fileName();
    return name.isEmpty() ? QString::fromStdString(model) : name;
}

QString progress_text(const Progress& p) {
    QStringList parts;
    switch (p.stage) {
        case Stage::waiting:
            parts << words("Waiting");
            break;
        case Stage::loading:
            parts << words("Loading the model");
            break;
        case Stage::encoding:
            parts << words("Reading the prompt");
            break;
        case Stage::denoising:
            parts << words("Denoising, step %1 of %2").arg(p.step).arg(p.steps);
            break;
        case Stage::decoding:
            parts << words("Decoding the picture");
            break;
        case Stage::saving:
            parts << words("Saving");
            break;
    }
    if (p.pictures > 1) parts << words("picture %1 of %2").arg(p.picture + 1).arg(p.pictures);
    return parts.join(dot);
}

QString settings_text(const Request& r) {
    QStringList parts;
    if (r.width > 0 && r.height > 0) parts << size_text(r.width, r.height);
    parts << words("%1 steps").arg(r.steps) << sampler_text(r.sampler) << words("guidance %1").arg(r.guidance);
    if (r.seed >= 0) parts << words("seed %1").arg(r.seed);
    return parts.join(dot);
}

QString details_text(const Request& r) {
    QStringList lines;
    lines << words("Prompt: %1").arg(QString::fromStdString(r.prompt));
    if (r.negative_prompt) lines << words("Negative prompt: %1").arg(QString::fromStdString(*r.negative_prompt));
    lines << words("Model: %1").arg(model_text(r.model));
    lines << words("Size: %1").arg(r.width > 0 ? size_text(r.width, r.height) : words("the model's own"));
    lines << words("Steps: %1, sampler: %2, schedule: %3").arg(r.steps).arg(sampler_text(r.sampler), spacing_text(r.spacing));
    lines << words("Guidance: %1").arg(r.guidance);
    lines << words("Seed: %1").arg(r.seed >= 0 ? QString::number(r.seed) : words("random"));
    if (!r.init_image.empty()) lines << words("Start picture: %1, strength %2").arg(QString::fromStdString(r.init_image)).arg(r.strength);
    lines << words("Device: %1").arg(QString::fromStdString(r.device));
    return lines.join('\n');
}

}  // namespace imagelab
