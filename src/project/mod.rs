//! From names on a command line to files written: what is to be read and with which schemas, reading it, running over all of it,
//! writing it.
//!
//! Takes paths as people give them, `recto.toml` and catalogs; gives one outcome a file, in the order of the input. Promises that one
//! bad file never ends a run, that a file is written whole or not at all, that no more than a few files are in memory at once, and that
//! nothing is ever read from the network. The only stage that touches files. Leaves out arguments, what is shown to people and the
//! exit status: `cli` decides these.
//!
//! # The way of one write
//!
//! ```text
//! find       names the place of each result; border says whether it belongs to the run, collision whether it would destroy text
//! claim      locks the folder (lock); what a run left that was broken off is brought to an end (recovery) and swept (stage)
//!    │
//!    ├─ a result, which can be made again: offer, run::deliver, result, schema ─► place: is what lies there Recto's own (written, stamp, mine)?
//!    ├─ a report ─► report_writer
//!    ├─ what a person wrote: fix, format, decision (of `review` and of a desk), starter ─► replace: is it still what was read?
//!    └─ several files that depend on each other: ids ─► journal ─► recovery ─► replace
//!    │
//! stage      a new file beside the old one, with its rights
//! disk       written, synced, put in its place: each one call, which a test can make fail
//! close      gives up the lock, then puts in order what is known of the folder (written)
//! ```

mod address;
mod border;
mod catalog;
mod choice;
mod claim;
mod cmif;
mod collision;
mod conversion_page;
mod convert;
mod corpus_table;
mod decision;
mod desk;
mod diff;
mod disk;
mod disk_files;
mod draft;
mod effective_setting;
mod eval;
mod fault;
mod find;
mod findings;
mod fix;
mod format;
mod globs;
mod gold;
mod house_marks;
mod ids;
mod inclusion;
mod job;
mod journal;
mod json_schema;
mod learn;
mod limits;
mod load;
mod lock;
mod mine;
mod offer;
mod open_folder;
mod outside;
mod pages;
mod pending;
mod place;
mod projects;
mod proof;
mod record;
mod recovery;
mod recto_toml;
mod regular;
mod replace;
mod report_writer;
mod resolved;
mod result;
mod run;
mod schema;
mod schemas;
mod severity_overrides;
mod split;
mod stack;
mod stage;
mod stamp;
mod starter;
mod text;
mod transplant;
mod validate;
mod verify;
mod view;
mod volume;
mod written;

pub use crate::check::Svrl;
pub use crate::check::rules::SharedIds;
pub use crate::metadata::is_language;
pub use border::{Border, Links};
pub use claim::{claim, read, unfinished, written};
pub use cmif::{FileLetters, interchange, letters};
pub use conversion_page::Proof;
pub use convert::{ConvertOptions, Facts, Origins, TEXT_EXTENSIONS, convert};
pub use corpus_table::{CorpusTable, Extent, corpus_table, is_table};
pub use decision::{Undo, sweep};
pub use desk::{Desk, Undecided};
pub use diff::{Counterpart, Diffed, counterparts, diff};
pub use disk_files::DiskFiles;
pub use draft::{Draft, draft};
pub use effective_setting::{EffectiveSetting, effective_settings};
pub use eval::{Compared, Pair, evaluate, pairs};
pub use fault::guarded;
pub use find::{jobs, jobs_of_pages};
pub use findings::Findings;
pub use format::{FormatOptions, Formatted, Laid, format};
pub use house_marks::HouseMarks;
pub use ids::{Identified, Writing, ids};
pub use inclusion::{Inclusion, Whole};
pub use job::{Extensions, Held, Input, Job, Output, Target};
pub use json_schema::{SettingsFile, json_schema};
pub use learn::{Encoded, Lesson, Lessons, encoded, lesson};
pub use limits::{AskedLimits, Trust, limits};
pub use load::{encoding, metadata, profile, register};
pub use lock::{Lock, Share};
pub use mine::{keep, keep_no_longer};
pub use offer::Results;
pub use pending::{Pending, PendingFile};
pub use place::{Places, Replaced};
pub use projects::{Each, Project, Projects};
pub use proof::{between, index, index_of};
pub use recto_toml::LimitKeys;
pub use report_writer::ReportWriter;
pub use result::put_result;
pub use run::{Delivery, FileOutcome, in_order};
pub use schema::{Rewritten, rewrite};
pub use schemas::{Compiled, Fault, Request, Schemas};
pub use severity_overrides::SeverityOverrides;
pub use split::{SplitOptions, Volumes, split, with_letters};
pub use stack::on_deep_stack;
pub use stamp::Stamp;
pub use starter::{Begun, Ci, REPOSITORY, SUBMODULE, Starter, begin};
pub use text::text;
pub use transplant::{TransplantOptions, transplant};
pub use validate::{Checked, Fixing, RunRules, ValidateOptions, validate};
pub use verify::{TextAndTei, VerifyOptions, texts_and_tei, verify};
pub use view::{ViewOptions, Viewed, Viewing, view, viewings};

use crate::diag::{Code, Diagnostic};

/// Why nothing can be run at all: said to the person who typed the command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of fault, where the table of codes has it.
    pub code: Option<&'static Code>,
    /// What is wrong: a phrase without capital or full stop.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
}

impl Refusal {
    /// A refusal without code and help.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { code: None, message: message.into(), help: None }
    }

    /// A refusal that `recto explain` explains.
    #[must_use]
    pub fn coded(code: &'static Code, message: impl Into<String>) -> Self {
        Self { code: Some(code), ..Self::new(message) }
    }

    /// The same refusal with what to do instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<Diagnostic> for Refusal {
    /// A finding about what was typed.
    fn from(finding: Diagnostic) -> Self {
        Self { code: Some(finding.code), message: finding.message, help: finding.help }
    }
}
