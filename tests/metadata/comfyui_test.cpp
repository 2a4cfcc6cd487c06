// ComfyUI's graphs, followed by what inputs mean.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/metadata/import.h"
#include "core/metadata/readers.h"

namespace imagelab {
namespace {

using nlohmann::json;

json node(const char* type, json inputs) {
    return {{"class_type", type}, {"inputs", std::move(inputs)}};
}

json base() {
    return {{"3", node("KSampler", {{"seed", 5},
                                    {"steps", 20},
                                    {"cfg", 8},
                                    {"sampler_name", "dpmpp_2m"},
                                    {"scheduler", "karras"},
                                    {"denoise", 1},
                                    {"model", {"4", 0}},
                                    {"positive", {"6", 0}},
                                    {"negative", {"7", 0}},
                                    {"latent_image", {"5", 0}}})},
            {"4", node("CheckpointLoaderSimple", {{"ckpt_name", "sdxl.safetensors"}})},
            {"5", node("EmptyLatentImage", {{"width", 832}, {"height", 1216}, {"batch_size", 1}})},
            {"6", node("CLIPTextEncode", {{"text", "a kettle"}, {"clip", {"4", 1}}})},
            {"7", node("CLIPTextEncode", {{"text", "rust"}, {"clip", {"4", 1}}})},
            {"8", node("VAEDecode", {{"samples", {"3", 0}}, {"vae", {"4", 2}}})},
            {"9", node("SaveImage", {{"images", {"8", 0}}})}};
}

Imported read(const json& graph) {
    auto imported = import_comfyui(graph);
    EXPECT_TRUE(imported) << imported.error();
    return imported ? std::move(*imported) : Imported{};
}

std::string notes_of(const Imported& imported) {
    std::string all;
    for (const std::string& note : imported.notes) all += note + "\n";
    return all;
}

TEST(Comfyui, APlainGraphSaysNothingUntrue) {
    const Imported imported = read(base());
    EXPECT_EQ(imported.request.prompt, "a kettle");
    EXPECT_EQ(imported.request.negative_prompt, "rust");
    EXPECT_EQ(imported.notes, std::vector<std::string>{});
}

TEST(Comfyui, AZeroedNegativeIsNoPrompt) {
    json graph = base();
    graph["40"] = node("ConditioningZeroOut", {{"conditioning", {"6", 0}}});
    graph["3"]["inputs"]["negative"] = {"40", 0};
    EXPECT_FALSE(read(graph).request.negative_prompt);
    EXPECT_EQ(read(graph).request.prompt, "a kettle");
}

json custom(const char* guider, json guider_inputs, const char* scheduler, json scheduler_inputs) {
    json graph = base();
    graph["3"] =
        node("SamplerCustomAdvanced",
             {{"noise", {"20", 0}}, {"guider", {"21", 0}}, {"sampler", {"22", 0}}, {"sigmas", {"23", 0}}, {"latent_image", {"5", 0}}});
    graph["20"] = node("RandomNoise", {{"noise_seed", 777}});
    graph["21"] = node(guider, std::move(guider_inputs));
    graph["22"] = node("KSamplerSelect", {{"sampler_name", "euler_ancestral"}});
    graph["23"] = node(scheduler, std::move(scheduler_inputs));
    return graph;
}

TEST(Comfyui, BothUniPcsAreTold) {
    for (const auto& [name, kind] : {std::pair{"uni_pc", SamplerKind::unipc}, {"uni_pc_bh2", SamplerKind::unipc_bh2}}) {
        json graph = base();
        graph["3"]["inputs"]["sampler_name"] = name;
        const Imported imported = read(graph);
        EXPECT_EQ(imported.request.sampler, kind) << name;
        EXPECT_EQ(notes_of(imported).find("uni_pc"), std::string::npos) << notes_of(imported);
    }
}

// CFG++ is led by less than 1; a scale that other samplers cannot be led by is told.
TEST(Comfyui, GuidanceBelow1IsOfCfgPlusPlus) {
    json graph = base();
    graph["3"]["inputs"]["cfg"] = 0.6;
    graph["3"]["inputs"]["sampler_name"] = "euler_cfg_pp";
    EXPECT_EQ(read(graph).request.guidance, 0.6);
    graph["3"]["inputs"]["sampler_name"] = "euler";
    EXPECT_EQ(read(graph).request.guidance, 1);
    EXPECT_NE(notes_of(read(graph)).find("became 1"), std::string::npos);
}

TEST(Comfyui, NoiseLevelsOfItsOwn) {
    const auto with_levels = [](const char* text) {
        return read(custom("CFGGuider", {{"cfg", 5}, {"model", {"4", 0}}, {"positive", {"6", 0}}, {"negative", {"7", 0}}}, "ManualSigmas",
                           {{"sigmas", text}}));
    };
    const Imported levels = with_levels("14.6146, 6.5;2 .9, 0.0");
    EXPECT_EQ(levels.request.sigmas, (std::vector<double>{14.6146, 6.5, 2, 0.9}));
    EXPECT_EQ(levels.request.steps, 4);
    const Imported open = with_levels("14.6, 1.5");
    EXPECT_EQ(open.request.sigmas, (std::vector<double>{14.6, 1.5}));
    EXPECT_NE(notes_of(open).find("stop at 1.5"), std::string::npos) << notes_of(open);
    const Imported rising = with_levels("1, 2, 0");
    EXPECT_TRUE(rising.request.sigmas.empty());
    EXPECT_NE(notes_of(rising).find("not carried over: its own noise levels"), std::string::npos) << notes_of(rising);
    EXPECT_EQ(rising.request.prompt, "a kettle");
}

TEST(Comfyui, SamplersOfPartsAreFollowedToTheirParts) {
    const Imported cfg = read(custom("CFGGuider", {{"cfg", 5.5}, {"model", {"4", 0}}, {"positive", {"6", 0}}, {"negative", {"7", 0}}},
                                     "BasicScheduler", {{"scheduler", "karras"}, {"steps", 24}, {"denoise", 1}, {"model", {"4", 0}}}));
    EXPECT_EQ(cfg.request.prompt, "a kettle");
    EXPECT_EQ(cfg.request.negative_prompt, "rust");
    EXPECT_EQ(cfg.request.steps, 24);
    EXPECT_EQ(cfg.request.guidance, 5.5);
    EXPECT_EQ(cfg.request.seed, 777);
    EXPECT_EQ(cfg.sampler, "euler_a");
    EXPECT_EQ(cfg.request.spacing, Spacing::karras);
    EXPECT_EQ(cfg.request.model, "sdxl.safetensors");
    EXPECT_EQ(cfg.request.height, 1216);
    const Imported basic =
        read(custom("BasicGuider", {{"model", {"4", 0}}, {"conditioning", {"6", 0}}}, "KarrasScheduler", {{"steps", 9}}));
    EXPECT_EQ(basic.request.guidance, 1) << "without guidance";
    EXPECT_FALSE(basic.request.negative_prompt);
    EXPECT_EQ(basic.request.steps, 9);
    EXPECT_EQ(basic.request.spacing, Spacing::karras);
    json turbo = base();
    turbo["3"] = node("SamplerCustom", {{"add_noise", true},
                                        {"noise_seed", 0},
                                        {"cfg", 1},
                                        {"model", {"4", 0}},
                                        {"positive", {"6", 0}},
                                        {"negative", {"7", 0}},
                                        {"sampler", {"22", 0}},
                                        {"sigmas", {"23", 0}},
                                        {"latent_image", {"5", 0}}});
    turbo["22"] = node("SamplerEulerAncestral", {{"eta", 1}});
    turbo["23"] = node("SDTurboScheduler", {{"steps", 1}, {"denoise", 1}, {"model", {"4", 0}}});
    const Imported one = read(turbo);
    EXPECT_EQ(one.request.steps, 1);
    EXPECT_EQ(one.request.seed, 0);
    EXPECT_EQ(one.sampler, "euler_a");
    EXPECT_NE(notes_of(one).find("SDTurbo"), std::string::npos);
}

TEST(Comfyui, ASamplerIsKnownByItsInputs) {
    json graph = base();
    graph["3"]["class_type"] = "Someone's Sampler 9000";
    EXPECT_EQ(read(graph).request.steps, 20);
    graph["3"]["inputs"].erase("model");
    graph["3"]["inputs"].erase("positive");
    graph["3"]["inputs"].erase("negative");
    graph["3"]["inputs"]["pipe"] = {"50", 0};
    graph["50"] = node("Pipe In", {{"model", {"4", 0}}, {"positive", {"6", 0}}, {"negative", {"7", 0}}});
    const Imported piped = read(graph);
    EXPECT_EQ(piped.request.prompt, "a kettle");
    EXPECT_EQ(piped.request.negative_prompt, "rust");
    EXPECT_EQ(piped.request.model, "sdxl.safetensors");
}

struct TextCase {
    json nodes;
    const char* expected;
};

TEST(Comfyui, TextsAreFollowedThroughTheNodesThatMakeThem) {
    const TextCase cases[] = {
        {{{"30", node("StringConcatenate", {{"string_a", "a kettle"}, {"string_b", {"31", 0}}, {"delimiter", ", "}})},
          {"31", node("PrimitiveStringMultiline", {{"value", "steam"}})}},
         "a kettle, steam"},
        {{{"30", node("Text Concatenate", {{"text_a", "a"}, {"text_b", {"31", 0}}, {"text_c", "c"}, {"delimiter", "\\n"}})},
          {"31", node("Text", {{"text", "b"}})}},
         "a\nb\nc"},
        {{{"30", node("ImpactWildcardProcessor",
                      {{"wildcard_text", "a {red|blue} kettle"}, {"populated_text", "a red kettle"}, {"mode", "populate"}})}},
         "a red kettle"},
        {{{"30", node("ShowText|pysssss", {{"text", {"31", 0}}, {"text_0", "made by a model"}})},
          {"31", node("LLM", {{"temperature", 1}})}},
         "made by a model"},
        {{{"30", node("StringReplace", {{"string", "a red kettle"}, {"find", "red"}, {"replace", "blue"}})}}, "a blue kettle"},
        {{{"30", node("ImpactSwitch", {{"select", 2}, {"input1", "first"}, {"input2", {"31", 0}}})},
          {"31", node("Text", {{"string", "second"}})}},
         "second"},
        {{{"30", node("ComfySwitchNode", {{"switch", false}, {"on_true", "yes"}, {"on_false", "no"}})}}, "no"},
        {{{"30", node("Reroute (rgthree)", {{"", {"31", 0}}})}, {"31", node("Text", {{"text", "through"}})}}, "through"},
        {{{"30", node("SDXLPromptStyler", {{"text_positive", "plain"}, {"text_negative", "no"}, {"style", "base"}})}}, "plain"}};
    for (const TextCase& text : cases) {
        json graph = base();
        graph.update(text.nodes);
        graph["6"]["inputs"]["text"] = {"30", 0};
        EXPECT_EQ(read(graph).request.prompt, text.expected);
    }
    json unknown = base();
    unknown["6"]["inputs"]["text"] = {"30", 0};
    unknown["30"] = node("Prompt Oracle", {{"mood", 3}});
    EXPECT_NE(notes_of(read(unknown)).find("the prompt could not be read: it is made by the node Prompt Oracle"), std::string::npos);
}

TEST(Comfyui, ConditioningsArePutTogether) {
    json graph = base();
    graph["41"] = node("CLIPTextEncode", {{"text", "a cup"}});
    graph["40"] = node("ConditioningConcat", {{"conditioning_to", {"6", 0}}, {"conditioning_from", {"41", 0}}});
    graph["3"]["inputs"]["positive"] = {"40", 0};
    EXPECT_EQ(read(graph).request.prompt, "a kettle, a cup");
    graph["40"] = node("ConditioningCombine", {{"conditioning_1", {"6", 0}}, {"conditioning_2", {"41", 0}}});
    EXPECT_EQ(read(graph).request.prompt, "a kettle");
    EXPECT_NE(notes_of(read(graph)).find("another prompt was combined with it: a cup"), std::string::npos);
    graph["40"] = node("ControlNetApplyAdvanced", {{"positive", {"6", 0}}, {"negative", {"7", 0}}, {"strength", 1}});
    graph["3"]["inputs"]["negative"] = {"40", 1};
    EXPECT_EQ(read(graph).request.prompt, "a kettle");
    EXPECT_EQ(read(graph).request.negative_prompt, "rust");
    EXPECT_NE(notes_of(read(graph)).find("its ControlNet is not applied"), std::string::npos);
    json encoders = base();
    encoders["6"] = node("CLIPTextEncodeSDXL", {{"text_g", "a kettle"}, {"text_l", "steel"}, {"width", 1024}});
    EXPECT_EQ(read(encoders).request.prompt, "a kettle");
    EXPECT_NE(notes_of(read(encoders)).find("another text: steel"), std::string::npos);
}

TEST(Comfyui, NotesAreOfWhatThePictureIsMadeOf) {
    json graph = base();
    graph["10"] =
        node("LoraLoader",
             {{"lora_name", "ink.safetensors"}, {"strength_model", 0.8}, {"strength_clip", 1}, {"model", {"4", 0}}, {"clip", {"4", 1}}});
    graph["11"] =
        node("LoraLoader",
             {{"lora_name", "off.safetensors"}, {"strength_model", 0}, {"strength_clip", 0}, {"model", {"10", 0}}, {"clip", {"10", 1}}});
    graph["12"] = node("Power Lora Loader (rgthree)", {{"lora_1", {{"on", true}, {"lora", "on.safetensors"}, {"strength", 1}}},
                                                       {"lora_2", {{"on", false}, {"lora", "unused.safetensors"}, {"strength", 1}}},
                                                       {"model", {"11", 0}}});
    graph["13"] = node("RescaleCFG", {{"multiplier", 0.7}, {"model", {"12", 0}}});
    graph["3"]["inputs"]["model"] = {"13", 0};
    graph["60"] = node("LoraLoader", {{"lora_name", "elsewhere.safetensors"}, {"strength_model", 1}, {"model", {"4", 0}}});
    graph["61"] = node("CLIPSetLastLayer", {{"stop_at_clip_layer", -2}, {"clip", {"4", 1}}});
    graph["6"]["inputs"]["clip"] = {"61", 0};
    graph["6"]["inputs"]["text"] = "a (copper:1.2) kettle";
    const Imported imported = read(graph);
    const std::string all = notes_of(imported);
    for (const char* part : {"RescaleCFG", "without restoring the mean"})
        EXPECT_NE(all.find(part), std::string::npos) << part << " in\n" << all;
    for (const char* part : {"off.safetensors", "unused", "elsewhere", "stop_at_clip_layer", "brackets"})
        EXPECT_EQ(all.find(part), std::string::npos) << part;
    EXPECT_EQ(imported.request.model, "sdxl.safetensors");
    std::vector<LoraUse> loras = imported.request.loras;
    std::sort(loras.begin(), loras.end(), [](const LoraUse& a, const LoraUse& b) { return a.name < b.name; });
    EXPECT_EQ(loras, (std::vector<LoraUse>{{"ink.safetensors", 0.8, 1.0}, {"on.safetensors", 1, {}}}));
}

TEST(Comfyui, TheSavedPicturesSamplerIsRead) {
    json graph = base();
    graph["1"] = graph["3"];  // another pass that nothing saves
    graph["1"]["inputs"]["steps"] = 99;
    EXPECT_EQ(read(graph).request.steps, 20);
    EXPECT_EQ(notes_of(read(graph)).find("samples 2 times"), std::string::npos);
    graph["2"] = graph["3"];  // a second pass over an enlarged latent
    graph["2"]["inputs"]["latent_image"] = {"30", 0};
    graph["30"] = node("LatentUpscale", {{"samples", {"3", 0}}, {"width", 1664}, {"height", 2432}});
    graph["8"]["inputs"]["samples"] = {"2", 0};
    graph["2"]["inputs"]["steps"] = 7;
    EXPECT_EQ(read(graph).request.steps, 20);
    EXPECT_EQ(read(graph).request.width, 832);
    EXPECT_NE(notes_of(read(graph)).find("samples 2 times"), std::string::npos);
    json sized = base();
    sized["5"] = node("SDXLEmptyLatentSizePicker+",
                      {{"resolution", "896x1152 (0.78)"}, {"batch_size", 1}, {"width_override", 0}, {"height_override", 0}});
    EXPECT_EQ(read(sized).request.width, 896);
    EXPECT_EQ(read(sized).request.height, 1152);
}

json editor_node(int id, const char* type, json inputs, json outputs, json widgets, int mode = 0) {
    return {{"id", id},
            {"type", type},
            {"inputs", std::move(inputs)},
            {"outputs", std::move(outputs)},
            {"widgets_values", std::move(widgets)},
            {"mode", mode}};
}
json in(const char* name, const char* type, json link) {
    return {{"name", name}, {"type", type}, {"link", std::move(link)}};
}

// 6 -> 50 (bypassed) -> 3, 7 -> 51 (muted), 4 -> 52 (reroute) -> 3
json editor() {
    return {{"nodes",
             {editor_node(3, "KSampler",
                          {in("model", "MODEL", 1), in("positive", "CONDITIONING", 2), in("negative", "CONDITIONING", 3),
                           in("latent_image", "LATENT", 4)},
                          json::array(), {42, "randomize", 20, 8, "euler_ancestral", "karras", 1}),
              editor_node(4, "CheckpointLoaderSimple", json::array(), {{{"type", "MODEL"}}}, {"m.safetensors"}),
              editor_node(5, "EmptyLatentImage", json::array(), {{{"type", "LATENT"}}}, {512, 640, 1}),
              editor_node(6, "CLIPTextEncode", json::array(), {{{"type", "CONDITIONING"}}}, {"a fox"}),
              editor_node(7, "CLIPTextEncode", json::array(), {{{"type", "CONDITIONING"}}}, {"bad"}),
              editor_node(50, "ControlNetApply", {in("conditioning", "CONDITIONING", 5), in("image", "IMAGE", nullptr)},
                          {{{"type", "CONDITIONING"}}}, {1}, 4),
              editor_node(51, "SomeNode", {in("conditioning", "CONDITIONING", 6)}, {{{"type", "CONDITIONING"}}}, json::array(), 2),
              editor_node(52, "Reroute", {in("", "*", 7)}, {{{"type", "MODEL"}}}, json::array())}},
            {"links",
             {{1, 52, 0, 3, 0, "MODEL"},
              {2, 50, 0, 3, 1, "CONDITIONING"},
              {3, 51, 0, 3, 2, "CONDITIONING"},
              {4, 5, 0, 3, 3, "LATENT"},
              {5, 6, 0, 50, 0, "CONDITIONING"},
              {6, 7, 0, 51, 0, "CONDITIONING"},
              {7, 4, 0, 52, 0, "MODEL"}}}};
}

TEST(Comfyui, TheEditorsMutedAndBypassedNodesAndReroutes) {
    const Imported imported = read(comfyui_prompt_of_workflow(editor()));
    EXPECT_EQ(imported.request.prompt, "a fox") << "through the bypassed node";
    EXPECT_FALSE(imported.request.negative_prompt) << "the muted node gives nothing";
    EXPECT_EQ(imported.request.model, "m.safetensors") << "through the reroute";
    EXPECT_EQ(imported.request.seed, 42);
    EXPECT_EQ(imported.request.height, 640);
    EXPECT_EQ(notes_of(imported).find("ControlNet"), std::string::npos) << "it is bypassed";
    json named = editor();
    named["nodes"][7] = editor_node(52, "GetNode", json::array(), {{{"type", "MODEL"}}}, {"the model"});
    named["nodes"].push_back(editor_node(53, "SetNode", {in("MODEL", "MODEL", 7)}, json::array(), {"the model"}));
    EXPECT_EQ(read(comfyui_prompt_of_workflow(named)).request.model, "m.safetensors");
}

TEST(Comfyui, TheEditorsGraphsWithinGraphs) {
    json workflow = editor();
    // The text is encoded within: input 0 is the text, output 0 the conditioning; version 1.0 writes links as objects.
    workflow["definitions"]["subgraphs"] = {
        {{"id", "u-u-i-d"},
         {"inputNode", {{"id", -10}}},
         {"outputNode", {{"id", -20}}},
         {"inputs", {{{"name", "words"}, {"type", "STRING"}}}},
         {"outputs", {{{"name", "CONDITIONING"}}}},
         {"nodes",
          {editor_node(1, "CLIPTextEncode", {{{"name", "text"}, {"type", "STRING"}, {"link", 11}, {"widget", {{"name", "text"}}}}},
                       {{{"type", "CONDITIONING"}}}, {"inner"})}},
         {"links",
          {{{"id", 11}, {"origin_id", -10}, {"origin_slot", 0}, {"target_id", 1}, {"target_slot", 0}},
           {{"id", 12}, {"origin_id", 1}, {"origin_slot", 0}, {"target_id", -20}, {"target_slot", 0}}}}}};
    workflow["nodes"][3] =
        editor_node(6, "u-u-i-d", {{{"name", "words"}, {"type", "STRING"}, {"link", nullptr}, {"widget", {{"name", "words"}}}}},
                    {{{"type", "CONDITIONING"}}}, {"a fox outside"});
    EXPECT_EQ(read(comfyui_prompt_of_workflow(workflow)).request.prompt, "a fox outside") << "a widget that the graph shows";
    workflow["nodes"].push_back(editor_node(60, "PrimitiveStringMultiline", json::array(), {{{"type", "STRING"}}}, {"a linked fox"}));
    workflow["links"].push_back({20, 60, 0, 6, 0, "STRING"});
    workflow["nodes"][3]["inputs"][0]["link"] = 20;
    EXPECT_EQ(read(comfyui_prompt_of_workflow(workflow)).request.prompt, "a linked fox");
    workflow["definitions"]["subgraphs"][0]["nodes"].push_back(editor_node(2, "u-u-i-d", json::array(), json::array(), json::array()));
    EXPECT_EQ(read(comfyui_prompt_of_workflow(workflow)).request.prompt, "a linked fox") << "a graph within itself ends";
}

TEST(Comfyui, TheEditorsGroupNodes) {
    // Both texts, the latent and the sampler within: the group is given the model and two CLIPs, and gives a latent.
    const json group = {{"nodes",
                         {editor_node(0, "CLIPTextEncode", {in("clip", "CLIP", nullptr)}, {{{"type", "CONDITIONING"}}}, {"stored"}),
                          editor_node(0, "CLIPTextEncode", {in("clip", "CLIP", nullptr)}, {{{"type", "CONDITIONING"}}}, {"stored, too"}),
                          editor_node(0, "EmptyLatentImage", json::array(), {{{"type", "LATENT"}}}, {1, 2, 3}),
                          editor_node(0, "KSampler",
                                      {in("model", "MODEL", nullptr), in("positive", "CONDITIONING", nullptr),
                                       in("negative", "CONDITIONING", nullptr), in("latent_image", "LATENT", nullptr)},
                                      {{{"type", "LATENT"}}}, {1, "fixed", 2, 3, "euler", "normal", 1})}},
                        {"links", {{0, 0, 3, 1, 6, "CONDITIONING"}, {1, 0, 3, 2, 7, "CONDITIONING"}, {2, 0, 3, 3, 5, "LATENT"}}},
                        {"external", json::array()}};
    for (const std::string prefix : {"workflow/", "workflow>"}) {
        const json workflow = {
            {"extra", {{"groupNodes", {{"both texts", group}}}}},
            {"nodes",
             {editor_node(4, "CheckpointLoaderSimple", json::array(), {{{"type", "MODEL"}}, {{"type", "CLIP"}}}, {"m.safetensors"}),
              editor_node(9, (prefix + "both texts").c_str(),
                          {in("clip", "CLIP", 2), in("CLIPTextEncode clip", "CLIP", 3), in("model", "MODEL", 1)}, {{{"type", "LATENT"}}},
                          {"a fox", "rust", 512, 640, 1, 42, "randomize", 9, 4.5, "euler_ancestral", "karras", 1}),
              editor_node(10, "VAEDecode", {in("samples", "LATENT", 4)}, {{{"type", "IMAGE"}}}, json::array()),
              editor_node(11, "SaveImage", {in("images", "IMAGE", 5)}, json::array(), {"ComfyUI"})}},
            {"links",
             {{1, 4, 0, 9, 2, "MODEL"},
              {2, 4, 1, 9, 0, "CLIP"},
              {3, 4, 1, 9, 1, "CLIP"},
              {4, 9, 0, 10, 0, "LATENT"},
              {5, 10, 0, 11, 0, "IMAGE"}}}};
        const Imported imported = read(comfyui_prompt_of_workflow(workflow));
        EXPECT_EQ(imported.request.prompt, "a fox");
        EXPECT_EQ(imported.request.negative_prompt, "rust");
        EXPECT_EQ(imported.request.model, "m.safetensors");
        EXPECT_EQ(imported.request.seed, 42);
        EXPECT_EQ(imported.request.steps, 9);
        EXPECT_EQ(imported.request.width, 512);
        EXPECT_EQ(imported.request.height, 640);
        EXPECT_EQ(imported.sampler, "euler_a");
        EXPECT_EQ(imported.request.spacing, Spacing::karras);
    }
}

}  // namespace
}  // namespace imagelab
