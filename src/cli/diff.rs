//! `recto diff`: what differs between two TEI files or folders. Takes the arguments; prints differences on standard output.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::PathBuf;
use std::slice;
use std::sync::Arc;

use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::args::FormatName;
use super::console::Console;
use super::exit::{Exit, Stop};
use super::inclusion::Including;
use super::inputs::look;
use super::schemas;
use super::summary::Summary;
use crate::diag::{self, Diagnostic};
use crate::diff::{Difference, KINDS, Kind, Part, Text, count, unified, words};
use crate::project::{self, Counterpart, Diffed, Inclusion, Job, Whole};
use crate::report::{Colour, Format, Place, counted, shown, slashed};
use crate::schematron::Phase;
use crate::text::Source;
use crate::xml::Input as _;

/// Show what differs between two TEI files or folders.
///
/// Text, elements, attributes, comments and white space are distinguished, and what was only moved. What no reader of XML sees,
/// such as the order of attributes, is no difference. In folders, files of the same name belong together.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Diff {
    /// The file or folder before.
    #[arg(value_name = "BEFORE")]
    before: PathBuf,
    /// The file or folder after.
    #[arg(value_name = "AFTER")]
    after: PathBuf,
    /// Only count the differences of each kind.
    #[arg(long)]
    pub count: bool,
    #[command(flatten)]
    including: Including,
}

const EXAMPLES: &str = "\
Examples:
  recto diff old.xml new.xml
  recto diff published/ tei/ --count
  recto diff old.xml new.xml --format unified > changes.patch
  recto diff published/ tei/ --report html=changes.html

Exit status: 0 the same, 1 different, 2 could not run.";

/// One side of a difference.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    text: String,
    /// The file, where it is one that is included.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Cow<'a, str>>,
    #[serde(flatten)]
    place: Place,
}

/// Runs the command.
pub fn run(command: &Diff, console: &mut Console) -> Result<Exit, Stop> {
    let border = console.border(slice::from_ref(&command.before)).inputs(slice::from_ref(&command.after));
    let border = Arc::new(border);
    let files = project::counterparts(&border, &command.before, &command.after)?;
    let mut summary = Summary::of("compared", "failed");
    let paths = files.iter().flat_map(|pair| pair.before.iter().chain(&pair.after));
    look(paths.map(PathBuf::as_path), console, &mut summary)?;
    let jobs: Vec<Job> = files.iter().flat_map(Counterpart::jobs).collect();
    let projects = schemas::open(&border, &jobs, &[], &Phase::Default, console, &mut summary)?;
    // A patch is for the files as they are written.
    let inclusion = match console.name() {
        FormatName::Unified => Inclusion::Left,
        _ => command.including.inclusion(),
    };
    let mut exit = summary.exit();
    let mut total = [0; KINDS.len()];
    let (mut different, mut lonely) = (0, 0);
    console.start(files.len());
    project::in_order(
        &files,
        |files| files.name.clone(),
        |files| project::diff(files, &projects, inclusion),
        |found| {
            console.advance();
            let found: Diffed = match found {
                Ok(found) => found,
                Err(fault) => {
                    exit = Exit::Failed;
                    return Ok(console.report(&fault.source, &fault.diagnostics)?);
                }
            };
            for findings in &found.unread {
                exit = Exit::Failed;
                console.report(&findings.source, &findings.diagnostics)?;
            }
            let is_lonely = found.files.before.is_none() || found.files.after.is_none();
            lonely += usize::from(is_lonely);
            different += usize::from(!found.hunks.is_empty());
            total.iter_mut().zip(count(&found.hunks)).for_each(|(total, own)| *total += own);
            let printed = match (console.name(), console.format()) {
                _ if command.count => String::new(),
                (FormatName::Unified, _) => lines(&found),
                (_, Format::Json) => rows(&found)?,
                (_, format @ (Format::Human(_) | Format::Concise)) => drawn(&found, format),
                _ => String::new(),
            };
            console.print(&printed)?;
            for (source, findings) in findings(&found) {
                console.record(source, &findings)?;
            }
            Ok::<(), Stop>(())
        },
    )?;
    console.finish();
    let is_summed_up = matches!(console.name(), FormatName::Human | FormatName::Concise);
    if is_summed_up || command.count {
        let line = closing_line(files.len(), different, lonely, total, console.format())?;
        console.print(&line)?;
    }
    Ok(match exit {
        Exit::Clean if different + lonely > 0 => Exit::Findings,
        exit => exit,
    })
}

fn closing_line(
    files: usize,
    different: usize,
    lonely: usize,
    total: [usize; KINDS.len()],
    format: Format,
) -> Result<String, Stop> {
    if format == Format::Json {
        let mut row = serde_json::Map::new();
        for (name, count) in [("files", files), ("different", different), ("missing", lonely)] {
            row.insert(name.to_owned(), json!(count));
        }
        for (kind, count) in KINDS.iter().zip(total) {
            row.insert(kind.name().to_owned(), json!(count));
        }
        return Ok(serde_json::to_string(&row).map_err(std::io::Error::from)? + "\n");
    }
    let kinds: Vec<String> = KINDS.iter().zip(total).map(|(kind, count)| format!("{count} {}", kind.name())).collect();
    let missing = if lonely > 0 { format!(", {lonely} missing") } else { String::new() };
    Ok(format!("{}: {different} different{missing}; {}\n", counted(files, "file"), kinds.join(", ")))
}

fn rows(found: &Diffed) -> Result<String, Stop> {
    let mut out = String::new();
    let mut push = |row: serde_json::Value| -> Result<(), Stop> {
        out += &serde_json::to_string(&row).map_err(std::io::Error::from)?;
        out.push('\n');
        Ok(())
    };
    for (path, what) in [(&found.files.before, "added"), (&found.files.after, "removed")] {
        if path.is_none() {
            push(json!({ "kind": "file", "file": found.files.name, "what": what }))?;
        }
    }
    for difference in found.hunks.iter().flat_map(|hunk| &hunk.differences) {
        let side = |whole: &Whole, side: &Part| {
            let text = short(whole.slice(side.span));
            let (source, place) = whole.place(side.span);
            let file = (!is_own(whole, source)).then(|| slashed(source.name()));
            json!(Row { name: &side.name, text, file, place: Place::new(source, place) })
        };
        push(json!({
            "kind": difference.kind.name(),
            "file": found.files.name,
            "before": side(&found.before, &difference.before),
            "after": side(&found.after, &difference.after),
        }))?;
    }
    Ok(out)
}

/// The lines that differ. A file in which no reader of XML sees a difference has none.
fn lines(found: &Diffed) -> String {
    let is_lonely = found.files.before.is_none() || found.files.after.is_none();
    if found.hunks.is_empty() && !(is_lonely && found.unread.is_empty()) {
        return String::new();
    }
    let name = |path: &Option<PathBuf>, source| path.as_ref().map(|_| slashed(source));
    let before = name(&found.files.before, own(&found.before).name());
    let after = name(&found.files.after, own(&found.after).name());
    unified(
        Text { name: before.as_deref(), text: found.before.text() },
        Text { name: after.as_deref(), text: found.after.text() },
    )
}

/// The file itself.
fn own(whole: &Whole) -> &Source {
    whole.source()
}

fn is_own(whole: &Whole, source: &Source) -> bool {
    std::ptr::eq(own(whole), source)
}

/// What differs, as findings in the files after; one that is not there is reported as a whole.
fn findings(found: &Diffed) -> Vec<(&Source, Vec<Diagnostic>)> {
    let lonely = [
        (&found.files.before, "the file is only in the version after"),
        (&found.files.after, "the file is only in the version before"),
    ];
    let lonely = lonely.into_iter().filter(|(path, _)| path.is_none());
    let whole = if found.files.after.is_some() { &found.after } else { &found.before };
    let about = lonely.map(|(_, what)| Diagnostic::new(&diag::DIFFERENT, what)).collect();
    let mut all: Vec<(&Source, Vec<Diagnostic>)> = vec![(own(whole), about)];
    for difference in found.hunks.iter().flat_map(|hunk| &hunk.differences) {
        let (old, new) = (found.before.slice(difference.before.span), found.after.slice(difference.after.span));
        let message = match difference.kind {
            Kind::Text | Kind::Attribute => format!("{}: “{}” → “{}”", title(difference), clipped(old), clipped(new)),
            _ => title(difference),
        };
        let (source, place) = found.after.place(difference.after.span);
        let finding = Diagnostic::new(&diag::DIFFERENT, message).at(place);
        match all.iter_mut().find(|(known, _)| std::ptr::eq(*known, source)) {
            Some((_, findings)) => findings.push(finding),
            None => all.push((source, vec![finding])),
        }
    }
    all
}

/// The beginning of a text, as part of a message.
fn clipped(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut clipped: String = text.chars().take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        clipped.push('…');
    }
    clipped
}

fn drawn(found: &Diffed, format: Format) -> String {
    let mut out = String::new();
    let name = shown(&found.files.name);
    if found.files.before.is_none() {
        out += &format!("{name}: only after\n");
    }
    if found.files.after.is_none() {
        out += &format!("{name}: only before\n");
    }
    for difference in found.hunks.iter().flat_map(|hunk| &hunk.differences) {
        let (source, place) = found.after.place(difference.after.span);
        let place = source.position(place.start);
        let name = if is_own(&found.after, source) { name.clone() } else { shown(source.name()) };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{name}:{}:{}: {}", place.line, place.column, shown(&title(difference)));
        let (old, new) = (difference.before.span, difference.after.span);
        sides(found.before.slice(old), found.after.slice(new), format, &mut out);
    }
    out
}

/// The kind of a difference with the names of what differs.
fn title(difference: &Difference) -> String {
    let (kind, before, after) = (difference.kind.name(), &difference.before.name, &difference.after.name);
    match (before.as_str(), after.as_str()) {
        ("", name) | (name, "") if difference.kind != Kind::Element => format!("{kind} {name}"),
        (before, "") => format!("{kind} {before} → nothing"),
        ("", after) => format!("{kind} nothing → {after}"),
        (before, after) if before == after => format!("{kind} {before}"),
        (before, after) => format!("{kind} {before} → {after}"),
    }
}

/// Both texts, each on a line, the words that differ coloured.
pub fn sides(before: &str, after: &str, format: Format, out: &mut String) {
    let (old, new) = (short(before), short(after));
    let (old_words, new_words) = words(&old, &new);
    let is_coloured = matches!(format, Format::Human(Colour::Ansi));
    for (sign, code, pieces) in [('-', "31", old_words), ('+', "32", new_words)] {
        if pieces.is_empty() {
            continue;
        }
        out.push_str(&format!("  {sign} "));
        for piece in pieces {
            let text = shown(piece.text);
            match is_coloured && piece.is_changed {
                true => out.push_str(&format!("\u{1b}[{code}m{text}\u{1b}[0m")),
                false => out.push_str(&text),
            }
        }
        out.push('\n');
    }
}

/// The two ends of a long text.
fn short(text: &str) -> String {
    const END: usize = 200;
    let length = text.chars().count();
    if length <= 2 * END + 1 {
        return text.to_owned();
    }
    let start: String = text.chars().take(END).collect();
    start + "…" + &text.chars().skip(length - END).collect::<String>()
}
