// The window hears of every change of the gallery's index and folders, whoever makes it and whatever becomes of the index's files.
#if __has_include(<QApplication>)
#include "ui/gallery/gallery_bridge.h"

#include <filesystem>

#include "core/gallery/gallery.h"
#include "core/image/picture.h"
#include "core/metadata/provenance.h"
#include "core/request/request.h"
#include "tests/support/temp_folder.h"
#include "tests/support/window_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class GalleryBridges : public ::testing::Test {
  protected:
    GalleryBridges() {
        application();
        QObject::connect(&bridge, &GalleryBridge::index_changed, [this] { ++heard; });
    }
    static void draw(const fs::path& path) {
        fs::create_directories(path.parent_path());
        Request r;
        r.prompt = "hills";
        r.width = r.height = 64;
        write_png(path, drawn(64, 64, 1), picture_texts(r, 0, {""}));
    }
    size_t count() { return Gallery::open(folder / "lab").value().ids({}).value().size(); }

    TempFolder folder;
    GalleryBridge bridge;
    int heard = 0;
};

TEST_F(GalleryBridges, TellsOfChangesAfterTheLogWasReplaced) {
    bridge.open(folder / "lab");
    ASSERT_TRUE(wait_until([&] { return heard > 0; }));
    for (int round = 0; round < 2; ++round) {
        const int before = heard;
        bridge.rebuild();  // the index and its log go, others of the same name come
        ASSERT_TRUE(wait_until([&] { return heard > before; }));
        const fs::path own = folder / ("pictures " + std::to_string(round));
        draw(own / "a.png");
        const int rebuilt = heard;
        ASSERT_TRUE(Gallery::open(folder / "lab").value().add_folder(own));
        EXPECT_TRUE(wait_until([&] { return heard > rebuilt; }, 10000));
    }
}

TEST_F(GalleryBridges, WatchesAFolderThatCameBeforeTheFirstSearch) {
    bool added = false;
    QObject::connect(&bridge, &GalleryBridge::changed, [&] { added = true; });
    bridge.open(folder / "lab");
    ASSERT_TRUE(wait_until([&] { return heard > 0; }));
    const fs::path own = folder / "pictures";
    draw(own / "a.png");
    bridge.change("add", [own](Gallery& gallery, ChangeReport&) { static_cast<void>(gallery.add_folder(own)); });
    ASSERT_TRUE(wait_until([&] { return added; }));
    bridge.search({});
    ASSERT_TRUE(wait_until([&] { return count() == 1; }));
    draw(own / "b.png");  // nobody tells of it
    EXPECT_TRUE(wait_until([&] { return count() == 2; }, 10000));
}

}  // namespace
}  // namespace imagelab::test
#endif
