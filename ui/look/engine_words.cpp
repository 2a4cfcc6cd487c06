#include "ui/look/engine_words.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <span>
#include <vector>

#include "ui/look/fit_rules.h"
#include "ui/look/training_rules.h"

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
    {R"re(^(?:conditioning\.control_nets\S*: )?no ControlNet here has (\S+) in its name: .*$)re",
     QT_TRANSLATE_NOOP("engine",
                       "There is no ControlNet of this type (%1) here: choose one under Control, or add its folder to the library."),
     "library", show_models},
    {R"re(^(?:postprocessing\.detailers\S*: )?there is no detector here; put ONNX files into (.*), or name one by its path$)re",
     QT_TRANSLATE_NOOP("engine", "There is no detector here: put one that is an ONNX file into %1, or choose it under Detailers.")},
    {R"re(^postprocessing\.match_colours: there is no start picture whose colours could be taken; .*$)re",
     QT_TRANSLATE_NOOP("engine", "There is no start picture whose colours could be taken: choose one, or leave its colours."),
     "start_picture", QT_TRANSLATE_NOOP("engine", "Choose another picture")},
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
    {R"re(^the server answered (\d+) for (\S+): check the address$)re",
     QT_TRANSLATE_NOOP("engine", "The server refuses it (%1): check the address. %2")},
    {R"re(^(\S+): (?:the answer is no list of files|the answer is larger than 8 MiB)$)re",
     QT_TRANSLATE_NOOP("engine", "The server answered something else than was asked: check the address. %1")},
    {R"re(^(\S+): expected an address that begins with https://$)re",
     QT_TRANSLATE_NOOP("engine", "The address must begin with https://. %1")},
    {R"re(^(\S+): the server sends from one address to the next without end$)re",
     QT_TRANSLATE_NOOP("engine", "The server sends from one address to the next without end. %1")},
    {R"re(^(\S+) is no diffusers repository and holds no \.safetensors file)re",
     QT_TRANSLATE_NOOP("engine", "%1 holds no model that can be used: neither a diffusers folder nor a .safetensors file.")},
    {R"re(^(\S+) is no diffusers repository; name one of its files:)re",
     QT_TRANSLATE_NOOP("engine", "%1 holds several models: paste the address of one.")},
    {R"re(^"([^"]*)" is no SHA-256, which has 64 hex digits)re", QT_TRANSLATE_NOOP("engine", "%1 is no SHA-256, which has 64 digits.")},
    {R"re(^(.*) is there with other content \(SHA-256 .*\): move it away first$)re",
     QT_TRANSLATE_NOOP("engine", "%1 is there already and holds something else: move it away first.")},
    {R"re(^the disk of (.*) has (.*) free and the file needs (.*?): free some space, or choose another folder)re",
     QT_TRANSLATE_NOOP("engine", "The disk of %1 has %2 free and the file needs %3: make room, or choose another folder.")},
    {R"re(^what was begun in (.*) did not fit the server's file)re",
     QT_TRANSLATE_NOOP("engine", "What was begun of it is of another file than the server has: try again.")},
    {R"re(^could not write (.*): (.*)$)re", QT_TRANSLATE_NOOP("engine", "%1 could not be written: %2")},
    {R"re(^could not rename the finished (?:file|folder) to (.*): (.*)$)re",
     QT_TRANSLATE_NOOP("engine", "What was fetched could not be put at %1: %2")},
    {R"re(^cannot create the folder (.*): (.*)$)re", QT_TRANSLATE_NOOP("engine", "The folder %1 cannot be made: %2")},
    {R"re(^all jobs were run$)re", QT_TRANSLATE_NOOP("engine", "All jobs were run.")},
    {R"re(^the time was over$)re", QT_TRANSLATE_NOOP("engine", "The time was over.")},
    // What libcurl says of a line.
    {R"re(Could(?:n't| not) resolve (?:host|proxy) ?name)re",
     QT_TRANSLATE_NOOP("engine", "nobody knows its name; is this machine on line?")},
    {R"re(Could(?:n't| not) connect to server)re", QT_TRANSLATE_NOOP("engine", "it does not answer")},
    {R"re(Timeout was reached)re", QT_TRANSLATE_NOOP("engine", "it did not answer in time")},
    {R"re(SSL peer certificate or SSH remote key was not OK)re", QT_TRANSLATE_NOOP("engine", "its certificate is not valid")},
    {R"re(SSL connect error)re", QT_TRANSLATE_NOOP("engine", "no secure connection came about")},
    {R"re(Failure when receiving data from the peer|Failed sending data to the peer|Transferred a partial file|Server returned nothing \(no headers, no data\)|(?:Stream e|E)rror in the HTTP/?2 framing layer)re",
     QT_TRANSLATE_NOOP("engine", "the line broke")},
    {R"re(Problem with the SSL CA cert \(path\? access rights\?\))re",
     QT_TRANSLATE_NOOP("engine", "this machine has no certificates to check it with")},
    {R"re(Number of redirects hit maximum amount)re", QT_TRANSLATE_NOOP("engine", "it sends from one address to the next without end")},
    {R"re(URL using bad/illegal format or missing URL|URL rejected: [^)]*|Unsupported protocol)re",
     QT_TRANSLATE_NOOP("engine", "the address cannot be read")},
    {R"re(Weird server reply|Unrecognized or bad HTTP Content or Transfer-Encoding)re",
     QT_TRANSLATE_NOOP("engine", "it answers in no known way")},
    {R"re(; what is there stays in .*, so that another try goes on from there$)re",
     QT_TRANSLATE_NOOP("engine", ". What is there already stays: another try goes on from it.")},
    {R"re(^what was downloaded from (\S+) is not the file that was expected \(.*\): it was thrown away; try again$)re",
     QT_TRANSLATE_NOOP("engine", "What came from %1 is not the file that was expected, and was thrown away: try again.")},
    {R"re(^conditioning\.regions: has no prompt; allowed: what the part of the picture shows$)re",
     QT_TRANSLATE_NOOP("engine", "A region has no prompt yet: write what it shows, or remove it.")},
    {R"re(^hyperparameters\.nag_scale: guidance above 1 reads the negative prompt already; .*$)re",
     QT_TRANSLATE_NOOP("engine",
                       "NAG is for a guidance of 1: above it the negative prompt counts already. Set guidance to 1, or NAG to 0.")},
    {R"re(^hyperparameters\.deep_cache: .*; leave it out \(--deep-cache 1\)$)re",
     QT_TRANSLATE_NOOP("engine", "DeepCache cannot be used with this model, this sampler or a ControlNet: set it to 1.")},
    {R"re(^scheduler\.sigmas: (\S+) steps over evenly spaced timesteps; .*$)re",
     QT_TRANSLATE_NOOP("engine", "The sampler %1 has timesteps of its own: choose a schedule, or another sampler.")},
    {R"re(^it has no schedule (\S+)$)re", QT_TRANSLATE_NOOP("engine", "it has no schedule %1")},
    {R"re(^it has no (.+)$)re", QT_TRANSLATE_NOOP("engine", "it has no %1")},
    {R"re(: the file is empty; is it still downloading\?)re",
     QT_TRANSLATE_NOOP("engine", ": the file is empty. Is it still being downloaded?"), "library", show_models},
};

// Why another program's picture comes out otherwise (core/request/replay.h), whole clauses.
constexpr const char* replay_reasons[] = {
    QT_TRANSLATE_NOOP("engine", "it takes no noise levels from outside"),
    QT_TRANSLATE_NOOP("engine", "it draws a batch at once: noise source comfy"),
    QT_TRANSLATE_NOOP("engine", "it draws each picture by itself: noise source nv or cpu"),
    QT_TRANSLATE_NOOP("engine", "a GPU of another maker than NVIDIA draws other numbers"),
    QT_TRANSLATE_NOOP("engine", "a prompt of more than 75 tokens is cut where A1111 cuts it"),
    QT_TRANSLATE_NOOP("engine", "the encoder's own noise is drawn from a generator that no file names"),
    QT_TRANSLATE_NOOP("engine", "what an inpainting model keeps is blended in as diffusers does"),
    QT_TRANSLATE_NOOP("engine", "it makes whole pictures: other nodes cut a part out and put it back"),
    QT_TRANSLATE_NOOP("engine", "it starts from the original or grey"),
    QT_TRANSLATE_NOOP("engine", "its soft inpainting is another formula"),
    QT_TRANSLATE_NOOP("engine", "it starts from no grey"),
    QT_TRANSLATE_NOOP("engine", "it judges the error of a batch together, and here each picture has its own steps"),
    QT_TRANSLATE_NOOP("engine", "its newer versions put noise of their own on what is kept"),
    QT_TRANSLATE_NOOP("engine", "it fills what is new with grey"),
    QT_TRANSLATE_NOOP("engine", "its scripts fill and blend what is new otherwise"),
    QT_TRANSLATE_NOOP("engine", "it enlarges to pixels that are no whole latents, and cuts them after that"),
    QT_TRANSLATE_NOOP("engine", "its second sampler has a seed of its own, which is here the picture's"),
    QT_TRANSLATE_NOOP("engine", "its highest noise level is another than diffusers'"),
    QT_TRANSLATE_NOOP("engine", "the refiner takes over by noise level, as diffusers has it"),
    QT_TRANSLATE_NOOP("engine", "the refiner takes over by noise level, as diffusers has it, and in the first pass, not in the hires pass"),
    QT_TRANSLATE_NOOP("engine", "it judges the error of a batch together, and here each picture has its own steps"),
    QT_TRANSLATE_NOOP("engine", "its annotators draw other control pictures"),
    QT_TRANSLATE_NOOP("engine", "its LCM scales what the model says by timesteps of its own"),
};

struct Known {
    EngineRule rule;
    QRegularExpression pattern;
};

const std::vector<Known>& known_rules() {
    static const std::vector<Known> made = [] {
        std::vector<Known> all;
        for (const std::span<const EngineRule> rules : {std::span<const EngineRule>(general_rules), fit_rules(), training_rules()})
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
    for (const char* reason : replay_reasons)
        if (message == reason) words.text = told(reason);
    // Options, and advice for the terminal that no rule knows.
    static const QRegularExpression options(QStringLiteral(" ?\\(--[a-z-]+\\)"));
    static const QRegularExpression advice(QStringLiteral("[;,:(]? ?[^;,:(`]*`imagelab [^`]*`[^;.)]*\\)?"));
    words.text.remove(options).remove(advice);
    words.text.replace(0, 1, words.text.left(1).toUpper());
    return words;
}

}  // namespace imagelab
