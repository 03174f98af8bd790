//! Letters that pandoc writes as files of Word, LibreOffice and HTML: read back they have the same text and the same parts as the plain
//! text of `samples/letter`. Skipped, loudly, where pandoc is not installed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::folder::Folder;

/// One letter of so many is taken: each costs a start of pandoc in three formats.
const STEP: usize = 4;

/// Formats as pandoc calls them, and the ends of names.
const FORMATS: &[(&str, &str)] = &[("docx", "docx"), ("odt", "odt"), ("html", "html")];

/// A letter as pandoc holds one: a paragraph for each group of lines, its lines kept, or a table.
fn document(text: &str) -> Value {
    let words = |line: &str| {
        let words = line.split_whitespace().map(|word| json!({ "t": "Str", "c": word }));
        let spaced: Vec<Value> = words.flat_map(|word| [json!({ "t": "Space" }), word]).skip(1).collect();
        spaced
    };
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\u{c}', "\n\n");
    let lines: Vec<&str> = text.lines().collect();
    let groups = lines.split(|line| line.trim().is_empty()).filter(|group| !group.is_empty());
    let attributes = || json!(["", [], []]);
    let cell = |text: &str| json!([attributes(), { "t": "AlignDefault" }, 1, 1, [{ "t": "Plain", "c": words(text) }]]);
    let table = |group: &[&str]| {
        let columns = group.iter().map(|line| line.split('\t').count()).max().unwrap_or(1);
        let column = json!([{ "t": "AlignDefault" }, { "t": "ColWidthDefault" }]);
        let row = |line: &&str| {
            let cells = line.split('\t').chain(std::iter::repeat("")).take(columns).map(cell);
            json!([attributes(), cells.collect::<Vec<Value>>()])
        };
        let rows: Vec<Value> = group.iter().map(row).collect();
        let empty = json!([attributes(), []]);
        json!({ "t": "Table", "c": [attributes(), [null, []], vec![column; columns], empty, [[attributes(), 0, [], rows]], empty] })
    };
    let paragraph = |group: &[&str]| {
        if group.iter().any(|line| line.trim().contains('\t')) {
            return table(group);
        }
        let lines = group.iter().flat_map(|line| [vec![json!({ "t": "LineBreak" })], words(line)]);
        json!({ "t": "Para", "c": lines.skip(1).flatten().collect::<Vec<Value>>() })
    };
    json!({ "pandoc-api-version": [1, 22, 2, 1], "meta": {}, "blocks": groups.map(paragraph).collect::<Vec<Value>>() })
}

/// Runs pandoc; whether it could be.
fn pandoc(format: &str, document: &Value, to: &Path) -> bool {
    let mut command = Command::new("pandoc");
    command.args(["-f", "json", "-t", format, "-s", "--wrap=none", "--metadata", "title= ", "-o"]).arg(to);
    let run = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut run) = run else { return false };
    run.stdin.take().unwrap().write_all(document.to_string().as_bytes()).unwrap();
    run.wait().unwrap().success()
}

fn letters() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/letter");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|own| own == "txt"));
    paths.sort();
    paths.into_iter().step_by(STEP).collect()
}

#[test]
fn what_pandoc_makes_of_letters_is_read_back() {
    if Command::new("pandoc").arg("--version").stdout(Stdio::null()).status().is_err() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: pandoc is not installed");
        return;
    }
    let folder = Folder::new();
    for path in letters() {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        folder.write(&format!("plain/{name}.txt"), text.as_bytes());
        for (format, end) in FORMATS {
            let to = folder.path(&format!("{end}/{name}.{end}"));
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            assert!(pandoc(format, &document(&text), &to), "{name}.{end}");
        }
    }
    folder.run(&["convert", "plain", "-o", "gold/", "--no-validate"]).exits(0);
    for (_, end) in FORMATS {
        let tei = format!("tei-{end}/");
        folder.run(&["convert", end, "-o", &tei, "--no-validate"]).exits(0);
        let figures = folder.run(&["eval", "--style", "as-is", "gold", &tei, "--format", "json"]).exits(0).stdout;
        let figures: Value = serde_json::from_str(&figures).unwrap();
        println!("{end}: {figures}");
        let figure = |value: &Value| value.as_f64().unwrap();
        assert!(figure(&figures["all"]["f1"]) >= 0.98, "{end}: {figures}");
        assert!((figure(&figures["text_same"]) - 1.0).abs() < f64::EPSILON, "{end}: {figures}");
    }
}
