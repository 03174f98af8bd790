//! What a page has that is served: it knows when it is out of date, and changes of the letter that are pending can be decided in it. Takes the
//! changes; gives forms, each for one decision.

use std::fmt::Write as _;

use super::html::{text, value};
use super::policy::{self, LETTER};
use super::remark::Remark;

/// A page that is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The number of its state, which grows when the letter changes.
    pub version: u64,
    /// What tells the pending changes from those of another state.
    pub state: String,
    /// Changes that are pending.
    pub changes: Vec<Proposal>,
    /// Why the changes cannot be decided, where that is so.
    pub fault: String,
}

/// A change that is pending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What it does, and by which rule.
    pub group: String,
    /// What stands there.
    pub before: String,
    /// What is to stand there.
    pub after: String,
    /// Its first byte in the TEI.
    pub at: usize,
}

/// The name of what a form decides about, beside the number of one change.
const ALL: &str = "all";

impl Served {
    /// The changes as findings, so that each has a mark at its place.
    pub fn remarks(&self) -> impl Iterator<Item = Remark> {
        self.changes.iter().map(|change| Remark {
            severity: "note",
            code: "pending",
            message: change.group.clone(),
            help: String::new(),
            tei: Some(change.at),
            text: None,
        })
    }

    /// The changes, each with what may be decided.
    pub(super) fn forms(&self, html: &mut String) {
        if !self.fault.is_empty() {
            // Writing to a string cannot fail.
            let _ = writeln!(html, "<p class=\"fault\">{}</p>", text(&self.fault));
        }
        if self.changes.is_empty() {
            return;
        }
        let count = self.changes.len();
        let _ = write!(html, "<details id=\"pending\" open><summary>Pending changes: {count}</summary>\n<ol>\n");
        for (number, Proposal { group, before, after, .. }) in self.changes.iter().enumerate() {
            let (before, after) = (text(before), text(after));
            let _ = write!(html, "<li>{} <del>{before}</del> <ins>{after}</ins>", text(group));
            self.form(html, &number.to_string(), &format!("change {}", number + 1));
            html.push_str("</li>\n");
        }
        html.push_str("</ol>\n");
        if count > 1 {
            self.form(html, ALL, "all changes");
        }
        html.push_str("</details>\n");
    }

    fn form(&self, html: &mut String, change: &str, named: &str) {
        let state = value(&self.state);
        let _ = write!(
            html,
            "<form method=\"post\"><input type=\"hidden\" name=\"state\" value=\"{state}\"><input type=\"hidden\" name=\"change\" value=\"{change}\">"
        );
        for (decision, label) in [("accept", "Accept"), ("reject", "Reject")] {
            let _ = write!(html, "<button name=\"decision\" value=\"{decision}\">{label} {named}</button>");
        }
        html.push_str("</form>");
    }
}

/// The page of a letter that cannot be read: it waits for one that can.
#[must_use]
pub fn unread(why: &str, version: u64) -> String {
    let head = policy::head(&LETTER, "", Some(version), "Not readable");
    format!(
        "{head}<main>\n<h1>Not readable</h1>\n<p class=\"fault\">{}</p>\n</main>\n{}",
        text(why),
        policy::end(&LETTER, Some(version))
    )
}
