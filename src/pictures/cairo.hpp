// Drawing with Cairo into a PNG. The library is opened when the first picture is drawn: a program that trades neither
// needs nor loads it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

// Cairo's own names, which it alone may choose.
struct _cairo;          // NOLINT(bugprone-reserved-identifier)
struct _cairo_surface;  // NOLINT(bugprone-reserved-identifier)

namespace bot::pictures {

struct CairoLibrary;

struct Colour {
  double red = 0, green = 0, blue = 0;
  double alpha = 1;
};
enum class Anchor { kLeft, kMiddle, kRight };
enum class Weight { kNormal, kBold };

class Canvas {
 public:
  // White. kIo: Cairo is not installed, and what to install.
  [[nodiscard]] static Result<Canvas> open(int width, int height);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas(Canvas&& other) noexcept;
  Canvas& operator=(const Canvas&) = delete;
  Canvas& operator=(Canvas&&) = delete;

  void rectangle(double x, double y, double width, double height, Colour colour);
  // A path: begun at the first point, drawn or filled, then forgotten.
  void move_to(double x, double y);
  void line_to(double x, double y);
  void stroke(Colour colour, double width);
  void fill(Colour colour);
  // `y` is the base line.
  void text(double x, double y, std::string_view text, double size, Colour colour, Anchor anchor = Anchor::kLeft,
            Weight weight = Weight::kNormal);
  [[nodiscard]] Result<std::string> png();

 private:
  Canvas(const CairoLibrary& library, int width, int height);
  const CairoLibrary* library_;
  _cairo_surface* surface_;
  _cairo* context_;
};

}  // namespace bot::pictures
