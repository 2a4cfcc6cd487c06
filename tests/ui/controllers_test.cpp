// The window's controllers without the window: a plain widget is the frame.
#if __has_include(<QApplication>)
#include <QDockWidget>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>

#include "core/gallery/sidecar.h"
#include "core/image/picture.h"
#include "core/metadata/provenance.h"
#include "tests/support/window_fixture.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/library/command_palette.h"
#include "ui/queue/log_panel.h"
#include "ui/queue/queue_panel.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/status_panel.h"
#include "ui/window/docks.h"
#include "ui/window/gallery_commands.h"
#include "ui/window/job_control.h"
#include "ui/window/pages.h"
#include "ui/window/palette_control.h"
#include "ui/window/picture_intake.h"
#include "ui/window/queue_control.h"
#include "ui/window/request_commands.h"
#include "ui/window/seeds.h"
#include "ui/window/viewing.h"
#include "ui/window/workspace.h"

namespace imagelab::test {
namespace {

class Controllers : public WindowTest {
  protected:
    Controllers() {
        work.document.change("test", [&](Request& r) {
            r.prompt = "hills";
            r.output = folder.filePath("out").toStdString();
        });
    }
    std::filesystem::path at(const char* name) const { return folder.filePath(name).toStdString(); }
    // A picture that says how it was made.
    QString picture(const char* name, int64_t seed) {
        Request r = work.document.request();
        r.seed = seed, r.width = r.height = 64;
        write_png(at(name), drawn(64, 64, seed), picture_texts(r, 0, {""}));
        return folder.filePath(name);
    }
    void show_finished(const QStringList& pictures) {
        work.gallery.add_job(1, work.document.request());
        JobResult result;
        result.request = work.document.request();
        for (const QString& path : pictures) result.images.emplace_back(path.toStdString());
        work.gallery.finish(1, result);
    }
    bool shows(int width) {
        return wait_until([&] { return work.viewer->view().picture().width() == width; });
    }

    QWidget frame;
    QMenu menu;
    Workspace work{engine, frame};
    Commands commands{frame};
    RequestCommands requests{work, commands};
    Viewing viewing{work, commands};
    PictureIntake intake{work, commands, requests};
};

TEST_F(Controllers, CommandsAreFoundByName) {
    int ran = 0;
    commands.add(&menu, "one", "Settin&gs…", {}, "Sets.", [&](bool) { ++ran; });
    menu.addSeparator();
    ASSERT_TRUE(commands.find("one"));
    commands.find("one")->trigger();
    EXPECT_EQ(ran, 1);
    EXPECT_EQ(commands.all().size(), 1);
    EXPECT_EQ(without_mnemonic(commands.all().front()->text()), "Settings");
    commands.enable("one", false);
    commands.enable("two", false);
    EXPECT_FALSE(commands.find("one")->isEnabled());
}

TEST_F(Controllers, RequestCommandsEditTheDocument) {
    requests.open_model("/models/a.safetensors");
    requests.open_vae("/models/v.safetensors");
    requests.use_prompt("a boat", "example prompt");
    EXPECT_EQ(work.document.request().model, "/models/a.safetensors");
    EXPECT_EQ(work.document.request().vae, "/models/v.safetensors");
    EXPECT_EQ(work.document.request().prompt, "a boat");
    EXPECT_EQ(work.settings.value("models").toStringList(), QStringList{"/models/a.safetensors"});
    work.document.history().undo();
    EXPECT_EQ(work.document.request().prompt, "hills");
}

TEST_F(Controllers, JobControlMakesAPicture) {
    JobControl jobs(work, commands, viewing);
    work.bridge.ask_price(work.document.request());
    ASSERT_TRUE(wait_until([&] { return work.request_panel->can_generate(); }));
    jobs.generate();
    ASSERT_TRUE(wait_until([&] { return work.bridge.active().empty(); }));
    EXPECT_EQ(work.gallery.rowCount(), 1);
    EXPECT_EQ(work.status->text(), "Done in 14 s");
    EXPECT_TRUE(shows(512));
}

TEST_F(Controllers, ViewingShowsTheCurrentPicture) {
    show_finished({picture("a.png", 1), picture("b.png", 2)});
    work.gallery_panel->select(0);
    ASSERT_TRUE(shows(64));
    viewing.step(1);
    EXPECT_EQ(work.gallery_panel->current_row(), 1);
    viewing.step(1);
    EXPECT_EQ(work.gallery_panel->current_row(), 1) << "the last";
    EXPECT_TRUE(wait_until([&] { return viewing.info_of(folder.filePath("b.png")) != nullptr; }));
    EXPECT_EQ(viewing.info_of(folder.filePath("a.png")), nullptr);
}

TEST_F(Controllers, PictureIntakeTakesSettings) {
    picture("a.png", 77);
    intake.use_settings(folder.filePath("a.png"));
    EXPECT_TRUE(wait_until([&] { return work.document.request().seed == 77; }));
    ASSERT_TRUE(scene(8, 8, 1).save(folder.filePath("plain.png")));
    intake.use_settings(folder.filePath("plain.png"));
    EXPECT_TRUE(wait_until([&] { return work.viewer->banner().is_error() && !work.viewer->banner().message().isEmpty(); }));
}

TEST_F(Controllers, SeedsAreNineAndHoldTheView) {
    Seeds seeds(work, commands, viewing, intake);
    seeds.more_like_this();
    EXPECT_TRUE(wait_until([&] { return engine.submitted().size() == size_t(Seeds::at_once); }));
    EXPECT_TRUE(viewing.is_held());
    EXPECT_TRUE(work.viewer->is_comparing());
}

TEST_F(Controllers, GalleryCommandsMarkWhatIsChosen) {
    GalleryCommands gallery(work, commands, requests, intake);
    gallery.add_mark_commands(&menu);
    gallery.enable();
    EXPECT_FALSE(commands.find("favourite")->isEnabled());
    work.gallery_bridge.open(at("lab"));
    show_finished({picture("a.png", 1)});
    work.gallery_panel->select(0);
    ASSERT_TRUE(commands.find("favourite")->isEnabled());
    gallery.rate(4);
    const auto rating = [&] {
        const auto sidecar = read_sidecar(sidecar_path(at("a.png")));
        return sidecar ? sidecar->marks.rating : 0;
    };
    EXPECT_TRUE(wait_until([&] { return rating() == 4; }));
    work.document.history().undo();
    EXPECT_TRUE(wait_until([&] { return rating() == 0; }));
}

TEST_F(Controllers, QueueControlListsAndPauses) {
    QueueControl queue(work, commands);
    queue.add_commands(&menu);
    EXPECT_FALSE(commands.find("queue_pause")->isEnabled());
    engine.hold_at(3);
    work.bridge.generate(work.document.request());
    ASSERT_TRUE(wait_until([&] { return work.queue.count(JobState::running) == 1; }));
    commands.find("queue_pause_all")->trigger();
    EXPECT_TRUE(wait_until([&] { return work.queue.count(JobState::paused) == 1; }));
    EXPECT_FALSE(work.log->text().isEmpty());
}

TEST_F(Controllers, NoticesAndSoundsAreChosenAndNoneComesInAScreencast) {
    QueueControl queue(work, commands);
    queue.add_commands(&menu);
    EXPECT_TRUE(queue.notify_ways().notice);
    EXPECT_FALSE(queue.notify_ways().sound) << "a sound is asked for first";
    commands.find("sound")->trigger();
    EXPECT_TRUE(queue.notify_ways().sound);
    EXPECT_EQ(Notifier::hints_of(queue.notify_ways())["sound-name"], "complete");
    commands.find("screencast")->trigger();
    EXPECT_FALSE(queue.notify_ways().any());
    commands.find("screencast")->trigger();
    EXPECT_TRUE(queue.notify_ways().notice && queue.notify_ways().sound);
    commands.find("sound")->trigger();
    EXPECT_EQ(Notifier::hints_of(queue.notify_ways())["suppress-sound"], true);
}

TEST_F(Controllers, PagesOpenOverTheFrame) {
    Pages pages(work, commands, requests, *theme);
    pages.show_about();
    pages.show_settings();
    QStringList titles;
    for (QWidget* window : frame.findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
        if (window->isWindow()) titles << window->windowTitle();
    EXPECT_EQ(titles, (QStringList{"About Image Lab", "Settings"}));
}

TEST_F(Controllers, PaletteOffersCommandsModelsAndTerms) {
    QMainWindow window;
    Docks docks(window);
    Pages pages(work, commands, requests, *theme);
    PaletteControl palette(work, commands, docks, requests, viewing, pages);
    requests.add_edit_commands(&menu);
    palette.open();
    PaletteModel& model = frame.findChild<CommandPalette*>()->model();
    std::set<PaletteEntry::Kind> kinds;
    for (const char* typed : {"prompt", "guidance", "bundled"}) {
        model.filter(typed);
        for (int row = 0; row < model.rowCount(); ++row) kinds.insert(model.entry(row).kind);
    }
    EXPECT_TRUE(kinds.contains(PaletteEntry::Kind::command));
    EXPECT_TRUE(kinds.contains(PaletteEntry::Kind::term));
}

TEST(DocksAlone, PanelsAreShownHiddenAndPutBack) {
    application();
    QMainWindow window;
    window.setCentralWidget(new QWidget);
    Docks docks(window);
    for (const char* name : {"queue", "log"}) docks.add(name, name, new QWidget, Qt::BottomDockWidgetArea);
    docks.add("request", "Request", new QWidget, Qt::LeftDockWidgetArea);
    docks.begin();
    window.show();
    docks.restore({});
    EXPECT_TRUE(docks.bottom_shown());
    docks.show_bottom(false);
    docks.find("request")->hide();
    EXPECT_FALSE(docks.bottom_shown());
    docks.reset();
    EXPECT_TRUE(docks.bottom_shown());
    EXPECT_FALSE(docks.find("request")->isHidden());
    EXPECT_EQ(docks.find("nothing"), nullptr);
}

}  // namespace
}  // namespace imagelab::test
#endif
