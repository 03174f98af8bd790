//! Which format some bytes are. Takes the bytes of a file, or its text; says which format they show, and the way out where Recto does
//! not read it.
//!
//! A format is known by what stands in it, never by its name: the signature with which it begins, the names of the files in an archive,
//! the root element, or, for Markdown, front matter or a heading on the first line. What shows no sign is plain text, but not where it is
//! full of control characters: those are data of a program, whatever encoding somebody says they are in. Promises nothing of a text in
//! which signs stand further down: a letter may quote a tag.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

/// A format other than plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Word since 2007.
    Docx,
    /// LibreOffice and OpenOffice.
    Odt,
    /// A table of Excel since 2007.
    Xlsx,
    /// A table of LibreOffice and OpenOffice.
    Ods,
    /// Another ZIP archive: slides, books.
    Zip,
    /// Another archive.
    Archive,
    /// A compound file: Word before 2007.
    Doc,
    /// WordPerfect.
    WordPerfect,
    /// Rich Text Format.
    Rtf,
    /// PDF.
    Pdf,
    /// PostScript.
    PostScript,
    /// An image.
    Image,
    /// A web page.
    Html,
    /// TEI.
    Tei,
    /// PAGE-XML, as Transkribus and eScriptorium export it.
    PageXml,
    /// ALTO, as text recognition writes it.
    Alto,
    /// METS: the list of the pages of a document.
    Mets,
    /// Other XML.
    Xml,
    /// Markdown.
    Markdown,
    /// LaTeX.
    Latex,
    /// Data that no text holds.
    Binary,
}

/// How files begin: the bytes, and where they stand.
const SIGNATURES: &[(usize, &[u8], Format)] = &[
    (0, b"%PDF-", Format::Pdf),
    (0, b"%!PS", Format::PostScript),
    (0, b"{\\rtf", Format::Rtf),
    (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Format::Doc),
    (0, b"\xDB\xA5-\0", Format::Doc),
    (0, b"\xFFWPC", Format::WordPerfect),
    (0, b"PK\x03\x04", Format::Zip),
    (0, b"PK\x05\x06", Format::Zip),
    (0, b"\x1F\x8B\x08", Format::Archive),
    (0, b"7z\xBC\xAF\x27\x1C", Format::Archive),
    (0, b"Rar!\x1A\x07", Format::Archive),
    (0, b"\xFD7zXZ\0", Format::Archive),
    (0, b"\x28\xB5\x2F\xFD", Format::Archive),
    (257, b"ustar", Format::Archive),
    (0, b"\x89PNG\r\n\x1A\n", Format::Image),
    (0, b"\xFF\xD8\xFF", Format::Image),
    (0, b"GIF87a", Format::Image),
    (0, b"GIF89a", Format::Image),
    (0, b"II*\0", Format::Image),
    (0, b"MM\0*", Format::Image),
    (8, b"WEBP", Format::Image),
    (4, b"jP  \r\n", Format::Image),
    (4, b"ftypheic", Format::Image),
    (0, b"AT&TFORM", Format::Image),
];

/// Names in an archive, which stand there as they are: of two the first counts.
const IN_ARCHIVES: &[(&[u8], Format)] = &[
    (b"mimetypeapplication/vnd.oasis.opendocument.text", Format::Odt),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", Format::Ods),
    (b"mimetypeapplication/", Format::Zip),
    (b"xl/workbook", Format::Xlsx),
    (b"ppt/presentation.xml", Format::Zip),
    (b"word/document", Format::Docx),
    (b"content.xml", Format::Odt),
];

/// The most bytes of an archive in which its names are looked for, at either end.
const NAMES_WITHIN: usize = 1 << 20;

/// Root elements, in small letters.
const ROOTS: &[(&str, Format)] = &[
    ("html", Format::Html),
    ("tei", Format::Tei),
    ("tei.2", Format::Tei),
    ("teicorpus", Format::Tei),
    ("pcgts", Format::PageXml),
    ("alto", Format::Alto),
    ("mets", Format::Mets),
];

/// Elements with which pieces of web pages begin.
const OF_PAGES: &[&str] = &[
    "body", "head", "div", "p", "h1", "h2", "h3", "span", "article", "section", "table", "title", "meta", "b", "i", "a",
];

/// The most lines of front matter that are read.
const MOST_FRONT: usize = 200;

/// Control characters that text has none of, at least, and how many times as many other characters, at most, where it is none.
const CONTROLS: usize = 4;
const BETWEEN_CONTROLS: usize = 50;

/// The beginning of a text of which it is asked whether it is one.
const BEGINNING: usize = 1 << 16;

impl Format {
    /// The format that the bytes of a file show; `None` where they may be plain text. Text in UTF-16 without a mark shows as data.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let is_there = |at: usize, signature: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(signature));
        let signature = SIGNATURES.iter().find(|(at, signature, _)| is_there(*at, signature));
        match signature.map(|(_, _, format)| *format) {
            Some(Self::Zip) => Some(of_archive(bytes)),
            Some(format) => Some(format),
            None => Self::of_text(&as_text(bytes)),
        }
    }

    /// The format that a text shows; `None` where it is plain text.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        if is_binary(text) {
            return Some(Self::Binary);
        }
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let is_latex = text.starts_with("\\documentclass") || text.starts_with("\\documentstyle");
        match () {
            () if text.starts_with("{\\rtf") => Some(Self::Rtf),
            () if is_latex => Some(Self::Latex),
            () => of_markup(text).or_else(|| is_markdown(text).then_some(Self::Markdown)),
        }
    }

    /// Its name, as a sentence has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// How to get from it what Recto reads.
    #[must_use]
    pub fn way_out(self) -> &'static str {
        self.row().1
    }

    /// Its name, and the way out.
    fn row(self) -> (&'static str, &'static str) {
        const SAVE: &str = "open it in the program that wrote it and save it as `.docx`, `.odt` or plain text in UTF-8";
        const HERE: &str = "`recto convert` takes the text out of such a file; here plain text alone is read";
        const TABLE: &str =
            "`--metadata` takes a table of what is known of letters; put the letters themselves in texts";
        match self {
            Self::Docx => ("a file of Word", HERE),
            Self::Odt => ("a file of LibreOffice", HERE),
            Self::Xlsx => ("a table of Excel", TABLE),
            Self::Ods => ("a table of LibreOffice", TABLE),
            Self::Zip => {
                ("a ZIP archive that holds no letter of Word or LibreOffice", "unpack it and name the files in it")
            }
            Self::Archive => ("an archive", "unpack it and name the files in it"),
            Self::Doc => ("a file of Word before 2007, or of another program of that time", SAVE),
            Self::WordPerfect => ("a file of WordPerfect", SAVE),
            Self::Rtf => ("RTF", SAVE),
            Self::Pdf => {
                ("PDF", "run `pdftotext FILE.pdf FILE.txt`; of a scan take what a text recognition makes of it")
            }
            Self::PostScript => ("PostScript", "run `ps2ascii FILE.ps FILE.txt`"),
            Self::Image => ("an image", "transcribe it first, by hand or with a text recognition"),
            Self::Html => ("HTML", HERE),
            Self::Tei => ("TEI", "`recto text` gives the text of TEI, `recto validate` checks it"),
            Self::PageXml => ("PAGE-XML", HERE),
            Self::Alto => ("ALTO", HERE),
            Self::Mets => ("METS, a list of pages", "name the file, so that its pages are found beside it"),
            Self::Xml => ("XML", "only letters are converted; `recto validate` checks XML"),
            Self::Markdown => ("Markdown", HERE),
            Self::Latex => ("LaTeX", "run `pandoc -f latex -t plain --wrap=none`"),
            Self::Binary => {
                ("no text but data of a program", "text in UTF-16 without a mark is read with `--encoding utf-16le`")
            }
        }
    }
}

/// The format of a ZIP archive by the names in it, which stand at its beginning and, all of them, at its end.
fn of_archive(bytes: &[u8]) -> Format {
    let first = bytes.get(..NAMES_WITHIN).unwrap_or(bytes);
    let last = bytes.get(bytes.len().saturating_sub(NAMES_WITHIN)..).unwrap_or_default();
    let is_in = |part: &[u8], name: &[u8]| part.windows(name.len()).any(|window| window == name);
    let known = IN_ARCHIVES.iter().find(|(name, _)| is_in(first, name) || is_in(last, name));
    known.map_or(Format::Zip, |(_, format)| *format)
}

/// Bytes as text in which signs can be looked for: as their mark says, else as if each byte were a character.
fn as_text(bytes: &[u8]) -> Cow<'_, str> {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0,
        None => std::str::from_utf8(bytes).map_or_else(|_| WINDOWS_1252.decode(bytes).0, Cow::Borrowed),
    }
}

/// Whether a text is full of characters that none has.
fn is_binary(text: &str) -> bool {
    let beginning = || text.chars().take(BEGINNING);
    let is_data = |c: &char| *c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    let controls = beginning().filter(is_data).count();
    controls >= CONTROLS && controls * BETWEEN_CONTROLS > beginning().count()
}

/// The format of a text that begins with a tag, a declaration or a comment.
fn of_markup(text: &str) -> Option<Format> {
    let (mut rest, mut is_declared) = (text, false);
    loop {
        rest = rest.trim_start();
        let small: String = rest.chars().take(9).flat_map(char::to_lowercase).collect();
        let end = match () {
            () if small == "<!doctype" => {
                let name = rest.get(9..)?.trim_start().chars().take(4).flat_map(char::to_lowercase).collect::<String>();
                if name == "html" {
                    return Some(Format::Html);
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
        return is_declared.then_some(Format::Xml);
    };
    let local = name.rsplit(':').next().unwrap_or_default();
    let known = ROOTS.iter().find(|(root, _)| *root == local).map(|(_, format)| *format);
    let of_page = OF_PAGES.contains(&local).then_some(Format::Html);
    Some(known.or(of_page).unwrap_or(Format::Xml))
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
            ("<!doctype HTML>\n<p>x", Format::Html),
            ("\u{feff}\n<HTML lang='en'><body>x</body></HTML>", Format::Html),
            ("<p>Ash, June 1</p>", Format::Html),
            ("<?xml version='1.0'?>\n<!-- x -->\n<TEI xmlns='http://www.tei-c.org/ns/1.0'>", Format::Tei),
            ("<tei:TEI></tei:TEI>", Format::Tei),
            ("<?xml version='1.0'?><PcGts><Page/></PcGts>", Format::PageXml),
            ("<mets:mets xmlns:mets='http://www.loc.gov/METS/'></mets:mets>", Format::Mets),
            ("<alto xmlns='x'></alto>", Format::Alto),
            ("<letter><x/></letter>", Format::Xml),
            ("{\\rtf1\\ansi Dear Tom", Format::Rtf),
            ("---\ntitle: Holt to Ashby\ntags:\n  - a\n---\n\nDear Ann,", Format::Markdown),
            ("+++\ntitle = 'x'\n+++\n", Format::Markdown),
            ("# Holt to Ashby\n\nDear Ann,", Format::Markdown),
            ("Holt to Ashby\n=====\n\nDear Ann,", Format::Markdown),
        ] {
            assert_eq!(Format::of_text(text), Some(format), "{text}");
        }
    }

    #[test]
    fn formats_show_in_bytes() {
        for (bytes, format) in [
            (&b"%PDF-1.4"[..], Format::Pdf),
            (b"PK\x03\x04....word/document2.xml", Format::Docx),
            (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text", Format::Odt),
            (b"PK\x03\x04....mimetypeapplication/epub+zip word/document", Format::Zip),
            (b"PK\x03\x04", Format::Zip),
            (b"\x89PNG\r\n\x1A\n", Format::Image),
            (b"\xFF\xFE<\0h\0t\0m\0l\0>\0<\0/\0h\0t\0m\0l\0>\0", Format::Html),
            (b"<?xml version='1.0' encoding='latin1'?><PcGts n='\xE9'/>", Format::PageXml),
            (b"D\0e\0a\0r\0 \0T\0o\0m\0", Format::Binary),
            (b"\x01\x02\x03\x04\xE9", Format::Binary),
        ] {
            assert_eq!(Format::of_bytes(bytes), Some(format), "{}", bytes.escape_ascii());
        }
        assert_eq!(Format::of_bytes(b"Ch\xE8re m\x8Fre,\x0c\r\nPK\x03\x04 est \0."), None);
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
            "Dear Tom,\n\nthe printer wrote <p>and</p> {\\rtf \\documentclass in it.",
            "<see the other side>\n\nDear Tom,",
            "",
        ] {
            assert_eq!(Format::of_text(text), None, "{text}");
        }
    }
}
