//! The images of a text's pages: TEI P5, chapter 12.1 ("Digital Facsimiles"). Takes what is known of each page; gives the `facsimile`, and
//! what `pb/@facs` and the `@facs` of blocks and lines point at.
//!
//! Ids are counted (`facs_1`, `facs_1_r2`, `facs_1_r2_l3`), for those of the original may be no names, or twice the same.

use super::inline::Writer;
use crate::model::{Outline, Surface, Zone};
use crate::profile::ZonesWritten;
use crate::text::{Span, uri};
use crate::xml::{Element, Node};

impl Writer<'_> {
    /// The images, where there are any. It gives the surfaces and zones their ids, and comes before the text.
    pub(super) fn facsimile(&mut self) -> Option<Element> {
        let surfaces = &self.document.facsimile.surfaces;
        if surfaces.is_empty() {
            return None;
        }
        let written = (1..).zip(surfaces).map(|(number, page)| self.surface(page, &format!("facs_{number}")).into());
        let written: Vec<Node> = written.collect();
        self.regions.sort_by_key(|(span, _)| (span.start, span.end));
        Some(Element::new("facsimile").holding(written))
    }

    fn surface(&mut self, page: &Surface, id: &str) -> Element {
        let zones: Vec<Node> = match self.profile.facsimile.zones {
            ZonesWritten::None => Vec::new(),
            ZonesWritten::Regions | ZonesWritten::Lines => (1..)
                .zip(&page.zones)
                .map(|(number, region)| self.region(region, format!("{id}_r{number}")).into())
                .collect(),
        };
        let id = self.claim(id.to_owned());
        self.surfaces.extend(id.as_ref().map(|id| (page.at, format!("#{id}"))));
        surface(page, id).holding(zones)
    }

    fn region(&mut self, region: &Zone, id: String) -> Element {
        let lines = match self.profile.facsimile.zones {
            ZonesWritten::Lines => region.lines.as_slice(),
            ZonesWritten::None | ZonesWritten::Regions => &[],
        };
        let lines: Vec<Node> = (1..)
            .zip(lines)
            .map(|(number, line)| {
                let id = self.claim(format!("{id}_l{number}"));
                self.lines.extend(line.span.zip(id.as_ref()).map(|(span, id)| (span.start, format!("#{id}"))));
                zone(line, id).into()
            })
            .collect();
        let id = self.claim(id);
        self.regions.extend(region.span.zip(id.as_ref()).map(|(span, id)| (span, format!("#{id}"))));
        zone(region, id).holding(lines)
    }

    /// What points at the regions with this part of the text.
    pub(super) fn regions_at(&self, span: Span) -> Option<String> {
        let from = self.regions.partition_point(|(region, _)| region.end <= span.start);
        let there =
            self.regions.get(from..).unwrap_or_default().iter().take_while(|(region, _)| region.start < span.end);
        let pointers: Vec<&str> = there.map(|(_, pointer)| pointer.as_str()).collect();
        (!pointers.is_empty()).then(|| pointers.join(" "))
    }

    /// The beginning of the line behind this white space.
    pub(super) fn line_break(&self, before: Span) -> Element {
        let next = self.lines.range(before.end..).next();
        // A page may begin before the line.
        let is_next = |start: usize| self.source.slice(Span::new(before.end, start)).trim().is_empty();
        let pointer = next.filter(|(start, _)| is_next(**start)).map(|(_, pointer)| pointer.clone());
        Element::new("lb").with_some("facs", pointer)
    }

    /// What points at the image of the page that begins at this byte of the text.
    pub(super) fn surface_at(&self, at: usize) -> Option<String> {
        self.surfaces.iter().find(|(start, _)| *start == at).map(|(_, pointer)| pointer.clone())
    }

    /// The pages that begin with the text, before which no form feed stands.
    pub(super) fn pages_before(&self) -> Vec<Node> {
        self.pages(|start| start == 0)
    }

    /// The pages behind the text, which are blank.
    pub(super) fn pages_behind(&self) -> Vec<Node> {
        let end = self.source.text().trim_end().len();
        self.pages(|start| start >= end)
    }

    fn pages(&self, is_there: impl Fn(usize) -> bool) -> Vec<Node> {
        let there = self.surfaces.iter().filter(|(start, _)| is_there(*start));
        there.map(|(_, pointer)| unnumbered(Some(pointer.clone())).into()).collect()
    }
}

/// The beginning of a page that bears no number.
pub(super) fn unnumbered(image: Option<String>) -> Element {
    Element::new("pb").with("type", "unnumbered").with_some("facs", image)
}

fn surface(page: &Surface, id: Option<String>) -> Element {
    let (width, height) = page.size.unzip();
    let [right, bottom] = [width, height].map(|length| length.map(|length| length.to_string()));
    let start = page.size.map(|_| "0");
    let [wide, high] = [&right, &bottom].map(|length| length.as_ref().map(|length| format!("{length}px")));
    let graphic = Element::new("graphic")
        .with("url", uri::of_file(&page.image))
        .with_some("width", wide)
        .with_some("height", high);
    Element::new("surface")
        .with_some("xml:id", id)
        .with_some("ulx", start)
        .with_some("uly", start)
        .with_some("lrx", right)
        .with_some("lry", bottom)
        .holding([graphic.into()])
}

fn zone(zone: &Zone, id: Option<String>) -> Element {
    let element = Element::new("zone").with_some("xml:id", id).with_some("type", zone.kind.clone());
    match &zone.outline {
        Outline::Rectangle(edges) => {
            let names = ["ulx", "uly", "lrx", "lry"];
            names.into_iter().zip(edges).fold(element, |element, (name, edge)| element.with(name, edge.to_string()))
        }
        Outline::Polygon(corners) => {
            let corners: Vec<String> = corners.iter().map(|(across, down)| format!("{across},{down}")).collect();
            element.with("points", corners.join(" "))
        }
    }
}
