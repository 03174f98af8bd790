//! Text that is broken into lines where it is too long. Takes pieces with the places where a line may end; gives lines.
//!
//! What is [`Together`](Layout::Together) stands on one line if that has room for it, else all its own places end a line.

/// Characters of a line.
const WIDTH: usize = 100;

/// What one level is indented by.
const STEP: usize = 2;

/// Text with the places where a line may end.
#[derive(Clone, Debug)]
pub(super) enum Layout {
    /// Characters. Where they hold line ends, the lines after the first begin where they begin.
    Text(String),
    /// A blank, or the end of a line.
    Space,
    /// Nothing, or the end of a line.
    Cut,
    /// The end of a line; of several that follow each other, one.
    Break,
    /// An empty line.
    Gap,
    /// Pieces that stand further in where they begin a line.
    Indented(Vec<Layout>),
    /// Pieces that are broken all or not at all.
    Together(Vec<Layout>),
}

/// Characters as they are.
pub(super) fn text(text: impl Into<String>) -> Layout {
    Layout::Text(text.into())
}

/// The lines, each with its end.
pub(super) fn lines(layout: &[Layout]) -> String {
    let mut printer = Printer::default();
    layout.iter().for_each(|piece| printer.put(piece, 0, Mode::Broken));
    printer.out.push('\n');
    printer.out
}

impl Layout {
    /// Whether it has room on a line of its own.
    pub(super) fn is_line(&self) -> bool {
        self.width().is_some_and(|width| width < WIDTH)
    }

    /// Its characters on one line; `None` when it needs several.
    fn width(&self) -> Option<usize> {
        match self {
            Self::Text(text) => (!text.contains('\n')).then(|| text.chars().count()),
            Self::Space => Some(1),
            Self::Cut => Some(0),
            Self::Break | Self::Gap => None,
            Self::Indented(pieces) | Self::Together(pieces) => {
                // What is wider than a line need not be counted to its end.
                pieces.iter().try_fold(0, |sum: usize, piece| {
                    let sum = sum + piece.width()?;
                    (sum <= WIDTH).then_some(sum)
                })
            }
        }
    }
}

/// Whether places end lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Flat,
    Broken,
}

/// What waits to be written before the next characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Waiting {
    #[default]
    Nothing,
    Line,
    Gap,
}

#[derive(Debug, Default)]
struct Printer {
    out: String,
    column: usize,
    waiting: Waiting,
}

impl Printer {
    fn put(&mut self, layout: &Layout, indent: usize, mode: Mode) {
        match (layout, mode) {
            (Layout::Text(text), _) => {
                self.begin(indent);
                self.out.push_str(text);
                self.column += text.chars().count();
            }
            (Layout::Space, Mode::Flat) => {
                self.out.push(' ');
                self.column += 1;
            }
            (Layout::Cut, Mode::Flat) => {}
            (Layout::Space | Layout::Cut, Mode::Broken) | (Layout::Break, _) => {
                self.waiting = self.waiting.max(Waiting::Line);
            }
            (Layout::Gap, _) => self.waiting = Waiting::Gap,
            (Layout::Indented(pieces), _) => pieces.iter().for_each(|piece| self.put(piece, indent + STEP, mode)),
            (Layout::Together(pieces), _) => {
                let column = if self.waiting == Waiting::Nothing { self.column } else { indent };
                // A comma or bracket may follow.
                let has_room = layout.width().is_some_and(|width| column + width < WIDTH);
                let mode = if has_room { Mode::Flat } else { Mode::Broken };
                pieces.iter().for_each(|piece| self.put(piece, indent, mode));
            }
        }
    }

    fn begin(&mut self, indent: usize) {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting == Waiting::Nothing || self.out.is_empty() {
            return;
        }
        self.out.push('\n');
        if waiting == Waiting::Gap {
            self.out.push('\n');
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn braces(inside: Vec<Layout>) -> Layout {
        Layout::Together(vec![text("{"), Layout::Indented(inside), Layout::Space, text("}")])
    }

    #[test]
    fn what_has_room_is_one_line() {
        let short = braces(vec![Layout::Space, text("a"), Layout::Cut, text(","), Layout::Space, text("b")]);
        assert_eq!(lines(&[short]), "{ a, b }\n");
        let long = text("x".repeat(60));
        let inner = braces(vec![Layout::Space, long.clone()]);
        let long = braces(vec![Layout::Space, long, Layout::Space, inner]);
        assert_eq!(lines(&[long]), format!("{{\n  {0}\n  {{ {0} }}\n}}\n", "x".repeat(60)));
    }

    #[test]
    fn a_break_breaks_what_is_around() {
        let broken = braces(vec![Layout::Space, text("# c"), Layout::Break, Layout::Space, text("a")]);
        assert_eq!(lines(&[broken, Layout::Gap, Layout::Break, text("b")]), "{\n  # c\n  a\n}\n\nb\n");
    }
}
