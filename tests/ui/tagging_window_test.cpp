// Tags and prompts of pictures in the window, by a planted tagger that really runs.
#if __has_include(<QApplication>)
#include <QAction>
#include <array>

#include "tests/support/gallery_window.h"
#include "tests/support/planted_tagger.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/models/gallery_model.h"
#include "ui/models/request_document.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/viewer_panel.h"

namespace imagelab::test {
namespace {

class TaggingWindow : public GalleryWindow {
  protected:
    void plant() {
        engine.taggers_of = folder.filePath("networks").toStdString();
        put_tagger(engine.taggers_of);
    }
    void draw_in(const std::string& name, const Request& r, std::array<uint8_t, 3> colour) {
        draw(name, r);
        RgbImage flat{64, 64, {}};
        for (int i = 0; i < 64 * 64; ++i) flat.pixels.insert(flat.pixels.end(), colour.begin(), colour.end());
        write_png(at(name), flat, {{"parameters", r.prompt + "\nSteps: 1, Sampler: Euler, CFG scale: 1, Seed: 1, Size: 64x64"}});
    }
    std::vector<std::string> tags(const std::string& name) { return marks_of(name).tags; }
    static constexpr std::array<uint8_t, 3> red{230, 10, 10}, blue{10, 10, 230};
};

using Tags = std::vector<std::string>;

TEST_F(TaggingWindow, PicturesWithoutTagsAreTaggedAndThoseThatAreChosen) {
    plant();
    draw_in("a.png", made_with("a red apple"), red);
    draw_in("b.png", made_with("the sea", 2), blue);
    open_with_pictures(2);
    ASSERT_TRUE(window->action("tag_pictures")->isEnabled());
    choose_rows({0});  // the newest
    window->action("tag_pictures")->trigger();
    ASSERT_TRUE(wait_until([&] { return tags("b.png") == Tags{"blue sky"}; }));
    EXPECT_EQ(tags("a.png"), Tags{}) << "another one was chosen";
    choose_rows({});
    window->action("tag_pictures")->trigger();
    ASSERT_TRUE(wait_until([&] { return tags("a.png") == (Tags{"miku (robe)", "^_^"}); }));
    EXPECT_EQ(tags("b.png"), Tags{"blue sky"}) << "once";
    GalleryFilter filter;
    filter.tag = "blue sky";
    panel().filter().set_filter(filter);
    EXPECT_TRUE(shows(1)) << "they are found";
}

TEST_F(TaggingWindow, APromptIsMadeOfAPicture) {
    plant();
    draw_in("a.png", made_with("a red apple"), red);
    open_with_pictures(1);
    window->document().change("mine", [](Request& r) { r.prompt = "mine"; });
    ASSERT_TRUE(choose(0));
    window->action("prompt_from_picture")->trigger();
    ASSERT_TRUE(wait_until([&] { return request().prompt == "miku \\(robe\\), ^_^"; })) << request().prompt;
    window->document().history().undo();
    EXPECT_EQ(request().prompt, "mine");
}

TEST_F(TaggingWindow, WithoutATaggerItSaysWhereToPutOne) {
    engine.taggers_of = folder.filePath("networks").toStdString();
    draw_in("a.png", made_with("a red apple"), red);
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    window->action("prompt_from_picture")->trigger();
    Banner& banner = window->viewer().banner();
    ASSERT_TRUE(wait_until([&] { return banner.isVisible(); }));
    EXPECT_TRUE(banner.is_error());
    EXPECT_TRUE(banner.message().contains("taggers")) << banner.message().toStdString();
}

}  // namespace
}  // namespace imagelab::test
#endif
