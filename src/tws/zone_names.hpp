// Names that machines give their time zones.
#pragma once

#include <string>
#include <string_view>

namespace bot::tws {

// The zone of the IANA time zone database that is meant: by a Windows or Java name ("Central European Standard Time"),
// an old alias ("GB-Eire"), or such a one with its explanation ("EST (Eastern Standard Time)"). A name that is not in
// the table is given back as it is: it may be the database's own.
[[nodiscard]] std::string find_zone(std::string_view name);

}  // namespace bot::tws
