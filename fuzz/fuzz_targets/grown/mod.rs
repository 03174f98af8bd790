//! Long inputs from short ones: a fuzzer keeps its inputs short, while nesting and length are what limits are for.

/// The longest text that is made, in bytes.
const LONGEST: usize = 200_000;

/// The text that [`bytes`] makes.
pub fn grown(from: &[u8]) -> Option<String> {
    String::from_utf8(bytes(from)?).ok()
}

/// What stands behind the first three bytes: these say which part of it is repeated, and how often.
pub fn bytes(bytes: &[u8]) -> Option<Vec<u8>> {
    let ([from, length, times], rest) = bytes.split_first_chunk()?;
    let from = usize::from(*from).min(rest.len());
    let (before, after) = rest.split_at(from);
    let (part, after) = after.split_at(usize::from(*length).min(after.len()));
    // Most are left as they are.
    let times = match times {
        0..=191 => 1,
        192..=223 => 10,
        _ => LONGEST / part.len().max(1),
    };
    Some([before, &part.repeat(times), after].concat())
}
