#include "ui/look/training_rules.h"

#include <QtGlobal>

namespace imagelab {
namespace {

constexpr EngineRule rules_of_trainings[] = {
    {R"re(^a folder of pictures is needed$)re", QT_TRANSLATE_NOOP("engine", "Choose a folder of pictures.")},
    {R"re(^(.*): there is no such folder$)re", QT_TRANSLATE_NOOP("engine", "The folder %1 is not there.")},
    {R"re(^(.*): there are no pictures in this folder$)re", QT_TRANSLATE_NOOP("engine", "There are no pictures in %1.")},
    {R"re(^(.*): none of the pictures in this folder can be read$)re", QT_TRANSLATE_NOOP("engine", "None of the pictures in %1 can be read.")},
    {R"re(^(\d+) is no multiple of (\d+), the pixels of what the model sees as one$)re",
     QT_TRANSLATE_NOOP("engine", "%1 is no multiple of %2.")},
    {R"re(^a whole number from (\S+) to (\S+) is wanted, not "?([^"]*)"?$)re",
     QT_TRANSLATE_NOOP("engine", "A whole number from %1 to %2 is wanted, not %3.")},
    {R"re(^a number of at least (\S+) and at most (\S+) is wanted, not "?([^"]*)"?$)re",
     QT_TRANSLATE_NOOP("engine", "A number from %1 to %2 is wanted, not %3.")},
    {R"re(^a number of at least (\S+) is wanted, not "?([^"]*)"?$)re", QT_TRANSLATE_NOOP("engine", "A number of at least %1 is wanted, not %2.")},
    {R"re(^a number above (\S+)(?: and at most \S+)? is wanted, not "?([^"]*)"?$)re",
     QT_TRANSLATE_NOOP("engine", "A number above %1 is wanted, not %2.")},
    {R"re(^two numbers are wanted, not "?([^"]*)"?$)re", QT_TRANSLATE_NOOP("engine", "Two numbers are wanted, not %1.")},
    {R"re(^job (\d+) trains this file already; choose another name$)re",
     QT_TRANSLATE_NOOP("engine", "Job %1 trains a file of this name already: choose another.")},
    {R"re(^no linear layer in .* ends with "([^"]*)"$)re", QT_TRANSLATE_NOOP("engine", "No layer's name ends with %1.")},
    {R"re(^PixArt's text encoder is not trained; its transformer is$)re",
     QT_TRANSLATE_NOOP("engine", "PixArt's text encoder does not learn: choose another kind, or a model of SDXL.")},
    {R"re(^(.*) predicts the noise, which says nothing where there is noise alone; take a model that predicts v, or leave it out$)re",
     QT_TRANSLATE_NOOP("engine", "%1 predicts the noise, which says nothing where there is noise alone: leave it out.")},
    {R"re(^diffusers has no names for LoHa and LoKr; .*$)re",
     QT_TRANSLATE_NOOP("engine", "diffusers has no names for LoHa and LoKr: choose those of A1111 and ComfyUI.")},
    {R"re(^Prodigy finds one rate for all that is trained; leave it out$)re",
     QT_TRANSLATE_NOOP("engine", "Prodigy finds one rate for all that learns: leave this one out.")},
    {R"re(^one picture cannot be trained on and held out; take more pictures, or 0$)re",
     QT_TRANSLATE_NOOP("engine", "One picture cannot be learnt and held out: take more pictures, or hold none out.")},
    {R"re(^it is said of pictures in class_images, which is needed then$)re",
     QT_TRANSLATE_NOOP("engine", "Choose the folder of class pictures that this is said of.")},
    {R"re(^the device (\S+) does not compute in (\S+)$)re", QT_TRANSLATE_NOOP("engine", "%1 does not compute in %2.")},
    {R"re(^(.*) is (.*), which makes no picture by itself; take a base model$)re",
     QT_TRANSLATE_NOOP("engine", "%1 is %2, which makes no picture by itself: choose a base model.")},
    {R"re(^(.*) predicts the picture itself; models that predict the noise or v are trained$)re",
     QT_TRANSLATE_NOOP("engine", "%1 predicts the picture itself and cannot learn: choose another model.")},
    {R"re(^(.*) is (.*); SDXL and PixArt models are trained$)re",
     QT_TRANSLATE_NOOP("engine", "%1 is %2: models of SDXL and PixArt learn.")},
    {R"re(^samples: prompts call a word by the name of its file, .* name the output (.*)\.safetensors, or the token (.*)$)re",
     QT_TRANSLATE_NOOP("engine", "For pictures on the way its name and the word must be the same: call it %1, or the word %2.")},
    {R"re(^this training needs (.*) of memory on (\S+), and (.*) can be had: .*$)re",
     QT_TRANSLATE_NOOP("engine",
                       "It needs %1 of memory on %2, and %3 can be had: take a smaller width and height, batch or rank, or close other "
                       "programs.")},
    {R"re(^(\S+): this training needs (.*) and there are (.*) for jobs: .*$)re",
     QT_TRANSLATE_NOOP("engine", "It needs %2 on %1, and there are %3: take a smaller width and height, batch or rank.")},
    {R"re(^the loss of step (\d+) is no number: .*$)re",
     QT_TRANSLATE_NOOP("engine", "The loss of step %1 is no number: take a smaller learning rate. The last saved state is kept.")},
    {R"re(; the state of step (\d+) is saved in the room kept for it: free some space, then the run goes on from there$)re",
     QT_TRANSLATE_NOOP("engine", ". The state of step %1 is saved in room that was kept for it: make room, then it goes on from there.")},
    {R"re(the pictures that were held out were known best after step (\d+) of (\d+): that is written)re",
     QT_TRANSLATE_NOOP("engine", "the pictures that were held out were known best after step %1 of %2: that is written")},
    {R"re(left out: (?:could not read the picture )?)re", QT_TRANSLATE_NOOP("engine", "left out: ")},
};

}  // namespace

std::span<const EngineRule> training_rules() {
    return rules_of_trainings;
}

}  // namespace imagelab
