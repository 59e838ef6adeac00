//! A picture as PNG, with the font that is bundled: no font of the machine is
//! read, so that a picture is the same everywhere. What it shows is drawn as SVG
//! by the room that knows it.

use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// The family that the templates name.
const FAMILY: &str = "DejaVu Sans";

/// Pixels for each unit of a picture: sharp on a phone and on paper.
const PIXELS: f32 = 2.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(include_bytes!("font/DejaVuSans.ttf").to_vec());
    fonts.load_font_data(include_bytes!("font/DejaVuSans-Bold.ttf").to_vec());
    Arc::new(fonts)
});

/// Draws an SVG.
pub(crate) fn of(svg: &str) -> Result<Vec<u8>> {
    let options = Options { fontdb: FONTS.clone(), font_family: FAMILY.to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).context("reading a picture")?;
    let size = tree.size().to_int_size().scale_by(PIXELS).context("measuring a picture")?;
    let mut pixels = Pixmap::new(size.width(), size.height()).context("making room for a picture")?;
    resvg::render(&tree, Transform::from_scale(PIXELS, PIXELS), &mut pixels.as_mut());
    pixels.encode_png().context("writing a picture")
}
