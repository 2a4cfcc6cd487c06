// Model suites in the window: chosen, saved, changed, taken away; how well models go together, beside the suite and beside each LoRA.
#if __has_include(<QApplication>)
#include "ui/request/suite_control.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include "core/base/paths.h"
#include "core/weights/safetensors.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"
#include "tests/support/window_fixture.h"
#include "ui/models/library_model.h"
#include "ui/models/lora_facts.h"
#include "ui/models/model_facts.h"
#include "ui/models/request_chips.h"
#include "ui/models/request_document.h"
#include "ui/models/suite_model.h"
#include "ui/request/lora_section.h"
#include "ui/widgets/short_combo.h"

namespace imagelab::test {
namespace {

const std::string tiny_base = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64",
                  tiny_refiner = IMAGELAB_SOURCE_DIR "/tests/reference/golden/refiner64";

class SuiteControlTest : public ::testing::Test {
  protected:
    SuiteControlTest() {
        application();
        Request parts;
        parts.model = tiny_base, parts.refiner = tiny_refiner, parts.refiner_start = 0.7;
        parts.loras = {{write_lora("ink", 64), 0.5, {}}};
        EXPECT_TRUE(save_suite(folder.path(), suite_of(parts, "Inked"), false));
        suites = std::make_unique<SuiteModel>(folder.path());
        control = std::make_unique<SuiteControl>(document, *suites);
        control->show();
        suites->load();
        EXPECT_TRUE(wait_until([&] { return suites->loaded(); }));
    }
    std::string write_lora(const std::string& name, int64_t width) {
        const std::vector<float> values(8192, 0.1f);
        const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
        const std::string module = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q";
        const auto path = folder / (name + ".safetensors");
        write_safetensors(path,
                          {{module + ".lora_down.weight", {DType::f32, {2, width}, bytes}},
                           {module + ".lora_up.weight", {DType::f32, {width, 2}, bytes}}},
                          {{"modelspec.trigger_phrase", "inky"}});
        return path.string();
    }
    void choose(const QString& name) {
        const int row = control->chooser().findText(name);
        ASSERT_GE(row, 0);
        control->chooser().setCurrentIndex(row);
        emit control->chooser().activated(row);
    }
    QAction* action(const QString& text) {
        emit control->more().menu()->aboutToShow();
        for (QAction* each : control->more().menu()->actions())
            if (each->text().startsWith(text)) return each;
        return nullptr;
    }
    const Request& request() const { return document.request(); }

    TempFolder folder;
    RequestDocument document;
    std::unique_ptr<SuiteModel> suites;
    std::unique_ptr<SuiteControl> control;
    ProfileModel profiles;
};

TEST_F(SuiteControlTest, ChoosingOneIsOneStep) {
    document.change("words", [](Request& r) { r.prompt = "a cat", r.vae = "/other/vae.safetensors"; });
    choose("Inked");
    EXPECT_EQ(request().model, tiny_base);
    EXPECT_EQ(request().refiner, tiny_refiner);
    EXPECT_EQ(request().vae, "") << "the suite has the model's own";
    EXPECT_EQ(request().prompt, "a cat");
    ASSERT_EQ(request().loras.size(), 1u);
    EXPECT_EQ(request().suite, "Inked");
    ASSERT_TRUE(wait_until([&] { return control->fit_shown() == "Goes together: 100 of 100"; })) << control->reasons_shown().toStdString();
    const auto chips = request_chips(request(), profiles);
    const auto chip = std::find_if(chips.begin(), chips.end(), [](const RequestChip& c) { return c.kind == RequestChip::Kind::suite; });
    ASSERT_NE(chip, chips.end());
    EXPECT_EQ(chip->text, "Suite · Inked");
    EXPECT_TRUE(chip->removable);
    document.change("LoRA", [](Request& r) { r.loras.push_back({"own", 0.5, {}}); });
    const Request without = without_chip(request(), *chip, profiles, suites->find("inked"));
    EXPECT_EQ(without.suite, "");
    EXPECT_EQ(without.model, tiny_base) << "the model stays";
    EXPECT_EQ(without.refiner, "");
    EXPECT_EQ(without.loras, (std::vector<LoraUse>{{"own", 0.5, {}}})) << "added by hand";
    EXPECT_EQ(without_chip(request(), *chip, profiles).loras.size(), 2u) << "what a suite that is gone brought is not known";
    document.history().undo();
    document.history().undo();
    EXPECT_EQ(request().suite, "");
    EXPECT_EQ(request().vae, "/other/vae.safetensors");
}

TEST_F(SuiteControlTest, WhatIsChosenIsSavedUnderAName) {
    document.change("model", [](Request& r) { r.model = tiny_base; });
    QAction* save = action("Save what is chosen");
    ASSERT_NE(save, nullptr);
    save->trigger();
    EXPECT_TRUE(control->name().isVisibleTo(control.get()));
    control->name().setText("Plain one");
    control->save().click();
    EXPECT_EQ(request().suite, "Plain one");
    ASSERT_TRUE(wait_until([&] { return suites->find("plain one") != nullptr; }));
    EXPECT_EQ(suites->find("plain one")->parts.model, tiny_base);
    EXPECT_EQ(control->chooser().currentText(), "Plain one");
    document.change("a LoRA", [&](Request& r) { r.loras = {{write_lora("second", 64), 1, {}}}; });
    QAction* changes = action("Save the changes to Plain one");
    ASSERT_NE(changes, nullptr);
    EXPECT_TRUE(changes->isEnabled());
    changes->trigger();
    ASSERT_TRUE(wait_until([&] { return suites->find("plain one")->parts.loras.size() == 1; }));
    EXPECT_FALSE(action("Save the changes to Plain one")->isEnabled()) << "there is none";
    action("Delete Plain one")->trigger();
    ASSERT_TRUE(wait_until([&] { return suites->find("plain one") == nullptr; }));
    EXPECT_EQ(request().suite, "");
    EXPECT_TRUE(std::filesystem::exists(folder / "suites/Plain one.json~")) << "its file is kept";
}

TEST_F(SuiteControlTest, WhatDoesNotGoTogetherIsSaidWithWhatToDo) {
    choose("Inked");
    document.change("a LoRA", [&](Request& r) { r.loras.push_back({write_lora("wide", 320), 1, {}}); });
    ASSERT_TRUE(wait_until([&] { return control->fit_shown() == "Does not go together: 0 of 100"; })) << control->fit_shown().toStdString();
    EXPECT_TRUE(control->reasons_shown().contains("wide")) << control->reasons_shown().toStdString();
    EXPECT_TRUE(control->reasons_shown().contains("choose a base model of its kind")) << control->reasons_shown().toStdString();
    EXPECT_FALSE(control->reasons_shown().contains("[")) << "in plain words: " << control->reasons_shown().toStdString();
}

TEST_F(SuiteControlTest, ASuiteThatIsGoneSaysSo) {
    document.change("suite", [](Request& r) { r.suite = "Lost", r.suite_filled = true; });
    EXPECT_EQ(control->chooser().currentText(), "Lost (not here)");
    document.change("suite", [](Request& r) { r.suite.clear(); });
    EXPECT_EQ(control->chooser().currentText(), "No suite");
    EXPECT_EQ(control->chooser().findText("Lost (not here)"), -1);
}

TEST_F(SuiteControlTest, ALoraSaysHowItFitsTheModel) {
    LibraryModel library;
    LoraSection section(document, library);
    section.show();
    document.change("a LoRA", [&](Request& r) { r.model = tiny_base, r.loras = {{write_lora("wide", 320), 1, {}}}; });
    const auto said = [&] {
        for (QLabel* label : section.findChildren<QLabel*>())
            if (label->accessibleName() == "How well wide fits the model" && label->isVisibleTo(&section)) return label->text();
        return QString();
    };
    ASSERT_TRUE(wait_until([&] { return said().contains("Does not go together"); })) << said().toStdString();
    EXPECT_TRUE(said().contains("made for another model")) << said().toStdString();
    document.change("model", [&](Request& r) { r.model = "/gone.safetensors"; });
    ASSERT_TRUE(wait_until([&] { return said().isEmpty(); })) << "there is no model to judge it by: " << said().toStdString();
}

TEST_F(SuiteControlTest, FactsAreOfTheModelWithItsParts) {
    Request request;
    request.model = tiny_base;
    const ModelFacts own = read_model_facts(request);
    EXPECT_EQ(own.problem, "");
    EXPECT_TRUE(own.are_of(request));
    request.tokenizer = tiny_base + "/tokenizer_2";
    EXPECT_FALSE(own.are_of(request));
    EXPECT_EQ(read_model_facts(request).problem, "");
    request.vae = "/gone/vae.safetensors";
    const ModelFacts facts = read_model_facts(request);
    EXPECT_TRUE(facts.are_of(request));
    EXPECT_TRUE(facts.problem.contains("vae.safetensors")) << facts.problem.toStdString();
}

}  // namespace
}  // namespace imagelab::test
#endif
