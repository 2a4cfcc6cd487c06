// Albums, and what the search offers while somebody types.
#if __has_include(<QApplication>)
#include <QDragEnterEvent>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>

#include "core/gallery/albums.h"
#include "tests/support/gallery_window.h"
#include "ui/gallery/album_targets.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/models/gallery_suggestions.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/toast.h"
#include "ui/window/album_commands.h"

namespace imagelab::test {
namespace {

using Field = GalleryFilter::Field;

GalleryFacets facets() {
    GalleryFacets facets;
    facets.models = {{"juggernaut XL", 204}, {"sdxl-turbo", 3}};
    facets.profiles = {{"watercolor", 7}};
    facets.samplers = {{"dpmpp_2m", 9}};
    facets.tags = {{"print", 5}, {"album/Trip to Jura", 4}, {"portrait", 2}, {"album/Harbour", 9}};
    return facets;
}

QStringList texts(const std::vector<GallerySuggestion>& suggestions) {
    QStringList all;
    for (const GallerySuggestion& each : suggestions) all << each.text;
    return all;
}

TEST(GallerySuggestions, AreTheConditionsThatAWordMayMean) {
    EXPECT_EQ(texts(gallery_suggestions("a red ju", facets())), (QStringList{"Album: Trip to Jura", "Model: juggernaut XL"}));
    EXPECT_TRUE(gallery_suggestions("j", facets()).empty()) << "one letter means too much";
    EXPECT_TRUE(gallery_suggestions("ggern", facets()).empty()) << "beginnings of words";
    EXPECT_EQ(texts(gallery_suggestions("model:", facets())), (QStringList{"Model: juggernaut XL", "Model: sdxl-turbo"}));
    EXPECT_EQ(texts(gallery_suggestions("po", facets())), QStringList{"Tag: portrait"});
    EXPECT_EQ(texts(gallery_suggestions("tag:", facets())), (QStringList{"Tag: print", "Tag: portrait"})) << "albums are none";
    EXPECT_EQ(texts(gallery_suggestions("wa", facets())), QStringList{"Style: watercolor"});
    EXPECT_EQ(texts(gallery_suggestions("dpm", facets())), QStringList{"Sampler: dpmpp_2m"});
    EXPECT_EQ(texts(gallery_suggestions("yester", facets())), QStringList{"Made: Since yesterday"});
    EXPECT_TRUE(gallery_suggestions("-ju", facets()).empty());
}

TEST(GallerySuggestions, TakeThePlaceOfTheWord) {
    GalleryFilter filter;
    filter.words = "a red ju";
    filter = with_suggestion(filter, gallery_suggestions(filter.words, facets())[1]);
    EXPECT_EQ(filter.words, "a red");
    EXPECT_EQ(filter.model, "juggernaut XL");
    filter.words = "week";
    filter = with_suggestion(filter, gallery_suggestions(filter.words, facets())[0]);
    EXPECT_EQ(filter.days, 7);
    EXPECT_TRUE(filter.words.isEmpty());
}

class Albums : public GalleryWindow {
  protected:
    void open_four() {
        for (int i = 0; i < 4; ++i) draw(std::to_string(i) + ".png", made_with("hills", i));
        open_with_pictures(4);
    }
    bool in(const std::string& name, const std::string& album) {
        const auto albums = albums_of(marks_of(name).tags);
        return std::find(albums.begin(), albums.end(), album) != albums.end();
    }
    void show(const QString& album) {
        GalleryFilter filter;
        filter.album = album;
        panel().filter().set_filter(filter);
    }
    void name_it(const QString& name) {
        auto* dialog = window->findChild<QInputDialog*>();
        ASSERT_TRUE(dialog);
        EXPECT_FALSE(dialog->isModal());
        dialog->setTextValue(name);
        dialog->accept();
        wait_until([&] { return !window->findChild<QInputDialog*>(); });
    }
    bool known(const std::string& album, int64_t pictures) {
        return wait_until([&] {
            const auto all = albums_among(panel().filter().facets());
            return std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.text == album && each.pictures == pictures; });
        });
    }
};

TEST_F(Albums, AreMadeRenamedAndDeletedAndUndone) {
    open_four();
    EXPECT_FALSE(window->action("album_delete")->isEnabled()) << "none is shown";
    choose_rows({0, 1});
    window->action("album_new")->trigger();
    name_it("Harbour");
    ASSERT_TRUE(wait_until([&] { return in("3.png", "Harbour") && in("2.png", "Harbour"); }));
    EXPECT_FALSE(in("1.png", "Harbour"));
    auto* toast = window->findChild<Toast*>();
    EXPECT_TRUE(toast->isVisible());
    EXPECT_TRUE(toast->text().contains("Harbour")) << toast->text().toStdString();
    ASSERT_TRUE(known("Harbour", 2));

    show("Harbour");
    ASSERT_TRUE(shows(2));
    choose_rows({0});
    window->action("album_take_out")->trigger();
    ASSERT_TRUE(shows(1)) << "what is taken out leaves the album that is shown";
    window->document().history().undo();
    ASSERT_TRUE(shows(2));

    window->action("album_rename")->trigger();
    name_it("Docks");
    ASSERT_TRUE(wait_until([&] { return in("3.png", "Docks") && in("2.png", "Docks") && !in("2.png", "Harbour"); }));
    EXPECT_EQ(panel().filter().filter().album, "Docks");
    ASSERT_TRUE(shows(2));

    window->action("album_delete")->trigger();
    ASSERT_TRUE(wait_until([&] { return !in("3.png", "Docks") && !in("2.png", "Docks"); }));
    ASSERT_TRUE(shows(4)) << "its pictures stay";
    window->document().history().undo();
    ASSERT_TRUE(wait_until([&] { return in("3.png", "Docks") && in("2.png", "Docks"); }));
}

TEST_F(Albums, TakeWhatIsDroppedOnThem) {
    open_four();
    choose_rows({0});
    window->action("album_new")->trigger();
    name_it("Harbour");
    ASSERT_TRUE(known("Harbour", 1));
    choose_rows({1, 2});
    emit panel().grid().dragging(true);
    auto* targets = panel().findChild<AlbumTargets*>();
    ASSERT_TRUE(targets->isVisible());
    auto* place = control<QWidget>("Into the album Harbour");
    ASSERT_TRUE(place);
    const std::unique_ptr<QMimeData> mime(model().mimeData({model().index(1), model().index(2)}));
    QDragEnterEvent enter(place->rect().center(), Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(place, &enter);
    ASSERT_TRUE(enter.isAccepted());
    QDropEvent drop(place->rect().center(), Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(place, &drop);
    emit panel().grid().dragging(false);
    EXPECT_FALSE(targets->isVisible());
    ASSERT_TRUE(wait_until([&] { return in("2.png", "Harbour") && in("1.png", "Harbour"); }));
    EXPECT_FALSE(in("0.png", "Harbour"));
    QMimeData foreign;
    foreign.setUrls({QUrl::fromLocalFile(path("0.png"))});
    QDragEnterEvent other(place->rect().center(), Qt::CopyAction, &foreign, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(place, &other);
    EXPECT_TRUE(window->drop_targets().isVisible()) << "what comes from outside is for the window";
}

TEST_F(Albums, AreNoTagsInTheDetails) {
    open_four();
    choose_rows({0});
    window->action("album_new")->trigger();
    name_it("Harbour");
    ASSERT_TRUE(known("Harbour", 1));
    ASSERT_TRUE(choose(0));
    window->viewer().set_details_open(true);
    auto* tags = control<QLineEdit>("Tags");
    ASSERT_TRUE(wait_until([&] { return control<QLabel>("Albums")->text() == "In the album Harbour"; }));
    EXPECT_EQ(tags->text(), "");
    emit window->viewer().details().tags_wanted({"print"});
    ASSERT_TRUE(wait_until([&] {
        return marks_of("3.png").tags == std::vector<std::string>{"album/Harbour", "print"};
    })) << "tags are changed, albums are not";
}

TEST_F(Albums, TheMenuNarrowsToOne) {
    open_four();
    choose_rows({0});
    window->action("album_new")->trigger();
    name_it("Harbour & sea");
    ASSERT_TRUE(known("Harbour & sea", 1));
    QMenu& menu = panel().filter().album_menu();
    emit menu.aboutToShow();
    QAction* album = nullptr;
    for (QAction* action : menu.actions())
        if (action->text().startsWith("Harbour && sea")) album = action;
    ASSERT_TRUE(album);
    album->trigger();
    ASSERT_TRUE(shows(1));
    EXPECT_TRUE(control<QAbstractButton>("Album: Harbour & sea, take it away"));
}

TEST_F(Albums, ASuggestionBecomesACondition) {
    Request other = made_with("a lighthouse", 2);
    other.model = "juggernaut";
    draw("a.png", made_with("a red apple"));
    draw("b.png", other);
    open_with_pictures(2);
    ASSERT_TRUE(wait_until([&] { return !panel().filter().facets().models.empty(); }));
    panel().filter().focus_search();
    type("jugg");
    ASSERT_EQ(texts(panel().filter().suggestions()), QStringList{"Model: juggernaut"});
    panel().filter().take_suggestion(0);
    EXPECT_EQ(panel().filter().filter().model, "juggernaut");
    EXPECT_EQ(panel().filter().findChild<QLineEdit*>()->text(), "");
    ASSERT_TRUE(shows(1));
}

}  // namespace
}  // namespace imagelab::test
#endif
