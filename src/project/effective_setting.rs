//! What is in force for one file, and where that is written. Takes the path of a text or of a TEI file; gives the settings of its
//! `recto.toml` that are about it, its metadata, its schemas, and what stands where nothing is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::{Table, Value};

use super::border::Border;
use super::choice::{Choice, Chosen, Why};
use super::findings::Findings;
use super::globs::Globs;
use super::job::Job;
use super::load;
use super::projects::{Project, Projects};
use super::recto_toml::{AllowNotRun, NOT_RUN, Names};
use crate::profile::{self, Profile};
use crate::schematron::Phase;
use crate::settings::Places;
use crate::source::EXTENSIONS;
use crate::text::Source;

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveSetting {
    /// Its key, as in `recto.toml`, with the code for findings: `convert.source`, `severity.R0202`.
    pub key: String,
    /// What it is; a list with commas.
    pub value: String,
    /// Where it is written: a file and a line, from 1; `None` where it is built in.
    pub origin: Option<(String, usize)>,
}

/// What stands for the texts of a folder, none of which is meant.
const ANY_TEXT: &str = "*.txt";

/// What is in force for a file, which need not be there yet; for the texts of a folder, where the path is that of one.
#[must_use]
pub fn effective_settings(border: &Arc<Border>, path: &Path) -> (Vec<EffectiveSetting>, Vec<Findings>) {
    let path = if path.is_dir() { path.join(ANY_TEXT) } else { path.to_owned() };
    let jobs = [Job::reading(border, &path)];
    let (projects, about) = Projects::open(border, &jobs, &[], &Phase::Default);
    let project = projects.first();
    let reading =
        Reading { border, project, path: &path, below: project.path(Some(&path)), places: Places::of(&project.source) };
    let mut settings = vec![reading.profile()];
    settings.extend(reading.plain());
    settings.extend(reading.schemas());
    settings.extend(reading.graded());
    settings.extend(reading.allowed());
    settings.extend(reading.metadata());
    (settings, about)
}

struct Reading<'p> {
    border: &'p Arc<Border>,
    project: &'p Project,
    path: &'p Path,
    /// The path as patterns see it.
    below: Option<String>,
    /// Where keys of the `recto.toml` stand.
    places: Places<'p>,
}

impl Reading<'_> {
    /// A setting that stands in the `recto.toml`.
    fn written(&self, key: impl Into<String>, value: impl Into<String>, place: &[&str]) -> EffectiveSetting {
        EffectiveSetting {
            key: key.into(),
            value: value.into(),
            origin: origin(&self.project.source, &self.places, place),
        }
    }

    fn built_in(key: &str, value: &str) -> EffectiveSetting {
        EffectiveSetting { key: key.to_owned(), value: value.to_owned(), origin: None }
    }

    fn fits(&self, files: &Names) -> bool {
        Globs::new(&files.0).is_ok_and(|globs| globs.fit(self.below.as_deref()))
    }

    fn profile(&self) -> EffectiveSetting {
        match &self.project.keys.profile {
            Some(name) => self.written("profile", name, &["profile"]),
            None => Self::built_in("profile", profile::DEFAULT),
        }
    }

    fn plain(&self) -> Vec<EffectiveSetting> {
        let keys = &self.project.keys;
        let mut found = Vec::new();
        let mut list = |key: &str, names: &[String]| {
            if !names.is_empty() {
                found.push(self.written(key, names.join(", "), &key.split('.').collect::<Vec<_>>()));
            }
        };
        list("convert.source", &keys.convert.source.0);
        list("convert.target", keys.convert.target.as_slice());
        list("convert.registers", &keys.convert.registers.0);
        list("convert.metadata", keys.convert.metadata.as_slice());
        list("convert.names", keys.convert.names.as_ref().map(|names| names.pattern().to_owned()).as_slice());
        list("validate.catalog", &keys.validate.catalog.0);
        for (name, file) in &keys.schemas {
            found.push(self.written(format!("schemas.{name}"), file, &["schemas", name]));
        }
        found
    }

    /// Whether the file is one that is converted.
    fn is_text(&self) -> bool {
        self.path.extension().is_some_and(|own| EXTENSIONS.iter().any(|extension| own.eq_ignore_ascii_case(extension)))
    }

    /// Those that the file is checked against; of a text, the one that its TEI must fit, and those that the TEI names or is given.
    fn schemas(&self) -> Vec<EffectiveSetting> {
        let mut found = Vec::new();
        if self.is_text() {
            let (of_conversion, of_result) = self.profile_schemas();
            found.push(of_conversion);
            if let Some(of_result) = of_result {
                found.push(of_result);
                return found;
            }
        }
        let source =
            load::document(&Job::reading(self.border, self.path), None).unwrap_or_else(|_| Source::new("", ""));
        let base = self.path.display().to_string();
        let Chosen { schemas, why, .. } = Chosen::of(self.project, &base, Some(self.path), source.text());
        let (named, usual): (Vec<Choice>, Vec<Choice>) = schemas.into_iter().partition(|choice| choice.span.is_some());
        found.extend(named.iter().map(|choice| named_in(&source, choice)));
        match why {
            Why::Named => {}
            Why::Project(place) => {
                let place: Vec<&str> = place.iter().map(String::as_str).collect();
                let names: Vec<&str> = usual.iter().map(|choice| choice.name.as_str()).collect();
                found.push(self.written("schema", names.join(", "), &place));
            }
            Why::Nobody => found.push(Self::built_in("schema", "none")),
        }
        found
    }

    /// The schema of the profile, and the one that it has the TEI name.
    fn profile_schemas(&self) -> (EffectiveSetting, Option<EffectiveSetting>) {
        let name = self.project.profile().unwrap_or_else(|| PathBuf::from(profile::DEFAULT));
        let read = load::profile(self.border, &name).ok();
        let source = read.as_ref().map_or(Source::new("", ""), |(_, about)| about.source.clone());
        let profile = read.as_ref().and_then(|(profile, _)| profile.as_ref());
        let places = Places::of(&source);
        let one = |key: &str, value: &str, place| EffectiveSetting {
            key: key.to_owned(),
            value: value.to_owned(),
            origin: origin(&source, &places, &[place]),
        };
        let schema = profile.and_then(Profile::schema).unwrap_or("none");
        let named = profile.and_then(Profile::model_address);
        (one("profile.schema", schema, "schema"), named.map(|address| one("schema", address, "xml-model")))
    }

    fn graded(&self) -> Vec<EffectiveSetting> {
        let mut found: Vec<EffectiveSetting> = Vec::new();
        for (at, entry) in self.project.keys.severity.iter().enumerate().filter(|(_, entry)| self.fits(&entry.files)) {
            for code in &entry.code.0 {
                let key = format!("severity.{code}");
                found.retain(|other| other.key != key);
                let level = entry.severity.severity().map_or("off", crate::diag::Severity::name);
                found.push(self.written(key, level, &["severity", &at.to_string(), "code"]));
            }
        }
        found
    }

    fn allowed(&self) -> Vec<EffectiveSetting> {
        let entries = self.project.keys.allow.iter().enumerate().filter(|(_, entry)| self.fits(&entry.files));
        let not_run = self.project.keys.allow_not_run.iter().enumerate().filter(|(_, entry)| self.fits(&entry.files));
        let of_not_run = |(at, entry): (usize, &AllowNotRun)| -> Vec<EffectiveSetting> {
            let place = at.to_string();
            let named =
                entry.host.0.iter().map(|name| ("host", name)).chain(entry.rule.0.iter().map(|name| ("rule", name)));
            let one =
                |(key, name)| self.written(format!("{NOT_RUN}.{key}.{name}"), &entry.reason, &[NOT_RUN, &place, key]);
            named.map(one).collect()
        };
        let of = |(at, entry): (usize, &super::recto_toml::Allow)| -> Vec<EffectiveSetting> {
            let place = at.to_string();
            let one = |code: &String| self.written(format!("allow.{code}"), &entry.reason, &["allow", &place, "code"]);
            entry.code.0.iter().map(one).collect()
        };
        entries.flat_map(of).chain(not_run.flat_map(of_not_run)).collect()
    }

    /// Facts of the file beside a text, then those of the project.
    fn metadata(&self) -> Vec<EffectiveSetting> {
        let mut found = Vec::new();
        if self.is_text()
            && let Ok(own) = load::toml(self.border, &self.path.with_extension("toml"))
        {
            let table: Table = own.text().parse().unwrap_or_default();
            found.extend(facts(&own, &table, &[]));
        }
        let whole: Table = self.project.source.text().parse().unwrap_or_default();
        if let Some(Value::Table(table)) = whole.get("metadata") {
            let below = facts(&self.project.source, table, &["metadata"]);
            let own: BTreeSet<String> = found.iter().map(|fact| fact.key.clone()).collect();
            found.extend(below.into_iter().filter(|fact| !own.contains(&fact.key)));
        }
        found
    }
}

/// A schema that a document names.
fn named_in(source: &Source, choice: &Choice) -> EffectiveSetting {
    let value = match (&choice.request, choice.language) {
        (None, Some(language)) => format!("{} ({}, not run)", choice.name, language.name()),
        _ => choice.name.clone(),
    };
    let origin = choice.span.map(|span| (source.name().to_owned(), source.position(span.start).line));
    EffectiveSetting { key: "schema".to_owned(), value, origin }
}

/// The keys of a table of metadata, which stands at a place of its file.
fn facts(source: &Source, table: &Table, place: &[&str]) -> Vec<EffectiveSetting> {
    let places = Places::of(source);
    let fact = |(key, value): (&String, &Value)| {
        let value = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let place: Vec<&str> = place.iter().copied().chain([key.as_str()]).collect();
        EffectiveSetting { key: format!("metadata.{key}"), value, origin: origin(source, &places, &place) }
    };
    table.iter().map(fact).collect()
}

fn origin(source: &Source, places: &Places<'_>, place: &[&str]) -> Option<(String, usize)> {
    let span = places.span(place)?;
    Some((source.name().to_owned(), source.position(span.start).line))
}
