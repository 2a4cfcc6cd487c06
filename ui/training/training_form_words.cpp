// What the form calls the fields of a training.
#include "ui/training/training_form.h"

namespace imagelab {
QString TrainingForm::part_words(TrainingField::Part part) {
    switch (part) {
        case TrainingField::Part::data:
            return tr("Pictures and captions");
        case TrainingField::Part::network:
            return tr("Network");
        case TrainingField::Part::learning:
            return tr("Learning");
        case TrainingField::Part::optimizer:
            return tr("Optimiser");
        case TrainingField::Part::loss:
            return tr("Loss");
        case TrainingField::Part::watching:
            return tr("Held out and saved");
        case TrainingField::Part::running:
            return tr("Device and memory");
    }
    return {};
}

std::vector<FieldWords> TrainingForm::main_words() {
    return {{"model", tr("Model"), tr("Model"), tr("The SDXL or PixArt model that learns; the LoRA is made for it and its relatives."), {}, {}, 0, 2,
             {{tr("Bundled model"), QString()}}},
            {"width", tr("Width"), tr("Width"), tr("Pictures are scaled and cropped to this; smaller is faster and takes less memory."),
             tr("the model's"), {}, 64},
            {"height", tr("Height"), tr("Height"), tr("Pictures are scaled and cropped to this; smaller is faster and takes less memory."),
             tr("the model's"), {}, 64},
            {"steps", tr("Steps"), tr("Steps"), tr("How often it learns from a picture. Too many, and it only repeats them.")},
            {"network", tr("Kind"), tr("Kind of network"),
             tr("How the change of a layer is written. LoRA is read everywhere; DoRA learns closer to a full training and is slower. A word "
                "changes no layer: prompts call what it learnt by its name."),
             {}, {}, 0, 2,
             {{"LoRA", "lora"}, {"DoRA", "dora"}, {"LoHa", "loha"}, {"LoKr", "lokr"}, {tr("A word (textual inversion)"), "textual_inversion"}}},
            {"token", tr("Word"), tr("The word that is learnt"),
             tr("It stands for what is learnt in captions; those without it get it in front. Prompts call it by the name of its file."),
             tr("as the name")},
            {"vectors", tr("Vectors"), tr("Vectors of the word"), tr("How much the word can hold; 1 to 8 are usual."), {}, {}, 1},
            {"initializer", tr("Begins as"), tr("What the word begins as"), tr("A word or two that come near it, such as \"red fox\"."),
             tr("the word itself")},
            {"rank", tr("Rank"), tr("Rank"), tr("How much the LoRA can hold: its file and its memory grow with it."), {}, {}, 1},
            {"learning_rate", tr("Learning rate"), tr("Learning rate"), tr("How far a step goes. Where the loss jumps, take a smaller one."),
             {}, {}, 0, 6},
            {"targets", tr("What learns"), tr("What learns"), tr("The layers that the LoRA changes."), {}, {}, 0, 2,
             {{tr("Attention (usual)"), "to_q,to_k,to_v,to_out.0"},
              {tr("Attention and what follows it (larger)"), "to_q,to_k,to_v,to_out.0,ff.net.0.proj,ff.net.2"}}}};
}

std::vector<FieldWords> TrainingForm::folded_words() {
    const QString usual = tr("as usual");
    return {
        {"flip", tr("Mirror"), tr("Mirror half of the pictures"), tr("Half of the pictures are mirrored; not for text and faces."),
         tr("Mirror half of them")},
        {"masked_loss", tr("Masks"), tr("Masks count"),
         tr("Only what is bright in NAME.mask.png, or what is opaque, is learnt of a picture."), tr("Learn what masks show")},
        {"tagger", tr("Tagger"), tr("What says what pictures without a caption show"),
         tr("A WD tagger of your own (models/taggers) gives them tags; a caption of their own stays."), {}, {}, 0, 2,
         {{tr("None"), QString()}, {tr("The first of the library"), "auto"}}},
        {"trigger_word", tr("Trigger word"), tr("Word before the tags"), tr("Prompts call what is learnt by this word."), tr("none")},
        {"tag_threshold", tr("Tags from"), tr("Least score of a tag"), tr("Surer tags are taken; lower takes more of them."), {}, {}, 0.05},
        {"tag_character_threshold", tr("Characters from"), tr("Least score of a character"), tr("The same of persons with a name."), {}, {},
         0.05},
        {"write_captions", tr("Beside them"), tr("Write the tags beside their pictures"),
         tr("As NAME.txt beside NAME.png, where they can be changed before the next training."), tr("Write them as NAME.txt")},
        {"caption_dropout", tr("No caption"), tr("Share without a caption"), tr("So many pictures are learnt without what is said of them."),
         {}, {}, 0.05},
        {"shuffle_captions", tr("Orders"), tr("Orders of a caption"),
         tr("So many orders of the parts between commas are learnt of each caption, so that none depends on its place."), tr("as written"),
         {}, 1},
        {"keep_tokens", tr("Stay in front"), tr("Parts that stay in front"), tr("So many parts of a caption are not moved."), {}, {}, 1},
        {"class_images", tr("Of its class"), tr("Folder of class pictures"),
         tr("A folder of pictures of what the new thing is one of, so that this is not forgotten."), tr("no folder")},
        {"class_prompt", tr("Its caption"), tr("Caption of class pictures"), tr("What is said of those without a caption of their own."),
         tr("such as: a cat")},
        {"prior_weight", tr("Its weight"), tr("Weight of class pictures"), tr("What their loss is multiplied by."), {}, {}, 0.1},
        {"alpha", tr("Alpha"), tr("Alpha"), tr("The change is alpha divided by rank; as the rank: it counts whole."), tr("as the rank"), {}, 1},
        {"lokr_factor", tr("Factor"), tr("Factor of LoKr"), tr("How the two matrices divide a layer; -1: as near each other as can be."), {},
         {}, 1},
        {"text_encoders", tr("Text"), tr("Train the text encoders"),
         tr("For words that the model does not know. Slower, because captions are read at every step."), tr("Both text encoders, too")},
        {"text_encoder_targets", tr("Its layers"), tr("Layers of the text encoders"), tr("Ends of the names of the layers that learn.")},
        {"naming", tr("Written for"), tr("Names in the file"), tr("Image Lab reads both."), {}, {}, 0, 2,
         {{tr("A1111, ComfyUI"), "kohya"}, {"diffusers", "diffusers"}}},
        {"batch_size", tr("Batch"), tr("Batch"), tr("Pictures a step: steadier, but slower and more memory."), {}, {}, 1},
        {"gradient_accumulation_steps", tr("Runs a step"), tr("Runs a step"),
         tr("So many batches make one step: steadier, but slower, in the memory of one."), {}, {}, 1},
        {"text_encoder_learning_rate", tr("Text's rate"), tr("Learning rate of the text encoders"),
         tr("How far a step goes in the text encoders."), tr("the same"), {}, 0, 6},
        {"lr_schedule", tr("Schedule"), tr("Schedule of the learning rate"), tr("How the learning rate falls towards the end."), {}, {}, 0, 2,
         {{tr("Constant"), "constant"},
          {tr("Cosine"), "cosine"},
          {tr("Linear"), "linear"},
          {tr("Cosine with restarts"), "cosine_with_restarts"},
          {tr("Polynomial"), "polynomial"}}},
        {"warmup_steps", tr("Warm-up"), tr("Warm-up steps"), tr("Over so many steps the learning rate rises to its value.")},
        {"lr_cycles", tr("Restarts"), tr("Cycles of the schedule"), tr("How many cosines come one after the other."), {}, {}, 1},
        {"lr_power", tr("Power"), tr("Power of the schedule"), tr("1 falls straight, 2 faster at first."), {}, {}, 0.5},
        {"max_grad_norm", tr("Clip at"), tr("Longest gradient"), tr("A longer gradient is shortened to this."), tr("none"), {}, 0.1},
        {"ema_decay", tr("Mean"), tr("Weight of the mean"),
         tr("What is written is a mean over the last steps, which is calmer; 0.99 is over about a hundred."), tr("none"), {}, 0.001, 4},
        {"seed", tr("Seed"), tr("Seed of the training"), tr("The same seed and settings make the same LoRA, bit for bit."), tr("drawn"), {}, 0,
         -1},
        {"optimizer.type", tr("Optimiser"), tr("Optimiser"),
         tr("How a step follows from the gradient. Prodigy finds the learning rate itself: give it 1; Lion wants a tenth of AdamW's."), {}, {},
         0, 2,
         {{"AdamW", "adamw"}, {tr("AdamW in 8 bits"), "adamw8bit"}, {"Lion", "lion"}, {"Prodigy", "prodigy"}, {"Adafactor", "adafactor"}}},
        {"optimizer.betas", tr("Betas"), tr("Betas"), tr("How slowly the moments follow the gradients: two numbers below 1."), usual, {}, 0, -1},
        {"optimizer.eps", tr("Epsilon"), tr("Epsilon"), tr("What keeps a division from 0."), usual, {}, 0, -1},
        {"optimizer.weight_decay", tr("Decay"), tr("Weight decay"), tr("What is learnt shrinks by so much times the learning rate."), usual, {},
         0, -1},
        {"optimizer.d0", tr("First distance"), tr("First distance"), tr("Where Prodigy's search begins."), usual, {}, 0, -1},
        {"optimizer.d_coef", tr("Factor"), tr("Factor on its rate"), tr("A factor on the learning rate that Prodigy finds."), usual, {}, 0, -1},
        {"optimizer.bias_correction", tr("Correction"), tr("Bias correction"), tr("The first steps are corrected as Adam's are."),
         tr("As Adam's")},
        {"optimizer.safeguard_warmup", tr("Safeguard"), tr("Safeguard in the warm-up"),
         tr("The rate that is found does not grow from small steps of a warm-up."), tr("In the warm-up")},
        {"optimizer.clip_threshold", tr("Longest step"), tr("Longest step"), tr("Longer steps are shortened."), usual, {}, 0, -1},
        {"optimizer.decay_rate", tr("Slowing"), tr("How fast the second moment grows slow"), tr("0.8 is usual."), usual, {}, 0, -1},
        {"optimizer.scale_parameter", tr("Scale"), tr("Steps in units of what is learnt"), tr("Steps grow with what is learnt."),
         tr("With what is learnt")},
        {"snr_gamma", tr("Min-SNR"), tr("Min-SNR gamma"), tr("Weighs the noise levels evenly; 5 is usual."), tr("none"), {}, 0.5, 1},
        {"noise_offset", tr("Noise offset"), tr("Noise offset"), tr("A little helps with very dark and very bright pictures."), {}, {}, 0.01,
         3},
        {"zero_terminal_snr", tr("Last level"), tr("Zero-terminal SNR"), tr("For models that predict v: the last noise level is noise alone."),
         tr("Noise alone")},
        {"validation_share", tr("Held out"), tr("Share that is held out"),
         tr("So many pictures are not learnt; the loss on them tells when it only repeats the others."), {}, {}, 0.05},
        {"validation_every", tr("Measured every"), tr("Steps between measures"),
         tr("So often the loss on the pictures that are held out is measured.")},
        {"patience", tr("Stop after"), tr("Measures without progress"),
         tr("After so many measures in a row that were no lower it ends, and what was best is written."), tr("never"), {}, 1},
        {"save_every", tr("Save every"), tr("Steps between saved states"),
         tr("After a crash it goes on from the newest saved state; a pause saves one, too.")},
        {"dtype", tr("Arithmetic"), tr("Arithmetic"), tr("f32 is exact, bf16 takes half of the memory."), {}, {}, 0, 2,
         {{tr("The best"), "best"}, {"f32", "f32"}, {"bf16", "bf16"}}},
        {"device", tr("Device"), tr("Device"), tr("What it is trained on."), {}, {}, 0, 2, {{tr("The fastest"), "auto"}}},
        {"threads", tr("Threads"), tr("Threads of the processor"), tr("How many of the processor's cores work on it."), tr("one a core"), {}, 1},
        {"memory_budget", tr("Memory"), tr("Memory for a step"),
         tr("What does not fit is computed anew on the way back: slower, with the same result bit for bit."), tr("what is there"),
         tr(" GiB"), 1, 1}};
}

bool TrainingForm::applies(const std::string& field, const std::function<nlohmann::json(const std::string&)>& value) {
    const bool word = value("network") == "textual_inversion";
    if (field == "token" || field == "vectors" || field == "initializer") return word;
    if (field == "rank" || field == "alpha" || field == "targets" || field == "text_encoders" || field == "naming") return !word;
    if (field == "lokr_factor") return value("network") == "lokr";
    if (field == "text_encoder_targets" || field == "text_encoder_learning_rate") return !word && value("text_encoders") == true;
    if (field == "keep_tokens") return !value("shuffle_captions").is_null();
    if (field == "trigger_word" || field == "tag_threshold" || field == "tag_character_threshold" || field == "write_captions")
        return !value("tagger").is_null();
    if (field == "class_prompt" || field == "prior_weight") return !value("class_images").is_null();
    if (field == "lr_cycles") return value("lr_schedule") == "cosine_with_restarts";
    if (field == "lr_power") return value("lr_schedule") == "polynomial";
    if (field == "validation_every" || field == "patience") return !value("validation_share").is_null();
    if (!field.starts_with("optimizer.") || field == "optimizer.type") return true;
    TrainingConfig config;
    const nlohmann::json type = value("optimizer.type");
    if (type.is_string()) find_training_field("optimizer.type")->read(config, type);
    return has_field(config.optimizer.kind, *find_training_field(field));
}

}  // namespace imagelab
