//! The letters of each year as a picture. Takes how many letters each year has; gives SVG. A long time is shown in steps of some years, so that the
//! picture has an end.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Bars that there is room for.
const BARS: i64 = 120;
/// Years in one bar.
const STEPS: &[i64] = &[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000_000];
/// How wide the picture is, in its own units.
const WIDTH: i64 = 960;
/// How high the longest bar is.
const HEIGHT: i64 = 100;
/// Years that are written under the bars.
const NAMED: i64 = 12;

/// The picture; nothing where no year is known.
pub(super) fn years(counts: &BTreeMap<i32, usize>) -> String {
    let (Some((&first, _)), Some((&last, _))) = (counts.first_key_value(), counts.last_key_value()) else {
        return String::new();
    };
    let (first, last) = (i64::from(first), i64::from(last));
    let step = STEPS.iter().copied().find(|step| (last - first) / step < BARS).unwrap_or(1);
    let start = first.div_euclid(step);
    let mut bars: BTreeMap<i64, usize> = BTreeMap::new();
    for (year, count) in counts {
        *bars.entry(i64::from(*year).div_euclid(step)).or_default() += count;
    }
    let places = last.div_euclid(step) - start + 1;
    let width = (WIDTH / places).clamp(1, 40);
    let most = bars.values().copied().max().unwrap_or(1).max(1);
    let mut out = format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Letters by year, {first} to {last}\">\n",
        WIDTH + 40,
        HEIGHT + 20
    );
    for (at, count) in &bars {
        let height = i64::try_from(*count * 100 / most).unwrap_or(HEIGHT).max(1) * HEIGHT / 100;
        let (x, y, name) = ((at - start) * width, HEIGHT - height, named(at * step, step));
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{height}\"><title>{name}: {count}</title></rect>",
            (width - 1).max(1)
        );
    }
    let every = (places / NAMED).max(1).max(36 / width);
    let mut at = 0;
    while at < places {
        let _ = writeln!(out, "<text x=\"{}\" y=\"{}\">{}</text>", at * width, HEIGHT + 15, (start + at) * step);
        at += every;
    }
    out + "</svg>\n"
}

/// The years of a bar.
fn named(year: i64, step: i64) -> String {
    if step == 1 { year.to_string() } else { format!("{year}–{}", year + step - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_year_has_its_bar_and_a_long_time_ends() {
        let picture = years(&BTreeMap::from([(1901, 2), (1903, 4)]));
        assert!(picture.contains("<title>1901: 2</title>") && picture.contains("height=\"50\""), "{picture}");
        assert!(picture.contains("<text x=\"40\" y=\"115\">1902</text>"), "{picture}");
        let long = years(&BTreeMap::from([(i32::MIN, 1), (-5, 1), (i32::MAX, 1)]));
        assert!(long.len() < 10_000 && long.matches("<rect").count() == 3, "{long}");
        assert_eq!(years(&BTreeMap::new()), "");
    }
}
