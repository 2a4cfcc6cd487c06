#include "core/library/download.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr uint64_t spare_bytes = 64 << 20;  // that a download leaves free on the disk
constexpr size_t largest_text = 8 << 20;

using Headers = std::map<std::string, std::string>;  // names in lower case

struct FreeEasy {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::string unquoted(std::string text) {
    std::erase(text, '"');
    return text;
}

bool is_sha256(const std::string& text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// One request: the headers of every hop, and what the body is given to. on_body returns false to stop.
class Transfer {
  public:
    Transfer(const std::string& url, const std::string& token) {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        curl_.reset(curl_easy_init());
        if (!curl_) throw Error("[download] curl could not start");
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 1L);
        set(CURLOPT_MAXREDIRS, 10L);
        set(CURLOPT_CONNECTTIMEOUT, 30L);
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);  // nothing for a minute counts as broken
        set(CURLOPT_LOW_SPEED_TIME, 60L);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_USERAGENT, "imagelab/" IMAGELAB_VERSION);
        set(CURLOPT_HEADERFUNCTION, &Transfer::header);
        set(CURLOPT_HEADERDATA, this);
        set(CURLOPT_WRITEFUNCTION, &Transfer::body);
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_XFERINFOFUNCTION, &Transfer::tick);
        set(CURLOPT_XFERINFODATA, this);
        set(CURLOPT_NOPROGRESS, 0L);
        if (!token.empty()) {
            set(CURLOPT_HTTPAUTH, CURLAUTH_BEARER);  // curl keeps it from other hosts
            set(CURLOPT_XOAUTH2_BEARER, token.c_str());
        }
    }

    // To what an address that a request names may cost.
    void bound(const FetchLimits& limits) {
        set(CURLOPT_TIMEOUT, limits.seconds);
        set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits.bytes));
        if (limits.inside) return;
        set(CURLOPT_PROTOCOLS_STR, "https");
        set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
        set(CURLOPT_PROXY, "");  // which would look names up elsewhere
        set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
        set(CURLOPT_OPENSOCKETDATA, this);
    }
    bool kept_out() const { return kept_out_; }  // its name means an address that is not of the public net

    void add_header(const std::string& line) { lines_.reset(curl_slist_append(lines_.release(), line.c_str())); }

    CURLcode run() {
        set(CURLOPT_HTTPHEADER, lines_.get());
        return curl_easy_perform(curl_.get());
    }

    long status() const {
        long code = 0;
        curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &code);
        return code;
    }
    const Headers& headers() const { return headers_; }    // of the last answer
    const Headers& all_headers() const { return every_; }  // of the redirects too

    std::function<bool(const char*, size_t)> on_body;
    std::function<bool()> stop;

  private:
    template <class T>
    void set(CURLoption option, T value) {
        curl_easy_setopt(curl_.get(), option, value);
    }

    static size_t header(const char* data, size_t size, size_t count, void* self) {
        auto* transfer = static_cast<Transfer*>(self);
        const std::string line(data, size * count);
        if (line.starts_with("HTTP/")) transfer->headers_.clear();
        const size_t colon = line.find(':');
        if (colon == std::string::npos) return size * count;
        const std::string value(trimmed(std::string_view(line).substr(colon + 1)));
        transfer->headers_[ascii_lower(line.substr(0, colon))] = transfer->every_[ascii_lower(line.substr(0, colon))] = value;
        return size * count;
    }
    static size_t body(const char* data, size_t size, size_t count, void* self) {
        auto* transfer = static_cast<Transfer*>(self);
        return transfer->on_body && !transfer->on_body(data, size * count) ? 0 : size * count;
    }
    static int tick(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        const auto* transfer = static_cast<Transfer*>(self);
        return transfer->stop && transfer->stop() ? 1 : 0;
    }

    // Asked for each connection, once its name is looked up: a name cannot mean one address when it is checked and another afterwards.
    static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) {
        char text[INET6_ADDRSTRLEN] = "";
        const void* number = address->family == AF_INET6
                                 ? static_cast<const void*>(&reinterpret_cast<sockaddr_in6*>(&address->addr)->sin6_addr)
                                 : &reinterpret_cast<sockaddr_in*>(&address->addr)->sin_addr;
        const bool known = address->family == AF_INET || address->family == AF_INET6;
        if (!known || ::inet_ntop(address->family, number, text, sizeof text) == nullptr || !is_public_ip(text)) {
            static_cast<Transfer*>(self)->kept_out_ = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }

    bool kept_out_ = false;
    std::unique_ptr<CURL, FreeEasy> curl_;
    std::unique_ptr<curl_slist, FreeList> lines_;
    Headers headers_, every_;
};

std::string refusal(const std::string& url, long status) {
    const std::string start = "the server answered " + std::to_string(status) + " for " + url + ": ";
    if (status == 401 || status == 403)
        return start + "it wants a permission; accept the model's licence on its page and set HF_TOKEN to your access token";
    if (status == 404) return start + "there is no such file; check the address";
    if (status == 429) return start + "too many requests; try again later";
    return start + (status >= 500 ? "the server has trouble; try again later" : "check the address");
}

// "attachment; filename=\"x.safetensors\""; only a plain name, whatever the server says.
std::string name_of_disposition(const std::string& value) {
    const size_t at = value.find("filename=");
    if (at == std::string::npos) return {};
    std::string name = value.substr(at + 9);
    name = name.starts_with('"') ? name.substr(1, name.find('"', 1) - 1) : name.substr(0, name.find(';'));
    name = fs::path(name).filename().string();
    return name.starts_with('.') ? "" : name;
}

std::string name_of_url(const std::string& url) {
    const std::string path = url.substr(0, url.find_first_of("?#"));
    int length = 0;
    const std::string last = path.substr(path.rfind('/') + 1);
    char* decoded = curl_easy_unescape(nullptr, last.c_str(), static_cast<int>(last.size()), &length);
    const std::string name = fs::path(std::string(decoded ? decoded : "", static_cast<size_t>(decoded ? length : 0))).filename().string();
    curl_free(decoded);
    return name.empty() || name.starts_with('.') ? "download" : name;
}

// The file under construction, with the ETag it was begun under beside it.
class Part {
  public:
    explicit Part(fs::path target) : target_(std::move(target)), path_(target_.string() + ".part"), tag_(target_.string() + ".part.etag") {}

    uint64_t size() const {
        std::error_code code;
        const uintmax_t bytes = fs::file_size(path_, code);
        return code ? 0 : bytes;
    }
    std::string etag() const {
        std::error_code code;
        if (!fs::is_regular_file(tag_, code) || fs::file_size(tag_, code) > 1000) return {};
        return read_text_file(tag_);
    }
    void begin(const std::string& etag) {
        close();
        file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        write_file_atomically(tag_, etag.data(), etag.size());
    }
    void go_on() {
        close();
        file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    }
    bool write(const char* data, size_t bytes) {
        while (bytes > 0) {
            const ssize_t written = file_ < 0 ? -1 : ::write(file_, data, bytes);
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) {
                trouble_ = "could not write " + path_.string() + ": " + std::strerror(errno);
                return false;
            }
            data += written;
            bytes -= static_cast<size_t>(written);
        }
        return true;
    }
    const std::string& trouble() const { return trouble_; }
    void close() {
        if (file_ >= 0) ::close(file_);
        file_ = -1;
    }
    void forget() {
        close();
        std::error_code code;
        fs::remove(path_, code);
        fs::remove(tag_, code);
    }
    Result<fs::path> finish(const fs::path& as) {
        if (file_ < 0) file_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
        if (file_ < 0 || ::fsync(file_) != 0) return Failure{"could not write " + path_.string() + ": " + std::strerror(errno)};
        close();
        std::error_code code;
        fs::rename(path_, as, code);
        if (code) return Failure{"could not rename the finished file to " + as.string() + ": " + code.message()};
        fs::remove(tag_, code);
        return as;
    }
    const fs::path& path() const { return path_; }
    ~Part() { close(); }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

  private:
    fs::path target_, path_, tag_;
    int file_ = -1;
    std::string trouble_;
};

enum class Outcome { done, broken, refused };

class Job {
  public:
    Job(const Download& wish, const std::function<void(const DownloadProgress&)>& progress, const CancelToken& cancel)
        : wish_(wish), progress_(progress), cancel_(cancel), sha256_(ascii_lower(wish.sha256)) {}

    Result<fs::path> run() {
        std::error_code code;
        const bool folder = fs::is_directory(wish_.to, code);
        target_ = folder ? wish_.to / name_of_url(wish_.url) : wish_.to;
        fs::create_directories(target_.parent_path(), code);
        if (fs::exists(target_, code)) return keep_existing();
        Part part(target_);
        for (int attempt = 1;; ++attempt) {
            const Outcome outcome = try_once(part);
            if (outcome == Outcome::refused) return Failure{message_};
            if (outcome == Outcome::done) break;
            if (attempt >= wish_.tries)
                return Failure{message_ + "; what is there stays in " + part.path().string() + ", so that another try goes on from there"};
            pause(attempt);
        }
        if (auto checked = check(part); !checked) return Failure{checked.error()};
        return part.finish(folder && !named_.empty() ? wish_.to / named_ : target_);
    }

  private:
    Result<fs::path> keep_existing() const {
        if (sha256_.empty()) return target_;
        const auto digest = sha256_of_file(target_, cancel_);
        if (!digest) return Failure{digest.error()};
        if (*digest == sha256_) return target_;
        return Failure{target_.string() + " is there with other content (SHA-256 " + *digest + ", expected " + sha256_ +
                       "): move it away first"};
    }

    void pause(int attempt) const {
        const auto until = Clock::now() + std::chrono::milliseconds(int64_t{wish_.pause_ms} << (attempt - 1));
        while (Clock::now() < until) {
            cancel_.check();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

    Outcome refuse(const std::string& why) {
        message_ = why;
        return Outcome::refused;
    }

    Outcome try_once(Part& part) {
        cancel_.check();
        Transfer transfer(wish_.url, wish_.token);
        uint64_t have = part.size();
        const std::string etag = part.etag();
        if (have > 0) transfer.add_header("Range: bytes=" + std::to_string(have) + "-");
        if (have > 0 && !etag.empty()) transfer.add_header("If-Range: " + etag);
        bool begun = false, full = false;
        started_ = Clock::now();
        started_at_ = have;
        transfer.stop = [&] { return cancel_.requested(); };
        transfer.on_body = [&](const char* data, size_t bytes) {
            if (transfer.status() != 200 && transfer.status() != 206) return true;  // an error's page
            if (!begun) {
                begun = true;
                if (!begin(part, transfer, have)) return !(full = true);
            }
            if (!part.write(data, bytes)) return !(full = true);
            have += bytes;
            tell(have);
            return true;
        };
        const CURLcode code = transfer.run();
        part.close();
        cancel_.check();
        if (full) return refuse(part.trouble().empty() ? message_ : part.trouble());
        return judge(code, transfer, part, begun, have);
    }

    // Looks at the answer before its first byte is kept.
    bool begin(Part& part, const Transfer& transfer, uint64_t& have) {
        const Headers& headers = transfer.headers();
        const auto value = [&](const char* name) {
            const auto found = headers.find(name);
            return found == headers.end() ? std::string() : found->second;
        };
        const bool goes_on = transfer.status() == 206 && value("content-range").starts_with("bytes " + std::to_string(have) + "-");
        if (!goes_on) have = 0;
        const uint64_t rest = std::strtoull(value("content-length").c_str(), nullptr, 10);
        total_ = rest > 0 ? have + rest : 0;
        std::error_code code;
        const fs::space_info space = fs::space(target_.parent_path(), code);
        if (!code && rest + spare_bytes > space.available) {
            message_ = "the disk of " + target_.parent_path().string() + " has " + readable_bytes(static_cast<int64_t>(space.available)) +
                       " free and the file needs " + readable_bytes(static_cast<int64_t>(rest + spare_bytes)) +
                       ": free some space, or choose another folder";
            return false;
        }
        if (sha256_.empty()) {  // Hugging Face names large files by their SHA-256
            const auto linked = transfer.all_headers().find("x-linked-etag");
            if (linked != transfer.all_headers().end() && is_sha256(unquoted(linked->second))) sha256_ = unquoted(linked->second);
        }
        named_ = name_of_disposition(value("content-disposition"));
        if (goes_on) {
            part.go_on();
        } else {
            part.begin(value("etag"));
        }
        return true;
    }

    Outcome judge(CURLcode code, const Transfer& transfer, Part& part, bool begun, uint64_t have) {
        const long status = transfer.status();
        if (status == 416) {  // asked for bytes behind the end: whole already, or of another file
            const auto range = transfer.headers().find("content-range");
            if (range != transfer.headers().end() && range->second == "bytes */" + std::to_string(have)) return Outcome::done;
            part.forget();
            message_ = "what was begun in " + part.path().string() + " did not fit the server's file";
            return Outcome::broken;
        }
        if (status >= 400 && status < 500 && status != 408 && status != 429) return refuse(refusal(wish_.url, status));
        if (status >= 400) return message_ = refusal(wish_.url, status), Outcome::broken;
        if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
            return refuse(wish_.url + ": expected an address that begins with https://");
        if (code == CURLE_TOO_MANY_REDIRECTS) return refuse(wish_.url + ": the server sends from one address to the next without end");
        if (code != CURLE_OK) return message_ = "the download of " + wish_.url + " broke off: " + curl_easy_strerror(code), Outcome::broken;
        if (!begun && status != 206) part.begin("");  // an empty file; 206: nothing was left to send
        if (total_ > 0 && have < total_) return message_ = "the download of " + wish_.url + " ended early", Outcome::broken;
        return Outcome::done;
    }

    void tell(uint64_t have) const {
        if (!progress_) return;
        const double seconds = std::chrono::duration<double>(Clock::now() - started_).count();
        progress_({have, total_, seconds > 0.2 ? static_cast<double>(have - std::min(have, started_at_)) / seconds : 0});
    }

    Result<void> check(Part& part) const {
        if (sha256_.empty()) return {};
        const auto digest = sha256_of_file(part.path(), cancel_);
        if (!digest) return Failure{digest.error()};
        if (*digest == sha256_) return {};
        part.forget();
        return Failure{"what was downloaded from " + wish_.url + " is not the file that was expected (SHA-256 " + *digest + ", expected " +
                       sha256_ + "): it was thrown away; try again"};
    }

    const Download& wish_;
    const std::function<void(const DownloadProgress&)>& progress_;
    const CancelToken& cancel_;
    std::string sha256_, message_, named_;
    fs::path target_;
    uint64_t total_ = 0, started_at_ = 0;
    Clock::time_point started_;
};

}  // namespace

Result<fs::path> download(const Download& wish, const std::function<void(const DownloadProgress&)>& progress, const CancelToken& cancel) {
    if (!wish.sha256.empty() && !is_sha256(ascii_lower(wish.sha256)))
        return Failure{"\"" + wish.sha256 + "\" is no SHA-256, which has 64 hex digits"};
    try {
        return Job(wish, progress, cancel).run();
    } catch (const Cancelled&) {
        throw;
    } catch (const Error& error) {
        return Failure{error.what()};
    }
}

bool is_public_ip(const std::string& address) {
    struct Range {
        const char* start;
        int bits;
    };
    constexpr Range v4[] = {{"0.0.0.0", 8},     {"10.0.0.0", 8},      {"100.64.0.0", 10},  {"127.0.0.0", 8},    {"169.254.0.0", 16},
                            {"172.16.0.0", 12}, {"192.0.0.0", 24},    {"192.0.2.0", 24},   {"192.88.99.0", 24}, {"192.168.0.0", 16},
                            {"198.18.0.0", 15}, {"198.51.100.0", 24}, {"203.0.113.0", 24}, {"224.0.0.0", 4},    {"240.0.0.0", 4}};
    in_addr four{};
    if (::inet_pton(AF_INET, address.c_str(), &four) == 1) {
        const uint32_t number = ntohl(four.s_addr);
        return std::none_of(std::begin(v4), std::end(v4), [&](const Range& range) {
            in_addr start{};
            ::inet_pton(AF_INET, range.start, &start);
            return (number ^ ntohl(start.s_addr)) >> (32 - range.bits) == 0;
        });
    }
    in6_addr six{};
    if (::inet_pton(AF_INET6, address.c_str(), &six) != 1) return false;
    const auto* bytes = six.s6_addr;
    const auto inner = [&](size_t at) {
        char text[INET_ADDRSTRLEN] = "";
        return ::inet_ntop(AF_INET, bytes + at, text, sizeof text) != nullptr && is_public_ip(text);
    };
    const auto starts = [&](std::initializer_list<int> values) {
        return std::equal(values.begin(), values.end(), bytes, [](int value, uint8_t byte) { return value == byte; });
    };
    if (starts({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return inner(12);          // an IPv4 address
    if (starts({0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) return inner(12);       // behind NAT64
    if (starts({0x20, 0x02})) return inner(2);                                         // 6to4
    if (starts({0x20, 0x01, 0x0d, 0xb8}) || starts({0x20, 0x01, 0, 0})) return false;  // documentation, Teredo
    return (bytes[0] & 0xe0) == 0x20;                                                  // 2000::/3, all that is given out
}

Result<std::string> fetch(const std::string& url, const FetchLimits& limits, const CancelToken& cancel) {
    if (!limits.inside && !ascii_lower(url.substr(0, 8)).starts_with("https://"))
        return Failure{url + ": only https addresses are fetched"};
    Transfer transfer(url, "");
    transfer.bound(limits);
    std::string bytes;
    transfer.on_body = [&](const char* data, size_t count) {
        if (bytes.size() + count > limits.bytes) return false;
        bytes.append(data, count);
        return true;
    };
    transfer.stop = [&] { return cancel.requested(); };
    const CURLcode code = transfer.run();
    cancel.check();
    if (transfer.kept_out()) return Failure{url + ": it lies on this machine or in a private network, where nothing is fetched from"};
    if (code == CURLE_FILESIZE_EXCEEDED || code == CURLE_WRITE_ERROR)
        return Failure{url + ": it is larger than " + readable_bytes(static_cast<int64_t>(limits.bytes))};
    if (code == CURLE_OPERATION_TIMEDOUT) return Failure{url + ": it took longer than " + std::to_string(limits.seconds) + " s"};
    if (code != CURLE_OK) return Failure{url + ": " + curl_easy_strerror(code)};
    if (transfer.status() != 200) return Failure{url + ": the server answered " + std::to_string(transfer.status())};
    return bytes;
}

Result<std::string> fetch_text(const std::string& url, const std::string& token) {
    Transfer transfer(url, token);
    std::string text;
    bool large = false;
    transfer.on_body = [&](const char* data, size_t bytes) {
        text.append(data, bytes);
        return !(large = text.size() > largest_text);
    };
    const CURLcode code = transfer.run();
    if (large) return Failure{url + ": the answer is larger than 8 MiB"};
    if (transfer.status() >= 400) return Failure{refusal(url, transfer.status())};
    if (code != CURLE_OK) return Failure{"could not reach " + url + ": " + curl_easy_strerror(code)};
    return text;
}

}  // namespace imagelab
