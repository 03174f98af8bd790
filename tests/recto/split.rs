//! Volumes: where they are cut, that nothing is lost, and what is not written.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use recto::internals::profile::{self, Profile};
use recto::internals::split::{Part, split};
use recto::internals::text::{Source, Span};

use super::folder::Folder;
use super::shared::shared;

/// The parts of a volume as `split` writes them, each under its name.
fn parts(folder: &Folder) -> String {
    let files = folder.files().into_iter().filter(|name| name.starts_with("letters/") && name.ends_with(".txt"));
    files.map(|name| format!("=== {name}\n{}", folder.read(&name))).collect()
}

#[test]
fn samples_of_volumes_are_split_as_accepted() {
    insta::glob!("../../samples/volume", "*.txt", |path| {
        let folder = Folder::new();
        folder.write("volume.txt", &std::fs::read(path).unwrap());
        let run =
            folder.run(&["split", "volume.txt", "-o", "letters/", "--format", "concise"]).exits(0).prints_nothing();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../../samples/volume");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.remove_input_file();
        let name = path.file_stem().unwrap().to_str().unwrap();
        settings.bind(|| insta::assert_snapshot!(name, run.stderr + &parts(&folder)));
        folder.run(&["split", "volume.txt", "-o", "letters/", "--check"]).exits(0);
    });
}

/// A volume, the profile's `[split]`, and the first lines of the letters.
#[track_caller]
fn check(volume: &str, split: &str, expected: &[&str]) {
    let folder = Folder::with(&[("v.txt", volume), ("house.toml", &format!("[split]\n{split}\n"))]);
    folder.run(&["split", "v.txt", "-o", "letters/", "--profile", "house.toml"]).exits(0);
    let files = folder.files().into_iter().filter(|name| name.starts_with("letters/v-") && !name.contains("back"));
    let firsts = files.map(|name| folder.read(&name).trim().lines().next().unwrap_or_default().to_owned());
    assert_eq!(firsts.collect::<Vec<_>>(), expected, "{volume}");
}

#[test]
fn the_profile_says_where_letters_begin() {
    check("1.\na\n2.\nb\n", "at = 'number'", &["1.", "2."]);
    check("I.\na\n1.\n\nII.\nb\n2.\n\nIII.\nc\n", "at = 'number'", &["I.", "II.", "III."]);
    check("a\u{c}b\n\u{c}\u{c} \u{c}c\n", "at = 'form-feed'", &["a", "b", "c"]);
    check(
        "To Ann, May 3, 1890\na\nTo the sea, today.\nTo Tom, 4 May 90\nb",
        "headings = ['To {text}, {date}']",
        &["To Ann, May 3, 1890", "To Tom, 4 May 90"],
    );
    check("* * *\na\n\n* * *\nb\n", "headings = ['* * *']", &["* * *", "* * *"]);
}

/// A letter with this above its text.
fn letter(above: &str, day: usize) -> String {
    format!("{above}\n\nWhitby, May {day}, 1831.\n\nDear Tom,\n\nWe went on.\n\nEver yours,\n\nAnn\n\n")
}

#[test]
fn the_way_is_found_that_explains_the_volume() {
    for (headings, way) in [
        (
            ["To Ann Holt, May 1, 1831", "To August Bell, June 2, 1832", "To Mrs. Ash, July 3, 1833"],
            "headings like `To Ann Holt, May 1, 1831`",
        ),
        (["12. To Ann Holt", "13. To Tom", "14. To Mrs. Ash"], "numbered headings, from `12. To Ann Holt`"),
        (["XII", "XIII", "XIV"], "numbers alone on their lines, from `XII`"),
        (["* * *", "* * *", "* * *"], "headings like `* * *`"),
    ] {
        let volume: String = headings.iter().zip(1..).map(|(heading, day)| letter(heading, day)).collect();
        check(&volume, "at = 'found'", &headings);
        let folder = Folder::with(&[("v.txt", &volume)]);
        folder.run(&["split", "v.txt", "-o", "out/"]).exits(0).says(&format!("split at {way}: 3 letters"));
    }
    let pages: String = (1..4).map(|day| letter("\u{c}", day)).collect();
    check(&pages, "at = 'found'", &["Whitby, May 1, 1831.", "Whitby, May 2, 1831.", "Whitby, May 3, 1831."]);
    check(
        &pages.replace('\u{c}', ""),
        "at = 'dateline'",
        &["Whitby, May 1, 1831.", "Whitby, May 2, 1831.", "Whitby, May 3, 1831."],
    );
}

#[test]
fn pages_and_sections_are_no_letters() {
    let page = "which was said by the\n\u{c}\nmen of the harbour, as we know.\n\n";
    let section =
        |number: usize| format!("{number}.\n\nThe ships of the harbour were small, and few of them went far.\n\n");
    for text in [letter("", 1) + &page.repeat(12), letter("", 1) + &(1..6).map(section).collect::<String>()] {
        let folder = Folder::with(&[("v.txt", &text)]);
        folder.run(&["split", "v.txt", "-o", "out/"]).exits(1).says("R0602");
    }
}

#[test]
fn letters_are_named_by_their_numbers() {
    let folder =
        Folder::with(&[("b/v.txt", "LXX\na\nLXXI\nb\n"), ("w.txt", "3.\na\n12.\nb\n"), ("x.txt", "\u{c}a\u{c}b")]);
    folder.write("x.toml", b"[split]\nat = 'form-feed'");
    folder.write("recto.toml", b"profile = 'n.toml'");
    folder.write("n.toml", b"[split]\nat = 'number'");
    folder.run(&["split", "b", "w.txt", "-o", "out"]).exits(0);
    folder.run(&["split", "x.txt", "-o", "out", "--profile", "x.toml"]).exits(0);
    let files: Vec<String> = folder
        .files()
        .into_iter()
        .filter(|name| {
            name.starts_with("out/") && !name.contains('.') || name.ends_with("txt") && name.starts_with("out")
        })
        .collect();
    assert_eq!(
        files,
        ["out/v-070.txt", "out/v-071.txt", "out/w-003.txt", "out/w-012.txt", "out/x-001.txt", "out/x-002.txt"]
    );
}

#[test]
fn what_shows_no_way_is_not_split() {
    let folder = Folder::with(&[
        ("v.txt", "Dear Ann,\n\nAll is well.\n\nTom\n"),
        ("h.toml", "[split]\nheadings = ['LETTER {n}']\n"),
    ]);
    for profile in ["letter", "h.toml"] {
        folder.run(&["split", "v.txt", "-o", "out/", "--profile", profile]).exits(1).says("R0602");
    }
    folder.run(&["split", "v.txt"]).exits(2).says("name a folder for them");
    folder.run(&["split", "-o", "out/"]).exits(2).says("no input");
    folder.run(&["split", "-", "-o", "out/"]).exits(2);
    folder.write("h.toml", b"[split]\nat = 'heading'\n");
    folder.run(&["split", "v.txt", "-o", "out/", "--profile", "h.toml"]).exits(2).says("R0104");
    assert_eq!(folder.files(), ["h.toml", "v.txt"]);
}

#[test]
fn what_others_wrote_is_kept() {
    let folder = Folder::with(&[
        ("v.txt", "1.\na\n2.\nb\n"),
        ("out/v-001.txt", "mine\n"),
        ("recto.toml", "profile = 'n.toml'"),
        ("n.toml", "[split]\nat = 'number'"),
    ]);
    folder.run(&["split", "v.txt", "-o", "out/", "--check"]).exits(1).says("`out/v-002.txt` is not there");
    assert_eq!(folder.files(), ["n.toml", "out/v-001.txt", "recto.toml", "v.txt"]);
    folder.run(&["split", "v.txt", "-o", "out/"]).exits(1).says("R0010");
    assert_eq!(
        (folder.read("out/v-001.txt"), folder.read("out/v-002.txt")),
        ("mine\n".to_owned(), "2.\nb\n".to_owned())
    );
    folder.run(&["split", "v.txt", "-o", "out/", "--force"]).exits(0);
    folder.run(&["split", "v.txt", "-o", "out/", "--check"]).exits(0);
    folder.write("v.txt", b"1.\na\n2.\nB\n");
    folder.run(&["split", "v.txt", "-o", "out/"]).exits(0);
    assert_eq!(folder.read("out/v-002.txt"), "2.\nB\n");
}

#[test]
fn numbers_that_do_not_count_up_are_told() {
    let letters = |numbers: &[&str]| numbers.iter().map(|number| format!("Letter {number}\na\n")).collect::<String>();
    let folder = Folder::with(&[("h.toml", "[split]\nheadings = ['Letter {n}']\n")]);
    folder.write("v.txt", letters(&["1", "2", "3", "4", "5", "6", "8", "9", "10", "11", "11a", "7"]).as_bytes());
    let run = folder.run(&["split", "v.txt", "-o", "out/", "--profile", "h.toml"]).exits(0);
    assert_eq!(run.stderr.matches("R0603").count(), 2, "{}", run.stderr);
}

/// What volumes are made of.
#[rustfmt::skip]
const LINES: &[&str] = &[
    "1.", "2.", "3.", "II.", "7", "Letter 1", "Letter 2", "LETTER 12a", "No. 4", "[Page 1]", "12. To Ann Holt", "To Ann Holt, May 3, 1890", "Whitby, May 3, 1890.",
    "Dear Ann,", "My dear Tom:", "All is well1 here, and more2 is to come.", "é–𝄞", "Ever yours,", "Ann", "P.S. Write.", "NOTES", "Index", "1. A note.", "2. Another.",
    "* * *", "\u{c}", " \u{c}7", "\u{feff}", "",
];

const WAYS: &[&str] = &[
    "",
    "[split]\nat = 'found'",
    "[split]\nat = 'number'",
    "[split]\nat = 'form-feed'",
    "[split]\nat = 'dateline'",
    "[split]\nheadings = ['{n}.', 'Letter {n}', '{text}, {date}', '{date}', '{text}{text}{n}{text}']",
];

static PROFILES: LazyLock<Vec<Profile>> =
    LazyLock::new(|| WAYS.iter().map(|way| profile::read(&Source::new("x", *way)).0.unwrap()).collect());

proptest! {
    /// Each character is in one part, each letter has a name of its own, and nothing panics.
    #[test]
    fn the_parts_are_the_volume(lines in vec((select(LINES), select(&["\n", "\n\n", "\r\n", "\r", " ", ""][..])), 0..40), noise in ".{0,20}") {
        let text = lines.iter().map(|(line, end)| format!("{line}{end}")).collect::<String>() + &noise;
        let source = Source::new("volume.txt", text.as_str());
        for volume in PROFILES.iter().filter_map(|profile| split(&source, profile).ok()) {
            prop_assert!(volume.is_whole(&text));
            // Notes that went to their letters stand in the order of the volume too.
            let mut spans: Vec<Span> = volume.parts.iter().flat_map(|part| part.spans.clone()).collect();
            prop_assert!(volume.parts.iter().all(|part| part.spans.is_sorted_by_key(|span| span.start)));
            spans.sort_by_key(|span| span.start);
            let whole: String = spans.iter().map(|span| span.of(&text)).collect();
            prop_assert_eq!(&whole, &text);
            let names: BTreeSet<&str> = volume.parts.iter().map(|part| part.name.as_str()).collect();
            prop_assert_eq!(names.len(), volume.parts.len());
        }
    }
}

#[test]
fn a_part_that_is_missing_or_doubled_is_seen() {
    let text = "1.\na\n2.\nb\n";
    let volume = split(&Source::new("v", text), &PROFILES[2]).unwrap();
    assert!(volume.is_whole(text));
    let changed = |change: fn(&mut Vec<Part>)| {
        let mut volume = volume.clone();
        change(&mut volume.parts);
        volume.is_whole(text)
    };
    assert!(!changed(|parts| drop(parts.pop())));
    assert!(!changed(|parts| parts[1].spans[0].start += 1));
    assert!(!changed(|parts| parts[1].spans[0].start -= 1));
    assert!(changed(|parts| parts.reverse()));
}

/// Three letters with a preface above and an index below.
fn volume() -> String {
    let letters: String = (1..4).map(|number| letter(&format!("{number}."), number)).collect();
    format!("PREFACE\n\nThese are letters.\n\n{letters}INDEX\n\nAnn: 1, 2, 3\n")
}

#[test]
fn letters_of_a_volume_become_tei() {
    let folder = Folder::with(&[("v.txt", &volume()), ("v-002.toml", "sender = 'Ann Holt'\n")]);
    let run =
        folder.run(&["convert", "v.txt", "--split", "-o", "tei", "--format", "concise"]).exits(0).prints_nothing();
    for expected in [
        "v.txt:5:1: note R0601: split at numbers alone on their lines, from `1.`: 3 letters",
        "v.txt:1:1: warning R0014: the front part of the volume is in no TEI",
        "warning R0014: the back part",
        "3 files: 3 converted, 0 failed",
    ] {
        assert!(run.stderr.contains(expected), "{expected}\n{}", run.stderr);
    }
    let tei: Vec<String> = folder.files().into_iter().filter(|name| name.ends_with(".xml")).collect();
    assert_eq!(tei, ["tei/v-001.xml", "tei/v-002.xml", "tei/v-003.xml"]);
    let second = folder.read("tei/v-002.xml");
    assert!(
        second.contains("May 2, 1831") && second.contains("Ann Holt") && !second.contains("May 1, 1831"),
        "{second}"
    );
    // Each is the TEI of the text that `recto split` writes.
    folder.run(&["split", "v.txt", "-o", "letters/"]).exits(0);
    folder.run(&["convert", "letters/v-003.txt", "-o", "alone.xml"]).exits(0);
    assert_eq!(folder.read("alone.xml"), folder.read("tei/v-003.xml"));
    folder.run(&["convert", "v.txt", "--split", "-o", "tei", "--check"]).exits(0);
    folder.run(&["convert", "v.txt", "--split"]).exits(1).prints_nothing().says("name a folder for them");
    folder.run_on(&["convert", "-", "--split"], &volume()).exits(1).prints_nothing().says("R0602");
    // A profile that says where letters begin is enough.
    folder.write("house.toml", b"[split]\nat = 'number'\n");
    folder.run(&["convert", "v.txt", "--profile", "house.toml", "-o", "more/"]).exits(0);
    assert_eq!(folder.read("more/v-003.xml").matches("<TEI ").count(), 1);
}

#[test]
fn letters_that_the_volume_gives_no_more_are_reported_and_stay() {
    let folder = Folder::with(&[
        ("v.txt", &volume()),
        ("letters/v-009.txt", "old"),
        ("letters/v-009.xml", "old"),
        ("letters/v-x.txt", ""),
    ]);
    let run = folder.run(&["split", "v.txt", "-o", "letters/"]).exits(0).says("R0606");
    assert!(
        run.stderr.contains("v-009.txt") && !run.stderr.contains("v-x") && !run.stderr.contains("v-009.xml"),
        "{}",
        run.stderr
    );
    folder.run(&["convert", "v.txt", "--split", "-o", "letters/"]).exits(0).says("v-009.xml");
    assert_eq!(
        (folder.read("letters/v-009.txt"), folder.read("letters/v-009.xml")),
        ("old".to_owned(), "old".to_owned())
    );
    std::fs::remove_file(folder.path("letters/v-009.txt")).unwrap();
    let run = folder.run(&["split", "v.txt", "-o", "letters/"]).exits(0);
    assert!(!run.stderr.contains("R0606"), "{}", run.stderr);
}

#[test]
fn a_volume_that_is_not_split_is_told() {
    let folder = Folder::with(&[("v.txt", &volume()), ("one.txt", &letter("1.", 1))]);
    folder.run(&["convert", "v.txt", "-o", "v.xml"]).exits(0).says("the text holds 3 letters");
    let run = folder.run(&["convert", "one.txt", "-o", "one.xml"]).exits(0);
    assert!(!run.stderr.contains("R0604"), "{}", run.stderr);
    folder.run(&["convert", "one.txt", "--split", "-o", "tei/"]).exits(1).says("R0602");
}

/// Two letters with these words and notes behind them, and which notes each part has then.
#[track_caller]
fn check_notes(first: &str, second: &str, notes: &str, expected: [&str; 3]) {
    let volume = format!("Letter 1\n\n{first}\n\nLetter 2\n\n{second}\n\nNOTES\n\n{notes}\nINDEX\n\nAnn: 1\n");
    let split = split(&Source::new("v", volume.as_str()), &PROFILES[2]).unwrap();
    assert!(split.is_whole(&volume));
    let of_part = |part: &Part| {
        let text = part.text(&volume);
        let notes: Vec<&str> = text.lines().filter(|line| line.contains("Note ")).collect();
        notes.join(" ")
    };
    assert_eq!(split.parts.iter().map(of_part).collect::<Vec<_>>(), expected, "{volume}");
    let left = split.findings.iter().filter(|finding| finding.code.id == "R0605").count();
    assert_eq!(left, expected[2].matches("Note ").count());
    assert!(split.parts[2].text(&volume).ends_with("INDEX\n\nAnn: 1\n"));
}

#[test]
fn notes_go_to_the_letters_that_cite_them() {
    let notes = "1. Note a\n2. Note b\n3. Note c\n";
    check_notes("A brig1 of 18092 tons.", "Two, 13 and 3 men.3", notes, ["1. Note a 2. Note b", "3. Note c", ""]);
    check_notes(
        "A brig[1] of 2 men.",
        "On May 3,[2] all[3].",
        "1) Note a\n2) Note b\n3) Note c\n",
        ["1) Note a", "2) Note b 3) Note c", ""],
    );
    check_notes("A brig1.", "The men2 here.", notes, ["1. Note a", "2. Note b", "3. Note c"]);
    // The mark 2 may stand in either.
    check_notes("A brig1 and men2.", "The men2 here3.", notes, ["1. Note a", "3. Note c", "2. Note b"]);
    check_notes("A brig.", "The men.", notes, ["", "", "1. Note a 2. Note b 3. Note c"]);
    let by_letter = "Letter 1\n\n1. Note a\n2. Note b\n\nLetter 2\n\n1. Note c\n";
    check_notes("A brig1 and men2.", "The men1 here.", by_letter, ["1. Note a 2. Note b", "1. Note c", ""]);
}

/// The letters of a text, sorted: notes stand elsewhere in TEI than in a text, and their marks are attributes.
fn letters_of(text: &str) -> Vec<char> {
    let mut all: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    all.sort_unstable();
    all
}

/// What stands in the texts of a TEI file, without tags.
fn texts_of(tei: &str) -> String {
    let mut text = String::new();
    for part in tei.split("<text").skip(1) {
        let part = part.split("<teiHeader").next().unwrap_or_default();
        let pieces = part.split('<').map(|piece| piece.split_once('>').map_or("", |(_, behind)| behind));
        text.extend(pieces);
    }
    text
}

/// Whether a file fits the schema of a letter, and TEI where its schema is at hand.
#[track_caller]
fn is_valid(folder: &Folder, name: &str) {
    folder.run(&["validate", name, "--schema", "recto-letter"]).exits(0);
    let Some(tei) = shared("schemas/tei_all.rng") else { return };
    let tei = std::fs::canonicalize(tei).unwrap();
    folder.run(&["validate", name, "--schema", tei.to_str().unwrap()]).exits(0);
}

#[test]
fn a_volume_becomes_one_file_that_holds_all_of_it() {
    let volume = std::fs::read_to_string("samples/volume/harbour-letters.txt").unwrap();
    let folder = Folder::with(&[("v.txt", &volume), ("v.toml", "title = 'Letters from a Harbour'\n")]);
    folder.run(&["convert", "v.txt", "-o", "tei/", "--split"]).exits(0);
    let count = folder.files().iter().filter(|name| name.starts_with("tei/") && name.ends_with(".xml")).count();
    for form in ["corpus", "group"] {
        let out = format!("{form}.xml");
        let split = format!("--split={form}");
        let run = folder.run(&["convert", "v.txt", "-o", &out, &split, "--format", "concise"]).exits(0);
        assert_eq!(run.stderr.contains("R0607"), form == "group", "{}", run.stderr);
        let tei = folder.read(&out);
        assert!(tei.contains("<title>Letters from a Harbour</title>"), "{tei}");
        is_valid(&folder, &out);
        assert_eq!(letters_of(&texts_of(&tei)), letters_of(&volume), "{form}");
    }
    assert_eq!(folder.read("corpus.xml").matches("<TEI ").count(), count + 2);
    let group = folder.read("group.xml");
    assert_eq!(group.matches("<text").count(), count + 1);
    assert_eq!(group.matches("<correspDesc").count(), group.matches("<correspDesc corresp=\"#letter-").count());
    // A profile says it as well; what `--explain` shows are letters.
    folder.write("house.toml", b"[split]\nat = 'found'\noutput = 'corpus'\n");
    folder.run(&["convert", "v.txt", "-o", "own.xml", "--profile", "house.toml"]).exits(0);
    assert_eq!(folder.read("own.xml"), folder.read("corpus.xml"));
    folder.run(&["convert", "v.txt", "--explain", "--profile", "house.toml"]).exits(0).prints("001.txt");
    folder.run(&["convert", "v.txt", "--split=book"]).exits(2);
}

#[test]
fn ids_of_several_letters_stay_apart_in_one_file() {
    let letter = |day: usize| {
        format!(
            "Letter {day}\n\nWhitby, May {day}, 1831.\n\nDear Tom,\n\nThe ship1 is in. She1 goes.\n\nAnn\n\n1. The Hope.\n\n"
        )
    };
    let folder = Folder::with(&[
        ("v.txt", &(letter(1) + &letter(2) + &letter(3))),
        ("house.toml", "[split]\nheadings = ['Letter {n}']\n[notes]\nid = 'fn{n}'\n"),
    ]);
    for form in ["corpus", "group"] {
        let split = format!("--split={form}");
        let made = folder.run(&["convert", "v.txt", &split, "--profile", "house.toml"]).exits(0).stdout;
        folder.write("a.xml", made.as_bytes());
        is_valid(&folder, "a.xml");
        assert!(made.contains("xml:id=\"letter-002-fn1\"") && !made.contains("=\"fn1\""), "{made}");
    }
}
