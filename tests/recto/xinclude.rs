//! XInclude 1.0, section by section: what a document is with what it includes, and where its faults stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use recto::internals::text::{Load, Source, Unread};
use recto::internals::xinclude::{self, Assembly};
use recto::internals::xml::document::Builder;
use recto::internals::xml::{Document, External, Input, Sink, Start};

/// Files in memory; addresses are joined as paths are.
struct Memory(BTreeMap<String, Arc<Source>>);

impl Load for Memory {
    fn resolve(&self, base: &str, href: &str) -> String {
        let folder = base.rfind('/').map_or("", |end| &base[..=end]);
        let joined = format!("{folder}{href}");
        let mut parts: Vec<&str> = Vec::new();
        for part in joined.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        self.0.get(address).cloned().ok_or_else(|| "gone".into())
    }
}

/// A document, the first of these files, with what it includes.
fn assembled(files: &[(&str, &str)]) -> Assembly {
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (*name, declared(text))).collect();
    let all = files.iter().map(|(name, text)| ((*name).to_owned(), Arc::new(Source::new(*name, text.as_str()))));
    let memory = Memory(all.collect());
    let (name, text) = &files[0];
    xinclude::assemble(Source::new(*name, text.as_str()), name, &memory, External::Refused)
}

/// `<i …>` and `<f>` stand for `xi:include` and `xi:fallback`.
pub(super) fn declared(text: &str) -> String {
    const NAMESPACE: &str = "xmlns:xi='http://www.w3.org/2001/XInclude'";
    text.replace("<i ", &format!("<xi:include {NAMESPACE} "))
        .replace("</i>", "</xi:include>")
        .replace("<f>", &format!("<xi:fallback {NAMESPACE}>"))
        .replace("</f>", "</xi:fallback>")
}

/// Writes a document as it is told, without the declarations of namespaces.
#[derive(Default)]
struct Written {
    text: String,
    open: Vec<String>,
}

impl Sink for Written {
    fn start(&mut self, start: &Start<'_>) {
        let name = |id| start.names.get(id).unwrap().as_written();
        self.text += &format!("<{}", name(start.name));
        for attribute in start.attributes {
            self.text += &format!(" {}='{}'", name(attribute.name), attribute.value);
        }
        self.text.push('>');
        self.open.push(name(start.name));
    }

    fn end(&mut self, _: recto::internals::text::Span) {
        self.text += &format!("</{}>", self.open.pop().unwrap());
    }

    fn text(&mut self, text: &str, _: recto::internals::text::Span) {
        assert!(!self.open.is_empty() && !text.is_empty() && !text.contains('\r'));
        self.text += text;
    }

    fn comment(&mut self, text: &str, _: recto::internals::text::Span) {
        self.text += &format!("<!--{text}-->");
    }

    fn instruction(&mut self, target: &str, data: &str, _: recto::internals::text::Span) {
        self.text += &format!("<?{target} {data}?>");
    }
}

fn written(assembly: &Assembly) -> String {
    let mut written = Written::default();
    assert_eq!(assembly.tell(&mut written), []);
    assert!(written.open.is_empty());
    written.text
}

/// The findings as `file:line ‹what is marked› code message`.
fn found(assembly: &Assembly) -> Vec<String> {
    let all = assembly.by_source(Vec::new());
    let told = all.iter().flat_map(|found| {
        found.findings.iter().map(|finding| {
            let span = finding.span.unwrap();
            let (name, code, line) = (found.source.name(), finding.code.id, found.source.position(span.start).line);
            format!("{name}:{line} ‹{}› {code} {}", found.source.slice(span), finding.message)
        })
    });
    told.collect()
}

/// What the first file is with what it includes; nothing is to be found.
#[track_caller]
fn gives(files: &[(&str, &str)], expected: &str) {
    let assembly = assembled(files);
    assert_eq!(found(&assembly), [""; 0], "{files:?}");
    assert!(assembly.is_whole());
    assert_eq!(written(&assembly), expected, "{files:?}");
}

/// What is found, and whether the document is whole all the same.
#[track_caller]
fn tells(files: &[(&str, &str)], expected: &[&str], is_whole: bool) -> Assembly {
    let assembly = assembled(files);
    assert_eq!(found(&assembly), expected, "{files:?}");
    assert_eq!(assembly.is_whole(), is_whole, "{files:?}");
    assembly
}

#[test]
fn section_3_1_an_include_is_replaced_by_what_it_names() {
    gives(
        &[("a", "<a>1<i href='a'  xpointer='k'/>2<b xml:id='k'>x</b></a>")],
        "<a>1<b xml:id='k'>x</b>2<b xml:id='k'>x</b></a>",
    );
    let b = ("b", "<?p q?><!--c--><b n='1'>x&amp;<c/></b><!--d-->\n");
    gives(
        &[("a", "<a>\n <i href='b'/>\n</a>"), b],
        "<a>\n <?p q?><!--c--><b n='1' xml:base='b'>x&<c></c></b><!--d-->\n</a>",
    );
    gives(
        &[("a", "<a><i href='b' parse='xml' accept='text/xml' accept-language='en'/></a>"), ("b", "<b/>")],
        "<a><b xml:base='b'></b></a>",
    );
    gives(
        &[("a", "<a><i xmlns:o='o' o:parse='x' href='b'>text<!--c--><e/></i></a>"), ("b", "<b/>")],
        "<a><b xml:base='b'></b></a>",
    );
    gives(
        &[("a", "<a><i href='b'/><i href='b'/></a>"), ("b", "<b/>")],
        "<a><b xml:base='b'></b><b xml:base='b'></b></a>",
    );
}

#[test]
fn section_3_1_faults_of_an_include_stand_at_it() {
    let b = ("b", "<b xml:id='k'/>");
    for (include, expected) in [
        ("<i parse='html' href='b'/>", "a:1 ‹html› R1021 `html` is no value of `parse`"),
        ("<i parse='' href='b'/>", "a:1 ‹› R1021 `` is no value of `parse`"),
        ("<i href='b#k'/>", "a:1 ‹b#k› R1021 `href` names a part of a file"),
        ("<i href='b#'/>", "a:1 ‹b#› R1021 `href` names a part of a file"),
        ("<i href='#k'/>", "a:1 ‹#k› R1021 `href` names a part of a file"),
        ("<i parse='xml'/>", "a:1 ‹xi:include› R1021 `href` or `xpointer` is missing"),
        (
            "<i href='b' parse='text' xpointer='k'/>",
            "a:1 ‹xpointer› R1021 a file is included as text whole or not at all",
        ),
        (
            "<i href='b' accept='text/xml&#10;X: y'/>",
            "a:1 ‹text/xml&#10;X: y› R1021 it holds what no header of HTTP can hold",
        ),
        ("<i href='b' accept-language='é'/>", "a:1 ‹é› R1021 it holds what no header of HTTP can hold"),
    ] {
        tells(&[("a", &format!("<a>{include}</a>")), b], &[expected], false);
    }
    let unheeded = ["a:1 ‹fragid› R1025 `fragid` has no effect", "a:1 ‹set-xml-id› R1025 `set-xml-id` has no effect"];
    let assembly = tells(&[("a", "<a><i href='b' fragid='k' set-xml-id='l'/></a>"), b], &unheeded, true);
    assert_eq!(written(&assembly), "<a><b xml:id='k' xml:base='b'></b></a>");
}

#[test]
fn section_3_2_a_fallback_is_one_and_stands_in_an_include() {
    for (inside, expected) in [
        ("<i href='b'><f>1</f><f>2</f></i>", "a:1 ‹xi:fallback› R1021 there are two fallbacks"),
        ("<i href='b'><i href='b'/></i>", "a:1 ‹xi:include› R1021 only a fallback can stand here"),
        ("<f>x</f>", "a:1 ‹xi:fallback› R1021 a fallback stands outside of an inclusion"),
        ("<i href='b'><e><f>x</f></e></i>", "a:1 ‹xi:fallback› R1021 a fallback stands outside of an inclusion"),
    ] {
        tells(&[("a", &format!("<a>{inside}</a>")), ("b", "<b/>")], &[expected], false);
    }
    tells(
        &[("a", "<a><i href='b'/></a>"), ("b", "<b><f>x</f></b>")],
        &[
            "a:1 ‹b› R1023 `b` cannot be included: it has errors",
            "b:1 ‹xi:fallback› R1021 a fallback stands outside of an inclusion",
        ],
        false,
    );
}

#[test]
fn section_4_1_errors_of_resources_are_told_from_others() {
    let gone = "<a>1<i href='gone'><f>f<e/></f></i>2</a>";
    let told = ["a:1 ‹gone› R1024 `gone` is not included, its fallback is: gone"];
    assert_eq!(written(&tells(&[("a", gone)], &told, true)), "<a>1f<e></e>2</a>");
    let empty = "<a>1<i href='gone'><f></f></i>2</a>";
    assert_eq!(written(&tells(&[("a", empty)], &told, true)), "<a>12</a>");
    tells(&[("a", "<a><i href='gone'/></a>")], &["a:1 ‹gone› R1023 `gone` cannot be included: gone"], false);
    tells(
        &[("a", "<a><i href='gone' parse='text'/></a>")],
        &["a:1 ‹gone› R1023 `gone` cannot be included: gone"],
        false,
    );
    // What is not well-formed is no reason for a fallback.
    tells(
        &[("a", "<a><i href='b'><f>x</f></i></a>"), ("b", "<b>\n<c></b>")],
        &[
            "a:1 ‹b› R1023 `b` cannot be included: it has errors",
            "b:2 ‹</b>› R1002 the element `c` is not closed before `</b>`",
        ],
        false,
    );
    // An encoding that is not known is.
    let latin = "<a><i href='b' parse='text' encoding='x-none'><f>x</f></i></a>";
    let told = ["a:1 ‹b› R1024 `b` is not included, its fallback is: texts in the encoding `x-none` are not read here"];
    assert_eq!(written(&tells(&[("a", latin), ("b", "y")], &told, true)), "<a>x</a>");
}

#[test]
fn section_4_2_pointers_choose_a_part() {
    let b = ("b", "<!DOCTYPE b [<!ATTLIST d n ID #IMPLIED>]><b><c xml:id='k'><d n='l'/></c><e/></b>");
    for (pointer, expected) in [
        ("k", "<c xml:id='k' xml:base='b'><d n='l'></d></c>"),
        ("l", "<d n='l' xml:base='b'></d>"),
        ("element(k/1)", "<d n='l' xml:base='b'></d>"),
        ("element(/1/2)", "<e xml:base='b'></e>"),
        ("element(/1/5) element(/1/2)", "<e xml:base='b'></e>"),
        ("other(x)xmlns(p=q)element(l)", "<d n='l' xml:base='b'></d>"),
    ] {
        gives(&[("a", &format!("<a><i href='b' xpointer='{pointer}'/></a>")), b], &format!("<a>{expected}</a>"));
    }
    for (pointer, reason) in [
        ("none", "no element has the id `none`"),
        ("element(/1/5)", "`element(/1/5)` leads to no element"),
        ("element(/1", "`element(/1` is no XPointer"),
        ("", "the XPointer is empty"),
    ] {
        let told = format!("a:1 ‹b› R1024 `b` is not included, its fallback is: {reason}");
        let text = format!("<a><i href='b' xpointer='{pointer}'><f>x</f></i></a>");
        assert_eq!(written(&tells(&[("a", &text), b], &[&told], true)), "<a>x</a>");
    }
}

#[test]
fn section_4_2_what_is_included_is_the_document_as_it_is_written() {
    // Pointers count in the file, not in what it becomes.
    let b = "<b><i href='c'/><d/></b>";
    gives(
        &[
            ("a", "<a><i href='b' xpointer='element(/1/1)'/><i href='b' xpointer='element(/1/2)'/></a>"),
            ("b", b),
            ("c", "<c><c/></c>"),
        ],
        "<a><c xml:base='c'><c></c></c><d xml:base='b'></d></a>",
    );
    // A pointer into the document itself sees its own inclusions.
    gives(
        &[("a", "<a><b xml:id='k'><i href='c'/></b><i href='' xpointer='k'/></a>"), ("c", "<c/>")],
        "<a><b xml:id='k'><c xml:base='c'></c></b><b xml:id='k'><c xml:base='c'></c></b></a>",
    );
    // Entities of the other file are its own.
    let entity = "<!DOCTYPE b [<!ENTITY e '<c>y</c>'><!ATTLIST b n CDATA '7'>]><b>&e;&e;</b>";
    gives(
        &[("a", "<!DOCTYPE a [<!ENTITY e 'no'>]><a>&e;<i href='b'/></a>"), ("b", entity)],
        "<a>no<b n='7' xml:base='b'><c>y</c><c>y</c></b></a>",
    );
}

#[test]
fn section_4_2_7_what_comes_back_to_itself_is_an_error() {
    tells(&[("a", "<a><i href='a'/></a>")], &["a:1 ‹a› R1022 the inclusion of `a` comes back to itself"], false);
    tells(
        &[("a", "<a><i href='' xpointer='element(/1)'/></a>")],
        &["a:1 ‹element(/1)› R1022 the inclusion of `a` comes back to itself"],
        false,
    );
    tells(
        &[("a", "<a xml:id='k'><b><i xpointer='k'/></b></a>")],
        &["a:1 ‹k› R1022 the inclusion of `a` comes back to itself"],
        false,
    );
    tells(
        &[("a", "<a><i href='b'/></a>"), ("b", "<b>\n<i href='c'/></b>"), ("c", "<c><i href='b'/></c>")],
        &["c:1 ‹b› R1022 the inclusion of `b` comes back to itself"],
        false,
    );
    // The same part twice, one after the other, is none; nor is another part of the same file.
    gives(
        &[("a", "<a><b xml:id='k'><i xpointer='l'/></b><c xml:id='l'/></a>")],
        "<a><b xml:id='k'><c xml:id='l'></c></b><c xml:id='l'></c></a>",
    );
    gives(
        &[("a", "<a><i href='b' xpointer='k'/></a>"), ("b", "<b><c xml:id='k'><i href='a' parse='text'/></c></b>")]
            .map(|(n, t)| (n, t)),
        &format!("<a><c xml:id='k' xml:base='b'>{}</c></a>", declared("<a><i href='b' xpointer='k'/></a>")),
    );
}

#[test]
fn section_4_3_text_is_characters() {
    let a = "<a>1<i href='b' parse='text'/>2</a>";
    gives(&[("a", a), ("b", "<x> & \"y\"\n")], "<a>1<x> & \"y\"\n2</a>");
    gives(&[("a", a), ("b", "\u{feff}x\r\ny\rz")], "<a>1x\ny\nz2</a>");
    gives(&[("a", a), ("b", "")], "<a>12</a>");
    gives(&[("a", "<a><i href='b' parse='text' encoding='UTF-8'/></a>"), ("b", "é")], "<a>é</a>");
    tells(
        &[("a", a), ("b", "x\ny\u{1}")],
        &[
            "a:1 ‹b› R1023 the text cannot be included: it holds a character that XML forbids",
            "b:2 ‹\u{1}› R1005 `\\u{1}` cannot stand in XML",
        ],
        false,
    );
}

#[test]
fn section_4_4_fallbacks_hold_inclusions() {
    let nested = "<a><i href='g1'><f><b/><i href='g2'><f><i href='c'/></f></i></f></i></a>";
    let assembly = tells(
        &[("a", nested), ("c", "<c/>")],
        &[
            "a:1 ‹g1› R1024 `g1` is not included, its fallback is: gone",
            "a:1 ‹g2› R1024 `g2` is not included, its fallback is: gone",
        ],
        true,
    );
    assert_eq!(written(&assembly), "<a><b></b><c xml:base='c'></c></a>");
    // Nothing in a fallback that is not needed is looked at.
    gives(
        &[("a", "<a><i href='c'><f><i href='gone'/><i parse='x'/></f></i></a>"), ("c", "<c/>")],
        "<a><c xml:base='c'></c></a>",
    );
}

#[test]
fn section_4_5_4_namespaces_stay_what_they_were() {
    let files = [("a", "<a xmlns='m' xmlns:p='n'><i href='b'/></a>"), ("b", "<b xmlns:q='o'><q:c p=''/></b>")];
    let mut builder = Builder::new();
    assert_eq!(assembled(&files).tell(&mut builder), []);
    let document: Document = builder.finish();
    let b = document.root().unwrap().elements().next().unwrap();
    assert!(b.is("", "b") && b.elements().next().unwrap().is("o", "c"));
    assert_eq!((b.scope().namespace("p"), b.scope().namespace(""), b.scope().namespace("q")), (None, None, Some("o")));
    assert_eq!(document.root().unwrap().scope().namespace(""), Some("m"));
}

#[test]
fn section_4_5_5_base_uris_stay_what_they_were() {
    let of = |files: &[(&str, &str)], expected: &str| gives(files, expected);
    of(
        &[("a", "<a><i href='s/b'/></a>"), ("s/b", "<b><i href='c'/></b>"), ("s/c", "<c/>")],
        "<a><b xml:base='s/b'><c xml:base='c'></c></b></a>",
    );
    of(&[("t/a", "<a><i href='../s/b'/></a>"), ("s/b", "<b/>")], "<a><b xml:base='../s/b'></b></a>");
    // An attribute that is there is replaced, and holds for what is inside.
    of(
        &[("a", "<a><i href='b'/></a>"), ("b", "<b xml:base='s/'><i href='c'/></b>"), ("s/c", "<c/>")],
        "<a><b xml:base='s/'><c xml:base='c'></c></b></a>",
    );
    of(&[("a", "<a xml:base='s/'><i href='b'/></a>"), ("s/b", "<b/>")], "<a xml:base='s/'><b xml:base='b'></b></a>");
    of(&[("a", "<a><i xml:base='s/' href='b'/></a>"), ("s/b", "<b/>")], "<a><b xml:base='s/b'></b></a>");
    // An inclusion at the top of a file is read from there.
    of(&[("a", "<a><i href='s/b'/></a>"), ("s/b", "<i href='c'/>"), ("s/c", "<c/>")], "<a><c xml:base='s/c'></c></a>");
    // Of a part, what stands around it in its file.
    of(
        &[("a", "<a><i href='b' xpointer='k'/></a>"), ("b", "<b xml:base='s/'><c xml:id='k'/></b>")],
        "<a><c xml:id='k' xml:base='s/'></c></a>",
    );
    of(
        &[("a", "<a><b xml:base='s/'><c xml:id='k'/></b><i xpointer='k'/></a>")],
        "<a><b xml:base='s/'><c xml:id='k'></c></b><c xml:id='k' xml:base='s/'></c></a>",
    );
    // A part of the same file at the same base needs none.
    of(&[("a", "<a><c xml:id='k'/><i xpointer='k'/></a>")], "<a><c xml:id='k'></c><c xml:id='k'></c></a>");
}

#[test]
fn section_4_5_6_languages_stay_what_they_were() {
    for (outer, inner, expected) in [
        ("", "", ""),
        ("", " xml:lang='de'", " xml:lang='de'"),
        (" xml:lang='en'", "", " xml:lang=''"),
        (" xml:lang='en'", " xml:lang='en'", " xml:lang='en'"),
        (" xml:lang='en'", " xml:lang='EN'", " xml:lang='EN'"),
        (" xml:lang=''", "", ""),
    ] {
        let a = format!("<a{outer}><i href='b'/></a>");
        let b = format!("<b{inner}/>");
        let expected = match inner.is_empty() {
            true => format!("<a{outer}><b xml:base='b'{expected}></b></a>"),
            false => format!("<a{outer}><b{expected} xml:base='b'></b></a>"),
        };
        gives(&[("a", &a), ("b", &b)], &expected);
    }
    gives(
        &[("a", "<a xml:lang='en'><i href='b' xpointer='k'/></a>"), ("b", "<b xml:lang='de'><c xml:id='k'/></b>")],
        "<a xml:lang='en'><c xml:id='k' xml:base='b' xml:lang='de'></c></a>",
    );
}

#[test]
fn section_4_5_1_the_root_is_one_element() {
    gives(&[("a", "<?p q?><i href='b'/>"), ("b", "<!--c--><b/>")], "<?p q?><!--c--><b xml:base='b'></b>");
    let gone = "a:1 ‹gone› R1024 `gone` is not included, its fallback is: gone";
    let assembly = tells(&[("a", "<i href='gone'><f>\n <b/>\n</f></i>")], &[gone], true);
    assert_eq!(written(&assembly), "<b></b>");
    tells(
        &[("a", "<i href='gone'><f><b/><c/></f></i>")],
        &[gone, "a:1 ‹xi:include› R1021 2 elements take the place of the root element"],
        false,
    );
    tells(
        &[("a", "<i href='gone'><f></f></i>")],
        &[gone, "a:1 ‹xi:include› R1021 0 elements take the place of the root element"],
        false,
    );
    tells(
        &[("a", "<i href='gone'><f>x<b/></f></i>")],
        &[gone, "a:1 ‹xi:include› R1021 text takes the place of the root element"],
        false,
    );
    tells(
        &[("a", "<i href='b' parse='text'/>"), ("b", "x")],
        &["a:1 ‹xi:include› R1021 text takes the place of the root element"],
        false,
    );
}

#[test]
fn inclusion_ends() {
    let names: Vec<String> = (0..60).map(|number| format!("f{number}")).collect();
    let deep: Vec<String> = (1..=60).map(|number| format!("<a><i href='f{number}'/></a>")).collect();
    let files: Vec<(&str, &str)> = names.iter().zip(&deep).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    tells(&files, &["f40:1 ‹f41› R1021 inclusions are nested more than 40 deep"], false);
    let twice: Vec<String> =
        (1..=30).map(|number| format!("<a><i href='f{number}'/><i href='f{number}'/></a>")).collect();
    let mut files: Vec<(&str, &str)> =
        names.iter().zip(&twice).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let last = format!("<a>{}</a>", "x".repeat(1000));
    files.push(("f30", &last));
    let assembly = assembled(&files);
    assert!(!assembly.is_whole() && assembly.text().len() < 64 << 20);
}
