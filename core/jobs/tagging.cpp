#include "core/jobs/tagging.h"

#include <algorithm>

#include "core/gallery/albums.h"
#include "core/library/network_paths.h"
#include "core/pipelines/latents.h"

namespace imagelab {

Result<std::string> tag_pictures(const BorrowDevice& borrow, const Tagging& wanted, const std::filesystem::path& data,
                                 const std::function<bool(const Tagged&)>& take, const CancelToken& cancel) {
    const auto path = tagger_path(wanted.network, data);
    if (!path) return Failure{path.error()};
    const auto files = open_tagger(*path);
    if (!files) return Failure{files.error()};
    std::unique_ptr<Tagger> tagger;
    for (const std::filesystem::path& picture : wanted.pictures) {
        cancel.check();
        const auto read = read_picture(picture);
        Tagged tagged{picture, Failure{read ? "" : read.error()}};
        if (read) {
            borrow([&](Device& device) {
                if (!tagger) tagger = std::make_unique<Tagger>(device, *files);
                tagged.tags = tagger->found(*read, wanted.wish, {}, cancel);
            });
        }
        if (!take(tagged)) break;
    }
    if (tagger) borrow([&](Device&) { tagger.reset(); });
    return (*files)->name;
}

Result<std::vector<std::filesystem::path>> untagged_pictures(const Gallery& gallery) {
    const auto ids = gallery.ids({});
    if (!ids) return Failure{ids.error()};
    auto entries = gallery.entries(*ids);
    if (!entries) return Failure{entries.error()};
    auto plain = gallery.plain_pictures();
    if (!plain) return Failure{plain.error()};
    std::erase_if(*entries, [](const GalleryEntry& entry) { return albums_of(entry.marks.tags).size() < entry.marks.tags.size(); });
    entries->insert(entries->end(), plain->begin(), plain->end());
    std::sort(entries->begin(), entries->end(), [](const GalleryEntry& a, const GalleryEntry& b) { return a.id > b.id; });
    std::vector<std::filesystem::path> pictures;
    for (const GalleryEntry& entry : *entries) pictures.push_back(entry.path);
    return pictures;
}

Result<void> add_tags(Gallery& gallery, const std::filesystem::path& picture, const std::vector<FoundTag>& tags) {
    const auto marked = gallery.mark(picture, [&](Marks& marks) {
        for (const FoundTag& tag : tags) {
            if (std::find(marks.tags.begin(), marks.tags.end(), tag.name) == marks.tags.end()) marks.tags.push_back(tag.name);
        }
    });
    if (!marked) return Failure{marked.error()};
    return {};
}

std::shared_ptr<const TaggerFiles> tagger_to_train(const TrainingConfig& config, const std::filesystem::path& data) {
    if (config.tagger.empty()) return nullptr;
    const auto path = tagger_path(config.tagger == "auto" ? "" : config.tagger, data);
    if (!path) throw BadField("tagger", path.error());
    auto files = open_tagger(*path);
    if (!files) throw BadField("tagger", files.error());
    return std::move(*files);
}

}  // namespace imagelab
