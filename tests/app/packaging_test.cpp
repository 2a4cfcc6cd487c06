// What makes the program a citizen of the desktop and of the shells: the entry, the metainfo, the icon, the completions and the manual
// page, checked by the tools that read them where they are.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "core/base/paths.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
const fs::path packaging = fs::path(IMAGELAB_SOURCE_DIR) / "packaging";
const std::string id = "app.imagelab.ImageLab";

bool there(const std::string& tool) {
    return std::system(("command -v " + tool + " > /dev/null 2>&1").c_str()) == 0;
}
int run(const std::string& command) {
    return std::system((command + " >&2").c_str());
}

std::string value(const std::string& text, const std::string& key) {
    std::smatch match;
    return std::regex_search(text, match, std::regex("(?:^|\n)" + key + "=([^\n]*)")) ? match[1].str() : "";
}

TEST(Packaging, EntryMetainfoAndProgramAgree) {
    const std::string entry = read_text_file(packaging / (id + ".desktop"));
    EXPECT_EQ(value(entry, "Exec"), "imagelab");
    EXPECT_EQ(value(entry, "Icon"), id);
    EXPECT_EQ(value(entry, "Type"), "Application");
    const std::string info = read_text_file(packaging / (id + ".metainfo.xml"));
    EXPECT_NE(info.find("<id>" + id + "</id>"), std::string::npos);
    EXPECT_NE(info.find(">" + id + ".desktop</launchable>"), std::string::npos);
    EXPECT_NE(info.find("<release version=\"" IMAGELAB_VERSION "\""), std::string::npos) << "a release note for this version";
    EXPECT_NE(read_text_file(fs::path(IMAGELAB_SOURCE_DIR) / "ui/window/window_app.cpp").find("setDesktopFileName(\"" + id + "\")"),
              std::string::npos);
}

TEST(Packaging, TheDesktopsToolsAgree) {
    if (!there("desktop-file-validate") || !there("appstreamcli")) GTEST_SKIP() << "install desktop-file-utils and appstream";
    EXPECT_EQ(run("desktop-file-validate " + (packaging / (id + ".desktop")).string()), 0);
    EXPECT_EQ(run("appstreamcli validate --no-net " + (packaging / (id + ".metainfo.xml")).string()), 0);
}

std::string printed(const std::string& command) {
    std::string text;
    FILE* out = ::popen(command.c_str(), "r");
    char part[4096];
    for (size_t got = 0; (got = std::fread(part, 1, sizeof part, out)) > 0;) text.append(part, got);
    EXPECT_EQ(::pclose(out), 0) << command;
    return text;
}

// What bash offers for the last of the words.
std::set<std::string> offered(const fs::path& script, const std::string& words) {
    const std::string text = printed(
        "cd / && bash -c 'source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _imagelab 2> /dev/null; "
        "printf \"%s\\n\" \"${COMPREPLY[@]}\"' " +
        script.string() + " " + words);
    std::istringstream lines(text);
    std::set<std::string> found;
    for (std::string line; std::getline(lines, line);) found.insert(line);
    return found;
}

TEST(Packaging, BashCompletesWhatTheCommandLineTakes) {
    const TempFolder folder;
    const fs::path script = folder / "imagelab.bash";
    write_file(script, printed(IMAGELAB_PROGRAM " completion bash"));
    EXPECT_EQ(offered(script, "imagelab gener"), std::set<std::string>{"generate"});
    EXPECT_TRUE(offered(script, "imagelab ''").contains("queue"));
    EXPECT_FALSE(offered(script, "imagelab ''").contains("completion")) << "hidden";
    EXPECT_TRUE(offered(script, "imagelab queue ''").contains("add"));
    EXPECT_TRUE(offered(script, "imagelab queue add --sam").contains("--sampler"));
    EXPECT_TRUE(offered(script, "imagelab generate --data x --").contains("--negative-prompt"));
    EXPECT_TRUE(offered(script, "imagelab generate --sampler ''").contains("euler_a")) << "the words the option takes";
    EXPECT_TRUE(offered(script, "imagelab generate --sampler = dpm").contains("dpmpp_2m"));
    EXPECT_TRUE(offered(script, "imagelab generate --init-image /").contains("/etc"));
    EXPECT_EQ(offered(script, "imagelab generate --width 1"), std::set<std::string>{""}) << "a number is not completed";
}

TEST(Packaging, ShellsReadTheirScripts) {
    for (const std::string shell : {"bash", "zsh", "fish"}) {
        const TempFolder folder;
        write_file(folder / "script", printed(IMAGELAB_PROGRAM " completion " + shell));
        EXPECT_TRUE(!there(shell) || run(shell + " -n " + (folder / "script").string()) == 0) << shell;
    }
    EXPECT_NE(run(IMAGELAB_PROGRAM " completion csh 2> /dev/null"), 0);
}

TEST(Packaging, TheManualNamesEveryCommandAndOption) {
    const TempFolder folder;
    const std::string page = printed(IMAGELAB_PROGRAM " man");
    write_file(folder / "imagelab.1", page);
    for (const char* part :
         {".SH NAME", ".SH EXAMPLES", ".SH EXIT CODES", "imagelab queue add", "\\-\\-negative\\-prompt", "imagelab gallery search"})
        EXPECT_NE(page.find(part), std::string::npos) << part;
    if (!there("man")) return;
    EXPECT_EQ(printed("man --warnings -l " + (folder / "imagelab.1").string() + " 2>&1 > /dev/null"), "");
}

}  // namespace
}  // namespace imagelab::test
