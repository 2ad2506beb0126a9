//! Tables of aligned columns, and numbers as people read them.

/// Where the text of a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A table: columns as wide as their widest cell, under titles that may be grouped.
#[derive(Debug, Default)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug)]
struct Column {
    title: String,
    align: Align,
    group: String,
}

impl Table {
    /// A table with these columns: title and alignment.
    pub fn new(columns: &[(&str, Align)]) -> Table {
        Table::default().group("", columns)
    }

    /// More columns, under a common heading.
    pub fn group(mut self, heading: &str, columns: &[(&str, Align)]) -> Table {
        let column = |(title, align): &(&str, Align)| Column {
            title: title.to_string(),
            align: *align,
            group: heading.to_string(),
        };
        self.columns.extend(columns.iter().map(column));
        self
    }

    /// A row; it has as many cells as there are columns.
    pub fn row(&mut self, cells: Vec<String>) {
        assert_eq!(cells.len(), self.columns.len(), "a row with the wrong number of cells");
        self.rows.push(cells);
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().map(|row| row[column].chars().count());
        cells.chain([self.columns[column].title.chars().count()]).max().unwrap_or(0)
    }

    /// The table's text: a line of headings if there are any, the titles, the rows.
    pub fn render(&self) -> String {
        let widths: Vec<usize> = (0..self.columns.len()).map(|index| self.width(index)).collect();
        let mut text = String::new();
        if self.columns.iter().any(|column| !column.group.is_empty()) {
            push_line(&mut text, &self.headings(&widths));
        }
        let titles: Vec<&str> = self.columns.iter().map(|column| column.title.as_str()).collect();
        push_line(&mut text, &self.line(&titles, &widths));
        for row in &self.rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            push_line(&mut text, &self.line(&cells, &widths));
        }
        text
    }

    /// One space inside a group, two elsewhere.
    fn separator(&self, index: usize) -> &'static str {
        match index {
            0 => "",
            _ if self.columns[index].group != self.columns[index - 1].group => "  ",
            _ if self.columns[index].align == Align::Left => "  ",
            _ if self.columns[index].group.is_empty() => "  ",
            _ => " ",
        }
    }

    fn line(&self, cells: &[&str], widths: &[usize]) -> String {
        let mut line = String::new();
        for (index, cell) in cells.iter().enumerate() {
            line.push_str(self.separator(index));
            let padding = " ".repeat(widths[index].saturating_sub(cell.chars().count()));
            match self.columns[index].align {
                Align::Left => line.extend([cell, padding.as_str()]),
                Align::Right => line.extend([padding.as_str(), cell]),
            }
        }
        line
    }

    /// Each heading over its columns, on a rule as wide as they are.
    fn headings(&self, widths: &[usize]) -> String {
        let mut line = String::new();
        let mut index = 0;
        while index < self.columns.len() {
            let group = &self.columns[index].group;
            let end = (index..self.columns.len())
                .find(|&other| self.columns[other].group != *group)
                .unwrap_or(self.columns.len());
            line.push_str(self.separator(index));
            let inner = (index + 1..end).map(|at| self.separator(at).len() + widths[at]);
            let width = widths[index] + inner.sum::<usize>();
            let fill = if group.is_empty() { " " } else { "-" };
            let room = width.saturating_sub(group.chars().count());
            line.push_str(&fill.repeat(room / 2));
            line.push_str(group);
            line.push_str(&fill.repeat(room - room / 2));
            index = end;
        }
        line
    }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

/// A count with its thousands set apart: `1,234,567`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `part / whole` with so many decimals, rounded half up in integers so that every host agrees.
pub(crate) fn ratio(part: u64, whole: u64, decimals: u32) -> String {
    if whole == 0 {
        return "-".to_string();
    }
    let scale = 10u128.pow(decimals);
    let scaled = (u128::from(part) * scale * 2 + u128::from(whole)) / (u128::from(whole) * 2);
    match decimals {
        0 => scaled.to_string(),
        _ => format!("{}.{:0width$}", scaled / scale, scaled % scale, width = decimals as usize),
    }
}

/// `part` of `whole` as a percentage with two decimals.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    ratio(part.saturating_mul(100), whole, 2)
}

/// A text that fits into a column, with `~` for what was cut.
pub(crate) fn cut(text: &str, width: usize) -> String {
    match text.chars().count() <= width {
        true => text.to_string(),
        false => text.chars().take(width - 1).chain(['~']).collect(),
    }
}
