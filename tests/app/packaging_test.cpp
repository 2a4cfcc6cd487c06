// What makes the program a citizen of the desktop: the entry, the metainfo and the icon, checked by the desktop's own tools where they are.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <regex>
#include <string>

#include "core/base/paths.h"
#include "tests/build_paths.h"

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

}  // namespace
}  // namespace imagelab::test
