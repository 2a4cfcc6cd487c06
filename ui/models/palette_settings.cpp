#include "ui/models/palette_settings.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/request/fields.h"
#include "core/samplers/sampler_info.h"
#include "ui/look/glossary.h"
#include "ui/look/wording.h"
#include "ui/models/shown_fields.h"

namespace imagelab {
namespace {

struct PaletteSettingsWords {
    Q_DECLARE_TR_FUNCTIONS(palette_settings)
};
using Apply = std::function<void(const Request&, const QString& step)>;

// Letters and digits alone, lower case: "CFG scale" -> "cfgscale".
QString plain_word(QString text) {
    static const QRegularExpression other(QStringLiteral("[^\\p{L}\\p{N}]"));
    return text.toLower().remove(other);
}

// Fields whose name people know by a term of the glossary.
struct Named {
    const char* path;
    Term term;
};
constexpr Named named[] = {{"scheduler.steps", Term::steps},
                           {"hyperparameters.guidance_scale", Term::guidance},
                           {"scheduler.type", Term::sampler},
                           {"scheduler.spacing", Term::schedule},
                           {"hyperparameters.seed", Term::seed},
                           {"hyperparameters.batch_size", Term::batch},
                           {"conditioning.img2img_strength", Term::strength},
                           {"conditioning.init_fit", Term::fit},
                           {"output.format", Term::format},
                           {"output.quality", Term::quality},
                           {"performance.threads", Term::threads},
                           {"performance.device", Term::device}};

QString title_of(const RequestField& field) {
    for (const Named& one : named)
        if (field.path == one.path) return term_name(one.term);
    return QString::fromStdString(field.path).section('.', 1).replace('.', ' ').replace('_', ' ');
}

enum class Called { no, by_its_beginning, by_its_name };

Called called(const RequestField& field, const QString& name) {
    const QString options[] = {title_of(field), QString::fromStdString(field.path).section('.', 1), QString::fromStdString(field.option),
                               QString::fromStdString(field.a1111), QString::fromStdString(field.axis)};
    auto best = Called::no;
    for (const QString& each : options) {
        if (plain_word(each).startsWith(name))
            best = std::max(best, plain_word(each) == name ? Called::by_its_name : Called::by_its_beginning);
    }
    return best;
}

QString value_text(const RequestField& field, const Request& r) {
    if (const QString word = shown_word(field, r); !word.isEmpty()) return word;
    const nlohmann::json value = field.write(r);
    if (value.is_number_float()) return number_text(value.get<double>(), 4);
    return value.is_null() ? PaletteSettingsWords::tr("as usual")
                           : QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

PaletteEntry entry(const RequestField& field, const Request& mine, const Request& next, const Apply& apply) {
    const QString name = title_of(field), value = value_text(field, next);
    return {PaletteEntry::Kind::command,
            PaletteSettingsWords::tr("Set %1 to %2").arg(name, value),
            PaletteSettingsWords::tr("Now: %1").arg(value_text(field, mine)),
            {},
            {},
            [next, name, apply] { apply(next, name.toLower()); }};
}

// The words of a choice that `value` is the beginning or a part of; a number with the language's decimal mark as the engine reads it.
std::vector<std::string> words_for(const RequestField& field, const QString& value) {
    static const QRegularExpression decimal(QStringLiteral("^(-?\\d+),(\\d+)$"));
    if (field.choices.empty()) return {QString(value).replace(decimal, QStringLiteral("\\1.\\2")).toStdString()};
    std::vector<std::string> begin, within;
    for (const RequestField::Choice& choice : field.choices) {
        const SamplerInfo* sampler = field.path == "scheduler.type" ? sampler_named(choice.option) : nullptr;
        const QString text = plain_word(QString::fromStdString(choice.option)) + '\n' + plain_word(QString::fromStdString(choice.json)) +
                             '\n' + (sampler ? plain_word(QString::fromUtf8(sampler->label)) : QString());
        const QString wanted = plain_word(value);
        if (text.startsWith(wanted) || text.contains('\n' + wanted)) {
            begin.push_back(choice.option);
        } else if (text.contains(wanted)) {
            within.push_back(choice.option);
        }
    }
    begin.insert(begin.end(), within.begin(), within.end());
    return begin;
}

void add_of_field(std::vector<PaletteEntry>& entries, const RequestField& field, const Request& mine, const QString& value,
                  const Apply& apply) {
    for (const std::string& word : words_for(field, value)) {
        Request next = mine;
        const auto set = set_field(next, field, word);
        if (set) {
            entries.push_back(entry(field, mine, next, apply));
        } else {
            entries.push_back({PaletteEntry::Kind::command,
                               PaletteSettingsWords::tr("%1 cannot be %2").arg(title_of(field), value),
                               PaletteSettingsWords::tr("Allowed: %1").arg(QString::fromStdString(field.allowed)),
                               {},
                               {},
                               {},
                               false});
        }
    }
}

// "1024", "768x512", "768 512": both sides at once.
std::optional<PaletteEntry> size_entry(const Request& mine, const QString& name, const QString& value, const Apply& apply) {
    static const QRegularExpression sides(QStringLiteral("^(\\d{2,5})(?:\\s*[x×* ]\\s*(\\d{2,5}))?$"));
    const QRegularExpressionMatch match = sides.match(value);
    if (!plain_word(term_name(Term::size)).startsWith(name) && !QStringLiteral("size").startsWith(name)) return std::nullopt;
    if (!match.hasMatch()) return std::nullopt;
    const QString wide = match.captured(1), high = match.captured(2).isEmpty() ? wide : match.captured(2);
    Request next = mine;
    const auto set_wide = set_field(next, request_field("hyperparameters.width"), wide.toStdString());
    const auto set_high = set_field(next, request_field("hyperparameters.height"), high.toStdString());
    if (!set_wide || !set_high)
        return PaletteEntry{
            PaletteEntry::Kind::command,
            PaletteSettingsWords::tr("%1 cannot be %2").arg(term_name(Term::size), value),
            PaletteSettingsWords::tr("Allowed: %1").arg(QString::fromStdString(request_field("hyperparameters.width").allowed)),
            {},
            {},
            {},
            false};
    const QString now = mine.width > 0 ? size_text(mine.width, mine.height) : PaletteSettingsWords::tr("the model's own");
    return PaletteEntry{PaletteEntry::Kind::command,
                        PaletteSettingsWords::tr("Set %1 to %2").arg(term_name(Term::size), size_text(next.width, next.height)),
                        PaletteSettingsWords::tr("Now: %1").arg(now),
                        {},
                        {},
                        [next, apply] { apply(next, term_name(Term::size).toLower()); }};
}

}  // namespace

std::vector<PaletteEntry> setting_entries(const Request& mine, const QString& typed, const Apply& apply) {
    const QString text = typed.simplified();
    std::vector<PaletteEntry> cannot;
    // A name of up to two words, then the value.
    for (int words = 1; words <= 2; ++words) {
        const QString name = plain_word(text.section(' ', 0, words - 1)), value = text.section(' ', words);
        if (name.size() < 3 || value.isEmpty()) continue;
        std::vector<PaletteEntry> entries;
        if (const auto size = size_entry(mine, name, value, apply)) entries.push_back(*size);
        for (const Called how : {Called::by_its_name, Called::by_its_beginning}) {
            for (const RequestField& field : request_fields()) {
                const bool settable = field.copy && !field.option.empty() && field.flag_value.is_null() &&
                                      field.type != RequestField::Type::text && field.type != RequestField::Type::list;
                if (settable && called(field, name) == how) add_of_field(entries, field, mine, value, apply);
            }
        }
        if (std::any_of(entries.begin(), entries.end(), [](const PaletteEntry& each) { return each.enabled; })) return entries;
        if (cannot.empty()) cannot = std::move(entries);
    }
    return cannot;
}

}  // namespace imagelab
