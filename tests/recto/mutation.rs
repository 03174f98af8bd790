//! Files that are nearly right, by the thousand: no command of the program fails on one (R0007), ends before the others are done, or
//! takes long.
//!
//! The inputs are the samples of the project and the small files below, changed at random from a seed: characters, pieces taken out,
//! doubled, moved in from another file, repeated many times so that nesting and length grow. The program is run on folders of them, so
//! that reading, reporting and writing are tried as well; what takes one file a run goes through the library. `RECTO_MUTATIONS` is how
//! many inputs there are (20,000), `RECTO_SEED` the seed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use recto::internals::profile::{self, built_in};
use recto::internals::register::{self, Finder};
use recto::internals::text::Source;
use recto::internals::{ids, metadata};

use super::folder::Folder;

/// How long a run over one of the folders may take.
const LIMIT: Duration = Duration::from_secs(300);
/// Inputs are cut to this many bytes.
const LONGEST: usize = 20_000;

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// A share of all inputs.
fn share(percent: u64) -> usize {
    usize::try_from(number("RECTO_MUTATIONS", 20_000) * percent / 100).unwrap()
}

/// A generator of random numbers (SplitMix64), the same on every system.
struct Random(u64);

impl Random {
    fn new(stream: u64) -> Self {
        Self(number("RECTO_SEED", 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ stream)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// What tends to matter to readers of any of the formats.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "<", ">", "&", "&amp;", "&#x10FFFF;", "&x;", "\"", "'", "]]>", "<!--", "-->", "<?x y?>", "<![CDATA[", "<!DOCTYPE a [<!ENTITY x '&x;'>]>", "xmlns=''",
    "xml:id='a'", "=", "{", "}", "[", "]", "(", ")", "*", "+", "?", "|", ",", ";", ":", "!", "#", "$", "@", "/", "//", "..", "~", "-", "\\", "\\x{0}", "list {",
    "element a {", "grammar {", "parent a", "0", "-1", "1e400", "99999999999999999999", "2147483648", "\n", "\n\n", "\r", "\t", "   ", "\u{a0}", "\u{feff}",
    "\u{200d}", "\u{301}", "\u{1F600}", "\u{fffd}", "\u{1}", "\u{c}", "ß", "İ", "1. ", "[Page 3]", "[1]", "⟨", "⟩", "~~", "P.S.", "May 3, 1890", "Wien, ", "Dear ",
    "Sincerely,", "\"\"\"", "'''", "true", "[[a]]", "a.b.c = 1", "first()", "position()", "last()", "for $x in 1 to 3 return", "matches(., '(a*)*')", "//*[1]",
];

/// A piece of a text, as bytes.
fn piece(text: &[u8], random: &mut Random) -> (usize, usize) {
    let start = random.below(text.len() + 1);
    let longest = [4, 40, 400][random.below(3)];
    (start, (start + random.below(longest)).min(text.len()))
}

/// A text with one to four changes.
fn mutated(text: &str, others: &[String], random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        let (start, end) = piece(&bytes, random);
        match random.below(7) {
            0 => drop(bytes.splice(start..end, [])),
            1 => drop(bytes.splice(start..start, random.of(PIECES).bytes())),
            2 => drop(bytes.splice(start..end, random.of(PIECES).bytes())),
            3 => {
                let copy = bytes[start..end].to_vec();
                let at = random.below(bytes.len() + 1);
                bytes.splice(at..at, copy);
            }
            4 => {
                // Nesting and length grow by what is repeated.
                let times = [2, 10, 100, 2000][random.below(4)];
                let copy = bytes[start..end].repeat(times);
                bytes.splice(start..start, copy);
            }
            5 => {
                let other = others[random.below(others.len())].as_bytes();
                let (from, to) = piece(other, random);
                bytes.splice(start..end, other[from..to].iter().copied());
            }
            _ => {
                let byte = u8::try_from(random.below(256)).unwrap();
                bytes.splice(start..end.min(start + 1), [byte]);
            }
        }
        bytes.truncate(LONGEST);
    }
    // Half of them are text: what is no UTF-8 is refused before it is read.
    if random.below(8) > 0 { String::from_utf8_lossy(&bytes).into_owned().into_bytes() } else { bytes }
}

/// The samples with this ending, the smaller ones.
fn samples(ending: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut paths: Vec<_> = ["letter", "frus", "transcript", "tei"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|own| own == ending))
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| std::fs::read_to_string(path).unwrap();
    paths.iter().map(read).filter(|text| text.len() < LONGEST / 2).collect()
}

/// Runs the program over its folder; it ends by itself, in time, and has failed on no file.
#[track_caller]
fn holds(folder: &Folder, arguments: &[&str]) {
    let begun = Instant::now();
    let ran = folder.run(arguments);
    let told = format!("{}{}", ran.stdout, ran.stderr);
    let fault = told.lines().find(|line| line.contains("R0007") || line.contains("panicked"));
    let took = begun.elapsed();
    if fault.is_some() || !matches!(ran.status, Some(0..=2)) || took > LIMIT {
        let kept = folder.keep();
        panic!("{arguments:?} in {}: {fault:?}, status {:?}, {took:?}", kept.display(), ran.status);
    }
}

/// Writes this many mutations as `NAME/0001.ENDING`.
fn fill(folder: &Folder, name: &str, ending: &str, count: usize, seeds: &[String], random: &mut Random) {
    for at in 0..count {
        let seed = &seeds[random.below(seeds.len())];
        folder.write(&format!("{name}/{at:04}.{ending}"), &mutated(seed, seeds, random));
    }
}

const RULES: &str = r#"<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt3">
<ns prefix="t" uri="http://www.tei-c.org/ns/1.0"/><let name="ids" value="//@xml:id"/>
<pattern id="p"><rule context="t:p|t:head"><let name="n" value="count(preceding::*)"/>
<assert test="string-length(normalize-space(.)) gt 0" role="warning">empty <name/> after <value-of select="$n"/></assert>
<report test="matches(., '\p{Lu}{9}') and @n = $ids">loud</report></rule>
<rule context="t:date"><assert test="not(@when) or @when castable as xs:date or matches(@when, '^\d{4}')">no day: <value-of select="format-date(xs:date('1890-05-03'), '[D] [MNn]')"/></assert></rule></pattern></schema>
"#;

const COMPACT: &str = r#"default namespace = "http://www.tei-c.org/ns/1.0"
## a letter
start = TEI
TEI = element TEI { attribute xml:id { xsd:ID }?, (text.part & element teiHeader { any }?), attribute * - xml:id { text }* }
text.part = element text { list { ("a" | xsd:integer { minInclusive = "1" })* } | mixed { (p | lg)* } }
p = element p { text, attribute n { xsd:token { pattern = "[a-z]+(\d|x){1,3}" } }? }
lg = element lg { element l { text }+ }
any = (element * { any } | attribute * { text } | text)*
"#;

const GRAMMAR: &str = r#"<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.tei-c.org/ns/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><ref name="a"/></start><define name="a"><element><anyName><except><nsName ns=""/></except></anyName><zeroOrMore><choice><ref name="a"/><text/>
<attribute name="n" ns=""><data type="date"><param name="minInclusive">1800-01-01</param></data></attribute></choice></zeroOrMore></element></define></grammar>
"#;

const TEI: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="t"><teiHeader><fileDesc><titleStmt><title>x</title></titleStmt></fileDesc></teiHeader>
<text xml:lang="en"><body><div xml:id="d1"><head n="1">1. Head<note xml:id="f1" n="1">A <hi>note</hi>.</note></head><p>Text <pb n="3" xml:id="pg_3"/> and <ref target="#f1">there</ref>
<date when="1890-05-03">May 3</date></p><lg><l>one</l><l>two</l></lg><list><item>a</item></list><table><row><cell>c</cell></row></table></div></body></text></TEI>
"##;

fn associated(schema: &str) -> String {
    TEI.replacen("?>\n", &format!("?>\n<?xml-model href=\"{schema}\"?>\n"), 1)
}

#[test]
fn transcripts() {
    let mut random = Random::new(1);
    let seeds = samples("txt");
    for profile in ["letter", "frus", "transcript"] {
        let folder = Folder::new();
        fill(&folder, "in", "txt", share(8), &seeds, &mut random);
        holds(&folder, &["convert", "in", "-o", "out", "--profile", profile, "--format", "concise"]);
        holds(&folder, &["text", "out", "-o", "plain", "--profile", profile, "--format", "concise"]);
    }
}

#[test]
fn documents() {
    let mut random = Random::new(2);
    let mut seeds = samples("xml");
    seeds.extend(std::iter::repeat_n(TEI.to_owned(), 1 + seeds.len()));
    let folder = Folder::with(&[("rules.sch", RULES)]);
    fill(&folder, "tei", "xml", share(10), &seeds, &mut random);
    fill(&folder, "other", "xml", share(10), &seeds, &mut random);
    for format in ["human", "json", "sarif", "junit", "html"] {
        holds(&folder, &["validate", "tei", "--schema", "recto-letter", "--schema", "rules.sch", "--format", format]);
    }
    holds(&folder, &["validate", "other"]);
    holds(&folder, &["text", "tei", "-o", "plain"]);
    holds(&folder, &["diff", "tei", "other", "--format", "json"]);
    holds(&folder, &["diff", "tei", "other", "--format", "unified"]);
    holds(&folder, &["eval", "--gold", "other", "tei", "--format", "json"]);
    holds(&folder, &["format", "tei", "--check"]);
    holds(&folder, &["format", "tei"]);
    holds(&folder, &["ids", "other", "--element", "p", "--pattern", "x{n}", "--check"]);
    holds(&folder, &["ids", "other", "--element", "p", "--pattern", "x{n}", "--renumber"]);
    holds(&folder, &["validate", "tei", "--fix"]);
}

#[test]
fn schemas_and_rules() {
    let mut random = Random::new(3);
    let folder = Folder::new();
    for (ending, seed) in [("rnc", COMPACT), ("rng", GRAMMAR), ("sch", RULES)] {
        let others = [seed.to_owned(), TEI.to_owned(), COMPACT.to_owned()];
        for at in 0..share(6) {
            folder.write(&format!("docs/{at:04}.{ending}"), &mutated(seed, &others, &mut random));
            folder.write(&format!("docs/{at:04}-{ending}.xml"), associated(&format!("{at:04}.{ending}")).as_bytes());
        }
    }
    holds(&folder, &["validate", "docs", "--format", "concise", "--allow-not-run"]);
}

#[test]
fn changes_to_review() {
    let mut random = Random::new(4);
    let folder = Folder::new();
    let seeds = [TEI.to_owned(), RULES.to_owned()];
    for at in 0..share(5) {
        folder.write(&format!("tei/{at:04}.xml"), TEI.as_bytes());
        folder.write(&format!("tei/{at:04}.xml.new"), &mutated(TEI, &seeds, &mut random));
        if at % 3 == 0 {
            let record = r#"{"source":["a.txt",1],"pending":2,"accepted":[3],"rejected":[[[0,1,"x"]]],"elements":[[5,"p",0,9]]}"#;
            let record = mutated(record, &seeds, &mut random);
            folder.write(&format!("tei/{at:04}.xml.new.rules"), &record);
        }
    }
    holds(&folder, &["review", "tei", "--list", "--format", "json"]);
    holds(&folder, &["review", "tei", "--reject"]);
    holds(&folder, &["review", "tei", "--accept"]);
}

/// Settings, metadata and registers, which are read one a run: each by the library.
#[test]
fn settings_and_tables() {
    let mut random = Random::new(5);
    let house = "extends = 'letter'\nlanguages = ['en', 'de']\nsigns = [{ open = '⟨', close = '⟩', element = 'supplied' }]\n\
                 [page]\nmarks = ['[Bl. {n}]']\nid = 'p{n}'\n[notes]\nlabels = ['({n})']\n[weights.head]\nany = -2\n";
    let facts = "title = 'A letter'\ndate = 1890-05-03\nplace = 'Wien'\nfacsimile = 'f{n}.jpg'\n[sender]\nname = 'A'\nref = 'x'\n";
    let table = "id,name,type\np1,\"Smith, John\",person\np2,Wien,place\n";
    let persons = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><listPerson><person xml:id='p1'><persName><forename>A</forename> \
                   <surname>B</surname></persName></person></listPerson></body></text></TEI>";
    let letter = built_in("letter").unwrap();
    type Read<'r> = (&'r str, &'r dyn Fn(&Source));
    let use_register = |register| drop(Finder::new(&register, &letter));
    let targets: [Read<'_>; 5] = [
        (house, &|source| drop(profile::read(source))),
        (facts, &|source| drop(metadata::read(source))),
        (table, &|source| use_register(register::csv(source).0)),
        (persons, &|source| use_register(register::tei(source).0)),
        ("{file}p{n}", &|source| drop(ids::Pattern::read(source.text()))),
    ];
    let others = [house, facts, table, persons].map(str::to_owned);
    for (seed, read) in targets {
        for _ in 0..share(4) {
            let text = String::from_utf8_lossy(&mutated(seed, &others, &mut random)).into_owned();
            let source = Source::new("any", text.clone());
            let begun = Instant::now();
            assert!(catch_unwind(AssertUnwindSafe(|| read(&source))).is_ok(), "{text}");
            assert!(begun.elapsed() < Duration::from_secs(20), "{:?}: {text}", begun.elapsed());
        }
    }
}
