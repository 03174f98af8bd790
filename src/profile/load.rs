//! Reading profiles: the built-in files, a project's file over one of them, and the checks that no single key can make.
//! Takes sources; gives profiles and findings.

use std::sync::OnceLock;

use toml::{Table, Value};

use super::{Profile, SignElement, SignStyle, SplitAt, Template};
use crate::datatype::is_id;
use crate::diag::{self, Diagnostic};
use crate::settings::{self, Places};
use crate::text::Source;

/// The name of the built-in profile that holds where none is named.
pub const DEFAULT: &str = "letter";

/// The name of the built-in profile that has nothing learned in it.
pub const BASE: &str = "base";

/// Names of the built-in profiles.
pub const BUILT_IN: &[&str] = &[DEFAULT, "transcript", "frus", BASE];

const FILES: &[(&str, &str)] = &[
    (BASE, include_str!("base.toml")),
    ("letter", include_str!("letter.toml")),
    ("transcript", include_str!("transcript.toml")),
    ("frus", include_str!("frus.toml")),
];

const LANGUAGES: &[(&str, &str)] = &[
    ("en", include_str!("languages/en.toml")),
    ("de", include_str!("languages/de.toml")),
    ("fr", include_str!("languages/fr.toml")),
    ("it", include_str!("languages/it.toml")),
    ("es", include_str!("languages/es.toml")),
    ("la", include_str!("languages/la.toml")),
    ("nl", include_str!("languages/nl.toml")),
    ("pt", include_str!("languages/pt.toml")),
    ("pl", include_str!("languages/pl.toml")),
    ("cs", include_str!("languages/cs.toml")),
    ("da", include_str!("languages/da.toml")),
    ("sv", include_str!("languages/sv.toml")),
];

/// Codes of the built-in language tables.
#[must_use]
pub fn language_codes() -> Vec<&'static str> {
    LANGUAGES.iter().map(|(code, _)| *code).collect()
}

/// The built-in profile of this name.
#[must_use]
pub fn built_in(name: &str) -> Option<Profile> {
    Value::Table(built_in_table(name)?).try_into().ok()
}

/// The built-in profile that holds where none is named, read when it is first asked for: a check of each of many files may need it.
#[must_use]
pub fn usual() -> Option<&'static Profile> {
    static USUAL: OnceLock<Option<Profile>> = OnceLock::new();
    USUAL.get_or_init(|| built_in(DEFAULT)).as_ref()
}

/// Reads a project's profile over the built-in one it extends (`letter` when it names none).
///
/// Gives `None` when the file is not TOML or extends a profile that does not exist.
#[must_use]
pub fn read(source: &Source) -> (Option<Profile>, Vec<Diagnostic>) {
    let written: Table = source.text().parse().unwrap_or_default();
    let extends = written.get("extends").and_then(Value::as_str).unwrap_or(DEFAULT);
    let Some(base) = built_in_table(extends) else {
        let finding = Diagnostic::new(&diag::UNKNOWN_PROFILE, format!("no built-in profile is named `{extends}`"))
            .help(format!("built in: {}", BUILT_IN.join(", ")));
        let span = settings::span_of(source, &["extends"]);
        return (None, vec![Diagnostic { span, ..finding }]);
    };
    let added = language_lists(&base);
    let (profile, mut findings) = settings::read::<Profile>(source, &base);
    let Some(mut profile) = profile else {
        return (None, findings);
    };
    if let Ok(below) = Value::Table(base).try_into::<Profile>() {
        add_marks(&mut profile, &below, &written);
    }
    // The lists of a language are added to: what the file wrote is joined to what stood there.
    if written.contains_key("language") {
        let mut merged = Table::try_from(&profile).unwrap_or_default();
        join_lists(&mut merged, &added, &written);
        let Ok(joined) = Value::Table(merged).try_into::<Profile>() else {
            return (None, findings);
        };
        profile.language = joined.language;
    }
    findings.extend(conflicts(&profile, source));
    (Some(profile), findings)
}

/// A profile's file with these tables over its own, under a name of its own. Both are TOML; of one that is not nothing is taken.
#[must_use]
pub fn file_over(below: &Source, name: &str, tables: &str) -> String {
    let mut file: Table = below.text().parse().unwrap_or_default();
    settings::merge(&mut file, tables.parse().unwrap_or_default());
    file.insert("name".to_owned(), name.into());
    file.to_string()
}

/// The built-in profile of this name as a file, which holds what differs from the one that it extends.
#[must_use]
pub fn built_in_file(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

fn built_in_table(name: &str) -> Option<Table> {
    let (_, text) = FILES.iter().find(|(known, _)| *known == name)?;
    let own: Table = text.parse().ok()?;
    let mut table = match own.get("extends").and_then(Value::as_str) {
        Some(below) => built_in_table(below)?,
        None => Table::from_iter([("language".to_owned(), Value::Table(languages()))]),
    };
    settings::merge(&mut table, own);
    Some(table)
}

fn languages() -> Table {
    LANGUAGES.iter().filter_map(|(code, text)| Some(((*code).to_owned(), Value::Table(text.parse().ok()?)))).collect()
}

/// Puts the marks and signs below behind those that a house wrote, unless it replaces them. A sign below that begins as one of the house
/// does is left out.
fn add_marks(profile: &mut Profile, below: &Profile, written: &Table) {
    let wrote = |table: &str, key: &str| written.get(table).and_then(|table| table.get(key)).is_some();
    let add = |own: &mut Vec<Template>, below: &[Template]| {
        let new: Vec<Template> = below.iter().filter(|template| !own.contains(template)).cloned().collect();
        own.extend(new);
    };
    if wrote("page", "marks") {
        profile.page.own = profile.page.marks.len();
        if !profile.page.replace {
            add(&mut profile.page.marks, &below.page.marks);
        }
    }
    let (notes, old) = (&mut profile.notes, &below.notes);
    let lists = [
        ("marks", &mut notes.marks, &old.marks),
        ("agreeing-marks", &mut notes.agreeing_marks, &old.agreeing_marks),
        ("labels", &mut notes.labels, &old.labels),
    ];
    for (key, own, below) in lists {
        if wrote("notes", key) && !notes.replace {
            add(own, below);
        }
    }
    if wrote("notes", "symbols") && !notes.replace {
        let new: Vec<String> = old.symbols.iter().filter(|sign| !notes.symbols.contains(sign)).cloned().collect();
        notes.symbols.extend(new);
    }
    if written.contains_key("signs") && !profile.signs.iter().any(|sign| sign.replace) {
        let is_same = |own: &SignStyle, old: &SignStyle| match old.open.is_empty() {
            true => own.open.is_empty() && own.close == old.close,
            false => own.open == old.open,
        };
        let new: Vec<SignStyle> =
            below.signs.iter().filter(|old| !profile.signs.iter().any(|own| is_same(own, old))).cloned().collect();
        profile.signs.extend(new);
    }
}

fn language_lists(base: &Table) -> Table {
    base.get("language").and_then(Value::as_table).cloned().unwrap_or_default()
}

/// Puts the built-in entries of each language list before the ones the file wrote.
fn join_lists(merged: &mut Table, built_in: &Table, written: &Table) {
    let Some(Value::Table(ours)) = merged.get_mut("language") else {
        return;
    };
    let Some(Value::Table(theirs)) = written.get("language") else {
        return;
    };
    for (code, table) in theirs {
        let (Some(Value::Table(mine)), Some(Value::Table(old)), Value::Table(new)) =
            (ours.get_mut(code), built_in.get(code), table)
        else {
            continue;
        };
        for key in new.keys() {
            if let (Some(Value::Array(now)), Some(Value::Array(before))) = (mine.get_mut(key), old.get(key)) {
                let mut all = before.clone();
                all.append(now);
                *now = all;
            }
        }
    }
}

/// Settings that are right one by one and cannot hold together.
fn conflicts(profile: &Profile, source: &Source) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let places = Places::of(source);
    let mut conflict = |path: &[&str], message: String| {
        let span = places.span(path);
        found.push(Diagnostic { span, ..Diagnostic::new(&diag::CONFLICT, message) });
    };
    for mark in &profile.page.marks {
        if !mark.has_number() || mark.is_bare() {
            conflict(&["page", "marks"], format!("page mark `{}` needs signs around `{{n}}`", mark.as_str()));
        }
        if profile.notes.marks.contains(mark) || profile.notes.labels.contains(mark) {
            conflict(&["page", "marks"], format!("`{}` marks both pages and notes", mark.as_str()));
        }
    }
    for (key, templates) in [("marks", &profile.notes.marks), ("labels", &profile.notes.labels)] {
        for template in templates.iter().filter(|template| !template.has_number()) {
            conflict(&["notes", key], format!("`{}` has no `{{n}}`", template.as_str()));
        }
    }
    for label in profile.notes.labels.iter().filter(|label| label.suffix().is_empty()) {
        conflict(&["notes", "labels"], format!("nothing ends the number in `{}`", label.as_str()));
    }
    for symbol in profile.notes.symbols.iter().filter(|symbol| symbol.trim().is_empty()) {
        conflict(&["notes", "symbols"], format!("`{symbol}` is not a sign"));
    }
    for hyphen in profile.lines.hyphens.iter().filter(|hyphen| hyphen.trim().is_empty()) {
        conflict(&["lines", "hyphens"], format!("`{hyphen}` is not a sign"));
    }
    for bullet in profile.lists.bullets.iter().filter(|bullet| bullet.trim().is_empty()) {
        conflict(&["lists", "bullets"], format!("`{bullet}` is not a sign"));
    }
    for sign in &profile.signs {
        let (open, close) = (sign.open.as_str(), sign.close.as_str());
        let is_whole = close.is_empty();
        if open.contains(char::is_whitespace) && !is_whole
            || close.contains(char::is_whitespace)
            || open.len() + close.len() == 0
        {
            conflict(&["signs"], format!("`{open}` and `{close}` are not signs"));
        }
        if is_whole != (sign.element == SignElement::Gap) {
            let message =
                format!("`{open}{close}`: a `gap` has one sign, `open`, and other elements have one that closes");
            conflict(&["signs"], message);
        }
    }
    let is_at_heading = profile.split.at == Some(SplitAt::Heading);
    if is_at_heading == profile.split.headings.is_empty() && profile.split.at.is_some() {
        let message = match is_at_heading {
            true => "`split.at` is `heading`, and `split.headings` spells none",
            false => "`split.headings` counts only where `split.at` is `heading`",
        };
        conflict(&["split", "at"], message.to_owned());
    }
    for heading in profile.split.headings.iter().filter(|heading| is_any_line(heading.as_str())) {
        conflict(&["split", "headings"], format!("`{}` is every line", heading.as_str()));
    }
    for code in profile.languages.iter().filter(|code| !profile.language.contains_key(*code)) {
        let known: Vec<&str> = profile.language.keys().map(String::as_str).collect();
        conflict(&["languages"], format!("no table for language `{code}`; there are {}", known.join(", ")));
    }
    for (name, id) in [("document", &profile.document.id), ("page", &profile.page.id), ("notes", &profile.notes.id)] {
        if !id.is_empty() && !is_id_template(id.as_str()) {
            conflict(&[name, "id"], format!("`{}` is not the beginning of an xml:id with `{{n}}`", id.as_str()));
        }
    }
    found
}

/// A heading of `{text}` alone, or of nothing.
fn is_any_line(heading: &str) -> bool {
    heading.replace("{text}", "").trim().is_empty()
}

/// An id template has a place for the number and makes an id of it.
fn is_id_template(template: &str) -> bool {
    template.contains("{n}") && is_id(&template.replace("{document}", "d").replace("{n}", "1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_house_are_added() {
        let house = "[page]\nmarks = ['[Leaf {n}]']\n[notes]\nsymbols = ['#']\n\
                     [[signs]]\nopen = '{'\nclose = '}'\nelement = 'del'\n[[signs]]\nopen = '[…]'\nelement = 'gap'\n";
        let read = |text: &str| {
            let (profile, findings) = read(&Source::new("house.toml", text));
            assert_eq!(findings, []);
            profile.unwrap()
        };
        let (profile, below) = (read(house), built_in(DEFAULT).unwrap());
        assert_eq!(profile.page.marks.len(), below.page.marks.len() + 1);
        assert_eq!((profile.page.marks[0].as_str(), profile.page.own), ("[Leaf {n}]", 1));
        assert_eq!(
            (profile.notes.symbols[0].as_str(), profile.notes.symbols.len()),
            ("#", below.notes.symbols.len() + 1)
        );
        assert_eq!(profile.signs.len(), below.signs.len() + 1);
        let alone =
            house.replace("[Leaf {n}]']", "[Leaf {n}]']\nreplace = true").replace("['#']", "['#']\nreplace = true");
        let profile = read(&alone.replace("element = 'del'", "element = 'del'\nreplace = true"));
        assert_eq!((profile.page.marks.len(), profile.notes.symbols.len(), profile.signs.len()), (1, 1, 2));
    }

    #[test]
    fn built_in_profiles_are_without_findings() {
        for (name, text) in FILES {
            assert!(
                built_in(name).is_some(),
                "{name}: {:?}",
                Value::Table(built_in_table(name).unwrap()).try_into::<Profile>()
            );
            let source = Source::new(*name, *text);
            let (_, findings) = read(&Source::new("x", format!("extends = '{name}'")));
            assert_eq!(findings, [], "{}", source.name());
        }
    }

    #[test]
    fn lists_of_a_language_are_added_to() {
        let source = Source::new("house.toml", "[language.de]\nsalutation = ['Hochzuverehrender']\n");
        let (profile, findings) = read(&source);
        assert_eq!(findings, []);
        let german = &profile.unwrap().language["de"].salutation;
        assert!(german.contains(&"Lieber".to_owned()) && german.contains(&"Hochzuverehrender".to_owned()));
    }

    #[test]
    fn conflicts_point_into_the_file() {
        let source = Source::new("house.toml", "languages = ['xx']\n[page]\nmarks = ['/{n}/', '{n}']\nid = '{n}'\n");
        let (_, findings) = read(&source);
        let rows: Vec<_> = findings.iter().map(|f| (f.code.id, source.slice(f.span.unwrap()))).collect();
        assert_eq!(
            rows,
            [
                ("R0104", "['/{n}/', '{n}']"),
                ("R0104", "['/{n}/', '{n}']"),
                ("R0104", "['/{n}/', '{n}']"),
                ("R0104", "['xx']"),
                ("R0104", "'{n}'"),
            ]
        );
    }

    #[test]
    fn an_unknown_profile_is_named() {
        let (profile, findings) = read(&Source::new("house.toml", "extends = 'fruss'"));
        assert!(profile.is_none());
        assert_eq!(findings[0].code.id, "R0105");
    }
}
