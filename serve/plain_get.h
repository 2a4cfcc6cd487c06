#pragma once
// Most of what a server is asked is how things stand: a GET without a body, in one packet, a thousand times a second. Such a head is read here
// in one pass; whatever else stands in it is left to httplib, which reads every head that there is (RFC 9112, sections 3 and 5).
#include <optional>
#include <string_view>

#include "serve/http.h"

namespace imagelab::serve {

// `head`: a request's first bytes up to its empty line and with it. nullopt: it is another method or version, has a body or wishes about the
// connection or parts of the reply, holds escapes or bytes beyond printable ASCII, or is no head. What comes back is what httplib makes of it.
std::optional<HttpRequest> plain_get(std::string_view head);

}  // namespace imagelab::serve
