#include "ui/models/style_names.h"

#include <map>
#include <mutex>

namespace imagelab {
namespace {

struct StyleNames {
    std::mutex mutex;
    std::map<std::string, QString> by_id;
};

StyleNames& known_styles() {
    static StyleNames names;
    return names;
}

}  // namespace

void set_style_names(const ProfileLibrary& library) {
    StyleNames& names = known_styles();
    const std::lock_guard lock(names.mutex);
    names.by_id.clear();
    for (const StyleProfile& profile : library.profiles()) names.by_id[profile.id] = QString::fromStdString(profile.name);
}

QString style_name(const std::string& id) {
    StyleNames& names = known_styles();
    const std::lock_guard lock(names.mutex);
    const auto found = names.by_id.find(id);
    return found == names.by_id.end() ? QString::fromStdString(id) : found->second;
}

}  // namespace imagelab
