//! Register allocation, done by the `regalloc2` crate: our function in its terms, and its answer in ours.

use super::locate::{Located, Segment};
use super::machine::{
    Held, Insn, MachineFunction, Reg, Role, SCRATCH, SECOND_SCRATCH, is_caller_saved,
};
use regalloc2::{
    Algorithm, Allocation, Block, Edit, Inst, InstOrEdit, InstPosition, InstRange, MachineEnv,
    Operand, OperandConstraint, OperandKind, OperandPos, Output, PReg, PRegSet, ProgPoint,
    RegClass, RegallocOptions, VReg,
};

/// How many instructions the lives of all registers may span together, for the thorough algorithm.
const LIVES_MAX: u64 = 4_000_000;

/// With more block parameters than this their registers are numbered last: for every register the
/// allocator looks through the parameters with smaller numbers.
const PARAMS_MAX: usize = 1_000;

/// One step of the finished code.
#[derive(Clone, Debug)]
pub enum Step {
    /// An instruction, all its registers fixed, and its index in the block.
    Insn(Insn, usize),
    /// An instruction that turned out to do nothing; only its index is left.
    Idle(usize),
    /// Register to register.
    Move {
        /// Source.
        from: u8,
        /// Destination.
        to: u8,
    },
    /// Register to spill slot.
    Spill {
        /// Source.
        from: u8,
        /// Destination slot.
        slot: usize,
    },
    /// Spill slot to register.
    Reload {
        /// Source slot.
        slot: usize,
        /// Destination.
        to: u8,
    },
}

/// A function whose registers are chosen.
#[derive(Clone, Debug)]
pub struct Allocated {
    /// For each machine block its code.
    pub blocks: Vec<Vec<Step>>,
    /// Words of stack that hold spilled registers.
    pub spill_slots: usize,
    /// Indexed by register number: written somewhere.
    pub used: [bool; 32],
    /// Where the words of variables are, by variable, block and place.
    pub located: Vec<Located>,
}

/// Where a word of a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// In a register.
    Register(u8),
    /// In a spill slot.
    Spill(usize),
    /// In no place that registers are allocated for.
    Held(Held),
}

/// Chooses registers. `reserve` keeps one more for addresses of far spill slots.
pub fn allocate(
    function: &MachineFunction,
    segments: &[Segment],
    reserve: bool,
) -> Result<Allocated, String> {
    let view = View::new(function, segments);
    let output = run(&view, reserve)?;
    let mut used = [false; 32];
    let mut blocks = Vec::new();
    for (number, block) in function.blocks.iter().enumerate() {
        let first = view.ranges[number].first().index();
        let mut steps = Vec::new();
        for item in output.block_insts_and_edits(&view, Block::new(number)) {
            match item {
                InstOrEdit::Inst(inst) => {
                    let index = inst.index() - first;
                    let mut insn = block.insns[index].0.clone();
                    assign(&mut insn, output.inst_allocs(inst), &mut used);
                    steps.push(Step::Insn(insn, index));
                }
                InstOrEdit::Edit(Edit::Move { from, to }) => {
                    steps.extend(step(*from, *to, &mut used))
                }
            }
        }
        blocks.push(super::tidy::remove_idle_moves(steps));
    }
    let located = located(&view, segments, &output);
    Ok(Allocated { blocks, spill_slots: output.num_spillslots, used, located })
}

/// The thorough algorithm compares every life with those beside it: where too many are long, the
/// simple one, which looks at each instruction once, has to do.
fn run(view: &View, reserve: bool) -> Result<Output, String> {
    let environment = environment(reserve);
    let validate_ssa = cfg!(debug_assertions);
    let mut options = RegallocOptions { validate_ssa, ..RegallocOptions::default() };
    if view.lives() > LIVES_MAX {
        options.algorithm = Algorithm::Fastalloc;
        if let Ok(output) = regalloc2::run(view, &environment, &options) {
            return Ok(output);
        }
        options.algorithm = Algorithm::Ion;
    }
    regalloc2::run(view, &environment, &options).map_err(|error| format!("{error:?}"))
}

/// Where the allocator says that the segments in registers are, and all others.
fn located(view: &View, segments: &[Segment], output: &Output) -> Vec<Located> {
    let mut list = Vec::new();
    for &(variable, from, to, allocation) in &output.debug_locations {
        let at = match (allocation.as_reg(), allocation.as_stack()) {
            (Some(register), _) => At::Register(register.hw_enc() as u8),
            (_, Some(slot)) => At::Spill(slot.index()),
            _ => continue,
        };
        let holds = |range: &InstRange| from.inst() < range.last().next();
        let block = view.ranges.partition_point(|range| !holds(range));
        let Some(range) = view.ranges.get(block) else { continue };
        let boundary = |point: ProgPoint| {
            let behind = usize::from(point.pos() == InstPosition::After);
            let inst = point.inst().index().saturating_sub(range.first().index());
            (inst + behind).min(range.len())
        };
        let (from, to) = (2 * boundary(from) + 1, 2 * boundary(to));
        list.push(Located { block, from, to, variable, at });
    }
    for segment in segments.iter().filter(|s| !matches!(s.held, Held::Register(_))) {
        let (block, variable, at) = (segment.block, segment.variable, At::Held(segment.held));
        let (from, to) = (2 * segment.from + 1, 2 * segment.to);
        list.push(Located { block, from, to, variable, at });
    }
    list.retain(|one| one.from < one.to);
    list.sort_by_key(|one| (one.variable, one.block, one.from));
    // While a value is copied for an instruction that wants it elsewhere, it is in two places.
    for at in 1..list.len() {
        let next = list[at];
        let before = &mut list[at - 1];
        if (before.variable, before.block) == (next.variable, next.block) {
            before.to = before.to.min(next.from);
        }
    }
    list.retain(|one| one.from < one.to);
    list
}

fn assign(insn: &mut Insn, allocations: &[Allocation], used: &mut [bool; 32]) {
    let mut next = allocations.iter();
    insn.visit(&mut |reg, _| {
        if let Reg::Virtual(_) = reg
            && let Some(preg) = next.next().and_then(|allocation| allocation.as_reg())
        {
            used[preg.hw_enc()] = true;
            *reg = Reg::Fixed(preg.hw_enc() as u8);
        }
    });
    if let Insn::Asm { clobbers, .. } = insn {
        clobbers.iter().for_each(|&number| used[number as usize & 31] = true);
    }
}

fn step(from: Allocation, to: Allocation, used: &mut [bool; 32]) -> Option<Step> {
    let register = |allocation: Allocation| allocation.as_reg().map(|preg| preg.hw_enc() as u8);
    if let Some(to) = register(to) {
        used[to as usize] = true;
    }
    match (register(from), register(to), from.as_stack(), to.as_stack()) {
        (Some(from), Some(to), ..) => (from != to).then_some(Step::Move { from, to }),
        (Some(from), None, _, Some(slot)) => Some(Step::Spill { from, slot: slot.index() }),
        (None, Some(to), Some(slot), _) => Some(Step::Reload { slot: slot.index(), to }),
        _ => None,
    }
}

fn preg(number: u8) -> PReg {
    PReg::new(number as usize, RegClass::Int)
}

/// Caller-saved registers are preferred: saving the others costs a store and a load.
fn environment(reserve: bool) -> MachineEnv {
    let mut preferred = PRegSet::empty();
    let mut others = PRegSet::empty();
    for number in 5..32u8 {
        if number == SCRATCH || (reserve && number == SECOND_SCRATCH) {
            continue;
        }
        if is_caller_saved(number) { preferred.add(preg(number)) } else { others.add(preg(number)) }
    }
    let none = PRegSet::empty();
    MachineEnv {
        preferred_regs_by_class: [preferred, none, none],
        non_preferred_regs_by_class: [others, none, none],
        scratch_by_class: [Some(preg(SCRATCH)), None, None],
        fixed_stack_slots: Vec::new(),
    }
}

/// Our function as `regalloc2` wants to see it.
struct View<'a> {
    function: &'a MachineFunction,
    ranges: Vec<InstRange>,
    operands: Vec<Vec<Operand>>,
    clobbers: Vec<PRegSet>,
    kinds: Vec<(bool, bool)>,
    successors: Vec<Vec<Block>>,
    predecessors: Vec<Vec<Block>>,
    params: Vec<Vec<VReg>>,
    args: Vec<Vec<Vec<VReg>>>,
    labels: Vec<(VReg, Inst, Inst, u32)>,
    numbers: Numbers,
}

/// What the allocator calls our registers.
struct Numbers(Option<Vec<u32>>);

impl Numbers {
    fn new(function: &MachineFunction) -> Numbers {
        let params = || function.blocks.iter().flat_map(|block| &block.params);
        if params().count() <= PARAMS_MAX {
            return Numbers(None);
        }
        let mut is_param = vec![false; function.registers as usize];
        params().for_each(|&param| is_param[param as usize] = true);
        let mut order: Vec<u32> = (0..function.registers).collect();
        order.sort_by_key(|&register| is_param[register as usize]);
        let mut numbers = vec![0; order.len()];
        for (number, register) in order.into_iter().enumerate() {
            numbers[register as usize] = number as u32;
        }
        Numbers(Some(numbers))
    }

    fn vreg(&self, register: u32) -> VReg {
        let number = self.0.as_ref().map_or(register, |numbers| numbers[register as usize]);
        VReg::new(number as usize, RegClass::Int)
    }
}

impl View<'_> {
    fn new<'a>(function: &'a MachineFunction, segments: &[Segment]) -> View<'a> {
        let count = function.blocks.len();
        let mut view = View {
            function,
            ranges: Vec::new(),
            operands: Vec::new(),
            clobbers: Vec::new(),
            kinds: Vec::new(),
            successors: Vec::new(),
            predecessors: vec![Vec::new(); count],
            params: Vec::new(),
            args: Vec::new(),
            labels: Vec::new(),
            numbers: Numbers::new(function),
        };
        for (number, block) in function.blocks.iter().enumerate() {
            let first = Inst::new(view.operands.len());
            for (insn, _) in &block.insns {
                let mut insn = insn.clone();
                view.operands.push(operands(&mut insn, &view.numbers));
                view.clobbers.push(clobbers(&insn));
                view.kinds.push((insn.is_return(), insn.is_branch()));
            }
            view.ranges.push(InstRange::new(first, Inst::new(view.operands.len())));
            let successors = block.successors.iter().map(|&(to, _)| Block::new(to)).collect();
            for &(to, _) in &block.successors {
                view.predecessors[to].push(Block::new(number));
            }
            view.successors.push(successors);
            view.params.push(block.params.iter().map(|&reg| view.numbers.vreg(reg)).collect());
            let args = block
                .successors
                .iter()
                .map(|(_, args)| args.iter().map(|&reg| view.numbers.vreg(reg)).collect());
            view.args.push(args.collect());
        }
        for segment in segments {
            if let Held::Register(register) = segment.held {
                let first = view.ranges[segment.block].first().index();
                let [from, to] = [segment.from, segment.to].map(|at| Inst::new(first + at));
                view.labels.push((view.numbers.vreg(register), from, to, segment.variable));
            }
        }
        view.labels.sort();
        view
    }

    /// The instructions from the first to the last mention of each register, all counted together.
    fn lives(&self) -> u64 {
        let mut last = vec![None; self.function.registers as usize];
        let mut total = 0;
        for (at, operands) in self.operands.iter().enumerate() {
            for operand in operands {
                let before = last[operand.vreg().vreg()].replace(at);
                total += (at - before.unwrap_or(at)) as u64;
            }
        }
        total
    }
}

fn operands(insn: &mut Insn, numbers: &Numbers) -> Vec<Operand> {
    let mut list = Vec::new();
    insn.visit(&mut |reg, role| {
        let Reg::Virtual(number) = *reg else { return };
        let register = numbers.vreg(number);
        list.push(match role {
            Role::Use => Operand::reg_use(register),
            Role::Def => Operand::reg_def(register),
            Role::EarlyDef => {
                Operand::new(register, OperandConstraint::Reg, OperandKind::Def, OperandPos::Early)
            }
            Role::UseIn(number) => Operand::reg_fixed_use(register, preg(number)),
            Role::DefIn(number) => Operand::reg_fixed_def(register, preg(number)),
            Role::Reuse(index) => Operand::reg_reuse_def(register, index),
        });
    });
    list
}

fn clobbers(insn: &Insn) -> PRegSet {
    let mut set = PRegSet::empty();
    match insn {
        Insn::Call { results, .. } => {
            let all = (5..32).filter(|&number| is_caller_saved(number) && number != SCRATCH);
            for number in all.filter(|number| !results.iter().any(|(_, result)| result == number)) {
                set.add(preg(number));
            }
        }
        Insn::Asm { clobbers, registers, .. } => {
            let defined = |number: u8| {
                registers
                    .iter()
                    .any(|operand| matches!(operand.role, Role::DefIn(n) if n == number))
            };
            for &number in clobbers {
                if (5..32).contains(&number) && number != SCRATCH && !defined(number) {
                    set.add(preg(number));
                }
            }
        }
        _ => {}
    }
    set
}

impl regalloc2::Function for View<'_> {
    fn num_insts(&self) -> usize {
        self.operands.len()
    }

    fn num_blocks(&self) -> usize {
        self.ranges.len()
    }

    fn entry_block(&self) -> Block {
        Block::new(0)
    }

    fn block_insns(&self, block: Block) -> InstRange {
        self.ranges[block.index()]
    }

    fn block_succs(&self, block: Block) -> &[Block] {
        &self.successors[block.index()]
    }

    fn block_preds(&self, block: Block) -> &[Block] {
        &self.predecessors[block.index()]
    }

    fn block_params(&self, block: Block) -> &[VReg] {
        &self.params[block.index()]
    }

    fn is_ret(&self, inst: Inst) -> bool {
        self.kinds[inst.index()].0
    }

    fn is_branch(&self, inst: Inst) -> bool {
        self.kinds[inst.index()].1
    }

    fn branch_blockparams(&self, block: Block, _: Inst, successor: usize) -> &[VReg] {
        &self.args[block.index()][successor]
    }

    fn inst_operands(&self, inst: Inst) -> &[Operand] {
        &self.operands[inst.index()]
    }

    fn inst_clobbers(&self, inst: Inst) -> PRegSet {
        self.clobbers[inst.index()]
    }

    fn debug_value_labels(&self) -> &[(VReg, Inst, Inst, u32)] {
        &self.labels
    }

    fn num_vregs(&self) -> usize {
        self.function.registers as usize
    }

    fn spillslot_size(&self, _: RegClass) -> usize {
        1
    }
}
