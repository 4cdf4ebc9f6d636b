// One value, one text: how each kind of value looks in JSON. Quantities, prices and money are decimal text, instants
// and dates ISO text, enumerations their name(), an absent optional null, a map an object, a type with fields() an
// object with its keys in that order. Reading, the keys may stand in any order and unknown ones are passed over; a
// missing one is an error unless it was added later.
#pragma once

#include <bitset>
#include <concepts>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/enum_names.hpp"
#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace bot::json {

// Specialised for what looks another way: static void write(Writer&, const T&), static T read(Reader&).
template <class T>
struct Custom;

template <class T>
void write(Writer& out, const T& value);
template <class T>
[[nodiscard]] T read(Reader& in);

template <class T>
[[nodiscard]] std::string encode(const T& value) {
  Writer out;
  write(out, value);
  return std::move(out.text());
}

// kIo, with what was wrong; who reads says what it read and what to do.
template <class T>
[[nodiscard]] Result<T> decode(std::string_view text) {
  try {
    Reader in(text);
    T value = read<T>(in);
    in.end();
    return value;
  } catch (const Malformed& bad) {
    return fail(ErrorCode::kIo, bad.what);
  }
}

namespace detail {

template <class T, template <class...> class Template>
inline constexpr bool kIs = false;
template <template <class...> class Template, class... Arguments>
inline constexpr bool kIs<Template<Arguments...>, Template> = true;

template <class T>
concept HasCustom = requires {
  sizeof(Custom<T>);
};

template <class T>
[[nodiscard]] T word(const std::string& text) {
  if constexpr (std::same_as<T, Date>) {
    const auto date = parse_date(text);
    if (!date) throw Malformed{"no date: " + text};
    return *date;
  } else if constexpr (std::is_enum_v<T>) {
    const auto value = parse_name<T>(text);
    if (!value) throw Malformed{"no such word: " + text};
    return *value;
  } else {
    return T{text};
  }
}

template <class T>
void write_key(Writer& out, const T& key) {
  if constexpr (std::same_as<T, Date>)
    out.string(to_iso(key));
  else if constexpr (kIs<T, Id>)
    out.string(key.value());
  else
    out.string(key);
  out.raw(":");
}

template <class T>
class FieldWriter {
 public:
  FieldWriter(Writer& out, const T& value) : out_(out), value_(value) {}
  template <class Access>
  void operator()(std::string_view name, Access access) {
    write_name(name);
    write(out_, std::invoke(access, value_));
  }
  template <class Access>
  void operator()(Added added, Access access) {
    (*this)(added.name, access);
  }
  template <class Fields>
  void operator()(std::string_view name, Inner<Fields>) {
    write_name(name);
    FieldWriter inner(out_, value_);
    Fields::fields(inner);
    inner.end();
  }
  void end() { out_.raw("}"); }

 private:
  void write_name(std::string_view name) {
    out_.text() += std::exchange(separator_, ',');
    out_.text() += '"';
    out_.raw(name);
    out_.raw("\":");
  }

  Writer& out_;
  const T& value_;
  char separator_ = '{';
};

// `Walk` is a function that calls its argument for every field, as walk_fields() does.
template <class T, class Walk>
class FieldReader {
 public:
  FieldReader(Reader& in, T& value, const Walk& walk) : in_(in), value_(value), walk_(walk) {}
  void read_object() {
    in_.object([&](std::string_view key) {
      if (!read_from(expected_, key) && !read_from(0, key)) in_.any();
    });
    Missing missing{*this};
    walk_(missing);
  }

 private:
  static constexpr std::size_t kMaxFields = 64;

  // Reads the field of that key, unless it stands before `from` or nowhere.
  struct Find {
    FieldReader& reader;
    std::string_view key;
    std::size_t from;
    std::size_t index = 0;
    bool is_found = false;

    template <class Access>
    void operator()(std::string_view name, Access access) {
      if (!is_found && index >= from && name == key) {
        is_found = true;
        reader.read_member(access);
        reader.is_read_.set(index);
        reader.expected_ = index + 1;
      }
      ++index;
    }
    template <class Access>
    void operator()(Added added, Access access) {
      (*this)(added.name, access);
    }
  };

  struct Missing {
    FieldReader& reader;
    std::size_t index = 0;

    template <class Access>
    void operator()(std::string_view name, Access) {
      if (!reader.is_read_.test(index++)) throw Malformed{"no field " + std::string(name)};
    }
    template <class Access>
    void operator()(Added, Access) {
      ++index;
    }
  };

  bool read_from(std::size_t from, std::string_view key) {
    Find find{.reader = *this, .key = key, .from = from};
    walk_(find);
    return find.is_found;
  }
  template <class Access>
  void read_member(Access access) {
    auto& member = std::invoke(access, value_);
    member = read<std::remove_cvref_t<decltype(member)>>(in_);
  }
  template <class Fields>
  void read_member(Inner<Fields>) {
    const auto walk = [](auto& each) { Fields::fields(each); };
    FieldReader<T, decltype(walk)>(in_, value_, walk).read_object();
  }

  Reader& in_;
  T& value_;
  const Walk& walk_;
  std::bitset<kMaxFields> is_read_;
  std::size_t expected_ = 0;  // the next in our own order: nearly always the one that comes
};

}  // namespace detail

template <class T>
void write(Writer& out, const T& value) {
  using detail::kIs;
  if constexpr (detail::HasCustom<T>) {
    Custom<T>::write(out, value);
  } else if constexpr (std::same_as<T, Raw>) {
    out.raw(value.text);
  } else if constexpr (kIs<T, std::optional>) {
    if (value)
      write(out, *value);
    else
      out.raw("null");
  } else if constexpr (kIs<T, std::vector>) {
    out.raw("[");
    bool is_first = true;
    for (const auto& item : value) {
      if (!std::exchange(is_first, false)) out.raw(",");
      write(out, item);
    }
    out.raw("]");
  } else if constexpr (kIs<T, std::map>) {
    out.raw("{");
    bool is_first = true;
    for (const auto& [key, item] : value) {
      if (!std::exchange(is_first, false)) out.raw(",");
      detail::write_key(out, key);
      write(out, item);
    }
    out.raw("}");
  } else if constexpr (kIs<T, Fixed>) {
    out.raw("\"");
    out.raw(value.str());
    out.raw("\"");
  } else if constexpr (kIs<T, Id>) {
    write(out, value.value());
  } else if constexpr (std::same_as<T, Date>) {
    out.string(to_iso(value));
  } else if constexpr (std::same_as<T, UtcTime>) {
    out.string(to_iso_millis(value));
  } else if constexpr (std::is_enum_v<T>) {
    out.string(name(value));
  } else if constexpr (HasFields<T>) {
    detail::FieldWriter fields(out, value);
    walk_fields<T>(fields);
    fields.end();
  } else if constexpr (std::same_as<T, bool>) {
    out.raw(value ? "true" : "false");
  } else if constexpr (std::floating_point<T>) {
    out.number(value);
  } else if constexpr (std::unsigned_integral<T>) {
    out.unsigned_integer(value);
  } else if constexpr (std::integral<T>) {
    out.integer(value);
  } else {
    out.string(value);
  }
}

template <class T>
T read(Reader& in) {
  using detail::kIs;
  if constexpr (detail::HasCustom<T>) {
    return Custom<T>::read(in);
  } else if constexpr (std::same_as<T, Raw>) {
    return Raw{std::string(in.any())};
  } else if constexpr (kIs<T, std::optional>) {
    if (in.null()) return std::nullopt;
    return read<typename T::value_type>(in);
  } else if constexpr (kIs<T, std::vector>) {
    T list;
    in.array([&] { list.push_back(read<typename T::value_type>(in)); });
    return list;
  } else if constexpr (kIs<T, std::map>) {
    T map;
    in.object([&](std::string_view key) {
      typename T::key_type name = detail::word<typename T::key_type>(std::string(key));
      map.insert_or_assign(std::move(name), read<typename T::mapped_type>(in));
    });
    return map;
  } else if constexpr (kIs<T, Fixed>) {
    const std::string text = in.string();
    const auto value = T::parse(text);
    if (!value) throw Malformed{"no decimal number: " + text};
    return *value;
  } else if constexpr (kIs<T, Id>) {
    return T{read<std::remove_cvref_t<decltype(std::declval<T>().value())>>(in)};
  } else if constexpr (std::same_as<T, UtcTime>) {
    const std::string text = in.string();
    const auto time = parse_utc(text);
    if (!time) throw Malformed{"no instant: " + text};
    return *time;
  } else if constexpr (std::same_as<T, Date> || std::is_enum_v<T>) {
    return detail::word<T>(in.string());
  } else if constexpr (HasFields<T>) {
    T value{};
    const auto walk = [](auto& each) { walk_fields<T>(each); };
    detail::FieldReader(in, value, walk).read_object();
    return value;
  } else if constexpr (std::same_as<T, bool>) {
    return in.boolean();
  } else if constexpr (std::floating_point<T>) {
    return in.number();
  } else if constexpr (std::unsigned_integral<T>) {
    const std::uint64_t value = in.unsigned_integer();
    if (!std::in_range<T>(value)) throw Malformed{"too large: " + std::to_string(value)};
    return static_cast<T>(value);
  } else if constexpr (std::integral<T>) {
    const std::int64_t value = in.integer();
    if (!std::in_range<T>(value)) throw Malformed{"too large: " + std::to_string(value)};
    return static_cast<T>(value);
  } else {
    return in.string();
  }
}

}  // namespace bot::json
