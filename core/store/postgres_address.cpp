#include "core/store/postgres_address.h"

#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <memory>

namespace imagelab {
namespace {

constexpr const char* as_this = "; it is written as postgresql://USER@HOST:PORT/DATABASE, or postgresql:///DATABASE?host=/FOLDER for a socket";

// libpq would take the rest of a password that holds one of these for a host, a port or a database, and tell it in its errors.
bool is_cut_inside(const std::string& rest) {
    const std::string place = rest.substr(0, rest.find('?'));
    const size_t at = place.find('@');
    if (at == std::string::npos) return place.find(':') != std::string::npos && rest.find('@') != std::string::npos;
    return at > place.find_first_of("/#") || place.find('@', at + 1) != std::string::npos;
}

std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char letter : value) {
        if (letter == '\'' || letter == '\\') text += '\\';
        text += letter;
    }
    return text + "'";
}

std::string shown_address(const std::map<std::string, std::string>& given) {
    const auto of = [&](const char* name) {
        const auto found = given.find(name);
        return found == given.end() ? std::string() : found->second;
    };
    const std::string host = of("host").empty() ? of("hostaddr") : of("host");
    return "postgresql://" + (of("user").empty() ? "" : of("user") + "@") + host + (of("port").empty() ? "" : ":" + of("port")) + "/" +
           of("dbname");
}

}  // namespace

Result<PostgresAddress> postgres_address(const std::string& text) {
    size_t behind = 0;
    for (const char* scheme : {"postgresql://", "postgres://"}) {
        if (text.starts_with(scheme)) behind = std::string(scheme).size();
    }
    if (behind == 0) return Failure{std::string("this is no address of a store") + as_this};
    if (is_cut_inside(text.substr(behind)))
        return Failure{std::string("the address cannot be read: in a name or password write @ as %40, : as %3A, / as %2F, ? as %3F and # as %23")};
    char* ignored = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(text.c_str(), &ignored), &PQconninfoFree);
    PQfreemem(ignored);
    if (!options) return Failure{std::string("the address of the store cannot be read") + as_this};
    // A machine that is lost is noticed in less time than its lease takes, and nobody waits for one that does not answer.
    std::map<std::string, std::string> given{{"connect_timeout", "10"},     {"keepalives_idle", "5"}, {"keepalives_interval", "3"},
                                             {"keepalives_count", "3"},     {"tcp_user_timeout", "15000"},
                                             {"application_name", "imagelab"}, {"client_encoding", "UTF8"}};
    PostgresAddress address;
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val == nullptr) continue;
        given[option->keyword] = option->val;
        if (std::string(option->keyword) == "password") address.has_password = true;
    }
    for (const auto& [name, value] : given) address.settings += name + "=" + quoted(value) + " ";
    address.shown = shown_address(given);
    return address;
}

std::string without_password(const std::string& address) {
    std::string text = address;
    const size_t scheme = text.find("://");
    if (scheme == std::string::npos) return text;
    const size_t options = std::min(text.find('?', scheme), text.size());
    for (size_t at = options; at < text.size();) {  // ?password=...&sslpassword=...
        const size_t end = std::min(text.find('&', at + 1), text.size());
        const size_t equals = text.find('=', at);
        if (equals < end && text.substr(at, equals - at).ends_with("password")) text.replace(equals + 1, end - equals - 1, "***");
        at = std::min(text.find('&', at + 1), text.size());
    }
    const size_t last = text.rfind('@'), colon = text.find(':', scheme + 3);
    if (last != std::string::npos && colon < last) text.replace(colon + 1, last - colon - 1, "***");
    return text;
}

}  // namespace imagelab
