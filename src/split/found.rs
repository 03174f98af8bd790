//! The way that explains a volume best. Takes its lines; gives the way, or nothing where none is clear.
//!
//! All ways are tried: numbers in each spelling, headings in each shape, form feeds, datelines. Of those that explain the volume about as well as
//! the best one does, the one counts whose headings stand highest above the letters: "12." stands above "To his mother", and this above
//! "London, May 3, 1890".

use super::evidence::Evidence;
use super::lines::Line;
use super::ways::{self, Way};
use crate::profile::Lexicon;

/// What a way must explain at least, from 0 to 1, and what it is more where its headings show by themselves what they are, in all of the volume.
const CLEAR: f64 = 0.6;
const SURE: f64 = 0.6;
/// How much worse than the best one a way may be that is as good.
const AS_GOOD: f64 = 0.12;
/// So many letters at least.
const LETTERS: usize = 3;

/// How many letters a text plainly holds: below headings of one kind stand a dateline and a salutation or closing formula, in almost all,
/// or, where there are many that show by themselves what they are, in some.
pub fn plain(text: &str, lines: &[Line], lexicon: &Lexicon) -> Option<usize> {
    let evidence = Evidence::of(lines, text, lexicon);
    let way = best(text, lines, lexicon, &evidence)?;
    let whole = evidence.whole(&way.headings);
    let all = way.headings.len();
    let is_plain = whole * PLAIN >= all * (PLAIN - 1) || way.is_sure && all >= MANY && whole * SOME >= all;
    (whole >= LETTERS && is_plain).then_some(all)
}

/// Of so many headings one may have no whole letter below, where they are few.
const PLAIN: usize = 4;
/// So many headings are many, and of so many one has a whole letter below.
const MANY: usize = 12;
const SOME: usize = 5;

/// The best way.
pub fn best(text: &str, lines: &[Line], lexicon: &Lexicon, evidence: &Evidence) -> Option<Way> {
    let mut ways = ways::each_look(text, lines, lexicon, evidence);
    ways.extend(ways::each_shape(text, lines, lexicon, evidence));
    ways.extend([ways::form_feeds(text, lines), ways::gaps(text, lines)]);
    let fit = |way: Way| {
        let fit = evidence.fit(&way.headings);
        let fit = if way.is_sure && evidence.are_spread(&way.headings) { fit + SURE } else { fit };
        let is_clear = way.headings.len() >= LETTERS && fit >= CLEAR && !evidence.stand_below(&way.headings);
        is_clear.then_some((fit, way))
    };
    let fits: Vec<(f64, Way)> = ways.into_iter().filter_map(fit).collect();
    let best = fits.iter().map(|(fit, _)| *fit).max_by(f64::total_cmp)?;
    let as_good = fits.into_iter().filter(|(fit, _)| *fit >= best - AS_GOOD).map(|(_, way)| way);
    as_good.max_by(|a, b| evidence.height(&a.headings).total_cmp(&evidence.height(&b.headings)))
}
