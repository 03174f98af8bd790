//! The images of a text's pages: TEI P5, chapter 12.1 ("Digital Facsimiles"). Takes what is known of each page; gives the `facsimile`, and
//! what `pb/@facs` points at.
//!
//! Ids are counted (`facs_1`), for those of the original may be no names, or twice the same.

use super::inline::Writer;
use crate::model::Surface;
use crate::text::uri;
use crate::xml::{Element, Node};

impl Writer<'_> {
    /// The images, where there are any. It gives the surfaces their ids, and comes before the text.
    pub(super) fn facsimile(&mut self) -> Option<Element> {
        let surfaces = &self.document.facsimile.surfaces;
        if surfaces.is_empty() {
            return None;
        }
        let ids: Vec<_> = (1..=surfaces.len()).map(|number| self.claim(format!("facs_{number}"))).collect();
        let written = surfaces.iter().zip(&ids).map(|(page, id)| surface(page, id.clone()).into());
        let facsimile = Element::new("facsimile").holding(written);
        let pointer = |(page, id): (&Surface, Option<String>)| Some((page.at, format!("#{}", id?)));
        self.surfaces = surfaces.iter().zip(ids).filter_map(pointer).collect();
        Some(facsimile)
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
