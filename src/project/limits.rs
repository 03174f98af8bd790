//! What a run may cost: as `[limits]` of its projects says, and as the command line does. Takes projects and what was asked for; gives
//! [`Limits`] and what is wrong with those of the projects.
//!
//! The command line comes first. Of several projects the greatest limit holds. Where the files are a stranger's, so is their `recto.toml`:
//! then it may lower limits and not raise them.

use super::findings::Findings;
use super::projects::Projects;
use super::recto_toml::LimitKeys;
use crate::budget::Limits;
use crate::diag::{self, Diagnostic};
use crate::settings;

/// What the command line says about limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedLimits {
    /// Limits that hold whatever projects say.
    pub own: LimitKeys,
    /// Whose the files are.
    pub trust: Trust,
}

/// Whose the files of a run are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Of whoever runs it: their settings hold.
    #[default]
    Own,
    /// A stranger's: their settings raise no limit.
    Untrusted,
}

/// A limit: its key, the one of these keys, and the one that it is in the end.
struct Row {
    key: &'static str,
    keyed: fn(&mut LimitKeys) -> &mut Option<u64>,
    place: fn(&mut Limits) -> &mut u64,
}

const ROWS: [Row; 4] = [
    Row { key: "steps", keyed: |keys| &mut keys.steps, place: |limits| &mut limits.steps },
    Row { key: "memory", keyed: |keys| &mut keys.memory, place: |limits| &mut limits.memory },
    Row { key: "file-size", keyed: |keys| &mut keys.file_size, place: |limits| &mut limits.file_size },
    Row { key: "depth", keyed: |keys| &mut keys.depth, place: |limits| &mut limits.depth },
];

impl Row {
    fn of(&self, keys: LimitKeys) -> Option<u64> {
        *(self.keyed)(&mut { keys })
    }
}

impl LimitKeys {
    /// Reads `steps=5000000000`.
    ///
    /// # Errors
    /// What is wrong with it: a phrase.
    pub fn read(typed: &str) -> Result<Self, String> {
        let expected = "expected `steps=NUMBER`, `memory=BYTES`, `file-size=BYTES` or `depth=NUMBER`";
        let (name, number) = typed.split_once('=').ok_or(expected)?;
        let row = ROWS.iter().find(|row| row.key == name).ok_or(expected)?;
        let mut keys = Self::default();
        *(row.keyed)(&mut keys) = Some(number.parse().map_err(|_| format!("`{number}` is no whole number"))?);
        Ok(keys)
    }

    /// These, and where there is none those.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        for row in &ROWS {
            let own = (row.keyed)(&mut self);
            *own = own.or(row.of(other));
        }
        self
    }
}

/// What a run over these projects may cost.
#[must_use]
pub fn limits(projects: &Projects, asked: &AskedLimits) -> (Limits, Vec<Findings>) {
    let usual = Limits::default();
    let mut limits = usual;
    let mut about = Vec::new();
    for row in &ROWS {
        let mut greatest = None;
        let default = *(row.place)(&mut usual.clone());
        for project in projects.all() {
            let Some(wanted) = row.of(project.keys.limits) else { continue };
            let is_raised = asked.trust == Trust::Untrusted && wanted > default;
            if is_raised {
                let message = format!("`limits.{}` is not raised: the files are those of a stranger", row.key);
                let finding = Diagnostic::new(&diag::LIMIT_NOT_RAISED, message)
                    .help(format!("`--limit {}={wanted}` on the command line raises it", row.key));
                let span = settings::span_of(&project.source, &["limits", row.key]);
                let diagnostics = vec![Diagnostic { span, ..finding }];
                about.push(Findings { source: project.source.clone(), diagnostics });
            }
            let wanted = if is_raised { default } else { wanted };
            greatest = greatest.max(Some(wanted));
        }
        *(row.place)(&mut limits) = row.of(asked.own).or(greatest).unwrap_or(default);
    }
    (limits, about)
}
