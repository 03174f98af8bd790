//! What the elements of HTML mean for the text (WHATWG HTML, 15). Takes names and attributes; gives answers.

use html5gum::StartTag;

use super::super::images;
use super::super::left_out::Kind;
use crate::model::Outline;

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// Nothing in it is text; what is there is text of this kind, where it is any.
    Skipped(Option<Kind>),
    /// A paragraph of its own.
    Block,
    /// A heading.
    Heading,
    /// A block quotation.
    Quotation,
    /// Where white space is as it stands.
    Preformatted,
    /// A list whose items have numbers, or signs.
    List {
        is_numbered: bool,
    },
    Item,
    Table,
    Row,
    Cell,
    /// Words that look otherwise.
    Look(Kind),
    /// A paragraph of a page of text recognition, and a line of it.
    Region,
    Line,
    /// A page of it.
    Page,
    Inline,
}

/// Elements without an end tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

const SKIPPED: &[&str] = &[
    "head", "title", "script", "style", "template", "noscript", "svg", "math", "select", "button", "textarea",
    "iframe", "object", "video", "audio", "canvas", "map",
];

const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "aside",
    "nav",
    "header",
    "footer",
    "address",
    "figure",
    "figcaption",
    "dl",
    "dt",
    "dd",
    "center",
    "form",
    "fieldset",
    "body",
    "html",
    "caption",
    "hgroup",
];

const LOOKS: &[(&str, Kind)] = &[
    ("i", Kind::Italic),
    ("em", Kind::Italic),
    ("b", Kind::Bold),
    ("strong", Kind::Bold),
    ("u", Kind::Underlined),
    ("s", Kind::Struck),
    ("strike", Kind::Struck),
    ("del", Kind::Struck),
    ("sup", Kind::Raised),
    ("sub", Kind::Lowered),
];

/// Elements that end where another begins (13.1.2.4): the name, and those that end it.
const IMPLIED: &[(&str, &[&str])] = &[
    ("li", &["li"]),
    ("dt", &["dt", "dd"]),
    ("dd", &["dt", "dd"]),
    ("tr", &["tr", "tbody", "tfoot", "thead"]),
    ("td", &["td", "th", "tr", "tbody", "tfoot"]),
    ("th", &["td", "th", "tr", "tbody", "tfoot"]),
];

/// Elements around which an implied end does not reach.
const AROUND: &[&str] = &["table", "ul", "ol", "dl", "td", "th", "li"];

/// Whether an element has no end tag.
pub(super) fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Whether an open element ends where another begins.
pub(super) fn ends(open: &str, next: &str) -> bool {
    IMPLIED.iter().any(|(name, by)| *name == open && by.contains(&next))
}

/// Whether an open element keeps those outside of it open.
pub(super) fn is_around(open: &str) -> bool {
    AROUND.contains(&open)
}

/// What a tag means.
pub(super) fn of(name: &str, tag: &StartTag<()>) -> Element {
    let classes = attribute(tag, "class").unwrap_or_default();
    let has_class = |class: &str| classes.split_ascii_whitespace().any(|own| own == class);
    let style = attribute(tag, "style").unwrap_or_default().replace(' ', "");
    match name {
        _ if SKIPPED.contains(&name) => Element::Skipped(None),
        _ if attribute(tag, "hidden").is_some() || style.contains("display:none") => {
            Element::Skipped(Some(Kind::Hidden))
        }
        _ if has_class("ocr_page") => Element::Page,
        _ if has_class("ocr_par") => Element::Region,
        _ if ["ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"].into_iter().any(has_class) => Element::Line,
        _ if style.contains("text-decoration:line-through") => Element::Look(Kind::Struck),
        "blockquote" => Element::Quotation,
        "pre" | "listing" | "xmp" | "plaintext" => Element::Preformatted,
        "ul" | "menu" | "dir" => Element::List { is_numbered: false },
        "ol" => Element::List { is_numbered: true },
        "li" => Element::Item,
        "table" => Element::Table,
        "tr" => Element::Row,
        "td" | "th" => Element::Cell,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Element::Heading,
        _ if BLOCKS.contains(&name) => Element::Block,
        _ => look(name).map_or(Element::Inline, Element::Look),
    }
}

/// How the words in an element look that says so by its name.
pub(in super::super) fn look(name: &str) -> Option<Kind> {
    LOOKS.iter().find(|(own, _)| name.eq_ignore_ascii_case(own)).map(|(_, look)| *look)
}

/// The value of an attribute.
pub(super) fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
}

/// The value of a property of hOCR in `title`: `bbox 0 0 20 30; ppageno 1`.
fn property<'t>(title: &'t str, name: &str) -> Option<&'t str> {
    title.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix(' '))
}

/// Where an element stands on the image of its page.
pub(super) fn outline(tag: &StartTag<()>) -> Option<Outline> {
    let title = attribute(tag, "title")?;
    let edges = property(&title, "bbox")?.split_ascii_whitespace().map(str::parse);
    match edges.collect::<Result<Vec<f64>, _>>().ok()?.as_slice() {
        [left, upper, right, lower] => images::rectangle(*left, *upper, *right, *lower),
        _ => None,
    }
}

/// The image of a page and its size in pixels, as hOCR has them: `image "0001.png"; bbox 0 0 2000 3000` (hOCR 1.2, section 4).
pub(super) fn image(tag: &StartTag<()>) -> (String, Option<(u32, u32)>) {
    let title = attribute(tag, "title").unwrap_or_default();
    let image = property(&title, "image").map(|image| image.trim().trim_matches(['"', '\'']).to_owned());
    let bounds =
        property(&title, "bbox").map(|bounds| bounds.split_ascii_whitespace().filter_map(|edge| edge.parse().ok()));
    let size = match bounds.map(Iterator::collect::<Vec<u32>>).as_deref() {
        Some([0, 0, right, bottom]) => Some((*right, *bottom)),
        _ => None,
    };
    (image.unwrap_or_default(), size)
}
