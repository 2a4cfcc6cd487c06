// What people do in the window, done by keys, clicks and drops over the real
// session with the bundled model.
#if __has_include(<QApplication>)
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QTreeView>
#include <QtTest/QTest>
#include <algorithm>
#include <set>

#include "core/cpu/cpu_device.h"
#include "core/gallery/sidecar.h"
#include "core/image/picture.h"
#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "tests/build_paths.h"
#include "tests/support/window_fixture.h"
#include "ui/bridge/session_engine.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/models/profile_model.h"
#include "ui/queue/queue_panel.h"
#include "ui/request/profile_picker.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/prompt_section.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/request/style_section.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/status_panel.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

constexpr int patience_ms = 120'000;  // of a machine that is busy with more

class BundledModel : public WindowTest {
  protected:
    BundledModel() : real([](SessionOptions o) { return Session::open(one_device(), std::move(o)); }, lab()) {
        QSettings().setValue("request/output", pictures());
        QSettings().setValue("welcome/seen", true);
        window = std::make_unique<MainWindow>(real, *theme);
        window->open_gallery(lab());
        be_quick();
        window->document().change("seed", [](Request& r) { r.seed = 7; });
        window->show();
        window->activateWindow();
        if (!QTest::qWaitForWindowActive(window.get())) ADD_FAILURE() << "the window is not active";
    }
    ~BundledModel() override { window.reset(); }

    static std::vector<std::unique_ptr<Device>> one_device() {
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(make_cpu_device(2));
        return devices;
    }
    std::string lab() const { return folder.filePath("lab").toStdString(); }
    QString pictures() const { return folder.filePath("pictures"); }
    const Request& request() const { return window->document().request(); }
    GalleryPanel& strip() { return window->gallery_panel(); }
    GalleryModel& model() { return window->gallery(); }
    Queue& queue() { return real.queue(); }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : window.get(), key, modifiers);
    }
    void write(const QString& text) { QTest::keyClicks(QApplication::focusWidget(), text); }
    // Replaces what stands in the prompt.
    void write_prompt(const QString& text) {
        window->request_panel().focus_prompt();
        key(Qt::Key_A, Qt::ControlModifier);
        write(text);
        ASSERT_EQ(request().prompt, text.toStdString());
    }
    // The next jobs are over in a moment, or take longer than anybody waits for
    // them.
    void be_quick(int steps = 6) {
        window->document().change("quick", [&](Request& r) { r.steps = steps, r.batch = 1, r.width = r.height = 64; });
    }
    void be_slow() {
        window->document().change("slow", [](Request& r) { r.steps = 1000, r.batch = 64, r.width = r.height = 256; });
    }
    bool rest(int pictures_in_index) {
        return wait_until([&] { return window->bridge().active().empty() && model().found_count() == pictures_in_index; }, patience_ms);
    }
    // Ctrl+Enter, until the picture is made and in the gallery's index; its file.
    QString generate(const QString& prompt) {
        const auto before = static_cast<int>(model().found_count());
        write_prompt(prompt);
        key(Qt::Key_Return, Qt::ControlModifier);
        const bool made = rest(before + 1) && wait_until([&] { return model().entry(strip().current_row()).known; });
        const QString path = model().entry(strip().current_row()).path;
        if (!made || !QFileInfo::exists(path))
            ADD_FAILURE() << path.toStdString() << ", " << window->bridge().active().size() << " jobs, " << model().found_count()
                          << " pictures; " << window->status().text().toStdString() << "; "
                          << window->viewer().banner().details().toStdString();
        return path;
    }
    bool shows(const QString& file) {
        return wait_until([&] {
            const QImage there(file);
            const QImage shown = window->viewer().view().picture();
            return !there.isNull() && shown.convertToFormat(QImage::Format_RGB32) == there.convertToFormat(QImage::Format_RGB32);
        });
    }
    static std::vector<uint8_t> pixels(const QString& file) {
        const auto picture = read_picture(file.toStdString());
        EXPECT_TRUE(picture) << picture.error();
        return picture ? picture->pixels : std::vector<uint8_t>();
    }
    // Mean of |a - b| over all channels, 0..255.
    static double apart(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b) {
        EXPECT_EQ(a.size(), b.size());
        double sum = 0;
        for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) sum += std::abs(a[i] - b[i]);
        return sum / static_cast<double>(a.size());
    }
    static Request made_with(const QString& file) {
        const auto metadata = read_metadata(file.toStdString());
        if (!metadata) return ADD_FAILURE() << metadata.error(), Request{};
        const auto imported = import_request(*metadata);
        if (!imported) return ADD_FAILURE() << imported.error(), Request{};
        return imported->request;
    }
    void click(int row, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        ThumbnailGrid& grid = strip().grid();
        QTest::mouseClick(grid.viewport(), Qt::LeftButton, modifiers, grid.visualRect(model().index(row)).center());
    }

    SessionEngine real;
};

TEST_F(BundledModel, APromptBecomesAPictureThatIsWatched) {
    std::set<QByteArray> watched;
    QObject::connect(&window->bridge(), &SessionBridge::progressed, window.get(), [&](Ticket, const Progress& progress) {
        const QImage shown = window->viewer().view().picture();
        if (progress.preview && !shown.isNull())
            watched.insert(QByteArray(reinterpret_cast<const char*>(shown.constBits()), shown.sizeInBytes()));
    });
    const QString apple = generate("a red apple");
    EXPECT_GT(watched.size(), 2u) << "it comes out of the noise step by step";
    EXPECT_TRUE(shows(apple));
    EXPECT_FALSE(window->viewer().banner().isVisible());
    EXPECT_TRUE(window->status().text().startsWith("Done in")) << window->status().text().toStdString();
    EXPECT_EQ(QFileInfo(apple).absolutePath(), pictures());
    EXPECT_EQ(made_with(apple).prompt, "a red apple");
    EXPECT_EQ(made_with(apple).seed, 7);
    const QString again = generate("a red apple"), star = generate("a yellow star");
    EXPECT_EQ(pixels(again), pixels(apple)) << "the same request, the same picture";
    EXPECT_GT(apart(pixels(star), pixels(apple)), 5);
}

TEST_F(BundledModel, EscapeCancelsWhatRunsAndTheNextIsMade) {
    be_slow();
    write_prompt("a house in the snow");
    key(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return model().rowCount() == 1 && model().entry(0).fraction > 0; }, patience_ms));
    key(Qt::Key_Escape);
    ASSERT_TRUE(wait_until([&] { return window->bridge().active().empty(); }, patience_ms));
    EXPECT_EQ(window->status().text(), "Cancelled");
    EXPECT_EQ(model().rowCount(), 0);
    EXPECT_TRUE(QDir(pictures()).entryList(QDir::Files | QDir::Hidden).isEmpty());
    EXPECT_EQ(queue().list(true).front().state, JobState::cancelled);
    be_quick();
    EXPECT_TRUE(shows(generate("a house in the snow")));
}

TEST_F(BundledModel, AFavouriteIsFoundAgain) {
    const QString apple = generate("a red apple"), star = generate("a yellow star");
    ASSERT_TRUE(wait_until([&] { return model().row_of(apple) >= 0; }));
    click(model().row_of(apple));
    ASSERT_TRUE(shows(apple));
    key(Qt::Key_F);
    ASSERT_TRUE(wait_until([&] {
        const auto sidecar = read_sidecar(sidecar_path(apple.toStdString()));
        return sidecar && sidecar->marks.favourite;
    }));
    key(Qt::Key_F, Qt::ControlModifier);
    write("app");
    ASSERT_TRUE(wait_until([&] { return model().found_count() == 1; })) << "found while it is typed";
    EXPECT_EQ(model().entry(0).path, apple);
    key(Qt::Key_A, Qt::ControlModifier);
    key(Qt::Key_Delete);
    ASSERT_TRUE(wait_until([&] { return model().found_count() == 2; }));
    GalleryFilter filter;
    filter.favourites = true;
    strip().filter().set_filter(filter);
    ASSERT_TRUE(wait_until([&] { return model().found_count() == 1 && model().entry(0).path == apple; }));
    strip().filter().set_filter({});
    ASSERT_TRUE(wait_until([&] { return model().found_count() == 2 && model().row_of(star) >= 0; }));
}

TEST_F(BundledModel, ADroppedPictureBringsItsSettingsBack) {
    const QString apple = generate("a red apple");
    window->document().change("all", [](Request& r) {
        r.prompt = "a green tree";
        r.steps = 9;
        r.guidance = 2;
        r.seed = 1234;
        r.sampler = SamplerKind::ddim;
        r.width = 128;
    });
    const Request mine = request();
    ASSERT_TRUE(drop(apple, DropTargets::Target::settings));
    ASSERT_TRUE(wait_until([&] { return request().prompt == "a red apple"; }));
    EXPECT_FALSE(window->viewer().banner().isVisible()) << window->viewer().banner().message().toStdString();
    EXPECT_EQ(request().output, mine.output) << "where pictures go is mine";
    key(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(same_request(request(), mine));
    window->action("redo")->trigger();
    EXPECT_EQ(request().prompt, "a red apple");
    const QString again = generate("a red apple");
    EXPECT_EQ(pixels(again), pixels(apple)) << "its settings make it again";
}

TEST_F(BundledModel, ADroppedVaeIsNoModel) {
    const QString vae = QStringLiteral(IMAGELAB_SOURCE_DIR "/resources/models/demo/vae/diffusion_pytorch_model.safetensors");
    ASSERT_TRUE(QFileInfo::exists(vae));
    ASSERT_TRUE(drop(vae, DropTargets::Target::vae));
    EXPECT_EQ(request().vae, vae.toStdString());
    EXPECT_EQ(request().model, "");
    const QString made = generate("a red apple");
    EXPECT_EQ(made_with(made).vae, vae.toStdString());
}

TEST_F(BundledModel, ADroppedPictureIsAStart) {
    const QString apple = generate("a red apple"), alone = generate("a yellow star");
    ASSERT_TRUE(drop(apple, DropTargets::Target::start));
    EXPECT_EQ(request().init_image, apple.toStdString());
    EXPECT_EQ(request().prompt, "a yellow star");
    window->document().change("strength", [](Request& r) { r.strength = 0.35; });
    const QString near = generate("a yellow star");
    window->document().change("strength", [](Request& r) { r.strength = 0.9; });
    const QString far = generate("a yellow star");
    const QString start = QString::fromStdString(made_with(near).init_image);  // the queue's own copy
    EXPECT_EQ(pixels(start), pixels(apple));
    EXPECT_LT(apart(pixels(near), pixels(apple)), apart(pixels(far), pixels(apple))) << "more strength, less of the start picture";
    EXPECT_LT(apart(pixels(near), pixels(apple)), apart(pixels(near), pixels(alone)));
    EXPECT_NE(pixels(far), pixels(alone));
}

TEST_F(BundledModel, AnotherStyleMakesAnotherPicture) {
    const QString plain = generate("a red apple");
    ProfileModel& profiles = window->request_panel().desk().profiles;
    ASSERT_TRUE(wait_until([&] { return profiles.loaded() && profiles.rowCount() > 0; }, patience_ms));
    const auto choose = [&](const QString& words) {
        key(Qt::Key_T, Qt::ControlModifier);
        ProfilePicker& picker = window->request_panel().styles().picker();
        ASSERT_TRUE(wait_until([&] { return picker.isVisible(); }));
        QTest::keyClicks(&picker.search(), words);
        ASSERT_TRUE(wait_until([&] { return picker.list().currentIndex().isValid(); }));
        QTest::keyClick(&picker.search(), Qt::Key_Return);
        picker.hide();
        window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    };
    choose("pencil");
    ASSERT_EQ(request().style.profiles.size(), 1u);
    const std::string first = request().style.profiles.front().name;
    be_quick();
    const QString styled = generate("a red apple");
    const Request made = made_with(styled);
    ASSERT_EQ(made.style.profiles.size(), 1u);
    EXPECT_EQ(made.style.profiles.front().name, first);
    EXPECT_EQ(made.style.own_prompt, "a red apple");
    EXPECT_NE(made.prompt, "a red apple") << "with the style's words";
    EXPECT_GT(apart(pixels(styled), pixels(plain)), 1);
    window->document().edit(window->request_panel().desk().profiles.without(request(), first), "no style");
    choose("watercolor");
    ASSERT_EQ(request().style.profiles.size(), 1u);
    EXPECT_NE(request().style.profiles.front().name, first);
    be_quick();
    const QString other = generate("a red apple");
    EXPECT_NE(made_with(other).prompt, made.prompt);
    EXPECT_GT(apart(pixels(other), pixels(styled)), 1);
}

TEST_F(BundledModel, TenJobsRunInTheOrderTheyWereBroughtTo) {
    be_slow();  // holds the device while the others are moved
    write_prompt("a house at night");
    key(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return window->queue().count(JobState::running) == 1; }, patience_ms));
    be_quick(4);
    const char* things[] = {"apple", "star", "house", "car", "tree", "cat", "tulip", "fish", "boat", "moon"};
    for (const char* thing : things) {
        write_prompt(QString("a red ") + thing);
        key(Qt::Key_Return, Qt::ControlModifier);
    }
    ASSERT_TRUE(wait_until([&] { return window->queue().count(JobState::waiting) == 10; }, patience_ms));
    std::vector<JobId> wanted;
    for (const Job& job : queue().list(false))
        if (job.state == JobState::waiting) wanted.push_back(job.id);
    const auto now = [&] {
        std::vector<JobId> ids;
        for (const Job& job : queue().list(false))
            if (job.state == JobState::waiting) ids.push_back(job.id);
        return ids;
    };
    // The last is dragged to the front of those that wait; two others are told to
    // run next.
    const std::unique_ptr<QMimeData> dragged(window->queue().mimeData({window->queue().index_of(wanted.back())}));
    window->queue().dropMimeData(dragged.get(), Qt::MoveAction, 1, 0, {});
    std::rotate(wanted.begin(), wanted.end() - 1, wanted.end());
    ASSERT_TRUE(wait_until([&] { return now() == wanted && window->queue().index_of(wanted.front()).row() == 1; }, patience_ms));
    QTreeView& view = window->queue_panel().view();
    view.selectionModel()->clear();
    for (const size_t at : {4u, 7u})
        view.selectionModel()->select(window->queue().index_of(wanted[at]), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    window->action("queue_first")->trigger();
    const std::vector<JobId> next{wanted[4], wanted[7]};
    std::erase_if(wanted, [&](JobId id) { return id == next[0] || id == next[1]; });
    wanted.insert(wanted.begin(), next.begin(), next.end());
    ASSERT_TRUE(wait_until([&] { return now() == wanted; }, patience_ms));
    window->request_panel().focus_prompt();
    key(Qt::Key_Escape);  // the one that held them
    ASSERT_TRUE(wait_until([&] { return window->bridge().active().empty() && now().empty(); }, patience_ms));
    std::vector<Job> made;
    for (const JobId id : wanted) made.push_back(*queue().find(id));
    for (size_t i = 0; i < made.size(); ++i) {
        EXPECT_EQ(made[i].state, JobState::done) << made[i].message;
        if (i == 0) continue;
        EXPECT_GE(made[i].started, made[i - 1].finished) << "job " << made[i].id << " did not wait for its turn";
    }
}

TEST_F(BundledModel, ThePriceIsThatOfWhatRan) {
    std::optional<JobPlan> plan;
    QObject::connect(&window->bridge(), &SessionBridge::priced, window.get(), [&](const Price& price) { plan = price.plan; });
    const auto denoising = [&] { return plan->stages.back().stage == Stage::decoding ? (plan->stages.end() - 2)->seconds : 0; };
    generate("a red apple");
    ASSERT_TRUE(wait_until([&] { return plan && plan->measured; }));
    EXPECT_EQ((plan->stages.end() - 2)->load_seconds, 0) << "the model is there";
    const double six = denoising();
    EXPECT_GT(six, 0);
    be_quick(12);
    ASSERT_TRUE(wait_until([&] { return plan && plan->request.steps == 12; }));
    EXPECT_NEAR(denoising(), 2 * six, 1e-6);
    for (int i = 0; i < 3; ++i) generate("a yellow star");
    for (const Job& job : queue().list(true)) {
        const auto measured = static_cast<double>(job.measured_peak_bytes), predicted = static_cast<double>(job.predicted_peak_bytes);
        EXPECT_NEAR(measured / predicted, 1, 0.15)
            << "job " << job.id << ": " << predicted / (1 << 20) << " MiB predicted, " << measured / (1 << 20) << " measured";
    }
}

TEST_F(BundledModel, AClickChoosesThePictureItFalls) {
    std::vector<QString> made;
    for (const char* thing : {"a red apple", "a yellow star", "a green tree"}) made.push_back(generate(thing));
    ASSERT_TRUE(
        wait_until([&] { return std::all_of(made.begin(), made.end(), [&](const QString& path) { return model().row_of(path) >= 0; }); }));
    const int first = model().row_of(made[0]), last = model().row_of(made[2]);
    click(first);
    EXPECT_EQ(strip().selected_rows(), QList<int>{first});
    EXPECT_TRUE(shows(made[0]));
    click(last, Qt::ControlModifier);
    EXPECT_EQ(strip().selected_rows(), (QList<int>{std::min(first, last), std::max(first, last)}));
    EXPECT_TRUE(window->action("compare")->isEnabled());
    click(last);
    click(first, Qt::ShiftModifier);
    EXPECT_EQ(strip().selected_rows(), (QList<int>{0, 1, 2})) << "everything between";
}

TEST_F(BundledModel, WhatCtrlEnterMakesIsChosenAlone) {
    const QString apple = generate("a red apple");
    click(0);
    ASSERT_TRUE(shows(apple));
    ASSERT_EQ(strip().selected_rows().size(), 1);
    const QString star = generate("a yellow star");
    ASSERT_TRUE(shows(star));
    EXPECT_EQ(strip().selected_rows(), QList<int>{model().row_of(star)}) << "what is done next is done to the new one only";
    EXPECT_FALSE(window->action("compare")->isEnabled());
}

}  // namespace
}  // namespace imagelab::test
#endif
