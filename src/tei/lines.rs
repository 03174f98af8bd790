//! One block of reading text under construction. Takes the texts, breaks and marks of a block in order; gives its lines.
//!
//! White space is collapsed; a page mark has white space on both sides or on neither, for there the page breaks inside
//! a word; a note mark touches the word before it.

use crate::xml::{is_blank, is_space};

/// The text of a block so far. LF stands for a line break, a tab for the border between two cells.
#[derive(Debug, Default)]
pub(super) struct Run {
    text: String,
    /// A mark just written: where it begins, and whether the document has white space before it.
    last: Option<(usize, bool)>,
    /// Where the last note mark ends.
    mark_end: Option<usize>,
    /// Where the page mark begins that nothing but white space follows.
    page: Option<usize>,
}

impl Run {
    /// Adds characters of the document.
    pub(super) fn text(&mut self, text: &str) {
        let Some(first) = text.chars().next() else { return };
        self.page = self.page.filter(|_| is_blank(text));
        match self.last.take() {
            Some((_, true)) if !is_space(first) => self.text.push(' '),
            Some((at, false)) if is_space(first) => self.text.insert(at, ' '),
            _ => {}
        }
        for c in text.chars() {
            if !is_space(c) {
                self.text.push(c);
            } else if !self.is_after_space() {
                self.text.push(' ');
            }
        }
    }

    /// Adds a page mark.
    pub(super) fn page(&mut self, mark: &str) {
        if let Some((_, true)) = self.last {
            self.text.push(' ');
        }
        let is_after_space = self.is_after_space();
        self.page = Some(self.text.len());
        self.last = Some((self.text.len(), is_after_space));
        self.text.push_str(mark);
    }

    /// Adds a note mark. It touches the word before it, but not another mark.
    pub(super) fn mark(&mut self, mark: &str) {
        self.page = None;
        let word_end = self.text.trim_end_matches(' ').len();
        let is_apart = word_end < self.text.len();
        self.text.truncate(word_end);
        if self.mark_end == Some(word_end) {
            self.text.push(' ');
        }
        // The white space before the mark goes after it.
        self.last = is_apart.then_some((word_end, true));
        self.text.push_str(mark);
        self.mark_end = Some(self.text.len());
    }

    /// Ends a line of the manuscript; a page mark at its end gets a line of its own.
    pub(super) fn line(&mut self) {
        if let Some((before, mark)) = self.page.and_then(|at| self.text.split_at_checked(at)) {
            self.text = format!("{}\n{mark}", before.trim_end_matches([' ', '\n']));
        }
        self.border('\n');
    }

    /// Adds a line break or the border of a cell.
    pub(super) fn border(&mut self, sign: char) {
        (self.last, self.page) = (None, None);
        let length = self.text.trim_end_matches(' ').len();
        self.text.truncate(length);
        self.text.push(sign);
    }

    /// The text, without blanks and line breaks at either end; the run is empty after.
    pub(super) fn take(&mut self) -> String {
        let text = std::mem::take(self).text;
        text.trim_matches([' ', '\n']).to_owned()
    }

    fn is_after_space(&self) -> bool {
        self.text.is_empty() || self.text.ends_with([' ', '\n', '\t'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(before: &str, after: &str) -> String {
        let mut run = Run::default();
        run.text(before);
        run.page("[3]");
        run.text(after);
        run.take()
    }

    #[test]
    fn a_page_mark_has_white_space_on_both_sides_or_on_neither() {
        assert_eq!(run("he said ", "he would"), "he said [3] he would");
        assert_eq!(run("he said", " he would"), "he said [3] he would");
        assert_eq!(run("set", "tle"), "set[3]tle");
        assert_eq!(run("", "he would"), "[3] he would");
    }

    #[test]
    fn a_note_mark_touches_its_word_and_no_other_mark() {
        let mut run = Run::default();
        run.text("a ");
        run.mark("1");
        run.mark("2");
        run.text("b");
        run.mark("3");
        run.text(", c");
        assert_eq!(run.take(), "a1 2b3, c");
    }

    #[test]
    fn a_page_mark_before_a_line_has_a_line_of_its_own() {
        let mut run = Run::default();
        run.line();
        run.text("set- ");
        run.page("[3]");
        run.line();
        run.text("tle");
        run.page("[4]");
        run.text("d");
        assert_eq!(run.take(), "set-\n[3]\ntle[4]d");
    }

    #[test]
    fn line_breaks_are_trimmed_and_empty_cells_kept() {
        let mut run = Run::default();
        run.text("a ");
        run.border('\n');
        run.text(" b ");
        assert_eq!(run.take(), "a\nb");
        run.border('\t');
        run.text(" b");
        assert_eq!(run.take(), "\tb");
    }
}
