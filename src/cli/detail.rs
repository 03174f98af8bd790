//! `--verbose`: how much a run shows of its findings. Takes what was typed; gives the least severe finding that is shown.

use clap::Args;

use crate::diag::Severity;

/// Whether notes are shown.
#[derive(Clone, Copy, Debug, Args)]
pub struct Detail {
    /// Show notes for several files too. They are always counted.
    #[arg(long, help_heading = "Reports")]
    verbose: bool,
}

impl Detail {
    /// The severity from which findings are shown, in a run over so many files.
    pub fn lowest(self, files: usize) -> Severity {
        if self.verbose || files == 1 { Severity::Note } else { Severity::Warning }
    }
}
