//! From blocks of text to one text: jumps to jumps, jumps to the next line, branches out of reach.

use crate::back::ir::Condition;
use std::fmt::Write;
use swtch_isa::reg;

/// A branch reaches 4 KiB; sizes here are upper bounds, so some of that is kept in reserve.
const BRANCH_REACH: i64 = 4000;

/// Text that keeps its place within a block.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Instructions and their size in bytes, at most.
    Text(String, u32),
    /// A directive.
    Place(String),
}

/// How a block ends; numbers are blocks.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// With a jump.
    Jump(usize),
    /// With a branch to the first block if the condition holds for the registers, else to the second.
    Branch(Condition, u8, u8, usize, usize),
    /// The text has ended it.
    Other,
}

/// A function's text in pieces.
#[derive(Default)]
pub struct Code {
    /// In layout order: text, end, and directives behind the end.
    pub blocks: Vec<(Vec<Piece>, End, Vec<Piece>)>,
}

enum Line {
    Label(usize),
    Text(String, u32),
    Place(String),
    Branch(Condition, u8, u8, usize),
    Jump(usize),
}

impl Line {
    fn of(piece: &Piece) -> Line {
        match piece {
            Piece::Text(text, size) => Line::Text(text.clone(), *size),
            Piece::Place(text) => Line::Place(text.clone()),
        }
    }
}

impl Code {
    /// The function's text, its greatest size, and which blocks are in it. Jump tables keep the blocks
    /// they name.
    pub fn print(mut self, function: usize, tables: &[Vec<usize>]) -> (String, usize, Vec<bool>) {
        let mut kept = vec![false; self.blocks.len()];
        tables.iter().flatten().for_each(|&block| kept[block] = true);
        let reached = self.settle_ends(&kept);
        let lines = self.lines(&reached);
        let (text, size) = print(&lines, function, kept);
        (text, size, reached)
    }

    /// Where a jump to a block really goes. The empty blocks on the way lead there at once from now on.
    fn destination(&mut self, block: usize) -> usize {
        let mut end = block;
        let mut passed = Vec::new();
        while passed.len() < self.blocks.len() {
            match &self.blocks[end] {
                (pieces, End::Jump(next), _) if is_empty(pieces) && *next != end => {
                    passed.push(end);
                    end = *next;
                }
                _ => break,
            }
        }
        for block in passed {
            self.blocks[block].1 = End::Jump(end);
        }
        end
    }

    /// Leads jumps to where they really go; tells which blocks are left to reach.
    fn settle_ends(&mut self, kept: &[bool]) -> Vec<bool> {
        for number in 0..self.blocks.len() {
            let end = match self.blocks[number].1 {
                End::Jump(to) => End::Jump(self.destination(to)),
                End::Branch(condition, a, b, yes, no) => {
                    let (yes, no) = (self.destination(yes), self.destination(no));
                    if yes == no { End::Jump(yes) } else { End::Branch(condition, a, b, yes, no) }
                }
                End::Other => End::Other,
            };
            self.blocks[number].1 = end;
        }
        self.reached(kept)
    }

    fn lines(&self, reached: &[bool]) -> Vec<Line> {
        let order: Vec<usize> = (0..self.blocks.len()).filter(|&number| reached[number]).collect();
        let mut lines = Vec::new();
        for (place, &number) in order.iter().enumerate() {
            let next = order.get(place + 1).copied();
            lines.push(Line::Label(number));
            lines.extend(self.blocks[number].0.iter().map(Line::of));
            match self.blocks[number].1 {
                End::Jump(to) if Some(to) != next => lines.push(Line::Jump(to)),
                End::Branch(condition, a, b, yes, no) if Some(yes) == next => {
                    lines.push(Line::Branch(condition.inverse(), a, b, no));
                }
                End::Branch(condition, a, b, yes, no) => {
                    lines.push(Line::Branch(condition, a, b, yes));
                    if Some(no) != next {
                        lines.push(Line::Jump(no));
                    }
                }
                _ => {}
            }
            lines.extend(self.blocks[number].2.iter().map(Line::of));
        }
        lines
    }

    fn reached(&self, kept: &[bool]) -> Vec<bool> {
        let mut reached = kept.to_vec();
        let mut work: Vec<usize> = (0..kept.len()).filter(|&n| kept[n] || n == 0).collect();
        while let Some(number) = work.pop() {
            reached[number] = true;
            let targets = match self.blocks[number].1 {
                End::Jump(to) => vec![to],
                End::Branch(_, _, _, yes, no) => vec![yes, no],
                End::Other => Vec::new(),
            };
            work.extend(targets.into_iter().filter(|&to| !reached[to]));
        }
        reached
    }
}

fn is_empty(pieces: &[Piece]) -> bool {
    !pieces.iter().any(|piece| matches!(piece, Piece::Text(..)))
}

fn print(lines: &[Line], function: usize, kept: Vec<bool>) -> (String, usize) {
    let mut labels = vec![None; kept.len()];
    let mut at = 0i64;
    for line in lines {
        match line {
            Line::Label(number) => labels[*number] = Some(at),
            Line::Text(_, size) => at += *size as i64,
            Line::Branch(..) => at += 8,
            Line::Jump(_) => at += 4,
            Line::Place(_) => {}
        }
    }
    let wanted = wanted_labels(lines, kept);
    let size = at;
    let mut out = String::new();
    at = 0;
    for line in lines {
        match line {
            Line::Label(number) if wanted[*number] => {
                let _ = writeln!(out, ".L{function}_{number}:");
            }
            Line::Label(_) => {}
            Line::Place(text) => out += text,
            Line::Text(text, size) => {
                out += text;
                at += *size as i64;
            }
            Line::Jump(to) => {
                let _ = writeln!(out, "\tj\t.L{function}_{to}");
                at += 4;
            }
            Line::Branch(condition, a, b, to) => {
                let distance = labels[*to].unwrap_or(0) - at;
                if distance.abs() < BRANCH_REACH {
                    let _ = writeln!(out, "\t{}.L{function}_{to}", branch(*condition, *a, *b));
                } else {
                    let _ = writeln!(out, "\t{}1f", branch(condition.inverse(), *a, *b));
                    let _ = writeln!(out, "\tj\t.L{function}_{to}\n1:");
                }
                at += 8;
            }
        }
    }
    (out, size as usize)
}

/// Those that a jump or a table names; others would be noise.
fn wanted_labels(lines: &[Line], kept: Vec<bool>) -> Vec<bool> {
    let mut wanted = kept;
    for line in lines {
        match line {
            Line::Branch(_, _, _, to) | Line::Jump(to) => wanted[*to] = true,
            _ => {}
        }
    }
    wanted
}

fn branch(condition: Condition, a: u8, b: u8) -> String {
    let (x, y) = (reg::name(a), reg::name(b));
    match (condition, a, b) {
        (Condition::Eq, _, 0) => format!("beqz\t{x},"),
        (Condition::Ne, _, 0) => format!("bnez\t{x},"),
        (Condition::Lt, _, 0) => format!("bltz\t{x},"),
        (Condition::Ge, _, 0) => format!("bgez\t{x},"),
        (Condition::Lt, 0, _) => format!("bgtz\t{y},"),
        (Condition::Ge, 0, _) => format!("blez\t{y},"),
        (Condition::Eq, ..) => format!("beq\t{x},{y},"),
        (Condition::Ne, ..) => format!("bne\t{x},{y},"),
        (Condition::Lt, ..) => format!("blt\t{x},{y},"),
        (Condition::Ge, ..) => format!("bge\t{x},{y},"),
        (Condition::Ltu, ..) => format!("bltu\t{x},{y},"),
        (Condition::Geu, ..) => format!("bgeu\t{x},{y},"),
    }
}
