//! Elements that hold nothing but say something by what they hold. Takes a document; gives those that are empty.
//!
//! An element that points to what it would hold (`sameAs`, `copyOf`) or is a part of a chain is no mistake, nor is one with a
//! comment in it: someone has seen it. Leaves out the header, where an empty element often keeps a place. An `hi` or `emph`
//! without attributes that tell something can be taken out without a loss.

use super::case::{Case, elements, is_in};
use crate::diag::{self, Diagnostic};
use crate::vocabulary::{self, Property};
use crate::xml::document::{Kind, Node};
use crate::xml::{XML_NAMESPACE, is_blank};

/// Attributes that make up for content.
const STANDING_IN: &[&str] =
    &["sameAs", "copyOf", "next", "prev", "corresp", "synch", "target", "facs", "when", "ref", "key"];

/// Tells of empty elements.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let empty =
        elements(case.document).filter(|(element, name)| vocabulary::has(name, Property::Filled) && is_empty(*element));
    let reported = empty.filter(|(element, _)| !is_in(*element, |name| name == "teiHeader")).map(|(element, name)| {
        let finding = Diagnostic::new(&diag::EMPTY_ELEMENT, format!("`{name}` holds nothing")).at(element.tag_span());
        let is_lossless = vocabulary::has(name, Property::Look) && element.attribute(XML_NAMESPACE, "id").is_none();
        if is_lossless && element.string_value().is_empty() { finding.safe_fix(element.span(), "") } else { finding }
    });
    reported.collect()
}

fn is_empty(element: Node<'_>) -> bool {
    let is_nothing = |child: Node<'_>| child.kind() == Kind::Text && is_blank(child.text());
    element.children().all(is_nothing) && STANDING_IN.iter().all(|name| element.attribute("", name).is_none())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{fixed, places};
    use super::*;

    #[test]
    fn what_holds_nothing_is_told() {
        places(
            check,
            &[
                ("<p/>", &["<p/>"]),
                ("<p> \n</p>", &["<p>"]),
                ("<p>a<lb/></p><gap/><pb/><cell/>", &[]),
                ("<p><!-- later --></p><p sameAs='#a'/>", &[]),
                ("<teiHeader><title/></teiHeader>", &[]),
            ],
        );
    }

    #[test]
    fn what_only_looks_is_taken_out() {
        assert_eq!(
            fixed(check, "<p>a<hi rend='italic'/>b<hi> </hi>c</p>", None),
            "<p>a b<hi> </hi>c</p>".replace("a b", "ab")
        );
        assert_eq!(fixed(check, "<p>a<hi xml:id='h'/>b</p><p/>", None), "<p>a<hi xml:id='h'/>b</p><p/>");
    }
}
