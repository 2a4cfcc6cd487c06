#include "ui/models/lora_facts.h"

#include <algorithm>

#include "core/adapters/adapter_file.h"
#include "core/base/paths.h"
#include "core/library/model_card.h"
#include "core/library/model_library.h"

namespace imagelab {
namespace {

constexpr size_t most_triggers = 8;

QString ranks_text(const std::set<int64_t>& ranks) {
    if (ranks.empty() || *ranks.rbegin() == 0) return {};
    const int64_t least = *ranks.begin(), most = *ranks.rbegin();
    return least == most ? QStringLiteral("rank %1").arg(most) : QStringLiteral("rank %1 to %2").arg(least).arg(most);
}

}  // namespace

LoraFacts read_lora_facts(const std::string& name, const ModelFiles* base) {
    LoraFacts facts;
    try {
        const auto path = lora_path(name, data_dir());
        const auto file = path ? AdapterFile::open(*path) : Result<std::shared_ptr<const AdapterFile>>(Failure{path.error()});
        if (!file) {
            facts.problem = QString::fromStdString(file.error());
            return facts;
        }
        const AdapterFacts& known = (*file)->facts();
        facts.path = QString::fromStdString(path->string());
        if (base) facts.fit = lora_fit(**file, *base);
        const ModelCard card = read_model_card(inspect_model(*path), ModelNotes::load(data_dir()));
        QStringList parts;
        for (const QString& part : {QString::fromStdString(known.kinds), ranks_text(known.ranks), QString::fromStdString(card.base_model)})
            if (!part.isEmpty()) parts << part;
        facts.decomposed = known.kinds.find("DoRA") != std::string::npos;
        facts.detail = parts.join(QStringLiteral(" · "));
        for (const std::string& word : card.trigger_words) facts.triggers << QString::fromStdString(word);
        for (const auto& [tag, count] : known.tags) facts.triggers << QString::fromStdString(tag);
        facts.triggers.removeDuplicates();
        facts.triggers = facts.triggers.mid(0, most_triggers);
    } catch (const std::exception& error) {
        facts.problem = QString::fromUtf8(error.what());
    }
    return facts;
}

}  // namespace imagelab
