//! The encoding of an XML file (XML 1.0, section 4.3.3 and appendix F). Takes bytes; gives text, or why there is none.
//!
//! A byte-order mark tells UTF-8 and UTF-16; else the XML declaration names the encoding; else it is UTF-8. What the two say
//! must agree. ISO-8859-1 is taken at its word: the bytes 80 to 9F are control characters, not those of windows-1252.
//! Other names are those of the [Encoding Standard](https://encoding.spec.whatwg.org/#names-and-labels). Nothing is guessed
//! and nothing is replaced. Text that is UTF-8 stays where it is, with its byte-order mark, so that spans are byte offsets of the
//! file; other encodings are turned into UTF-8 without the mark.

use encoding_rs::{DecoderResult, Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

use super::declaration::{is_encoding_name, xml_declaration_begins};

/// Why bytes are no XML text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodingFault {
    /// What is wrong: a phrase without capital or full stop.
    pub message: String,
    /// Offset of the first byte concerned, where it is known.
    pub at: Option<usize>,
}

/// The text of an XML file. What is UTF-8 is not copied.
///
/// # Errors
/// When the encoding is not known, the mark and the declaration do not agree, or a byte does not fit; the bytes are given back.
pub fn decode(bytes: Vec<u8>) -> Result<String, (EncodingFault, Vec<u8>)> {
    let (charset, mark) = match charset(&bytes) {
        Ok(known) => known,
        Err(fault) => return Err((fault, bytes)),
    };
    if charset == Charset::Utf8 {
        return String::from_utf8(bytes).map_err(|error| {
            let fault = bad_byte(error.as_bytes(), error.utf8_error().valid_up_to(), UTF_8.name());
            (fault, error.into_bytes())
        });
    }
    let mut text = String::new();
    match Decoder::new(charset).decode(bytes.get(mark..).unwrap_or_default(), Ends::Here, &mut text) {
        Ok(_) => Ok(text),
        Err(fault) => Err((fault, bytes)),
    }
}

/// How bytes are turned into text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// UTF-8.
    Utf8,
    /// US-ASCII.
    Ascii,
    /// ISO-8859-1: every byte is the character of its number.
    Latin1,
    /// Any other, by its table.
    Table(&'static Encoding),
}

/// What the beginning of a file tells of its encoding, and how many bytes of it are a mark that is no text.
pub(super) fn charset(bytes: &[u8]) -> Result<(Charset, usize), EncodingFault> {
    match Family::of(bytes) {
        Some(Family::Utf8) => match declared(bytes) {
            Some(name) if !name.eq_ignore_ascii_case("utf-8") => Err(disagree("UTF-8", name)),
            _ => Ok((Charset::Utf8, 0)),
        },
        Some(Family::Utf16(encoding, mark)) => {
            check_utf_16(encoding, mark, bytes)?;
            Ok((Charset::Table(encoding), mark.len()))
        }
        Some(Family::Ascii) => match declared(bytes) {
            Some(name) => Ok((like_ascii(name, bytes)?, 0)),
            None => Ok((Charset::Utf8, 0)),
        },
        None => Err(fault("the encoding is neither UTF-8, UTF-16 nor one like ASCII")),
    }
}

fn like_ascii(name: &str, bytes: &[u8]) -> Result<Charset, EncodingFault> {
    let label = name.to_ascii_lowercase();
    match &*label {
        "utf-8" => Ok(Charset::Utf8),
        "us-ascii" | "ascii" => Ok(Charset::Ascii),
        "iso-8859-1" | "latin1" => Ok(Charset::Latin1),
        label if label.starts_with("utf-16") => Err(disagree("no UTF-16", name)),
        label => match Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != REPLACEMENT) {
            Some(encoding) => Ok(Charset::Table(encoding)),
            None => {
                let at = bytes.windows(name.len()).position(|window| window == name.as_bytes());
                Err(EncodingFault { message: format!("the encoding `{name}` is not known"), at })
            }
        },
    }
}

/// An XML declaration is not longer than this, in bytes of UTF-16.
const LONGEST_DECLARATION: usize = 1 << 10;

fn check_utf_16(encoding: &'static Encoding, mark: &[u8], bytes: &[u8]) -> Result<(), EncodingFault> {
    let bytes = bytes.get(mark.len()..).unwrap_or_default();
    let (text, _) = encoding.decode_without_bom_handling(bytes.get(..LONGEST_DECLARATION).unwrap_or(bytes));
    match declared(text.as_bytes()) {
        Some(name) if name.eq_ignore_ascii_case(encoding.name()) => Ok(()),
        Some(name) if !name.eq_ignore_ascii_case("utf-16") => Err(disagree(encoding.name(), name)),
        _ if mark.is_empty() => Err(fault("UTF-16 without a byte-order mark")),
        _ => Ok(()),
    }
}

/// Whether more bytes follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// These are the last.
    Here,
    /// More follow.
    Later,
}

/// Turns the bytes of one file into text, piece by piece.
pub(super) struct Decoder {
    charset: Charset,
    table: Option<encoding_rs::Decoder>,
    /// Bytes that have been decoded.
    read: usize,
}

impl Decoder {
    /// A decoder for a file, which begins after the mark.
    pub(super) fn new(charset: Charset) -> Self {
        let table = match charset {
            Charset::Table(encoding) => Some(encoding.new_decoder_without_bom_handling()),
            _ => None,
        };
        Self { charset, table, read: 0 }
    }

    /// Adds the text of these bytes; gives how many of them it took. The rest is part of a character: it is to be given again
    /// with what follows.
    pub(super) fn decode(&mut self, bytes: &[u8], ends: Ends, text: &mut String) -> Result<usize, EncodingFault> {
        let bad = |at, name| EncodingFault { at: Some(self.read + at), ..bad_byte(bytes, at, name) };
        let taken = match (&mut self.table, self.charset) {
            (Some(table), _) => by_table(table, bytes, ends, text)?,
            (None, Charset::Latin1) => {
                text.extend(bytes.iter().map(|&byte| char::from(byte)));
                bytes.len()
            }
            (None, Charset::Ascii) if !bytes.is_ascii() => {
                let at = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
                return Err(bad(at, "US-ASCII"));
            }
            _ => {
                let (whole, broken) = match std::str::from_utf8(bytes) {
                    Ok(whole) => (whole, None),
                    Err(error) => {
                        let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
                        (std::str::from_utf8(whole).unwrap_or_default(), Some(error))
                    }
                };
                if broken.is_some_and(|error| error.error_len().is_some() || ends == Ends::Here) {
                    return Err(bad(whole.len(), UTF_8.name()));
                }
                text.push_str(whole);
                whole.len()
            }
        };
        self.read += taken;
        Ok(taken)
    }
}

fn by_table(
    table: &mut encoding_rs::Decoder,
    bytes: &[u8],
    ends: Ends,
    text: &mut String,
) -> Result<usize, EncodingFault> {
    let room = table.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    text.reserve(room);
    match table.decode_to_string_without_replacement(bytes, text, ends == Ends::Here) {
        (DecoderResult::Malformed(..), _) => {
            Err(fault(&format!("the bytes are not valid {}", table.encoding().name())))
        }
        (_, taken) => Ok(taken),
    }
}

/// What the first bytes tell (appendix F.1).
#[derive(Clone, Copy, Debug)]
enum Family {
    /// UTF-8 with a byte-order mark.
    Utf8,
    /// UTF-16 with its byte-order mark, which may be empty.
    Utf16(&'static Encoding, &'static [u8]),
    /// Any encoding in which the bytes of ASCII are ASCII.
    Ascii,
}

impl Family {
    /// `None` for encodings that cannot be read at all.
    fn of(bytes: &[u8]) -> Option<Self> {
        Some(match bytes {
            [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [0x4c, 0x6f, 0xa7, 0x94, ..] => return None,
            [0xef, 0xbb, 0xbf, ..] => Self::Utf8,
            [0xff, 0xfe, ..] => Self::Utf16(UTF_16LE, b"\xff\xfe"),
            [0xfe, 0xff, ..] => Self::Utf16(UTF_16BE, b"\xfe\xff"),
            [b'<', 0, second, 0, ..] if *second != 0 => Self::Utf16(UTF_16LE, b""),
            [0, b'<', 0, second, ..] if *second != 0 => Self::Utf16(UTF_16BE, b""),
            _ => Self::Ascii,
        })
    }
}

/// The name in the XML declaration, as far as one can be made out.
fn declared(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let end = bytes.windows(2).position(|window| window == b"?>").filter(|_| bytes.starts_with(b"<?xml"))?;
    let declaration = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let (_, rest) = declaration.split_once("encoding").filter(|_| xml_declaration_begins(declaration))?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = rest.get(1..)?.split_once(quote)?.0;
    is_encoding_name(name).then_some(name)
}

fn bad_byte(bytes: &[u8], at: usize, encoding: &str) -> EncodingFault {
    let byte = bytes.get(at).copied().unwrap_or_default();
    EncodingFault { message: format!("the byte {byte:02X} is not valid {encoding}"), at: Some(at) }
}

fn disagree(found: &str, declared: &str) -> EncodingFault {
    fault(&format!("the file is {found}, its XML declaration says `{declared}`"))
}

fn fault(message: &str) -> EncodingFault {
    EncodingFault { message: message.to_owned(), at: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_utf_16(text: &str, mark: &[u8], to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.iter().copied().chain(text.encode_utf16().flat_map(to_bytes)).collect()
    }

    #[test]
    fn the_mark_or_the_declaration_tells() {
        let cases: &[(&[u8], &str)] = &[
            ("<é/>".as_bytes(), "<é/>"),
            (b"\xef\xbb\xbf<p/>", "\u{feff}<p/>"),
            (
                b"<?xml version='1.0' encoding='ISO-8859-1'?><\xe9 a='\x80'/>",
                "<?xml version='1.0' encoding='ISO-8859-1'?><é a='\u{80}'/>",
            ),
            (
                b"<?xml version='1.0' encoding = \"windows-1252\"?><p>\x80</p>",
                "<?xml version='1.0' encoding = \"windows-1252\"?><p>€</p>",
            ),
            (b"<?xml version='1.0' encoding='us-ascii'?><p/>", "<?xml version='1.0' encoding='us-ascii'?><p/>"),
            (b"", ""),
        ];
        for (bytes, text) in cases {
            assert_eq!(decode(bytes.to_vec()).as_deref(), Ok(*text));
        }
    }

    #[test]
    fn utf_16_has_a_mark_or_a_full_name() {
        let (plain, named) = ("<p>é</p>", "<?xml version='1.0' encoding='UTF-16LE'?><p/>");
        assert_eq!(decode(in_utf_16(plain, b"\xff\xfe", u16::to_le_bytes)).as_deref(), Ok(plain));
        assert_eq!(decode(in_utf_16(plain, b"\xfe\xff", u16::to_be_bytes)).as_deref(), Ok(plain));
        assert_eq!(decode(in_utf_16(named, b"", u16::to_le_bytes)).as_deref(), Ok(named));
        assert!(decode(in_utf_16(named, b"\xfe\xff", u16::to_be_bytes)).is_err());
        assert!(decode(in_utf_16(plain, b"", u16::to_be_bytes)).is_err());
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_place() {
        let check = |bytes: &[u8], message: &str, at| {
            let fault = EncodingFault { message: message.to_owned(), at };
            assert_eq!(decode(bytes.to_vec()), Err((fault, bytes.to_vec())));
        };
        check(b"<p>\xe9</p>", "the byte E9 is not valid UTF-8", Some(3));
        check(b"<?xml version='1.0' encoding='us-ascii'?>\xe9", "the byte E9 is not valid US-ASCII", Some(41));
        check(b"<?xml version='1.0' encoding='klingon'?>", "the encoding `klingon` is not known", Some(30));
        check(
            b"\xef\xbb\xbf<?xml version='1.0' encoding='latin1'?>",
            "the file is UTF-8, its XML declaration says `latin1`",
            None,
        );
        check(
            b"<?xml version='1.0' encoding='UTF-16'?>",
            "the file is no UTF-16, its XML declaration says `UTF-16`",
            None,
        );
        check(b"\xff\xfe\0\0<\0\0\0", "the encoding is neither UTF-8, UTF-16 nor one like ASCII", None);
    }
}
