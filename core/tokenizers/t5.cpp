#include "core/tokenizers/t5.h"

#include <sentencepiece_processor.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"

namespace imagelab {
namespace {

struct SpecialPlace {
    size_t begin, end;  // in the text
    int id;
};

// The first special token at or behind `from`.
std::optional<SpecialPlace> find_special(std::string_view text, size_t from, int pieces) {
    for (size_t at = text.find('<', from); at != text.npos; at = text.find('<', at + 1)) {
        const std::string_view rest = text.substr(at);
        for (const auto& [token, id] :
             {std::pair<std::string_view, int>{"<pad>", T5Tokenizer::pad}, {"</s>", T5Tokenizer::end}, {"<unk>", T5Tokenizer::unknown}}) {
            if (rest.starts_with(token)) return SpecialPlace{at, at + token.size(), id};
        }
        constexpr std::string_view sentinel = "<extra_id_";
        if (!rest.starts_with(sentinel)) continue;
        const std::string_view digits = rest.substr(sentinel.size(), rest.find('>') - sentinel.size());
        int number = -1;
        const auto [stop, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        const bool whole = code == std::errc() && stop == digits.data() + digits.size() && (digits.size() == 1 || digits.front() != '0');
        if (rest.find('>') != rest.npos && whole && number >= 0 && number < T5Tokenizer::sentinels)
            return SpecialPlace{at, at + sentinel.size() + digits.size() + 1, pieces + T5Tokenizer::sentinels - 1 - number};
    }
    return {};
}

// The published vocabulary, where the pieces that tokenizer.json names are its.
Result<T5Tokenizer> published_of(const std::filesystem::path& file) {
    Result<T5Tokenizer> published = T5Tokenizer::published();
    if (!published) return published;
    const auto read = read_json_file(file);
    if (!read) return Failure{read.error()};
    const nlohmann::json& all = *read;
    const nlohmann::json pieces = all.is_object() ? all.value(nlohmann::json::json_pointer("/model/vocab"), nlohmann::json()) : all;
    bool same = pieces.is_array() && pieces.size() >= static_cast<size_t>(published->pieces());
    for (int id = 0; same && id < published->pieces(); ++id) {
        const nlohmann::json& entry = pieces[static_cast<size_t>(id)];
        same = entry.is_array() && !entry.empty() && entry[0].is_string() && entry[0].get<std::string>() == published->piece(id);
    }
    if (!same)
        return Failure{file.string() + ": its vocabulary is not the one T5 was published with: put the model's spiece.model beside it"};
    return published;
}

}  // namespace

T5Tokenizer::T5Tokenizer(std::unique_ptr<sentencepiece::SentencePieceProcessor> processor) : processor_(std::move(processor)) {}
T5Tokenizer::T5Tokenizer(T5Tokenizer&&) noexcept = default;
T5Tokenizer& T5Tokenizer::operator=(T5Tokenizer&&) noexcept = default;
T5Tokenizer::~T5Tokenizer() = default;

Result<T5Tokenizer> T5Tokenizer::open(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "spiece.model";
    std::error_code code;
    if (!std::filesystem::is_regular_file(path, code) && std::filesystem::exists(folder / "tokenizer.json", code))
        return published_of(folder / "tokenizer.json");
    if (!std::filesystem::is_regular_file(path, code)) return Failure{path.string() + ": there is no such file, expected T5's vocabulary"};
    if (std::filesystem::file_size(path, code) > text_file_limit || code) return Failure{path.string() + ": too large for a vocabulary"};
    auto processor = std::make_unique<sentencepiece::SentencePieceProcessor>();
    if (const auto status = processor->Load(path.string()); !status.ok()) {
        return Failure{path.string() + ": this is no SentencePiece model (" + status.ToString() + "); download the file again"};
    }
    if (processor->pad_id() != pad || processor->eos_id() != end || processor->unk_id() != unknown) {
        return Failure{path.string() + ": <pad>, </s> and <unk> have the ids " + std::to_string(processor->pad_id()) + ", " +
                       std::to_string(processor->eos_id()) + " and " + std::to_string(processor->unk_id()) + ", expected T5's 0, 1 and 2"};
    }
    return T5Tokenizer(std::move(processor));
}

Result<T5Tokenizer> T5Tokenizer::published() {
    return open(resource_dir() / "vocabularies" / "t5");
}

std::vector<int> T5Tokenizer::encode(std::string_view text) const {
    std::vector<int> ids;
    const auto add = [&](std::string_view part) {
        std::vector<int> some;
        if (const auto status = processor_->Encode({part.data(), part.size()}, &some); !status.ok())
            throw Error("[t5] " + status.ToString());
        ids.insert(ids.end(), some.begin(), some.end());
    };
    size_t from = 0;
    while (const auto special = find_special(text, from, processor_->GetPieceSize())) {
        add(text.substr(from, special->begin - from));
        ids.push_back(special->id);
        from = special->end;
    }
    add(text.substr(from));
    return ids;
}

std::vector<int> T5Tokenizer::encode_ended(std::string_view text, size_t length) const {
    std::vector<int> ids = encode(text);
    if (length == 0) throw Error("[t5] no room for the end token");
    if (ids.size() >= length) ids.resize(length - 1);
    ids.push_back(end);
    return ids;
}

int T5Tokenizer::size() const {
    return pieces() + sentinels;
}
int T5Tokenizer::pieces() const {
    return processor_->GetPieceSize();
}
std::string T5Tokenizer::piece(int id) const {
    return processor_->IdToPiece(id);
}

}  // namespace imagelab
