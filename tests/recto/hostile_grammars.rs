//! Grammars, and documents against them, that ask for more time or memory than anybody has: each ends, with a verdict or a finding that says
//! that it is too complex. All are made here; none is on file.

#![cfg(unix)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use super::folder::Folder;

/// Seconds that a case may take, on a machine that does much else and without optimisation.
const MOST_SECONDS: u64 = 300;

/// Kilobytes of addresses that a case may ask for.
const MOST_MEMORY: u32 = 1 << 21;

/// A grammar with its files, the first the one that is used, and a document.
struct Case {
    name: &'static str,
    files: Vec<(String, String)>,
    document: String,
    /// What must be told, if anything.
    told: &'static str,
}

fn case(name: &'static str, schema: String, document: String, told: &'static str) -> Case {
    Case { name, files: vec![("s.rnc".to_owned(), schema)], document, told }
}

/// The same in XML syntax.
fn xml_case(name: &'static str, schema: String, document: String, told: &'static str) -> Case {
    Case { name, files: vec![("s.rng".to_owned(), schema)], document, told }
}

/// One line for each number.
fn each(count: usize, separator: &str, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().join(separator)
}

/// Each definition made of the next one, to the last.
fn chain(length: usize, link: impl Fn(usize) -> String, last: &str) -> String {
    let mut text = "start = element a { r0 }\n".to_owned();
    for at in 0..length {
        writeln!(text, "r{at} = {}", link(at + 1)).unwrap();
    }
    text + &format!("r{length} = {last}\n")
}

const RNG: &str =
    "xmlns='http://relaxng.org/ns/structure/1.0' datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'";

#[track_caller]
fn check(cases: Vec<Case>) {
    for case in cases {
        let mut files: Vec<(&str, &str)> = case.files.iter().map(|(name, text)| (&**name, &**text)).collect();
        files.push(("a.xml", &case.document));
        let folder = Folder::with(&files);
        let recto = folder.command(&["validate", "a.xml", "--format", "concise", "--schema", &case.files[0].0]);
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("ulimit -v {MOST_MEMORY}; exec \"$@\"")).arg("sh").arg(recto.get_program());
        command.args(recto.get_args()).current_dir(recto.get_current_dir().unwrap());
        let start = Instant::now();
        let output = command.output().unwrap();
        let (told, spent) = (String::from_utf8_lossy(&output.stdout), start.elapsed());
        let beginning: String = told.chars().take(2000).collect();
        assert!(matches!(output.status.code(), Some(0..=2)), "{}: {:?} {beginning}", case.name, output);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{}", case.name);
        assert!(told.contains(case.told), "{}: {beginning}", case.name);
        assert!(spent < Duration::from_secs(MOST_SECONDS), "{}: {spent:?}", case.name);
        if std::env::var_os("RECTO_TIMES").is_some() {
            let _ = writeln!(
                std::io::stderr(),
                "{:>6.1} s  {:?} {} {}",
                spent.as_secs_f64(),
                output.status.code(),
                case.name,
                beginning.lines().next().unwrap_or_default()
            );
        }
    }
}

#[test]
fn patterns_that_double() {
    let xs = "<x/>".repeat(2000);
    check(vec![
        case(
            "group of the next twice",
            chain(30, |next| format!("r{next}, r{next}"), "element b { empty }"),
            "<a><b/><b/></a>".to_owned(),
            "R1303",
        ),
        case(
            "interleave of the next twice",
            chain(30, |next| format!("r{next} & r{next}"), "element b { empty }"),
            "<a/>".to_owned(),
            "R1158",
        ),
        case(
            "choice of the next twice",
            chain(
                60,
                |next| format!("(r{next}, element x {{ empty }}?) | (r{next}, element y {{ empty }}?)"),
                "element b { empty }",
            ),
            format!("<a><b/>{xs}</a>"),
            "R13",
        ),
        case(
            "choice of the next twice, the text before",
            chain(
                60,
                |next| format!("(element x {{ empty }}?, r{next}) | (element x {{ text }}?, r{next})"),
                "element b { empty }",
            ),
            format!("<a>{xs}<b/></a>"),
            "R13",
        ),
        case(
            "repeated again and again",
            chain(200, |next| format!("r{next}+, r{next}*"), "element x { empty }"),
            format!("<a>{xs}</a>"),
            "",
        ),
        case(
            "attributes of the next twice",
            chain(
                40,
                |next| {
                    format!(
                        "(attribute a{next} {{ text }}?, r{next}, element x{{ empty }}?) | (attribute b{next} {{ text }}?, r{next}, element y {{ empty }}?)"
                    )
                },
                "element x { empty }",
            ),
            format!("<a a1='' b2='' a3=''>{xs}</a>"),
            "",
        ),
        case(
            "attributes tied to content",
            format!(
                "start = element a {{ {} }}",
                each(40, ", ", |n| format!(
                    "((attribute a{n} {{ text }}, element x {{ empty }}?) | element y {{ empty }}?)"
                ))
            ),
            format!("<a {}>{xs}</a>", each(40, " ", |n| format!("a{n}=''"))),
            "",
        ),
    ]);
}

#[test]
fn lists_and_values() {
    let words = "x y ".repeat(200_000);
    check(vec![
        case(
            "list of many parts",
            format!("start = element a {{ list {{ {} }} }}", each(300, ", ", |_| "(\"x\" | \"y\")*".to_owned())),
            format!("<a>{words}</a>"),
            "",
        ),
        case(
            "list of choices that double",
            format!(
                "start = element a {{ list {{ r0 }} }}\n{}",
                chain(60, |next| format!("(r{next}, \"x\"?) | (r{next}, \"y\"?)"), "\"x\"").split_once('\n').unwrap().1
            ),
            format!("<a>{words}</a>"),
            "R13",
        ),
        case(
            "twenty thousand values",
            format!(
                "start = element a {{ element b {{ attribute c {{ {} }} }}* }}",
                each(20_000, " | ", |n| format!("\"v{n}\""))
            ),
            format!("<a>{}</a>", each(10_000, "", |n| format!("<b c='w{n}'/>"))),
            "R13",
        ),
        xml_case(
            "a thousand facets",
            format!(
                "<element name='a' {RNG}><oneOrMore><element name='b'><data type='string'>{}</data></element></oneOrMore></element>",
                each(1000, "", |n| format!("<param name='pattern'>[a-z]*{n}?</param>"))
            ),
            format!("<a>{}</a>", "<b>abc</b>".repeat(5000)),
            "",
        ),
        case(
            "an expression repeated a million times",
            "start = element a { xsd:string { pattern = \"(a{1,1000000}){1,1000000}\" } }".to_owned(),
            "<a>a</a>".to_owned(),
            "R1141",
        ),
        case(
            "an expression of a megabyte",
            format!(
                "start = element a {{ xsd:string {{ pattern = \"({})*\" }} }}",
                each(100_000, "|", |n| format!("[a-c]{{1,3}}{n}"))
            ),
            "<a>a1</a>".to_owned(),
            "R1141",
        ),
        case(
            "a hundred thousand references to ids",
            "start = element a { attribute i { xsd:ID }?, element b { attribute r { xsd:IDREFS } }* }".to_owned(),
            format!("<a>{}</a>", each(3000, "", |n| format!("<b r='{}'/>", each(100, " ", |m| format!("x{n}-{m}"))))),
            "R1311",
        ),
    ]);
}

#[test]
fn names_and_wildcards() {
    let except = |from: usize, count: usize| each(count, " | ", |n| format!("n{}", from + n));
    let long = "N".repeat(100_000);
    check(vec![
        case(
            "thousands of names left out",
            format!(
                "start = element a {{ attribute * - ({}) {{ text }}*, attribute * - ({}) {{ text }}* }}",
                except(0, 20_000),
                except(10_000, 20_000)
            ),
            "<a/>".to_owned(),
            "R11",
        ),
        case(
            "many wildcards with names left out",
            format!(
                "start = element a {{ ({})* }}",
                each(3000, " | ", |n| format!("element * - ({}) {{ empty }}", except(n, 20)))
            ),
            format!("<a>{}</a>", each(3000, "", |n| format!("<n{n}/>"))),
            "",
        ),
        xml_case(
            "three hundred thousand namespaces",
            format!(
                "<element name='a' {RNG}><zeroOrMore><choice>{}</choice></zeroOrMore></element>",
                each(150_000, "", |n| format!("<element><nsName ns='u{n}'/><empty/></element>"))
            ),
            format!("<a>{}</a>", each(3000, "", |n| format!("<p:b xmlns:p='u{n}'/>"))),
            "",
        ),
        case(
            "a long name in every finding",
            format!("start = element * {{ element {long} {{ empty }}* }}"),
            format!("<a>{}</a>", each(10_000, "", |n| format!("<x{n}/>"))),
            "R1301",
        ),
        case(
            "many names that are not known",
            format!("start = element a {{ ({})* }}", each(50_000, " | ", |n| format!("element known{n} {{ empty }}"))),
            format!("<a>{}</a>", each(10_000, "", |n| format!("<unknown{n}/>"))),
            "R1301",
        ),
        case(
            "a tag of many attributes",
            "start = element a { attribute b { text }? }".to_owned(),
            format!("<a {}/>", each(100_000, " ", |n| format!("x{n}=''"))),
            "R1304",
        ),
        case(
            "many prefixes in scope of many names",
            "start = element a { element b { xsd:QName }* }".to_owned(),
            format!("<a {}>{}</a>", each(4000, " ", |n| format!("xmlns:p{n}='u{n}'")), "<b>p1:x</b>".repeat(20_000)),
            "",
        ),
    ]);
}

#[test]
fn many_of_all() {
    check(vec![
        case(
            "interleave of thousands of groups",
            format!(
                "start = element a {{ {} }}",
                each(5000, " & ", |n| format!("(element b{n} {{ empty }}, element c{n} {{ empty }}?)"))
            ),
            format!("<a>{}</a>", each(5000, "", |n| format!("<b{}/>", 4999 - n))),
            "",
        ),
        case(
            "elements of one name and many contents",
            format!(
                "start = element a {{ ({})* }}",
                each(5000, " | ", |n| format!("element b {{ element c{n} {{ empty }} }}"))
            ),
            format!("<a>{}</a>", each(5000, "", |n| format!("<b><c{n}/></b>"))),
            "",
        ),
        case(
            "one name defined again and again",
            format!("start = element a {{ r* }}\n{}", each(100_000, "\n", |n| format!("r |= element b{n} {{ r* }}"))),
            "<a><b7/></a>".to_owned(),
            "",
        ),
        case(
            "references to nothing",
            format!("start = element a {{ x }}\n{}", each(50_000, "\n", |n| format!("r{n} = s{n}"))),
            "<a/>".to_owned(),
            "R1135",
        ),
        case(
            "choices that grow",
            format!(
                "start = element a {{ {} }}\nbig = {}",
                each(50_000, ", ", |n| format!("(big | element s{n} {{ empty }})?")),
                each(50_000, " | ", |n| format!("element b{n} {{ empty }}"))
            ),
            "<a/>".to_owned(),
            "",
        ),
        case(
            "attributes shared by all",
            format!(
                "start = element a {{ ({}) }}\natts = {}",
                each(10_000, " | ", |n| format!("element b{n} {{ atts, attribute i {{ xsd:ID }} }}")),
                each(10_000, ", ", |n| format!("attribute t{n} {{ text }}?"))
            ),
            "<a/>".to_owned(),
            "",
        ),
    ]);
}

#[test]
fn depth() {
    let deep =
        |open: &str, close: &str, inside: &str| format!("{}{inside}{}", open.repeat(100_000), close.repeat(100_000));
    check(vec![
        case("parentheses", format!("start = element a {{ {} }}", deep("(", ")", "empty")), "<a/>".to_owned(), "R1125"),
        case("elements", deep("element a { ", "}", "empty"), "<a/>".to_owned(), "R1125"),
        case("notes", format!("[ {} ] empty", deep("x [ ", "]", "")), "<a/>".to_owned(), "R11"),
        case("names", format!("element {} {{ empty }}", deep("(* - (", "))", "a")), "<a/>".to_owned(), "R11"),
        xml_case(
            "groups",
            format!("<element name='a' {RNG}>{}</element>", deep("<group>", "</group>", "<empty/>")),
            "<a/>".to_owned(),
            "R1125",
        ),
        xml_case(
            "foreign elements",
            format!("<element name='a' {RNG}>{}<empty/></element>", deep("<x xmlns='u'>", "</x>", "")),
            "<a/>".to_owned(),
            "",
        ),
        case("definitions", chain(50_000, |next| format!("r{next}"), "empty"), "<a/>".to_owned(), "R1125"),
        case("a document", "start = a\na = element a { a? }".to_owned(), deep("<a>", "</a>", ""), ""),
        case("a document that is not known", "start = element b { empty }".to_owned(), deep("<a>", "</a>", ""), "R13"),
    ]);
}

#[test]
fn files_that_refer_to_files() {
    let mut many = vec![(
        "s.rnc".to_owned(),
        format!("start = element a {{ empty }}\n{}", each(1500, "\n", |n| format!("include \"f{n}.rnc\""))),
    )];
    many.extend((0..1500).map(|n| (format!("f{n}.rnc"), format!("d{n} = empty"))));
    // Each level takes in the next ten times, and anew in each grammar around it.
    let mut fan = vec![("s.rnc".to_owned(), "start = element a { external \"f0.rnc\" }\np = empty".to_owned())];
    for level in 0..40 {
        let next = level + 1;
        let once = format!("grammar {{ start = external \"f{next}.rnc\"\np = parent p }}");
        fan.push((format!("f{level}.rnc"), format!("p, {}", vec![once; 10].join(", "))));
    }
    fan.push(("f40.rnc".to_owned(), "p".to_owned()));
    let mut twice = vec![("s.rnc".to_owned(), "include \"f0.rnc\"\nstart = element a { empty }".to_owned())];
    for level in 0..40 {
        let include = |n: usize| format!("div {{ include \"f{}.rnc\" {{ x{level}y{n} = empty }} }}", level + 1);
        twice.push((format!("f{level}.rnc"), format!("{}\n{}", include(0), include(1))));
    }
    twice.push(("f40.rnc".to_owned(), each(40, "\n", |n| format!("x{n}y0 = empty\nx{n}y1 = empty"))));
    check(vec![
        Case { name: "too many files", files: many, document: "<a/>".to_owned(), told: "R1125" },
        Case { name: "files taken in anew", files: fan, document: "<a/>".to_owned(), told: "R1125" },
        Case { name: "files included twice by each", files: twice, document: "<a/>".to_owned(), told: "R11" },
    ]);
}
