//! Images that are not there. Takes a document; gives each `facs` or `graphic/@url` that names no file.
//!
//! Only a name that ends as files of images do is a file, and only one without scheme is one of the project. Where none of the images
//! of a document is there, they are kept elsewhere, which is a note.

use super::case::{Case, elements};
use super::outside::Outside;
use super::place;
use super::pointing::base;
use crate::diag::{self, Diagnostic};
use crate::text::uri;

/// How files of images end.
const ENDINGS: &[&str] = &["jpg", "jpeg", "png", "tif", "tiff", "gif", "jp2", "webp", "svg", "bmp", "pdf"];

/// Tells of images that are not there.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut named = 0;
    let mut missing = Vec::new();
    let mut outside = Outside::default();
    for (element, name) in elements(case.document) {
        let url = element.attribute("", "url").filter(|_| matches!(name, "graphic" | "media"));
        let all = element.attribute("", "facs").into_iter().chain(url);
        for (file, span) in all.flat_map(|attribute| place::words(attribute, case.source)) {
            let (file, _) = uri::split_fragment(file);
            if uri::scheme(file).is_some() || file.starts_with("//") || !is_image(file) {
                continue;
            }
            named += 1;
            let address = case.dynamic_context.loader.resolve(&base(case, element), file);
            if uri::is_url(&address) {
                continue;
            }
            match case.dynamic_context.loader.is_there(&address) {
                Ok(true) => {}
                Ok(false) => missing.push((file, span, address)),
                Err(unread) => outside.add(file, span, unread),
            }
        }
    }
    let mut findings: Vec<Diagnostic> = outside.reported(&diag::IMAGE_OUTSIDE).into_iter().collect();
    match missing.first() {
        Some((file, span, address)) if missing.len() == named => {
            let others = match named - 1 {
                0 => String::new(),
                others => format!(" and {others} more"),
            };
            let message = format!("no image of this file is there: `{file}`{others}");
            let finding = Diagnostic::new(&diag::IMAGES_ELSEWHERE, message);
            findings.push(finding.at(*span).help(format!("looked for at `{address}`")));
        }
        _ => {
            let reported = missing.into_iter().map(|(file, span, address)| {
                let finding = Diagnostic::new(&diag::IMAGE_MISSING, format!("there is no file `{file}`"));
                finding.at(span).help(format!("looked for at `{address}`"))
            });
            findings.extend(reported);
        }
    }
    findings
}

fn is_image(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{found, places};
    use super::*;

    #[test]
    fn an_image_needs_its_file() {
        places(
            check,
            &[
                ("<pb facs='img/1.jpg'/>", &[]),
                ("<pb facs='img/1.jpg'/><graphic url='img/2.JPG'/>", &["img/2.JPG"]),
                ("<pb facs='img/2.jpg'/><pb facs='img/3.jpg'/>", &["img/2.jpg"]),
                ("<pb facs='0807 #z1 https://x.org/1.jpg'/><graphic url='figure_1'/>", &[]),
            ],
        );
        let reported = found(check, "<pb facs='img/2.jpg'/><pb facs='img/3.jpg'/>", None);
        assert_eq!(reported[0].1.message, "no image of this file is there: `img/2.jpg` and 1 more");
    }
}
