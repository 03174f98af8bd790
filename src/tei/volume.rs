//! A volume of letters as one TEI file. Takes the TEI of each of its parts and TEI with the header of the whole; gives a `teiCorpus` with a `TEI` for
//! each part, or one `TEI` whose `text` is a `group`, with what stands before and behind the letters as `front` and `back`.
//!
//! Promises that the `text` of each part is in it, in order and as it is. An id that several parts have gets the name of its part before it, with what
//! points at it there. A group has one header: of a letter's own it takes languages and `correspDesc`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::text::escape::{IN_VALUE, escape};
use crate::text::{Edit, Edits, Span};
use crate::vocabulary::TEI;
use crate::xml::document::Node;
use crate::xml::{Document, External, XML_NAMESPACE};

/// A part of a volume.
#[derive(Clone, Debug)]
pub struct VolumePart {
    /// What it is.
    pub kind: PartKind,
    /// Its name, which no other part has; its id begins with a letter.
    pub id: String,
    /// Its TEI.
    pub tei: String,
}

/// What a part of a volume is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// What stands before the letters.
    Front,
    /// A letter.
    Letter,
    /// What stands behind the letters.
    Back,
}

/// What a volume is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VolumeForm {
    /// `teiCorpus`: each part has its header.
    Corpus,
    /// `group`: one header, one text.
    Group,
}

/// Makes one file of the parts; `None` where one of them, or the whole, is not TEI.
#[must_use]
pub fn volume(parts: &[VolumePart], whole: &str, form: VolumeForm) -> Option<String> {
    let shared = shared_ids(parts)?;
    let prepared: Vec<String> = parts.iter().map(|part| prepared(part, form, &shared)).collect::<Option<_>>()?;
    let parts: Vec<Read<'_>> =
        parts.iter().zip(&prepared).map(|(part, tei)| Read::of(part.kind, tei)).collect::<Option<_>>()?;
    let whole = Read::of(PartKind::Letter, whole)?;
    Some(match form {
        VolumeForm::Corpus => corpus(&whole, &parts),
        VolumeForm::Group => group(&whole, &parts),
    })
}

/// The ids that several parts have.
fn shared_ids(parts: &[VolumePart]) -> Option<BTreeSet<String>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for part in parts {
        let (document, _) = Document::parse(&part.tei, External::Refused);
        let nodes = document.top()?.descendants();
        let ids: BTreeSet<&str> =
            nodes.filter_map(|node| node.attribute(XML_NAMESPACE, "id")).map(|id| id.value).collect();
        ids.into_iter().for_each(|id| *counts.entry(id.to_owned()).or_default() += 1);
    }
    Some(counts.into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id).collect())
}

/// The TEI of a part as it stands among others: with its own ids, and that of the part; its division says what it is.
fn prepared(part: &VolumePart, form: VolumeForm, shared: &BTreeSet<String>) -> Option<String> {
    let (document, _) = Document::parse(&part.tei, External::Refused);
    let mut edits: Vec<Edit> = Vec::new();
    let mut set = |span: Span, value: &str| edits.push(Edit::new(span, escape(value, IN_VALUE)));
    for node in document.top()?.descendants() {
        for attribute in node.attributes() {
            let own = |id: &str| shared.contains(id).then(|| format!("{}-{id}", part.id));
            if attribute.name.is(XML_NAMESPACE, "id") {
                own(attribute.value).into_iter().for_each(|id| set(attribute.value_span, &id));
            } else if attribute.value.contains('#') {
                let token = |token: &str| match token.strip_prefix('#').and_then(own) {
                    Some(id) => format!("#{id}"),
                    None => token.to_owned(),
                };
                let value = attribute.value.split(' ').map(token).collect::<Vec<_>>().join(" ");
                if value != attribute.value {
                    set(attribute.value_span, &value);
                }
            }
        }
    }
    let root = document.root()?;
    let named = match form {
        VolumeForm::Corpus => root,
        VolumeForm::Group => child(root, "text")?,
    };
    let mut put = |node: Node<'_>, attribute: &str, value: &str| {
        edits.push(Edit::new(Span::at(node.name_span().end), format!(" {attribute}=\"{value}\"")));
    };
    if named.attribute(XML_NAMESPACE, "id").is_none() {
        put(named, "xml:id", &part.id);
    }
    if form == VolumeForm::Group {
        let letters = root.descendants().filter(|node| node.is(TEI, "correspDesc"));
        letters.for_each(|letter| put(letter, "corresp", &format!("#{}", part.id)));
    }
    let division = child(root, "text").and_then(|text| child(text, "body")).and_then(|body| child(body, "div"));
    let kind = division.and_then(|division| division.attribute("", "type"));
    if let (Some(kind), PartKind::Front | PartKind::Back) = (kind, part.kind) {
        edits.push(Edit::new(kind.value_span, part.id.clone()));
    }
    Edits::new(edits).map(|edits| edits.apply(&part.tei))
}

/// The first element of this name one level down.
fn child<'d>(node: Node<'d>, local: &str) -> Option<Node<'d>> {
    node.elements().find(|child| child.is(TEI, local))
}

/// The parts of a TEI file, as they are written.
struct Read<'t> {
    kind: PartKind,
    /// What stands before the root element.
    prolog: &'t str,
    /// The start tag of the root element, and the whole element.
    tag: &'t str,
    root: &'t str,
    header: &'t str,
    /// Each element of its kind in the header.
    languages: Vec<&'t str>,
    correspondence: Vec<&'t str>,
    /// What stands between header and text.
    images: Vec<&'t str>,
    text: &'t str,
    /// What stands in `body`, and whether that is a division.
    body: &'t str,
    is_division: bool,
}

impl<'t> Read<'t> {
    fn of(kind: PartKind, tei: &'t str) -> Option<Self> {
        let (document, faults) = Document::parse(tei, External::Refused);
        let root = document.root().filter(|_| faults.is_empty())?;
        let (header, text) = (child(root, "teiHeader")?, child(root, "text")?);
        let body = child(text, "body")?;
        let all = |local: &str| {
            header.descendants().filter(|node| node.is(TEI, local)).map(|node| node.span().of(tei)).collect()
        };
        Some(Self {
            kind,
            prolog: tei.get(..root.span().start).unwrap_or_default(),
            tag: root.tag_span().of(tei),
            root: root.span().of(tei),
            header: header.span().of(tei),
            languages: all("language"),
            correspondence: all("correspDesc"),
            images: root.elements().filter(|node| node.is(TEI, "facsimile")).map(|node| node.span().of(tei)).collect(),
            text: text.span().of(tei),
            body: body.inside().of(tei),
            is_division: body.elements().all(|node| node.is(TEI, "div")),
        })
    }

    /// The header without what is said of one letter.
    fn common_header(&self) -> String {
        let mut header = self.header.to_owned();
        self.correspondence.iter().for_each(|letter| header = header.replacen(letter, "", 1));
        header
    }

    /// What stands in the body as a division.
    fn division(&self) -> String {
        if self.is_division { self.body.trim().to_owned() } else { format!("<div>{}</div>", self.body.trim()) }
    }
}

fn corpus(whole: &Read<'_>, parts: &[Read<'_>]) -> String {
    let mut made = format!("{}<teiCorpus xmlns=\"{TEI}\">\n  {}\n", whole.prolog, whole.common_header());
    for part in parts {
        // Writing to a string cannot fail.
        let _ = writeln!(made, "  {}", part.root);
    }
    made + "</teiCorpus>\n"
}

fn group(whole: &Read<'_>, parts: &[Read<'_>]) -> String {
    // The one that declares most: elements of other namespaces stand in the parts.
    let tag = parts.iter().map(|part| part.tag).max_by_key(|tag| tag.len()).unwrap_or(whole.tag);
    let mut made = format!("{}{tag}\n  {}\n", whole.prolog, group_header(whole, parts));
    let mut line = |text: String| made.extend(["  ", &text, "\n"]);
    parts.iter().flat_map(|part| &part.images).for_each(|images| line((*images).to_owned()));
    line("<text>".to_owned());
    let of = |kind: PartKind| parts.iter().filter(move |part| part.kind == kind);
    of(PartKind::Front).for_each(|part| line(format!("<front>{}</front>", part.division())));
    line("<group>".to_owned());
    of(PartKind::Letter).for_each(|part| line(part.text.to_owned()));
    line("</group>".to_owned());
    of(PartKind::Back).for_each(|part| line(format!("<back>{}</back>", part.division())));
    line("</text>".to_owned());
    made + "</TEI>\n"
}

/// The header of the whole with the languages of all parts and the correspondence of each letter.
fn group_header(whole: &Read<'_>, parts: &[Read<'_>]) -> String {
    let header = whole.common_header();
    let said: BTreeSet<&str> = parts.iter().flat_map(|part| part.languages.iter().copied()).collect();
    let languages = match (whole.languages.is_empty(), said.is_empty()) {
        (true, false) => format!("<langUsage>{}</langUsage>", said.into_iter().collect::<String>()),
        _ => String::new(),
    };
    let letters: String = parts.iter().flat_map(|part| part.correspondence.iter().copied()).collect();
    let put = languages + &letters;
    let behind = |mark: &str| header.find(mark).map(|at| at + mark.len());
    let (at, put) = match behind("</langUsage>").or_else(|| behind("<profileDesc>")) {
        Some(at) => (at, put),
        None if put.is_empty() => (header.len(), put),
        None => {
            let end = header.find("<revisionDesc").or_else(|| header.rfind("</teiHeader>")).unwrap_or(header.len());
            (end, format!("<profileDesc>{put}</profileDesc>"))
        }
    };
    let (before, rest) = header.split_at_checked(at).unwrap_or((&header, ""));
    format!("{before}{put}{rest}")
}
