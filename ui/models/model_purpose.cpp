#include "ui/models/model_purpose.h"

#include <QCoreApplication>

namespace imagelab {
namespace {

struct Meaning {
    const char* name;
    const char* sentence;
};

constexpr Meaning purposes[] = {
    {"sdxl-base", QT_TRANSLATE_NOOP("model_purpose", "The original: anything, plainly drawn; most LoRAs were made for it.")},
    {"sdxl-turbo", QT_TRANSLATE_NOOP("model_purpose", "A picture in one to four steps, 512 pixels; for trying ideas quickly.")},
    {"realvis-xl", QT_TRANSLATE_NOOP("model_purpose", "Photographs: people, rooms, landscapes.")},
    {"cyberrealistic-xl", QT_TRANSLATE_NOOP("model_purpose", "Photographs with much detail, portraits above all.")},
    {"animagine-xl", QT_TRANSLATE_NOOP("model_purpose", "Anime, asked for by tags rather than sentences.")},
    {"juggernaut-xl", QT_TRANSLATE_NOOP("model_purpose", "An all-rounder: photographs, paintings, concept art.")},
    {"pixart-sigma",
     QT_TRANSLATE_NOOP("model_purpose", "Follows long sentences closely and is small; needs much memory for its text encoder.")},
    {"sdxl", QT_TRANSLATE_NOOP("model_purpose", "Draws large, detailed pictures around 1024 pixels.")},
    {"pixart", QT_TRANSLATE_NOOP("model_purpose", "Draws pictures and follows long sentences closely.")},
    {"lora", QT_TRANSLATE_NOOP("model_purpose", "Changes a model's style or teaches it a subject; put on under LoRAs.")},
    {"vae", QT_TRANSLATE_NOOP("model_purpose", "Turns a model's latents into pixels; another one changes colours a little.")},
    {"embedding", QT_TRANSLATE_NOOP("model_purpose", "A word of its own for the prompt: write its name there.")},
    {"controlnet", QT_TRANSLATE_NOOP("model_purpose", "Holds a picture to a sketch, a pose or a depth map.")},
    {"ip-adapter", QT_TRANSLATE_NOOP("model_purpose", "Shows a model the look of reference pictures; chosen under Reference.")},
    {"image encoder", QT_TRANSLATE_NOOP("model_purpose", "What IP-Adapters see reference pictures with.")},
    {"upscaler", QT_TRANSLATE_NOOP("model_purpose", "Makes finished pictures larger.")}};

constexpr Meaning licences[] = {
    {"openrail++", QT_TRANSLATE_NOOP("model_purpose", "Free to use, also for money, but not for harm.")},
    {"creativeml-openrail-m", QT_TRANSLATE_NOOP("model_purpose", "Free to use, also for money, but not for harm.")},
    {"apache-2.0", QT_TRANSLATE_NOOP("model_purpose", "Free to use, change and pass on.")},
    {"mit", QT_TRANSLATE_NOOP("model_purpose", "Free to use, change and pass on.")},
    {"sai-nc-community", QT_TRANSLATE_NOOP("model_purpose", "Free for research and private use, not for money.")},
    {"cc-by-nc-4.0", QT_TRANSLATE_NOOP("model_purpose", "Free where nobody earns money with it, with its authors' names.")}};

template <size_t N>
QString told(const Meaning (&meanings)[N], const std::string& name) {
    for (const Meaning& each : meanings)
        if (name == each.name) return QCoreApplication::translate("model_purpose", each.sentence);
    return {};
}

}  // namespace

QString model_purpose(const std::string& id_or_kind) {
    return told(purposes, id_or_kind);
}
QString licence_meaning(const std::string& licence) {
    return told(licences, licence);
}

}  // namespace imagelab
