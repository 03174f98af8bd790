//! Formats that are no plain text. Takes the beginning of a file; says which format it shows, and how to get plain text from it.
//!
//! A format is known by its first bytes (the signatures of PDF, ZIP and compound files), by its root element, or, for Markdown, by front
//! matter or a heading on its first line. Promises nothing of a text in which such signs stand further down: a letter may quote a tag.

/// A format that is read by other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// A web page.
    Html,
    /// TEI.
    Tei,
    /// PAGE-XML, as Transkribus and eScriptorium export it.
    PageXml,
    /// ALTO, as text recognition writes it.
    Alto,
    /// Other XML.
    Xml,
    /// Markdown.
    Markdown,
    /// Rich Text Format.
    Rtf,
    /// PDF.
    Pdf,
    /// A ZIP archive: files of Word, LibreOffice, EPUB.
    Zip,
    /// A compound file: Word before 2007.
    Doc,
}

/// How files begin.
const SIGNATURES: &[(&[u8], FileFormat)] = &[
    (b"%PDF-", FileFormat::Pdf),
    (b"PK\x03\x04", FileFormat::Zip),
    (b"\xD0\xCF\x11\xE0", FileFormat::Doc),
    (b"{\\rtf", FileFormat::Rtf),
];

/// Root elements, in small letters.
const ROOTS: &[(&str, FileFormat)] = &[
    ("html", FileFormat::Html),
    ("tei", FileFormat::Tei),
    ("tei.2", FileFormat::Tei),
    ("teicorpus", FileFormat::Tei),
    ("pcgts", FileFormat::PageXml),
    ("alto", FileFormat::Alto),
];

/// Elements with which pieces of web pages begin.
const OF_PAGES: &[&str] = &[
    "body", "head", "div", "p", "h1", "h2", "h3", "span", "article", "section", "table", "title", "meta", "b", "i", "a",
];

/// The most lines of front matter that are read.
const MOST_FRONT: usize = 200;

impl FileFormat {
    /// The format of a file that is known by its first bytes.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, format)| *format)
    }

    /// The format that the beginning of a text shows.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        Self::of_bytes(text.as_bytes())
            .or_else(|| of_markup(text))
            .or_else(|| is_markdown(text).then_some(Self::Markdown))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "HTML",
            Self::Tei => "TEI",
            Self::PageXml => "PAGE-XML",
            Self::Alto => "ALTO",
            Self::Xml => "XML",
            Self::Markdown => "Markdown",
            Self::Rtf => "RTF",
            Self::Pdf => "PDF",
            Self::Zip => "a ZIP archive, as Word and LibreOffice write",
            Self::Doc => "a file of Word",
        }
    }

    /// How to get plain text from it.
    #[must_use]
    pub fn way_out(self) -> &'static str {
        match self {
            Self::Html => "save it as text in a browser, or run `pandoc -f html -t plain --wrap=none`",
            Self::Tei => "`recto text` gives the text of TEI, `recto validate` checks it",
            Self::PageXml | Self::Alto => {
                "export plain text from the program that wrote it, a line of the manuscript a line"
            }
            Self::Xml => "only plain text is converted; `recto validate` checks XML",
            Self::Markdown => {
                "run `pandoc -f markdown -t plain --wrap=none`; what its front matter tells belongs in `NAME.toml` beside the text"
            }
            Self::Rtf | Self::Zip | Self::Doc => "open it and save it as plain text in UTF-8",
            Self::Pdf => "run `pdftotext FILE.pdf FILE.txt`",
        }
    }
}

/// The format of a text that begins with a tag, a declaration or a comment.
fn of_markup(text: &str) -> Option<FileFormat> {
    let (mut rest, mut is_declared) = (text, false);
    loop {
        rest = rest.trim_start();
        let small: String = rest.chars().take(9).flat_map(char::to_lowercase).collect();
        let end = match () {
            () if small == "<!doctype" => {
                let name = rest.get(9..)?.trim_start().chars().take(4).flat_map(char::to_lowercase).collect::<String>();
                if name == "html" {
                    return Some(FileFormat::Html);
                }
                ">"
            }
            () if small.starts_with("<?") => "?>",
            () if small.starts_with("<!--") => "-->",
            () => break,
        };
        let Some((_, after)) = rest.split_once(end) else { break };
        (rest, is_declared) = (after, true);
    }
    let name = root(rest).map(str::to_lowercase);
    let Some(name) = name.filter(|name| is_declared || text.to_lowercase().contains(&format!("</{name}"))) else {
        return is_declared.then_some(FileFormat::Xml);
    };
    let local = name.rsplit(':').next().unwrap_or_default();
    let known = ROOTS.iter().find(|(root, _)| *root == local).map(|(_, format)| *format);
    let of_page = OF_PAGES.contains(&local).then_some(FileFormat::Html);
    Some(known.or(of_page).unwrap_or(FileFormat::Xml))
}

/// The name of the element with which a text begins.
fn root(text: &str) -> Option<&str> {
    let tag = text.strip_prefix('<').filter(|tag| tag.starts_with(char::is_alphabetic))?;
    let end = tag.find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '.' | '-' | '_')))?;
    tag.get(end..)?.starts_with(['>', '/', ' ', '\t', '\r', '\n']).then(|| tag.get(..end))?
}

/// Whether a text begins with front matter, or with a heading of Markdown.
fn is_markdown(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    let first = lines.next().unwrap_or_default();
    match first {
        "---" => is_front_matter(lines, &["---", "..."], ':'),
        "+++" => is_front_matter(lines, &["+++"], '='),
        _ => {
            let heading = first.trim_start_matches('#');
            let is_atx =
                (1..=6).contains(&(first.len() - heading.len())) && heading.starts_with(' ') && heading.len() > 1;
            let second = lines.next().unwrap_or_default();
            let is_setext = second.len() > 2 && second.bytes().all(|byte| byte == b'=');
            is_atx || is_setext && !first.is_empty()
        }
    }
}

/// Lines of keys and values up to one that ends them.
fn is_front_matter<'t>(lines: impl Iterator<Item = &'t str>, ends: &[&str], sign: char) -> bool {
    let mut keys = 0;
    for line in lines.take(MOST_FRONT) {
        if ends.contains(&line) {
            return keys > 0;
        }
        let is_key = line.split_once(sign).is_some_and(|(key, _)| !key.is_empty() && !key.trim_end().contains(' '));
        let is_inside = line.is_empty() || line.starts_with([' ', '\t', '-', '#', '[', ']', '"']);
        keys += usize::from(is_key);
        if !is_key && !is_inside {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_show_in_the_beginning() {
        for (text, format) in [
            ("<!doctype HTML>\n<p>x", FileFormat::Html),
            ("\u{feff}\n<HTML lang='en'><body>x</body></HTML>", FileFormat::Html),
            ("<p>Ash, June 1</p>", FileFormat::Html),
            ("<?xml version='1.0'?>\n<!-- x -->\n<TEI xmlns='http://www.tei-c.org/ns/1.0'>", FileFormat::Tei),
            ("<tei:TEI></tei:TEI>", FileFormat::Tei),
            ("<?xml version='1.0'?><PcGts><Page/></PcGts>", FileFormat::PageXml),
            ("<alto xmlns='x'></alto>", FileFormat::Alto),
            ("<letter><x/></letter>", FileFormat::Xml),
            ("{\\rtf1\\ansi Dear Tom", FileFormat::Rtf),
            ("%PDF-1.4", FileFormat::Pdf),
            ("---\ntitle: Holt to Ashby\ntags:\n  - a\n---\n\nDear Ann,", FileFormat::Markdown),
            ("+++\ntitle = 'x'\n+++\n", FileFormat::Markdown),
            ("# Holt to Ashby\n\nDear Ann,", FileFormat::Markdown),
            ("Holt to Ashby\n=====\n\nDear Ann,", FileFormat::Markdown),
        ] {
            assert_eq!(FileFormat::of_text(text), Some(format), "{text}");
        }
    }

    #[test]
    fn letters_are_plain_text() {
        for text in [
            "<del> he wrote",
            "<unleserlich> Freund!",
            "--- page 1---\n\nDear Tom,\n---\n",
            "---\nDear Tom,\n\nI am: well\n---",
            "#12\n\nDear Tom,",
            "# \n",
            "Ash\n==\nDear",
            "",
        ] {
            assert_eq!(FileFormat::of_text(text), None, "{text}");
        }
    }
}
