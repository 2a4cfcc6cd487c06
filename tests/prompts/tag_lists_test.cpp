#include "core/prompts/tag_lists.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

using Names = std::vector<std::string>;

// "alias -> name" where it is found by an alias.
Names found(const TagLists& lists, std::string_view typed, size_t most = 20) {
    Names names;
    for (const TagHit& hit : lists.find(typed, most))
        names.push_back((hit.alias.empty() ? "" : std::string(hit.alias) + " -> ") + std::string(hit.name));
    return names;
}

TagLists list_of(const std::string& text, const std::string& name = "danbooru.csv") {
    return TagLists({{name, text}});
}

TEST(TagLists, RanksByMatchThenByCount) {
    const TagLists lists = list_of(
        "1girl,0,6000000,\"sole_female,1girls\"\n"
        "long_hair,0,4300000,/lh\n"
        "very_long_hair,0,900000,\n"
        "hair_ribbon,0,1200000,\n"
        "hair,0,100,\n"
        "chair,0,150000,\n"
        "hairband,0,1100000,\n");
    EXPECT_EQ(found(lists, "hair"), (Names{"hair", "hair_ribbon", "hairband", "long_hair", "very_long_hair", "chair"}))
        << "the whole name, beginnings, words, insides; the most used first";
    EXPECT_EQ(found(lists, "hair", 3), (Names{"hair", "hair_ribbon", "hairband"}));
    EXPECT_EQ(found(lists, "long h"), (Names{"long_hair", "very_long_hair"})) << "a blank is an underscore";
    EXPECT_EQ(found(lists, "LONG_HAIR"), (Names{"long_hair", "very_long_hair"}));
    EXPECT_EQ(found(lists, "sole"), Names{"sole_female -> 1girl"});
    EXPECT_EQ(found(lists, "1girl"), Names{"1girl"}) << "once, by its name";
    EXPECT_EQ(found(lists, "ai"), Names{}) << "insides of words from the third letter on";
    EXPECT_EQ(found(lists, ""), Names{});
    EXPECT_EQ(found(lists, "girl\n"), Names{"1girl"});
    EXPECT_EQ(found(lists, "girl\nlong"), Names{}) << "never from one name into the next";
    const TagHit hit = lists.find("sole", 1).at(0);
    EXPECT_EQ(hit.count, 6000000u);
    EXPECT_EQ(hit.match, NameMatch::beginning);
}

TEST(TagLists, ReadsEveryFormThatPeopleHave) {
    const auto group = [](const TagLists& lists, const char* name) { return lists.find(name, 1).at(0).group; };
    const TagLists danbooru = list_of("hatsune_miku,4,110000,miku\nhighres,5,7000000,\nvocaloid,3,130000,\nsomebody,1,20,\n");
    EXPECT_EQ(group(danbooru, "hatsune_miku"), TagGroup::character);
    EXPECT_EQ(group(danbooru, "highres"), TagGroup::meta);
    EXPECT_EQ(group(danbooru, "vocaloid"), TagGroup::copyright);
    EXPECT_EQ(group(danbooru, "somebody"), TagGroup::artist);
    const TagLists e621 = list_of("wolf,5,500000,wolves\nhi_res,7,2000000,\n", "e621.csv");
    EXPECT_EQ(group(e621, "wolf"), TagGroup::species);
    EXPECT_EQ(group(e621, "hi_res"), TagGroup::meta);
    const TagLists exported = list_of("id,name,category,post_count\n12054,felid,5,300000\n", "tags-2024-01-01.csv");
    EXPECT_EQ(group(exported, "felid"), TagGroup::species) << "e621's own list numbers its tags";
    EXPECT_EQ(exported.find("felid", 1).at(0).count, 300000u);
    EXPECT_EQ(exported.size(), 1u);
    const TagLists plain = list_of("# mine\r\nsoft light\r\nrim light, strong\r\n\r\n", "mine.txt");
    EXPECT_EQ(found(plain, "light"), (Names{"rim light, strong", "soft light"}));
    EXPECT_EQ(list_of("forest,120\nhill,7\n").find("forest", 1).at(0).count, 120u);
    EXPECT_EQ(found(list_of("masterpiece,5,Quality tag,\n"), "master"), Names{"masterpiece"});
    EXPECT_EQ(found(list_of("\"a \"\"b\"\", c\",0,5,\"x,\"\"y\"\n"), "a"), Names{"a \"b\", c"});
    EXPECT_EQ(found(list_of("\xff\xfe" + std::string("c\0a\0t\0\n\0", 8)), "cat"), Names{"cat"}) << "UTF-16";
    EXPECT_EQ(found(list_of("初音ミク,4,5,\n長い髪,0,9,\n"), "初音"), Names{"初音ミク"});
}

TEST(TagLists, SeveralListsAreOne) {
    const TagLists lists({{"a.csv", "cat,0,5,kitty\ndog,0,50,\n"}, {"b.csv", "cat,0,500,puss\ncow,0,1,\n"}});
    EXPECT_EQ(lists.size(), 3u);
    EXPECT_EQ(lists.find("cat", 1).at(0).count, 500u);
    EXPECT_EQ(found(lists, "puss"), Names{"puss -> cat"});
}

TEST(TagLists, WhatIsHostileIsLeftOutAndNoted) {
    const TempFolder folder;
    write_file(folder / "deep/good.csv", "cat,0,5,\n");
    write_file(folder / "bad.csv", std::string(100'000, 'x') + "\n" + std::string(300, 'y') +
                                       ",0,1,\n,0,1,\n\"never closed,0,1\ncow,-9,-4,\n" + "hen,99999999999999999999,1,\n" +
                                       std::string("n\x1bl,0,1,\n"));
    write_file(folder / ".hidden.csv", "hidden,0,1,\n");
    ASSERT_EQ(::mkfifo((folder / "pipe.csv").c_str(), 0600), 0);
    const TagLists lists = TagLists::read(folder.path());
    EXPECT_EQ(found(lists, "cat"), Names{"cat"});
    EXPECT_EQ(found(lists, "cow"), Names{"cow"});
    EXPECT_EQ(lists.find("cow", 1).at(0).count, 0u);
    EXPECT_EQ(found(lists, "hidden"), Names{});
    ASSERT_EQ(lists.notes().size(), 2u);
    EXPECT_NE(lists.notes()[0].find("pipe"), std::string::npos) << lists.notes()[0];
    EXPECT_NE(lists.notes()[1].find("bad.csv: "), std::string::npos) << lists.notes()[1];
    EXPECT_EQ(TagLists::read(folder / "nowhere").size(), 0u);
    std::string many;
    for (int i = 0; i < 1000; ++i) many += ",";
    EXPECT_EQ(list_of("a,0,1,\"" + many + "\"\n").size(), 1u);
}

TEST(TagLists, ManyThatBeginAlikeAreAnsweredByCount) {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "aa_" + std::to_string(i) + ",0," + std::to_string((i * 7919) % 3000) + ",\n";
    const TagLists lists = list_of(text);
    const auto hits = lists.find("aa", 5);
    ASSERT_EQ(hits.size(), 5u);
    for (size_t i = 0; i < 5; ++i) EXPECT_EQ(hits[i].count, 2999 - i);
}

TEST(MatchName, TellsHow) {
    EXPECT_EQ(match_name("Film Noir", "film_noir"), NameMatch::whole);
    EXPECT_EQ(match_name("Film Noir", "fi"), NameMatch::beginning);
    EXPECT_EQ(match_name("Film Noir", "no"), NameMatch::word);
    EXPECT_EQ(match_name("Film Noir", "il"), NameMatch::inside);
    EXPECT_EQ(match_name("Film Noir", "x"), NameMatch::none);
    EXPECT_EQ(match_name("Film", ""), NameMatch::none);
}

}  // namespace
}  // namespace imagelab::test
