//! `recto eval`: TEI compared with published TEI. Takes the arguments; prints figures, the worst documents and what differs in one.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::slice;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::console::Console;
use super::exit::{Exit, Stop};
use super::inclusion::Including;
use super::schemas;
use super::summary::Summary;
use crate::eval::{Count, Differences, ELEMENTS, Key, Score, Style};
use crate::project::{self, Compared, Job, Pair, Refusal};
use crate::report::{self, Format};
use crate::schematron::Phase;

/// Compare TEI with published TEI, element by element.
///
/// The visible text without white space is one stream of characters. An element is found when one of the same name has exactly
/// the same text; a page break or note when it stands between the same characters. Names, emphasis and links make no
/// difference. In a folder, NAME.gold.xml belongs to NAME.xml of the other one, or else files of the same name belong
/// together; NAME.txt beside the published file is the text that was converted: with it, `letters kept` says whether any
/// letter was lost or invented.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub struct Eval {
    /// The published TEI and the one to be measured: two files, or two folders. With --gold only the one to be measured.
    #[arg(value_name = "TEI", required = true, num_args = 1..=2)]
    paths: Vec<PathBuf>,
    /// Published TEI: a file, or a folder.
    #[arg(long, value_name = "DIR")]
    gold: Option<PathBuf>,
    /// How the published TEI is read: `full` takes salutations and closing formulas that are `p` for `salute`; `web` leaves
    /// out datelines and signatures as well; `as-is` changes nothing.
    #[arg(long, value_enum, default_value_t = StyleName::Full)]
    style: StyleName,
    /// List so many of the worst documents.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    worst: usize,
    /// Show what differs in the document of this name. Two files always show it.
    #[arg(long, value_name = "NAME")]
    diff: Option<String>,
    #[command(flatten)]
    including: Including,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StyleName {
    Full,
    Web,
    AsIs,
}

const USAGE: &str = "recto eval [OPTIONS] --gold <GOLD> <OUT>\n       recto eval [OPTIONS] <GOLD> <OUT>";

const EXAMPLES: &str = "\
Examples:
  recto eval --gold published/ tei/ --worst 10
  recto eval --gold published/ tei/ --diff letter-12
  recto eval published.xml mine.xml --style as-is";

/// Runs the command.
pub fn run(command: &Eval, console: &mut Console) -> Result<Exit, Stop> {
    let (gold, output) = match (&command.gold, command.paths.as_slice()) {
        (Some(gold), [output]) | (None, [gold, output]) => (gold, output),
        _ => {
            let refusal = Refusal::new("two things are compared");
            return Err(refusal.help("`recto eval --gold DIR OUT`, or `recto eval GOLD OUT`").into());
        }
    };
    let style = match command.style {
        StyleName::Full => Style::Full,
        StyleName::Web => Style::Web,
        StyleName::AsIs => Style::AsIs,
    };
    let border = console.border(slice::from_ref(gold)).inputs(slice::from_ref(output));
    let border = Arc::new(border);
    let pairs = project::pairs(&border, gold, output)?;
    let shown = command.diff.as_deref().or(pairs.first().filter(|_| pairs.len() == 1).map(|pair| pair.name.as_str()));
    if let Some(name) = command.diff.as_ref().filter(|name| pairs.iter().all(|pair| pair.name != **name)) {
        return Err(Refusal::new(format!("no document is named `{name}`")).into());
    }
    let jobs: Vec<Job> = pairs.iter().flat_map(Pair::jobs).cloned().collect();
    let mut summary = Summary::of("read", "failed");
    let projects = schemas::open(&border, &jobs, &[], &Phase::Default, console, &mut summary)?;
    let inclusion = command.including.inclusion();
    let mut total = Score::default();
    let mut ranked: Vec<(usize, String)> = Vec::new();
    let mut differences = None;
    let mut exit = Exit::Clean;
    console.start(pairs.len());
    project::in_order(
        &pairs,
        |pair| pair.name.clone(),
        |pair: &Pair| project::evaluate(pair, style, &projects, inclusion),
        |compared| {
            console.advance();
            let compared: Compared = match compared {
                Ok(compared) => compared,
                Err(fault) => {
                    exit = Exit::Failed;
                    return Ok(console.report(&fault.source, &fault.diagnostics)?);
                }
            };
            for findings in &compared.unread {
                exit = Exit::Failed;
                console.report(&findings.source, &findings.diagnostics)?;
            }
            if let Some(score) = &compared.score {
                total.add(score);
                ranked.push((score.wrong, compared.name.clone()));
            }
            if shown == Some(compared.name.as_str()) {
                differences = Some(compared.differences);
            }
            Ok::<(), Stop>(())
        },
    )?;
    console.finish();
    ranked.sort_by(|a, b| b.cmp(a));
    ranked.truncate(command.worst);
    let printed = match console.format() {
        Format::Json => {
            serde_json::to_string(&object(&total, &ranked, differences.as_ref())).map_err(std::io::Error::from)? + "\n"
        }
        _ => table(&total, &ranked, differences.as_ref()),
    };
    console.print(&printed)?;
    Ok(exit)
}

fn table(total: &Score, worst: &[(usize, String)], differences: Option<&Differences>) -> String {
    let mut out = format!(
        "{:<11}{:>9}{:>9}{:>9}{:>11}{:>9}{:>9}\n",
        "element", "gold", "found", "extra", "precision", "recall", "F1"
    );
    let mut row = |name: &str, count: Count| {
        let (precision, recall, f1) = (count.precision(), count.recall(), count.f1());
        let Count { gold, found, extra } = count;
        // Writing to a string does not fail.
        let _ = writeln!(out, "{name:<11}{gold:>9}{found:>9}{extra:>9}{precision:>11.4}{recall:>9.4}{f1:>9.4}");
    };
    ELEMENTS.iter().zip(total.elements).for_each(|(name, count)| row(name, count));
    row("all", total.all());
    let share = |part: usize, of: usize| format!("{part} ({:.4})", Score::share(part, of));
    let Score { documents, missing, texts, kept, same_text, perfect, dated, same_day, .. } = *total;
    let _ = writeln!(
        out,
        "documents {documents}, missing {missing}, letters kept {}, text the same {}, perfect {}, when {same_day}/{dated} ({:.4})",
        if texts == 0 { "not measured".to_owned() } else { share(kept, texts) },
        share(same_text, documents),
        share(perfect, documents),
        Score::share(same_day, dated)
    );
    for (wrong, name) in worst {
        let _ = writeln!(out, "  {wrong:>5} wrong  {}", report::shown(name));
    }
    for (sign, keys) in differences.iter().flat_map(|found| [('-', &found.missed), ('+', &found.invented)]) {
        for key in keys {
            let _ = writeln!(out, "{sign} {}", report::shown(&shown(key)));
        }
    }
    out
}

/// An element on one line.
fn shown(key: &Key) -> String {
    match key {
        Key::Span(name, text) => format!("{name:<10} {}", short(text)),
        Key::Page(number, before, after) => format!("{:<10} {before}|{number}|{after}", "pb"),
        Key::Note(text, before) => format!("{:<10} {before}|{}", "note", short(text)),
    }
}

/// The two ends of a long text.
fn short(text: &str) -> String {
    const END: usize = 40;
    let length = text.chars().count();
    if length <= 2 * END + 1 {
        return text.to_owned();
    }
    let start: String = text.chars().take(END).collect();
    start + "…" + &text.chars().skip(length - END).collect::<String>()
}

#[derive(Serialize)]
struct Row {
    gold: usize,
    found: usize,
    extra: usize,
    precision: f64,
    recall: f64,
    f1: f64,
}

fn object(total: &Score, worst: &[(usize, String)], differences: Option<&Differences>) -> Value {
    let row = |count: Count| {
        let Count { gold, found, extra } = count;
        json!(Row { gold, found, extra, precision: count.precision(), recall: count.recall(), f1: count.f1() })
    };
    let elements: Map<String, Value> =
        ELEMENTS.iter().zip(total.elements).map(|(name, count)| ((*name).to_owned(), row(count))).collect();
    let share = |part| Score::share(part, total.documents);
    let worst: Vec<Value> = worst.iter().map(|(wrong, name)| json!({ "name": name, "wrong": wrong })).collect();
    let mut object = json!({
        "elements": elements,
        "all": row(total.all()),
        "documents": total.documents,
        "missing": total.missing,
        "letters": (total.texts > 0).then(|| Score::share(total.kept, total.texts)),
        "text_same": share(total.same_text),
        "perfect": share(total.perfect),
        "when": Score::share(total.same_day, total.dated),
        "worst": worst,
    });
    if let (Some(differences), Some(rows)) = (differences, object.as_object_mut()) {
        let lines = |keys: &[Key]| keys.iter().map(shown).collect::<Vec<_>>();
        rows.insert("missed".to_owned(), json!(lines(&differences.missed)));
        rows.insert("invented".to_owned(), json!(lines(&differences.invented)));
    }
    object
}
