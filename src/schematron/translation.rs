//! What rules say in several languages. Takes the findings in one document and a language; gives them with each thing said once.
//!
//! Schemas say one thing in several languages in two ways. *Twins* are tests alike in all but their message: the same context, test and
//! role, in one rule or in several, as TEI has them in English and French. *Diagnostics* of one test have an `xml:lang` each (ISO/IEC
//! 19757-3:2020, 5.4.5). Of both, those in the language that is asked for are kept, without one those in English, else those in the
//! language of the first. Reports in SVRL have all of it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::finding::{Finding, Kind, Remark};

/// Twins at one node whose ids are compared, at most.
const MOST_COMPARED: usize = 100;

/// The findings, with what is said in several languages said in the one that suits `wanted`, a tag of BCP 47.
#[must_use]
pub fn in_language(findings: Vec<Finding>, wanted: &str) -> Vec<Finding> {
    let dropped = in_other_languages(&findings, wanted);
    let kept = findings.into_iter().enumerate().filter(|(at, _)| !dropped.contains(at));
    kept.map(|(_, finding)| Finding { remarks: remarks_in(finding.remarks, wanted), ..finding }).collect()
}

/// The numbers of findings that have a twin in a language that suits better.
fn in_other_languages(findings: &[Finding], wanted: &str) -> FxHashSet<usize> {
    let mut twins: FxHashMap<Said<'_>, Vec<(usize, &Finding)>> = FxHashMap::default();
    let tests = findings.iter().enumerate().filter(|(_, one)| matches!(one.kind, Kind::Assert | Kind::Report));
    for (at, finding) in tests {
        twins.entry(Said::of(finding)).or_default().push((at, finding));
    }
    let mut dropped = FxHashSet::default();
    for twins in twins.values().filter(|twins| twins.len() > 1) {
        let languages: Vec<Option<String>> = twins.iter().map(|(_, finding)| language(finding, twins)).collect();
        let best = best(languages.iter().map(Option::as_deref), wanted);
        let others = twins.iter().zip(&languages).filter(|(_, language)| language.as_deref() != best);
        dropped.extend(others.map(|((at, _), _)| *at));
    }
    dropped
}

/// Diagnostics in the language that suits best, with all that name no language.
fn remarks_in(remarks: Vec<Remark>, wanted: &str) -> Vec<Remark> {
    let lower = |remark: &Remark| remark.language.as_ref().map(|tag| tag.to_ascii_lowercase());
    let named: Vec<Option<String>> =
        remarks.iter().filter(|remark| remark.element == "diagnostic").map(lower).filter(Option::is_some).collect();
    let best = best(named.iter().map(Option::as_deref), wanted);
    let is_kept = |remark: &Remark| {
        let language = lower(remark);
        remark.element != "diagnostic" || language.is_none() || language.as_deref() == best
    };
    remarks.into_iter().filter(is_kept).collect()
}

/// What a finding says, in whatever language.
#[derive(PartialEq, Eq, Hash)]
struct Said<'f> {
    is_assertion: bool,
    document: Option<&'f str>,
    location: &'f str,
    /// Without white space.
    context: String,
    test: String,
    severity: [Option<&'f str>; 3],
}

impl<'f> Said<'f> {
    fn of(finding: &'f Finding) -> Self {
        Self {
            is_assertion: finding.kind == Kind::Assert,
            document: finding.document.as_deref(),
            location: &finding.location,
            context: finding.context.split_whitespace().collect(),
            test: finding.test.split_whitespace().collect(),
            severity: [finding.severity.as_deref(), finding.role.as_deref(), finding.rule_role.as_deref()],
        }
    }
}

/// The language of a finding: the one that its schema says, or else, since schemas made from an ODD lose that, the one that sets its id apart from
/// that of a twin.
fn language(finding: &Finding, twins: &[(usize, &Finding)]) -> Option<String> {
    if let Some(tag) = &finding.language {
        return Some(tag.to_ascii_lowercase());
    }
    let own = words(finding);
    let compared = twins.iter().filter(|_| twins.len() <= MOST_COMPARED);
    compared.map(|(_, twin)| words(twin)).find_map(|other| code_in(&own, &other)).map(str::to_owned)
}

/// The words of the ids of a test and its rule. Those with a digit are counted up by whoever made the schema.
fn words(finding: &Finding) -> Vec<&str> {
    let ids = finding.id.iter().chain(&finding.rule);
    let words = ids.flat_map(|id| id.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty() && !word.contains(|c: char| c.is_ascii_digit())).collect()
}

/// The code of a language that these words have where others have none, or another one: `spanTo fr rule` beside `spanTo rule`.
fn code_in<'w>(own: &[&'w str], other: &[&str]) -> Option<&'w str> {
    let at = own.iter().zip(other).take_while(|(own, other)| own == other).count();
    let (code, rest) = own.get(at..)?.split_first()?;
    let other = other.get(at..)?;
    let is_code = |word: &str| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_alone = rest == other;
    let is_another = other.split_first().is_some_and(|(theirs, behind)| is_code(theirs) && rest == behind);
    Some(*code).filter(|code| is_code(code) && (is_alone || is_another))
}

/// The language that suits best, of equal ones the first.
fn best<'l>(languages: impl Iterator<Item = Option<&'l str>>, wanted: &str) -> Option<&'l str> {
    let wanted = wanted.to_ascii_lowercase();
    languages.min_by_key(|language| distance(*language, &wanted)).flatten()
}

/// How little a language suits: itself, a wider one, one beside it, English, an unknown one, any other. Both tags in small letters.
fn distance(language: Option<&str>, wanted: &str) -> u8 {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    match language {
        None => 4,
        Some(tag) if tag == wanted => 0,
        Some(tag) if wanted.strip_prefix(tag).is_some_and(|rest| rest.starts_with('-')) => 1,
        Some(tag) if primary(tag) == primary(wanted) => 2,
        Some(tag) if primary(tag) == "en" => 3,
        Some(_) => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_found_by_tag_then_english_then_the_first() {
        let found = |languages: &[&'static str], wanted| {
            let languages = languages.iter().map(|tag| Some(*tag).filter(|tag| !tag.is_empty()));
            best(languages, wanted).unwrap_or_default()
        };
        assert_eq!(found(&["en", "fr-be", "fr"], "fr-CA"), "fr");
        assert_eq!(found(&["en", "fr-be"], "FR"), "fr-be");
        assert_eq!(found(&["fr", "en-gb"], "de"), "en-gb");
        assert_eq!(found(&["fr", ""], "de"), "");
        assert_eq!(found(&["fr", ""], "en"), "");
        assert_eq!(found(&["fr", "it"], "de"), "fr");
        assert_eq!(found(&["fra", "en"], "fr"), "en");
    }

    #[test]
    fn ids_that_differ_in_a_code_name_the_language() {
        assert_eq!(code_in(&["a", "spanTo", "fr", "rule"], &["a", "spanTo", "rule"]), Some("fr"));
        assert_eq!(code_in(&["a", "spanTo", "rule"], &["a", "spanTo", "fr", "rule"]), None);
        assert_eq!(code_in(&["a", "fr"], &["a", "en"]), Some("fr"));
        assert_eq!(code_in(&["a", "one"], &["a", "two"]), None);
        assert_eq!(code_in(&["a", "fr"], &["a", "two"]), None);
        assert_eq!(code_in(&["a"], &["a"]), None);
    }
}
