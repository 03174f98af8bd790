//! Simplification (section 4): from schema files as written to the simple form.
//!
//! ```text
//! files ─► lower ─► nodes of all definitions ─► expand ─► grammar
//!            └ scope: definitions of each grammar
//! ```
//!
//! `lower` takes the files and does everything that can be done without following a `ref` (4.5 to 4.18), for all that is written;
//! `expand` follows them from the start on (4.19 to 4.21) and leaves what is not reached. Promises bounds: [`Limits::patterns`] and [`DEPTH`](lowered::DEPTH).
//! Leaves out the checks of a single file, which its parser did (3 to 4.4), and those of section 7.

mod expand;
mod lower;
mod lowered;
mod scope;

use crate::relaxng::files::Files;
use crate::relaxng::findings::Findings;
use crate::relaxng::limits::Limits;
use crate::relaxng::simple::Grammar;

/// The simple form of a schema; `None` when the first file has no pattern. It means something only when no error was found.
pub(super) fn simplify(files: &Files<'_>, limits: &Limits, findings: &mut Findings) -> Option<Grammar> {
    let lowered = lower::lower(files, limits, findings)?;
    // References to nothing and definitions without end say enough.
    if findings.has_errors() {
        return None;
    }
    Some(expand::expand(&lowered, findings))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::diag;
    use crate::relaxng::fixture::{check, files, found, read_one, written};
    use crate::relaxng::read;

    #[test]
    fn each_fault_is_told_where_it_is() {
        check(&[
            ("<grammar><start><ref name='a'/></start></grammar>", "R1135", "4.18", "a"),
            ("<element name='e'><ref name='a'/></element>", "R1136", "4.18", "a"),
            (
                "<grammar><start><element name='e'><parentRef name='a'/></element></start></grammar>",
                "R1136",
                "4.18",
                "a",
            ),
            (
                "<grammar><define name='a'><text/></define></grammar>",
                "R1137",
                "4.18",
                "<grammar xmlns=\"http://relaxng.org/ns/structure/1.0\"><define name='a'><text/></define></grammar>",
            ),
            (
                "<grammar><start><element name='e'><ref name='b'/></element></start>\
                 <define name='b'><choice><text/><ref name='c'/></choice></define>\
                 <define name='c'><zeroOrMore><ref name='b'/></zeroOrMore></define></grammar>",
                "R1138",
                "4.19",
                "b",
            ),
            (
                "<grammar><start><element name='e'><ref name='a'/></element></start>\
                 <define name='a'><text/></define><define name='a' combine='choice'><empty/></define>\
                 <define name='a'><empty/></define></grammar>",
                "R1134",
                "4.17",
                "a",
            ),
            (
                "<grammar><start><element name='e'><ref name='a'/></element></start>\
                 <define name='a' combine='interleave'><text/></define><define name='a' combine='choice'><empty/></define></grammar>",
                "R1134",
                "4.17",
                "a",
            ),
            (
                "<element><anyName><except><anyName/></except></anyName><empty/></element>",
                "R1143",
                "4.16",
                "<anyName/>",
            ),
            ("<element><nsName><except><nsName/></except></nsName><empty/></element>", "R1143", "4.16", "<nsName/>"),
            ("<element name='e'><attribute name='xmlns'/></element>", "R1144", "4.16", "xmlns"),
            (
                "<element name='e'><attribute name='a' ns='http://www.w3.org/2000/xmlns'/></element>",
                "R1144",
                "4.16",
                "a",
            ),
        ]);
    }

    /// The parts of a schema and the simple form of its start.
    #[test]
    fn simple_forms() {
        for (schema, expected) in [
            ("<element name='e'><text/><empty/><group><text/></group></element>", "e{(text,text)}"),
            ("<element name='e'><mixed><element name='a'><empty/></element></mixed></element>", "e{(a{empty}&text)}"),
            ("<element name='e'><optional><text/></optional></element>", "e{(text|empty)}"),
            ("<element name='e'><zeroOrMore><text/><notAllowed/></zeroOrMore></element>", "e{empty}"),
            ("<element name='e'><oneOrMore><empty/></oneOrMore></element>", "e{empty}"),
            (
                "<element name='e'><choice><empty/><choice><text/><empty/></choice></choice></element>",
                "e{(empty|text)}",
            ),
            ("<element name='e'><list><notAllowed/></list></element>", "e{notAllowed}"),
            ("<element name='e'><data type='token'><except><notAllowed/></except></data></element>", "e{data}"),
            (
                "<grammar><start combine='choice'><ref name='x'/></start><start combine='choice'><notAllowed/></start>\
                 <define name='x'><element name='e'><zeroOrMore><ref name='x'/></zeroOrMore></element></define></grammar>",
                "e{(e{(e{(…+|empty)}+|empty)}+|empty)}",
            ),
            (
                "<grammar><start><grammar><start><element name='e'><ref name='x'/><parentRef name='x'/></element></start>\
                 <define name='x'><text/></define></grammar></start><define name='x'><value>a</value></define>\
                 </grammar>",
                "",
            ),
        ] {
            let read = read_one(schema);
            let form = read.grammar.as_ref().map(written).unwrap_or_default();
            assert_eq!(form, expected, "{schema}: {:#?}", read.findings);
        }
    }

    #[test]
    fn what_is_not_reached_is_gone_after_its_check() {
        let with = |define: &str| {
            read_one(&format!("<grammar><start><element name='e'><empty/></element></start>{define}</grammar>"))
        };
        let grammar =
            with("<define name='x'><ref name='x'/><element name='a'><text/></element></define>").grammar.unwrap();
        assert_eq!((grammar.elements.len(), grammar.patterns.len()), (1, 2));
        assert_eq!(found(&with("<define name='x'><ref name='y'/></define>"))[0].0, "R1135");
    }

    #[test]
    fn patterns_name_only_those_before_them() {
        let grammar = read_one(
            "<grammar><start><ref name='a'/></start><define name='a'><element name='a'><ref name='b'/><ref name='b'/></element>\
             </define><define name='b'><choice><ref name='a'/><text/></choice></define></grammar>",
        )
        .grammar
        .unwrap();
        for (at, pattern) in grammar.patterns.iter() {
            pattern.each_inside(&mut |inside| assert!(inside < at));
        }
        // The definition that is used twice stands there once.
        assert_eq!(
            grammar
                .patterns
                .values()
                .filter(|pattern| matches!(pattern, crate::relaxng::simple::Pattern::Text))
                .count(),
            1
        );
    }

    #[test]
    fn documentation_is_that_of_the_element_or_its_definition() {
        let documentation = "xmlns:a='http://relaxng.org/ns/compatibility/annotations/1.0'";
        for (define, expected) in [
            (
                "<element name='e'><a:documentation>of  the\n element</a:documentation><empty/></element>",
                Some("of the element"),
            ),
            (
                "<a:documentation>of the definition</a:documentation><element name='e'><empty/></element>",
                Some("of the definition"),
            ),
            ("<a:documentation>of two</a:documentation><element name='e'><empty/></element><empty/>", None),
        ] {
            let grammar = read_one(&format!(
                "<grammar {documentation}><start><ref name='x'/></start><define name='x'>{define}</define></grammar>"
            ));
            assert_eq!(grammar.grammar.unwrap().elements.values().next().unwrap().documentation.as_deref(), expected);
        }
    }

    #[test]
    fn files_are_joined() {
        let main = "<grammar ns='urn:n'><include href='b.rng'><start><ref name='x'/></start><div><define name='y'><text/></define></div>\
                    </include></grammar>";
        let other = "<grammar><start><ref name='y'/></start><define name='x'><element name='e'><ref name='y'/></element></define>\
                     <define name='y'><empty/></define></grammar>";
        let read = read(&files(&[("a.rng", main), ("b.rng", other)]), "a.rng");
        let grammar = read.grammar.unwrap();
        assert_eq!(written(&grammar), "e{text}");
        let (_, element) = grammar.elements.iter().next().unwrap();
        assert!(element.name.contains("urn:n", "e"));
        assert_eq!((grammar.files.len(), element.place.file), (2, 1));
    }

    #[test]
    fn faults_between_files() {
        let start = "<start><element name='e'><empty/></element></start>";
        for (main, other, expected) in [
            ("<grammar><include href='b.rng'/></grammar>", "<text/>", ("R1132", "4.7", "b.rng")),
            (
                &*format!(
                    "<grammar><include href='b.rng'><define name='x'><text/></define></include>{start}</grammar>"
                ),
                "<grammar><define name='y'><text/></define></grammar>",
                ("R1133", "4.7", "x"),
            ),
            ("<externalRef href='b.rng'/>", "<externalRef href='a.rng'/>", ("R1131", "4.6", "a.rng")),
            ("<externalRef href='c.rng'/>", "<text/>", ("R1130", "", "c.rng")),
        ] {
            let read = read(&files(&[("a.rng", main), ("b.rng", other)]), "a.rng");
            let (code, section, text) = expected;
            assert_eq!(found(&read), [(code, section.to_owned(), text.to_owned())], "{main}");
        }
    }

    #[test]
    fn a_file_that_means_the_same_is_taken_once() {
        let refs = "<externalRef href='b.rng'/>".repeat(100);
        let main = format!("<grammar><start><element name='e'><choice>{refs}</choice></element></start></grammar>");
        let other = "<grammar><start><element name='f'><text/></element></start></grammar>";
        let read = read(&files(&[("a.rng", &main), ("b.rng", other)]), "a.rng");
        assert_eq!(read.grammar.unwrap().elements.len(), 2);
    }

    #[test]
    fn nothing_grows_without_a_bound() {
        // Each file is taken in twice by the one before it: 2^40 times in all.
        let mut chain = vec![(
            "z.rng".to_owned(),
            "<grammar><start combine='choice'><element name='e'><empty/></element></start></grammar>".to_owned(),
        )];
        for at in 0..40 {
            let (name, inner) = (format!("{at}.rng"), if at == 39 { "z".to_owned() } else { (at + 1).to_string() });
            chain
                .push((name, format!("<grammar><include href='{inner}.rng'/><include href='{inner}.rng'/></grammar>")));
        }
        let chain: Vec<(&str, &str)> = chain.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let read_all = read(&files(&chain), "0.rng");
        assert!(read_all.grammar.is_none());
        assert!(found(&read_all).iter().any(|(code, ..)| *code == diag::SCHEMA_TOO_LARGE.id));

        let mut chain = "<grammar><start><element name='e'><ref name='x0'/></element></start>".to_owned();
        for at in 0..5000 {
            write!(chain, "<define name='x{at}'><choice><text/><ref name='x{}'/></choice></define>", at + 1).unwrap();
        }
        let read = read_one(&format!("{chain}<define name='x5000'><empty/></define></grammar>"));
        assert_eq!(found(&read)[0].0, diag::SCHEMA_TOO_LARGE.id);
    }
}
