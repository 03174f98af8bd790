//! A draft of a project from the table of its letters. Takes the folder of the project and the table; gives what `recto.toml` says of it: its
//! name, the folder of the texts that its rows name, and which columns are known. Leaves out writing it: `starter` does that.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Refusal;
use super::border::{Border, absolute};
use super::convert::TEXT_EXTENSIONS;
use super::corpus_table::{CorpusTable, Extent, corpus_table};
use super::find::jobs;
use super::findings::Findings;
use super::job::{Extensions, Job, Target};

/// What a table says of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The table, relative to the project.
    pub table: String,
    /// The folder of the texts, relative to the project.
    pub source: String,
    /// The heads of the columns that are known.
    pub known: Vec<String>,
    /// Those of the others.
    pub unknown: Vec<String>,
}

/// Where texts are put as long as there are none.
const TRANSCRIPTS: &str = "transcripts";

/// Reads a table and looks for its texts in the folder of a project. Nothing where it cannot be used.
///
/// # Errors
/// The table does not lie in the folder.
pub fn draft(border: &Arc<Border>, folder: &Path, path: &Path) -> Result<(Option<Draft>, Findings), Refusal> {
    let Some(name) = below(folder, path) else {
        let refusal = Refusal::new(format!("`{}` does not lie in the folder of the project", path.display()));
        return Err(refusal.help("put it there: what a project needs lies in its folder"));
    };
    let from = Extensions { from: TEXT_EXTENSIONS, to: "xml" };
    let found = jobs(border, &[folder.to_owned()], Target::Nowhere, from)?;
    let texts: Vec<PathBuf> = found.iter().filter_map(Job::path).map(Path::to_owned).collect();
    let (table, findings) = corpus_table(border, path, None, &texts, None, Extent::Whole);
    let draft = |table: CorpusTable| {
        let (known, unknown) = table.heads();
        let source = table.folder().and_then(|texts| below(folder, &texts));
        Draft { table: name, source: source.unwrap_or_else(|| TRANSCRIPTS.to_owned()), known, unknown }
    };
    Ok((table.map(draft), findings))
}

/// A path relative to a folder that it lies in, as `recto.toml` writes it on every system.
fn below(folder: &Path, path: &Path) -> Option<String> {
    let path = absolute(path);
    let names = path.strip_prefix(absolute(folder)).ok()?.components();
    let name = names.map(|name| name.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    Some(if name.is_empty() { ".".to_owned() } else { name })
}
