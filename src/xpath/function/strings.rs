//! Functions of strings (Functions and Operators 3.1, sections 5 and 6).

use std::borrow::Cow;

use rust_decimal::prelude::ToPrimitive;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::call::{Call, Several, Single, given, text};
use super::sequences::sign;
use crate::budget::Meter;
use crate::datatype::{Binary, Encoding, Search};
use crate::text::escape::{IN_TEXT, escape};
use crate::text::uri;
use crate::xpath::error::Error;
use crate::xpath::evaluate::{LONGEST_TEXT, too_long};
use crate::xpath::item::{Atom, ITEM, Item};

pub(super) fn codepoints_to_string<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let mut result = String::new();
    for atom in call.values(0)? {
        let Atom::Integer(number) = atom else { continue };
        let character = u32::try_from(number).ok().and_then(char::from_u32).filter(|c| crate::xml::is_char(*c));
        let none = || Error::new("FOCH0001", format!("no character has the number {number}"));
        result.push(character.ok_or_else(none)?);
    }
    text(result)
}

pub(super) fn string_to_codepoints<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let source = call.text(0)?;
    call.evaluation.hold(ITEM * source.chars().count() as u64)?;
    Ok(source.chars().map(|c| i64::from(u32::from(c)).into()).collect())
}

pub(super) fn compare<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let collation = call.collation(2)?;
    let (Some(one), Some(other)) = (call.string(0)?, call.string(1)?) else { return Ok(None) };
    given(sign(collation.fold(&one).cmp(&collation.fold(&other))))
}

/// Octets that stand as the collation has the strings.
pub(super) fn collation_key<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (key, collation) = (call.text(0)?, call.collation(1)?);
    let octets = collation.fold(&key).as_bytes().into();
    given(Atom::Binary(Binary { encoding: Encoding::Base64, octets }))
}

pub(super) fn codepoint_equal<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (Some(one), Some(other)) = (call.string(0)?, call.string(1)?) else { return Ok(None) };
    given(one == other)
}

pub(super) fn concat<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let mut result = String::new();
    for at in 0..call.len() {
        if let Some(atom) = call.value(at)? {
            let part = atom.string();
            call.evaluation.read(part.len())?;
            call.evaluation.hold(part.len() as u64)?;
            result.push_str(&part);
        }
        if result.len() > LONGEST_TEXT {
            return Err(too_long());
        }
    }
    text(result)
}

pub(super) fn string_join<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let between = call.text(1)?;
    let items = call.items(0)?;
    let parts: Vec<Cow<'_, str>> = items.iter().map(Item::string).collect();
    let length = |part: &Cow<'_, str>| part.len().saturating_add(between.len());
    let length = parts.iter().map(length).fold(0, usize::saturating_add);
    if length > LONGEST_TEXT.saturating_add(between.len()) {
        return Err(too_long());
    }
    call.evaluation.read(length)?;
    call.evaluation.hold(length as u64)?;
    text(parts.join(&*between))
}

pub(super) fn substring<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let source = call.text(0)?;
    let (start, end) = call.range(1)?;
    text(characters(&source, start, end).to_owned())
}

/// The characters from one place, counted from 1, to before another.
fn characters(text: &str, start: f64, end: f64) -> &str {
    let place = |number: f64| match number.to_usize() {
        Some(number) => number.saturating_sub(1),
        None if number > 0.0 => usize::MAX,
        None => 0,
    };
    // Nothing lies before, between or behind what is no number.
    let (start, end) = if start < end { (place(start), place(end)) } else { (0, 0) };
    let rest = text.get(byte_of(text, start)..).unwrap_or_default();
    rest.get(..byte_of(rest, end.saturating_sub(start))).unwrap_or_default()
}

/// The byte at which the character with a place from 0 begins. What stands before is counted many bytes at a time.
fn byte_of(text: &str, place: usize) -> usize {
    const CHUNK: usize = 64;
    let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
    let mut left = place;
    let mut at = 0;
    for chunk in text.as_bytes().chunks(CHUNK) {
        let characters = chunk.iter().filter(begins).count();
        if characters > left {
            let mut starts = chunk.iter().enumerate().filter(|(_, byte)| begins(byte)).map(|(at, _)| at);
            return at + starts.nth(left).unwrap_or(chunk.len());
        }
        left -= characters;
        at += chunk.len();
    }
    text.len()
}

pub(super) fn string_length<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(i64::try_from(call.text(0)?.chars().count()).unwrap_or(i64::MAX))
}

pub(super) fn normalize_space<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let source = call.text(0)?;
    let mut result = String::with_capacity(source.len());
    for word in source.split(crate::xml::is_space).filter(|word| !word.is_empty()) {
        if !result.is_empty() {
            result.push(' ');
        }
        result.push_str(word);
    }
    text(result)
}

/// `normalize-unicode` (5.4.6).
pub(super) fn normalize_unicode<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let given = call.text(0)?.into_owned();
    call.evaluation.spend(given.len() as u64)?;
    let form = call.string(1)?.unwrap_or("NFC".into());
    text(match form.trim().to_uppercase().as_str() {
        "NFC" => given.nfc().collect(),
        "NFD" => given.nfd().collect(),
        "NFKC" => given.nfkc().collect(),
        "NFKD" => given.nfkd().collect(),
        "" => given,
        other => return Err(Error::new("FOCH0003", format!("the form `{other}` is not supported"))),
    })
}

pub(super) fn upper_case<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    text(call.text(0)?.to_uppercase())
}

pub(super) fn lower_case<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    text(call.text(0)?.to_lowercase())
}

pub(super) fn translate<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (source, from, to) = (call.text(0)?, call.text(1)?, call.text(2)?);
    call.evaluation.read(4 * (source.len() + from.len()))?;
    let mut table: FxHashMap<char, Option<char>> = FxHashMap::default();
    let targets = to.chars().map(Some).chain(std::iter::repeat(None));
    for (from, to) in from.chars().zip(targets) {
        table.entry(from).or_insert(to);
    }
    let map = |c: char| table.get(&c).copied().unwrap_or(Some(c));
    text(source.chars().filter_map(map).collect::<String>())
}

pub(super) fn contains<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let collation = call.collation(2)?;
    given(collation.fold(&call.text(0)?).contains(&*collation.fold(&call.text(1)?)))
}

pub(super) fn starts_with<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let collation = call.collation(2)?;
    given(collation.fold(&call.text(0)?).starts_with(&*collation.fold(&call.text(1)?)))
}

pub(super) fn ends_with<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let collation = call.collation(2)?;
    given(collation.fold(&call.text(0)?).ends_with(&*collation.fold(&call.text(1)?)))
}

/// The first argument, and where the second stands in it.
fn place<'c>(call: &mut Call<'c, '_, '_>) -> Result<(Cow<'c, str>, Option<std::ops::Range<usize>>), Error> {
    let collation = call.collation(2)?;
    let (source, sought) = (call.text(0)?, call.text(1)?);
    let sought = collation.fold(&sought);
    let start = collation.fold(&source).find(&*sought);
    Ok((source, start.map(|start| start..start + sought.len())))
}

pub(super) fn substring_before<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (source, found) = place(call)?;
    text(found.and_then(|range| source.get(..range.start)).unwrap_or_default().to_owned())
}

pub(super) fn substring_after<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (source, found) = place(call)?;
    text(found.and_then(|range| source.get(range.end..)).unwrap_or_default().to_owned())
}

pub(super) fn contains_token<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let collation = call.collation(2)?;
    let token = call.text(1)?;
    let token = collation.fold(token.trim_matches(crate::xml::is_space));
    let has = |atom: &Atom<'_>| collation.fold(&atom.string()).split(crate::xml::is_space).any(|word| word == token);
    given(!token.is_empty() && call.values(0)?.iter().any(has))
}

/// An expression that cuts or replaces matches no empty string.
fn not_empty(search: &Search, meter: &Meter) -> Result<(), Error> {
    if search.is_found("", meter)? {
        return Err(Error::new("FORX0003", "the expression matches the empty string"));
    }
    Ok(())
}

pub(super) fn matches<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (source, expression, flags) = (call.text(0)?, call.text(1)?, call.text(2)?);
    let search = call.evaluation.search(&expression, &flags)?;
    given(search.is_found(&source, call.evaluation.meter)?)
}

pub(super) fn replace<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (source, expression, replacement) = (call.text(0)?, call.text(1)?, call.text(2)?);
    let flags = call.text(3)?;
    let search = call.evaluation.search(&expression, &flags)?;
    not_empty(&search, call.evaluation.meter)?;
    let replaced = search.replace(&source, &replacement, LONGEST_TEXT, call.evaluation.meter)?;
    replaced.map_or_else(|| Err(too_long()), text)
}

pub(super) fn tokenize<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let source = call.text(0)?;
    let token = |token: &str| Atom::text(token.to_owned()).into();
    if call.len() == 1 {
        return Ok(source.split(crate::xml::is_space).filter(|word| !word.is_empty()).map(token).collect());
    }
    let (expression, flags) = (call.text(1)?, call.text(2)?);
    let search = call.evaluation.search(&expression, &flags)?;
    not_empty(&search, call.evaluation.meter)?;
    if source.is_empty() {
        return Ok(Vec::new());
    }
    let mut tokens = Vec::new();
    for part in search.tokens(&source, call.evaluation.meter)? {
        let part = part?;
        call.evaluation.hold(ITEM + part.len() as u64)?;
        tokens.push(token(part));
    }
    Ok(tokens)
}

/// Matches and what stands between them, as elements (5.6.5).
pub(super) fn analyze_string<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (source, expression, flags) = (call.text(0)?, call.text(1)?, call.text(2)?);
    let search = call.evaluation.search(&expression, &flags)?;
    not_empty(&search, call.evaluation.meter)?;
    let part = |range: std::ops::Range<usize>| escape(source.get(range).unwrap_or_default(), IN_TEXT);
    let mut xml = "<fn:analyze-string-result xmlns:fn='http://www.w3.org/2005/xpath-functions'>".to_owned();
    let mut at = 0;
    for found in search.find_all(&source, call.evaluation.meter)? {
        let found = found?;
        if found.whole.start > at {
            xml += &format!("<fn:non-match>{}</fn:non-match>", part(at..found.whole.start));
        }
        xml += "<fn:match>";
        at = found.whole.start;
        // Groups inside groups, with their ends: each closes those that do not stand around it.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (number, group) in (1..).zip(found.groups) {
            let Some(group) = group else { continue };
            let around = search.around(number);
            while let Some((_, end)) = open.last().copied().filter(|(outer, _)| *outer != around) {
                xml += &format!("{}</fn:group>", part(at..end));
                at = end;
                open.pop();
            }
            // What a group matched before the last repetition of the one around it does not stand in it.
            if group.start < at || open.last().is_some_and(|(_, end)| group.end > *end) {
                continue;
            }
            xml += &format!("{}<fn:group nr='{number}'>", part(at..group.start));
            at = group.start;
            open.push((number, group.end));
        }
        while let Some((_, end)) = open.pop() {
            xml += &format!("{}</fn:group>", part(at..end));
            at = end;
        }
        xml += &format!("{}</fn:match>", part(at..found.whole.end));
        at = found.whole.end;
        if xml.len() > LONGEST_TEXT {
            return Err(too_long());
        }
    }
    if at < source.len() {
        xml += &format!("<fn:non-match>{}</fn:non-match>", part(at..source.len()));
    }
    given(call.evaluation.tree(&(xml + "</fn:analyze-string-result>"))?)
}

pub(super) fn encode_for_uri<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    text(uri::encode(&call.text(0)?, uri::is_unreserved))
}

pub(super) fn iri_to_uri<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`');
    text(uri::encode(&call.text(0)?, is_plain))
}

pub(super) fn escape_html_uri<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    text(uri::encode(&call.text(0)?, |c| matches!(c, ' '..='~')))
}

pub(super) fn resolve_uri<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(href) = call.string(0)? else { return Ok(None) };
    let base = call.string(1)?.unwrap_or_else(|| call.evaluation.documents.base().into());
    let bad = |text: &str| Error::new("FORG0002", format!("`{text}` is no address that this can be relative to"));
    if !uri::has_whole_escapes(&href) || href.starts_with(':') {
        return Err(bad(&href));
    }
    if uri::scheme(&href).is_some() {
        return given(Atom::Uri(href.into_owned().into()));
    }
    // The address of a schema may be that of a file, relative to where Recto runs.
    let is_given = call.len() > 1;
    if is_given && (uri::scheme(&base).is_none() || base.contains('#') || !uri::has_whole_escapes(&base)) {
        return Err(bad(&base));
    }
    given(Atom::Uri(uri::resolve(&base, &href).into()))
}
