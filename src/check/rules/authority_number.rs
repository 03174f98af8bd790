//! Numbers of authority files that cannot be: a check digit that is wrong, or a form that no number has. Takes the pointers of names; asks
//! nobody on the network. Silent about addresses of other files, and where a number is right: whether it is that of the person nobody
//! here knows.

use super::Case;
use super::case::local;
use crate::diag::{self, Diagnostic};
use crate::text::Span;

/// What is wrong with a number; nothing where it can be one.
type Check = fn(&str) -> Option<String>;

/// Authority files: how an address of them begins behind the scheme, the type of `idno`, what a number is called, and its check.
const FILES: &[(&[&str], &str, &str, Check)] = &[
    (&["d-nb.info/gnd/"], "GND", "a number of the GND", gnd),
    (&["viaf.org/viaf/"], "VIAF", "a number of VIAF", viaf),
    (&["isni.org/isni/"], "ISNI", "an ISNI", isni),
    (&["orcid.org/"], "ORCID", "an ORCID iD", isni),
    (&["data.bnf.fr/ark:/12148/", "catalogue.bnf.fr/ark:/12148/"], "BNF", "a number of the BnF", bnf),
    (
        &["id.loc.gov/authorities/names/", "id.loc.gov/authorities/subjects/"],
        "LCCN",
        "a number of the Library of Congress",
        lccn,
    ),
    (&["geonames.org/"], "GeoNames", "a number of GeoNames", plain),
    (&["wikidata.org/wiki/", "wikidata.org/entity/"], "Wikidata", "an item of Wikidata", wikidata),
];

/// Finds them.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let nodes = case.document.root().into_iter().flat_map(|root| root.descendants().chain([root]));
    let mut found = Vec::new();
    for node in nodes.filter(|node| local(*node).is_some()) {
        if let Some(pointer) = node.attribute("", "ref") {
            let faults = pointer.value.split_whitespace().filter_map(of_address);
            found.extend(faults.map(|fault| finding(fault, pointer.value_span)));
        }
        if local(node) == Some("idno")
            && let Some(kind) = node.attribute("", "type")
        {
            let number = node.string_value().trim();
            let file = FILES.iter().find(|(_, own, _, _)| own.eq_ignore_ascii_case(kind.value));
            let fault = match number.contains("://") {
                true => of_address(number),
                false => file.and_then(|(_, _, what, check)| Some((number.to_owned(), *what, check(number)?))),
            };
            found.extend(fault.map(|fault| finding(fault, node.inside())));
        }
    }
    found
}

fn finding((number, what, fault): (String, &str, String), span: Span) -> Diagnostic {
    let finding =
        Diagnostic::new(&diag::BAD_AUTHORITY_NUMBER, format!("`{number}` cannot be {what}: {fault}")).at(span);
    finding.help("look the person or place up again: a figure is wrong, missing or out of its place")
}

/// The number in an address with what is wrong.
fn of_address(address: &str) -> Option<(String, &'static str, String)> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    FILES.iter().find_map(|(prefixes, _, what, check)| {
        let after = prefixes.iter().find_map(|prefix| rest.strip_prefix(prefix))?;
        let number = after.split(['/', '#', '?', '.']).next().unwrap_or_default();
        Some((number.to_owned(), *what, check(number)?))
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A check character from 0 to 10.
fn sign(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('X')
}

fn wrong_check(found: char, right: char) -> Option<String> {
    (!found.eq_ignore_ascii_case(&right)).then(|| format!("its check character would be {right}"))
}

/// GND: persons and new records without a hyphen (weights from 2 on, from the right, modulo 11), subjects and places of old with one.
fn gnd(number: &str) -> Option<String> {
    let form = || Some("it has another form".to_owned());
    let (body, last) = match number.char_indices().next_back() {
        Some((at, last)) if last.is_ascii_digit() || last == 'X' || last == 'x' => (number.get(..at)?, last),
        _ => return form(),
    };
    let (digits, has_hyphen) = body.strip_suffix('-').map_or((body, false), |digits| (digits, true));
    if !is_digits(digits) || digits.len() > 9 {
        return form();
    }
    let sum: u32 = digits.bytes().rev().zip(2..).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match (has_hyphen, digits.len(), digits.as_bytes().first()) {
        (false, 8 | 9, _) => wrong_check(last, sign((11 - sum % 11) % 11)),
        (true, 7, Some(b'4' | b'7')) => wrong_check(last, sign(sum % 11)),
        (true, _, _) => None,
        (false, _, _) => form(),
    }
}

fn viaf(number: &str) -> Option<String> {
    let is_one = is_digits(number) && number.len() <= 22 && !number.starts_with('0');
    (!is_one).then(|| "it is no number of up to 22 figures".to_owned())
}

/// ISNI and ORCID: 16 figures, the last of them by ISO 7064, MOD 11-2.
fn isni(number: &str) -> Option<String> {
    let plain: String = number.chars().filter(|c| *c != '-' && *c != ' ').collect();
    let (body, last) = (plain.get(..15).unwrap_or_default(), plain.chars().nth(15));
    match last {
        Some(last) if is_digits(body) && plain.len() == 16 => {
            let sum = body.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
            wrong_check(last, sign((12 - sum % 11) % 11))
        }
        _ => Some("it has not 16 figures".to_owned()),
    }
}

/// The signs of an ARK (NOID), in the order of their values.
const ARK: &str = "0123456789bcdfghjkmnpqrstvwxz";

/// BnF: `cb`, eight figures, and a sign by NOID: each sign times its place, modulo 29.
fn bnf(number: &str) -> Option<String> {
    let digits = number.strip_prefix("cb").and_then(|rest| rest.get(..8)).filter(|digits| is_digits(digits));
    let (Some(_), Some(last), 11) = (digits, number.chars().nth(10), number.len()) else {
        return Some("it is not `cb` with eight figures and a sign".to_owned());
    };
    let sum: usize = number.chars().take(10).zip(1..).map(|(c, place)| ARK.find(c).unwrap_or_default() * place).sum();
    wrong_check(last, ARK.chars().nth(sum % ARK.len())?)
}

/// Library of Congress: one to three letters, and eight or ten figures.
fn lccn(number: &str) -> Option<String> {
    let digits = number.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let letters = number.len() - digits.len();
    let is_one = (1..=3).contains(&letters) && is_digits(digits) && matches!(digits.len(), 8 | 10);
    (!is_one).then(|| "it is not letters with eight or ten figures".to_owned())
}

fn plain(number: &str) -> Option<String> {
    let is_one = number.is_empty()
        || !number.starts_with(|c: char| c.is_ascii_digit())
        || is_digits(number) && number.len() <= 9;
    (!is_one).then(|| "it is no number of up to nine figures".to_owned())
}

fn wikidata(number: &str) -> Option<String> {
    let digits = number.strip_prefix(['Q', 'P', 'L']).unwrap_or_default();
    let is_one = is_digits(digits) && !digits.starts_with('0');
    (!is_one).then(|| "it is not `Q` with a number".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::fixture::{found, places};

    #[test]
    fn numbers_are_held_to_their_check_digits() {
        for right in [
            "https://d-nb.info/gnd/118540238",
            "http://d-nb.info/gnd/4005728-8",
            "http://d-nb.info/gnd/4066009-6",
            "https://viaf.org/viaf/37048283/",
            "https://orcid.org/0000-0002-1825-0097",
            "https://isni.org/isni/0000000121032683",
            "https://data.bnf.fr/ark:/12148/cb11907966z",
            "http://id.loc.gov/authorities/names/n79021164",
            "https://www.geonames.org/2950159/berlin.html",
            "https://www.wikidata.org/wiki/Q5879",
            "https://example.org/gnd/1",
            "persons.xml#p1",
        ] {
            assert_eq!(of_address(right), None);
        }
        for (wrong, fault) in [
            ("https://d-nb.info/gnd/118540239", "its check character would be 8"),
            ("https://d-nb.info/gnd/118450238", "its check character would be"),
            ("https://d-nb.info/gnd/4005728-9", "its check character would be 8"),
            ("https://d-nb.info/gnd/Goethe", "it has another form"),
            ("https://viaf.org/viaf/0x1", "no number"),
            ("https://orcid.org/0000-0002-1825-0079", "its check character would be"),
            ("https://isni.org/isni/000000012103268", "not 16"),
            ("https://data.bnf.fr/ark:/12148/cb11907966k", "its check character would be z"),
            ("http://id.loc.gov/authorities/names/79021164", "letters"),
            ("https://www.geonames.org/29501590000", "nine"),
            ("https://www.wikidata.org/wiki/5879", "`Q`"),
        ] {
            assert!(
                of_address(wrong).is_some_and(|(_, _, found)| found.contains(fault)),
                "{wrong}: {:?}",
                of_address(wrong)
            );
        }
    }

    #[test]
    fn pointers_and_numbers_are_looked_at() {
        let bad = "#g https://d-nb.info/gnd/118540239";
        places(
            check,
            &[
                (&format!("<persName ref='{bad}'>G</persName>"), &[bad]),
                ("<idno type='GND'>118540239</idno>", &["118540239"]),
                ("<idno type='gnd'>118540238</idno><idno type='shelf'>118540239</idno>", &[]),
                ("<idno type='URI'>https://orcid.org/1</idno>", &["https://orcid.org/1"]),
                ("<placeName ref='https://www.geonames.org/2950159'>B</placeName>", &[]),
            ],
        );
        let (_, finding) = found(check, "<idno type='GND'>118540239</idno>", None).remove(0);
        assert_eq!(finding.message, "`118540239` cannot be a number of the GND: its check character would be 8");
    }
}
