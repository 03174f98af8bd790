//! The layout of reading text. Takes blocks with the lists and groups they stand in; gives the whole text.
//!
//! Blocks are set apart by an empty line, those of a group follow line by line; lists inside lists are indented, an item
//! under its label, and a quotation.

/// Lists nested deeper than this are not indented further.
const DEEPEST_INDENT: usize = 32;

/// The text so far, and what is open.
#[derive(Debug, Default)]
pub(super) struct Page {
    out: String,
    lists: Vec<List>,
    /// Open lists, tables and groups of verses.
    groups: usize,
    /// Whether nothing of the outermost group is written yet.
    is_group_new: bool,
    /// Whether the next block is one of a quotation.
    is_quoted: bool,
    /// The bullet that the next line begins with.
    bullet: Option<String>,
}

/// A list that is open.
#[derive(Debug)]
struct List {
    is_bulleted: bool,
    /// Whether the item that is open, or comes next, has a label on the line before.
    has_label: bool,
}

impl Page {
    pub(super) fn start_group(&mut self) {
        self.spend_bullet();
        self.is_group_new |= self.groups == 0;
        self.groups += 1;
    }

    /// Puts an empty line before the next block, as around the heading of a list and between stanzas.
    pub(super) fn set_apart(&mut self) {
        self.is_group_new = true;
    }

    /// Tells whether the next block is one of a quotation.
    pub(super) fn set_quoted(&mut self, is_quoted: bool) {
        self.is_quoted = is_quoted;
    }

    pub(super) fn end_group(&mut self) {
        self.groups = self.groups.saturating_sub(1);
    }

    pub(super) fn start_list(&mut self, is_bulleted: bool) {
        self.start_group();
        self.lists.push(List { is_bulleted, has_label: false });
    }

    pub(super) fn end_list(&mut self) {
        self.end_group();
        self.lists.pop();
    }

    /// Whether items of the innermost list have bullets.
    pub(super) fn is_list_bulleted(&self) -> bool {
        self.lists.last().is_some_and(|list| list.is_bulleted)
    }

    /// Tells whether a label stands before the item that comes next.
    pub(super) fn set_label(&mut self, has_label: bool) {
        if let Some(list) = self.lists.last_mut() {
            list.has_label = has_label;
        }
    }

    pub(super) fn start_item(&mut self, bullet: Option<&str>) {
        self.bullet = bullet.map(str::to_owned);
    }

    pub(super) fn end_item(&mut self) {
        self.spend_bullet();
        self.set_label(false);
    }

    /// Writes a block; LF separates its lines.
    pub(super) fn block(&mut self, text: &str) {
        if !self.out.is_empty() {
            let is_tight = self.groups > 0 && !self.is_group_new;
            self.out.push_str(if is_tight { "\n" } else { "\n\n" });
        }
        self.is_group_new = false;
        let labels = self.lists.iter().filter(|list| list.has_label).count();
        let depth = self.lists.len().saturating_sub(1) + labels;
        let indent = "  ".repeat(depth.min(DEEPEST_INDENT) + if self.is_quoted { 2 } else { 0 });
        self.out.push_str(&indent);
        if let Some(bullet) = self.bullet.take() {
            self.out.push_str(&bullet);
            self.out.push_str(if text.is_empty() { "" } else { " " });
        }
        self.out.push_str(&text.replace('\n', &format!("\n{indent}")));
    }

    /// The whole text, with the notes after two empty lines.
    pub(super) fn finish(mut self, notes: impl Iterator<Item = String>) -> String {
        for (at, note) in notes.enumerate() {
            self.out.push_str(if at == 0 { "\n\n\n  " } else { "\n  " });
            self.out.push_str(&note);
        }
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }

    /// A bullet with nothing after it is a line of its own.
    fn spend_bullet(&mut self) {
        if self.bullet.is_some() {
            self.block("");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_tight_inside_and_set_apart_outside() {
        let mut page = Page::default();
        page.block("a");
        page.start_list(true);
        page.start_item(Some("•"));
        page.block("b\nc");
        page.end_item();
        page.start_item(Some("•"));
        page.start_list(false);
        page.block("d\ne");
        page.end_list();
        page.end_item();
        page.end_list();
        page.block("f");
        let notes = ["1. g".to_owned(), "2. h".to_owned()].into_iter();
        assert_eq!(page.finish(notes), "a\n\n• b\nc\n•\n  d\n  e\n\nf\n\n\n  1. g\n  2. h\n");
    }
}
