#include "pictures/cairo.hpp"

#include <cairo/cairo.h>
#include <dlfcn.h>

#include "pictures/png.hpp"

namespace bot::pictures {

// The functions that are called, by their names in the library.
struct CairoLibrary {
  decltype(&cairo_image_surface_create) image_surface_create = nullptr;
  decltype(&cairo_create) create = nullptr;
  decltype(&cairo_destroy) destroy = nullptr;
  decltype(&cairo_surface_destroy) surface_destroy = nullptr;
  decltype(&cairo_surface_flush) surface_flush = nullptr;
  decltype(&cairo_surface_status) surface_status = nullptr;
  decltype(&cairo_image_surface_get_data) image_data = nullptr;
  decltype(&cairo_image_surface_get_width) image_width = nullptr;
  decltype(&cairo_image_surface_get_height) image_height = nullptr;
  decltype(&cairo_image_surface_get_stride) image_stride = nullptr;
  decltype(&cairo_set_source_rgba) set_source_rgba = nullptr;
  decltype(&cairo_paint) paint = nullptr;
  decltype(&cairo_rectangle) rectangle = nullptr;
  decltype(&cairo_move_to) move_to = nullptr;
  decltype(&cairo_line_to) line_to = nullptr;
  decltype(&cairo_set_line_width) set_line_width = nullptr;
  decltype(&cairo_set_line_join) set_line_join = nullptr;
  decltype(&cairo_set_antialias) set_antialias = nullptr;
  decltype(&cairo_stroke) stroke = nullptr;
  decltype(&cairo_fill) fill = nullptr;
  decltype(&cairo_select_font_face) select_font_face = nullptr;
  decltype(&cairo_set_font_size) set_font_size = nullptr;
  decltype(&cairo_text_extents) text_extents = nullptr;
  decltype(&cairo_show_text) show_text = nullptr;
};

namespace {

constexpr const char* kLibrary = "libcairo.so.2";

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

bool find_all(void* opened, CairoLibrary& cairo) {
  return find(opened, "cairo_image_surface_create", cairo.image_surface_create) &&
         find(opened, "cairo_create", cairo.create) && find(opened, "cairo_destroy", cairo.destroy) &&
         find(opened, "cairo_surface_destroy", cairo.surface_destroy) &&
         find(opened, "cairo_surface_flush", cairo.surface_flush) &&
         find(opened, "cairo_surface_status", cairo.surface_status) &&
         find(opened, "cairo_image_surface_get_data", cairo.image_data) &&
         find(opened, "cairo_image_surface_get_width", cairo.image_width) &&
         find(opened, "cairo_image_surface_get_height", cairo.image_height) &&
         find(opened, "cairo_image_surface_get_stride", cairo.image_stride) &&
         find(opened, "cairo_set_source_rgba", cairo.set_source_rgba) && find(opened, "cairo_paint", cairo.paint) &&
         find(opened, "cairo_rectangle", cairo.rectangle) && find(opened, "cairo_move_to", cairo.move_to) &&
         find(opened, "cairo_line_to", cairo.line_to) && find(opened, "cairo_set_line_width", cairo.set_line_width) &&
         find(opened, "cairo_set_line_join", cairo.set_line_join) &&
         find(opened, "cairo_set_antialias", cairo.set_antialias) && find(opened, "cairo_stroke", cairo.stroke) &&
         find(opened, "cairo_fill", cairo.fill) && find(opened, "cairo_select_font_face", cairo.select_font_face) &&
         find(opened, "cairo_set_font_size", cairo.set_font_size) &&
         find(opened, "cairo_text_extents", cairo.text_extents) && find(opened, "cairo_show_text", cairo.show_text);
}

// Once a process; null where there is none. It stays open.
const CairoLibrary* cairo_library() {
  static const CairoLibrary* const kLoaded = []() -> const CairoLibrary* {
    void* opened = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    static CairoLibrary cairo;
    return opened != nullptr && find_all(opened, cairo) ? &cairo : nullptr;
  }();
  return kLoaded;
}

}  // namespace

Result<Canvas> Canvas::open(int width, int height) {
  const CairoLibrary* library = cairo_library();
  if (library == nullptr)
    return fail(ErrorCode::kIo, "pictures need Cairo, which is not installed", kLibrary,
                "Install it (Debian: apt-get install libcairo2); report.html shows the same without it.");
  return Canvas(*library, width, height);
}

Canvas::Canvas(const CairoLibrary& library, int width, int height)
    : library_(&library),
      surface_(library.image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
      context_(library.create(surface_)) {
  // A curve has more points than the picture has columns: round joins and finer shades took four times as long and
  // look the same.
  library.set_line_join(context_, CAIRO_LINE_JOIN_BEVEL);
  library.set_antialias(context_, CAIRO_ANTIALIAS_FAST);
  rectangle(0, 0, width, height, {.red = 1, .green = 1, .blue = 1});
}

Canvas::Canvas(Canvas&& other) noexcept
    : library_(other.library_),
      surface_(std::exchange(other.surface_, nullptr)),
      context_(std::exchange(other.context_, nullptr)) {}

Canvas::~Canvas() {
  if (context_ != nullptr) library_->destroy(context_);
  if (surface_ != nullptr) library_->surface_destroy(surface_);
}

void Canvas::rectangle(double x, double y, double width, double height, Colour colour) {
  library_->rectangle(context_, x, y, width, height);
  fill(colour);
}

void Canvas::move_to(double x, double y) { library_->move_to(context_, x, y); }
void Canvas::line_to(double x, double y) { library_->line_to(context_, x, y); }

void Canvas::stroke(Colour colour, double width) {
  library_->set_source_rgba(context_, colour.red, colour.green, colour.blue, colour.alpha);
  library_->set_line_width(context_, width);
  library_->stroke(context_);
}

void Canvas::fill(Colour colour) {
  library_->set_source_rgba(context_, colour.red, colour.green, colour.blue, colour.alpha);
  library_->fill(context_);
}

void Canvas::text(double x, double y, std::string_view text, double size, Colour colour, Anchor anchor, Weight weight) {
  const std::string line(text);
  library_->select_font_face(context_, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                             weight == Weight::kBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  library_->set_font_size(context_, size);
  cairo_text_extents_t extents;
  library_->text_extents(context_, line.c_str(), &extents);
  const double shift = anchor == Anchor::kLeft     ? 0
                       : anchor == Anchor::kMiddle ? extents.x_advance / 2
                                                   : extents.x_advance;
  library_->set_source_rgba(context_, colour.red, colour.green, colour.blue, colour.alpha);
  library_->move_to(context_, x - shift, y);
  library_->show_text(context_, line.c_str());
}

Result<std::string> Canvas::png() {
  library_->surface_flush(surface_);
  const cairo_status_t status = library_->surface_status(surface_);
  if (status != CAIRO_STATUS_SUCCESS)
    return fail(ErrorCode::kIo, "Cairo could not draw the picture", std::to_string(status));
  return encode_png({.first = reinterpret_cast<const std::uint32_t*>(library_->image_data(surface_)),
                     .width = static_cast<std::size_t>(library_->image_width(surface_)),
                     .height = static_cast<std::size_t>(library_->image_height(surface_)),
                     .stride = static_cast<std::size_t>(library_->image_stride(surface_)) / sizeof(std::uint32_t)});
}

}  // namespace bot::pictures
