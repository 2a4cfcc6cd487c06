#include "app/ran_command.h"

#include <sys/wait.h>

#include <array>
#include <cstdio>

namespace imagelab {

std::string shell_quoted(const std::string& word) {
    std::string text = "'";
    for (const char letter : word) text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return text + "'";
}

std::optional<RanCommand> ran_command(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_quoted(word);
    FILE* pipe = ::popen((line + " 2>&1 </dev/null").c_str(), "re");
    if (!pipe) return std::nullopt;
    RanCommand ran;
    std::array<char, 4096> part;
    for (size_t got; (got = std::fread(part.data(), 1, part.size(), pipe)) > 0;) {
        if (ran.said.size() < (size_t{16} << 20)) ran.said.append(part.data(), got);
    }
    const int status = ::pclose(pipe);
    ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (ran.exit_code == 127) return std::nullopt;
    while (!ran.said.empty() && ran.said.back() == '\n') ran.said.pop_back();
    return ran;
}

}  // namespace imagelab
