#include "ui/models/pasted_settings.h"

#include "core/metadata/import.h"

namespace imagelab {
namespace {

constexpr qsizetype longest_text = 1 << 20;  // characters

bool has_negative_line(const QString& text) {
    const QString mark = QStringLiteral("Negative prompt: ");
    return text.startsWith(mark) || text.contains('\n' + mark);
}

}  // namespace

bool holds_settings(const QString& text) {
    if (text.size() > longest_text) return false;
    if (has_negative_line(text)) return true;
    return text.contains(QLatin1String("Steps: ")) && parse_a1111_text(text.toStdString()).find("Steps") != nullptr;
}

Restored with_pasted_settings(const Request& mine, const QString& text, const std::vector<ModelFile>& models) {
    const std::string words = text.toStdString();
    const A1111Fields fields = parse_a1111_text(words);
    if (!fields.settings.empty()) return with_settings_of(mine, import_a1111(words), models);
    Restored restored{mine, {}};
    if (!fields.prompt.empty()) restored.request.prompt = fields.prompt;
    restored.request.negative_prompt.reset();
    if (!fields.negative_prompt.empty()) restored.request.negative_prompt = fields.negative_prompt;
    return restored;
}

}  // namespace imagelab
