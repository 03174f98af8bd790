//! Bytes to text. Takes bytes and, optionally, the label of an encoding; gives text or the place where it fails.
//!
//! A byte-order mark decides; else the label; else the bytes must be UTF-8. Nothing is guessed and nothing is
//! replaced: a byte that does not decode is an error. The byte-order mark stays in the text as U+FEFF, so that
//! spans are byte offsets of the file where the file is UTF-8.

use encoding_rs::{Encoding, UTF_8};

/// Why bytes could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// No encoding has this label ([Encoding Standard](https://encoding.spec.whatwg.org/#names-and-labels)).
    UnknownEncoding(String),
    /// The bytes are not valid in the encoding; for UTF-8 with the offset of the first bad byte and the text before it.
    Malformed {
        /// Name of the encoding that was tried.
        encoding: &'static str,
        /// Offset of the first bad byte, where the decoder tells it.
        at: Option<usize>,
    },
}

/// Decodes a whole file.
///
/// `label` is an encoding's name or alias ("latin1", "windows-1252", "utf-16le"). A byte-order mark for UTF-8 or
/// UTF-16 overrides it.
///
/// # Errors
/// [`DecodeError`] when the label is not known or a byte does not fit the encoding.
pub fn decode(bytes: &[u8], label: Option<&str>) -> Result<String, DecodeError> {
    let declared = match label {
        Some(label) => {
            Encoding::for_label(label.as_bytes()).ok_or_else(|| DecodeError::UnknownEncoding(label.to_owned()))?
        }
        None => UTF_8,
    };
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((declared, 0));
    if encoding == UTF_8 {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| DecodeError::Malformed { encoding: UTF_8.name(), at: Some(error.valid_up_to()) })?;
        return Ok(text.to_owned());
    }
    let body = bytes.get(mark..).unwrap_or_default();
    encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .map(std::borrow::Cow::into_owned)
        .ok_or(DecodeError::Malformed { encoding: encoding.name(), at: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_overrides_the_label() {
        assert_eq!(decode(b"\xFF\xFEa\0", Some("latin1")), Ok("a".to_owned()));
        assert_eq!(decode(b"\xEF\xBB\xBFa", None), Ok("\u{feff}a".to_owned()));
    }

    #[test]
    fn nothing_is_guessed() {
        assert_eq!(decode(b"ab\xE9", None), Err(DecodeError::Malformed { encoding: "UTF-8", at: Some(2) }));
        assert_eq!(decode(b"ab\xE9", Some("latin1")), Ok("abé".to_owned()));
        assert_eq!(decode(b"", Some("klingon")), Err(DecodeError::UnknownEncoding("klingon".to_owned())));
    }
}
