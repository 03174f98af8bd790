//! `recto review`: pending changes, grouped by what they do over all files. Takes the arguments; prints the groups, or accepts or
//! rejects changes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::diff::sides;
use super::exit::{Exit, Stop};
use super::tally::counted;
use crate::project::{self, Pending, PendingFile, Refusal};
use crate::report::Format;
use crate::review::Group;

/// Show what a changed rule changes, and accept or reject it.
///
/// `recto convert --pending` leaves what differs from an accepted file beside it, as `letter.xml.new`. Changes are grouped by what
/// they do and the rule that made them. What is accepted goes to the accepted file; what is rejected leaves the pending one.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Review {
    /// Files or folders.
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Accept all changes, or those of `--group`.
    #[arg(long, conflicts_with = "reject")]
    accept: bool,
    /// Reject all changes, or those of `--group`.
    #[arg(long)]
    reject: bool,
    /// Only this group, as the list names it: `element: `p` → `closer/salute`, rule valediction`.
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// One JSON object for each group, as `--format json`.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  recto convert transcripts/ -o tei/ --pending
  recto review tei/
  recto review tei/ --accept
  recto review tei/letter.xml --reject

Exit status: 0 nothing is pending, 1 changes are pending, 2 could not run.";

/// The changes of one group.
struct Summary {
    files: usize,
    changes: usize,
    /// The first file that has one.
    example: PendingFile,
    last: usize,
}

/// Runs the command.
pub fn run(command: &Review, console: &mut Console) -> Result<Exit, Stop> {
    let files = PendingFile::all(&command.paths)?;
    if command.accept || command.reject {
        return decide(command, &files, console);
    }
    let mut groups: BTreeMap<Group, Summary> = BTreeMap::new();
    let mut at = 0;
    console.start(files.len());
    project::in_order(&files, PendingFile::load, |loaded| {
        console.advance();
        let file = files.get(at).cloned();
        at += 1;
        let pending = loaded.map_err(Stop::Stream)?;
        for change in pending.changes {
            let Some(file) = &file else { continue };
            let own = groups.entry(change.group).or_insert_with(|| Summary {
                files: 0,
                changes: 0,
                example: file.clone(),
                last: 0,
            });
            own.changes += 1;
            own.files += usize::from(own.last != at);
            own.last = at;
        }
        Ok::<(), Stop>(())
    })?;
    console.finish();
    let is_wanted = |group: &Group| command.group.as_ref().is_none_or(|wanted| *wanted == group.to_string());
    let mut out = String::new();
    let mut shown: Vec<_> = groups.iter().filter(|(group, _)| is_wanted(group)).collect();
    shown.sort_by_key(|(_, summary)| std::cmp::Reverse(summary.changes));
    for (group, summary) in &shown {
        let pending = summary.example.load().map_err(Stop::Stream)?;
        if command.json || console.format() == Format::Json {
            out += &serde_json::to_string(&row(group, summary, &pending)).map_err(std::io::Error::from)?;
            out.push('\n');
        } else {
            draw(group, summary, &pending, console.format(), &mut out);
        }
    }
    console.print(&out)?;
    if shown.is_empty() {
        console.remark("nothing is pending")?;
    }
    Ok(if shown.is_empty() { Exit::Clean } else { Exit::Findings })
}

fn decide(command: &Review, files: &[PendingFile], console: &mut Console) -> Result<Exit, Stop> {
    let (mut changed, mut changes) = (0, 0);
    let is_chosen = |change: &crate::review::Change| {
        command.group.as_ref().is_none_or(|wanted| *wanted == change.group.to_string())
    };
    project::in_order(
        files,
        |file| project::settle(file, command.accept, is_chosen),
        |settled| {
            let count = settled.map_err(Stop::Stream)?;
            changed += usize::from(count > 0);
            changes += count;
            Ok::<(), Stop>(())
        },
    )?;
    if changes == 0 && command.group.is_some() {
        let refusal = Refusal::new("no change of this group is pending");
        return Err(refusal.help("`recto review` lists the groups").into());
    }
    let word = if command.accept { "accepted" } else { "rejected" };
    console.remark(&format!("{} in {} {word}", counted(changes, "change"), counted(changed, "file")))?;
    Ok(Exit::Clean)
}

fn row(group: &Group, summary: &Summary, pending: &Pending) -> serde_json::Value {
    let change = pending.changes.iter().find(|change| change.group == *group);
    let example = change.map(|change| {
        let (before, after) = (change.shown.before.span, change.shown.after.span);
        json!({
            "file": pending.accepted.name(),
            "line": pending.pending.position(after.start).line,
            "source": pending.source,
            "before": pending.accepted.slice(before),
            "after": pending.pending.slice(after),
        })
    });
    json!({
        "group": group.to_string(),
        "kind": group.kind.name(),
        "what": group.what,
        "rule": group.rule,
        "files": summary.files,
        "changes": summary.changes,
        "example": example,
    })
}

fn draw(group: &Group, summary: &Summary, pending: &Pending, format: Format, out: &mut String) {
    let number = counted(summary.files, "file");
    let more = if summary.changes > summary.files {
        format!(", {}", counted(summary.changes, "change"))
    } else {
        String::new()
    };
    out.push_str(&format!("{number}{more}: {group}\n"));
    let Some(change) = pending.changes.iter().find(|change| change.group == *group) else { return };
    let place = pending.pending.position(change.shown.after.span.start);
    out.push_str(&format!("  {}:{}:{}\n", pending.accepted.name(), place.line, place.column));
    let (before, after) = (change.shown.before.span, change.shown.after.span);
    sides(pending.accepted.slice(before), pending.pending.slice(after), format, out);
}
