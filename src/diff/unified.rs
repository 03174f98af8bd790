//! Two texts line by line as a unified diff, as `patch` takes it. Takes texts with their names; gives nothing where they are the same.
//!
//! Lines end with LF alone, as for `patch`; a last line without one is marked. What no reader of XML sees is a difference here.

use std::fmt::Write;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Interner, Token};

/// Lines that are shown before and after what differs.
const CONTEXT: usize = 3;

/// What stands for a file that is not there.
const NOWHERE: &str = "/dev/null";

/// One version of a file.
#[derive(Clone, Copy, Debug)]
pub struct Text<'t> {
    /// Its name; `None` where there is no such file.
    pub name: Option<&'t str>,
    /// What it says.
    pub text: &'t str,
}

/// Lines that differ, as ranges of the lines of both texts.
struct Change {
    before: Range<usize>,
    after: Range<usize>,
}

/// What differs between two versions of a file.
#[must_use]
pub fn unified(before: Text<'_>, after: Text<'_>) -> String {
    let old: Vec<&str> = before.text.split_inclusive('\n').collect();
    let new: Vec<&str> = after.text.split_inclusive('\n').collect();
    let changes = changes(&old, &new);
    let mut out = String::new();
    if changes.is_empty() {
        return out;
    }
    out += &format!("--- {}\n+++ {}\n", name(before.name), name(after.name));
    for group in changes.chunk_by(|one, next| next.before.start - one.before.end <= 2 * CONTEXT) {
        hunk(&mut out, &old, &new, group);
    }
    out
}

/// A name as `patch` reads it: up to a tab, where it holds a blank.
fn name(name: Option<&str>) -> String {
    let name = name.unwrap_or(NOWHERE);
    if name.contains(' ') { format!("{name}\t") } else { name.to_owned() }
}

fn changes<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Change> {
    let mut interner = Interner::new(old.len() + new.len());
    let mut tokens = |lines: &[&'t str]| lines.iter().map(|line| interner.intern(*line)).collect::<Vec<Token>>();
    let (a, b) = (tokens(old), tokens(new));
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Histogram, &a, &b, interner.num_tokens());
    let widened = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| Change { before: widened(hunk.before), after: widened(hunk.after) }).collect()
}

/// Writes changes that stand close together, with the lines around them.
fn hunk(out: &mut String, old: &[&str], new: &[&str], group: &[Change]) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
    let (lead, trail) = (first.before.start.min(CONTEXT), (old.len() - last.before.end).min(CONTEXT));
    let before = first.before.start - lead..last.before.end + trail;
    let after = first.after.start - lead..last.after.end + trail;
    // Writing to a string cannot fail.
    let _ = writeln!(out, "@@ -{} +{} @@", range(&before), range(&after));
    let mut at = before.start;
    for change in group {
        push(out, ' ', old, at..change.before.start);
        push(out, '-', old, change.before.clone());
        push(out, '+', new, change.after.clone());
        at = change.before.end;
    }
    push(out, ' ', old, at..before.end);
}

/// First line and number of lines; of no lines the one before them.
fn range(lines: &Range<usize>) -> String {
    let first = if lines.is_empty() { lines.start } else { lines.start + 1 };
    format!("{first},{}", lines.len())
}

fn push(out: &mut String, sign: char, lines: &[&str], range: Range<usize>) {
    for line in lines.get(range).unwrap_or_default() {
        out.push(sign);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: &str, after: &str) -> String {
        unified(Text { name: Some("a"), text: before }, Text { name: Some("b"), text: after })
    }

    #[test]
    fn the_same_text_gives_nothing() {
        assert_eq!(of("a\n", "a\n"), "");
    }

    #[test]
    fn lines_are_counted_as_patch_does() {
        assert_eq!(of("", "a\n"), "--- a\n+++ b\n@@ -0,0 +1,1 @@\n+a\n");
        assert_eq!(of("a\n", ""), "--- a\n+++ b\n@@ -1,1 +0,0 @@\n-a\n");
        let old: String = (1..=20).map(|n| format!("{n}\n")).collect();
        let new = old.replace("5\n6\n", "5\nx\n6\n").replace("18\n", "y\r\n");
        let expected = "--- a\n+++ b\n\
            @@ -3,6 +3,7 @@\n 3\n 4\n 5\n+x\n 6\n 7\n 8\n\
            @@ -15,6 +16,6 @@\n 15\n 16\n 17\n-18\n+y\r\n 19\n 20\n";
        assert_eq!(of(&old, &new), expected);
    }

    #[test]
    fn a_last_line_without_end_is_marked() {
        assert_eq!(of("a\nb", "a\nb\n"), "--- a\n+++ b\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let made = unified(Text { name: None, text: "" }, Text { name: Some("a b"), text: "x\n" });
        assert_eq!(made, "--- /dev/null\n+++ a b\t\n@@ -0,0 +1,1 @@\n+x\n");
    }
}
