//! Octets written with letters (XML Schema part 2, 3.2.15 and 3.2.16). Takes a string with white space collapsed; gives the octets and their
//! canonical form.

use std::fmt;
use std::sync::Arc;

use super::reason::Reason;

/// Octets as a value, ordered octet by octet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Binary {
    /// Which type it has.
    pub encoding: Encoding,
    /// The octets.
    pub octets: Arc<[u8]>,
}

/// The types of octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// `xs:hexBinary`
    Hex,
    /// `xs:base64Binary`
    Base64,
}

impl Binary {
    /// Reads a string without white space around it.
    pub(crate) fn read(text: &str, encoding: Encoding) -> Result<Self, Reason<'static>> {
        let octets = match encoding {
            Encoding::Hex => hex(text)?,
            Encoding::Base64 => base64(text)?,
        };
        Ok(Self { encoding, octets: octets.into() })
    }
}

impl fmt::Display for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.encoding {
            Encoding::Hex => self.octets.iter().try_for_each(|octet| write!(f, "{octet:02X}")),
            Encoding::Base64 => self.octets.chunks(3).try_for_each(|group| write_group(f, group)),
        }
    }
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Up to three octets as four letters, the last of which may be `=`.
fn write_group(f: &mut fmt::Formatter<'_>, group: &[u8]) -> fmt::Result {
    let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(group.get(at).copied().unwrap_or(0)));
    for at in 0..4 {
        let letter = LETTERS.get(bits >> (18 - 6 * at) & 63).filter(|_| at <= group.len());
        write!(f, "{}", char::from(letter.copied().unwrap_or(b'=')))?;
    }
    Ok(())
}

/// Reads `hexBinary`.
fn hex(text: &str) -> Result<Vec<u8>, Reason<'static>> {
    let mut octets = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for c in text.chars() {
        let digit = c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let digit = digit.ok_or(Reason::Contains("a hexadecimal number", c))?;
        match high.take() {
            None => high = Some(digit << 4),
            Some(high) => octets.push(high | digit),
        }
    }
    if high.is_some() { Err(Reason::Said("each octet has two hexadecimal digits")) } else { Ok(octets) }
}

/// Reads `base64Binary`. The bits that padding leaves over must be zero.
fn base64(text: &str) -> Result<Vec<u8>, Reason<'static>> {
    let data = text.trim_end_matches(['=', ' ']);
    let padding = text.bytes().skip(data.len()).filter(|&byte| byte == b'=').count();
    let mut octets = Vec::with_capacity(data.len() / 4 * 3);
    let (mut bits, mut width, mut sextets) = (0_u32, 0_u32, 0_usize);
    for c in data.chars().filter(|&c| c != ' ') {
        bits = (bits << 6) | sextet(c).ok_or(Reason::Contains("base64 data", c))?;
        width += 6;
        sextets += 1;
        if width >= 8 {
            width -= 8;
            octets.push(u8::try_from(bits >> width).unwrap_or_default());
            bits &= (1 << width) - 1;
        }
    }
    match (sextets % 4, padding) {
        (0, 0) | (2, 2) | (3, 1) if bits == 0 => Ok(octets),
        (0, 0) | (2, 2) | (3, 1) => {
            Err(Reason::Said("the last letter of base64 data holds bits that belong to no octet"))
        }
        _ => Err(Reason::Said("base64 data has groups of four letters, the last filled with `=`")),
    }
}

fn sextet(c: char) -> Option<u32> {
    LETTERS.iter().position(|&letter| char::from(letter) == c).and_then(|at| u32::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_are_read() {
        assert_eq!(hex("00fFa0").unwrap(), [0, 0xff, 0xa0]);
        for (text, octets) in [("", ""), ("TQ==", "M"), ("TWE=", "Ma"), ("T W F u", "Man"), ("TWFuTQ= =", "ManM")] {
            assert_eq!(base64(text).unwrap(), octets.as_bytes(), "{text}");
        }
    }

    #[test]
    fn what_is_read_is_written() {
        for (encoding, text, written) in [
            (Encoding::Hex, "00fFa0", "00FFA0"),
            (Encoding::Base64, "", ""),
            (Encoding::Base64, "+/8=", "+/8="),
            (Encoding::Base64, "T W F u TQ==", "TWFuTQ=="),
        ] {
            assert_eq!(Binary::read(text, encoding).unwrap().to_string(), written, "{text}");
        }
    }

    #[test]
    fn what_is_no_octet_is_refused() {
        for text in ["0", "0g", "00 00", "0x00"] {
            assert!(hex(text).is_err(), "{text}");
        }
        for text in ["T", "TQ", "TQ=", "TQ===", "TR==", "TWF=", "=", "T=Q=", "TQ==TQ==", "TWE-", "é"] {
            assert!(base64(text).is_err(), "{text}");
        }
    }
}
