//! The interchange file of a project. Takes the TEI of its letters; gives the file, and what is missing or stands there twice.

use super::findings::Findings;
use super::job::Job;
use super::load;
use crate::cmif::{self, Edition, Letter};
use crate::diag::{self, Diagnostic};
use crate::model::DateValue;
use crate::register::{Lives, Outside};
use crate::xml::{Document, External};

/// The letters of one file.
#[derive(Debug)]
pub struct FileLetters {
    /// They, in the order of the file.
    pub letters: Vec<Letter>,
    /// The file, and what is wrong with it.
    pub input: Findings,
}

/// Reads the letters of a file.
///
/// # Errors
/// It cannot be read, or is not well-formed.
pub fn letters(job: &Job, edition: &Edition, lives: &Lives<'_>) -> Result<FileLetters, Box<Findings>> {
    let source = load::document(job, None)?;
    let (document, faults) = Document::parse(source.text(), External::Refused);
    if !faults.is_empty() {
        return Err(Box::new(Findings { source, diagnostics: faults }));
    }
    let stem = job.path().and_then(|path| path.file_stem());
    let name = stem.map_or_else(|| "letter".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let (letters, doubts) = cmif::letters(&document, &name, edition);
    let mut diagnostics: Vec<Diagnostic> =
        doubts.into_iter().map(|doubt| Diagnostic::new(&diag::BEYOND_CMIF, doubt.message).at(doubt.span)).collect();
    if letters.is_empty() {
        let finding =
            Diagnostic::new(&diag::NO_CORRESP_DESC, "it has no `correspDesc`, and is not in the interchange file");
        diagnostics.push(finding.help("give `sender`, `addressee`, `place` and `date` in the metadata of the letter"));
    }
    for letter in letters.iter().filter(|letter| letter.sent.date.is_empty()) {
        let finding = Diagnostic::new(&diag::NO_LETTER_DATE, "nobody says when this letter was sent").at(letter.span);
        diagnostics.push(finding.help("an uncertain date has `notBefore` and `notAfter`, or `cert`"));
    }
    diagnostics.extend(letters.iter().flat_map(|letter| outside_life(letter, lives)));
    Ok(FileLetters { letters, input: Findings { source, diagnostics } })
}

/// The senders of a letter who did not live when it was sent.
fn outside_life(letter: &Letter, lives: &Lives<'_>) -> Vec<Diagnostic> {
    let date = |names: &[&str]| {
        let found = names.iter().find_map(|name| letter.sent.date.iter().find(|(own, _)| own == name));
        found.and_then(|(_, value)| DateValue::parse(value.get(.."1823-06-01".len()).unwrap_or(value)))
    };
    let (first, last) = (date(&["when", "notBefore", "from"]), date(&["when", "notAfter", "to"]));
    let finding = |name: &cmif::Name| {
        let life = lives.find(name.reference.as_deref(), &name.text)?;
        let message = match life.outside(first, last)? {
            Outside::After(day) => format!("`{}` died on {day}, and the letter is of {}", name.text, first?),
            Outside::Before(day) => format!("`{}` was born on {day}, and the letter is of {}", name.text, last?),
        };
        let finding = Diagnostic::new(&diag::OUTSIDE_LIFE, message).at(letter.span);
        Some(finding.help("correct the date or the sender, or the dates in the register"))
    };
    letter.sent.names.iter().filter_map(finding).collect()
}

/// The interchange file of all letters, with findings of those that stand in it twice: in the files of the later ones.
#[must_use]
pub fn interchange(edition: &Edition, mut files: Vec<FileLetters>) -> (String, Vec<Findings>) {
    let letters: Vec<Letter> = files.iter().flat_map(|file| file.letters.clone()).collect();
    let places: Vec<usize> = files.iter().enumerate().flat_map(|(at, file)| vec![at; file.letters.len()]).collect();
    for (first, second) in cmif::doubles(&letters) {
        let (Some(first), Some(at), Some(letter)) = (places.get(first), places.get(second), letters.get(second)) else {
            continue;
        };
        let other = files.get(*first).map(|file| file.input.source.name().to_owned()).unwrap_or_default();
        let message = format!("this letter is that of `{other}`: the same URL, or the same persons on the same day");
        let finding = Diagnostic::new(&diag::LETTER_TWICE_IN_INDEX, message).at(letter.span);
        if let Some(file) = files.get_mut(*at) {
            file.input
                .diagnostics
                .push(finding.help("take one away, or let `letter-url` tell them apart: `{name}`, `{id}`"));
        }
    }
    for cmif::Clash { letter, first, message } in cmif::clashes(&letters) {
        let (Some(first), Some(at), Some(letter)) = (places.get(first), places.get(letter), letters.get(letter)) else {
            continue;
        };
        let other = files.get(*first).map(|file| file.input.source.name().to_owned()).unwrap_or_default();
        let finding = Diagnostic::new(&diag::NUMBER_CLASH, message).at(letter.span);
        if let Some(file) = files.get_mut(*at) {
            file.input
                .diagnostics
                .push(finding.help(format!("the other letter is `{other}`: one person has one number")));
        }
    }
    (cmif::write(edition, &letters), files.into_iter().map(|file| file.input).collect())
}
