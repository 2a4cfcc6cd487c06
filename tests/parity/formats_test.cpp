// Whole pictures of models and LoRAs as people have them, against diffusers: checkpoints of fewer bits, distilled relatives of SDXL, every
// spelling of a LoRA's keys; on the processor and on lavapipe, at f32.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/adapters/adapter_keys.h"
#include "core/cpu/cpu_device.h"
#include "core/families/model_files.h"
#include "core/jobs/session.h"
#include "core/weights/convert.h"
#include "core/weights/convert_file.h"
#include "core/weights/safetensors.h"
#include "tests/support/golden.h"
#include "tests/support/golden_pictures.h"
#include "tests/support/parity_report.h"
#include "tests/support/single_file.h"
#include "tests/support/temp_folder.h"
#include "tests/support/vulkan_case.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;

class ParityFormats : public testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        std::vector<std::unique_ptr<Device>> devices;
        if (name_ == "cpu") devices.push_back(make_cpu_device());
        for (auto& device : name_ == "cpu" ? std::vector<std::unique_ptr<Device>>() : test::vulkan_devices()) {
            if (device->info().name.find("llvmpipe") != std::string::npos && devices.empty()) devices.push_back(std::move(device));
        }
        if (devices.empty()) GTEST_SKIP() << "no lavapipe here";
        session_ = std::make_unique<Session>(std::move(devices));
    }

    RgbImage drawn(Request request) const {
        request.dtype = DType::f32;
        request.device = session_->devices().front().id;
        request.output = folder_ / "";
        const JobResult result = session_->run(request, nullptr, {});
        if (result.images.empty()) throw std::runtime_error(result.message);
        return read_picture(result.images.front()).value();
    }
    void expect_as(const test::GoldenPicture& golden, const Request& request, double mean, double worst) const {
        const test::PictureError error = test::picture_error(drawn(request), golden.images.front());
        test::expect_parity("picture " + golden.name + ", mean of 255, " + name_, "tiny64", error.mean, mean);
        test::expect_parity("picture " + golden.name + ", worst of 255, " + name_, "tiny64", error.worst, worst);
    }

    const std::string name_ = GetParam();
    const test::TempFolder folder_;
    std::unique_ptr<Session> session_;
};

// fp8 of both kinds, int8 rows, GGUF as F16, Q8_0, Q4_0. Rounding to the finest of them moves the picture by 0.17 of 255: the bounds are
// well below that.
TEST_P(ParityFormats, CheckpointsOfFewerBits) {
    for (const char* part : {"tokenizer", "tokenizer_2"}) fs::copy(test::small_model_dir("tiny64") / part, folder_ / part);
    const fs::path plain = folder_ / "plain.safetensors";
    test::write_single_file(plain, DType::f16);
    for (const test::GoldenPicture& golden : test::golden_pictures("tiny64", "stored")) {
        const size_t cut = golden.name.rfind('_');
        const fs::path file = folder_ / (golden.name + "." + golden.name.substr(cut + 1));
        const auto converted = convert_file({plain, file, golden.name.substr(0, cut)}, {}, {});
        ASSERT_TRUE(converted) << converted.error();
        Request request = golden.request;
        request.model = file.string();
        expect_as(golden, request, 0.05, 2);
    }
}

// Of the UNet of tiny64 less parts of its middle, as tests/reference/distilled.py cuts it.
TEST_P(ParityFormats, DistilledRelatives) {
    constexpr const char* file = "diffusion_pytorch_model.safetensors";
    const fs::path own = test::small_model_dir("tiny64") / "unet";
    const auto whole = WeightFile::open(own / file);
    ASSERT_TRUE(whole) << whole.error();
    for (const test::GoldenPicture& golden : test::golden_pictures("tiny64", "distilled")) {
        TensorViews tensors = (*whole)->tensors();
        const bool keeps_one = golden.name == "ssd";
        std::erase_if(tensors, [&](const auto& item) {
            return item.first.starts_with(keeps_one ? "mid_block.attentions." : "mid_block.") ||
                   item.first.starts_with("mid_block.resnets.1.");
        });
        const std::string from = "up_blocks.0.attentions.0.transformer_blocks.0.", to = "up_blocks.0.attentions.1.transformer_blocks.1.";
        for (const auto& [name, view] : (*whole)->tensors()) {
            if (keeps_one && name.starts_with(from)) tensors[to + name.substr(from.size())] = view;
        }
        const fs::path unet = folder_ / golden.name;
        fs::create_directories(unet);
        write_safetensors(unet / file, tensors);
        fs::copy_file(own / "config.json", unet / "config.json");
        Request request = golden.request;
        request.unet = unet.string();
        expect_as(golden, request, 0.35, 3);
    }
}

// The golden LoRA, its alpha multiplied in, under the names of other programs.
class Respelled {
  public:
    Respelled(const fs::path& lora, const ModelFiles& model) : file_(AdapterFile::open(lora).value()) {
        for (const ModelPart& part : model.parts()) components_.push_back({part.name, part.weights.get()});
        keys_ = std::make_unique<AdapterKeys>(components_);
    }

    using Spelling = std::function<std::string(const AdapterTarget&)>;
    // Whose keys `spelling` gives without the suffixes; empty: as they are in the file.
    void write(const fs::path& path, const Spelling& spelling, const std::string& up, const std::string& down) const {
        TensorViews tensors;
        std::vector<std::vector<float>> values;
        values.reserve(2 * file_->modules().size());
        const auto add = [&](const std::string& key, const TensorView& view, double factor) {
            std::vector<float>& numbers = values.emplace_back(adapter_numbers(view));
            for (float& number : numbers) number = static_cast<float>(number * factor);
            tensors[key] = {DType::f32, view.shape, reinterpret_cast<const std::byte*>(numbers.data())};
        };
        for (const AdapterModule& module : file_->modules()) {
            std::string name = spelling(keys_->find(module.name).front());
            const bool suffixed = !name.empty();
            if (!suffixed) name = module.name;
            const bool processor = name.find(".processor.") != name.npos;
            add(name + (processor ? "_lora.up.weight" : suffixed ? up : ".lora_up.weight"), *module.find("lora_up"), module.factor);
            add(name + (processor ? "_lora.down.weight" : suffixed ? down : ".lora_down.weight"), *module.find("lora_down"), 1);
        }
        write_safetensors(path, tensors);
    }

  private:
    std::shared_ptr<const AdapterFile> file_;
    std::vector<AdapterComponent> components_;
    std::unique_ptr<AdapterKeys> keys_;
};

std::string with_underscores(std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

TEST_P(ParityFormats, EverySpellingOfALora) {
    const auto goldens = test::golden_pictures("tiny64", "adapted");
    const auto golden = std::find_if(goldens.begin(), goldens.end(), [](const auto& each) { return each.name == "one"; });
    ASSERT_NE(golden, goldens.end());
    const auto model = open_model(golden->request.model);
    ASSERT_TRUE(model) << model.error();
    const Respelled lora(golden->request.loras.front().name, **model);
    const RgbImage kohya = drawn(golden->request);
    const auto is_unet = [](const AdapterTarget& target) { return target.component == "unet"; };
    const std::tuple<const char*, Respelled::Spelling, const char*, const char*> spellings[] = {
        {"kohya on the original's names",
         [&](const AdapterTarget& target) { return is_unet(target) ? "lora_unet_" + with_underscores(target.original) : ""; },
         ".lora_up.weight", ".lora_down.weight"},
        {"diffusers with peft", [](const AdapterTarget& target) { return target.component + "." + target.module; }, ".lora_B.weight",
         ".lora_A.weight"},
        {"diffusers' own", [](const AdapterTarget& target) { return target.component + "." + target.module; }, ".lora.up.weight",
         ".lora.down.weight"},
        {"diffusers' linear layers", [](const AdapterTarget& target) { return target.component + "." + target.module; },
         ".lora_linear_layer.up.weight", ".lora_linear_layer.down.weight"},
        {"attention processors",
         [&](const AdapterTarget& target) {
             const size_t at = target.module.find(".to_q");
             if (!is_unet(target) || at == std::string::npos) return target.component + "." + target.module;
             return "unet." + target.module.substr(0, at) + ".processor" + target.module.substr(at);
         },
         ".lora_B.weight", ".lora_A.weight"},
        {"peft",
         [&](const AdapterTarget& target) { return (is_unet(target) ? "unet.base_model.model." : target.component + ".") + target.module; },
         ".lora_B.default.weight", ".lora_A.default.weight"},
        {"ComfyUI",
         [&](const AdapterTarget& target) {
             if (is_unet(target)) return "diffusion_model." + target.original;
             return "text_encoders.clip_" + std::string(target.component == "text_encoder" ? "l" : "g") + ".transformer." + target.module;
         },
         ".lora_B.weight", ".lora_A.weight"},
        {"SimpleTuner", [&](const AdapterTarget& target) { return is_unet(target) ? "lycoris_" + with_underscores(target.module) : ""; },
         ".lora_up.weight", ".lora_down.weight"},
    };
    for (const auto& [name, spelling, up, down] : spellings) {
        const fs::path file = folder_ / (with_underscores(name) + ".safetensors");
        lora.write(file, spelling, up, down);
        Request request = golden->request;
        request.loras.front().name = file.string();
        const RgbImage image = drawn(request);
        const test::PictureError error = test::picture_error(image, golden->images.front());
        test::expect_parity("LoRA spelled as " + std::string(name) + ", mean of 255, " + name_, "tiny64", error.mean, 0.25);
        EXPECT_EQ(image.pixels, kohya.pixels) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Devices, ParityFormats, testing::Values("cpu", "lavapipe"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace imagelab
