#include "ui/look/glossary.h"

#include <QCoreApplication>

namespace imagelab {
namespace {

constexpr GlossaryEntry entries[] = {
    {Term::model, QT_TRANSLATE_NOOP("glossary", "Model"),
     QT_TRANSLATE_NOOP("glossary", "The trained network that draws: a diffusers folder or one .safetensors file.")},
    {Term::prompt, QT_TRANSLATE_NOOP("glossary", "Prompt"),
     QT_TRANSLATE_NOOP("glossary", "What the picture should show, in plain words; the first words count most.")},
    {Term::negative_prompt, QT_TRANSLATE_NOOP("glossary", "Negative prompt"),
     QT_TRANSLATE_NOOP("glossary", "What the picture should stay away from, for example: blurry, text.")},
    {Term::size, QT_TRANSLATE_NOOP("glossary", "Size"),
     QT_TRANSLATE_NOOP("glossary", "Width and height in pixels, multiples of 8; models draw best near the size they were trained at.")},
    {Term::batch, QT_TRANSLATE_NOOP("glossary", "Pictures"),
     QT_TRANSLATE_NOOP("glossary", "How many pictures one press of Generate makes, each with the next seed.")},
    {Term::steps, QT_TRANSLATE_NOOP("glossary", "Steps"),
     QT_TRANSLATE_NOOP("glossary", "How often the noise is refined: more steps take longer and settle details, 20 to 40 are usual.")},
    {Term::guidance, QT_TRANSLATE_NOOP("glossary", "Guidance"),
     QT_TRANSLATE_NOOP("glossary",
                       "How strictly the picture follows the prompt: 1 leaves the model free (and is twice as fast), 4 to 8 are usual.")},
    {Term::sampler, QT_TRANSLATE_NOOP("glossary", "Sampler"),
     QT_TRANSLATE_NOOP("glossary", "The method that walks from noise to picture; an ancestral one adds fresh noise on the way.")},
    {Term::schedule, QT_TRANSLATE_NOOP("glossary", "Schedule"),
     QT_TRANSLATE_NOOP("glossary", "How the noise levels are spread over the steps; Karras spends more of them on fine detail.")},
    {Term::seed, QT_TRANSLATE_NOOP("glossary", "Seed"),
     QT_TRANSLATE_NOOP("glossary", "The number the noise grows from: the same seed and settings give the same picture.")},
    {Term::start_picture, QT_TRANSLATE_NOOP("glossary", "Start picture"),
     QT_TRANSLATE_NOOP("glossary", "A picture to begin from instead of pure noise.")},
    {Term::strength, QT_TRANSLATE_NOOP("glossary", "Strength"),
     QT_TRANSLATE_NOOP("glossary", "How far to move away from the start picture: near 0 keeps it, 1 ignores it.")},
    {Term::output, QT_TRANSLATE_NOOP("glossary", "Output folder"),
     QT_TRANSLATE_NOOP("glossary", "Where pictures are saved; each PNG carries all its settings.")},
    {Term::vae, QT_TRANSLATE_NOOP("glossary", "VAE"),
     QT_TRANSLATE_NOOP(
         "glossary", "The part that turns the model's small latents into pixels; a model brings its own, others change colours a little.")},
    {Term::refiner, QT_TRANSLATE_NOOP("glossary", "Refiner"),
     QT_TRANSLATE_NOOP("glossary", "A second model that finishes what the first began: SDXL's refiner, or any other SDXL model.")},
    {Term::parts, QT_TRANSLATE_NOOP("glossary", "Parts of the model"),
     QT_TRANSLATE_NOOP("glossary", "UNet, text encoders and tokenizers from other files than the model's, and VAEs blended with its own.")},
    {Term::suite, QT_TRANSLATE_NOOP("glossary", "Model suite"),
     QT_TRANSLATE_NOOP("glossary",
                       "A model with its refiner, VAE, parts, LoRAs and embeddings, saved under one name and chosen together.")},
    {Term::style, QT_TRANSLATE_NOOP("glossary", "Style"),
     QT_TRANSLATE_NOOP("glossary", "Words (and sometimes steps and sampler) that give any prompt a look; several can be mixed by weight.")},
    {Term::lora, QT_TRANSLATE_NOOP("glossary", "LoRAs"),
     QT_TRANSLATE_NOOP(
         "glossary",
         "Small files that change a model's style or teach it a subject; several can be put on at once, each as strongly as you like.")},
    {Term::control, QT_TRANSLATE_NOOP("glossary", "Control"),
     QT_TRANSLATE_NOOP("glossary",
                       "Networks beside the model that hold the picture to another one's edges, lines, depth or pose (ControlNets).")},
    {Term::reference, QT_TRANSLATE_NOOP("glossary", "Reference"),
     QT_TRANSLATE_NOOP("glossary", "Pictures whose look the model is shown beside the prompt (IP-Adapter): style, colours, a face.")},
    {Term::region, QT_TRANSLATE_NOOP("glossary", "Regions"),
     QT_TRANSLATE_NOOP("glossary", "Parts of the picture with a prompt of their own, whose words the model looks for there alone.")},
    {Term::details, QT_TRANSLATE_NOOP("glossary", "Detailers"),
     QT_TRANSLATE_NOOP("glossary",
                       "Faces, hands or whatever a detector finds in the finished picture are painted anew, each at full size.")},
    {Term::tokens, QT_TRANSLATE_NOOP("glossary", "Tokens"),
     QT_TRANSLATE_NOOP("glossary",
                       "The pieces of words a model reads, SDXL 75 at a time; a line in the prompt shows where the next chunk begins.")},
    {Term::weight, QT_TRANSLATE_NOOP("glossary", "Weight"),
     QT_TRANSLATE_NOOP("glossary",
                       "(words:1.2) make words count more, (words:0.8) less; Ctrl+Up and Ctrl+Down change the weight under the cursor.")},
    {Term::noise, QT_TRANSLATE_NOOP("glossary", "Noise curve"),
     QT_TRANSLATE_NOOP("glossary", "How much noise is left before each step; a curve that falls late spends its steps on detail.")},
    {Term::fit, QT_TRANSLATE_NOOP("glossary", "Fit"),
     QT_TRANSLATE_NOOP("glossary",
                       "How a start picture of another shape is brought to size: stretched, cropped, or padded with its edges.")},
    {Term::mask, QT_TRANSLATE_NOOP("glossary", "Mask"),
     QT_TRANSLATE_NOOP("glossary", "What of the start picture is painted anew (inpainting); everything else stays as it is.")},
    {Term::outpaint, QT_TRANSLATE_NOOP("glossary", "Extend"),
     QT_TRANSLATE_NOOP("glossary", "The start picture grows at its sides, and what is new is painted (outpainting).")},
    {Term::format, QT_TRANSLATE_NOOP("glossary", "Format"),
     QT_TRANSLATE_NOOP("glossary", "PNG loses nothing; JPEG and WebP are smaller; TIFF and EXR are for further work in other programs.")},
    {Term::quality, QT_TRANSLATE_NOOP("glossary", "Quality"),
     QT_TRANSLATE_NOOP("glossary", "How much JPEG and WebP may lose to be small: 95 looks the same, WebP at 100 loses nothing.")},
    {Term::name_pattern, QT_TRANSLATE_NOOP("glossary", "File names"),
     QT_TRANSLATE_NOOP("glossary",
                       "The pattern for names of new pictures, of {date}, {time}, {seed}, {words}, {model}, {steps} and more.")},
    {Term::threads, QT_TRANSLATE_NOOP("glossary", "Threads"),
     QT_TRANSLATE_NOOP("glossary", "How many processor cores a picture may use; fewer leave the machine free for other work.")},
    {Term::device, QT_TRANSLATE_NOOP("glossary", "Device"),
     QT_TRANSLATE_NOOP("glossary", "The processor or graphics card that draws; automatic takes the fastest one the picture fits.")},
    {Term::memory_budget, QT_TRANSLATE_NOOP("glossary", "Memory budget"),
     QT_TRANSLATE_NOOP("glossary", "The most memory of a graphics card to use; weights that do not fit are streamed, which takes longer.")},
    {Term::checksum, QT_TRANSLATE_NOOP("glossary", "Checksum"),
     QT_TRANSLATE_NOOP("glossary", "The SHA-256 of a file, which proves that every byte of a download arrived as it was published.")},
};

const GlossaryEntry& entry(Term term) {
    for (const GlossaryEntry& e : entries)
        if (e.term == term) return e;
    return entries[0];
}

}  // namespace

std::span<const GlossaryEntry> glossary() {
    return entries;
}
QString term_name(Term term) {
    return QCoreApplication::translate("glossary", entry(term).name);
}
QString explain(Term term) {
    return QCoreApplication::translate("glossary", entry(term).sentence);
}

}  // namespace imagelab
