//! Inputs that hold very much of one thing: attributes, ids, names, words, signs, entities, rules, keys. Each command that takes one ends with a
//! verdict or a finding, in a bound of time and memory that the system holds. The size is small enough to try all in seconds; what takes
//! time with the square of the size would show already.

use super::folder::Folder;
use super::hostile::{bounded, fault};

/// Bytes of each input, about.
const SIZE: usize = 20_000;

/// Parts, each made of its number, until there are enough.
fn much(part: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < SIZE {
        text.push_str(&part(number));
        number += 1;
    }
    text
}

fn same(part: &str) -> String {
    part.repeat(SIZE / part.len())
}

fn tei(body: &str) -> String {
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>t</title></titleStmt>\
         <publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc></teiHeader>\
         <text><body><div>{body}</div></body></text></TEI>"
    )
}

/// Documents by what they hold much of.
fn documents() -> Vec<(&'static str, String)> {
    let deep = SIZE / 7;
    let subset = |declarations: String, content: &str| format!("<!DOCTYPE a [{declarations}]><a>{content}</a>");
    vec![
        ("elements in elements", tei(&format!("<p>{}x{}</p>", "<hi>".repeat(deep), "</hi>".repeat(deep)))),
        ("attributes", tei(&format!("<p {}/>", much(|n| format!("a{n}='' "))))),
        ("namespaces of one element", format!("<a {}/>", much(|n| format!("xmlns:a{n}='u:{n}' ")))),
        ("namespaces of many elements", tei(&much(|n| format!("<p{n}:p xmlns:p{n}='u:{n}'/>")))),
        ("one value", tei(&format!("<p rend='{}'/>", same("x ")))),
        ("ids and pointers", tei(&much(|n| format!("<p xml:id='a{n}'><ref target='#a{n}'/></p>")))),
        ("pointers to nothing", tei(&much(|n| format!("<p><ref target='#a{n}'/></p>")))),
        ("the same id", tei(&same("<p xml:id='a'/>"))),
        ("pointers of one element", tei(&format!("<p corresp='{}'/>", much(|n| format!("#a{n} "))))),
        ("comments", tei(&same("<!--x-->"))),
        ("instructions", tei(&same("<?x?>"))),
        ("schemas that are named", much(|n| format!("<?xml-model href='a{n}.rng'?>\n")) + "<a/>"),
        ("unknown elements", tei(&much(|n| format!("<e{n}>x</e{n}>")))),
        ("unknown attributes", tei(&much(|n| format!("<p a{n}=''/>")))),
        ("one word", tei(&format!("<p>{}</p>", same("x")))),
        ("one line", tei(&format!("<p>{}</p>", same("<lb/><foo bar='x'/>")))),
        ("page breaks", tei(&format!("<p>{}</p>", much(|n| format!("<pb n='{n}'/>"))))),
        ("notes", tei(&format!("<p>{}</p>", much(|n| format!("x<note n='{n}'>y</note>"))))),
        ("bad values", tei(&format!("<p>{}</p>", same("<date when='x'/>")))),
        ("entities", subset(much(|n| format!("<!ENTITY e{n} 'x{n}'>\n")), &much(|n| format!("&e{};", n % 1000)))),
        ("an entity that is long", subset(format!("<!ENTITY e '{}'>", same("x")), &same("&e;"))),
        ("attributes of the document type", {
            subset(format!("<!ATTLIST b {}>", much(|n| format!("a{n} CDATA 'x'\n"))), &same("<b/>"))
        }),
        ("ends of elements", format!("<a>{}", same("</b>"))),
        ("things included", {
            let all = much(|n| format!("<xi:include href='n{n}.xml'/>"));
            tei(&format!("<p xmlns:xi='http://www.w3.org/2001/XInclude'>{all}</p>"))
        }),
    ]
}

/// What is done with documents.
const DONE: &[&[&str]] = &[
    &["validate", "a.xml"],
    &["validate", "a.xml", "--schema", "recto-letter", "--report", "sarif=r.sarif"],
    &["validate", "a.xml", "--external", "local", "--format", "html"],
    &["format", "a.xml", "-o", "b.xml"],
    &["ids", "a.xml", "--check", "--renumber", "--element", "p", "--pattern", "q{n}"],
    &["text", "a.xml", "-o", "b.txt"],
    &["diff", "a.xml", "old.xml"],
    &["eval", "--gold", "gold", "made"],
];

#[test]
fn documents_of_much() {
    let mut wrong = Vec::new();
    for (name, text) in documents() {
        let folder = Folder::with(&[("old.xml", &tei("<p>Dear Bill, all is well.</p>"))]);
        for path in ["a.xml", "made/a.xml", "gold/a.xml"] {
            folder.write(path, text.as_bytes());
        }
        for arguments in DONE {
            let ran = bounded(&folder, arguments);
            wrong.extend(fault(&ran).map(|fault| format!("{name}, {arguments:?}: {fault}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn texts_of_much() {
    let texts = [
        ("words in a line", same("all is well ")),
        ("one word", same("x")),
        ("lines in a paragraph", same("all is well\n")),
        ("paragraphs", same("All is well.\n\n")),
        ("pages", much(|n| format!("[Page {n}]\n\nx\n\n"))),
        ("pages in a line", much(|n| format!("[Page {n}] "))),
        ("notes", much(|n| format!("well.[{n}] ")) + "\n\n" + &much(|n| format!("[{n}] see\n\n"))),
        ("dates", same("Tokyo, October 28, 1964.\n\n")),
        ("headings", same("LETTER\n\n")),
        ("salutations", same("Dear Bill:\n\n")),
        ("signatures", same("Sincerely,\n\nEd\n\n")),
        ("items", much(|n| format!("{n}. one\n"))),
        ("signs", same("⟨a⟩ ")),
        ("brackets", same("[")),
        ("verse", same("  O rose\n")),
        ("rows", same("a\tb\tc\n")),
    ];
    let mut wrong = Vec::new();
    for (name, text) in texts {
        let folder = Folder::with(&[("a.txt", &text)]);
        let ran = bounded(&folder, &["convert", "a.txt", "-o", "a.xml"]);
        wrong.extend(fault(&ran).map(|fault| format!("{name}: {fault}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn registers_schemas_and_settings_of_much() {
    let rng = |inside: &str| {
        format!("<grammar xmlns='http://relaxng.org/ns/structure/1.0'><start>{inside}</start></grammar>")
    };
    let sch = |inside: &str| format!("<schema xmlns='http://purl.oclc.org/dsdl/schematron'>{inside}</schema>");
    let rule =
        |test: &str| sch(&format!("<pattern><rule context='*'><assert test='{test}'>x</assert></rule></pattern>"));
    let rules: &[&str] = &["validate", "a.xml", "--schema", "s.sch"];
    let compact: &[&str] = &["validate", "a.xml", "--schema", "s.rnc"];
    let grammar: &[&str] = &["schema", "s.rng", "-o", "t.rnc"];
    let names: &[&str] = &["convert", "a.txt", "-o", "b.xml", "--register", "r.csv"];
    let settings: &[&str] = &["convert", "a.txt", "-o", "b.xml", "--meta", "m.toml"];
    let inputs: Vec<(&str, String, &[&str])> = vec![
        ("r.csv", format!("name,id\n\"{}\",a\n", same("x")), names),
        ("r.csv", format!("name,id\n{}", same(",\n")), names),
        ("r.csv", format!("name,id,variants\nA,p,\"{}\"\n", much(|n| format!("Anna B{n}|"))), names),
        ("r.csv", much(|n| format!("c{n},")), names),
        ("s.rnc", format!("start = {}empty", same("(")), compact),
        (
            "s.rnc",
            format!("start = element a {{ {}empty }}", much(|n| format!("element e{n} {{ empty }}? & "))),
            compact,
        ),
        ("s.rnc", format!("start = element a {{ {}\"z\" }}", much(|n| format!("\"v{n}\" | "))), compact),
        ("s.rnc", same("}"), compact),
        ("s.rng", rng(&same("<foo/>")), grammar),
        ("s.rng", rng(&same("<group>")), grammar),
        (
            "s.rng",
            rng(&format!("<choice>{}</choice>", much(|n| format!("<element name='a{n}'><empty/></element>")))),
            grammar,
        ),
        ("s.sch", rule(&(same("a or ") + "b")), rules),
        ("s.sch", rule(&same("(")), rules),
        ("s.sch", sch(&much(|n| format!("<let name='v{n}' value='1'/>"))), rules),
        ("s.sch", sch(&much(|n| format!("<ns prefix='a{n}' uri='u{n}'/>"))), rules),
        ("s.sch", sch(&same("<include href='no.sch'/>")), rules),
        ("m.toml", much(|n| format!("k{n} = 1\n")), settings),
        ("m.toml", format!("title = \"{}\"\n", same("x")), settings),
        ("m.toml", format!("a{} = 1\n", same(".a")), settings),
        ("recto.toml", much(|n| format!("[[severity]]\ncode = 'R1304'\nfiles = '{n}/**'\nseverity = 'note'\n")), names),
    ];
    let mut wrong = Vec::new();
    for (path, text, arguments) in inputs {
        let folder =
            Folder::with(&[("a.xml", "<a/>"), ("a.txt", "Dear Bill:\n\nAll is well.\n"), ("r.csv", "name\nA\n")]);
        folder.write(path, text.as_bytes());
        let ran = bounded(&folder, arguments);
        let beginning: String = text.chars().take(60).collect();
        wrong.extend(fault(&ran).map(|fault| format!("{path} {beginning}: {fault}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A file of so many bytes that takes no room on the disk.
fn sparse(folder: &Folder, name: &str, bytes: u64) {
    let file = std::fs::File::create(folder.path(name)).unwrap();
    file.set_len(bytes).unwrap();
}

#[test]
fn what_is_too_large_to_be_held_is_a_finding() {
    let folder = Folder::with(&[("old.xml", "<a/>")]);
    sparse(&folder, "a.xml", 1 << 30);
    for arguments in [
        &["format", "--check", "a.xml"][..],
        &["diff", "a.xml", "old.xml"],
        &["text", "a.xml"],
        &["ids", "a.xml", "--check", "--element", "p", "--pattern", "p{n}"],
    ] {
        let ran = bounded(&folder, arguments);
        assert!(ran.status == Some(2) || ran.status == Some(1), "{arguments:?}: {ran:?}");
        assert!((ran.stdout.clone() + &ran.stderr).contains("256 MiB"), "{arguments:?}: {ran:?}");
    }
}
