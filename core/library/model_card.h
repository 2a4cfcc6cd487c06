#pragma once
// What people want to know of a file of the library beside its kind: rank, base model, words, a picture, notes. From the file's header and
// from what other programs keep beside it; nothing is written there.
#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/library/model_file.h"

namespace imagelab {

struct ModelCard {
    std::filesystem::path preview;  // a picture beside the file; empty: none
    std::string title, about;       // about: its maker's description, as plain text
    std::string kinds, rank;        // of adapters: "LoRA, DoRA", "32", "8 to 64"; of embeddings rank: "4 vectors"
    std::string base_model;         // as its maker names it
    std::vector<std::string> trigger_words;
    std::vector<std::pair<std::string, int64_t>> tags;  // of the training set with their counts, or of a site (0)
    std::string notes;                                  // one's own, DATA/model_notes.json
    std::vector<std::string> read_from;                 // names of the files beside it
};

// NAME.preview.png, NAME.png, .jpg, .jpeg, .webp beside NAME.safetensors, as A1111 and ComfyUI's managers look for them; empty: none.
std::filesystem::path preview_beside(const std::filesystem::path& file);

// `notes`: of read_model_notes(). Reads the header, and beside the file NAME.json (A1111), NAME.civitai.info (Civitai Helper),
// NAME.metadata.json (LoRA Manager), NAME.cm-info.json (StabilityMatrix) and NAME.txt; what cannot be read is passed over. Milliseconds.
class ModelNotes;
ModelCard read_model_card(const ModelFile& file, const ModelNotes& notes);

// preview, title, about, kinds, rank, base_model, trigger_words, tags (each "tag", "count"), notes, read_from.
nlohmann::json card_to_json(const ModelCard& card);

// Words in name, kind, file, program, base model, title, tags, trigger words, description and notes; every one must be there, in any case.
bool has_words(const ModelFile& file, const ModelCard& card, const std::string& words);
std::string searched_text(const ModelFile& file, const ModelCard& card);  // where has_words() looks

// One's own notes on files: {"version": 1, "notes": [{"path", "bytes", "text"}]}. A file that was moved is known by its name and size.
class ModelNotes {
  public:
    static ModelNotes load(const std::filesystem::path& data);  // a damaged file is problem()
    std::string of(const std::filesystem::path& file, int64_t bytes) const;
    const std::string& problem() const { return problem_; }

    // Empty: none any more. Written whole or not at all; a damaged file is kept as FILE~ first.
    static Result<void> write(const std::filesystem::path& data, const ModelFile& file, const std::string& text);

  private:
    struct Note {
        std::string path, text;
        int64_t bytes = 0;
    };
    std::vector<Note> notes_;
    std::string problem_;
};

}  // namespace imagelab
