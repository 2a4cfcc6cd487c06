#include "core/adapters/adapter_keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/adapters/adapter_fixture.h"
#include "tests/support/ldm_checkpoint.h"

namespace imagelab::test {
namespace {

ClipTextConfig clip_g() {
    ClipTextConfig config;
    config.width = 1280, config.heads = 20, config.layers = 32, config.mlp_width = 5120, config.projection_width = 1280;
    return config;
}

struct Sdxl {
    NamedWeights text{needed_tensors(clip_part("", {}, {}))}, text_2{needed_tensors(clip_part("", {}, clip_g()))},
        unet{needed_tensors(unet_part({}, {}))};
    AdapterKeys keys{{{"text_encoder", &text}, {"text_encoder_2", &text_2}, {"unet", &unet}}};
};

std::string found(const AdapterKeys& keys, const std::string& name) {
    std::string text;
    for (const AdapterTarget& target : keys.find(name)) {
        text += (text.empty() ? "" : " ") + target.component + ":" + target.module;
        if (target.parts > 1) text += "[" + std::to_string(target.part) + "/" + std::to_string(target.parts) + "]";
    }
    return text;
}

std::string underscored(std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

TEST(AdapterKeys, EverySpellingOfSdxl) {
    const Sdxl sdxl;
    const std::string to_q = "unet:down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q",
                      to_out = "unet:mid_block.attentions.0.transformer_blocks.3.attn2.to_out.0",
                      q_proj = "text_encoder:text_model.encoder.layers.3.self_attn.q_proj";
    const std::pair<std::string, std::string> spellings[] = {
        {"lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q", to_q},
        {"lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q", to_q},
        {"oft_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q", to_q},
        {"lycoris_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q", to_q},
        {"diffusion_model.input_blocks.4.1.transformer_blocks.0.attn1.to_q", to_q},
        {"model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn1.to_q", to_q},
        {"unet.down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q", to_q},
        {"down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q", to_q},
        {"base_model.model.down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q", to_q},
        {"unet.base_model.model.down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q", to_q},
        {"unet.down_blocks.1.attentions.0.transformer_blocks.0.attn1.processor.to_q", to_q},
        {"mid_block.attentions.0.transformer_blocks.3.attn2.processor.to_out", to_out},
        {"lora_unet_middle_block_1_transformer_blocks_3_attn2_to_out_0", to_out},
        {"lora_unet_time_embed_2", "unet:time_embedding.linear_2"},
        {"lora_unet_label_emb_0_0", "unet:add_embedding.linear_1"},
        {"lora_unet_input_blocks_3_0_op", "unet:down_blocks.0.downsamplers.0.conv"},
        {"lora_unet_output_blocks_2_2_conv", "unet:up_blocks.0.upsamplers.0.conv"},
        {"lora_unet_input_blocks_7_0_emb_layers_1", "unet:down_blocks.2.resnets.0.time_emb_proj"},
        {"lora_unet_output_blocks_8_0_skip_connection", "unet:up_blocks.2.resnets.2.conv_shortcut"},
        {"lora_unet_out_2", "unet:conv_out"},
        {"lora_unet_conv_in", "unet:conv_in"},
        {"lora_te1_text_model_encoder_layers_3_self_attn_q_proj", q_proj},
        {"lora_te_text_model_encoder_layers_3_self_attn_q_proj", q_proj},
        {"text_encoder.text_model.encoder.layers.3.self_attn.q_proj", q_proj},
        {"text_encoder.encoder.layers.3.self_attn.q_proj", q_proj},
        {"text_encoder.text_model.encoder.layers.3.self_attn.to_q", q_proj},
        {"text_encoders.clip_l.transformer.text_model.encoder.layers.3.self_attn.q_proj", q_proj},
        {"lora_te2_text_model_encoder_layers_31_mlp_fc1", "text_encoder_2:text_model.encoder.layers.31.mlp.fc1"},
        {"lora_te2_text_projection", "text_encoder_2:text_projection"},
        {"lora_te2_transformer_resblocks_31_mlp_c_proj", "text_encoder_2:text_model.encoder.layers.31.mlp.fc2"},
        {"lora_unet_double_blocks_0_img_attn_qkv", ""},
    };
    for (const auto& [name, expected] : spellings) EXPECT_EQ(found(sdxl.keys, name), expected) << name;
}

TEST(AdapterKeys, FusedNamesHaveAPartForEachModule) {
    const Sdxl sdxl;
    const std::string layer = "text_encoder_2:text_model.encoder.layers.7.self_attn.";
    EXPECT_EQ(found(sdxl.keys, "lora_te2_transformer_resblocks_7_attn_in_proj"),
              layer + "k_proj[1/3] " + layer + "q_proj[0/3] " + layer + "v_proj[2/3]");
    const NamedWeights transformer(needed_tensors(pixart_part({}, {}))), t5(needed_tensors(t5_part({}, {})));
    const AdapterKeys keys({{"text_encoder", &t5}, {"transformer", &transformer}});
    const std::string block = "transformer:transformer_blocks.27.";
    EXPECT_EQ(found(keys, "lora_unet_blocks_27_attn_qkv"),
              block + "attn1.to_k[1/3] " + block + "attn1.to_q[0/3] " + block + "attn1.to_v[2/3]");
    EXPECT_EQ(found(keys, "diffusion_model.blocks.27.cross_attn.kv_linear"), block + "attn2.to_k[0/2] " + block + "attn2.to_v[1/2]");
    EXPECT_EQ(found(keys, "transformer.base_model.model.transformer_blocks.27.ff.net.2"), block + "ff.net.2");
    EXPECT_EQ(found(keys, "base_model.model.transformer_blocks.27.attn2.to_out.0"), block + "attn2.to_out.0");
    EXPECT_EQ(found(keys, "lora_unet_final_layer_linear"), "transformer:proj_out");
    EXPECT_EQ(found(keys, "text_encoder.encoder.block.3.layer.0.SelfAttention.q"), "text_encoder:encoder.block.3.layer.0.SelfAttention.q");
}

// Every module of a whole checkpoint of the original layout has its place, counted out by another way than the table's.
TEST(AdapterKeys, EveryModuleOfAnOriginalCheckpointIsKnown) {
    const Sdxl sdxl;
    const auto check = [&](const LdmTensors& tensors, const std::string& prefix, const std::string& component,
                           const std::string& spelling) {
        for (const auto& [name, tensor] : tensors) {
            const size_t dot = name.rfind('.');
            const std::string leaf = name.substr(dot), original = name.substr(prefix.size(), dot - prefix.size());
            if (leaf != ".weight" || tensor.parts.size() != 1 || original.find("embedding") != original.npos) continue;
            const std::string module = tensor.parts[0].substr(0, tensor.parts[0].rfind('.'));
            EXPECT_EQ(found(sdxl.keys, spelling + underscored(original)), component + ":" + module) << name;
        }
    };
    check(ldm_unet(UnetConfig{}), "model.diffusion_model.", "unet", "lora_unet_");
    check(ldm_open_clip(clip_g()), "conditioner.embedders.1.model.", "text_encoder_2", "lora_te2_");
}

TEST(AdapterKeys, ALoneSecondEncoderTakesTheNamesOfTheFirst) {
    const NamedWeights text(needed_tensors(clip_part("", {}, clip_g())));
    const AdapterKeys keys({{"text_encoder_2", &text}});
    EXPECT_EQ(found(keys, "lora_te_text_model_encoder_layers_0_mlp_fc2"), "text_encoder_2:text_model.encoder.layers.0.mlp.fc2");
}

}  // namespace
}  // namespace imagelab::test
