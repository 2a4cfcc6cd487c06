#include "ui/look/engine_words.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <span>
#include <vector>

#include "ui/look/fit_rules.h"

namespace imagelab {
namespace {

constexpr const char* show_models = QT_TRANSLATE_NOOP("engine", "Show the models");
constexpr const char* choose_folder = QT_TRANSLATE_NOOP("engine", "Choose another folder");

constexpr EngineRule general_rules[] = {
    {R"re(^device: there is no (\S+) here; `imagelab devices` lists what there is)re",
     QT_TRANSLATE_NOOP("engine", "There is no device %1 on this machine."), "show_devices",
     QT_TRANSLATE_NOOP("engine", "Show the devices")},
    {R"re(none of the devices for the night is here; `imagelab devices` lists what there is)re",
     QT_TRANSLATE_NOOP("engine", "None of the devices for the night is on this machine."), "show_devices",
     QT_TRANSLATE_NOOP("engine", "Show the devices")},
    {R"re(there is no model "([^"]*)" here: get it with `imagelab models get [^`]*` \(([^)]*)\))re",
     QT_TRANSLATE_NOOP("engine", "The model %1 is not on this machine. It can be fetched from %2."), "library",
     QT_TRANSLATE_NOOP("engine", "Get the model")},
    {R"re(there is no model "([^"]*)" here; `imagelab models list` shows what there is)re",
     QT_TRANSLATE_NOOP("engine", "The model %1 is not on this machine."), "library", show_models},
    {R"re(there is no model "([^"]*)" here; did you mean: (.*)$)re",
     QT_TRANSLATE_NOOP("engine", "The model %1 is not on this machine. Did you mean %2?"), "library", show_models},
    {R"re(^conditioning\.references: there is no adapter for reference pictures \(IP-Adapter\) here: .*$)re",
     QT_TRANSLATE_NOOP("engine", "There is no IP-Adapter for SDXL here: choose one under Reference, or add its folder to the library."),
     "library", show_models},
    {R"re(; its authors publish PixArt as a diffusers folder, too: `imagelab models get [^`]*`)re",
     QT_TRANSLATE_NOOP("engine", ". Its authors publish PixArt as a diffusers folder, too."), "library",
     QT_TRANSLATE_NOOP("engine", "Get the model")},
    {R"re(\.? \(step (\d+) of its newest picture is kept: `imagelab queue retry \d+` goes on there\))re",
     QT_TRANSLATE_NOOP("engine", ". Step %1 of its newest picture is kept."), "retry", QT_TRANSLATE_NOOP("engine", "Go on at that step")},
    {R"re(^there is no job \d+; `imagelab queue list --all` lists them)re",
     QT_TRANSLATE_NOOP("engine", "This job is not in the queue any more.")},
    {R"re(^the gallery's index(?: could not be searched)?: (.*); `imagelab gallery rebuild` makes it anew(?: from the pictures)?)re",
     QT_TRANSLATE_NOOP("engine", "The gallery's index cannot be read (%1). Make it anew: ratings and tags stay.")},
    {R"re(^(?:init_image: )?could not read the picture (.*): there is no such file$)re",
     QT_TRANSLATE_NOOP("engine", "The picture %1 is not there any more: was it moved or deleted?"), "start_picture",
     QT_TRANSLATE_NOOP("engine", "Choose another picture")},
    {R"re(^(?:model: )?(\S[^:]*): there is no such file or folder$)re",
     QT_TRANSLATE_NOOP("engine", "%1 is not there: was it moved or deleted?"), "library", show_models},
    {R"re(^(?:init_image: )?could not read the picture (.*): no known format$)re",
     QT_TRANSLATE_NOOP("engine", "%1 is no picture that can be read.")},
    {R"re(^cannot create the output folder (.*?): (.*?)(?:; choose another output folder)?(?: \(--output\))?$)re",
     QT_TRANSLATE_NOOP("engine", "The output folder %1 cannot be made: %2."), "choose_folder", choose_folder},
    {R"re(^cannot write into the output folder (.*?): (.*?)(?:; choose another output folder)?(?: \(--output\))?$)re",
     QT_TRANSLATE_NOOP("engine", "Nothing can be written into the output folder %1: %2."), "choose_folder", choose_folder},
    {R"re(^the disk of (.*) has (.*) free and the pictures may need (.*?): free some space or choose another output folder)re",
     QT_TRANSLATE_NOOP("engine", "The disk of %1 has %2 free and the pictures may need %3: make room or choose another folder."),
     "choose_folder", choose_folder},
    {R"re(^out of memory: choose a smaller size, or close other programs)re",
     QT_TRANSLATE_NOOP("engine", "There is too little memory: choose a smaller size, or close other programs.")},
    {R"re(^width, height: must be multiples of (\d+) for this model)re",
     QT_TRANSLATE_NOOP("engine", "Width and height must be multiples of %1 for this model.")},
    {R"re(^(.*) is made for few steps \((.*)\): (\d+) steps with guidance (\S+) give burnt pictures; try (\d+) steps, guidance (\S+), sampler (.*)$)re",
     QT_TRANSLATE_NOOP("engine",
                       "%1 is made for few steps (%2): %3 steps with guidance %4 give burnt pictures. Try %5 steps, guidance %6 and the "
                       "sampler %7.")},
    {R"re(^"([^"]*)" is no model this program knows \(.*\), no ORG/NAME and no https:// address$)re",
     QT_TRANSLATE_NOOP("engine", "%1 is no known model, no ORG/NAME and no https:// address.")},
    {R"re(^the server answered (\d+) for (\S+): it wants a permission; accept .*$)re",
     QT_TRANSLATE_NOOP("engine",
                       "The server wants a permission (%1): agree to the licence on the model's page, and set HF_TOKEN to your key.")},
    {R"re(^the server answered (\d+) for (\S+): there is no such file; check the address$)re",
     QT_TRANSLATE_NOOP("engine", "There is no such file (%1): check the address. %2")},
    {R"re(^the server answered (\d+) for (\S+): (?:too many requests; try again later|the server has trouble; try again later)$)re",
     QT_TRANSLATE_NOOP("engine", "The server has no time or has trouble (%1): try again later.")},
    {R"re(^could not reach (\S+): ([^;]*))re", QT_TRANSLATE_NOOP("engine", "The server could not be reached (%2). %1")},
    {R"re(^the download of (\S+) broke off: ([^;]*))re", QT_TRANSLATE_NOOP("engine", "The download broke off (%2)")},
    {R"re(^the download of (\S+) ended early)re", QT_TRANSLATE_NOOP("engine", "The download ended early")},
    {R"re(; what is there stays in .*, so that another try goes on from there$)re",
     QT_TRANSLATE_NOOP("engine", ". What is there already stays: another try goes on from it.")},
    {R"re(^what was downloaded from (\S+) is not the file that was expected \(.*\): it was thrown away; try again$)re",
     QT_TRANSLATE_NOOP("engine", "What came from %1 is not the file that was expected, and was thrown away: try again.")},
    {R"re(^conditioning\.regions: has no prompt; allowed: what the part of the picture shows$)re",
     QT_TRANSLATE_NOOP("engine", "A region has no prompt yet: write what it shows, or remove it.")},
    {R"re(^hyperparameters\.nag_scale: guidance above 1 reads the negative prompt already; .*$)re",
     QT_TRANSLATE_NOOP("engine",
                       "NAG is for a guidance of 1: above it the negative prompt counts already. Set guidance to 1, or NAG to 0.")},
    {R"re(^scheduler\.sigmas: (\S+) steps over evenly spaced timesteps; .*$)re",
     QT_TRANSLATE_NOOP("engine", "The sampler %1 has timesteps of its own: choose a schedule, or another sampler.")},
    {R"re(: the file is empty; is it still downloading\?)re",
     QT_TRANSLATE_NOOP("engine", ": the file is empty. Is it still being downloaded?"), "library", show_models},
};

struct Known {
    EngineRule rule;
    QRegularExpression pattern;
};

const std::vector<Known>& known_rules() {
    static const std::vector<Known> made = [] {
        std::vector<Known> all;
        for (const std::span<const EngineRule> rules : {std::span<const EngineRule>(general_rules), fit_rules()})
            for (const EngineRule& rule : rules) all.push_back({rule, QRegularExpression(QString::fromUtf8(rule.pattern))});
        return all;
    }();
    return made;
}

QString told(const char* text) {
    return *text ? QCoreApplication::translate("engine", text) : QString();
}

}  // namespace

EngineWords engine_words(const std::string& message) {
    EngineWords words{QString::fromStdString(message), {}, {}};
    for (const auto& [rule, pattern] : known_rules()) {
        const QRegularExpressionMatch match = pattern.match(words.text);
        if (!match.hasMatch()) continue;
        QString text = told(rule.text);
        for (int capture = match.lastCapturedIndex(); capture > 0; --capture)
            text.replace('%' + QString::number(capture), match.captured(capture));
        words.text.replace(match.capturedStart(), match.capturedLength(), text);
        if (words.command.isEmpty()) words.command = QString::fromUtf8(rule.command), words.button = told(rule.button);
    }
    // Options, and advice for the terminal that no rule knows.
    static const QRegularExpression options(QStringLiteral(" ?\\(--[a-z-]+\\)"));
    static const QRegularExpression advice(QStringLiteral("[;,:(]? ?[^;,:(`]*`imagelab [^`]*`[^;.)]*\\)?"));
    words.text.remove(options).remove(advice);
    words.text.replace(0, 1, words.text.left(1).toUpper());
    return words;
}

}  // namespace imagelab
