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
use crate::metadata::{Dating, Meant, Person, Persons, Place};
use crate::model::{Block, Correspondent, Date, DateValue, Inline, NameKind, Role};
use crate::text::{Source, Span};
use crate::xml::{Element, Node};

/// The description of the correspondence.
pub(super) fn corresp_desc(facts: Facts<'_>, findings: &mut Vec<Diagnostic>) -> Option<Element> {
    let heading = &facts.document.heading;
    let senders = persons(facts, &facts.metadata.sender, heading.sender.as_ref());
    let addressees = persons(facts, &facts.metadata.addressee, heading.addressee.as_ref());
    if senders.is_empty() && looks_like_letter(facts) {
        findings.extend(unknown_sender(facts, &addressees));
    }
    let dateline = Dateline::find(facts);
    dateline.compare(facts, findings);
    let read = || dateline.place.as_ref().and_then(|(text, _)| name_of_place(text)).map(|name| place_name(name, None));
    let place = place(facts.metadata.place.as_ref()).or_else(read);
    let date = match &facts.metadata.date {
        Some(dating) => Some(dated_as(dating)),
        None => dateline.date.and_then(|(date, _)| date_element(date)),
    };
    let sent = action("sent", senders.into_iter().chain(place).chain(date));
    let received = action("received", addressees.into_iter().chain(self::place(facts.metadata.destination.as_ref())));
    let actions: Vec<Node> = sent.into_iter().chain(received).collect();
    (!actions.is_empty()).then(|| Element::new("correspDesc").holding(actions))
}

fn action(kind: &'static str, parts: impl IntoIterator<Item = Element>) -> Option<Node> {
    let parts: Vec<Node> = parts.into_iter().map(Node::from).collect();
    (!parts.is_empty()).then(|| Element::new("correspAction").with("type", kind).holding(parts).into())
}

/// A letter without sender: the name in its only signature is offered.
fn unknown_sender(facts: Facts<'_>, addressees: &[Element]) -> Option<Diagnostic> {
    let signed = only_signature(facts);
    let message = match addressees {
        [_, ..] => format!("the sender is not known; the letter is signed `{}`", signed.as_ref()?.0),
        [] => "neither sender nor addressee is known".to_owned(),
    };
    let finding = Diagnostic::new(&diag::NO_CORRESPONDENTS, message);
    Some(match signed {
        Some((name, span)) => finding.at(span).help(format!(
            "if this is the sender: `sender = \"{name}\"` in the metadata file, and `addressee = \"…\"` beside it"
        )),
        None => finding.help("give `sender` and `addressee` in the metadata file"),
    })
}

/// The name of the person that alone signed, and where it stands. What would not stand in a string of TOML is not offered.
fn only_signature(facts: Facts<'_>) -> Option<(String, Span)> {
    let signed = facts.document.division.closer.iter().filter(|block| block.role == Role::Signed);
    let mut names = signed.flat_map(|block| &block.content).filter_map(|inline| match inline {
        Inline::Name(name, content) if name.kind == NameKind::Person => Some(content),
        _ => None,
    });
    let (content, None) = (names.next()?, names.next()) else { return None };
    let span = span_of(content)?;
    let name = words(content, facts.source);
    (!name.is_empty() && !name.contains(['"', '\\', '`'])).then_some((name, span))
}

fn looks_like_letter(facts: Facts<'_>) -> bool {
    let division = &facts.document.division;
    let is_salute = |block: &Block| matches!(block.role, Role::Dateline | Role::Salute);
    division.opener.iter().any(is_salute) || division.closer.iter().any(|block| block.role != Role::Page)
}

fn persons(facts: Facts<'_>, known: &Persons, heading: Option<&Correspondent>) -> Vec<Element> {
    if !known.0.is_empty() {
        return known.0.iter().filter_map(person).collect();
    }
    let text = |span: Option<Span>| span.and_then(|span| given(Some(&out_of_capitals(facts.source.slice(span)))));
    let read =
        |heading: &Correspondent| name_element(text(heading.name), text(heading.office), heading.is_organisation);
    heading.and_then(read).into_iter().collect()
}

/// The element of a person that metadata tell of.
pub(super) fn person(known: &Person) -> Option<Element> {
    let reference = given(known.r#ref.as_ref()).map(|uri| as_pointer(&uri));
    let element = name_element(given(Some(&known.name)), given(known.office.as_ref()), known.organisation);
    element.map(|element| element.with_some("ref", reference))
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

fn place(known: Option<&Place>) -> Option<Element> {
    let known = known?;
    given(Some(&known.name)).map(|name| place_name(name, given(known.r#ref.as_ref())))
}

fn place_name(text: String, reference: Option<String>) -> Element {
    Element::mixed("placeName").with_some("ref", reference.map(|uri| as_pointer(&uri))).text(text)
}

/// A date of the metadata: what it says of the day, how sure it is, and whether the editor infers it.
fn dated_as(dating: &Dating) -> Element {
    let (first, last) = (dating.first.map(|day| day.to_string()), dating.last.map(|day| day.to_string()));
    let element = match dating.meant {
        Meant::When => Element::new("date").with_some("when", first),
        Meant::Throughout => Element::new("date").with_some("from", first).with_some("to", last),
        Meant::Between => Element::new("date").with_some("notBefore", first).with_some("notAfter", last),
    };
    let evidence = dating.is_inferred.then(|| "conjecture".to_owned());
    element
        .with_some("cert", dating.certainty.map(|certainty| certainty.name().to_owned()))
        .with_some("evidence", evidence)
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
        let mut report = |key: &str, known: &str, span: Span| {
            let read = collapse(facts.source.slice(span));
            let message = format!("the metadata gives `{known}` as {key}, the text says `{read}`");
            findings.push(Diagnostic::new(&diag::UNUSED_METADATA, message).at(span));
        };
        if let (Some(known), Some((read, span))) = (&facts.metadata.date, &self.date)
            && contradicts(known, *read)
        {
            report("date", &known.text, *span);
        }
        let place = facts.metadata.place.as_ref().and_then(|place| given(Some(&place.name)));
        if let (Some(known), Some((read, span))) = (place, &self.place) {
            let (a, b) = (known.to_lowercase(), read.to_lowercase());
            if !a.contains(&b) && !b.contains(&a) {
                report("place", &known, *span);
            }
        }
    }
}

/// Whether no day fits both.
fn contradicts(known: &Dating, read: Date) -> bool {
    match read {
        Date::When(value) => known.is_apart(Some(value), Some(value)),
        Date::Range(from, to) => known.is_apart(Some(from), Some(to)),
        Date::Unknown => false,
    }
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
        let known = |text: &str| Dating::try_from(text.to_owned()).unwrap();
        let check = |day: &str, read| contradicts(&known(day), Date::When(date(read)));
        assert!(!check("1964", "1964-10-28") && !check("1964-10-28", "1964-10"));
        assert!(check("1964-11", "1964-10-28") && check("1964-10-28", "1965"));
        let range = Date::Range(date("1964-10-28"), date("1964-11-02"));
        assert!(!contradicts(&known("1964-11-01"), range) && contradicts(&known("1964-11-03"), range));
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
        let metadata = Metadata {
            place: Some(Place { name: "Kyoto".to_owned(), r#ref: None }),
            date: Dating::try_from("1964-07-02".to_owned()).ok(),
            ..Metadata::default()
        };
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
