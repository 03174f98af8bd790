//! The page marks of a house that no text of a run has: a template that is misspelled matches nothing, and nothing says so. Takes profiles
//! and the texts of a run, in any order and by several threads; gives a finding for each mark that was in none of them.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::diag::{self, Diagnostic};
use crate::letter::has_page_mark;
use crate::profile::{Profile, Template};
use crate::settings::Places;
use crate::text::Source;

/// The page marks of one house, with whether a text had them.
#[derive(Debug)]
pub struct HouseMarks(Vec<(Template, AtomicBool)>);

impl HouseMarks {
    /// The marks that a profile adds to the built-in ones, in no text yet.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let own = profile.page.marks.iter().take(profile.page.own);
        Self(own.map(|mark| (mark.clone(), AtomicBool::new(false))).collect())
    }

    /// Looks for the marks in a text that were in none before.
    pub fn look(&self, text: &str) {
        for (mark, is_found) in &self.0 {
            if !is_found.load(Ordering::Relaxed) && has_page_mark(text, mark) {
                is_found.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Whether each mark was in a text.
    #[must_use]
    pub fn are_found(&self) -> bool {
        self.0.iter().all(|(_, is_found)| is_found.load(Ordering::Relaxed))
    }

    /// A finding in the file of the profile for each mark that was in no text.
    #[must_use]
    pub fn unmatched(&self, profile: &Source) -> Vec<Diagnostic> {
        let places = Places::of(profile);
        let mark = |(at, (mark, is_found)): (usize, &(Template, AtomicBool))| {
            if is_found.load(Ordering::Relaxed) {
                return None;
            }
            let message = format!("no text of this run has the page mark `{}`", mark.as_str());
            let span = places.span(&["page", "marks", &at.to_string()]);
            Some(Diagnostic { span, ..Diagnostic::new(&diag::MARK_IN_NO_TEXT, message) })
        };
        self.0.iter().enumerate().filter_map(mark).collect()
    }
}
