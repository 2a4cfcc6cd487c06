// What was made of a control picture before (`maps`), as a client sends it back: base64, or a file of the server's own.
#include <gtest/gtest.h>

#include "core/base/base64.h"
#include "core/base/paths.h"
#include "core/image/picture.h"
#include "core/pipelines/control.h"
#include "tests/support/golden.h"
#include "tests/support/serve_lab.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class MapsOverHttp : public testing::Test {
  protected:
    MapsOverHttp() {
        const fs::path net = lab().data() / "nets" / "control64";
        fs::create_directories(net);
        fs::copy(small_model_dir("control64"), net, fs::copy_options::recursive | fs::copy_options::skip_existing);
        request_ = same_request_of_ours();
        request_.control_nets = {{ControlType::pose, 0.8, net.string(), (small_model_dir("tiny64") / "control.png").string()}};
        const auto shown = read_picture(request_.control_nets[0].image);
        map_ = RgbImage{request_.width, request_.height, std::vector<uint8_t>(static_cast<size_t>(request_.width) * request_.height * 3)};
        for (size_t i = 0; i < map_.pixels.size(); i += 7) map_.pixels[i] = 255;
        write_png(file_, map_, {{map_text, map_key(ControlType::pose, resize(*shown, request_.width, request_.height))}});
    }
    json body(const json& maps) const {
        json payload = request_to_json(request_);
        json& use = payload["conditioning"]["control_nets"][0];
        use["image"] = base64_of(read_text_file(request_.control_nets[0].image));
        use["maps"] = maps;
        return payload;
    }
    std::vector<uint8_t> made(const json& maps) const {
        const std::string address = "/api/jobs/" + lab().post("/api/jobs", body(maps), 201)["id"].dump();
        const auto events = lab().client().Get(address + "/events");
        const auto picture = lab().client().Get(address + "/pictures/0");
        if (!picture || picture->status != 200) {
            ADD_FAILURE() << (events ? events->body.substr(events->body.size() - std::min<size_t>(events->body.size(), 3000)) : "no events");
            return {};
        }
        return pixels_of(picture->body);
    }

    TempFolder folder_;
    const fs::path file_ = folder_ / "map.png";
    Request request_;
    RgbImage map_;
};

TEST_F(MapsOverHttp, StandForTheNetworkThatWouldMakeThem) {
    Request ready = request_;  // no network for poses is here
    ready.control_nets[0].type = ControlType::none;
    ready.control_nets[0].image = file_.string();
    const auto expected = drawn(ready).front();
    EXPECT_EQ(made(json::array({base64_of(read_text_file(file_))})), expected);
    const fs::path own = write_file(lab().data() / "map.png", read_text_file(file_));
    EXPECT_EQ(made(json::array({own.string()})), expected);
    EXPECT_NE(drawn(same_request_of_ours()).front(), expected);
}

TEST_F(MapsOverHttp, AreNoFilesOfElsewhere) {
    for (const char* map : {"/etc/hostname", "bm8gcGljdHVyZQ==", "http://127.0.0.1/map.png", "../map.png"})
        expect_error(lab().post("/api/jobs", body(json::array({map})), 400), "bad_request", "conditioning.control_nets");
    expect_error(lab().post("/api/jobs", body(json::array({file_.string()})), 400), "bad_request", "conditioning.control_nets");
    expect_error(lab().post("/api/jobs", body(json::array({7})), 400), "bad_request", "conditioning.control_nets[0].maps[0]");
    expect_error(lab().post("/api/jobs", body("x"), 400), "bad_request", "conditioning.control_nets[0].maps");
}

TEST_F(MapsOverHttp, WithoutThemANetworkIsNeeded) {
    const auto reply = lab().client().Post("/api/jobs", body(json::array()).dump(), "application/json");
    ASSERT_TRUE(reply);
    std::string told = reply->body;
    if (reply->status == 201) told = lab().client().Get("/api/jobs/" + json::parse(told)["id"].dump() + "/events")->body;
    EXPECT_NE(told.find("models/annotators/pose"), std::string::npos) << told;
}

}  // namespace
}  // namespace imagelab::test
