//! `correspDesc`: who wrote to whom, where and when. Takes the facts of a header; gives the element, or nothing when nobody said
//! anything.
//!
//! The metadata file is followed; where the dateline says otherwise, a warning points at it. A date less exact than the
//! other, or a place named inside the other's words, is no contradiction. Dates are written to the day, without time, as
//! the interchange format for correspondence (CMIF) has them.

use super::elements::collapse;
use super::header::{Facts, given};
use super::inline::{as_pointer, dated};
use super::words::{span_of, words};
use crate::diag::{self, Diagnostic};
use crate::metadata::Person;
use crate::model::{Block, Correspondent, Date, DateValue, Inline, NameKind, Role};
use crate::text::{Source, Span};
use crate::xml::{Element, Node};

/// The description of the correspondence.
pub(super) fn corresp_desc(facts: Facts<'_>, findings: &mut Vec<Diagnostic>) -> Option<Element> {
    let heading = &facts.document.heading;
    let sender = person(facts, facts.metadata.sender.as_ref(), heading.sender.as_ref());
    let addressee = person(facts, facts.metadata.addressee.as_ref(), heading.addressee.as_ref());
    if sender.is_none() && addressee.is_none() && looks_like_letter(facts) {
        let finding = Diagnostic::new(&diag::NO_CORRESPONDENTS, "neither sender nor addressee is known");
        findings.push(finding.help("give `sender` and `addressee` in the metadata file"));
    }
    let dateline = Dateline::find(facts);
    dateline.compare(facts, findings);
    let place =
        given(facts.metadata.place.as_ref()).or_else(|| dateline.place.and_then(|(text, _)| name_of_place(&text)));
    let date = match facts.metadata.date_value() {
        Some(value) => Some(Date::When(value)),
        None => dateline.date.map(|(date, _)| date),
    };
    let sent = action("sent", [sender, place.map(place_name), date.and_then(date_element)]);
    let destination = given(facts.metadata.destination.as_ref()).map(place_name);
    let received = action("received", [addressee, destination]);
    let actions: Vec<Node> = sent.into_iter().chain(received).collect();
    (!actions.is_empty()).then(|| Element::new("correspDesc").holding(actions))
}

fn action(kind: &'static str, parts: impl IntoIterator<Item = Option<Element>>) -> Option<Node> {
    let parts: Vec<Node> = parts.into_iter().flatten().map(Node::from).collect();
    (!parts.is_empty()).then(|| Element::new("correspAction").with("type", kind).holding(parts).into())
}

fn looks_like_letter(facts: Facts<'_>) -> bool {
    let division = &facts.document.division;
    let is_salute = |block: &Block| matches!(block.role, Role::Dateline | Role::Salute);
    division.opener.iter().any(is_salute) || division.closer.iter().any(|block| block.role != Role::Page)
}

fn person(facts: Facts<'_>, told: Option<&Person>, heading: Option<&Correspondent>) -> Option<Element> {
    if let Some(told) = told {
        let reference = given(told.r#ref.as_ref()).map(|uri| as_pointer(&uri));
        let name = given(Some(&told.name));
        return name_element(name, given(told.office.as_ref()), told.organisation)
            .map(|element| element.with_some("ref", reference));
    }
    let heading = heading?;
    let text = |span: Option<Span>| span.and_then(|span| given(Some(&out_of_capitals(facts.source.slice(span)))));
    name_element(text(heading.name), text(heading.office), heading.is_organisation)
}

/// "JOHN ASHBY" as "John Ashby": capitals of a heading are no part of a name. Single letters stay, and names that have small letters.
fn out_of_capitals(name: &str) -> String {
    if name.contains(char::is_lowercase) {
        return name.to_owned();
    }
    let mut is_inside = false;
    let small = |c: char| {
        let was_inside = std::mem::replace(&mut is_inside, c.is_alphabetic());
        if was_inside { c.to_lowercase().collect::<String>() } else { c.to_string() }
    };
    name.chars().map(small).collect()
}

fn name_element(name: Option<String>, office: Option<String>, is_organisation: bool) -> Option<Element> {
    let element = Element::mixed(if is_organisation { "orgName" } else { "persName" });
    let role = |office: String| Node::from(Element::mixed("roleName").text(office));
    match (name, office) {
        (None, None) => None,
        (Some(name), None) => Some(element.text(name)),
        (None, Some(office)) if is_organisation => Some(element.text(office)),
        (None, Some(office)) => Some(element.holding([role(office)])),
        (Some(name), Some(office)) => Some(element.text(name).text(" ").holding([role(office)])),
    }
}

/// `[Washington,]` without the editors' brackets: the header names the place, the text shows how it is known. What has no capital
/// is no name: `[place not declassified]`.
fn name_of_place(place: &str) -> Option<String> {
    let inside = place.trim_matches(['[', ']', ' ', ',']);
    let name = if inside.contains(['[', ']']) { place } else { inside };
    name.contains(char::is_uppercase).then(|| name.to_owned())
}

fn place_name(text: String) -> Element {
    Element::mixed("placeName").text(text)
}

fn date_element(date: Date) -> Option<Element> {
    let to_the_day = |value: DateValue| DateValue { time: None, ..value };
    let date = match date {
        Date::When(value) => Date::When(to_the_day(value)),
        Date::Range(from, to) => Date::Range(to_the_day(from), to_the_day(to)),
        Date::Unknown => return None,
    };
    Some(dated(Element::new("date"), date))
}

/// What the first dateline says that has a place, and the first that has a date.
struct Dateline {
    place: Option<(String, Span)>,
    date: Option<(Date, Span)>,
}

impl Dateline {
    fn find(facts: Facts<'_>) -> Self {
        let division = &facts.document.division;
        let blocks = division.opener.iter().chain(&division.closer);
        let mut found = Self { place: None, date: None };
        for block in blocks.filter(|block| block.role == Role::Dateline) {
            found.search(&block.content, block.span, facts.source);
        }
        found
    }

    fn search(&mut self, content: &[Inline], around: Span, source: &Source) {
        for inline in content {
            match inline {
                Inline::Name(name, inside) if self.place.is_none() && name.kind == NameKind::Place => {
                    let text = words(inside, source);
                    self.place = (!text.is_empty()).then(|| (text, span_of(inside).unwrap_or(around)));
                }
                Inline::Date(date, inside) if self.date.is_none() && *date != Date::Unknown => {
                    self.date = Some((*date, span_of(inside).unwrap_or(around)));
                }
                _ => {}
            }
        }
    }

    fn compare(&self, facts: Facts<'_>, findings: &mut Vec<Diagnostic>) {
        let mut report = |key: &str, told: &str, span: Span| {
            let read = collapse(facts.source.slice(span));
            let message = format!("the metadata gives `{told}` as {key}, the text says `{read}`");
            findings.push(Diagnostic::new(&diag::UNUSED_METADATA, message).at(span));
        };
        if let (Some(told), Some((read, span))) = (facts.metadata.date_value(), &self.date)
            && contradicts(told, *read)
        {
            report("date", &told.to_string(), *span);
        }
        if let (Some(told), Some((read, span))) = (given(facts.metadata.place.as_ref()), &self.place) {
            let (a, b) = (told.to_lowercase(), read.to_lowercase());
            if !a.contains(&b) && !b.contains(&a) {
                report("place", &told, *span);
            }
        }
    }
}

/// Whether no day fits both.
fn contradicts(told: DateValue, read: Date) -> bool {
    let (from, to) = match read {
        Date::When(value) => (value, value),
        Date::Range(from, to) => (from, to),
        Date::Unknown => return false,
    };
    last_day(told) < first_day(from) || first_day(told) > last_day(to)
}

fn first_day(date: DateValue) -> (u16, u8, u8) {
    (date.year, date.month.unwrap_or(1), date.day.unwrap_or(1))
}

fn last_day(date: DateValue) -> (u16, u8, u8) {
    (date.year, date.month.unwrap_or(12), date.day.unwrap_or(31))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Page, letter};
    use super::*;
    use crate::metadata::Metadata;
    use crate::model::Document;

    #[test]
    fn a_less_exact_date_is_no_contradiction() {
        let date = |text| DateValue::parse(text).unwrap();
        let check = |told, read| contradicts(date(told), Date::When(date(read)));
        assert!(!check("1964", "1964-10-28") && !check("1964-10-28", "1964-10"));
        assert!(check("1964-11", "1964-10-28") && check("1964-10-28", "1965"));
        let range = Date::Range(date("1964-10-28"), date("1964-11-02"));
        assert!(!contradicts(date("1964-11-01"), range) && contradicts(date("1964-11-03"), range));
    }

    #[test]
    fn names_in_capitals_are_written_small() {
        assert_eq!(out_of_capitals("MR. J. ASHBY-HOLT"), "Mr. J. Ashby-Holt");
        assert_eq!(out_of_capitals("McDonald"), "McDonald");
    }

    #[test]
    fn an_office_alone_names_a_person() {
        let office = || Some("Consul".to_owned());
        let person = name_element(None, office(), false).unwrap();
        assert_eq!(person.name, "persName");
        assert!(matches!(&person.children[..], [Node::Element(role)] if role.name == "roleName"));
        assert_eq!(name_element(None, None, true), None);
    }

    #[test]
    fn the_metadata_is_followed_and_its_contradictions_are_shown() {
        let page = Page::new("Tokyo, July 1, 1964. Bundy");
        let date = Date::When(DateValue::day(1964, 7, 1).unwrap().at(19, 0, false));
        let content = vec![
            Inline::Name(crate::model::Name::new(NameKind::Place, "place-name"), vec![page.text("Tokyo")]),
            page.text(", "),
            Inline::Date(date, vec![page.text("July 1, 1964")]),
        ];
        let mut document = Document::default();
        document.division.opener.push(page.holding(Role::Dateline, "Tokyo, July 1, 1964.", content));
        let (header, findings) = check(&page, &document, &Metadata::default());
        assert!(header.contains("<placeName>Tokyo</placeName>"), "{header}");
        assert_eq!(name_of_place("[Washington,]").as_deref(), Some("Washington"));
        assert_eq!(name_of_place("[place not declassified]"), None);
        assert!(header.contains("<date when=\"1964-07-01\"/>"), "{header}");
        assert_eq!(findings, [("R0206", "")]);
        document.heading.addressee =
            Some(Correspondent { name: Some(page.span("Bundy")), office: None, is_organisation: false });
        let metadata =
            Metadata { place: Some("Kyoto".to_owned()), date: Some("1964-07-02".to_owned()), ..Metadata::default() };
        let (header, findings) = check(&page, &document, &metadata);
        assert!(header.contains("<placeName>Kyoto</placeName>"), "{header}");
        assert!(header.contains("<persName>Bundy</persName>"), "{header}");
        assert_eq!(findings, [("R0106", "July 1, 1964"), ("R0106", "Tokyo")]);
    }

    fn check<'a>(page: &'a Page, document: &Document, metadata: &Metadata) -> (String, Vec<(&'static str, &'a str)>) {
        let written = super::super::write(document, &page.0, &letter(), metadata);
        let findings = written.diagnostics.iter().filter(|finding| finding.code.group != diag::Group::Header);
        let rows = findings.map(|finding| (finding.code.id, page.0.slice(finding.span.unwrap_or_default())));
        (written.xml.clone(), rows.collect())
    }
}
