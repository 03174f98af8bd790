//! `recto format`: one layout, and nothing else changes.
//!
//! `format/letter.xml` holds each construct once, `format/letter.formatted.xml` what it becomes. Published editions are laid out
//! where they are at hand; random documents are laid out and compared by a reader of our own.

use std::path::PathBuf;
use std::sync::Arc;

use proptest::prelude::*;
use recto::internals::budget::Meter;
use recto::internals::check::{self, OwnRules, Setting, Svrl};
use recto::internals::format::{ContentModels, format};
use recto::internals::relaxng::simple::NameClass;
use recto::internals::relaxng::{self, Schema};
use recto::internals::schematron::{DocumentCache, DynamicContext};
use recto::internals::vocabulary::{self, Property, TEI};
use recto::internals::xml::{External, Sink, Start, parse};

use super::folder::Folder;
use super::shared::{Files, shared};

const LETTER: &str = include_str!("format/letter.xml");
const LETTER_LAID_OUT: &str = include_str!("format/letter.formatted.xml");

fn by_tei(text: &str) -> String {
    format(text, &ContentModels::tei()).unwrap_or_else(|findings| panic!("{findings:?}\n{text}"))
}

#[test]
fn each_construct_has_its_layout() {
    assert_eq!(by_tei(LETTER), LETTER_LAID_OUT);
    assert_eq!(by_tei(LETTER_LAID_OUT), LETTER_LAID_OUT);
}

#[test]
fn line_ends_and_marks_stay() {
    for (text, expected) in [
        ("<list xmlns='n'>\r\n<a/></list>", "<list xmlns=\"n\">\r\n<a/></list>\r\n"),
        ("\u{feff}<a/>\n\n", "\u{feff}<a/>\n"),
        ("\n\n<a/>", "<a/>\n"),
        ("<?xml version='1.0'?>\r<a>\r\n</a>", "<?xml version='1.0'?>\r<a>\r\n</a>\r"),
    ] {
        assert_eq!(by_tei(text), expected);
    }
    let crlf = LETTER.replace('\n', "\r\n");
    assert_eq!(by_tei(&crlf), LETTER_LAID_OUT.replace('\n', "\r\n"));
}

#[test]
fn a_deep_document_does_not_grow_beyond_bounds() {
    let depth = 20_000;
    let text = format!("<TEI xmlns='{TEI}'>{}{}</TEI>", "<list>".repeat(depth), "</list>".repeat(depth));
    let made = by_tei(&text);
    assert!(made.len() < text.len() + 2 * depth * 202, "{}", made.len());
}

/// The table of elements that hold no text is what the schema of TEI says.
#[test]
fn the_table_is_that_of_tei_all() {
    let Some(path) = shared("schemas/tei_all.rng") else { return };
    let grammar = relaxng::read(&Files, path.to_str().unwrap()).grammar.unwrap();
    let schema = Schema::new(&grammar);
    let name = |class: &NameClass| match class {
        NameClass::Name(namespace, local) if **namespace == *TEI => Some(local.to_string()),
        _ => None,
    };
    let mut names: Vec<String> = grammar.elements.values().filter_map(|element| name(&element.name)).collect();
    names.retain(|name| schema.may_hold_text(TEI, name) == Some(false));
    names.sort();
    names.dedup();
    assert_eq!(names, vocabulary::with(Property::ElementOnly).collect::<Vec<_>>());
}

/// Whether elements of a namespace and name hold no text.
type HoldsNoText<'s> = dyn Fn(&str, &str) -> bool + 's;

/// Characters in order, each run with the name of the element it stands in; runs of white space alone, in elements that
/// `holds_no_text`, are left out.
struct Texts<'s> {
    holds_no_text: &'s HoldsNoText<'s>,
    open: Vec<(String, bool, String)>,
    told: Vec<String>,
}

impl Texts<'_> {
    fn flush(&mut self) {
        if let Some((name, is_free, text)) = self.open.last_mut() {
            let text = std::mem::take(text);
            let means_nothing = *is_free && text.trim_matches([' ', '\t', '\n']).is_empty();
            if !text.is_empty() && !means_nothing {
                self.told.push(format!("{name} {text}"));
            }
        }
    }
}

impl Sink for Texts<'_> {
    fn start(&mut self, start: &Start<'_>) {
        self.flush();
        let name = start.names.get(start.name).unwrap();
        let mut attributes: Vec<String> = start
            .attributes
            .iter()
            .map(|own| format!("{}={}", start.names.get(own.name).unwrap().as_written(), own.value))
            .collect();
        attributes.sort();
        self.told.push(format!("<{} {}", name.as_written(), attributes.join(" ")));
        let is_free = (self.holds_no_text)(&name.namespace, &name.local);
        self.open.push((name.as_written(), is_free, String::new()));
    }

    fn end(&mut self, _: recto::internals::text::Span) {
        self.flush();
        self.open.pop();
        self.told.push(">".to_owned());
    }

    fn text(&mut self, text: &str, _: recto::internals::text::Span) {
        if let Some((_, _, held)) = self.open.last_mut() {
            held.push_str(text);
        }
    }

    fn comment(&mut self, text: &str, _: recto::internals::text::Span) {
        self.flush();
        self.told.push(format!("!{text}"));
    }

    fn instruction(&mut self, target: &str, data: &str, _: recto::internals::text::Span) {
        self.flush();
        self.told.push(format!("?{target} {data}"));
    }
}

/// What a document says, read without the tree that the layout is made from.
fn told(text: &str, holds_no_text: &HoldsNoText<'_>) -> Vec<String> {
    let mut sink = Texts { holds_no_text, open: Vec::new(), told: Vec::new() };
    let findings = parse(text, External::Noted, &mut sink);
    assert_eq!(findings, [], "{text}");
    sink.told
}

fn in_table(namespace: &str, local: &str) -> bool {
    namespace == TEI && vocabulary::has(local, Property::ElementOnly)
}

/// What a schema finds, without places: code, message.
fn findings(text: &str, schema: &Arc<Schema>) -> Vec<(&'static str, String)> {
    let documented = DocumentCache::default();
    let dynamic_context =
        DynamicContext { loader: &Files, documents: &documented, now: None, meter: &Meter::default() };
    let setting = Setting {
        external: External::Noted,
        address: "a.xml",
        dynamic_context: &dynamic_context,
        rules: OwnRules::Off,
        svrl: Svrl::Unwanted,
        language: "en",
    };
    let found = check::check(text, &[check::Schema::RelaxNg(Arc::clone(schema))], &setting).findings;
    let mut rows: Vec<_> = found.into_iter().map(|finding| (finding.code.id, finding.message)).collect();
    rows.sort();
    rows
}

/// Every published file: the text stays character for character, a second run changes nothing, its schema finds the same.
#[test]
fn published_editions_stay_what_they_are() {
    let (Some(tei), Some(corpus)) = (shared("schemas/tei_all.rng"), shared("corpus")) else { return };
    let schema = |path: PathBuf| Arc::new(Schema::new(&relaxng::read(&Files, path.to_str().unwrap()).grammar.unwrap()));
    let (tei, frus) = (schema(tei), schema(corpus.join("frus-schema/frus.rnc")));
    let mut changed = 0;
    for (folder, own) in [("frus", &frus), ("schnitzler", &tei)] {
        for entry in std::fs::read_dir(corpus.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let by_schema = |namespace: &str, local: &str| own.may_hold_text(namespace, local) == Some(false);
            let cases: [(ContentModels, &HoldsNoText<'_>); 2] =
                [(ContentModels::tei(), &in_table), (ContentModels::of(vec![Arc::clone(own)]), &by_schema)];
            for (models, holds_no_text) in cases {
                let made = format(&text, &models).unwrap();
                assert!(told(&text, holds_no_text) == told(&made, holds_no_text), "{path:?}");
                assert!(format(&made, &models).unwrap() == made, "{path:?}");
                for schema in [&tei, own] {
                    assert_eq!(findings(&text, schema), findings(&made, schema), "{path:?}");
                }
                changed += usize::from(made != text);
            }
        }
    }
    assert!(changed > 600, "{changed}");
}

/// What is converted need not be laid out.
#[test]
fn what_is_converted_is_laid_out() {
    let folder = Folder::new();
    for profile in ["frus", "letter"] {
        let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(profile);
        folder.run(&["convert", "--profile", profile, samples.to_str().unwrap(), "-o", "tei"]).exits(0);
        folder.run(&["format", "tei", "--check"]).exits(0);
        folder.run(&["format", "tei"]).exits(0).says("0 files changed");
    }
}

/// Elements that hold text and elements that hold none.
const NAMES: &[&str] = &["div", "p", "list", "item", "choice", "lg", "l", "table", "row", "cell", "x:other"];

const ATTRIBUTES: &[&str] =
    &["", "", "", " xml:space='preserve'", " xml:space=\"default\"", " rend = 'a' n=\"b\"", " b='\"' a=\"'\""];

/// A part of a document: text, references, comments, elements that hold text and others.
fn part() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(" ".to_owned()),
        Just("\n  ".to_owned()),
        Just("\n\n\n".to_owned()),
        Just("\r\n".to_owned()),
        "[a-z ]{1,6}",
        Just("&amp;".to_owned()),
        Just("&#32;".to_owned()),
        Just("&none;".to_owned()),
        Just("&item;".to_owned()),
        Just("<![CDATA[ ]]>".to_owned()),
        Just("<![CDATA[]]>".to_owned()),
        Just("<!-- c\n  d -->".to_owned()),
        Just("<?pi d?>".to_owned()),
        Just("<lb n='1' />".to_owned()),
    ];
    leaf.prop_recursive(5, 60, 5, |inner| {
        (prop::sample::select(NAMES), prop::sample::select(ATTRIBUTES), prop::collection::vec(inner, 0..5))
            .prop_map(|(name, attributes, inside)| format!("<{name}{attributes}>{}</{name} >", inside.concat()))
    })
}

proptest! {
    #[test]
    fn random_documents_stay_what_they_are(parts in prop::collection::vec(part(), 0..6)) {
        let text = format!(
            "<!DOCTYPE TEI [<!ENTITY none ''><!ENTITY item '<item> </item>'>]><TEI xmlns:x='u' xmlns='{TEI}'>{}</TEI>",
            parts.concat()
        );
        let made = by_tei(&text);
        prop_assert_eq!(&told(&text, &in_table), &told(&made, &in_table));
        prop_assert_eq!(&by_tei(&made), &made);
    }

    #[test]
    fn nothing_but_tags_changes_where_white_space_is_kept(parts in prop::collection::vec(part(), 0..6)) {
        let inside = parts.concat().replace("&none;", "").replace("&item;", "").replace(" xml:space=\"default\"", "");
        let text = format!("<div xmlns='{TEI}' xmlns:x='u' xml:space='preserve'>{inside}</div>");
        prop_assert_eq!(told(&text, &|_, _| false), told(&by_tei(&text), &|_, _| false));
    }
}

#[test]
fn files_are_changed_in_place_and_only_where_they_must() {
    let folder = Folder::with(&[("t/a.xml", LETTER), ("t/b.xml", LETTER_LAID_OUT), ("t/ill.xml", "<TEI><p></TEI>")]);
    folder
        .run(&["format", "t"])
        .exits(1)
        .prints_nothing()
        .says("3 files: 2 laid out, 1 left as they were")
        .says("1 file changed");
    assert_eq!(folder.read("t/a.xml"), LETTER_LAID_OUT);
    assert_eq!(folder.read("t/ill.xml"), "<TEI><p></TEI>");
    folder.run(&["format", "t/a.xml", "t/b.xml"]).exits(0).says("0 files changed");
}

#[test]
fn check_lists_what_would_change_and_writes_nothing() {
    let folder = Folder::with(&[("t/a.xml", LETTER), ("t/b.xml", LETTER_LAID_OUT)]);
    let ran = folder.run(&["format", "t", "--check", "--format", "concise"]).exits(1);
    assert_eq!(ran.stdout.lines().filter(|line| line.contains("R1702")).count(), 1, "{ran:?}");
    assert!(ran.stdout.contains("a.xml:1:39"), "{ran:?}");
    assert_eq!(folder.read("t/a.xml"), LETTER);
    let clean = folder.run(&["format", "t/b.xml", "--check", "--format", "concise"]).exits(0);
    assert!(!clean.stdout.contains("R1702"), "{clean:?}");
}

#[test]
fn results_go_where_they_are_wished() {
    let folder = Folder::with(&[("t/a.xml", LETTER), ("t/in/b.xml", LETTER_LAID_OUT)]);
    folder.run(&["format", "t", "-o", "out"]).exits(0);
    assert_eq!(folder.read("out/a.xml"), LETTER_LAID_OUT);
    assert_eq!(folder.read("out/in/b.xml"), LETTER_LAID_OUT);
    assert_eq!(folder.read("t/a.xml"), LETTER);
    assert_eq!(folder.run(&["format", "t/a.xml", "-o", "-"]).exits(0).stdout, LETTER_LAID_OUT);
    assert_eq!(folder.run_on(&["format", "-"], LETTER).exits(0).stdout, LETTER_LAID_OUT);
    folder.run_on(&["format", "-"], "<a>").exits(1).prints_nothing();
    folder.run(&["format", "t", "-o", "-"]).exits(2);
    folder.run(&["format"]).exits(2);
}

#[test]
fn a_schema_says_what_holds_text() {
    let schema =
        "default namespace = 'n'\nstart = element a { element b { text }*, element c { element b { empty } }? }\n";
    let folder = Folder::with(&[
        ("house.rnc", schema),
        ("named.xml", "<?xml-model href='house.rnc'?>\n<a xmlns='n'><b> <c/></b><c><b/></c></a>"),
        ("gone.xml", "<?xml-model href='gone.rnc'?>\n<a xmlns='n'><b/></a>\n"),
        ("plain.xml", "<a xmlns='n'><b/></a>"),
    ]);
    let laid_out = folder.run(&["format", "named.xml", "-o", "-"]).exits(0).stdout;
    let expected = "<a xmlns=\"n\">\n  <b> <c/></b>\n  <c>\n    <b/>\n  </c>\n</a>\n";
    assert_eq!(laid_out.split_once('\n').unwrap().1, expected);
    let plain = folder.run(&["format", "plain.xml", "--schema", "house.rnc", "-o", "-"]).exits(0).stdout;
    assert_eq!(plain, "<a xmlns=\"n\">\n  <b/>\n</a>\n");
    let gone = folder.run(&["format", "gone.xml", "-o", "-", "--format", "concise"]).exits(0).says("R1704");
    assert!(gone.stdout.contains("<a xmlns=\"n\"><b/></a>"), "{gone:?}");
}

#[test]
fn only_utf_8_is_written() {
    let folder = Folder::new();
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a  k='\xe9'/>";
    folder.write("latin.xml", latin);
    folder.run(&["format", "latin.xml", "--format", "concise"]).exits(1).says("R1703");
    assert_eq!(std::fs::read(folder.path("latin.xml")).unwrap(), latin);
}
