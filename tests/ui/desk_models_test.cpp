#if __has_include(<QApplication>)
#include <gtest/gtest.h>

#include <QFile>
#include <QSettings>
#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <map>
#include <mutex>

#include "core/families/prompt_weights.h"
#include "core/request/fields.h"
#include "core/weights/safetensors.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"
#include "tests/support/window_fixture.h"
#include "ui/look/ui_scale.h"
#include "ui/models/download_list.h"
#include "ui/models/example_prompts.h"
#include "ui/models/model_facts.h"
#include "ui/models/palette_model.h"
#include "ui/models/profile_model.h"
#include "ui/models/request_document.h"
#include "ui/models/saved_prompts.h"
#include "ui/models/sigma_curve.h"
#include "ui/models/weigh_words.h"

namespace imagelab::test {
namespace {

// "|" marks the selection's ends, or the cursor.
std::string weighed(const QString& marked, int steps) {
    QString text = marked;
    const auto begin = text.indexOf('|');
    text.remove(begin, 1);
    auto end = text.indexOf('|');
    if (end >= 0)
        text.remove(end, 1);
    else
        end = begin;
    Weighed out = weigh_words(text, static_cast<int>(begin), static_cast<int>(end), steps);
    out.text.insert(out.end, '|');
    if (out.begin != out.end) out.text.insert(out.begin, '|');
    return out.text.toStdString();
}

TEST(WeighWords, AsTheKeysOfA1111) {
    EXPECT_EQ(weighed("a red| apple", 1), "a (|red|:1.1) apple");
    EXPECT_EQ(weighed("a |red apple| here", 1), "a (|red apple|:1.1) here");
    EXPECT_EQ(weighed("a (|red|:1.1) apple", 1), "a (|red|:1.2) apple");
    EXPECT_EQ(weighed("a (re|d:1.1) apple", -1), "a |red| apple") << "a weight of 1 needs no brackets";
    EXPECT_EQ(weighed("a (red|) apple", 1), "a (|red|:1.2) apple") << "plain brackets weigh 1.1";
    EXPECT_EQ(weighed("a |(red:1.5)| apple", -2), "a (|red|:1.3) apple");
    EXPECT_EQ(weighed("a |red  |apple", -1), "a (|red|:0.9)  apple");
    EXPECT_EQ(weighed("(red:2|)", 1), "(|red|:2)") << "no further than 2";
    EXPECT_EQ(weighed("(red:0.1|)", -1), "(|red|:0.1)");
    EXPECT_EQ(weighed(", |", 1), ", |") << "nothing to weigh";
    EXPECT_EQ(weighed("|", 1), "|");
    EXPECT_EQ(weighed("\\(re|d\\)", 1), "\\((|red|:1.1)\\)") << "escaped brackets are text";
    EXPECT_EQ(weighed("(a |b| c:1.2)", 1), "(a (|b|:1.1) c:1.2)") << "a part of what is weighed";
}

TEST(WeighWords, TheEngineReadsWhatTheKeysWrite) {
    QString text = "a red apple";
    for (int i = 0; i < 3; ++i) {
        const Weighed next = weigh_words(text, 4, 4, 1);
        text = next.text;
    }
    const auto parts = parse_prompt_weights(text.toStdString());
    ASSERT_EQ(parts.size(), 3u);
    EXPECT_EQ(parts[1].text, "red");
    EXPECT_DOUBLE_EQ(parts[1].weight, 1.3);
}

TEST(ModelFactsTest, TheBundledModelIsRead) {
    application();
    const ModelFacts facts = read_model_facts("");
    EXPECT_EQ(facts.problem.toStdString(), "");
    EXPECT_EQ(facts.reader.tokens, 77);
    EXPECT_GE(facts.own_side, 64);
    const PromptLength one = prompt_length(facts, "apple", true);
    EXPECT_EQ(one.used, 1) << "one word; begin and end are not counted";
    EXPECT_EQ(one.limit, 75);
    EXPECT_TRUE(one.chunks.empty());
    EXPECT_EQ(one.cut, "");
    std::string many;
    for (int i = 0; i < 90; ++i) many += "cat ";
    const PromptLength two = prompt_length(facts, many + "zebra", true);
    EXPECT_EQ(two.limit, 150) << "two chunks";
    ASSERT_EQ(two.chunks.size(), 2u);
    EXPECT_EQ(two.chunks[0], 75);
    EXPECT_EQ(two.used, two.chunks[0] + two.chunks[1]);
    EXPECT_EQ(two.starts, std::vector<qsizetype>{75 * 4}) << "a token a word";
    const PromptLength comma = prompt_length(facts, many.substr(0, 70 * 4) + "cat, " + many + "zebra", true);
    ASSERT_GE(comma.starts.size(), 1u);
    EXPECT_EQ(comma.starts[0], 70 * 4 + 5) << "a chunk ends at a comma that lies near its end";
    EXPECT_EQ(prompt_length(facts, "cat BREAK cat", true).starts, std::vector<qsizetype>{10});
    EXPECT_EQ(starts_in("a cat", "ink, a cat, on paper", {5, 7, 12}), std::vector<qsizetype>{2}) << "the styles' words have none";
    EXPECT_EQ(two.cut, "");
    // Vectors of a textual inversion of the library are as many tokens.
    const TempFolder data;
    std::filesystem::create_directories(data / "models" / "embeddings");
    const std::vector<float> values(5 * 64, 0.1f);
    write_safetensors(data / "models" / "embeddings" / "wash.safetensors",
                      {{"clip_l", {DType::f32, {5, 64}, reinterpret_cast<const std::byte*>(values.data())}}});
    const QByteArray before = qgetenv("IMAGELAB_DATA");
    qputenv("IMAGELAB_DATA", QByteArray::fromStdString(data.path().string()));
    const ModelFacts with = read_model_facts(facts.model);
    qputenv("IMAGELAB_DATA", before);
    EXPECT_EQ(prompt_length(with, "apple wash", true).used, 6);
    EXPECT_EQ(prompt_length(with, "apple (embedding:wash:1.2)", true).used, 6);
    EXPECT_EQ(prompt_length(with, many.substr(0, 70 * 4) + "cat, wash", true).chunks, (std::vector<int>{72, 5})) << "kept together";

    EXPECT_EQ(prompt_length(facts, "(apple:1.3)", true).used, 1) << "brackets that weigh take no room";
    EXPECT_GT(prompt_length(facts, "(apple:1.3)", false).used, 1);
    EXPECT_NE(read_model_facts("/nowhere.safetensors").problem, "");
}

TEST(SigmaCurveTest, FallsToZeroAndStartsWhereTheStrengthSays) {
    Request r;
    r.steps = 20;
    const SigmaCurve whole = sigma_curve(r, {});
    ASSERT_EQ(whole.sigmas.size(), 21u);
    EXPECT_EQ(whole.sigmas.back(), 0);
    EXPECT_TRUE(std::is_sorted(whole.sigmas.rbegin(), whole.sigmas.rend()));
    EXPECT_EQ(whole.first_step, 0);
    r.init_image = "/x.png", r.strength = 0.5;
    EXPECT_EQ(sigma_curve(r, {}).first_step, 10);
    r.steps = 2000;
    EXPECT_NE(sigma_curve(r, {}).problem, "");
    NoiseScheduleConfig sample;
    sample.prediction = NoiseScheduleConfig::Prediction::sample;
    EXPECT_NE(sampler_problem(SamplerKind::euler_ancestral, sample), "");
    EXPECT_EQ(sampler_problem(SamplerKind::euler, sample), "");
}

TEST(PaletteScore, TheBestAnswerIsFirst) {
    const auto entry = [](const char* title, const char* detail = "") {
        PaletteEntry e;
        e.title = title, e.detail = detail;
        return e;
    };
    EXPECT_GT(palette_score(entry("Generate"), "gen"), palette_score(entry("Regenerate"), "gen"));
    EXPECT_GT(palette_score(entry("Seed"), "seed"), palette_score(entry("Guidance", "not a seed"), "seed"));
    EXPECT_EQ(palette_score(entry("Seed"), "seed xyz"), 0) << "every word must be found";
    EXPECT_GT(palette_score(entry("Größe ändern"), "grosse andern") + palette_score(entry("Größe ändern"), "große andern"), 0);
    EXPECT_GT(palette_score(entry("Roll the seed"), "seed roll"), 0) << "in any order";

    PaletteEntry term = entry("Seed", "Which noise the picture starts from");
    term.kind = PaletteEntry::Kind::term;
    EXPECT_GT(palette_score(entry("Roll the seed"), "seed"), palette_score(term, "seed")) << "what does something comes first";
    EXPECT_GT(palette_score(term, "seed"), palette_score(entry("Guidance", "not a seed"), "seed"));
    EXPECT_GT(palette_score(term, "noise"), 0);

    PaletteModel model;
    int ran = 0;
    PaletteEntry first = entry("Roll the seed"), second = entry("Lock the seed");
    first.run = [&] { ran = 1; };
    second.run = [&] { ran = 2; };
    second.enabled = false;
    model.set_entries({second, first});
    model.filter("seed");
    ASSERT_EQ(model.rowCount(), 2);
    model.filter("roll");
    ASSERT_EQ(model.rowCount(), 1);
    model.run(0);
    EXPECT_EQ(ran, 1);
    model.filter("lock");
    model.run(0);
    EXPECT_EQ(ran, 1) << "what cannot be done now is not done";
    std::vector<PaletteEntry> many(10000, first);
    model.set_entries(many);
    model.filter("seed");
    EXPECT_LE(model.rowCount(), PaletteModel::most_shown);
}

TEST(SavedPromptsTest, KeptOnDiskAndUndone) {
    application();
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("sub/prompts.json").toStdString();
    QUndoStack history;
    {
        SavedPrompts saved(file, history);
        saved.save({"Boats", "a boat", "blurry"});
        saved.save({"Apples", "an apple 🍎", ""});
        ASSERT_EQ(saved.rowCount(), 2);
        EXPECT_EQ(saved.prompts()[0].name, "Apples") << "by name";
        saved.remove(0);
        EXPECT_EQ(saved.rowCount(), 1);
        history.undo();
        EXPECT_EQ(saved.rowCount(), 2);
        saved.save({"Boats", "two boats", ""});
        EXPECT_EQ(saved.rowCount(), 2) << "one of the same name is replaced";
        history.undo();
        EXPECT_EQ(saved.prompts()[1].prompt, "a boat");
    }
    EXPECT_EQ(read_saved_prompts(file).size(), 2u);
    EXPECT_EQ(read_saved_prompts(file)[0].prompt, "an apple 🍎");
    history.clear();
    SavedPrompts again(file, history);
    again.load();
    EXPECT_TRUE(wait_until([&] { return again.rowCount() == 2; }));
    std::ofstream(file) << "{ damaged";
    EXPECT_TRUE(read_saved_prompts(file).empty());
}

TEST(SavedPromptsTest, APresetIsTheWholeRequest) {
    application();
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("prompts.json").toStdString();
    Request whole;
    whole.prompt = "a boat", whole.negative_prompt = "", whole.steps = 41, whole.sampler = SamplerKind::ddim, whole.seed = 7;
    whole.style.profiles = {{"watercolor", 0.5}};
    QUndoStack history;
    {
        SavedPrompts saved(file, history);
        saved.save(saved_prompt("Boats", whole, true));
        saved.save(saved_prompt("Words", whole, false));
        saved.rename(0, "Harbour");
        EXPECT_EQ(saved.prompts()[0].name, "Harbour");
        history.undo();
        EXPECT_EQ(saved.prompts()[0].name, "Boats");
        history.redo();
    }
    history.clear();
    const auto read = read_saved_prompts(file);
    ASSERT_EQ(read.size(), 2u);
    Request mine;
    mine.steps = 12, mine.prompt = "else";
    ASSERT_TRUE(read[0].is_preset());
    EXPECT_TRUE(same_request(with_saved(mine, read[0]), whole));
    EXPECT_TRUE(saved_detail_text(read[0]).contains("41 steps")) << saved_detail_text(read[0]).toStdString();
    EXPECT_FALSE(read[1].is_preset());
    EXPECT_EQ(with_saved(mine, read[1]).steps, 12) << "of a prompt the settings stay";
    EXPECT_EQ(with_saved(mine, read[1]).prompt, "a boat");
    std::ofstream(file)
        << R"({"prompts": [{"name": "Newer", "prompt": "a boat", "request": {"scheduler": {"steps": "many"}, "holograms": 3}}]})";
    const auto newer = read_saved_prompts(file);
    ASSERT_EQ(newer.size(), 1u);
    EXPECT_EQ(with_saved(mine, newer[0]).steps, Request().steps) << "what cannot be read is as usual";
}

TEST(UiScale, IsOneOfAFewAndLeavesTheEnvironmentAlone) {
    QTemporaryDir folder;
    QSettings settings(folder.filePath("scale.ini"), QSettings::IniFormat);
    EXPECT_EQ(ui_scale(settings), 100);
    for (const auto& [wanted, got] : {std::pair(130, 125), {500, 200}, {3, 80}, {200, 200}}) {
        settings.setValue("scale", wanted);
        EXPECT_EQ(ui_scale(settings), got);
    }
    qputenv("QT_SCALE_FACTOR", "3");
    apply_ui_scale(settings);
    EXPECT_EQ(qgetenv("QT_SCALE_FACTOR"), "3") << "somebody gave it";
    qunsetenv("QT_SCALE_FACTOR");
    apply_ui_scale(settings);
    EXPECT_EQ(qgetenv("QT_SCALE_FACTOR"), "2");
    qunsetenv("QT_SCALE_FACTOR");
    settings.setValue("scale", 100);
    apply_ui_scale(settings);
    EXPECT_FALSE(qEnvironmentVariableIsSet("QT_SCALE_FACTOR")) << "the screen's own";
}

TEST(RequestDocument, HoldsWhatThePersonWrote) {
    application();
    RequestDocument document;
    Request styled;
    styled.prompt = "sketch of a cat, hatching", styled.style.profiles = {{"pencil-sketch", 1}};
    styled.style.own_prompt = "a cat";
    document.edit(styled, "settings of a picture");
    EXPECT_EQ(document.request().prompt, "a cat");
    EXPECT_FALSE(document.request().style.own_prompt);
    EXPECT_EQ(document.request().style.profiles.size(), 1u);
}

TEST(RequestDocument, NewSettingsComeBackWhole) {
    application();
    QSettings settings;
    settings.clear();
    RequestDocument before, after;
    Request r;
    r.prompt = "a", r.vae = "/v.safetensors", r.prompt_weights = false, r.style.profiles = {{"watercolor", 0.5}, {"anime", 1}};
    r.fit = StartFit::crop, r.output_name = "{seed}", r.format = PictureFormat::webp, r.quality = 80, r.threads = 3;
    r.memory_budget = int64_t{3} << 30, r.device = "cpu";
    before.edit(r, "all");
    before.save(settings);
    after.load(settings);
    EXPECT_TRUE(same_request(after.request(), r));
    settings.remove("request/json");
    settings.setValue("request/profiles", QStringList{"anime:7", ":0.5", "ok:0.3"});
    settings.setValue("request/device", "toaster");
    after.load(settings);
    EXPECT_TRUE(validate(after.request()));
}

TEST(ProfileModelTest, AStyleBringsItsSettingsAndPictures) {
    application();
    ProfileModel profiles;
    profiles.load();
    ASSERT_TRUE(wait_until([&] { return profiles.loaded(); }));
    EXPECT_GE(profiles.rowCount(), 29);
    Request r;
    r = profiles.with(r, "hr-giger");
    EXPECT_EQ(r.steps, 40);
    EXPECT_EQ(r.style.profiles.size(), 1u);
    EXPECT_EQ(profiles.with(r, "hr-giger").style.profiles.size(), 1u) << "none twice";
    r = profiles.weighed(profiles.with(r, "anime"), "anime", 0.3);
    EXPECT_EQ(r.style.profiles[1].weight, 0.3);
    EXPECT_EQ(profiles.without(r, "hr-giger").style.profiles.size(), 1u);
    EXPECT_EQ(profiles.with(r, "no such style").style.profiles.size(), 2u);
    for (const StyleProfile& profile : profiles.library().profiles())
        EXPECT_FALSE(profiles.preview(profile.id).isNull()) << profile.id << ": resources/profile_previews.py makes it";
}

TEST(ProfileModelTest, AStylesSettingsAreAnOfferWhereSomebodyChose) {
    application();
    ProfileModel profiles;
    profiles.load();
    ASSERT_TRUE(wait_until([&] { return profiles.loaded(); }));
    const Request open;
    Request r = profiles.with(open, "hr-giger");
    EXPECT_EQ(r.steps, 40);
    EXPECT_EQ(profiles.offer_text(r, "hr-giger"), "");
    EXPECT_EQ(profiles.without(r, "hr-giger").steps, open.steps) << "what the style set goes with it";
    r.guidance = 3;
    r = profiles.without(r, "hr-giger");
    EXPECT_EQ(r.guidance, 3);
    EXPECT_EQ(r.steps, open.steps);

    Request mine;
    mine.steps = 12, mine.sampler = SamplerKind::ddim;
    r = profiles.with(mine, "hr-giger");
    EXPECT_EQ(r.steps, 12) << "chosen by hand";
    EXPECT_EQ(profiles.offer_text(r, "hr-giger"), "40 steps, Euler");
    EXPECT_EQ(profiles.with_offer(r, "hr-giger").steps, 40);
    EXPECT_EQ(profiles.without(r, "hr-giger").steps, 12);
    EXPECT_EQ(profiles.without(r, "hr-giger").sampler, SamplerKind::ddim);

    // Several: the heaviest one's stand, and what is left follows those that are left.
    r = profiles.with(profiles.with(open, "hr-giger"), "dark-fantasy");
    const int other = *profiles.profile("dark-fantasy")->steps;
    ASSERT_NE(other, 40);
    EXPECT_EQ(profiles.without(r, "hr-giger").steps, other);
    EXPECT_EQ(profiles.weighed(r, "hr-giger", 0.2).steps, other);
    EXPECT_EQ(profiles.without(profiles.without(r, "hr-giger"), "dark-fantasy").steps, open.steps);
}

TEST(ExamplePrompts, AreThoseThatTheBundledModelWasMadeFor) {
    std::ifstream in(IMAGELAB_SOURCE_DIR "/resources/models/demo/README.md");
    const QString readme = QString::fromStdString(std::string(std::istreambuf_iterator<char>(in), {}));
    ASSERT_FALSE(readme.isEmpty());
    for (const QString& prompt : example_prompts()) EXPECT_TRUE(readme.contains('`' + prompt + '`')) << prompt.toStdString();
}

// A getter that waits to be told.
struct FakeNet {
    std::mutex mutex;
    std::condition_variable wake;
    std::map<std::string, std::string> answers;  // path, or "!message"
    int calls = 0;
    DownloadList::Getter getter() {
        return [this](const ModelWish& wish, const auto& progress, const CancelToken& cancel) -> Result<std::filesystem::path> {
            progress({50, 200, 1000});
            std::unique_lock lock(mutex);
            ++calls;
            while (!answers.contains(wish.what)) {
                wake.wait_for(lock, std::chrono::milliseconds(2));
                cancel.check();
            }
            const std::string answer = answers.at(wish.what);
            if (answer.starts_with("!")) return Failure{answer.substr(1)};
            return std::filesystem::path(answer);
        };
    }
    void answer(const std::string& what, const std::string& how) {
        const std::lock_guard lock(mutex);
        answers[what] = how;
        wake.notify_all();
    }
};

TEST(DownloadListTest, TwoAtATimePausedResumedFailedAndRemembered) {
    application();
    using State = DownloadItem::State;
    QTemporaryDir folder;
    const std::filesystem::path models = folder.filePath("models").toStdString();
    FakeNet net;
    {
        DownloadList list(models, net.getter());
        QStringList came;
        QObject::connect(&list, &DownloadList::finished, &list, [&](const QString& path) { came << path; });
        for (const char* what : {"a", "b", "c"}) list.add(what);
        list.add("  ");
        ASSERT_EQ(list.rowCount(), 3);
        ASSERT_TRUE(wait_until([&] { return list.item(0).progress.done == 50 && list.item(1).progress.done == 50; }));
        EXPECT_EQ(list.item(2).state, State::waiting);
        EXPECT_TRUE(download_detail_text(list.item(0)).contains("/s")) << download_detail_text(list.item(0)).toStdString();
        list.pause(0);
        EXPECT_EQ(list.item(0).state, State::paused);
        ASSERT_TRUE(wait_until([&] { return list.item(2).state == State::running; })) << "the place of a paused one is taken";
        list.resume(0);
        EXPECT_EQ(list.item(0).state, State::waiting);
        net.answer("b", "!the disk is full");
        ASSERT_TRUE(wait_until([&] { return list.item(1).state == State::failed; }));
        EXPECT_EQ(list.item(1).message, "The disk is full");
        net.answer("a", "/models/a.safetensors");
        ASSERT_TRUE(wait_until([&] { return list.item(0).state == State::done; }));
        EXPECT_EQ(came, QStringList{"/models/a.safetensors"});
        net.answer("b", "/models/b");
        list.add("b");
        ASSERT_TRUE(wait_until([&] { return list.item(1).state == State::done; })) << "asking again tries again";
    }
    DownloadList again(models, net.getter());
    again.load();
    ASSERT_TRUE(wait_until([&] { return again.rowCount() == 1; })) << "what was not whole is there after a restart";
    EXPECT_EQ(again.item(0).what, "c");
    EXPECT_EQ(again.item(0).state, State::paused);
    again.remove(0);
    EXPECT_EQ(again.rowCount(), 0);
}

}  // namespace
}  // namespace imagelab::test
#endif
