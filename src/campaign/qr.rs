//! The picture of an address, for a poster: SVG to print at any size, PNG for a
//! word processor.

use anyhow::{Context, Result};
use qrcode::{Color, EcLevel, QrCode};

/// The light edge that readers ask for, in modules.
const QUIET: usize = 4;
/// The pixels of one module: a poster of ten centimetres at 300 dots an inch.
const PIXELS: usize = 24;

/// A QR code, dark where true.
struct Picture {
    side: usize,
    dark: Vec<bool>,
}

impl Picture {
    /// A quarter of the code may be hidden by a crease or a drop.
    fn of(address: &str) -> Result<Self> {
        let code = QrCode::with_error_correction_level(address, EcLevel::Q).context("drawing a QR code")?;
        let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Self { side: code.width(), dark })
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && self.dark.get(y * self.side + x).copied().unwrap_or(false)
    }
}

/// The picture of an address as SVG, with the address as its name.
///
/// # Errors
/// When the address is too long for a QR code.
pub fn qr_svg(address: &str) -> Result<String> {
    let picture = Picture::of(address)?;
    let side = picture.side + 2 * QUIET;
    let dark = (0..picture.side).flat_map(|y| (0..picture.side).map(move |x| (x, y))).filter(|(x, y)| picture.is_dark(*x, *y));
    let path: String = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET)).collect();
    let name = address.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{0}\" height=\"{0}\" role=\"img\" shape-rendering=\"crispEdges\">\
         <title>{name}</title><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>",
        side * 8
    ))
}

/// The same as PNG, black on white.
///
/// # Errors
/// When the address is too long for a QR code.
pub fn qr_png(address: &str) -> Result<Vec<u8>> {
    let picture = Picture::of(address)?;
    let modules = picture.side + 2 * QUIET;
    let row = |y: usize| -> Vec<u8> {
        let light = |x: usize| !(x >= QUIET && y >= QUIET && picture.is_dark(x - QUIET, y - QUIET));
        (0..modules).flat_map(|x| std::iter::repeat_n(if light(x) { 255 } else { 0 }, PIXELS)).collect()
    };
    let pixels: Vec<u8> = (0..modules).flat_map(|y| row(y).repeat(PIXELS)).collect();
    let side = u32::try_from(modules * PIXELS).context("measuring a QR code")?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).context("writing a PNG")?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://tchat.exemple.fr/r/salon-2026";

    /// What a reader of QR codes finds in a grey picture.
    fn read(side: usize, grey: impl FnMut(usize, usize) -> u8) -> String {
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, grey);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn the_png_is_read_by_a_reader_of_qr_codes() {
        let bytes = qr_png(ADDRESS).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let side = info.width as usize;
        assert_eq!(read(side, |x, y| pixels[y * side + x]), ADDRESS);
    }

    #[test]
    fn the_svg_is_read_by_a_reader_of_qr_codes() {
        let svg = qr_svg(ADDRESS).unwrap();
        assert!(svg.contains("<title>https://tchat.exemple.fr/r/salon-2026</title>"));
        let side: usize = svg.split_once("viewBox=\"0 0 ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
        let path = svg.split_once("<path d=\"").unwrap().1.split('"').next().unwrap();
        let dark: std::collections::BTreeSet<(usize, usize)> = path
            .split('M')
            .skip(1)
            .map(|square| {
                let (x, rest) = square.split_once(' ').unwrap();
                (x.parse().unwrap(), rest.split('h').next().unwrap().parse().unwrap())
            })
            .collect();
        assert_eq!(read(side * 8, |x, y| if dark.contains(&(x / 8, y / 8)) { 0 } else { 255 }), ADDRESS);
    }

    #[test]
    fn an_address_that_is_too_long_is_refused_and_its_signs_are_escaped() {
        assert!(qr_png(&"a".repeat(4_000)).is_err());
        assert!(qr_svg("https://a.fr/?a=1&b=<\"").unwrap().contains("<title>https://a.fr/?a=1&amp;b=&lt;&quot;</title>"));
    }
}
