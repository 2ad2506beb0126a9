//! One instruction → its text.

use super::lines::{End, Piece};
use super::{Context, is_defined_here};
use crate::back::ir::{Callee, Def};
use crate::back::machine::{
    AsmPart, AsmRegister, Global, Insn, Mem, Reg, SCRATCH, SECOND_SCRATCH, Target,
};
use crate::back::regalloc::Step;
use crate::tree::SymbolId;
use swtch_isa::reg;

fn name(reg: Reg) -> &'static str {
    match reg {
        Reg::Fixed(number) => reg::name(number),
        Reg::Virtual(_) => "?",
    }
}

fn number(reg: Reg) -> u8 {
    match reg {
        Reg::Fixed(number) => number,
        Reg::Virtual(_) => 0,
    }
}

pub(super) fn fits(number: i32) -> bool {
    (-2048..2048).contains(&number)
}

pub(super) fn text(text: String) -> Piece {
    let size = text.matches('\n').count() as u32 * 4;
    Piece::Text(text, size)
}

/// `li`, which may become two instructions.
pub(super) fn li(register: &str, number: i32) -> Piece {
    let size = if fits(number) || number & 0xfff == 0 { 4 } else { 8 };
    Piece::Text(format!("\tli\t{register},{number}\n"), size)
}

impl Context<'_> {
    /// The text of an instruction; for the last one of a block also how the block ends. `is_last`
    /// says that it is in the function's last block.
    pub fn insn(
        &self,
        insn: &Insn,
        successors: &[(usize, Vec<u32>)],
        is_last: bool,
    ) -> (Vec<Piece>, Option<End>) {
        let to = |n: usize| successors.get(n).map_or(0, |successor| successor.0);
        let end = match insn {
            Insn::Jump => End::Jump(to(0)),
            Insn::Branch { condition, a, b } => {
                End::Branch(*condition, number(*a), number(*b), to(0), to(1))
            }
            Insn::Return { .. } => return (self.epilogue(is_last), None),
            _ => return (self.plain(insn), None),
        };
        (Vec::new(), Some(end))
    }

    fn plain(&self, insn: &Insn) -> Vec<Piece> {
        match insn {
            Insn::Rrr { op: "sub", rd, a: Reg::Fixed(0), b } => {
                vec![text(format!("\tneg\t{},{}\n", name(*rd), name(*b)))]
            }
            Insn::Rrr { op: "slt", rd, a: Reg::Fixed(0), b } => {
                vec![text(format!("\tsgtz\t{},{}\n", name(*rd), name(*b)))]
            }
            Insn::Rrr { op, rd, a, b } => {
                vec![text(format!("\t{op}\t{},{},{}\n", name(*rd), name(*a), name(*b)))]
            }
            Insn::Rri { op, rd, a, imm } => {
                vec![text(format!("\t{op}\t{},{},{imm}\n", name(*rd), name(*a)))]
            }
            Insn::Rr { op, rd, a } => vec![text(format!("\t{op}\t{},{}\n", name(*rd), name(*a)))],
            Insn::Li { rd, imm } => vec![li(name(*rd), *imm)],
            Insn::La { rd, global } if self.pic => {
                let op = if self.is_static(*global) { "lla" } else { "la" };
                let line = format!("\t{op}\t{},{}\n", name(*rd), self.global(*global));
                vec![Piece::Text(line, 8)]
            }
            Insn::La { rd, global } => {
                let (rd, global) = (name(*rd), self.global(*global));
                vec![text(format!("\tlui\t{rd},%hi({global})\n\taddi\t{rd},{rd},%lo({global})\n"))]
            }
            Insn::High { rd, global } => {
                vec![text(format!("\tlui\t{},%hi({})\n", name(*rd), self.global(*global)))]
            }
            Insn::FrameAddress { rd, frame } => {
                self.stack_address(name(*rd), self.layout.offset(*frame))
            }
            Insn::Load { op, rd, mem } => self.memory(op, *rd, *mem, number(*rd)),
            Insn::Store { op, value, mem } => self.memory(op, *value, *mem, SCRATCH),
            Insn::Call { target, .. } => vec![self.call(*target)],
            Insn::Params { .. }
            | Insn::Unreachable
            | Insn::Jump
            | Insn::Branch { .. }
            | Insn::Return { .. } => Vec::new(),
            Insn::Amo { op, rd, a, b } => {
                vec![text(format!("\t{op}\t{},{},({})\n", name(*rd), name(*b), name(*a)))]
            }
            Insn::CompareExchange { rd, temp, address, expected, desired } => {
                let [rd, temp, address, expected, desired] =
                    [rd, temp, address, expected, desired].map(|&reg| name(reg));
                vec![text(format!(
                    "1:\tlr.w.aqrl\t{rd},({address})\n\tbne\t{rd},{expected},1f\n\
                     \tsc.w.aqrl\t{temp},{desired},({address})\n\tbnez\t{temp},1b\n1:\n"
                ))]
            }
            Insn::Plain(op) => vec![text(format!("\t{op}\n"))],
            Insn::Asm { template, parts, registers, .. } => {
                vec![self.asm(template, parts, registers)]
            }
            Insn::JumpTo { address } => vec![text(format!("\tjr\t{}\n", name(*address)))],
        }
    }

    fn call(&self, target: Target) -> Piece {
        match target {
            Target::Register(register) => text(format!("\tjalr\t{}\n", name(register))),
            Target::Named(Callee::Symbol(symbol)) => {
                let callee = self.symbol(symbol);
                let stays = !self.pic || self.is_static(Global::Symbol(symbol, 0));
                if self.near && stays && is_defined_here(self.program, symbol.0 as usize) {
                    return text(format!("\tjal\t{callee}\n"));
                }
                Piece::Text(format!("\tcall\t{callee}\n"), 8)
            }
            Target::Named(Callee::Runtime(callee)) => Piece::Text(format!("\tcall\t{callee}\n"), 8),
            Target::Named(Callee::Value(_)) => text(String::new()),
        }
    }

    fn symbol(&self, symbol: SymbolId) -> &str {
        self.program.symbols.get(symbol.0 as usize).map_or("?", |symbol| symbol.name.as_str())
    }

    /// Whether no other file can define the place.
    fn is_static(&self, global: Global) -> bool {
        match global {
            Global::Symbol(symbol, _) => {
                self.program.symbols.get(symbol.0 as usize).is_some_and(|symbol| symbol.is_static)
            }
            Global::Table(_) => true,
        }
    }

    fn global(&self, global: Global) -> String {
        match global {
            Global::Symbol(symbol, 0) => self.symbol(symbol).to_string(),
            Global::Symbol(symbol, offset) => format!("{}{offset:+}", self.symbol(symbol)),
            Global::Table(number) => format!(".Ltable{}_{number}", self.number),
        }
    }

    /// A load or store; `temp` may be used for an address out of reach.
    fn memory(&self, op: &str, register: Reg, mem: Mem, temp: u8) -> Vec<Piece> {
        let register = name(register);
        match mem {
            Mem::Base(base, offset) => {
                vec![text(format!("\t{op}\t{register},{offset}({})\n", name(base)))]
            }
            Mem::Low(base, global) => {
                let global = self.global(global);
                vec![text(format!("\t{op}\t{register},%lo({global})({})\n", name(base)))]
            }
            Mem::Frame(frame) => self.stack_memory(op, register, self.layout.offset(frame), temp),
        }
    }

    fn stack_memory(&self, op: &str, register: &str, offset: i32, temp: u8) -> Vec<Piece> {
        if fits(offset) {
            return vec![text(format!("\t{op}\t{register},{offset}(sp)\n"))];
        }
        let temp = reg::name(temp);
        let high = offset.wrapping_add(0x800) & !0xfff;
        let low = offset.wrapping_sub(high);
        vec![
            li(temp, high),
            text(format!("\tadd\t{temp},{temp},sp\n\t{op}\t{register},{low}({temp})\n")),
        ]
    }

    fn stack_address(&self, rd: &str, offset: i32) -> Vec<Piece> {
        if fits(offset) {
            return vec![text(format!("\taddi\t{rd},sp,{offset}\n"))];
        }
        vec![li(rd, offset), text(format!("\tadd\t{rd},{rd},sp\n"))]
    }

    /// What the register allocator put between instructions.
    pub fn step(&self, step: &Step) -> Vec<Piece> {
        match step {
            Step::Insn(insn, _) => self.plain(insn),
            Step::Idle(_) => Vec::new(),
            Step::Move { from, to } => {
                vec![text(format!("\tmv\t{},{}\n", reg::name(*to), reg::name(*from)))]
            }
            Step::Spill { from, slot } => {
                self.stack_memory("sw", reg::name(*from), self.layout.spill(*slot), SECOND_SCRATCH)
            }
            Step::Reload { slot, to } => {
                self.stack_memory("lw", reg::name(*to), self.layout.spill(*slot), *to)
            }
        }
    }

    fn asm(&self, template: &str, parts: &[AsmPart], registers: &[AsmRegister]) -> Piece {
        let mut out = String::from("\t");
        let mut rest = template.chars().peekable();
        while let Some(c) = rest.next() {
            if c != '%' {
                out.push(c);
                continue;
            }
            // `%z1` prints `zero` for a zero in gcc; a register is as good.
            if rest.peek() == Some(&'z') {
                rest.next();
            }
            let mut operand = None;
            while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
                operand = Some(
                    operand.unwrap_or(0usize).saturating_mul(10).saturating_add(digit as usize),
                );
                rest.next();
            }
            match operand {
                Some(number) => out += &self.asm_operand(number, parts, registers),
                None if rest.peek() == Some(&'%') => {
                    rest.next();
                    out.push('%');
                }
                None => out.push('%'),
            }
        }
        out.push('\n');
        // Each line or `;` may be an instruction, and that a pseudo-instruction of two.
        let size = (out.matches('\n').count() + out.matches(';').count()) as u32 * 8;
        Piece::Text(out, size)
    }

    fn asm_operand(&self, number: usize, parts: &[AsmPart], registers: &[AsmRegister]) -> String {
        let register =
            |n: usize| registers.get(n).map_or("?", |operand| name(operand.reg)).to_string();
        match parts.get(number) {
            Some(AsmPart::Register(n)) => register(*n),
            Some(AsmPart::Memory(n)) => format!("0({})", register(*n)),
            Some(AsmPart::Same(other)) => match parts.get(*other) {
                Some(AsmPart::Register(n)) => register(*n),
                _ => "?".to_string(),
            },
            Some(AsmPart::Value(Def::Const(number))) => number.to_string(),
            Some(AsmPart::Value(Def::Symbol(symbol, offset))) => {
                self.global(Global::Symbol(*symbol, *offset))
            }
            Some(AsmPart::Value(_)) | None => "?".to_string(),
        }
    }
}
