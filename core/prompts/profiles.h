#pragma once
// Style profiles: words and settings that give any prompt a style.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/request/request.h"

namespace imagelab {

struct StyleProfile {
    std::string id;  // the file's name without .json
    std::string name, category, about;
    std::string lead;                            // stands before the prompt
    std::vector<std::string> phrases, negative;  // the strongest first
    std::optional<int> steps;
    std::optional<double> guidance;
    std::optional<SamplerKind> sampler;
    std::optional<Spacing> spacing;
    std::filesystem::path file;
    bool own = false;  // from the user's folder
};

// The failure names the file and every disagreement with resources/schema/style_profile_schema.json.
Result<StyleProfile> read_profile(const std::filesystem::path& file);

class ProfileLibrary {
  public:
    // The shipped profiles, then those of data_dir()/profiles: one of the same id takes the shipped one's place. A file that is wrong is
    // told in problems() and leaves the others alone.
    static ProfileLibrary load();
    static ProfileLibrary load(const std::filesystem::path& shipped, const std::filesystem::path& own);

    const std::vector<StyleProfile>& profiles() const { return profiles_; }  // core, artist, extended, own; by name within
    const std::vector<std::string>& problems() const { return problems_; }
    // By id, name or one side of a name's "/", in any case and punctuation. The failure lists what is close.
    Result<const StyleProfile*> find(std::string_view name) const;

  private:
    std::vector<StyleProfile> profiles_;
    std::vector<std::string> problems_;
};

// "cinematic", "35mm Film:0.4"
Result<StyleUse> parse_style_use(const std::string& text);

// The request with its profiles' words in prompt and negative prompt. The lead of the heaviest profile stands before the prompt; behind
// it stand the phrases of all, the strongest first, each profile with the share of its phrases that its weight says, none twice. A request
// that was expanded before, or has no profile, is given back as it is. Names become ids.
Result<Request> apply_profiles(Request request, const ProfileLibrary& library);

// The same with ProfileLibrary::load(), which is read only where there is something to apply.
Result<Request> with_profiles_applied(Request request);

// What the profiles set beside words, the heaviest profile first where several do; for those parts the caller left open.
struct OpenSettings {
    bool steps = true, sampler = true, spacing = true, guidance = true;
};
Result<void> take_settings(Request& request, const ProfileLibrary& library, OpenSettings open);

}  // namespace imagelab
