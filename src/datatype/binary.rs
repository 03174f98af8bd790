//! Octets written with letters (XML Schema part 2, 3.2.15 and 3.2.16). Takes a string with white space collapsed; gives the octets.

use super::reason::Reason;

/// Reads `hexBinary`.
pub(super) fn hex(text: &str) -> Result<Vec<u8>, Reason<'static>> {
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
pub(super) fn base64(text: &str) -> Result<Vec<u8>, Reason<'static>> {
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
    let from = |first: char, number: u32| u32::from(c) - u32::from(first) + number;
    match c {
        'A'..='Z' => Some(from('A', 0)),
        'a'..='z' => Some(from('a', 26)),
        '0'..='9' => Some(from('0', 52)),
        '+' => Some(62),
        '/' => Some(63),
        _ => None,
    }
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
    fn what_is_no_octet_is_refused() {
        for text in ["0", "0g", "00 00", "0x00"] {
            assert!(hex(text).is_err(), "{text}");
        }
        for text in ["T", "TQ", "TQ=", "TQ===", "TR==", "TWF=", "=", "T=Q=", "TQ==TQ==", "TWE-", "é"] {
            assert!(base64(text).is_err(), "{text}");
        }
    }
}
