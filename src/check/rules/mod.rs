//! Rules of our own for TEI documents: what a schema cannot say, and an editor would want to know.
//!
//! Takes a document as a tree and the text that it was read from; gives findings. Each rule has a file and looks at elements of TEI
//! alone. Promises that a rule is silent where it is not sure, and that a fix which is marked as safe changes no letter of the text.
//! Leaves out what schemas say. [`SharedIds`] looks at several documents; all else looks at one, and at those it points into.

mod authority_number;
mod break_space;
mod case;
mod character;
mod date_text;
mod empty_element;
mod image;
mod language_tag;
mod note_order;
mod outside;
mod page_order;
mod place;
mod pointer;
mod pointing;
mod quotation_mark;
mod sequence;
mod shared_id;

pub use case::Case;
pub use pointing::{Pointer, pointers};
pub use shared_id::{SharedIds, ids};

use case::local;

use crate::diag::{self, Code, Diagnostic};
use crate::xml::Document;

/// A rule.
type Rule = fn(&Case<'_>) -> Vec<Diagnostic>;

/// Every rule with the codes of what it finds.
static RULES: &[(&[&Code], Rule)] = &[
    (
        &[&diag::DANGLING_POINTER, &diag::POINTERS_ELSEWHERE, &diag::POINTER_TO_NO_FILE, &diag::POINTER_OUTSIDE],
        pointer::check,
    ),
    (&[&diag::PAGE_MISNUMBERED], page_order::check),
    (&[&diag::NOTE_MISNUMBERED], note_order::check),
    (&[&diag::DATE_CONTRADICTED], date_text::check),
    (&[&diag::IMAGE_MISSING, &diag::IMAGES_ELSEWHERE, &diag::IMAGE_OUTSIDE], image::check),
    (&[&diag::EMPTY_ELEMENT], empty_element::check),
    (&[&diag::BREAK_SPACE], break_space::check),
    (&[&diag::ODD_CHARACTER], character::check),
    (&[&diag::MIXED_QUOTATION_MARKS], quotation_mark::check),
    (&[&diag::LANGUAGE_TAG], language_tag::check),
    (&[&diag::BAD_AUTHORITY_NUMBER], authority_number::check),
];

/// What the rules find in a document, rule by rule.
#[must_use]
pub fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    RULES.iter().flat_map(|(_, rule)| rule(case)).collect()
}

/// Whether a document is TEI: its root element is.
pub(super) fn is_tei(document: &Document) -> bool {
    document.root().and_then(local).is_some()
}

#[cfg(test)]
mod fixture {
    use std::sync::Arc;

    use super::*;
    use crate::budget::Meter;
    use crate::diag::Fix;
    use crate::profile::Profile;
    use crate::schematron::{DocumentCache, DynamicContext};
    use crate::text::{Edit, Edits, Load, Source, Span, Unread};
    use crate::vocabulary::TEI;
    use crate::xml::External;

    /// Two documents and a picture.
    struct TwoFiles;

    impl Load for TwoFiles {
        fn resolve(&self, _: &str, href: &str) -> String {
            href.split('#').next().unwrap_or_default().to_owned()
        }

        fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
            match address {
                "persons.xml" => Ok(Arc::new(Source::new(address, "<list><person xml:id='bill'/></list>"))),
                _ => Err("no such file".into()),
            }
        }

        fn is_there(&self, address: &str) -> Result<bool, Unread> {
            Ok(["persons.xml", "img/1.jpg"].contains(&address))
        }
    }

    /// What a rule finds in `inside`, put in a TEI element: the text of each place, and the finding.
    #[track_caller]
    pub(super) fn found(rule: Rule, inside: &str, profile: Option<&Profile>) -> Vec<(String, Diagnostic)> {
        let source = format!("<TEI xmlns='{TEI}'>{inside}</TEI>");
        let (document, faults) = Document::parse(&source, External::Refused);
        assert_eq!(faults, [], "{inside}");
        let documented = DocumentCache::default();
        let dynamic_context =
            DynamicContext { loader: &TwoFiles, documents: &documented, now: None, meter: &Meter::default() };
        let findings = rule(&Case {
            document: &document,
            source: &source,
            address: "a.xml",
            dynamic_context: &dynamic_context,
            profile,
        });
        findings.into_iter().map(|finding| (finding.span.unwrap().of(&source).to_owned(), finding)).collect()
    }

    /// Holds a rule to the places it finds in each text.
    #[track_caller]
    pub(super) fn places(rule: Rule, cases: &[(&str, &[&str])]) {
        for (inside, places) in cases {
            let found = found(rule, inside, None);
            assert_eq!(found.iter().map(|(place, _)| place).collect::<Vec<_>>(), *places, "{inside}: {found:?}");
        }
    }

    /// What a text in a TEI element becomes by the safe fixes of a rule.
    #[track_caller]
    pub(super) fn fixed(rule: Rule, inside: &str, profile: Option<&Profile>) -> String {
        let start = format!("<TEI xmlns='{TEI}'>").len();
        let fixes = found(rule, inside, profile).into_iter().filter_map(|(_, finding)| finding.fix);
        let own =
            |Fix { edit: Edit { span, text }, .. }| Edit::new(Span::new(span.start - start, span.end - start), text);
        Edits::new(fixes.filter(|fix| fix.is_safe).map(own)).unwrap().apply(inside)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::diag::Group;

    #[test]
    fn every_code_of_a_rule_stands_in_the_table_once() {
        let reported: Vec<&str> = RULES.iter().flat_map(|(codes, _)| codes.iter().map(|code| code.id)).collect();
        assert_eq!(reported.iter().collect::<BTreeSet<_>>().len(), reported.len());
        let all = diag::ALL.iter().filter(|code| code.group == Group::Tei && code.id != diag::SHARED_ID.id);
        assert_eq!(all.map(|code| code.id).collect::<BTreeSet<_>>(), reported.iter().copied().collect());
    }
}
