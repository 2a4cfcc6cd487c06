// The page on which trainings are set up and watched.
#if __has_include(<QApplication>)
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/paths.h"
#include "core/training/dataset.h"
#include "tests/support/golden.h"
#include "tests/support/screenshots.h"
#include "tests/support/temp_folder.h"
#include "ui/look/wording.h"
#include "ui/training/curve_plot.h"
#include "ui/training/training_form.h"
#include "ui/training/training_page.h"
#include "ui/training/training_runs.h"
#include "ui/widgets/section.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

std::vector<TrainingStep> learning(int steps, double from, double to) {
    std::vector<TrainingStep> all;
    for (int step = 1; step <= steps; ++step) {
        const double wave = 0.12 * std::sin(step * 12.9898) * std::cos(step * 4.1414);
        all.push_back({step, to + (from - to) * std::exp(-3.0 * step / steps) + wave * from, 1e-4, 7.2, 0.5 + wave});
    }
    return all;
}

TEST(CurvePlots, SeveralHaveTheirNamesAtTheirEndsAndNoneOverAnother) {
    application();
    CurvePlot plot;
    plot.resize(420, 220);
    std::vector<CurvePlot::Curve> curves;
    for (const char* name : {"cats", "cats with a long name that goes on for longer than there is room for it", "dogs", "houses"})
        curves.push_back({name, Qt::red, {1, 2, 3}, {0.5, 0.4, 0.1}});
    plot.set_curves({curves.front()}, "Loss", "nothing");
    EXPECT_TRUE(plot.names().empty()) << "one needs none";
    plot.set_curves(curves, "Loss", "nothing");
    const std::vector<CurvePlot::Name> names = plot.names();
    ASSERT_EQ(names.size(), 4u);
    for (size_t i = 0; i < names.size(); ++i) {
        EXPECT_TRUE(QRectF(plot.rect()).contains(names[i].place)) << names[i].text.toStdString();
        for (size_t other = 0; other < i; ++other)
            EXPECT_FALSE(names[i].place.adjusted(0, 0.5, 0, -0.5).intersects(names[other].place)) << names[i].text.toStdString();
    }
}

class TrainingPages : public WindowTest {
  protected:
    TrainingPage& open_page() {
        data = fs::path(folder.path().toStdString()) / "data";
        open();
        window->action("training")->trigger();
        return window->training().page();
    }
    TrainingPage& page() { return window->training().page(); }
    static TrainingDraft draft() {
        TrainingDraft draft;
        draft.folder = QString::fromStdString((golden_path("training") / "pictures").string());
        draft.name = "cats";
        draft.fields["steps"] = 600;
        return draft;
    }
    bool priced() {
        return wait_until([&] { return page().start_button().isEnabled(); });
    }
    JobId training(const QString& name, int step, double loss, int samples = 0) {
        TrainingDraft one = draft();
        one.name = name;
        one.sample_every = samples > 0 ? 100 : 0;
        one.sample_prompt = "a cat";
        const JobId id = engine.enqueue_training(training_job_of(one, data / "models" / "trained"), {}).value();
        engine.change([&](FakeEngine& e) { e.steps_of_training[id] = learning(step, 0.6, loss); });
        engine.queue().claim("another machine");
        Progress progress;
        progress.stage = Stage::training;
        progress.step = step, progress.steps = 600, progress.fraction = step / 600.0;
        progress.loss = loss, progress.seconds_left = 7.2 * (600 - step);
        engine.queue().report(id, progress);
        return id;
    }
};

TEST_F(TrainingPages, SayWhatATrainingCostsBeforeItStartsAndPutItIntoTheQueue) {
    open_page().form().set_draft(draft());
    ASSERT_TRUE(priced());
    EXPECT_TRUE(page().verdict().contains("1 h 12 min")) << page().verdict().toStdString();
    EXPECT_TRUE(page().verdict().contains("6.0 GiB")) << page().verdict().toStdString();
    page().start_button().click();
    ASSERT_TRUE(wait_until([&] { return page().runs().chosen().has_value(); }));
    const Job job = engine.queue().find(*page().runs().chosen()).value();
    ASSERT_TRUE(job.training);
    EXPECT_EQ(job.training->config.steps, 600);
    EXPECT_EQ(fs::path(job.training->config.output).filename(), "cats.safetensors");
    EXPECT_EQ(window->queue().index(0, QueueModel::JobColumn).data().toString(), "Training “cats”");
    // The same name once more is refused beside it.
    ASSERT_TRUE(wait_until([&] { return page().start_button().isEnabled(); }));
    page().start_button().click();
    ASSERT_TRUE(wait_until([&] { return !page().form().problem("name")->isHidden(); }));
}

TEST_F(TrainingPages, NameWhatIsWrongBesideItsField) {
    TrainingForm& form = open_page().form();
    const auto wrong = [&](const std::string& field, const std::function<void(TrainingDraft&)>& change) {
        TrainingDraft one = draft();
        change(one);
        form.set_draft(one);
        const bool shown = wait_until([&] { return form.problem(field) && !form.problem(field)->isHidden(); }, 20000);
        EXPECT_TRUE(shown) << field;
        EXPECT_FALSE(page().start_button().isEnabled());
        return shown ? form.problem(field)->text() : QString();
    };
    wrong("images", [](TrainingDraft& d) { d.folder = "/nowhere"; });
    wrong("images", [](TrainingDraft& d) { d.folder.clear(); });
    wrong("name", [](TrainingDraft& d) { d.name = "../cats"; });
    wrong("samples", [](TrainingDraft& d) { d.sample_every = 50; });
    wrong("seed", [](TrainingDraft& d) { d.fields["seed"] = "often"; });
    EXPECT_TRUE(wrong("width", [](TrainingDraft& d) { d.fields["width"] = 60; }).contains("60"));
    form.set_draft(draft());
    EXPECT_TRUE(priced());
    EXPECT_TRUE(form.problem("width")->isHidden());
}

// Fields that others make useless are not shown, and do not count; each folded part says what of it is set.
TEST_F(TrainingPages, ShowTheFieldsThatCount) {
    TrainingForm& form = open_page().form();
    const auto shown = [&](const char* field) { return !form.control(field)->widget()->isHidden(); };
    EXPECT_FALSE(shown("token"));
    EXPECT_TRUE(shown("rank"));
    TrainingDraft one = draft();
    one.fields.update({{"network", "textual_inversion"},
                       {"vectors", 2},
                       {"rank", 4},
                       {"shuffle_captions", 8},
                       {"keep_tokens", 1},
                       {"optimizer.type", "prodigy"},
                       {"optimizer.d0", 1e-5},
                       {"memory_budget", int64_t{3} << 30}});
    form.set_draft(one);
    EXPECT_TRUE(shown("token"));
    EXPECT_FALSE(shown("rank"));
    EXPECT_TRUE(shown("keep_tokens"));
    EXPECT_TRUE(shown("optimizer.d0"));
    EXPECT_FALSE(shown("optimizer.clip_threshold"));
    TrainingDraft expected = one;
    expected.fields.erase("rank");
    EXPECT_EQ(form.draft(), expected) << form.draft().fields;
    const TrainingJob job = training_job_of(form.draft(), data);
    EXPECT_TRUE(job.config.inverts_text());
    EXPECT_EQ(job.config.token, "cats");
    EXPECT_EQ(job.config.optimizer.d0, 1e-5);
    EXPECT_EQ(job.config.memory_budget, int64_t{3} << 30);
    EXPECT_EQ(draft_of(job).fields["vectors"], 2);
    one.fields["keep_tokens"] = 0, one.fields["shuffle_captions"] = 0;
    form.set_draft(one);
    EXPECT_FALSE(shown("keep_tokens"));
}

// Each field of the table stands in the form, but those that the window has no use for.
TEST_F(TrainingPages, HaveEveryField) {
    const std::set<std::string> elsewhere{"images", "output", "dataset", "more_devices"};
    const TrainingForm& form = open_page().form();
    for (const TrainingField& field : training_fields())
        EXPECT_NE(form.control(field.name) != nullptr, elsewhere.contains(field.name)) << field.name;
}

TEST_F(TrainingPages, RefuseWhatDoesNotFit) {
    engine.training_peak = int64_t{900} << 30;
    open_page().form().set_draft(draft());
    EXPECT_TRUE(wait_until([&] { return page().verdict().contains("900.0 GiB"); })) << page().verdict().toStdString();
    EXPECT_FALSE(page().start_button().isEnabled());
}

TEST_F(TrainingPages, DrawTheirCurvesCompareThemAndExportThem) {
    open_page();
    const JobId first = training("cats", 300, 0.12), second = training("dogs", 120, 0.2);
    TrainingRuns& runs = page().runs();
    ASSERT_TRUE(wait_until([&] { return runs.runs().count() == 2; }));
    runs.choose(first);
    ASSERT_TRUE(wait_until([&] { return runs.plot().curves().size() == 1 && runs.plot().curves()[0].values.size() == 300; }));
    EXPECT_EQ(runs.plot().curves()[0].name, "cats");
    runs.runs().item(0)->setCheckState(Qt::Checked);  // the newest, dogs
    ASSERT_TRUE(wait_until([&] { return runs.plot().curves().size() == 2 && runs.plot().curves()[0].values.size() == 120; }));
    EXPECT_EQ(runs.compared(), (std::vector<JobId>{second, first}));
    const fs::path csv = fs::path(folder.path().toStdString()) / "cats.csv";
    window->training().export_csv(first, QString::fromStdString(csv.string()));
    const std::string text = read_text_file(csv);
    EXPECT_TRUE(text.starts_with("step,loss,learning_rate,gradient_norm,seconds,validation_loss\n1,"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 301);
    EXPECT_EQ(runs.runs().item(1)->text().contains("step 300 of 600"), true) << runs.runs().item(1)->text().toStdString();
}

// Nothing happens in the queue any more that would bring them.
TEST_F(TrainingPages, ShowTheCurvesOfAnEarlierTrainingWhenTheyAreOpened) {
    data = fs::path(folder.path().toStdString()) / "data";
    open();
    engine.queue().finish(training("cats", 30, 0.3), JobState::done, {});
    emit window->bridge().queue_changed();
    ASSERT_TRUE(wait_until([&] { return window->queue().count(JobState::done) == 1; }));
    window->action("training")->trigger();
    EXPECT_TRUE(wait_until(
        [&] {
            const auto& curves = page().runs().plot().curves();
            return curves.size() == 1 && curves[0].values.size() == 30;
        },
        5000));
}

TEST_F(TrainingPages, PauseAndCancelFromWhereTheyAreWatched) {
    open_page();
    const JobId id = training("cats", 10, 0.3);
    TrainingRuns& runs = page().runs();
    ASSERT_TRUE(wait_until([&] { return runs.chosen() == id; }));
    EXPECT_FALSE(runs.button("pause").isHidden());
    EXPECT_TRUE(runs.button("use").isHidden());
    runs.button("pause").click();
    EXPECT_TRUE(wait_until([&] { return engine.queue().find(id)->wish == "pause"; }));
}

TEST_F(TrainingPages, SetUpAnotherOneLikeIt) {
    open_page();
    const JobId id = training("cats", 10, 0.3, 1);
    ASSERT_TRUE(wait_until([&] { return page().runs().runs().count() == 1; }));
    window->training().show_training(id, true);
    ASSERT_TRUE(wait_until([&] { return page().form().draft().name == "cats"; }));
    TrainingDraft expected = draft();
    expected.sample_every = 100;
    expected.sample_prompt = "a cat";
    EXPECT_EQ(page().form().draft(), expected);
}

// What a configuration refuses is said in the window's words, beneath its field.
TEST(TrainingMessages, AreTheWindows) {
    for (const nlohmann::json& change : {nlohmann::json{{"images", ""}},
                                         {{"seed", "often"}},
                                         {{"ema_decay", 2}},
                                         {{"learning_rate", -1}},
                                         {{"alpha", 0}},
                                         {{"optimizer", {{"betas", "one"}}}},
                                         {{"network", "loha"}, {"naming", "diffusers"}},
                                         {{"class_prompt", "a cat"}},
                                         {{"optimizer", {{"type", "prodigy"}}}, {"text_encoder_learning_rate", 0.5}}}) {
        nlohmann::json config{{"images", "pictures"}};
        config.update(change);
        try {
            training_config(config);
            ADD_FAILURE() << change << " is not refused";
        } catch (const BadField& bad) {
            const std::string reason = std::string(bad.what()).substr(bad.field().size() + 2);
            EXPECT_NE(message_text(reason).toStdString().substr(1), reason.substr(1));
            EXPECT_FALSE(message_text(reason).contains('_')) << message_text(reason).toStdString();
        }
    }
}

TEST(TrainingFolders, AreMadeOfPicturesFromAnywhere) {
    const TempFolder folder;
    const fs::path pictures = golden_path("training") / "pictures";
    const auto made = collect_training_pictures(
        folder / "here", "gallery",
        {{pictures / "a square.png", "a red square"}, {pictures / "gone.png", "x"}, {pictures / "b ring.png", ""}});
    ASSERT_TRUE(made) << made.error();
    const auto examples = training_examples(*made);
    ASSERT_EQ(examples.size(), 2u);
    EXPECT_EQ(examples[0].caption, "a red square");
    EXPECT_EQ(examples[1].caption, "");
    EXPECT_EQ(collect_training_pictures(folder / "here", "gallery", {{pictures / "a square.png", ""}}).value(),
              folder / "here" / "gallery-2");
    EXPECT_FALSE(collect_training_pictures(folder / "here", "gallery", {{pictures / "gone.png", ""}}));
}

class TrainingLooks : public LookedAt {};

TEST_P(TrainingLooks, AreWholeInEveryLook) {
    data = fs::path(folder.path().toStdString()) / "data";
    open_as_looked_at();
    window->action("training")->trigger();
    TrainingPage& page = window->training().page();
    page.window()->resize(1080, 680);
    shoot(*page.window(), "training-1-empty");
    TrainingDraft one;
    one.folder = QString::fromStdString((golden_path("training") / "pictures").string());
    one.name = "cats";
    one.sample_every = 100;
    one.sample_prompt = "a cat on a chair";
    page.form().set_draft(one);
    const fs::path pictures = fs::path(folder.path().toStdString());
    const auto add = [&](const QString& name, int step, double loss) {
        TrainingDraft other = one;
        other.name = name;
        const JobId id = engine.enqueue_training(training_job_of(other, data), {}).value();
        engine.change([&](FakeEngine& e) { e.steps_of_training[id] = learning(step, 0.6, loss); });
        engine.queue().claim("another machine");
        Progress progress;
        progress.stage = Stage::training;
        progress.step = step, progress.steps = 1000, progress.fraction = step / 1000.0, progress.loss = loss;
        progress.seconds_left = 7.2 * (1000 - step);
        engine.queue().report(id, progress);
        for (int shown = 100; shown <= step; shown += 100) {
            NewJob sample{*training_job_of(other, data).sample};
            sample.group = "training-" + name.toStdString();
            sample.cell = shown;
            sample.device = "another machine";
            const JobId picture = engine.queue().add({sample}).front();
            const fs::path path = pictures / (name.toStdString() + std::to_string(shown) + ".png");
            write_png(path, drawn(256, 256, shown), {});
            EXPECT_EQ(engine.queue().claim("another machine")->id, picture);
            engine.queue().reserve(picture, {path});
            engine.queue().picture_finished(picture, 0);
            engine.queue().finish(picture, JobState::done, {});
        }
    };
    add("cats-old with a name that somebody chose and that goes on for longer than the list of trainings is wide v1.5", 200, 0.2);
    add("cats", 520, 0.1);
    ASSERT_TRUE(wait_until([&] { return page.start_button().isEnabled() && page.runs().strip().count() == 5; }));
    page.runs().runs().item(1)->setCheckState(Qt::Checked);
    ASSERT_TRUE(wait_until([&] { return page.runs().plot().curves().size() == 2; }));
    EXPECT_EQ(page.runs().runs().horizontalScrollBar()->maximum(), 0) << "long lines end in an ellipsis";
    shoot(*page.window(), "training-2-two");
    // Everything unfolded, of a word that is learnt with much set.
    TrainingDraft much = one;
    much.fields = {{"network", "textual_inversion"},
                   {"shuffle_captions", 8},
                   {"class_images", "/pictures/of/other/cats"},
                   {"optimizer.type", "prodigy"},
                   {"lr_schedule", "polynomial"},
                   {"validation_share", 0.1},
                   {"memory_budget", int64_t{8} << 30},
                   {"seed", 7},
                   {"masked_loss", true},
                   {"gradient_accumulation_steps", 4},     {"tagger", "auto"},               {"write_captions", true}};
    page.form().set_draft(much);
    shoot(*page.window(), "training-4-folded");
    for (Section* section : page.form().findChildren<Section*>()) section->set_open(true);
    page.window()->resize(1080, 680);
    auto* scroll = page.findChild<QScrollArea*>();
    for (int part = 0; part < 4; ++part) {
        QCoreApplication::processEvents();
        scroll->verticalScrollBar()->setValue(part * scroll->verticalScrollBar()->maximum() / 3);
        shoot(*page.window(), QString("training-5-all-%1").arg(part));
    }
    one.folder = "/nowhere/at/all";
    page.form().set_draft(one);
    ASSERT_TRUE(wait_until([&] { return !page.form().problem("images")->isHidden(); }));
    shoot(*page.window(), "training-3-wrong");
}

INSTANTIATE_TEST_SUITE_P(Looks, TrainingLooks,
                         ::testing::Values(Look{Scheme::dark, 1100, 700}, Look{Scheme::light, 1100, 700, "de"},
                                           Look{Scheme::light, 1100, 700, "fr"}),
                         look_name);

}  // namespace
}  // namespace imagelab::test
#endif
