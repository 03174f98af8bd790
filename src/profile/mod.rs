//! House styles: everything about reading a text and writing its TEI that one project does otherwise than another.
//!
//! Takes a TOML file; gives a [`Profile`]. Four are built in: [`letter.toml`](built_in) (the default), `transcript.toml`, `frus.toml`, and `base.toml` below them; they are
//! data files in this folder, and so are the languages. A project's own file names the one it extends and holds only what
//! differs:
//!
//! ```toml
//! name = "house"
//! extends = "letter"
//! languages = ["de"]
//!
//! [page]
//! marks = ["[Bl. {n}]"]
//!
//! [language.de]
//! salutation = ["Hochzuverehrender"]     # added to the built-in ones
//! ```
//!
//! Tables are merged; any other value replaces the one below; only marks of pages and notes, `[[signs]]` and the lists under `language` are
//! added to. `{n}` in a template is the number of a page, note or document, `{a}` a letter, `{document}` the id of the document. The fields of [`Profile`] and of the types
//! below it are the keys, with `-` for `_`; each says what it takes. Unknown keys, bad values and conflicts are diagnostics
//! that point into the file. Leaves out how the settings are applied: `letter` and `tei` do that.

mod date_words;
mod language;
mod letter_case;
mod lexicon;
mod linear_model;
mod load;
mod names;
mod part;
mod sign;
mod split;
mod styles;
mod tags;
mod template;
mod verify;
mod weights;

pub use date_words::{DateWord, DateWords};
pub use language::{Language, ListHeads};
pub use lexicon::{LanguageSigns, Lexicon, Words};
pub use linear_model::{LinearModel, PARTS, PartWeights};
pub use load::{BASE, BUILT_IN, DEFAULT, built_in, built_in_file, file_over, language_codes, read, usual};
pub use names::{AmbiguousName, NameAttribute, NameElement, NameMarkup, NamePart, NameRule, NameStyle};
pub use part::Part;
pub use sign::{SignAttribute, SignElement, SignStyle};
pub use split::{SplitAt, SplitOutput, SplitStyle};
pub use styles::StyledPart;
pub use tags::{ChangeStyle, FacsimileStyle, TagElement, TagStyle, TrackedChanges, ZonesWritten};
pub use template::Template;
pub use verify::{NotText, UnicodeForm, VerifyStyle, WhiteSpaceCompared};
pub use weights::{Evidence, Feature, Weights, WordWeights};

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// A house style. See the [module's page](self) for the format.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// Name of the profile; stands in the header's `encodingDesc`.
    pub name: String,
    /// Built-in profile that this one extends.
    #[serde(default)]
    pub extends: Option<String>,
    /// Schema that the TEI must fit: `recto-letter`, a name in `recto.toml`, or a file relative to the profile; none for no check.
    #[serde(default)]
    pub schema: Option<String>,
    /// Address by which the TEI names its schema in `xml-model`, `""` for none. Without it the TEI names `recto-letter` where `schema`
    /// is this one, else none.
    #[serde(default)]
    pub xml_model: Option<String>,
    /// Languages of the texts, the likeliest first: codes of the tables to use (`en`, `de`, `fr`, or one of `language`).
    pub languages: Vec<String>,
    /// The division that holds a document.
    pub document: DocumentStyle,
    /// Headings.
    pub heading: HeadingStyle,
    /// Lines.
    pub lines: LineStyle,
    /// Years of dates.
    pub dates: DateStyle,
    /// Page marks.
    pub page: PageStyle,
    /// Note marks and lists of notes.
    pub notes: NoteStyle,
    /// Salutations and closing formulas.
    pub salute: SaluteStyle,
    /// Headings of sections inside a letter.
    pub section: SectionStyle,
    /// Lists.
    pub lists: ListStyle,
    /// Block quotations.
    pub quotations: QuotationStyle,
    /// Enclosures and attachments.
    pub enclosure: EnclosureStyle,
    /// The TEI header.
    pub header: HeaderStyle,
    /// Editors' signs and the elements they stand for; of two that match at one place the longer one counts, then the first.
    pub signs: Vec<SignStyle>,
    /// What words become that the original marks, by the names of the marks.
    pub tags: BTreeMap<String, TagStyle>,
    /// What was changed in the original.
    pub changes: ChangeStyle,
    /// The images of pages.
    pub facsimile: FacsimileStyle,
    /// What paragraphs of a house's own styles are, by the names of the styles.
    #[serde(default)]
    pub styles: BTreeMap<String, StyledPart>,
    /// Names that a register knows.
    pub names: NameStyle,
    /// What counts as equal between a text and its TEI.
    pub verify: VerifyStyle,
    /// Where the letters of a volume begin.
    #[serde(default)]
    pub split: SplitStyle,
    /// Doubts.
    pub doubts: DoubtStyle,
    /// What speaks for and against each part that a block can be: the part, then the evidence, then a number.
    #[cfg_attr(feature = "cli", schemars(with = "BTreeMap<String, BTreeMap<String, f32>>"))]
    pub weights: Weights,
    /// What words speak for: the part, then a word with its place (`first:dear`), then a number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "cli", schemars(with = "BTreeMap<String, BTreeMap<String, f32>>"))]
    pub words: WordWeights,
    /// Language tables by code.
    #[serde(default)]
    pub language: BTreeMap<String, Language>,
    #[serde(skip)]
    lexicon: OnceLock<Lexicon>,
    #[serde(skip)]
    model: OnceLock<LinearModel>,
}

/// Which readings are doubted.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DoubtStyle {
    /// A block is doubted that might be another element by so little, in the numbers of `weights`; 0 for none.
    pub margin: f32,
}

/// The built-in schema of a letter.
pub const LETTER_SCHEMA: &str = "recto-letter";

/// The address by which documents name [`LETTER_SCHEMA`], anywhere and without a catalog.
pub const LETTER_SCHEMA_ADDRESS: &str = "urn:recto:recto-letter.rng";

impl Profile {
    /// The schema that the TEI must fit, where there is one.
    #[must_use]
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref().filter(|name| !name.is_empty())
    }

    /// The address by which the TEI names its schema, where it names one.
    #[must_use]
    pub fn model_address(&self) -> Option<&str> {
        match &self.xml_model {
            Some(address) => Some(address.as_str()).filter(|address| !address.is_empty()),
            None => self.schema().filter(|name| *name == LETTER_SCHEMA).map(|_| LETTER_SCHEMA_ADDRESS),
        }
    }

    /// The tables of the profile's languages, the likeliest first.
    pub fn tables(&self) -> impl Iterator<Item = &Language> {
        self.tables_by_code().map(|(_, table)| table)
    }

    /// The same with their codes.
    pub fn tables_by_code(&self) -> impl Iterator<Item = (&str, &Language)> {
        self.languages.iter().filter_map(|code| Some((code.as_str(), self.language.get(code)?)))
    }

    /// The words of the profile's languages. They are gathered once: a profile does not change after texts are read with it.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| Lexicon::of(self))
    }

    /// Its weights, ready for use. They are gathered once: a profile does not change after texts are read with it.
    #[must_use]
    pub fn model(&self) -> &LinearModel {
        self.model.get_or_init(|| LinearModel::of(&self.weights, &self.words))
    }

    /// The same profile with other weights.
    #[must_use]
    pub fn with_weights(&self, weights: Weights, words: WordWeights) -> Self {
        Self { weights, words, model: OnceLock::new(), ..self.clone() }
    }

    /// The profile for texts in one language, given by a tag such as `de` or `de-AT`. Where there is no table for it, those of the profile stay.
    #[must_use]
    pub fn in_language(&self, tag: &str) -> Self {
        let mut profile = Self { lexicon: OnceLock::new(), ..self.clone() };
        let code = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let known = [tag.to_owned(), code].into_iter().find(|code| profile.language.contains_key(code));
        if let Some(code) = known {
            profile.languages = vec![code];
        }
        profile
    }
}

/// Keys under `[document]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DocumentStyle {
    /// `div/@type`; empty for none.
    pub r#type: String,
    /// Template of `div/@xml:id`: `{n}` is the number in the heading. A document without number has no id.
    pub id: Template,
}

/// Keys under `[heading]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HeadingStyle {
    /// How a number stands at the beginning of a heading: templates with `{n}`. The number stays text.
    pub numbers: Vec<Template>,
}

/// Keys under `[lines]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LineStyle {
    /// What the end of a line is.
    pub breaks: LineBreaks,
    /// Signs at the end of a line in the middle of a word: "-", "¬". Where lines are kept the word goes on in the next one
    /// (`lb` with `break="no"`); the sign stays text.
    pub hyphens: Vec<String>,
    /// What begins a paragraph.
    pub paragraphs: ParagraphStart,
}

/// What the end of a line is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LineBreaks {
    /// White space, but in signatures, addresses and verse.
    Space,
    /// A line's end in the manuscript: every line begins with `lb`.
    Lb,
}

/// What begins a paragraph.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ParagraphStart {
    /// What the text itself shows: a blank line; every line, where long lines of unlike length end their sentences; where the lines of a
    /// manuscript are kept, a line indented more than the one before, and one behind a line that ends early in a text without blank lines.
    Found,
    /// A blank line alone.
    BlankLine,
    /// A blank line, or, where lines are kept, a line indented more than the one before.
    Indentation,
    /// Every line, as programs for writing give them.
    Line,
}

/// Keys under `[dates]`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DateStyle {
    /// The first year of which letters are written. A number of four digits outside these years is none.
    pub earliest: u16,
    /// The last one.
    pub latest: u16,
    /// The century of years of two digits: `1800`. Without it the `date` of the metadata says it, or nothing does.
    #[serde(default)]
    pub century: Option<u16>,
}

/// Keys under `[page]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageStyle {
    /// How page marks are written: templates with `{n}`, which matches up to 16 characters, one of them a digit or Roman
    /// numeral, none of them white space or a bracket. The first is the one `recto text` writes.
    pub marks: Vec<Template>,
    /// Whether the marks of a house stand in place of the built-in ones.
    #[serde(default)]
    pub replace: bool,
    /// How many of the marks, the first, are those of a house: what they spell is a mark, whatever its number is.
    #[serde(skip)]
    pub own: usize,
    /// Template of `pb/@xml:id`; empty for none.
    pub id: Template,
    /// Where white space stands beside a `pb` between words: `recto validate` tells of others.
    pub space: BreakSpace,
}

/// Where white space stands beside a page break between two words.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BreakSpace {
    /// Before it alone.
    Before,
    /// After it alone.
    After,
    /// On both sides.
    Both,
    /// As it may.
    Free,
}

/// Whether white space stands before a note.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoteSpace {
    /// Never: its mark is glued to the word.
    None,
    /// As it may.
    Free,
}

/// Keys under `[notes]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NoteStyle {
    /// How a mark stands in the text: `{n}` alone is a number glued to the word before it; a template with signs around `{n}`
    /// ("/{n}/") is taken wherever it stands.
    pub marks: Vec<Template>,
    /// Other ways to write a mark, templates with signs around `{n}`. One of them is taken where the notes of the text answer it, and no mark
    /// of `marks` does.
    #[serde(default)]
    pub agreeing_marks: Vec<Template>,
    /// Signs that are marks without a number, also doubled: "*", "†".
    pub symbols: Vec<String>,
    /// How a note begins, in the list at the end or after its block: templates with `{n}`, a number or one of `symbols`. The
    /// first is the one `recto text` writes. One of `symbols` and a blank begin a note too. With `{text}` the template says what closes the
    /// note, which may have several paragraphs: "[Footnote {n}: {text}]".
    pub labels: Vec<Template>,
    /// Template of `note/@xml:id`: `{n}` is the mark, `{document}` the document's id.
    pub id: Template,
    /// Whether marks, labels and symbols of a house stand in place of the built-in ones.
    #[serde(default)]
    pub replace: bool,
    /// Whether white space stands before a `note` in a sentence: `recto validate` tells of it.
    pub space: NoteSpace,
    /// Beginnings of a note that names the source of the document: it gets `type="source"` and goes to the header.
    pub source: Vec<String>,
}

/// Keys under `[salute]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SaluteStyle {
    /// How a salutation on a line of its own is written.
    pub element: SaluteElement,
    /// How the words are written that lead over to the signature ("Herzlichst Ihr", `subscription` of the language tables).
    pub subscription: SubscriptionElement,
}

/// The element of the words that lead over to a signature.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SubscriptionElement {
    /// `salute`, as any closing formula.
    Salute,
    /// `seg` of type `subscription`: they greet nobody.
    Seg,
}

/// The element of a salutation.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SaluteElement {
    /// `salute` in `opener`; closing formulas are `salute` in `closer`.
    Salute,
    /// `p`, as older volumes print it; closing formulas are the last `p`.
    P,
}

/// Keys under `[section]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SectionStyle {
    /// What the heading of a section is.
    pub element: SectionElement,
    /// `@rend` of the heading where it is a `p`; empty for none.
    pub rend: String,
}

/// The element of a section's heading.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SectionElement {
    /// A paragraph between those of the letter.
    P,
    /// The `head` of a `div` that holds the section.
    Head,
}

/// Keys under `[lists]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListStyle {
    /// Signs that begin an item, followed by a blank. The first is the one `recto text` writes; an item with another
    /// holds it in `@n`.
    pub bullets: Vec<String>,
    /// Where a list stands that a paragraph with a colon at its end introduces.
    pub introduced: IntroducedList,
    /// What a list is that runs on in the line of its paragraph: "1) to write, 2) to wait, 3) to sell".
    pub run_in: RunInList,
}

/// What a list is that runs on in the line of its paragraph.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RunInList {
    /// Text.
    Text,
    /// A list with labels.
    List,
}

/// Where a list stands that belongs to the sentence before it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum IntroducedList {
    /// Beside the paragraph.
    Beside,
    /// In the paragraph.
    Inside,
    /// In the paragraph where its items have labels ("1.", "(a)"), else beside it.
    LabelledInside,
}

/// Keys under `[quotations]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct QuotationStyle {
    /// Where a quotation stands, in paragraphs of its own, that a paragraph with a colon at its end introduces.
    pub introduced: IntroducedQuotation,
    /// `quote/@rend`; empty for none.
    pub rend: String,
}

/// Where a block quotation stands.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum IntroducedQuotation {
    /// Beside the paragraph.
    Beside,
    /// In the paragraph.
    Inside,
}

/// Keys under `[enclosure]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EnclosureStyle {
    /// The element that holds an enclosure.
    pub element: EnclosureElement,
    /// Its `@type`; empty for none.
    pub r#type: String,
}

/// The element of an enclosure.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub enum EnclosureElement {
    /// `div` after the letter's own `div`, both in an outer one.
    #[serde(rename = "div")]
    Div,
    /// `frus:attachment` at the end of the letter's `div`.
    #[serde(rename = "frus:attachment")]
    FrusAttachment,
}

/// Keys under `[header]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HeaderStyle {
    /// What stands where TEI requires a value and nobody gave one.
    pub unknown: String,
    /// A sentence for `encodingDesc`; the profile's name is added.
    pub encoding: String,
    /// Publisher of every document of the house.
    #[serde(default)]
    pub publisher: Option<String>,
    /// Licence of every document of the house: a URL or a sentence.
    #[serde(default)]
    pub licence: Option<String>,
}
