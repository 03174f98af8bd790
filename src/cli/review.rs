//! `recto review`: pending changes, grouped by what they do over all files. Takes the arguments; walks through the changes on a
//! terminal, prints the groups, or accepts or rejects changes.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::diff::sides;
use super::exit::{Exit, Stop};
use super::inputs::claim;
use super::review_terminal;
use super::summary::Summary;
use crate::diag;
use crate::project::{self, Findings, Lock, Pending, PendingFile, Refusal, Share, Stamp};
use crate::report::{Format, counted, shown};
use crate::review::{Change, Decision, Group};

/// Show what a changed rule changes, and accept or reject it.
///
/// `recto convert --pending` leaves what differs from an accepted file beside it, as `letter.xml.new`. Changes are grouped by what
/// they do and the rule that made them. What is accepted goes to the accepted file; what is rejected stays so until a conversion
/// gives something else there. On a terminal the changes are shown one after the other, and keys decide: `?` shows which.
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
    /// Keep these files as they are: conversions leave them alone, for the reason of `--reason`.
    #[arg(long, requires = "reason", conflicts_with_all = ["accept", "reject", "group", "list", "json"])]
    mine: bool,
    /// Why they stay as they are.
    #[arg(long, value_name = "TEXT", requires = "mine")]
    reason: Option<String>,
    /// Take `--mine` back.
    #[arg(long, conflicts_with_all = ["mine", "accept", "reject", "group", "list", "json"])]
    not_mine: bool,
    /// Only this group, as the list names it: `element: `p` → `closer/salute`, rule valediction`.
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// List the groups, as without a terminal.
    #[arg(long, conflicts_with_all = ["accept", "reject"])]
    list: bool,
    /// One JSON object for each group, as `--format json`.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  recto convert transcripts/ -o tei/ --pending
  recto review tei/
  recto review tei/ --list
  recto review tei/ --accept
  recto review tei/letter.xml --reject
  recto review tei/letter.xml --mine --reason 'collated with the original'
  recto review tei/letter.xml --not-mine

Exit status: 0 nothing is pending, 1 changes are pending, 2 could not run.";

/// The changes of one group.
struct GroupChanges {
    files: usize,
    changes: usize,
    /// The first file that has one.
    example: PendingFile,
    last: usize,
}

/// A pending file with what is kept of it: the texts are not held.
pub struct Scanned {
    /// The file.
    pub file: PendingFile,
    /// The groups of its changes.
    pub groups: Vec<Group>,
    /// The state of its texts.
    pub stamp: (Stamp, Stamp),
}

/// Runs the command.
pub fn run(command: &Review, console: &mut Console) -> Result<Exit, Stop> {
    if let Some(reason) = &command.reason {
        let lock = claim_all(&command.paths, console)?;
        project::keep(&console.border(&command.paths), &command.paths, reason, lock)?;
        console.remark(&format!("{} kept as it is", counted(command.paths.len(), "file")))?;
        return Ok(Exit::Clean);
    }
    if command.not_mine {
        let lock = claim_all(&command.paths, console)?;
        project::keep_no_longer(&console.border(&command.paths), &command.paths, lock)?;
        console.remark(&format!("{} no longer kept", counted(command.paths.len(), "file")))?;
        return Ok(Exit::Clean);
    }
    // A record names the text that was converted from the working directory.
    let border = Arc::new(console.border(&command.paths).folder(Path::new(".")));
    let files = PendingFile::all(&border, &command.paths)?;
    if command.accept || command.reject {
        project::sweep(&command.paths);
        let accepted: Vec<PathBuf> = files.iter().map(|file| file.accepted.clone()).collect();
        let lock = claim_all(&accepted, console)?;
        let decision = if command.accept { Decision::Accept } else { Decision::Reject };
        return decide(command, decision, &files, lock, console);
    }
    let mut scanned = Vec::new();
    let mut findings = Vec::new();
    console.start(files.len());
    project::in_order(&files, PendingFile::name, PendingFile::load, |loaded| {
        console.advance();
        match loaded.and_then(|loaded| loaded) {
            Ok(mut pending) => {
                findings.extend(remarks(&mut pending));
                let stamp = pending.stamp();
                let groups = pending.changes.into_iter().map(|change| change.group).collect();
                scanned.push(Scanned { file: pending.file, groups, stamp });
            }
            Err(unread) => findings.push(*unread),
        }
        Ok::<(), Stop>(())
    })?;
    console.finish();
    let is_pending = scanned.iter().any(|scanned| !scanned.groups.is_empty());
    if is_pending && is_interactive(command, console) {
        project::sweep(&command.paths);
        return review_terminal::walk(scanned, findings, console);
    }
    let listed = list(command, &scanned, console)?;
    Ok(listed.max(report(&findings, console)?))
}

/// Takes the folder of files that are decided about.
fn claim_all(files: &[PathBuf], console: &mut Console) -> Result<Option<Lock>, Stop> {
    let mut summary = Summary::of("reviewed", "failed");
    claim(files.iter().map(PathBuf::as_path), Share::of(files.len()), console, &mut summary)
}

/// Whether a person is there to press keys.
fn is_interactive(command: &Review, console: &Console) -> bool {
    let is_list =
        command.list || command.json || command.group.is_some() || !matches!(console.format(), Format::Human(_));
    let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    !is_list && !is_dumb && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// What is to be said of a file that can be reviewed.
fn remarks(pending: &mut Pending) -> Option<Findings> {
    let diagnostics = std::mem::take(&mut pending.remarks);
    (!diagnostics.is_empty()).then(|| Findings { source: pending.pending.clone(), diagnostics })
}

/// Reports findings; gives the status they make. A file whose changes are left alone is still pending.
pub fn report(findings: &[Findings], console: &mut Console) -> Result<Exit, Stop> {
    let mut exit = Exit::Clean;
    for findings in findings {
        console.report(&findings.source, &findings.diagnostics)?;
        let own = findings.diagnostics.iter().map(|finding| match Exit::of(finding, console.threshold()) {
            Exit::Clean if finding.code.id == diag::EDITED_SINCE.id => Exit::Findings,
            exit => exit,
        });
        exit = exit.max(own.max().unwrap_or_default());
    }
    Ok(exit)
}

/// Prints the groups.
fn list(command: &Review, scanned: &[Scanned], console: &mut Console) -> Result<Exit, Stop> {
    let mut groups: BTreeMap<&Group, GroupChanges> = BTreeMap::new();
    for (at, Scanned { file, groups: own, .. }) in scanned.iter().enumerate() {
        for group in own {
            let new = || GroupChanges { files: 0, changes: 0, example: file.clone(), last: usize::MAX };
            let summary = groups.entry(group).or_insert_with(new);
            summary.changes += 1;
            summary.files += usize::from(summary.last != at);
            summary.last = at;
        }
    }
    let is_wanted = |group: &Group| command.group.as_ref().is_none_or(|wanted| *wanted == group.to_string());
    let mut out = String::new();
    let mut shown: Vec<_> = groups.iter().filter(|(group, _)| is_wanted(group)).collect();
    shown.sort_by_key(|(_, summary)| std::cmp::Reverse(summary.changes));
    for (group, summary) in &shown {
        // A file that was changed since it was scanned has no example.
        let Ok(pending) = summary.example.load() else { continue };
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

fn decide(
    command: &Review,
    decision: Decision,
    files: &[PendingFile],
    lock: Option<Lock>,
    console: &mut Console,
) -> Result<Exit, Stop> {
    let (mut changed, mut changes) = (0, 0);
    let is_chosen = |change: &&Change| command.group.as_ref().is_none_or(|wanted| *wanted == change.group.to_string());
    let mut findings = Vec::new();
    let settle = |file: &PendingFile| {
        let mut pending = file.load()?;
        let remarks = remarks(&mut pending);
        let chosen: Vec<&Change> = pending.changes.iter().filter(is_chosen).collect();
        let notes = match chosen.as_slice() {
            [] => None,
            chosen => pending.apply_decision(decision, chosen)?.notes(),
        };
        let said: Vec<Findings> = remarks.into_iter().chain(notes).collect();
        Ok::<_, Box<Findings>>((chosen.len(), said, file.tidy()))
    };
    project::in_order(files, PendingFile::name, settle, |settled| {
        match settled.and_then(|settled| settled) {
            Ok((count, said, tidied)) => {
                changed += usize::from(count > 0);
                changes += count;
                findings.extend(said);
                findings.extend(tidied.err().map(|unwritten| *unwritten));
            }
            Err(unread) => findings.push(*unread),
        }
        Ok::<(), Stop>(())
    })?;
    PendingFile::close(files, lock);
    let exit = report(&findings, console)?;
    if changes == 0 && command.group.is_some() && exit == Exit::Clean {
        let refusal = Refusal::new("no change of this group is pending");
        return Err(refusal.help("`recto review` lists the groups").into());
    }
    let word = match decision {
        Decision::Accept => "accepted",
        Decision::Reject => "rejected",
    };
    console.remark(&format!("{} in {} {word}", counted(changes, "change"), counted(changed, "file")))?;
    Ok(exit)
}

fn row(group: &Group, summary: &GroupChanges, pending: &Pending) -> serde_json::Value {
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

fn draw(group: &Group, summary: &GroupChanges, pending: &Pending, format: Format, out: &mut String) {
    let number = counted(summary.files, "file");
    let more = if summary.changes > summary.files {
        format!(", {}", counted(summary.changes, "change"))
    } else {
        String::new()
    };
    out.push_str(&format!("{number}{more}: {}\n", shown(&group.to_string())));
    let Some(change) = pending.changes.iter().find(|change| change.group == *group) else { return };
    let place = pending.pending.position(change.shown.after.span.start);
    out.push_str(&format!("  {}:{}:{}\n", shown(pending.accepted.name()), place.line, place.column));
    let (before, after) = (change.shown.before.span, change.shown.after.span);
    sides(pending.accepted.slice(before), pending.pending.slice(after), format, out);
}
