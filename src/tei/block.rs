//! Blocks: paragraphs, lists, tables, verse, quotations and the parts of opener and closer. Takes blocks of the model; gives elements.
//!
//! Promises valid lists and tables whatever their children: a label that is not followed by an item, or a list in which not
//! every item has one, is written as `label` inside `item`; a list without items gets an empty one, a row without cells an
//! empty cell. Leaves out the order of blocks: `division` sees to it.

use super::inline::Writer;
use crate::model::{Block, Inline, ListKind, Role};
use crate::profile::{LineBreaks, SectionElement, SubscriptionElement};
use crate::xml::{Element, Node};

impl Writer<'_> {
    /// A block as the nodes it becomes: one element, the break itself for a page between blocks, or text that goes on in a paragraph.
    pub(super) fn block(&mut self, block: &Block) -> Vec<Node> {
        let element = match block.role {
            Role::Page | Role::Continuation => return self.inlines(&block.content),
            Role::List(kind) => self.list(block, kind),
            Role::Table => self.table(block),
            Role::Row => self.row(block),
            Role::Source => self.mixed(block, "note").with("type", "source").with("rend", "inline"),
            Role::Label => self.mixed(block, "seg").with("type", "label"),
            Role::Marking => self.mixed(block, "seg").with("type", "marking"),
            Role::Section if self.profile.section.element == SectionElement::Head => self.mixed(block, "head"),
            Role::Section => self.mixed(block, "p").with_some("rend", given(&self.profile.section.rend)),
            Role::Head | Role::ListHead => self.mixed(block, "head"),
            Role::Dateline => self.mixed(block, "dateline"),
            Role::Letterhead => self.mixed(block, "seg").with("type", "letterhead"),
            Role::Address => self.address(block),
            Role::Salute | Role::Valediction => self.mixed(block, "salute"),
            Role::Subscription => match self.profile.salute.subscription {
                SubscriptionElement::Salute => self.mixed(block, "salute"),
                SubscriptionElement::Seg => self.mixed(block, "seg").with("type", "subscription"),
            },
            Role::Signed => self.mixed(block, "signed"),
            Role::Affiliation => self.mixed(block, "affiliation"),
            Role::Endorsement => self.mixed(block, "seg").with("type", "endorsement"),
            Role::Unexplained => self.mixed(block, "seg").with("type", "unexplained"),
            Role::Paragraph | Role::Postscript => self.mixed(block, "p"),
            Role::ItemLabel => self.mixed(block, "label"),
            Role::Item => self.mixed(block, "item"),
            Role::Cell => self.mixed(block, "cell"),
            Role::Verse => Element::new("lg").holding(self.blocks(&block.children)),
            Role::VerseLine => self.mixed(block, "l"),
            Role::Quotation => Element::new("quote")
                .with_some("rend", given(&self.profile.quotations.rend))
                .holding(self.blocks(&block.children)),
        };
        let regions = if is_outer(block.role) { self.regions_at(block.span) } else { None };
        vec![element.with_some("facs", regions).made_from(block.span, block.rule).into()]
    }

    /// Blocks one after the other.
    pub(super) fn blocks<'b>(&mut self, blocks: impl IntoIterator<Item = &'b Block>) -> Vec<Node> {
        blocks.into_iter().flat_map(|block| self.block(block)).collect()
    }

    /// An element that holds a block's text and what is inside the block.
    pub(super) fn mixed(&mut self, block: &Block, name: &'static str) -> Element {
        let content = self.inlines(&block.content);
        Element::mixed(name).holding(content).holding(self.blocks(&block.children))
    }

    /// An address, a line of it for each line of the text; where `lb` begins lines it stands inside.
    fn address(&mut self, block: &Block) -> Element {
        let mut address = Element::new("address");
        for line in block.content.chunk_by(|_, next| !matches!(next, Inline::LineBreak(_))) {
            let line = match line {
                [Inline::LineBreak(_), line @ ..] if self.profile.lines.breaks == LineBreaks::Space => line,
                _ => line,
            };
            address.children.push(Element::mixed("addrLine").holding(self.inlines(line)).into());
        }
        address
    }

    fn list(&mut self, list: &Block, kind: ListKind) -> Element {
        let items = || list.children.iter().filter(|child| child.role == Role::Item);
        let is_bulleted = items().next().is_some() && items().all(|item| item.bullet.is_some());
        let mut element = Element::new("list")
            .with_some("type", list_type(kind))
            .with_some("rend", is_bulleted.then_some("bulleted"));
        let default = self.profile.lists.bullets.first().filter(|_| is_bulleted).cloned();
        let has_pairs = has_label_pairs(&list.children);
        let mut labels: Vec<Node> = Vec::new();
        for child in &list.children {
            match child.role {
                Role::ItemLabel if !has_pairs => {
                    let label = self.block(child);
                    // Two labels in a row: the first gets an item of its own.
                    let before = std::mem::replace(&mut labels, label);
                    element.children.extend(label_alone(before));
                }
                Role::Item => {
                    let sign = child
                        .bullet
                        .map(|bullet| self.source.slice(bullet))
                        .filter(|sign| default.as_deref() != Some(sign));
                    let item = Element::mixed("item")
                        .with_some("n", sign)
                        .holding(std::mem::take(&mut labels))
                        .holding(self.inlines(&child.content));
                    let item = item.holding(self.blocks(&child.children)).made_from(child.span, child.rule);
                    element.children.push(item.into());
                }
                _ => element.children.extend(self.block(child)),
            }
        }
        element.children.extend(label_alone(labels));
        if !has_element(&element, "item") {
            element.children.push(Element::new("item").into());
        }
        element
    }

    fn table(&mut self, table: &Block) -> Element {
        let rows = || table.children.iter().filter(|child| child.role == Role::Row);
        let width = |row: &Block| row.children.iter().filter(|cell| cell.role == Role::Cell).count().max(1);
        let Some(columns) = rows().map(width).max() else {
            return self.mixed(table, "p");
        };
        Element::new("table")
            .with("rows", rows().count().to_string())
            .with("cols", columns.to_string())
            .holding(self.blocks(&table.children))
    }

    fn row(&mut self, row: &Block) -> Element {
        let mut element = Element::new("row").holding(self.blocks(&row.children));
        if !has_element(&element, "cell") {
            element.children.push(Element::mixed("cell").holding(self.inlines(&row.content)).into());
        }
        element
    }
}

/// Whether it is no part of another block.
fn is_outer(role: Role) -> bool {
    !matches!(role, Role::Row | Role::Cell | Role::Item | Role::ItemLabel | Role::ListHead | Role::VerseLine)
}

/// A value of the profile for which nothing stands where it is empty.
fn given(value: &str) -> Option<&str> {
    (!value.is_empty()).then_some(value)
}

fn list_type(kind: ListKind) -> Option<&'static str> {
    match kind {
        ListKind::Simple => None,
        ListKind::Subject => Some("subject"),
        ListKind::Participants => Some("participants"),
        ListKind::To => Some("to"),
        ListKind::From => Some("from"),
        ListKind::References => Some("references"),
    }
}

/// Whether labels and items take turns, a label first.
fn has_label_pairs(children: &[Block]) -> bool {
    let mut turns = children.iter().map(|child| child.role).filter(|role| matches!(role, Role::ItemLabel | Role::Item));
    while let Some(first) = turns.next() {
        if first != Role::ItemLabel || turns.next() != Some(Role::Item) {
            return false;
        }
    }
    true
}

fn label_alone(label: Vec<Node>) -> Option<Node> {
    (!label.is_empty()).then(|| Element::mixed("item").holding(label).into())
}

fn has_element(parent: &Element, name: &str) -> bool {
    let is_it = |node: &Node| matches!(node, Node::Element(child) if child.name == name);
    parent.children.iter().any(is_it)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Page, letter};
    use super::*;
    use crate::model::{Division, Document};

    fn check(page: &Page, block: Block, expected: &str) {
        let division = Division { body: vec![block], ..Division::default() };
        let document = Document { division, ..Document::default() };
        let body = page.body(&document, &letter());
        assert_eq!(body, format!("<div type=\"letter\">\n{expected}\n</div>"));
    }

    #[test]
    fn bullets_are_markup() {
        let page = Page::new("SUBJECT\n• one\n– two\n");
        let items = vec![
            page.block(Role::ListHead, "SUBJECT"),
            page.holding(Role::Item, "• one", vec![page.text("one")]),
            page.holding(Role::Item, "– two", vec![page.text("two")]),
        ];
        let expected = r#"  <list type="subject" rend="bulleted">
    <head>SUBJECT</head>
    <item>one</item>
    <item n="–">two</item>
  </list>"#;
        check(&page, page.around(Role::List(ListKind::Subject), items), expected);
    }

    #[test]
    fn a_list_is_bulleted_when_every_item_is() {
        let page = Page::new("• one\ntwo\n");
        let items = vec![page.holding(Role::Item, "• one", vec![page.text("one")]), page.block(Role::Item, "two")];
        let expected = "  <list>\n    <item n=\"•\">one</item>\n    <item>two</item>\n  </list>";
        check(&page, page.around(Role::List(ListKind::Simple), items), expected);
    }

    #[test]
    fn labels_without_partner_stand_inside_items() {
        let page = Page::new("1.\none\n2.\n3.\nthree\n");
        let label = |words| page.block(Role::ItemLabel, words);
        let item = |words| page.block(Role::Item, words);
        let pairs = vec![label("1."), item("one"), label("3."), item("three")];
        let expected = "  <list>\n    <label>1.</label>\n    <item>one</item>\n    <label>3.</label>\n    <item>three</item>\n  </list>";
        check(&page, page.around(Role::List(ListKind::Simple), pairs), expected);
        let odd = vec![label("1."), item("one"), label("2."), label("3.")];
        let expected = "  <list>\n    <item><label>1.</label>one</item>\n    <item><label>2.</label></item>\n    <item><label>3.</label></item>\n  </list>";
        check(&page, page.around(Role::List(ListKind::Simple), odd), expected);
    }

    #[test]
    fn a_table_counts_its_rows_and_widest_columns() {
        let page = Page::new("a\tb\nc\n");
        let row = |cells: &[&str]| {
            let cells = cells.iter().map(|words| page.block(Role::Cell, words)).collect();
            page.around(Role::Row, cells)
        };
        let table = page.around(Role::Table, vec![row(&["a", "b"]), row(&["c"])]);
        let expected = r#"  <table cols="2" rows="2">
    <row>
      <cell>a</cell>
      <cell>b</cell>
    </row>
    <row>
      <cell>c</cell>
    </row>
  </table>"#;
        check(&page, table, expected);
    }
}
