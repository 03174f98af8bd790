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
fn compared(text: &str, tei: &str, profile: &Profile) -> Vec<(&'static str, usize, String)> {
    let source = Arc::new(Source::new("text", text));
    let found = verify::verify(&source, &Entity { text: tei, external: External::Refused }, profile, &Meter::default());
    let found = found.unwrap().into_iter();
    found.map(|one| (one.code.id, one.span.unwrap_or_default().start, one.message)).collect()
}

fn document(body: &str) -> String {
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
fn characters(tei: &str) -> String {
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
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}

/// The text of a sample, and the TEI that Recto makes of it.
fn samples() -> Vec<(String, String, Profile)> {
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

/// The TEI that setting the elements of a body onto a text gives, what stands in its body, and the codes of the findings.
fn transplanted(text: &str, body: &str) -> (String, Vec<&'static str>) {
    let profile = profile::built_in("letter").unwrap();
    let source = Arc::new(Source::new("text", text));
    let made = verify::transplant(&source, &document(body), &profile, &Meter::default()).unwrap();
    let codes = made.diagnostics.iter().map(|finding| finding.code.id).collect();
    let tei = made.tei.unwrap_or_else(|| panic!("{:?}", made.diagnostics));
    assert_eq!(compared(text, &tei, &profile), [], "{tei}");
    let inside = tei.split_once("<body>").unwrap().1.rsplit_once("</body>").unwrap().0;
    (inside.to_owned(), codes)
}

#[test]
fn elements_are_set_onto_the_text() {
    for (text, body, expected, codes) in [
        (
            "„Komm“, sagte er.",
            "<p>\"Komm\", sagte <persName>er</persName>.</p>",
            "<p>„Komm“, sagte <persName>er</persName>.</p>",
            &[][..],
        ),
        (
            "I met Jon Smyth there",
            "<p>I met <persName>John Smith</persName> there</p>",
            "<p>I met <persName>Jon Smyth</persName> there</p>",
            &[],
        ),
        (
            "I met Hans there",
            "<p>I met <persName n='1'>Peter</persName> there</p>",
            "<p>I met <persName n='1'>Hans</persName> there</p>",
            &[],
        ),
        ("my dear old friend", "<p>my <hi>dear</hi> friend</p>", "<p>my <hi>dear</hi> old friend</p>", &[]),
        (
            "my dear friend",
            "<p>my <hi>dear</hi> <del>old</del> friend</p>",
            "<p>my <hi>dear</hi> friend</p>",
            &["R2021"],
        ),
        ("my dear friend", "<p>my <hi>dear</hi>friend</p>", "<p>my <hi>dear</hi> friend</p>", &[]),
        ("R&D <x>", "<p>R+D <hi>&lt;y></hi></p>", "<p>R&amp;D <hi>&lt;x></hi></p>", &[]),
        ("Café", "<p>Cafe\u{301}</p>", "<p>Café</p>", &[]),
        ("He [Page 2] came", "<p>He <pb n='2'/> come</p>", "<p>He <pb n='2'/> came</p>", &[]),
        ("He [Page 2] came", "<p>He came</p>", "<p>He [Page 2] came</p>", &[]),
        (
            "So let me end. I remain yours ever\n\nAnn",
            "<p>So let me end. I remain yours ever</p><closer><salute>I remain yours ever</salute> <signed>Ann</signed></closer>",
            "<p>So let me end. I remain yours ever</p><closer> <signed>Ann</signed></closer>",
            &["R2021"],
        ),
        (
            "One and one are two.\n\nThree are here.\n\nFour and five go.",
            "<div><p>One and one are two.</p><p>Four and five go.</p></div>",
            "<div><p>One and one are two.</p><p>Three are here.</p><p>Four and five go.</p></div>",
            &["R2023"],
        ),
        (
            "We saw Mary Jane Hill at noon",
            "<p>We saw <persName>Maria Johanna</persName> <name>Hügel</name> at noon</p>",
            "<p>We saw <persName>Mary Jane</persName> <name>Hill</name> at noon</p>",
            &["R2022"],
        ),
        // What would cross others is parted where it stands in a line.
        (
            "I saw the old red boat today. He said so, and went home.",
            "<p>I saw <hi>the old</hi> red boat today. He said so, <q xml:id='q'>the old red boat</q> and went home.</p>",
            "<p>I saw <hi><q xml:id='q'>the old</q></hi><q> red boat</q> today. He said so, and went home.</p>",
            &["R2025"],
        ),
        (
            "I saw the old red boat today. He said so, and went home.",
            "<p>I saw the old <hi>red boat</hi> today. He said so, <seg n='1'>saw the <name>old red</name></seg> and went home.</p>",
            "<p>I <seg n='1' part=\"I\">saw the <name>old </name></seg><hi><seg n='1' part=\"F\"><name>red</name></seg> boat</hi> today. He said so, and went home.</p>",
            &["R2025", "R2025"],
        ),
        // Blocks part nothing.
        (
            "I saw the old\n\nred boat today. He said so, and went home.",
            "<p>I saw the old</p><p>red boat today. He said so, <q>the old red boat</q> and went home.</p>",
            "<p>I saw the old</p><p>red boat today. He said so, and went home.</p>",
            &["R2021"],
        ),
        (
            "I saw the old red boat today. He said so, and went home.",
            "<p>I saw <hi>the old</hi> red boat today. He said so, <formula>the old red boat</formula> and went home.</p>",
            "<p>I saw <hi>the old</hi> red boat today. He said so, and went home.</p>",
            &["R2021"],
        ),
    ] {
        let (made, told) = transplanted(text, body);
        assert_eq!((made.as_str(), told.as_slice()), (expected, codes), "{text} — {body}");
    }
}

#[test]
fn all_that_language_models_made_is_set_onto_its_text() {
    let Some(cases) = shared("cases/verify") else { return };
    let profile = profile::built_in("letter").unwrap();
    let mut made = 0;
    for run in std::fs::read_dir(cases.join("encoded")).unwrap() {
        for file in std::fs::read_dir(run.unwrap().path()).unwrap() {
            let file = file.unwrap().path();
            let tei = std::fs::read_to_string(&file).unwrap();
            let name = file.with_extension("txt").file_name().unwrap().to_owned();
            let text = std::fs::read_to_string(cases.join("text").join(name)).unwrap();
            let source = Arc::new(Source::new("text", &*text));
            let tei = verify::transplant(&source, &tei, &profile, &Meter::default()).unwrap().tei.unwrap();
            assert_eq!(
                characters(&tei),
                text.chars().filter(|c| !c.is_whitespace()).collect::<String>(),
                "{}",
                file.display()
            );
            made += 1;
        }
    }
    assert_eq!(made, 100);
}

/// A text with one word in fifty changed, and the numbers of those words.
fn corrected(text: &str, random: &mut Random) -> String {
    let word = |word: &str, random: &mut Random| match random.below(50) {
        0 if !word.is_empty() && word.chars().all(char::is_alphabetic) => "Qu".to_owned() + word,
        _ => word.to_owned(),
    };
    text.split_inclusive(char::is_whitespace)
        .map(|part| {
            let bare = part.trim_end();
            word(bare, random) + &part[bare.len()..]
        })
        .collect()
}

#[test]
fn elements_stay_at_their_words_on_a_corrected_text() {
    let mut random = Random(0x2026_1130);
    let (mut stayed, mut all) = (0, 0);
    for (text, tei, profile) in samples() {
        let corrected = corrected(&text, &mut random);
        let source = Arc::new(Source::new("text", &*corrected));
        let made = verify::transplant(&source, &tei, &profile, &Meter::default()).unwrap();
        let made = made.tei.unwrap_or_else(|| panic!("{:?}\n{corrected}", made.diagnostics));
        // Without the words that were put in, both are the same.
        let made = made.replace("Qu", "");
        let tags = |tei: &str| {
            tei.split('<').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        let (before, after) = (tags(&tei.replace("Qu", "")), tags(&made));
        all += before.len();
        stayed += before.iter().zip(&after).filter(|(a, b)| a == b).count();
    }
    assert!(stayed * 1000 >= all * 995, "{stayed} of {all}");
}

#[test]
fn broken_tei_is_mended_and_what_was_wrong_is_told() {
    let folder = Folder::with(&[
        ("a.txt", "All is well & good.\n\nAnn\n"),
        ("a.xml", "<TEI><text><body><p>All is <hi>wel</hi> & good.</p><closer><signed>Ann</closer></body></text>"),
    ]);
    folder.run(&["verify", "a.txt", "a.xml", "--format", "concise"]).exits(1).prints("lost: “l”");
    let ran = folder.run(&["transplant", "a.txt", "a.xml", "-o", "out.xml"]).exits(0);
    assert!(ran.stderr.contains("warning R1"), "{ran:?}");
    assert!(folder.read("out.xml").contains("<hi>well</hi> &amp; good."), "{}", folder.read("out.xml"));
    folder.run(&["verify", "a.txt", "out.xml"]).exits(0);
    folder.write(
        "o.txt",
        "Für die freundliche Zusendung Ihrer Abhandlung sage ich Ihnen meinen aufrichtigsten Dank und Gruß.".as_bytes(),
    );
    folder.run(&["transplant", "o.txt", "a.xml", "-o", "o.xml"]);
}

/// A text, and TEI of a model that straightens quotation marks, changes a word and a number, says a sentence twice and adds a name.
fn spoiled() -> Folder {
    let text =
        "Dear Bill,\n\n“The hay is in,” she said on May 3. Of the boat we have heard nothing. “Yes,” he said.\n\nAnn\n";
    let tei = document(
        "<opener><salute>Dear Bill,</salute></opener>\n<p>\"The hay is in,\" she says on <date>May 5</date>. Of the boat we have heard nothing. \"Yes,\" he said. <q>Of the boat we have heard nothing.</q></p>\n<closer><signed>Ann</signed> <persName>Miller Esq</persName></closer>\n",
    );
    Folder::with(&[("in/a.txt", text), ("models/a.xml", &tei)])
}

/// The changes that are pending: how many of each group.
fn pending(folder: &Folder, at: &str) -> Vec<(String, u64)> {
    let ran = folder.run(&["review", at, "--json"]);
    let row = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
    let of = |row: serde_json::Value| (row["group"].as_str().unwrap().to_owned(), row["changes"].as_u64().unwrap());
    let mut groups: Vec<_> = ran.stdout.lines().map(row).map(of).collect();
    groups.sort();
    groups
}

#[test]
fn transplants_are_reviewed_by_what_they_do() {
    let folder = spoiled();
    folder.run(&["transplant", "in", "models", "-o", "tei", "--pending"]).exits(0);
    assert!(!folder.path("tei/a.xml").exists());
    let groups = [
        ("text: `persName` → nothing; text of `body`, rule text not there", 1),
        ("text: text of `date`, rule digits", 1),
        ("text: text of `p`, rule letters", 1),
        ("text: text of `p`, rule passage moved or doubled", 1),
        ("text: text of `p`, rule quotation marks", 3),
    ];
    let found = pending(&folder, "tei");
    assert_eq!(found, groups.map(|(group, count)| (group.to_owned(), count)));
    let group = "text: text of `date`, rule digits";
    folder.run(&["review", "tei", "--reject", "--group", group]).exits(0).says("1 change in 1 file rejected");
    folder.run(&["review", "tei", "--accept"]).exits(0).says("6 changes in 1 file accepted");
    let made = folder.read("tei/a.xml");
    assert!(
        made.contains(
            "“The hay is in,” she said on <date>May 5</date>. <q>Of the boat we have heard nothing.</q> “Yes,” he said."
        ),
        "{made}"
    );
    assert!(folder.files().iter().all(|name| !name.contains(".new")), "{:?}", folder.files());
    // What was rejected stays so, whether the next run asks or writes.
    folder.run(&["transplant", "in", "models", "-o", "tei", "--pending"]).exits(0);
    assert_eq!(pending(&folder, "tei"), []);
    folder.run(&["transplant", "in/a.txt", "models/a.xml", "-o", "tei/a.xml"]).exits(0).says("R1524");
    assert_eq!(folder.read("tei/a.xml"), made);
    folder.run(&["transplant", "in", "models", "-o", "tei", "--force"]).exits(0);
    folder.run(&["verify", "in", "tei"]).exits(0);
}

#[test]
fn a_transplant_is_pending_beside_what_was_accepted() {
    let folder = spoiled();
    let before = folder.read("models/a.xml");
    // Without `-o` the accepted file is the TEI itself.
    folder.run(&["transplant", "in", "models", "--pending"]).exits(0);
    assert_eq!(folder.read("models/a.xml"), before);
    assert!(pending(&folder, "models").contains(&("text: text of `p`, rule quotation marks".to_owned(), 3)));
    folder.run(&["review", "models", "--accept"]).exits(0);
    folder.run(&["verify", "in", "models"]).exits(0);
    folder.run(&["transplant", "in", "models", "--pending"]).exits(0);
    assert_eq!(pending(&folder, "models"), []);
    // A result that changes nothing of its model is a new file as a whole.
    folder.run(&["transplant", "in", "models", "-o", "out", "--pending"]).exits(0);
    assert_eq!(pending(&folder, "out"), [("element: new file".to_owned(), 1)]);
    folder.run(&["transplant", "in/a.txt", "models/a.xml", "-o", "-", "--pending"]).exits(2);
    // A file that somebody keeps is left alone.
    folder.run(&["review", "out", "--accept"]).exits(0);
    folder.run(&["review", "out/a.xml", "--mine", "--reason", "collated"]).exits(0);
    folder.write("in/a.txt", folder.read("in/a.txt").replace("hay", "corn").as_bytes());
    let kept = folder.read("out/a.xml");
    folder.run(&["transplant", "in/a.txt", "models/a.xml", "-o", "out/a.xml"]).exits(0).says("R1525");
    assert_eq!(folder.read("out/a.xml"), kept);
}

#[test]
fn what_is_not_well_formed_is_reviewed_as_it_was_mended() {
    let folder = Folder::with(&[
        ("a.txt", "All is well & good.\n\nAnn\n"),
        ("a.xml", "<TEI><text><body><p>All is <hi>wel</hi> & good.</p><closer><signed>Ann</closer></body></text>"),
    ]);
    folder.run(&["transplant", "a.txt", "a.xml", "-o", "out.xml", "--pending"]).exits(0);
    assert_eq!(pending(&folder, "out.xml"), [("text: text of `hi`, rule letters".to_owned(), 1)]);
    folder.run(&["review", "out.xml", "--accept"]).exits(0);
    folder.run(&["verify", "a.txt", "out.xml"]).exits(0);
    folder.run(&["transplant", "a.txt", "a.xml", "--pending"]).exits(0);
    folder.run(&["review", "a.xml", "--accept"]).exits(0);
    folder.run(&["verify", "a.txt", "a.xml"]).exits(0);
}
