//! `recto verify`: TEI compared with its text. What Recto writes holds its text; every single change is found at its place; what language models made
//! of ten letters is judged as a plain comparison of characters judges it.

use std::sync::Arc;

use recto::Source;
use recto::internals::budget::Meter;
use recto::internals::profile::{self, Profile};
use recto::internals::verify;
use recto::internals::xml::{Entity, External};

use crate::folder::Folder;
use crate::shared::shared;

/// The findings of a comparison: code, place in the TEI, message.
pub(super) fn compared(text: &str, tei: &str, profile: &Profile) -> Vec<(&'static str, usize, String)> {
    let source = Arc::new(Source::new("text", text));
    let found = verify::verify(&source, &Entity { text: tei, external: External::Refused }, profile, &Meter::default());
    let found = found.unwrap().into_iter();
    found.map(|one| (one.code.id, one.span.unwrap_or_default().start, one.message)).collect()
}

pub(super) fn document(body: &str) -> String {
    format!("<TEI><teiHeader><p>no</p></teiHeader><text><body>{body}</body></text></TEI>")
}

/// The codes and messages for a text and the body of a document, in the profile `letter` with more keys.
fn told(text: &str, body: &str, keys: &str) -> Vec<String> {
    let (profile, findings) = profile::read(&Source::new("x.toml", keys));
    assert_eq!(findings, []);
    let found = compared(text, &document(body), &profile.unwrap());
    found.into_iter().map(|(code, _, message)| format!("{code} {message}")).collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn what_is_written_as_marks_and_as_elements_is_the_same() {
    for (text, body) in [
        ("He came [Page 2] at last.", "<p>He came <pb n='2'/>at last.</p>"),
        ("He came [Page 2] at last.", "<p>He came [Page 2] at last.</p>"),
        ("nego[Page 2]tiations", "<p>nego<pb n='2' break='no'/>tiations</p>"),
        ("He ~~went~~ came.", "<p>He <del>went</del> came.</p>"),
        ("He ~~went~~ came.", "<p>He ~~went~~ came.</p>"),
        ("He [illegible] came.", "<p>He <gap reason='illegible'/> came.</p>"),
        ("He saw it.1\n\n1. The Hope.", "<p>He saw it.<note n='1'>The Hope.</note></p>"),
        ("He saw it.1\n\n1. The Hope.", "<p>He saw it<note n='1'>The Hope.</note>.</p>"),
        ("He saw it.1\n\n1. The Hope.", "<p>He saw it.<ref>1</ref></p><p>1. The Hope.</p>"),
        ("Three things:\n\n• hay\n• corn\n", "<p>Three things:</p><list><item>hay</item><item>corn</item></list>"),
        ("a set-\ntlement", "<p>a set-<lb break='no'/>tlement</p>"),
        ("Teh end", "<p><choice><sic>Teh</sic><corr>The</corr></choice> end</p>"),
        ("The end", "<p><choice><sic>Teh</sic><corr>The</corr></choice> end</p>"),
        (
            "Mr Teh",
            "<p><choice><expan>Master</expan><abbr>Mr</abbr></choice> <choice><orig>Teh</orig><reg>The</reg></choice></p>",
        ),
        ("one  two\nthree", "<p>one\n  two three</p>"),
        ("Dear Bill,\nall is well", "<opener><salute>Dear Bill,</salute></opener><p>all is well</p>"),
        ("R&D <x> é", "<p>R&amp;D &lt;x> &#233;</p>"),
    ] {
        assert_eq!(told(text, body, ""), NOTHING, "{text} — {body}");
    }
}

#[test]
fn every_kind_of_difference_has_its_code() {
    let long = "All is well here, and the hay is in. Of the boat we have heard nothing yet since Sunday.";
    for (text, body, expected) in [
        ("I have benn there", "<p>I have been there</p>", "R2004 changed: “n” became “e”"),
        ("May 3, 1854", "<p>May 3, 1845</p>", "R2005 changed: “54” became “45”"),
        ("He came – at last.", "<p>He came at last.</p>", "R2006 lost: “–”"),
        ("„Komm“ sagte er", "<p>\"Komm“ sagte er</p>", "R2007 changed: “„” became “\"”"),
        ("my dear friend", "<p>my dear, good friend</p>", "R2004 added: “, good”"),
        (
            "my dear friend",
            "<p>my <hi>dear</hi>friend</p>",
            "R2011 no white space between “dear” and “friend”, where the text has some",
        ),
        (
            "my dear friend",
            "<p>my de ar friend</p>",
            "R2011 white space between “de” and “ar”, where the text has none",
        ),
        (
            "Donauschiff fährt",
            "<p>Donau\u{ad}schiff fährt</p>",
            "R2012 invisible characters in “Donau\u{ad}schiff”: U+00AD, in the text none",
        ),
        ("he said: no", "<p>he said : no</p>", "R2013 white space between “said” and “”, where the text has none"),
        ("3 km", "<p>3\u{a0}km</p>", "R2013 U+00A0 between “3” and “km”, in the text a blank"),
        ("Café", "<p>Cafe\u{301}</p>", "R2014 “Cafe\u{301}” is written with other characters that mean the same"),
        (
            "He came [Page 2] at last.",
            "<p>He came at last.</p>",
            "R2010 lost: the mark “[Page 2]”, and there is no `pb`",
        ),
        ("He came [Page 2] at last.", "<p>He came <pb n='3'/>at last.</p>", "R2010 changed: the number “2” became “3”"),
        ("He [Page 2] came", "<p>He <pb n='2'/> came<pb n='3'/></p>", "R2010 added: the text has no page mark here"),
        (
            long,
            "<p>All is well here, and the hay is in. All is well here, and the hay is in. Of the boat we have heard nothing yet since Sunday.</p>",
            "R2009 doubled: “All is well here, and the hay is in.” stands in the text once",
        ),
        (
            long,
            "<p>Of the boat we have heard nothing yet since Sunday. All is well here, and the hay is in.</p>",
            "R2008 moved: “All is well here, and the hay is in.” stands elsewhere in the text",
        ),
        (
            long,
            "<p>Of the boat we have heard nothing yet since Sunday. All is <hi>well <del>here</del></hi>, and the <add>hay is</add> in.</p>",
            "R2008 moved: “All is well here, and the hay is in.” stands elsewhere in the text",
        ),
        (
            long,
            "<p>All is well here, and the hay is in. <hi>All</hi> is <hi>well here</hi>, and the hay is in. Of the boat we have heard nothing yet since Sunday.</p>",
            "R2009 doubled: “All is well here, and the hay is in.” stands in the text once",
        ),
    ] {
        assert_eq!(told(text, body, ""), [expected], "{text} — {body}");
    }
}

#[test]
fn marks_in_a_passage_that_was_moved_have_their_elements() {
    let rest = "Of the boat we have heard nothing yet since Sunday, and nobody here knows more of it.";
    let text = format!("All is ~~well~~ here, and the hay is in. {rest}");
    let moved = |passage: &str| format!("<p>{rest} {passage}</p>");
    let found = told(&text, &moved("All is <del>well</del> here, and the hay is in."), "");
    assert_eq!(found, ["R2008 moved: “All is well here, and the hay is in.” stands elsewhere in the text"]);
    let found = told(&text, &moved("All is well here, and the hay is in."), "");
    assert_eq!(found.iter().filter(|one| one.starts_with("R2010 lost: the mark")).count(), 2, "{found:?}");
}

#[test]
fn words_that_one_of_both_joins_are_those_of_the_other() {
    let text = "Yours ever\n\nTo theHonourable John Bell of theAdmiralty in London\n";
    let address = "<p>To the</p><p>Honourable John Bell of the</p><p>Admiralty in London</p>";
    let tei = format!("<p>Yours ever</p>{address}{address}");
    let found = told(text, &tei, "");
    assert_eq!(
        found,
        ["R2009 doubled: “To the Honourable John Bell of the Admiralty in London” stands in the text once"]
    );
    let found = told("to theHonourable John Bell", "<p>to the Honourable John Bell</p>", "");
    assert_eq!(found, ["R2011 white space between “the” and “Honourable”, where the text has none"]);
    let found = told("to the Honourable John Bell", "<p>to theHonourable John Bell</p>", "");
    assert_eq!(found, ["R2011 no white space between “the” and “Honourable”, where the text has some"]);
}

#[test]
fn what_html_names_is_read_as_its_letter() {
    let profile = profile::built_in("letter").unwrap();
    for (text, body, codes) in [
        ("Café ‘au’ lait", "<p n='&eacute;'>Caf&eacute; &lsquo;au&rsquo; lait</p>", &["R1007"; 4][..]),
        ("Café", "<p>Caf&nosuch;</p>", &["R1007", "R2004"]),
        // Nobody's markup comes out of a name.
        ("a<b", "<p>a&LT;b</p>", &["R1007", "R2006"]),
    ] {
        let found = compared(text, &document(body), &profile);
        assert_eq!(found.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), codes, "{found:?}");
    }
    let folder = Folder::with(&[
        ("a.txt", "Au café, déjà.\n"),
        ("a.xml", "<TEI><text><body><p>Au caf&eacute;, <hi>d&eacute;j&agrave;</hi>.</p></body></text></TEI>"),
    ]);
    folder.run(&["verify", "a.txt", "a.xml"]).exits(1).prints("it is read as “é”, as in HTML");
    folder.run(&["transplant", "a.txt", "a.xml", "-o", "out.xml"]).exits(0);
    assert!(folder.read("out.xml").contains("<p>Au café, <hi>déjà</hi>.</p>"), "{}", folder.read("out.xml"));
}

#[test]
fn all_roots_of_a_file_are_compared() {
    let profile = profile::built_in("letter").unwrap();
    let codes =
        |text: &str, tei: &str| compared(text, tei, &profile).into_iter().map(|(code, ..)| code).collect::<Vec<_>>();
    let (first, second) = ("All is well here, and the hay is in.", "Of the boat we have heard nothing yet.");
    let root = |body: &str| document(&format!("<p>{body}</p>"));
    let two = root(first) + "\n" + &root(second);
    assert_eq!(codes(&format!("{first}\n\n{second}"), &two), ["R1012"]);
    // An answer that is given twice.
    let found = compared(first, &(root(first) + &root(first)), &profile);
    assert_eq!(found.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), ["R1012", "R2009"], "{found:?}");
    assert_eq!(found[1].1, root(first).len() + root("").find("</p></body>").unwrap());
    let many = root("All is well.").repeat(100);
    assert!(codes("All is well.", &many).contains(&"R2009"));
}

#[test]
fn the_profile_says_what_counts_as_equal() {
    let keys = "[verify]\nequal = ['\"“”„', 'sſ', '-–']\nwhite-space = 'none'\nunicode-form = 'canonical'\nnot-text = [{ element = 'note', attributes = { resp = '#e' } }, { element = 'ex' }]\n";
    let text = "„Café“ – daſs es so ist";
    let body = "<p>\"Cafe\u{301}\" -dass es<note resp='#e'>who?</note> s<ex>elbs</ex>o i st</p>";
    assert_eq!(told(text, body, keys), NOTHING);
    assert!(told(text, body, "").len() > 5);
    assert_eq!(told("ﬁ", "<p>fi</p>", "[verify]\nunicode-form = 'compatible'\n"), NOTHING);
}

#[test]
fn tei_of_another_text_is_told_once() {
    let text = "The boat came in on Sunday with her mast gone and all hands safe, and the owners have been to look at her twice. ".repeat(40);
    let other =
        "Für die freundliche Zusendung Ihrer Abhandlung sage ich Ihnen meinen aufrichtigsten Dank und grüße Sie sehr. "
            .repeat(40);
    let found = told(&text, &format!("<p>{other}</p>"), "");
    assert_eq!(found, ["R2001 this TEI is of another text: 0 % of its letters fit `text`"]);
    let profile = profile::built_in("letter").unwrap();
    let codes = |tei: &str| compared(&text, tei, &profile).into_iter().map(|(code, ..)| code).collect::<Vec<_>>();
    assert_eq!(codes("<TEI><teiHeader><p>no</p></teiHeader></TEI>"), ["R2002"]);
    assert_eq!(codes("<TEI><text><body/></text></TEI>"), ["R2002"]);
    // A model that does not answer gives another text too.
    assert_eq!(codes(&document("<p>Sorry, I cannot do this.</p>")), ["R2001"]);
    assert_eq!(codes(&document("<p>The boat came in.</p>")), ["R2004"]);
    // Several bodies are read in their order.
    let half = text.len() / 2;
    let tei =
        format!("<TEI><text><body><p>{}</p></body><body><p>{}</p></body></text></TEI>", &text[..half], &text[half..]);
    assert_eq!(codes(&tei), NOTHING);
}

#[test]
fn files_and_folders_are_compared() {
    let good = document("<p>All is well.</p>");
    let folder = Folder::with(&[
        ("in/a.txt", "All is well."),
        ("in/b/c.txt", "All is wel."),
        ("in/d.txt", "All"),
        ("in/empty.txt", " \n"),
        ("tei/a.xml", &good),
        ("tei/b/c.xml", &good),
        ("tei/e.xml", &good),
        ("tei/empty.xml", &good),
        ("both/a.txt", "All is well."),
        ("both/a.gold.xml", &good),
    ]);
    folder.run(&["verify", "in/a.txt", "tei/a.xml"]).exits(0);
    folder.run(&["verify", "both"]).exits(0);
    let ran = folder.run(&["verify", "in", "tei", "--format", "concise"]).exits(1);
    assert!(ran.stdout.contains("R2003: there is no TEI for this text"), "{ran:?}");
    assert!(ran.stdout.contains("R2003: there is no text for this TEI"), "{ran:?}");
    assert!(ran.stdout.contains("R0001: the text is empty"), "{ran:?}");
    assert!(ran.stdout.contains("tei/b/c.xml:1:63: error R2004: added: “l”"), "{ran:?}");
    assert!(ran.stderr.contains("5 files: 1 hold their text, 4 do not; 4 errors"), "{ran:?}");
    folder.run(&["verify", "in/a.txt"]).exits(2);
    folder.run(&["verify", "in/a.txt", "tei"]).exits(2);
    folder.run(&["verify", "in/a.txt", "in/none.xml"]).exits(2);
    folder.write("recto.toml", b"[convert]\nsource = \"in/b\"\ntarget = \"tei/b\"\n");
    folder.run(&["verify"]).exits(1).prints("added: “l”");
}

/// A reading without the program: what stands between tags, without white space.
pub(super) fn characters(tei: &str) -> String {
    let body = tei.find("<body").map_or(tei, |at| &tei[at..]);
    let mut text = String::new();
    for part in body.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, behind)| behind));
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#160;", " ")
        .replace("&amp;", "&");
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn what_language_models_made_is_judged_right() {
    let Some(cases) = shared("cases/verify") else { return };
    let profile = profile::built_in("letter").unwrap();
    let mut judged = (0, 0);
    let mut runs: Vec<_> = std::fs::read_dir(cases.join("encoded")).unwrap().map(|run| run.unwrap().path()).collect();
    runs.sort();
    for folder in runs.iter().chain([&cases.join("reference")]) {
        for file in std::fs::read_dir(folder).unwrap() {
            let file = file.unwrap().path();
            let tei = std::fs::read_to_string(&file).unwrap();
            let name = file.with_extension("txt").file_name().unwrap().to_owned();
            let text = std::fs::read_to_string(cases.join("text").join(name)).unwrap();
            let is_same = characters(&tei) == text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let found = compared(&text, &tei, &profile);
            let errors = found.iter().filter(|(code, ..)| *code < "R2011").count();
            assert_eq!(errors == 0, is_same, "{}: {found:?}", file.display());
            assert!(!folder.ends_with("reference") || found.is_empty(), "{}: {found:?}", file.display());
            judged = (judged.0 + 1, judged.1 + usize::from(is_same));
        }
    }
    assert_eq!(judged.0, 110);
    assert!(judged.1 < 90, "{judged:?}");
}

/// Numbers by a seed (xorshift).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}

/// The text of a sample, and the TEI that Recto makes of it.
pub(super) fn samples() -> Vec<(String, String, Profile)> {
    let mut all = Vec::new();
    for name in ["letter", "transcript", "frus"] {
        let profile = profile::built_in(name).unwrap();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(file).unwrap();
            let made = recto::internals::convert::convert(&Source::new("x", &*text), &profile, &Default::default());
            all.push((text, made.tei.unwrap(), profile.clone()));
        }
    }
    all
}

#[test]
fn what_recto_writes_holds_its_text() {
    for (text, tei, profile) in samples() {
        assert_eq!(compared(&text, &tei, &profile), [], "{text}");
    }
}

/// The parts of a document that are text of its body, as bytes.
fn visible(tei: &str) -> Vec<std::ops::Range<usize>> {
    let mut parts = Vec::new();
    let mut at = tei.find("<body").unwrap();
    while let Some(end) = tei[at..].find('>').map(|end| at + end + 1) {
        let next = tei[end..].find('<').map_or(tei.len(), |next| end + next);
        parts.push(end..next);
        at = next;
    }
    parts.retain(|part| !tei[part.clone()].trim().is_empty());
    parts
}

/// One random change of a document: what is replaced, and by what.
fn change(tei: &str, random: &mut Random) -> Option<(std::ops::Range<usize>, String)> {
    let parts = visible(tei);
    let part = parts[random.below(parts.len())].clone();
    let words: Vec<std::ops::Range<usize>> = words(tei, part.clone());
    let word = words.get(random.below(words.len()))?.clone();
    let letters: Vec<(usize, char)> = tei[word.clone()].char_indices().map(|(at, c)| (word.start + at, c)).collect();
    let (at, c) = letters[random.below(letters.len())];
    let one = at..at + c.len_utf8();
    Some(match random.below(9) {
        0 => (one, if c == 'x' { "y" } else { "x" }.to_owned()),
        1 => (one, String::new()),
        2 => (at..at, "q".to_owned()),
        3 => (word, String::new()),
        4 => (word.end..word.end, format!(" {}", &tei[word.clone()])),
        5 => {
            let quote = tei[part.clone()].char_indices().find(|(_, c)| "„“”«»’‘\"".contains(*c))?;
            let at = part.start + quote.0;
            (at..at + quote.1.len_utf8(), if quote.1 == '"' { "“" } else { "\"" }.to_owned())
        }
        6 => {
            let stop = tei[part.clone()].find(". ")?;
            let end = tei[part.start + stop + 2..part.end].find(". ")? + part.start + stop + 3;
            (part.start + stop + 2..end, String::new())
        }
        7 => {
            let stop = tei[part.clone()].find(". ")?;
            let end = tei[part.start + stop + 2..part.end].find(". ")? + part.start + stop + 3;
            (end..end, format!(" {}", &tei[part.start + stop + 2..end]))
        }
        _ => {
            let at = tei.match_indices("<pb ").map(|(at, _)| at).nth(random.below(4))?;
            (at..at + tei[at..].find("/>")? + 2, String::new())
        }
    })
}

fn words(tei: &str, part: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in tei[part.clone()].char_indices().chain([(part.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(part.start + at),
            (false, Some(begin)) => {
                // A reference is no word.
                if !tei[..begin].ends_with(['&', '#']) {
                    words.push(begin..part.start + at);
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// How many random changes are made of each sample.
const CHANGES: usize = 8;

#[test]
fn every_single_change_is_found_at_its_place() {
    let mut made = 0;
    for (text, tei, profile) in samples() {
        // Each sample has changes of its own: a new one does not change those of the others.
        let mut random =
            Random(text.bytes().fold(0x5eed_1890, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into())));
        for _ in 0..CHANGES {
            let Some((part, put)) = change(&tei, &mut random) else { continue };
            let changed = format!("{}{put}{}", &tei[..part.start], &tei[part.end..]);
            let found = compared(&text, &changed, &profile);
            // Between two blocks nobody knows to which of them a lost one belongs.
            let parts = visible(&tei);
            let before = parts.iter().rev().find(|other| other.end <= part.start).map_or(0, |other| other.end);
            let behind = parts.iter().find(|other| other.start >= part.end).map_or(tei.len(), |other| other.start);
            let around = before.min(part.start.saturating_sub(40))..behind.max(part.end + 40) + put.len();
            let context = format!("{:?} by {put:?} in {:?}", &tei[part.clone()], changed.get(around.clone()));
            assert!(!found.is_empty(), "not found: {context}");
            assert!(found.len() < 3 && found.iter().all(|(_, at, _)| around.contains(at)), "{found:?}: {context}");
            made += 1;
        }
    }
    assert!(made > 300, "{made}");
}

#[test]
fn what_is_lost_at_the_border_of_a_zone_is_lost_where_the_text_has_it() {
    let profile = profile::built_in("letter").unwrap();
    for (text, body, before) in [
        (
            "He saw it.1 The end of it\n\n1. The Hope.",
            "<p>He saw it.<note n='1'>The Hope.</note> The end of</p>",
            " The end of",
        ),
        (
            "He saw it.1 The end of it\n\n1. Dear Hope.",
            "<p>He saw it.<note n='1'>Hope.</note> The end of it</p>",
            "<note n='1'>",
        ),
    ] {
        let tei = document(body);
        let found = compared(text, &tei, &profile);
        let places: Vec<usize> = found.iter().map(|(_, at, _)| *at).collect();
        assert_eq!(places, [tei.find(before).unwrap() + before.len()], "{found:?}");
    }
}
