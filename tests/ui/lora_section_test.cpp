// LoRAs in the window: added, weighed, their words inserted, taken away, each a step that can be undone.
#if __has_include(<QApplication>)
#include "ui/request/lora_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QToolButton>

#include "core/weights/safetensors.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"
#include "tests/support/window_fixture.h"
#include "ui/models/library_model.h"
#include "ui/models/request_document.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab::test {
namespace {

class LoraSectionTest : public ::testing::Test {
  protected:
    LoraSectionTest() {
        application();
        const std::vector<float> values(128, 0.1f);
        const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
        write_safetensors(folder / "ink wash.safetensors",
                          {{"lora_unet_mid_block_attentions_0_proj_in.lora_down.weight", {DType::f32, {2, 64}, bytes}},
                           {"lora_unet_mid_block_attentions_0_proj_in.lora_up.weight", {DType::f32, {64, 2}, bytes}}},
                          {{"modelspec.trigger_phrase", "ink wash"}});
        section = std::make_unique<LoraSection>(document, library);
        section->show();
    }
    template <class T>
    T* control(const QString& name) {
        for (T* widget : section->findChildren<T*>())
            if (widget->accessibleName() == name && widget->isVisibleTo(section.get())) return widget;
        return nullptr;
    }
    const std::vector<LoraUse>& loras() const { return document.request().loras; }

    TempFolder folder;
    RequestDocument document;
    LibraryModel library;
    std::unique_ptr<LoraSection> section;
};

TEST_F(LoraSectionTest, EachEditIsAStepThatCanBeUndone) {
    const QString file = QString::fromStdString((folder / "ink wash.safetensors").string());
    section->add(file);
    section->add(file);  // there already
    ASSERT_EQ(loras().size(), 1u);
    EXPECT_EQ(section->summary(), "ink wash 1");
    auto* scale = section->findChild<SliderSpin*>();
    ASSERT_NE(scale, nullptr);
    scale->field()->setValue(0.5);
    EXPECT_EQ(loras().front(), (LoraUse{file.toStdString(), 0.5, {}}));
    ASSERT_TRUE(wait_until([&] { return control<QToolButton>("Another strength for the text") != nullptr; }));
    auto* apart = control<QToolButton>("Another strength for the text");
    apart->click();
    EXPECT_EQ(loras().front().text_scale, 0.5);
    auto* text = control<QDoubleSpinBox>("Strength of ink wash on the text");
    ASSERT_NE(text, nullptr);
    text->setValue(0);
    EXPECT_EQ(loras().front().text_scale, 0.0);
    apart->click();
    EXPECT_EQ(loras().front().text_scale, std::nullopt);
    QToolButton* remove = control<QToolButton>("Remove ink wash");
    ASSERT_NE(remove, nullptr);
    remove->click();
    EXPECT_TRUE(loras().empty());
    document.history().undo();
    ASSERT_EQ(loras().size(), 1u);
    EXPECT_EQ(loras().front().scale, 0.5);
}

TEST_F(LoraSectionTest, ItsWordsAreOfferedAndInsertedOnce) {
    document.change("test", [](Request& r) { r.prompt = "a hill"; });
    section->add(QString::fromStdString((folder / "ink wash.safetensors").string()));
    ASSERT_TRUE(wait_until([&] { return control<QPushButton>("Insert the words of ink wash") != nullptr; }));
    control<QPushButton>("Insert the words of ink wash")->click();
    EXPECT_EQ(document.request().prompt, "a hill, ink wash");
    control<QPushButton>("Insert the words of ink wash")->click();
    EXPECT_EQ(document.request().prompt, "a hill, ink wash");
}

TEST_F(LoraSectionTest, DecomposedWeightsOfferComfyUisFormula) {
    section->add(QString::fromStdString((folder / "ink wash.safetensors").string()));
    ASSERT_TRUE(wait_until([&] { return control<QPushButton>("Insert the words of ink wash") != nullptr; }));
    EXPECT_EQ(control<QCheckBox>("DoRA as ComfyUI"), nullptr) << "it has no decomposed weights";
    const std::vector<float> values(128, 0.1f);
    const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
    write_safetensors(folder / "dora.safetensors",
                      {{"lora_unet_mid_block_attentions_0_proj_in.lora_down.weight", {DType::f32, {2, 64}, bytes}},
                       {"lora_unet_mid_block_attentions_0_proj_in.lora_up.weight", {DType::f32, {64, 2}, bytes}},
                       {"lora_unet_mid_block_attentions_0_proj_in.dora_scale", {DType::f32, {64, 1}, bytes}}});
    section->add(QString::fromStdString((folder / "dora.safetensors").string()));
    ASSERT_TRUE(wait_until([&] { return control<QCheckBox>("DoRA as ComfyUI") != nullptr; }));
    control<QCheckBox>("DoRA as ComfyUI")->click();
    EXPECT_EQ(document.request().dora, DoraChoice::as_comfyui);
    document.history().undo();
    EXPECT_EQ(document.request().dora, DoraChoice::as_trained);
    EXPECT_FALSE(control<QCheckBox>("DoRA as ComfyUI")->isChecked());
}

}  // namespace
}  // namespace imagelab::test
#endif
