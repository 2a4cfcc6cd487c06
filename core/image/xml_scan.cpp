#include "core/image/xml_scan.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base/text_encoding.h"
#include "core/image/user_comment.h"

namespace imagelab {
namespace {

constexpr std::string_view space = " \t\r\n";
constexpr size_t most_elements = 500'000;  // about 70 MB of them

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    Result<std::vector<XmlElement>> scan() {
        while (at_ < text_.size()) {
            const size_t tag = text_.find('<', at_);
            if (tag == std::string_view::npos) break;
            at_ = tag;
            if (!step()) return Failure{"the XML is broken at byte " + std::to_string(tag)};
            if (elements_.size() > most_elements) return Failure{"the XML has more than " + std::to_string(most_elements) + " elements"};
        }
        if (!open_.empty() || elements_.empty()) return Failure{"the XML is cut short"};
        return std::move(elements_);
    }

  private:
    bool step() {
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("<!--")) return skip_past("-->", 4);
        if (rest.starts_with("<![CDATA[")) return skip_past("]]>", 9);
        if (rest.starts_with("<?")) return skip_past("?>", 2);
        if (rest.starts_with("<!")) return false;
        return rest.starts_with("</") ? close() : open();
    }

    bool skip_past(std::string_view end, size_t offset) {
        const size_t found = text_.find(end, at_ + offset);
        if (found == std::string_view::npos) return false;
        at_ = found + end.size();
        return true;
    }

    std::string_view name() {
        const size_t end = std::min(text_.find_first_of(" \t\r\n/>=", at_), text_.size());
        const std::string_view found = text_.substr(at_, end - at_);
        at_ = end;
        return found;
    }

    void skip_space() { at_ = std::min(text_.find_first_not_of(space, at_), text_.size()); }

    bool close() {
        const size_t begin = at_;
        at_ += 2;
        const std::string_view closed = name();
        skip_space();
        if (open_.empty() || at_ >= text_.size() || text_[at_] != '>') return false;
        XmlElement& element = elements_[open_.back()];
        if (element.name != closed) return false;
        element.inner_end = begin;
        element.end = ++at_;
        open_.pop_back();
        return true;
    }

    bool open() {
        XmlElement element;
        element.begin = at_++;
        element.name = name();
        element.name_end = at_;
        element.parent = open_.empty() ? -1 : static_cast<int>(open_.back());
        if (element.name.empty() || (element.parent < 0 && !elements_.empty())) return false;
        for (skip_space(); at_ < text_.size() && text_[at_] != '>' && text_[at_] != '/'; skip_space()) {
            const auto attribute = next_attribute();
            if (!attribute) return false;
            element.attributes.push_back(*attribute);
        }
        element.closes_itself = at_ < text_.size() && text_[at_] == '/';
        at_ += element.closes_itself;
        if (at_ >= text_.size() || text_[at_] != '>') return false;
        element.end = element.inner_begin = element.inner_end = ++at_;
        if (!element.closes_itself) open_.push_back(elements_.size());
        elements_.push_back(std::move(element));
        return true;
    }

    std::optional<XmlAttribute> next_attribute() {
        XmlAttribute attribute{.begin = at_};
        attribute.name = name();
        skip_space();
        if (attribute.name.empty() || at_ >= text_.size() || text_[at_] != '=') return std::nullopt;
        ++at_;
        skip_space();
        if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) return std::nullopt;
        const size_t end = text_.find(text_[at_], at_ + 1);
        if (end == std::string_view::npos) return std::nullopt;
        attribute.value = text_.substr(at_ + 1, end - at_ - 1);
        attribute.end = at_ = end + 1;
        return attribute;
    }

    std::string_view text_;
    size_t at_ = 0;
    std::vector<XmlElement> elements_;
    std::vector<size_t> open_;
};

// The character of "amp", "#38" or "#x26".
std::optional<char32_t> entity(std::string_view name) {
    if (name == "lt") return '<';
    if (name == "gt") return '>';
    if (name == "amp") return '&';
    if (name == "quot") return '"';
    if (name == "apos") return '\'';
    if (!name.starts_with('#')) return std::nullopt;
    name.remove_prefix(1);
    const int base = name.starts_with('x') ? 16 : 10;
    if (base == 16) name.remove_prefix(1);
    uint32_t code = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, base);
    if (error != std::errc() || end != name.data() + name.size() || code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return std::nullopt;
    return code;
}

}  // namespace

Result<std::vector<XmlElement>> scan_xml(std::string_view text) {
    return Scanner(text).scan();
}

std::string xml_unescaped(std::string_view text) {
    constexpr size_t longest = 10;  // of what stands between & and ;
    std::string out;
    for (size_t at = 0; at < text.size();) {
        const size_t mark = std::min(text.find('&', at), text.size());
        out += text.substr(at, mark - at);
        at = mark;
        if (at == text.size()) break;
        const size_t end = text.substr(at + 1, longest).find(';');
        const auto code = end == std::string_view::npos ? std::nullopt : entity(text.substr(at + 1, end));
        if (code) {
            append_code_point(out, *code);
            at += end + 2;
        } else {
            out += text[at++];
        }
    }
    return out;
}

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\n':
                out += "&#xA;";
                break;
            case '\r':
                out += "&#xD;";
                break;
            case '\t':
                out += "&#x9;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string xml_text(std::string_view inner) {
    std::string out;
    int depth = 0;
    for (size_t at = 0; at < inner.size();) {
        const size_t tag = std::min(inner.find('<', at), inner.size());
        if (depth == 0) out += xml_unescaped(inner.substr(at, tag - at));
        if (tag == inner.size()) break;
        const std::string_view rest = inner.substr(tag);
        const bool data = rest.starts_with("<![CDATA[");
        const std::string_view closing = data ? "]]>" : rest.starts_with("<!--") ? "-->" : rest.starts_with("<?") ? "?>" : ">";
        const size_t end = inner.find(closing, tag + 1);
        if (end == std::string_view::npos) break;
        if (data && depth == 0) out += inner.substr(tag + 9, end - tag - 9);
        if (closing == ">") depth += rest.starts_with("</") ? -1 : inner[end - 1] == '/' ? 0 : 1;
        at = end + closing.size();
    }
    return out;
}

}  // namespace imagelab
