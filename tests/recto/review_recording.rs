//! The picture of `recto review` in the README is of the program as it is: `docs/review.svg` is made of its screens.
//! `INSTA_UPDATE=always cargo test --test recto review_recording` writes it anew.

use super::book::root;
use super::folder::Folder;
use super::review::changed;
use super::terminal::{SIZE, Terminal};

/// Seconds for which each screen is shown.
const SECONDS: usize = 3;

/// Pixels of a character.
const CELL: (f32, u16) = (7.8, 17);

/// What is pressed, and the end of the screen that follows.
const KEYS: &[(&str, &[&str])] = &[
    ("n", &["example 2 of 2", "q leave"]),
    ("r", &["1 rejected", "example 1 of 1", "q leave"]),
    ("A", &["1 accepted, 1 rejected", "q leave"]),
    ("*a", &["Nothing is pending any more", "q leave"]),
];

fn screens(folder: &Folder) -> Vec<(String, String)> {
    folder.run(&["convert", "in", "-o", "tei", "--profile", "house.toml", "--pending"]).exits(0);
    let mut terminal = Terminal::run(&mut folder.command(&["review", "tei"]));
    terminal.shows(&["group 1 of 2, example 1 of 2", "q leave"]);
    let mut screens = vec![("$ recto review tei".to_owned(), terminal.coloured())];
    for (keys, texts) in KEYS {
        terminal.press(keys);
        terminal.shows(texts);
        let pressed = keys.chars().map(String::from).collect::<Vec<_>>().join(" ");
        screens.push((format!("pressed: {pressed}"), terminal.coloured()));
    }
    terminal.press("q");
    terminal.ends();
    screens
}

/// A line of the screen as text of SVG; what is red or green on it is so here.
fn line(text: &str, at: usize) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let coloured =
        [("‹-", "<tspan class=\"old\">"), ("‹+", "<tspan class=\"new\">"), ("-›", "</tspan>"), ("+›", "</tspan>")]
            .iter()
            .fold(escaped, |text, (sign, tag)| text.replace(sign, tag));
    let height = (at + 1) * usize::from(CELL.1) + 6;
    if text.is_empty() { String::new() } else { format!("<text x=\"12\" y=\"{height}\">{coloured}</text>\n") }
}

fn recording(screens: &[(String, String)]) -> String {
    let (width, height) = (f32::from(SIZE.1) * CELL.0 + 24.0, (SIZE.0 + 2) * CELL.1 + 12);
    let (whole, share) = (screens.len() * SECONDS, 100 / screens.len());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>recto review: changes are shown one after the other, and accepted or rejected with a key</title>\n<style>\n\
         text {{ font: 13px ui-monospace, Menlo, Consolas, \"DejaVu Sans Mono\", monospace; fill: #d8d8d8; white-space: pre }}\n\
         .old {{ fill: #ff8f7a }} .new {{ fill: #86d687 }} .said text {{ fill: #8ab4f8 }}\n\
         g.screen {{ visibility: hidden; animation: shown {whole}s step-end infinite }}\n\
         @keyframes shown {{ 0% {{ visibility: visible }} {share}% {{ visibility: hidden }} }}\n\
         @media (prefers-reduced-motion: reduce) {{ g.screen {{ animation: none }} g.screen:nth-of-type(1) {{ visibility: visible }} }}\n\
         </style>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1f2328\"/>\n"
    );
    for (at, (said, screen)) in screens.iter().enumerate() {
        svg += &format!(
            "<g class=\"screen\" style=\"animation-delay: {}s\">\n<g class=\"said\">{}</g>\n",
            at * SECONDS,
            line(said, 0)
        );
        let lines = screen.lines().enumerate().map(|(row, text)| line(text, row + 2));
        svg += &lines.collect::<String>();
        svg += "</g>\n";
    }
    svg + "</svg>\n"
}

#[test]
fn the_picture_of_review_is_of_the_program() {
    let made = recording(&screens(&changed()));
    let path = root().join("docs/review.svg");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(made == kept, "docs/review.svg shows other screens: INSTA_UPDATE=always writes it anew");
}
