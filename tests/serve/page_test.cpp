// The page for browsers: its files, and that nothing of it comes from elsewhere.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "core/request/request.h"
#include "tests/support/serve_lab.h"

namespace imagelab::test {
namespace {

using nlohmann::json;

std::string page_file(const std::string& path, const std::string& type) {
    const auto reply = lab().client().Get(path);
    if (!reply) return {};
    EXPECT_EQ(reply->status, 200) << path;
    EXPECT_TRUE(reply->get_header_value("Content-Type").starts_with(type)) << reply->get_header_value("Content-Type");
    EXPECT_TRUE(reply->get_header_value("Content-Security-Policy").starts_with("default-src 'none'")) << path;
    return reply->body;
}

std::set<std::string> found(const std::string& text, const std::string& pattern) {
    std::set<std::string> all;
    const std::regex expression(pattern);
    for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) all.insert((*at)[1]);
    return all;
}

TEST(HttpPage, ComesWholeFromTheServer) {
    const std::string page = page_file("/", "text/html"), script = page_file("/page.js", "text/javascript");
    page_file("/page.css", "text/css");
    page_file("/page.svg", "image/svg+xml");
    EXPECT_EQ(found(page, R"x((?:src|href)="([^"]*)")x"), (std::set<std::string>{"page.css", "page.js", "page.svg"}));
    for (const std::string& text : {page, script}) EXPECT_EQ(text.find("://"), std::string::npos) << "an address of elsewhere";
    EXPECT_EQ(page.find("<script>"), std::string::npos) << "the policy forbids it";
    EXPECT_EQ(page.find("style="), std::string::npos);
    for (const std::string& path : found(script, R"x(ask\("([^"?]*))x")) EXPECT_NE(lab().client().Get(path)->status, 404) << path;
}

TEST(HttpPage, SpeaksThreeLanguages) {
    const std::string script = page_file("/page.js", "text/javascript"), page = page_file("/", "text/html");
    std::vector<std::set<std::string>> languages;
    for (const char* language : {"  en: {", "  de: {", "  fr: {"}) {
        const size_t from = script.find(language);
        ASSERT_NE(from, std::string::npos) << language;
        languages.push_back(found(script.substr(from, script.find("\n  },", from) - from), R"x((?:\s|,|\{)([a-z]+): ["(a-z])x"));
    }
    EXPECT_GT(languages[0].size(), 30u);
    EXPECT_EQ(languages[0], languages[1]);
    EXPECT_EQ(languages[0], languages[2]);
    for (const std::string& word : found(page, R"x(data-(?:say|label)="([a-z]*)")x")) EXPECT_TRUE(languages[0].contains(word)) << word;
}

TEST(HttpPage, ARequestSuitsItsModel) {
    json request = lab().get("/api/request");
    EXPECT_EQ(request["model"]["base"], "");
    EXPECT_EQ(request["scheduler"]["steps"], 30);
    request["conditioning"]["prompt"] = "a cat";
    EXPECT_TRUE(request_from_json(request));
    expect_error(lab().get("/api/request?model=none-such", 404), "not_found", "model");
}

}  // namespace
}  // namespace imagelab::test
