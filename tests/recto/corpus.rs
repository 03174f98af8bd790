//! Published editions: what they print as plain text is converted and compared with their own TEI, element by element.
//!
//! The editions and the programs that render and score them are no part of this crate. Where they are not at hand (folder
//! `shared` beside the crate's own, Python 3 with `lxml`), a test says `SKIPPED` and passes.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use recto::internals::budget::Meter;
use recto::internals::convert::Transcription;
use recto::internals::metadata::Metadata;
use recto::internals::model::Original;
use recto::internals::profile::built_in;
use recto::internals::register::{self, Finder};
use recto::internals::text::Source;
use recto::internals::xml::{Document, External};
use serde_json::Value;

/// The least figures for a style of rendering.
struct Least {
    style: &'static str,
    all: f64,
    text_same: f64,
    note: f64,
    page: Option<f64>,
}

#[test]
fn volumes_as_printed_reach_their_figures() {
    reaches(&Least { style: "full", all: 0.989, text_same: 0.989, note: 0.994, page: Some(0.997) });
}

#[test]
fn volumes_with_notes_after_their_blocks_reach_their_figures() {
    reaches(&Least { style: "endnote", all: 0.986, text_same: 0.98, note: 0.965, page: Some(0.997) });
}

#[test]
fn volumes_as_extracted_from_the_web_reach_their_figures() {
    reaches(&Least { style: "web", all: 0.986, text_same: 0.979, note: 0.98, page: None });
}

#[test]
fn german_letters_reach_their_figures() {
    let least = [
        ("/all/f1", 0.908),
        ("/text_same", 0.98),
        ("/elements/note/f1", 0.99),
        ("/elements/salute/f1", 0.918),
        ("/elements/signed/f1", 0.955),
        ("/elements/dateline/f1", 0.90),
    ];
    letters_reach("schnitzler", "letter", 294.0, &least);
}

/// A volume of letters, read as those of any edition: nothing of its series is in the profile.
#[test]
fn english_letters_reach_their_figures() {
    let least = [("/all/f1", 0.98), ("/text_same", 1.0), ("/elements/dateline/f1", 0.98)];
    letters_reach("frus/frus1961-63v06.xml", "frus", 120.0, &least);
}

/// Letters of an edition, rendered as its kind, with the profile `letter`: as many as there are, whole, and the least figures.
fn letters_reach(edition: &str, kind: &str, documents: f64, least: &[(&str, f64)]) {
    let Some(bench) = Bench::new(edition, "letter") else { return };
    bench.render(kind, "full");
    bench.convert();
    let score = bench.score("full");
    assert_eq!(figure(&score, "/documents"), documents, "{score:#}");
    assert_eq!(figure(&score, "/letters"), 1.0, "{score:#}");
    for (name, least) in least {
        assert!(figure(&score, name) >= *least, "{name} is less than {least}: {score:#}");
    }
}

/// The lists of persons and terms of a volume are the register of its documents.
#[test]
fn names_of_a_volume_reach_their_figures() {
    let Some(mut bench) = Bench::new("frus/frus1964-68v29p1.xml", "frus") else { return };
    let lists = Source::new("lists", std::fs::read_to_string(&bench.edition).unwrap());
    let (register, findings) = register::tei(&lists);
    assert_eq!(findings, []);
    bench.names = Finder::new(&register, &built_in("frus").unwrap());
    bench.render("frus", "full");
    bench.convert();
    let score = bench.score("full");
    assert_eq!(figure(&score, "/documents"), 369.0, "{score:#}");
    assert_eq!(figure(&score, "/letters"), 1.0, "{score:#}");
    // Each name counts with what it points at.
    for (element, least) in [("persName", 0.91), ("placeName", 0.98), ("gloss", 0.85)] {
        let f1 = bench.f1(element);
        assert!(f1 >= least, "{element} is {f1}, not {least}");
    }
}

fn reaches(least: &Least) {
    let Some(bench) = Bench::new("frus", "frus") else { return };
    bench.render("frus", least.style);
    bench.convert();
    let score = bench.score(least.style);
    assert_eq!(figure(&score, "/documents"), 2285.0, "{score:#}");
    let figures = [
        ("/letters", 1.0),
        ("/all/f1", least.all),
        ("/text_same", least.text_same),
        ("/elements/note/f1", least.note),
        ("/elements/pb/f1", least.page.unwrap_or(0.0)),
    ];
    let too_low: Vec<String> = figures
        .iter()
        .filter(|(name, least)| figure(&score, name) < *least)
        .map(|(name, least)| format!("{name} is {}, not {least}", figure(&score, name)))
        .collect();
    assert!(too_low.is_empty(), "{}: {too_low:#?}\n{score:#}", least.style);
}

fn figure(score: &Value, name: &str) -> f64 {
    score.pointer(name).and_then(Value::as_f64).unwrap_or_else(|| panic!("no {name} in {score:#}"))
}

/// An edition, the programs, and a folder for what they make.
struct Bench {
    programs: PathBuf,
    edition: PathBuf,
    profile: &'static str,
    names: Finder,
    folder: tempfile::TempDir,
}

impl Bench {
    /// `None`, said aloud, where something is not at hand.
    fn new(edition: &str, profile: &'static str) -> Option<Self> {
        let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
        let programs = shared.join("eval");
        let edition = shared.join("corpus").join(edition);
        if !programs.is_dir() || !edition.exists() {
            return skipped("the folder `shared` with the editions is not here");
        }
        let has_lxml =
            Command::new("python3").args(["-c", "import lxml"]).output().is_ok_and(|ran| ran.status.success());
        if !has_lxml {
            return skipped("no python3 with lxml");
        }
        let names = Finder::default();
        Some(Self { programs, edition, profile, names, folder: tempfile::tempdir().unwrap() })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Renders every file of the edition as plain text, with its TEI beside it.
    fn render(&self, kind: &str, style: &str) {
        // One process for all: hundreds of letters are hundreds of files.
        const RENDER_ALL: &str = "import sys; sys.path.insert(0, sys.argv[1]); import tei_text
files, rest = sys.argv[2].split('\\n'), sys.argv[3:]
for file in files: sys.argv = ['tei_text.py', file] + rest; tei_text.main()";
        let files = if self.edition.is_dir() { listed(&self.edition, "xml") } else { vec![self.edition.clone()] };
        let files: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
        let folder = self.path("texts");
        python([
            OsStr::new("-c"),
            OsStr::new(RENDER_ALL),
            self.programs.as_os_str(),
            OsStr::new(&files.join("\n")),
            folder.as_os_str(),
            OsStr::new("--kind"),
            OsStr::new(kind),
            OsStr::new("--style"),
            OsStr::new(style),
        ]);
    }

    /// Converts every text. One that is refused leaves no file, and the score counts it as lost.
    fn convert(&self) {
        let profile = built_in(self.profile).unwrap();
        let made = self.path("made");
        std::fs::create_dir(&made).unwrap();
        let texts = listed(&self.path("texts"), "txt");
        assert!(!texts.is_empty(), "nothing was rendered");
        for path in texts {
            let source = Source::new("text", std::fs::read_to_string(&path).unwrap());
            let (original, metadata) = (Original::default(), Metadata::default());
            let transcription =
                Transcription { source: &source, original: &original, metadata: &metadata, names: &self.names };
            if let Some(tei) = transcription.convert(&profile, &Meter::default()).tei {
                std::fs::write(made.join(path.with_extension("xml").file_name().unwrap()), tei).unwrap();
            }
        }
    }

    /// How well an element is found, told by its text and what it points at, in each document.
    fn f1(&self, element: &str) -> f64 {
        let (mut gold, mut made, mut both) = (0, 0, 0);
        for path in listed(&self.path("texts"), "txt") {
            let of = |path: PathBuf| {
                let file = std::fs::read_to_string(path).unwrap();
                let (document, _) = Document::parse(&file, External::Noted);
                let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
                let all = document.root().unwrap().descendants();
                let all = all.filter(|node| {
                    node.parent().is_none_or(|parent| parent.name().is_none_or(|name| &*name.local != "correspAction"))
                });
                for node in all.filter(|node| node.name().is_some_and(|name| &*name.local == element)) {
                    let pointer = ["corresp", "target"].iter().find_map(|name| node.attribute("", name));
                    let text = node.string_value().split_whitespace().collect();
                    *found.entry((text, pointer.map_or("", |it| it.value).to_owned())).or_default() += 1;
                }
                found
            };
            let published = of(path.with_extension("gold.xml"));
            let ours = of(self.path("made").join(path.with_extension("xml").file_name().unwrap()));
            gold += published.values().sum::<usize>();
            made += ours.values().sum::<usize>();
            both +=
                published.iter().map(|(key, count)| ours.get(key).map_or(0, |other| *count.min(other))).sum::<usize>();
        }
        assert!(gold > 0, "no {element}");
        2.0 * both as f64 / (gold + made) as f64
    }

    fn score(&self, style: &str) -> Value {
        let score = self.path("score.json");
        // Notes after their blocks are read as on the printed page.
        let style = if style == "endnote" { "full" } else { style };
        python([
            self.programs.join("score.py").as_os_str(),
            self.path("texts").as_os_str(),
            self.path("made").as_os_str(),
            OsStr::new("--style"),
            OsStr::new(style),
            OsStr::new("--json"),
            score.as_os_str(),
        ]);
        let score = serde_json::from_slice(&std::fs::read(score).unwrap()).unwrap();
        self.is_what_eval_says(style, &score);
        score
    }

    /// Holds `recto eval` to the figures of the script.
    fn is_what_eval_says(&self, style: &str, score: &Value) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recto"));
        command.args(["eval", "--format", "json", "--style", style, "--gold"]);
        let ran = command.args([self.path("texts"), self.path("made")]).output().unwrap();
        let eval: Value = serde_json::from_slice(&ran.stdout).unwrap();
        for (name, expected) in leaves(score, String::new()) {
            let difference = (figure(&eval, &name) - expected).abs();
            assert!(difference < 1e-12, "{style}: {name} is {} for `recto eval`, not {expected}", figure(&eval, &name));
        }
    }
}

/// Every number in a value with its pointer.
fn leaves(value: &Value, name: String) -> Vec<(String, f64)> {
    match value {
        Value::Object(rows) => rows.iter().flat_map(|(key, inner)| leaves(inner, format!("{name}/{key}"))).collect(),
        other => other.as_f64().map(|number| (name, number)).into_iter().collect(),
    }
}

/// Says it past the test harness, which would keep it back.
fn skipped<T>(reason: &str) -> Option<T> {
    let _ = writeln!(std::io::stderr(), "SKIPPED: corpus: {reason}");
    None
}

/// Runs Python without leaving compiled files beside the programs.
fn python<const N: usize>(arguments: [&OsStr; N]) {
    let ran = Command::new("python3").env("PYTHONDONTWRITEBYTECODE", "1").args(arguments).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// The files in a folder whose names end so, sorted.
fn listed(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension() == Some(OsStr::new(extension)));
    files.sort();
    files
}
