// Against a server of our own on this machine.
#include "core/library/download.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/families/model_files.h"
#include "core/library/model_download.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::TempFolder;

std::string content() {
    std::string text;
    for (int i = 0; i < 60'000; ++i) text += std::to_string(i) + ",";
    return text;
}

class Downloads : public testing::Test {
  protected:
    void SetUp() override {
        server_.Get("/file.safetensors",
                    [this](const httplib::Request& request, httplib::Response& response) { serve(request, response); });
        server_.Get("/moved", [](const httplib::Request&, httplib::Response& response) { response.set_redirect("/file.safetensors"); });
        server_.Get("/circle", [](const httplib::Request&, httplib::Response& response) { response.set_redirect("/circle"); });
        server_.Get("/private", [](const httplib::Request& request, httplib::Response& response) {
            response.status = request.get_header_value("Authorization") == "Bearer secret" ? 200 : 401;
            response.set_content("hidden", "text/plain");
        });
        server_.Get("/busy", [this](const httplib::Request&, httplib::Response& response) {
            if (++busy_ < 3) response.status = 503;
            response.set_content("at last", "text/plain");
        });
        server_.Get("/named", [](const httplib::Request&, httplib::Response& response) {
            response.set_header("Content-Disposition", "attachment; filename=\"../../model.safetensors\"");
            response.set_content("named", "text/plain");
        });
        server_.Get("/linked", [this](const httplib::Request&, httplib::Response& response) {
            response.set_header("X-Linked-ETag", "\"" + linked_ + "\"");
            response.set_redirect("/file.safetensors");
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        for (int i = 0; i < 500 && !server_.is_running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    void TearDown() override {
        server_.stop();
        thread_.join();
    }

    // Sends content_, or breaks off behind `break_after_` bytes as often as breaks_ says. Ranges are httplib's own.
    void serve(const httplib::Request& request, httplib::Response& response) {
        ranges_.push_back(request.get_header_value("Range"));
        response.set_header("ETag", etag_);
        if (request.has_header("If-Range") && request.get_header_value("If-Range") != etag_)
            const_cast<httplib::Request&>(request).ranges.clear();
        if (request.get_header_value("Range") == "bytes=" + std::to_string(content_.size()) + "-") {
            const_cast<httplib::Request&>(request).ranges.clear();
            response.status = 416;
            response.set_header("Content-Range", "bytes */" + std::to_string(content_.size()));
            return;
        }
        const bool breaks = breaks_-- > 0;
        response.set_content_provider(content_.size(), "application/octet-stream",
                                      [this, breaks, sent = size_t{0}](size_t offset, size_t length, httplib::DataSink& sink) mutable {
                                          const size_t part = std::min<size_t>(length, 10'000);
                                          if (breaks && sent >= break_after_) return false;
                                          sent += part;
                                          return sink.write(content_.data() + offset, part);
                                      });
    }

    std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
    Download wish(const std::string& path, const std::string& to = "file.safetensors") const {
        Download download{.url = url(path), .to = folder_ / to};
        download.pause_ms = 1;
        return download;
    }

    TempFolder folder_;
    httplib::Server server_;
    std::thread thread_;
    int port_ = 0;
    std::string content_ = content(), etag_ = "\"one\"", linked_;
    std::atomic<int> breaks_{0}, busy_{0};
    size_t break_after_ = 100'000;
    std::vector<std::string> ranges_;
};

TEST_F(Downloads, AFileArrivesWholeWithProgress) {
    uint64_t last = 0, total = 0;
    const auto got = download(wish("/file.safetensors"), [&](const DownloadProgress& progress) {
        EXPECT_GE(progress.done, last);
        last = progress.done;
        total = progress.total;
    });
    ASSERT_TRUE(got) << got.error();
    EXPECT_TRUE(read_text_file(*got) == content_);
    EXPECT_EQ(last, content_.size());
    EXPECT_EQ(total, content_.size());
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1) << "nothing else stays";
    EXPECT_TRUE(download(wish("/file.safetensors"))) << "it is there already";
    EXPECT_EQ(ranges_.size(), 1u);
}

TEST_F(Downloads, ABrokenConnectionGoesOnWhereItStopped) {
    breaks_ = 2;
    Download checked = wish("/file.safetensors");
    Digest digest;
    digest.add(content_.data(), content_.size());
    checked.sha256 = digest.hex();
    const auto got = download(checked);
    ASSERT_TRUE(got) << got.error();
    EXPECT_TRUE(read_text_file(*got) == content_);
    ASSERT_EQ(ranges_.size(), 3u);
    EXPECT_EQ(ranges_[0], "");
    EXPECT_EQ(ranges_[1], "bytes=100000-");
    EXPECT_EQ(ranges_[2], "bytes=200000-");
}

TEST_F(Downloads, ADownloadGoesOnInTheNextCallAndStartsAnewWhenTheFileChanged) {
    breaks_ = 1;
    Download once = wish("/file.safetensors");
    once.tries = 1;
    const auto broken = download(once);
    ASSERT_FALSE(broken);
    EXPECT_NE(broken.error().find("goes on from there"), std::string::npos) << broken.error();
    EXPECT_EQ(fs::file_size(folder_ / "file.safetensors.part"), 100'000u);
    ASSERT_TRUE(download(once));
    EXPECT_EQ(ranges_.back(), "bytes=100000-");
    EXPECT_TRUE(read_text_file(folder_ / "file.safetensors") == content_);
    fs::remove(folder_ / "file.safetensors");
    breaks_ = 1;
    ASSERT_FALSE(download(once));
    etag_ = "\"two\"";
    std::reverse(content_.begin(), content_.end());
    const auto changed = download(once);
    ASSERT_TRUE(changed) << changed.error();
    EXPECT_TRUE(read_text_file(*changed) == content_) << "never half of one file and half of another";
    test::write_file(folder_ / "full.part", content_);  // everything had come but the rename
    test::write_file(folder_ / "full.part.etag", etag_);
    ASSERT_TRUE(download(wish("/file.safetensors", "full")));
    EXPECT_TRUE(read_text_file(folder_ / "full") == content_);
}

TEST_F(Downloads, AWrongChecksumKeepsNothing) {
    Download wrong = wish("/file.safetensors");
    wrong.sha256 = std::string(64, 'a');
    const auto got = download(wrong);
    ASSERT_FALSE(got);
    EXPECT_NE(got.error().find("is not the file that was expected"), std::string::npos) << got.error();
    EXPECT_TRUE(fs::is_empty(folder_.path()));
    test::write_file(folder_ / "file.safetensors", "something else");
    EXPECT_NE(download(wrong).error().find("is there with other content"), std::string::npos);
    EXPECT_EQ(read_text_file(folder_ / "file.safetensors"), "something else");
    wrong.sha256 = "abc";
    EXPECT_NE(download(wrong).error().find("is no SHA-256"), std::string::npos);
    linked_ = std::string(64, 'b');  // what Hugging Face says of the file
    EXPECT_NE(download(wish("/linked", "linked")).error().find("expected " + linked_), std::string::npos);
}

TEST_F(Downloads, RedirectsRefusalsAndNames) {
    ASSERT_TRUE(download(wish("/moved", "moved")));
    EXPECT_TRUE(read_text_file(folder_ / "moved") == content_);
    EXPECT_NE(download(wish("/none", "none")).error().find("404"), std::string::npos);
    EXPECT_NE(download(wish("/circle", "circle")).error().find("without end"), std::string::npos);
    EXPECT_NE(download(wish("/private", "private")).error().find("set HF_TOKEN"), std::string::npos);
    EXPECT_FALSE(fs::exists(folder_ / "none"));
    Download secret = wish("/private", "private");
    secret.token = "secret";
    ASSERT_TRUE(download(secret));
    ASSERT_TRUE(download(wish("/busy", "busy")));
    EXPECT_EQ(read_text_file(folder_ / "busy"), "at last");
    Download named = wish("/named", "");
    named.to = folder_.path();
    EXPECT_EQ(*download(named), folder_ / "model.safetensors") << "the server names the file, not the folder";
    for (const char* address : {"ftp://a/b", "file:///etc/passwd", "nonsense"}) {
        Download odd{.url = address, .to = folder_ / "odd"};
        odd.tries = 1;
        EXPECT_FALSE(download(odd)) << address;
    }
}

TEST_F(Downloads, CanBeCancelled) {
    const CancelToken cancel;
    EXPECT_THROW(static_cast<void>(download(
                     wish("/file.safetensors"), [&](const DownloadProgress&) { cancel.request(); }, cancel)),
                 Cancelled);
    EXPECT_TRUE(fs::exists(folder_ / "file.safetensors.part"));
    EXPECT_FALSE(fs::exists(folder_ / "file.safetensors"));
}

// A repository as huggingface.co offers it, made of a small model.
class Repository : public Downloads {
  protected:
    void SetUp() override {
        const fs::path model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";
        for (const char* part :
             {"model_index.json", "scheduler", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "unet", "vae"}) {
            if (fs::is_regular_file(model / part)) add(part, read_text_file(model / part));
            std::error_code code;
            for (const auto& file : fs::directory_iterator(model / part, code))
                add(std::string(part) + "/" + file.path().filename().string(), read_text_file(file.path()));
        }
        add("unet/diffusion_pytorch_model.bin", "not wanted");
        add("README.md", "not wanted");
        siblings_.push_back({{"rfilename", "../../evil.json"}, {"size", 1}});
        server_.Get("/api/models/stabilityai/sdxl-turbo/revision/main", [this](const httplib::Request&, httplib::Response& response) {
            response.set_content(json{{"siblings", siblings_}, {"cardData", card_}, {"gated", gated_}}.dump(), "application/json");
        });
        server_.Get("/stabilityai/sdxl-turbo/resolve/main/(.*)", [this](const httplib::Request& request, httplib::Response& response) {
            const auto found = files_.find(request.matches[1]);
            asked_.push_back(request.matches[1]);
            response.status = found == files_.end() ? 404 : 200;
            if (found != files_.end()) response.set_content(found->second, "application/octet-stream");
        });
        Downloads::SetUp();
        ::setenv("HF_ENDPOINT", url("/").c_str(), 1);
    }
    void TearDown() override {
        ::unsetenv("HF_ENDPOINT");
        Downloads::TearDown();
    }
    void add(const std::string& name, const std::string& text) {
        files_[name] = text;
        Digest digest;
        digest.add(text.data(), text.size());
        json sibling = {{"rfilename", name}, {"size", text.size()}};
        if (name.ends_with(".safetensors")) sibling["lfs"] = {{"sha256", digest.hex()}, {"size", text.size()}};
        siblings_.push_back(sibling);
    }
    std::map<std::string, std::string> files_;
    json siblings_ = json::array(), card_ = {{"license", "openrail++"}}, gated_ = false;
    std::vector<std::string> asked_;
};

TEST_F(Repository, SaysSizeLicenceAndPictureBeforeAnythingIsFetched) {
    add("examples/a cat.jpg", "a picture");
    const auto offer = model_offer("SDXL Turbo");
    ASSERT_TRUE(offer) << offer.error();
    EXPECT_EQ(offer->name, "stabilityai/sdxl-turbo");
    EXPECT_EQ(offer->page, "https://huggingface.co/stabilityai/sdxl-turbo");
    EXPECT_EQ(offer->licence, "openrail++");
    EXPECT_FALSE(offer->gated);
    EXPECT_TRUE(offer->picture.ends_with("/stabilityai/sdxl-turbo/resolve/main/examples/a%20cat.jpg")) << offer->picture;
    EXPECT_TRUE(asked_.empty());
    uint64_t total = 0;
    ASSERT_TRUE(get_model({"SDXL Turbo", {}, folder_ / "models", 1}, [&](const DownloadProgress& progress) { total = progress.total; }));
    EXPECT_EQ(offer->bytes, total);
    card_ = {{"license", "other"}, {"license_name", "sai-nc-community"}, {"license_link", "https://example.org/licence"}};
    gated_ = "auto";
    const auto other = model_offer("https://huggingface.co/stabilityai/sdxl-turbo/resolve/main/vae/config.json");
    ASSERT_TRUE(other) << other.error();
    EXPECT_EQ(other->licence, "sai-nc-community");
    EXPECT_EQ(other->licence_link, "https://example.org/licence");
    EXPECT_TRUE(other->gated);
    EXPECT_EQ(other->bytes, files_.at("vae/config.json").size());
    EXPECT_EQ(model_offer("https://example.org/models/x.safetensors?download=1")->bytes, 0u) << "nobody is asked";
    EXPECT_FALSE(model_offer("nothing like it"));
    card_ = json::array();
    gated_ = 3;
    EXPECT_EQ(model_offer("sdxl-turbo")->licence, "") << "whatever the server says";
}

TEST_F(Repository, AKnownModelBecomesAFolderThatOpens) {
    uint64_t done = 0, total = 0;
    const auto got = get_model({"SDXL Turbo", {}, folder_ / "models", 1},
                               [&](const DownloadProgress& progress) { done = progress.done, total = progress.total; });
    ASSERT_TRUE(got) << got.error();
    EXPECT_EQ(*got, folder_ / "models/sdxl-turbo");
    const auto model = open_model(*got);
    EXPECT_TRUE(model) << model.error();
    EXPECT_EQ(done, total);
    for (const std::string& name : asked_) EXPECT_TRUE(name != "README.md" && !name.ends_with(".bin")) << name;
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "models"), {}), 1);
    asked_.clear();
    EXPECT_TRUE(get_model({"stabilityai/sdxl-turbo", {}, folder_ / "models", 1})) << "it is there already";
    EXPECT_TRUE(asked_.empty());
}

TEST_F(Repository, ADamagedFileIsNotTaken) {
    files_["vae/diffusion_pytorch_model.safetensors"].back() ^= 1;
    const auto got = get_model({"https://huggingface.co/stabilityai/sdxl-turbo", {}, folder_ / "models", 1});
    ASSERT_FALSE(got);
    EXPECT_NE(got.error().find("is not the file that was expected"), std::string::npos) << got.error();
    EXPECT_FALSE(fs::exists(folder_ / "models/sdxl-turbo"));
    files_["vae/diffusion_pytorch_model.safetensors"].back() ^= 1;
    EXPECT_TRUE(get_model({"sdxl-turbo", {}, folder_ / "models", 1})) << "the next call goes on";
}

TEST_F(Repository, SingleFilesByLink) {
    const auto page = get_model({"https://huggingface.co/stabilityai/sdxl-turbo/blob/main/vae/config.json?x=1", {}, folder_ / "models", 1});
    ASSERT_TRUE(page) << page.error();
    EXPECT_EQ(read_text_file(*page), files_["vae/config.json"]);
    const auto direct = get_model({url("/file.safetensors"), {}, folder_ / "models", 1});
    ASSERT_TRUE(direct) << direct.error();
    EXPECT_TRUE(read_text_file(folder_ / "models/file.safetensors") == content_);
    EXPECT_NE(get_model({"no/such", {}, folder_ / "models", 1}).error().find("404"), std::string::npos);
    EXPECT_NE(get_model({"nonsense", {}, folder_ / "models", 1}).error().find("sdxl-base, sdxl-turbo"), std::string::npos);
}

TEST_F(Downloads, AnAddressOfARequestIsBoundedAndFetchedWhole) {
    const FetchLimits here{.bytes = 1 << 20, .seconds = 20, .inside = true};
    const auto whole = fetch(url("/file.safetensors"), here);
    ASSERT_TRUE(whole) << whole.error();
    EXPECT_EQ(*whole, content());
    EXPECT_EQ(fetch(url("/moved"), here).value(), content());
    EXPECT_NE(fetch(url("/file.safetensors"), {.bytes = 1000, .inside = true}).error().find("larger than"), std::string::npos);
    EXPECT_NE(fetch(url("/private"), here).error().find("answered 401"), std::string::npos);
    EXPECT_FALSE(fetch(url("/circle"), here));
}

TEST_F(Downloads, NothingIsFetchedFromThisMachineOrAPrivateNetwork) {
    EXPECT_NE(fetch(url("/file.safetensors")).error().find("only https"), std::string::npos);
    EXPECT_NE(fetch("file:///etc/passwd").error().find("only https"), std::string::npos);
    for (const std::string host : {"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "[::ffff:10.0.0.1]"}) {
        const auto fetched = fetch("https://" + host + ":" + std::to_string(port_) + "/file.safetensors", {.seconds = 5});
        ASSERT_FALSE(fetched) << host;
        EXPECT_NE(fetched.error().find("private network"), std::string::npos) << fetched.error();
    }
    for (const char* address : {"10.1.2.3",
                                "100.64.0.1",
                                "100.127.255.255",
                                "127.9.9.9",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.168.1.1",
                                "169.254.0.1",
                                "224.0.0.1",
                                "255.255.255.255",
                                "0.1.2.3",
                                "198.19.0.1",
                                "::1",
                                "::",
                                "fe80::1",
                                "fc00::1",
                                "fd12::1",
                                "ff02::1",
                                "::ffff:192.168.0.1",
                                "64:ff9b::7f00:1",
                                "2002:7f00:1::",
                                "2001:db8::1",
                                "no address",
                                ""})
        EXPECT_FALSE(is_public_ip(address)) << address;
    for (const char* address : {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1",
                                "2606:4700::1111", "::ffff:8.8.8.8", "2002:0808:0808::"})
        EXPECT_TRUE(is_public_ip(address)) << address;
}

}  // namespace
}  // namespace imagelab
