//! The images of pages, with their regions and lines, as a reader comes by them. Takes each with its extent in the text; gives the facsimile.

use super::extent::{Extent, Extents};
use crate::model::{Facsimile, Outline, Surface, Zone};

/// Images so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Images {
    surfaces: Vec<(Surface, Vec<Region>)>,
    /// Whether the page has an image.
    is_shown: bool,
}

#[derive(Clone, Debug)]
struct Region {
    kind: Option<String>,
    part: Part,
    lines: Vec<Part>,
}

/// Where something stands on the image and in the text.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) outline: Outline,
    pub(super) extent: Extent,
}

impl Images {
    /// A page begins.
    pub(super) fn page(&mut self) {
        self.is_shown = false;
    }

    /// Its image.
    pub(super) fn image(&mut self, surface: Surface) {
        self.surfaces.push((surface, Vec::new()));
        self.is_shown = true;
    }

    /// A region of the page.
    pub(super) fn region(&mut self, kind: Option<&str>, part: Part) {
        if self.is_shown
            && let Some((_, regions)) = self.surfaces.last_mut()
        {
            let kind =
                kind.filter(|kind| !kind.is_empty()).map(|kind| kind.split_whitespace().collect::<Vec<_>>().join("-"));
            regions.push(Region { kind, part, lines: Vec::new() });
        }
    }

    /// A line of the last region, or one that stands in none.
    pub(super) fn line(&mut self, part: Part) {
        match self.surfaces.last_mut().map(|(_, regions)| regions).filter(|_| self.is_shown) {
            None => {}
            Some(regions) => match regions.last_mut() {
                Some(region) => region.lines.push(part),
                None => regions.push(Region { kind: None, part, lines: Vec::new() }),
            },
        }
    }

    /// All of them.
    pub(super) fn finish(self, extents: &Extents) -> Facsimile {
        let zone =
            |Part { outline, extent }: Part, kind, lines| Zone { span: extents.span(extent), kind, outline, lines };
        let region = |Region { kind, part, lines }| {
            zone(part, kind, Vec::into_iter(lines).map(|line| zone(line, None, Vec::new())).collect())
        };
        let surface = |(surface, regions): (Surface, Vec<Region>)| Surface {
            zones: regions.into_iter().map(region).collect(),
            ..surface
        };
        Facsimile { surfaces: self.surfaces.into_iter().map(surface).collect() }
    }
}

/// A rectangle between its edges in pixels, where it is one.
pub(super) fn rectangle(left: f64, upper: f64, right: f64, lower: f64) -> Option<Outline> {
    let is_one = left < right && upper < lower;
    is_one.then(|| Outline::Rectangle([left, upper, right, lower].map(pixel)))
}

/// The polygon with these corners: "100,100 1900,100 1900,180".
pub(super) fn polygon(points: &str) -> Option<Outline> {
    let corner = |point: &str| {
        let (across, down) = point.split_once(',')?;
        Some((pixel(across.parse().ok()?), pixel(down.parse().ok()?)))
    };
    let corners: Vec<(u32, u32)> = points.split_ascii_whitespace().map(corner).collect::<Option<_>>()?;
    (corners.len() >= 3).then_some(Outline::Polygon(corners))
}

/// A length in whole pixels; what lies outside of the image lies at its edge.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
fn pixel(length: f64) -> u32 {
    length.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_have_whole_pixels_inside_of_the_image() {
        assert_eq!(polygon("-3,1.6 4,0 5,5"), Some(Outline::Polygon(vec![(0, 2), (4, 0), (5, 5)])));
        for bad in ["1,2 3,4", "1,2 3,4 5", "1,2 3,4 5,x", ""] {
            assert_eq!(polygon(bad), None, "{bad}");
        }
        assert_eq!(rectangle(0.0, 2.4, 9.0, 3.5), Some(Outline::Rectangle([0, 2, 9, 4])));
        assert_eq!(rectangle(9.0, 2.0, 0.0, 3.0), None);
    }
}
