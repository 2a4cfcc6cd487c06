#include "ui/look/fit_rules.h"

#include <QtGlobal>

namespace imagelab {
namespace {

constexpr EngineRule rules_of_fit[] = {
    {R"re(^its metadata names (.*) as its base, which is (.*); (.*) is (.*)$)re",
     QT_TRANSLATE_NOOP("engine", "Its metadata names %1 as its base, which is %2; %3 is %4.")},
    {R"re(^it was trained on (.*); on (.*) it may look a little different$)re",
     QT_TRANSLATE_NOOP("engine", "It was trained on %1; on %2 it may look a little different.")},
    {R"re(^both it \((.*)\) and (.*) \((.*)\) are made for few steps: together they burn the picture$)re",
     QT_TRANSLATE_NOOP("engine", "Both it (%1) and %2 (%3) are made for few steps: together they burn the picture.")},
    {R"re(^it makes (.*) a model of few steps \((.*)\)$)re", QT_TRANSLATE_NOOP("engine", "It makes %1 a model of few steps (%2).")},
    {R"re(^it is made for (.*): .*: it was made for another model; choose one made for this one$)re",
     QT_TRANSLATE_NOOP("engine", "It is made for %1.")},
    {R"re(^[^:]*: .*: it was made for another model; choose one made for this one$)re",
     QT_TRANSLATE_NOOP("engine", "It was made for another model: its weights have other widths.")},
    {R"re(^.*: the model has no place for (.*)$)re", QT_TRANSLATE_NOOP("engine", "The model has no place for %1.")},
    {R"re(^it was trained to predict (.*), and (.*) predicts (.*)$)re",
     QT_TRANSLATE_NOOP("engine", "It was trained to predict %1, and %2 predicts %3.")},
    {R"re(^(.*) is stored in (\S+): the LoRA is computed beside its weights, or packs what it touches anew, which takes longer$)re",
     QT_TRANSLATE_NOOP("engine", "%1 is stored in %2: the LoRA is computed beside its weights, which takes longer.")},
    {R"re(^it is stored in (\S+), which is coarse for a LoRA$)re",
     QT_TRANSLATE_NOOP("engine", "It is stored in %1, which is coarse for a LoRA.")},
    {R"re(^(.*) takes no textual inversions; they are made for CLIP$)re",
     QT_TRANSLATE_NOOP("engine", "%1 takes no embeddings; they are made for CLIP.")},
    {R"re(^it has vectors for one of the two text encoders$)re",
     QT_TRANSLATE_NOOP("engine", "It has vectors for one of the two text encoders.")},
    {R"re(^.*: its vectors for (\S+) have width (\d+), this model has (.*): it was made for another base model$)re",
     QT_TRANSLATE_NOOP("engine", "It was made for another base model: its vectors for %1 have width %2, this model has %3.")},
    {R"re(^.*: its vectors of width (\d+) are for a model of one text encoder \((.*)\), this model has (.*)$)re",
     QT_TRANSLATE_NOOP("engine", "It was made for a model of one text encoder (%2): its vectors have width %1, this model has %3.")},
    {R"re(^its latents have (\d+) channels at 1/(\d+) of the size, those of (.*) (\d+) at 1/(\d+)$)re",
     QT_TRANSLATE_NOOP("engine", "Its latents have %1 channels at 1/%2 of the size, those of %3 have %4 at 1/%5.")},
    {R"re(^it is a tiny autoencoder: fast, with less detail$)re",
     QT_TRANSLATE_NOOP("engine", "It is a tiny autoencoder: fast, with less detail.")},
    {R"re(^it scales latents by (\S+), (.*) was made for (\S+): colours will be washed out or burnt$)re",
     QT_TRANSLATE_NOOP("engine", "It scales latents by %1, %2 was made for %3: colours will be washed out or burnt.")},
    {R"re(^(.*) is a model of the family (\S+); base and refiner must be SDXL models$)re",
     QT_TRANSLATE_NOOP("engine", "%1 is a model of the family %2; base and refiner must be SDXL models.")},
    {R"re(^(.*) is a refiner(?: itself)?, which begins no picture$)re",
     QT_TRANSLATE_NOOP("engine", "%1 is a refiner, which begins no picture.")},
    {R"re(^it predicts (.*?)( with zero terminal SNR)?, (.*) (v-prediction|epsilon|the picture itself)( with zero terminal SNR)?$)re",
     QT_TRANSLATE_NOOP("engine", "It predicts %1, %3 predicts %4.")},
    {R"re(^(.*) needs few steps, and a share of them is too few for a refiner$)re",
     QT_TRANSLATE_NOOP("engine", "%1 needs few steps, and a share of them is too few for a refiner.")},
    {R"re(^take the version made for (.*)$)re", QT_TRANSLATE_NOOP("engine", "Take the version made for %1.")},
    {R"re(^raise or lower its scale by the picture$)re", QT_TRANSLATE_NOOP("engine", "Raise or lower its strength by the picture.")},
    {R"re(^leave one of them out$)re", QT_TRANSLATE_NOOP("engine", "Leave one of them out.")},
    {R"re(^draw with (\d+) steps, guidance (\S+), sampler (.*)$)re",
     QT_TRANSLATE_NOOP("engine", "Draw with %1 steps, guidance %2 and the sampler %3.")},
    {R"re(^leave it out, or choose a base model of its kind$)re",
     QT_TRANSLATE_NOOP("engine", "Leave it out, or choose a base model of its kind.")},
    {R"re(^what has no place is left away; the rest works$)re",
     QT_TRANSLATE_NOOP("engine", "What has no place is left away; the rest works.")},
    {R"re(^take the version for such models, or a small scale$)re",
     QT_TRANSLATE_NOOP("engine", "Take the version for such models, or a small strength.")},
    {R"re(^take its f16 or bf16 version$)re", QT_TRANSLATE_NOOP("engine", "Take its f16 or bf16 version.")},
    {R"re(^leave it out$)re", QT_TRANSLATE_NOOP("engine", "Leave it out.")},
    {R"re(^leave it out, or take the version made for this model$)re",
     QT_TRANSLATE_NOOP("engine", "Leave it out, or take the version made for this model.")},
    {R"re(^its word means less to the other$)re", QT_TRANSLATE_NOOP("engine", "Its word means less to the other.")},
    {R"re(^take a VAE made for (.*)$)re", QT_TRANSLATE_NOOP("engine", "Take a VAE made for %1.")},
    {R"re(^take a whole VAE for the finished picture$)re", QT_TRANSLATE_NOOP("engine", "Take a whole VAE for the finished picture.")},
    {R"re(^leave the refiner out$)re", QT_TRANSLATE_NOOP("engine", "Leave the refiner out.")},
    {R"re(^choose another base model$)re", QT_TRANSLATE_NOOP("engine", "Choose another base model.")},
    {R"re(^let it work on the finished picture: refiner_start 1$)re",
     QT_TRANSLATE_NOOP("engine", "Let it go over the finished picture: it takes over at 1.")},
    {R"re(^name one that is here, or leave it out$)re", QT_TRANSLATE_NOOP("engine", "Choose one that is here, or leave it out.")},
    {R"re(^make it the refiner behind another SDXL model$)re",
     QT_TRANSLATE_NOOP("engine", "Make it the refiner behind another SDXL model.")},
    {R"re(^there is no LoRA "([^"]*)" here; put its file into .*$)re", QT_TRANSLATE_NOOP("engine", "The LoRA %1 is not on this machine.")},
    {R"re(^there is no LoRA "([^"]*)" here; did you mean: (.*)$)re",
     QT_TRANSLATE_NOOP("engine", "The LoRA %1 is not on this machine. Did you mean %2?")},
};

}  // namespace

std::span<const EngineRule> fit_rules() {
    return rules_of_fit;
}

}  // namespace imagelab
