#include "core/prompts/profiles.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "app/devices.h"
#include "core/base/paths.h"
#include "core/jobs/session.h"
#include "core/tokenizers/clip_bpe.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

using nlohmann::json;
using test::TempFolder;
using test::write_file;

const ProfileLibrary& shipped() {
    static const ProfileLibrary library = ProfileLibrary::load(IMAGELAB_SOURCE_DIR "/profiles", "/nowhere");
    return library;
}

Request asked(const std::string& prompt, std::vector<StyleUse> profiles) {
    Request request;
    request.prompt = prompt;
    request.style.profiles = std::move(profiles);
    return request;
}

TEST(Profiles, All29AreThereAndGood) {
    EXPECT_EQ(shipped().problems(), std::vector<std::string>{});
    ASSERT_EQ(shipped().profiles().size(), 29u);
    std::map<std::string, int> categories;
    std::set<std::string> words;
    const auto tokenizer = ClipTokenizer::sdxl(false);
    ASSERT_TRUE(tokenizer) << tokenizer.error();
    for (const StyleProfile& profile : shipped().profiles()) {
        ++categories[profile.category];
        EXPECT_FALSE(profile.about.empty()) << profile.id;
        if (profile.id == "none") continue;
        EXPECT_GE(profile.phrases.size(), 5u) << profile.id;
        EXPECT_GE(profile.negative.size(), 4u) << profile.id;
        // Room for the user's own words in CLIP's 75 tokens.
        const auto expanded = apply_profiles(asked("", {{profile.id}}), shipped());
        EXPECT_LE(tokenizer->count(expanded->prompt), 48u) << profile.id << ": " << expanded->prompt;
        for (const std::string& phrase : profile.phrases) EXPECT_TRUE(words.insert(phrase).second) << phrase << " stands in two profiles";
    }
    EXPECT_EQ(categories, (std::map<std::string, int>{{"artist", 5}, {"core", 10}, {"extended", 14}}));
    EXPECT_EQ(shipped().profiles().front().id, "none");
}

TEST(Profiles, TheLabsSettingsAreKept) {
    const std::tuple<const char*, int, std::optional<SamplerKind>> expected[] = {{"Tim Burton Style", 30, std::nullopt},
                                                                                 {"Frank Frazetta Fantasy", 35, SamplerKind::dpmpp_2m},
                                                                                 {"Ralph Bakshi Animation", 28, std::nullopt},
                                                                                 {"H.R. Giger Biomechanical", 40, SamplerKind::euler},
                                                                                 {"Dark Fantasy / Grimdark", 32, SamplerKind::dpmpp_2m},
                                                                                 {"Hyper-Realistic Portrait", 35, std::nullopt}};
    for (const auto& [name, steps, sampler] : expected) {
        const auto profile = shipped().find(name);
        ASSERT_TRUE(profile) << profile.error();
        EXPECT_EQ((*profile)->steps, steps) << name;
        EXPECT_EQ((*profile)->sampler, sampler) << name;
    }
}

TEST(Profiles, AreFoundByIdNameAndHalfAName) {
    for (const char* name : {"anime", "Anime / Vibrant", "vibrant", "ANIME", "anime-vibrant"})
        EXPECT_EQ((*shipped().find(name))->id, "anime") << name;
    EXPECT_EQ((*shipped().find("Children's Book Illustration"))->id, "childrens-book");
    EXPECT_EQ((*shipped().find("raw"))->id, "none");
    EXPECT_EQ(shipped().find("giger").error(), "there is no style profile \"giger\"; did you mean: hr-giger");
    EXPECT_NE(shipped().find("zzz").error().find("there are: none, "), std::string::npos);
    EXPECT_FALSE(shipped().find(""));
}

TEST(Profiles, NoneChangesNoWord) {
    const auto same = apply_profiles(asked("a  cat,", {{"none"}}), shipped());
    ASSERT_TRUE(same) << same.error();
    EXPECT_EQ(same->prompt, "a  cat,");
    EXPECT_FALSE(same->negative_prompt);
    EXPECT_EQ(same->style.own_prompt, "a  cat,");
}

class Mixing : public testing::Test {
  protected:
    Mixing() {
        write_file(folder_ / "a.json", R"({"name": "A", "lead": "sketch of", "phrases": ["a1", "a2", "a3", "a4"], "negative": ["x", "na"],
            "settings": {"steps": 20, "sampler": "DDIM"}})");
        write_file(folder_ / "b.json", R"({"name": "B", "lead": "not used", "phrases": ["b1", "A2", "b3", "b4"], "negative": ["X", "nb"],
            "settings": {"steps": 40, "guidance_scale": 9, "spacing": "karras"}})");
        library_ = ProfileLibrary::load(folder_.path(), "/nowhere");
    }
    TempFolder folder_;
    ProfileLibrary library_;
};

TEST_F(Mixing, PhrasesFollowTheirWeightAndComeOnce) {
    Request request = asked("a cat, ", {{"b", 0.5}, {"a", 1}});
    request.negative_prompt = "blurry";
    const auto mixed = apply_profiles(request, library_);
    ASSERT_TRUE(mixed) << mixed.error();
    EXPECT_EQ(mixed->prompt, "sketch of a cat, a1, b1, a2, a3, a4");
    EXPECT_EQ(mixed->negative_prompt, "blurry, x, na");
    EXPECT_EQ(mixed->style.own_prompt, "a cat, ");
    EXPECT_EQ(mixed->style.own_negative_prompt, "blurry");
    EXPECT_EQ(mixed->style.profiles, (std::vector<StyleUse>{{"b", 0.5}, {"a", 1}}));
    EXPECT_EQ(apply_profiles(asked("c", {{"A", 0.25}}), library_)->prompt, "sketch of c, a1");
    EXPECT_EQ(apply_profiles(asked("c", {{"A", 0.26}}), library_)->prompt, "sketch of c, a1, a2");
    EXPECT_EQ(apply_profiles(asked("", {{"A", 0.25}}), library_)->prompt, "a1");
}

TEST_F(Mixing, IsDoneOnceHoweverOftenAsked) {
    const Request once = *apply_profiles(asked("c", {{"A"}}), library_);
    const Request read = *request_from_json(request_to_json(once));
    EXPECT_EQ(request_to_json(*apply_profiles(read, library_)), request_to_json(once));
    EXPECT_EQ(apply_profiles(read, ProfileLibrary())->prompt, once.prompt);  // nor needs the profile to be there still
}

TEST_F(Mixing, SettingsAreTakenOnlyWhereNothingWasChosen) {
    Request request = asked("c", {{"a", 0.4}, {"b", 0.6}});
    ASSERT_TRUE(take_settings(request, library_, {.guidance = false}));
    EXPECT_EQ(request.steps, 40);
    EXPECT_EQ(request.sampler, SamplerKind::ddim);
    EXPECT_EQ(request.spacing, Spacing::karras);
    EXPECT_EQ(request.guidance, Request().guidance);
}

TEST_F(Mixing, MistakesAreNamed) {
    EXPECT_EQ(apply_profiles(asked("c", {{"A"}, {"a", 0.5}}), library_).error(), "style.profiles: A is named twice");
    EXPECT_NE(apply_profiles(asked("c", {{"C"}}), library_).error().find("there is no style profile \"C\""), std::string::npos);
    for (const char* text : {"a:0", "a:1.5", "a:x", "a:", "a:-1"}) EXPECT_FALSE(parse_style_use(text)) << text;
    EXPECT_EQ(*parse_style_use("35mm Film:0.4"), (StyleUse{"35mm Film", 0.4}));
    Request heavy = asked("c", {{"a", 1.5}});
    EXPECT_NE(validate(heavy).error().find("style.profiles: is weight 1.5 of \"a\""), std::string::npos) << validate(heavy).error();
}

TEST(Profiles, OwnOnesOverrideAndBrokenOnesAreNamed) {
    TempFolder folder;
    std::filesystem::create_directories(folder / "shipped");
    std::filesystem::create_directories(folder / "own");
    const char* text = R"({"name": "N", "category": "core", "phrases": ["shipped"], "negative": []})";
    write_file(folder / "shipped/n.json", text);
    write_file(folder / "shipped/m.json", text);
    write_file(folder / "own/n.json", R"({"name": "Mine", "phrases": ["own"], "negative": []})");
    write_file(folder / "own/broken.json", "{");
    write_file(folder / "own/wrong.json", R"({"name": "W", "phrases": "text", "negative": [], "promt": ""})");
    const ProfileLibrary library = ProfileLibrary::load(folder / "shipped", folder / "own");
    ASSERT_EQ(library.profiles().size(), 2u);
    EXPECT_EQ((*library.find("n"))->phrases, std::vector<std::string>{"own"});
    EXPECT_TRUE((*library.find("n"))->own);
    EXPECT_EQ((*library.find("n"))->category, "own");
    EXPECT_FALSE((*library.find("m"))->own);
    ASSERT_EQ(library.problems().size(), 2u);
    EXPECT_NE(library.problems()[0].find("broken.json: it is not valid JSON"), std::string::npos);
    EXPECT_NE(library.problems()[1].find("phrases: is \"text\"; allowed: a list"), std::string::npos) << library.problems()[1];
    EXPECT_NE(library.problems()[1].find("promt: is not a known field"), std::string::npos);
}

TEST(Profiles, TheSessionAppliesThemForDoorsThatDidNot) {
    Session session(make_devices(1));
    Request request = asked("a cat", {{"cinematic"}});
    request.model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";
    request.width = request.height = 64;
    const auto plan = session.plan(request);
    ASSERT_TRUE(plan) << plan.error();
    EXPECT_TRUE(plan->request.prompt.starts_with("a cat, cinematic film still, ")) << plan->request.prompt;
    EXPECT_EQ(plan->request.style.own_prompt, "a cat");
    request.style.profiles[0].name = "nothing";
    EXPECT_NE(session.plan(request).error().find("there is no style profile"), std::string::npos);
}

const std::string small = "--model " IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64 --width 64 --height 64 ";

TEST(ProfilesProgram, ListAndShow) {
    const Ran list = run_program("profiles list --json");
    ASSERT_EQ(list.exit_code, 0) << list.err;
    EXPECT_EQ(json::parse(list.out)["profiles"].size(), 29u);
    const Ran show = run_program("profiles show 'Pencil Sketch' anime:0.3 --prompt 'a cat' --json");
    ASSERT_EQ(show.exit_code, 0) << show.err;
    const json shown = json::parse(show.out);
    EXPECT_TRUE(shown["prompt"].get<std::string>().starts_with("pencil sketch of a cat, graphite pencil drawing, ")) << shown["prompt"];
    EXPECT_NE(shown["prompt"].get<std::string>().find("anime key visual"), std::string::npos);
    EXPECT_EQ(shown["style"]["profiles"][0]["name"], "pencil-sketch");
    EXPECT_EQ(run_program("profiles show nothing").exit_code, 2);
    EXPECT_EQ(run_program("profiles").exit_code, 2);
    EXPECT_NE(run_program("profiles list").out.find("hr-giger"), std::string::npos);
}

TEST(ProfilesProgram, TheProfileReachesTheRunAndItsSettingsYieldToOptions) {
    const Ran plan = run_program("plan --json --prompt 'a cat' --profile frank-frazetta " + small);
    ASSERT_EQ(plan.exit_code, 0) << plan.err;
    const json request = json::parse(plan.out)["request"];
    EXPECT_EQ(request["scheduler"]["steps"], 35);
    EXPECT_EQ(request["scheduler"]["type"], "DPM++");
    EXPECT_EQ(request["style"]["own_prompt"], "a cat");
    EXPECT_TRUE(request["conditioning"]["prompt"].get<std::string>().starts_with("a cat, heroic fantasy oil painting"));
    const json chosen = json::parse(
        run_program("plan --json --prompt 'a cat' --profile frank-frazetta --profile watercolor:0.5 --steps 7 " + small).out)["request"];
    EXPECT_EQ(chosen["scheduler"]["steps"], 7);
    EXPECT_EQ(chosen["scheduler"]["type"], "DPM++");
    EXPECT_EQ(chosen["style"]["profiles"].size(), 2u);
    EXPECT_EQ(run_program("plan --prompt x --profile nothing").exit_code, 2);
    const TempFolder folder;
    const std::string file = "--request " + write_file(folder / "expanded.json", request.dump()).string();
    const json as_it_is = json::parse(run_program("plan --json " + file).out)["request"];
    EXPECT_EQ(as_it_is["conditioning"]["prompt"], request["conditioning"]["prompt"]) << "an expanded request is not expanded again";
    const json other = json::parse(run_program("plan --json --prompt 'a dog' " + file).out)["request"];
    EXPECT_TRUE(other["conditioning"]["prompt"].get<std::string>().starts_with("a dog, heroic fantasy")) << other["conditioning"]["prompt"];
    const json plain = json::parse(run_program("plan --json --profile none " + file).out)["request"];
    EXPECT_EQ(plain["conditioning"]["prompt"], "a cat");
}

}  // namespace
}  // namespace imagelab
