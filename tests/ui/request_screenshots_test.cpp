// The request panel's own states in both themes: with IMAGELAB_SCREENSHOTS=FOLDER the pictures to look at.
#if __has_include(<QApplication>)
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <algorithm>
#include <map>

#include "core/base/paths.h"
#include "core/weights/safetensors.h"
#include "tests/build_paths.h"
#include "tests/support/screenshots.h"
#include "tests/support/temp_folder.h"
#include "ui/library/command_palette.h"
#include "ui/library/library_panel.h"
#include "ui/library/settings_page.h"
#include "ui/request/guidance_box.h"
#include "ui/request/lora_section.h"
#include "ui/request/profile_picker.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/prompt_section.h"
#include "ui/request/region_section.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/request/saved_prompts_popup.h"
#include "ui/request/start_picture.h"
#include "ui/request/style_section.h"
#include "ui/widgets/section.h"

namespace imagelab::test {
namespace {

class RequestScreenshots : public LookedAt {
  protected:
    void begin() {
        std::filesystem::remove_all(data_dir());
        std::filesystem::create_directories(data_dir() / "models");
        std::filesystem::create_directory_symlink(IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64",
                                                  data_dir() / "models/Tiny Landscapes XL");
        std::filesystem::create_directory_symlink(IMAGELAB_SOURCE_DIR "/resources/models/demo", data_dir() / "models/Everyday Things");
        write_file(data_dir() / "tags/danbooru.csv",
                   "long_hair,0,4300000,\nlong_sleeves,0,1600000,\nlonghouse,0,1200,\nvery_long_hair,0,900000,rapunzel_hair\n"
                   "longitude_series,3,800,\nlong_island,4,9000,\nlong_exposure,5,40000,\nsome_long_artist,1,310,\n");
        open_as_looked_at();
        ASSERT_TRUE(wait_until([&] {
            return desk().reader.facts() && desk().profiles.loaded() && desk().library.scanned() && desk().completion.tags()->size() == 8;
        }));
    }
    RequestDesk& desk() { return window->request_panel().desk(); }
    std::string write_lora(const std::string& name, int64_t width, const std::map<std::string, std::string>& metadata) {
        const std::vector<float> values(8192, 0.1f);
        const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
        const std::string module = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q";
        const auto path = data_dir() / "models" / (name + ".safetensors");
        write_safetensors(path,
                          {{module + ".lora_down.weight", {DType::f32, {2, width}, bytes}},
                           {module + ".lora_up.weight", {DType::f32, {width, 2}, bytes}}},
                          metadata);
        return path.string();
    }
    // A suite that goes together, one with a LoRA of another base, the LoRAs with their reasons, the library with what is known of a file.
    void look_at_suites() {
        const Request before = window->document().request();
        const std::string ink = write_lora("ink wash v2", 64,
                                           {{"modelspec.trigger_phrase", "ink wash"}, {"ss_base_model_version", "sdxl_base_v1-0"}}),
                          wide = write_lora("old harbour sd15", 320, {{"ss_base_model_version", "sd_v1"}}),
                          few = write_lora("sdxl_lightning_4step_lora", 64, {});
        EXPECT_TRUE(scene(256, 256, 5).save(QString::fromStdString((data_dir() / "models/ink wash v2.preview.png").string())));
        write_file(data_dir() / "models/ink wash v2.civitai.info",
                   R"({"name": "v2", "baseModel": "SDXL 1.0", "trainedWords": ["ink wash", "wet paper"], "model": {"name": "Ink wash",
                   "tags": ["watercolor", "style"]}, "description": "<p>Soft edges; nice at 0.6.</p>"})");
        Request parts;
        parts.model = (data_dir() / "models/Tiny Landscapes XL").string();
        parts.refiner = IMAGELAB_SOURCE_DIR "/tests/reference/golden/refiner64", parts.refiner_start = 0.7;
        parts.loras = {{ink, 0.6, {}}};
        EXPECT_TRUE(save_suite(data_dir(), suite_of(parts, "Ink on paper", "for the harbour series"), true));
        desk().suites.load();
        desk().library.scan();
        ASSERT_TRUE(wait_until([&] { return desk().suites.find("ink on paper") && desk().library.models().size() >= 5; }));
        auto* scroll = window->request_panel().findChild<QScrollArea*>();
        const auto judged = [&](int score) {
            return wait_until([&] { return desk().suites.fit() && desk().suites.fit()->score() == score; });
        };
        window->document().change("suite", [&](Request& r) {
            r.init_image.clear();
            r = choosing_suite(r, *desk().suites.find("Ink on paper"));
        });
        EXPECT_TRUE(judged(100));
        scroll->verticalScrollBar()->setValue(0);
        shoot("s1-suite");
        window->document().change("loras", [&](Request& r) { r.loras = {{ink, 0.6, {}}, {few, 1, {}}, {wide, 0.8, {}}}; });
        EXPECT_TRUE(judged(0));
        shoot("s2-suite-refused");
        auto* loras = window->request_panel().findChild<LoraSection*>();
        wait_until([&] {
            const auto labels = loras->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [](QLabel* label) { return label->text().contains("0 of 100"); });
        });
        scroll->ensureWidgetVisible(loras, 0, 0);
        shoot("s3-loras");
        window->action("library")->trigger();
        auto* panel = window->findChild<LibraryPanel*>();
        panel->search().setText("watercolor");
        panel->models().setCurrentIndex(panel->models().model()->index(0, 0));
        shoot("s4-library-card");
        panel->search().clear();
        window->document().edit(before, "back");
    }
};

TEST_P(RequestScreenshots, EveryState) {
    first_run = true;
    begin();
    shoot("r1-welcome");
    for (QPushButton* button : window->findChildren<QPushButton*>())
        if (button->accessibleName() == "Start with my own words") button->click();

    window->document().change("words", [](Request& r) {
        r.prompt = "portrait of an (old fisherman:1.2) mending nets, harbour at dawn, [fog]";
        r.style.profiles = {{"watercolor", 0.6}, {"cinematic", 1}};
        r.width = 128, r.height = 96, r.steps = 25;
    });
    wait_until([&] { return window->request_panel().prompt().length_text().contains("of"); });
    shoot("r2-styles");
    const Request before = window->document().request();
    window->document().change("marks", [](Request& r) {
        r.prompt =
            "portrait of a (old fisherman:1.2) mending nets <lora:ink:0.6> AND [dawn:dusk:0.5], [fog|rain], harbour (never closed BREAK "
            "1girl";
    });
    window->request_panel().focus_prompt();
    type(", lo");
    shoot("r14-completion");
    press(Qt::Key_Down);
    shoot("r15-completion-chosen");
    press(Qt::Key_Escape);
    PromptEdit& edit = window->request_panel().prompt().edit();
    QTextCursor cursor = edit.textCursor();
    cursor.setPosition(static_cast<int>(edit.toPlainText().indexOf(") mending")) + 1);
    edit.setTextCursor(cursor);
    shoot("r16-brackets");
    window->document().edit(before, "back");
    for (QToolButton* button : window->findChildren<QToolButton*>())
        if (button->text() == "Show the words") button->click();
    ASSERT_TRUE(scene(300, 200, 3).save(folder.filePath("harbour.png")));
    for (Section* section : window->findChildren<Section*>()) section->set_open(true);
    window->document().change("long", [&](Request& r) {
        for (int i = 0; i < 12; ++i) r.prompt += ", layered mist over the water, soft light";
        r.init_image = folder.filePath("harbour.png").toStdString();
        r.fit = StartFit::crop;
        r.format = PictureFormat::webp;
    });
    wait_until([&] {
        return !window->request_panel().start().seen().isNull() && window->request_panel().prompt().length_text().contains("of 375 tokens");
    });
    shoot("r3-long");
    auto* scroll = window->request_panel().findChild<QScrollArea*>();
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum() / 2);
    shoot("r4-middle");
    window->document().change("references", [&](Request& r) {
        const std::string picture = folder.filePath("harbour.png").toStdString();
        r.references = {{picture, "", 0.6}, {picture, "/adapters/ip-adapter-plus_sdxl_vit-h.safetensors", 0.35, 0, 0.5}};
    });
    window->request_panel().show_references();
    shoot("r13-reference");
    window->document().change("regions", [&](Request& r) {
        r.regions = {{"a red lighthouse on the rocks, waves breaking", {}, 0, 0.1, 0.45, 0.9},
                     {"a fishing boat", "people", 0.4, 0.5, 1, 1, "", 0.7}};
        r.regions.back().mask = folder.filePath("harbour.png").toStdString();
        r.seg_scale = 3, r.free_u = {1.3, 1.4, 0.9, 0.2};
    });
    scroll->ensureWidgetVisible(&window->request_panel().regions(), 0, 0);
    for (QPushButton* button : window->request_panel().regions().findChildren<QPushButton*>())
        if (button->isCheckable()) button->click();
    shoot("r14-regions");
    window->request_panel().regions().stop_drawing();
    scroll->ensureWidgetVisible(window->findChild<GuidanceBox*>(), 0, 0);
    shoot("r15-guidance");
    window->document().change("no regions", [&](Request& r) { r.regions.clear(), r.seg_scale = 0, r.free_u = {}; });
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum());
    shoot("r5-end");

    window->request_panel().styles().choose();
    shoot(window->request_panel().styles().picker(), "r6-picker");
    window->request_panel().styles().picker().hide();
    for (const char* name : {"Boats at dusk", "Fisherman", "Old harbour, long version"})
        desk().saved.save({name, "a boat on a calm lake at sunset, reflections, soft evening light, very detailed", ""});
    window->request_panel().prompt().show_saved();
    shoot(*window->findChild<SavedPromptsPopup*>(), "r7-saved");
    window->findChild<SavedPromptsPopup*>()->hide();

    look_at_suites();
    window->action("library")->trigger();
    desk().downloads.add("not a model");
    wait_until([&] { return desk().downloads.item(0).state == DownloadItem::State::failed; });
    shoot("r8-library");
    press(Qt::Key_K, Qt::ControlModifier);
    shoot("r9-palette");
    type("see");
    shoot("r10-palette-typed");
    press(Qt::Key_Escape);
    window->action("settings")->trigger();
    wait_until([&] { return engine.plans_asked() > 1; });
    shoot(*window->findChild<SettingsPage*>()->window(), "r11-settings");
    window->findChild<SettingsPage*>()->search().setText("data");
    shoot(*window->findChild<SettingsPage*>()->window(), "r17-settings-data");
    window->findChild<SettingsPage*>()->window()->close();
    window->document().change("model", [](Request& r) { r.model = "/models/gone.safetensors"; });
    wait_until([&] { return desk().reader.facts()->model == "/models/gone.safetensors"; });
    scroll->verticalScrollBar()->setValue(0);
    shoot("r12-missing");
}

INSTANTIATE_TEST_SUITE_P(Looks, RequestScreenshots,
                         ::testing::Values(Look{Scheme::light, 1100, 700}, Look{Scheme::dark, 1440, 900}, Look{Scheme::light, 2560, 1440}),
                         look_name);

}  // namespace
}  // namespace imagelab::test
#endif
