//! Random C programs without undefined or unspecified behaviour: a function that works on globals,
//! structs, bit-fields, arrays and pointers, calls others, and returns a checksum. Signed arithmetic
//! that could overflow is done unsigned; indices are masked; divisors are never zero; an expression
//! has no effects, so that the order of evaluation cannot matter; recursion there is none, and fuel
//! bounds all loops. The same seed gives the same program.

use std::fmt::Write;

/// The integer types, and whether each is signed, and its bits.
const TYPES: [(&str, bool, u32); 9] = [
    ("signed char", true, 8),
    ("unsigned char", false, 8),
    ("short", true, 16),
    ("unsigned short", false, 16),
    ("int", true, 32),
    ("unsigned", false, 32),
    ("long long", true, 64),
    ("unsigned long long", false, 64),
    ("_Bool", false, 1),
];

const STRUCTS: usize = 4;
const FUNCTIONS: usize = 7;
const GLOBALS: usize = 8;
const EXPRESSION_DEPTH_MAX: u32 = 4;

/// What every program begins with: helpers that are defined for all operands.
const HEAD: &str = "\
typedef unsigned long long u64;
static u64 sum = 1;
static int fuel = 2000;
static void mix(u64 v) { sum = (sum ^ v) * 0x100000001b3ULL + (sum >> 29); }
static inline int div_int(int a, int b) { return b == 0 || (b == -1 && a == -2147483647 - 1) ? a : a / b; }
static int rem_int(int a, int b) { return b == 0 || b == -1 ? 0 : a % b; }
static long long div_long(long long a, long long b) { return b == 0 || b == -1 ? 7 : a / b; }
static int total(int count, ...) {
    __builtin_va_list list; unsigned all = 0;
    __builtin_va_start(list, count);
    for (int i = 0; i < count; i++) all = all * 3 + (i & 1 ? (unsigned)__builtin_va_arg(list, u64) : __builtin_va_arg(list, unsigned));
    __builtin_va_end(list);
    return (int)all;
}
";

/// A variable in scope: how it is written, and its type, an index into [`TYPES`].
#[derive(Clone)]
struct Variable {
    name: String,
    ty: usize,
    writable: bool,
}

/// A struct's members: name, type, width of a bit-field (0: none), length of an array (0: none).
type Members = Vec<(String, usize, u32, usize)>;

/// A function's parameters: an integer type, or `TYPES.len() + n` for the n-th struct.
type Signature = (usize, Vec<usize>);

struct Generator {
    state: u64,
    text: String,
    structs: Vec<Members>,
    functions: Vec<Signature>,
    variables: Vec<Variable>,
    names: usize,
    /// Functions below this number may be called.
    callable: usize,
    loops: usize,
}

/// A translation unit that defines `unsigned long long NAME(void)`.
pub fn program(seed: u64, name: &str) -> String {
    let mut generator = Generator {
        state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def1,
        text: HEAD.to_string(),
        structs: Vec::new(),
        functions: Vec::new(),
        variables: Vec::new(),
        names: 0,
        callable: 0,
        loops: 0,
    };
    generator.unit(name);
    generator.text
}

impl Generator {
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.random() % limit as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn fresh(&mut self, letter: char) -> String {
        self.names += 1;
        format!("{letter}{}", self.names)
    }

    fn unit(&mut self, name: &str) {
        for number in 0..STRUCTS {
            self.record(number);
        }
        for _ in 0..GLOBALS {
            let (ty, name) = (self.below(TYPES.len()), self.fresh('g'));
            let (value, volatile) =
                (self.constant(), if self.chance(10) { "volatile " } else { "" });
            let _ = writeln!(self.text, "static {volatile}{} {name} = ({0}){value};", TYPES[ty].0);
            self.variables.push(Variable { name, ty, writable: true });
        }
        for number in 0..3 {
            let ty = self.below(8);
            let _ = writeln!(
                self.text,
                "static {} array{number}[16] = {{ 3, 1, 4, 1, 5, 9, 2, 6 }};",
                TYPES[ty].0
            );
            self.variables.push(Variable {
                name: format!("array{number}[#15]"),
                ty,
                writable: true,
            });
        }
        for number in 0..STRUCTS {
            let _ =
                writeln!(self.text, "static struct s{number} record{number}, records{number}[4];");
            self.members_of(number, &format!("record{number}."));
            self.members_of(number, &format!("records{number}[#3]."));
        }
        for number in 0..FUNCTIONS {
            self.function(number);
        }
        self.entry(name);
    }

    fn record(&mut self, number: usize) {
        let mut members = Members::new();
        let mut text = format!("struct s{number} {{");
        for index in 0..1 + self.below(7) {
            let (name, ty) = (format!("m{index}"), self.below(TYPES.len()));
            let bits = TYPES[ty].2.min(32);
            let (mut width, mut length) = (0, 0);
            match self.below(10) {
                0..=3 if TYPES[ty].2 <= 32 => width = 1 + self.below(bits as usize) as u32,
                4 if ty < 8 => length = 1 << (1 + self.below(2)),
                _ => {}
            }
            let _ = match (width, length) {
                (0, 0) => write!(text, " {} {name};", TYPES[ty].0),
                (0, _) => write!(text, " {} {name}[{length}];", TYPES[ty].0),
                _ => write!(text, " {} {name} : {width};", TYPES[ty].0),
            };
            if self.chance(5) {
                text += " unsigned : 0;";
            }
            members.push((name, ty, width, length));
        }
        let packed = if self.chance(15) { " __attribute__((packed))" } else { "" };
        let _ = writeln!(self.text, "{text} }}{packed};");
        self.structs.push(members);
    }

    /// The members of a struct as variables; `#` stands for an index and the mask after it.
    fn members_of(&mut self, number: usize, prefix: &str) {
        for (name, ty, _, length) in self.structs[number].clone() {
            let name = match length {
                0 => format!("{prefix}{name}"),
                _ => format!("{prefix}{name}[#{}]", length - 1),
            };
            self.variables.push(Variable { name, ty, writable: true });
        }
    }

    fn constant(&mut self) -> String {
        match self.below(8) {
            0 => self
                .pick(&["0", "1", "2", "-1", "255", "256", "2047", "2048", "-2048", "-2049"])
                .into(),
            1 => self
                .pick(&[
                    "0x7fffffff",
                    "(-2147483647 - 1)",
                    "0xffffffffu",
                    "0x80000000u",
                    "65535",
                    "0xfff",
                ])
                .into(),
            2 => self
                .pick(&["0x123456789abcdefLL", "-5LL", "~0ULL", "(1LL << 40)", "0x100000000ULL"])
                .into(),
            _ => format!("({})", self.random() as i32 >> self.below(31)),
        }
    }

    /// A variable, its indices filled in.
    fn variable(&mut self, writable: bool) -> (String, usize) {
        loop {
            // Those declared last are nearest at hand.
            let count = self.variables.len();
            let index = if self.chance(50) {
                count - 1 - self.below(count.min(8))
            } else {
                self.below(count)
            };
            let variable = self.variables[index].clone();
            if writable && !variable.writable {
                continue;
            }
            return (self.indexed(&variable.name), variable.ty);
        }
    }

    fn indexed(&mut self, name: &str) -> String {
        let mut parts = name.split('#');
        let mut text = parts.next().unwrap_or("").to_string();
        for part in parts {
            let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
            let index = match self.below(3) {
                0 => self.below(digits.parse::<usize>().unwrap_or(0) + 1).to_string(),
                _ => format!("({}) & {digits}", self.expression(EXPRESSION_DEPTH_MAX - 1)),
            };
            text += &index;
            text += &part[digits.len()..];
        }
        text
    }

    /// Any integer expression.
    fn expression(&mut self, depth: u32) -> String {
        if depth >= EXPRESSION_DEPTH_MAX || self.chance(12) {
            return if self.chance(35) { self.constant() } else { self.variable(false).0 };
        }
        let a = self.expression(depth + 1);
        let b = if self.chance(25) { self.constant() } else { self.expression(depth + 1) };
        let wide = if self.chance(30) { "u64" } else { "unsigned" };
        match self.below(24) {
            0..=5 => format!("(({wide}){a} {} ({wide}){b})", self.pick(&["+", "-", "*"])),
            6 => format!("((short)({a}) {} (short)({b}))", self.pick(&["+", "-", "*"])),
            7 => {
                format!("((signed char)({a}) {} (unsigned char)({b}))", self.pick(&["+", "-", "*"]))
            }
            8..=10 => format!("({a} {} {b})", self.pick(&["&", "|", "^"])),
            11..=13 => format!("({a} {} {b})", self.pick(&["<", "<=", ">", ">=", "==", "!="])),
            14 => format!("({a} {} {b})", self.pick(&["&&", "||"])),
            15 => format!("({a} ? {b} : {})", self.expression(depth + 1)),
            16 => format!("(({wide}){a} << ({b} & 31))"),
            17 => {
                let ty = self.pick(&["int", "unsigned", "long long", "u64", "short"]);
                format!("(({ty}){a} >> ({b} & {}))", self.pick(&["31", "7", "15"]))
            }
            18 => {
                let by = self.pick(&[
                    "3",
                    "7u",
                    "10",
                    "-5",
                    "1000",
                    "16",
                    "-8",
                    "2",
                    "641",
                    "6LL",
                    "1u",
                    "0x80000000u",
                    "100ULL",
                ]);
                format!(
                    "(({}){a} {} {by})",
                    self.pick(&["int", "unsigned", "long long", "short"]),
                    self.pick(&["/", "%"])
                )
            }
            19 => format!("(({wide}){a} {} (({wide}){b} | 1))", self.pick(&["/", "%"])),
            20 => format!("{}((int){a}, (int){b})", self.pick(&["div_int", "rem_int", "div_long"])),
            21 => {
                let ty = self.below(TYPES.len());
                format!("(({})({a}))", TYPES[ty].0)
            }
            22 => format!(
                "({}({a}))",
                self.pick(&["~", "!", "-(unsigned)", "-(u64)", "+", "-(short)"])
            ),
            _ => format!("(0 ? {a} : {b})"),
        }
    }

    fn function(&mut self, number: usize) {
        let returns = self.below(TYPES.len() + STRUCTS);
        let count = self.below(11);
        let parameters: Vec<usize> = (0..count)
            .map(|_| self.below(TYPES.len() + 2).min(TYPES.len() + STRUCTS - 1))
            .collect();
        let kept = self.variables.len();
        let mut list = Vec::new();
        for (index, &ty) in parameters.iter().enumerate() {
            list.push(format!("{} p{index}", type_name(ty)));
            match ty.checked_sub(TYPES.len()) {
                None => {
                    self.variables.push(Variable { name: format!("p{index}"), ty, writable: true })
                }
                Some(record) => self.members_of(record, &format!("p{index}.")),
            }
        }
        let list = if list.is_empty() { "void".into() } else { list.join(", ") };
        let storage = self.pick(&["static", "static inline", "__attribute__((noinline)) static"]);
        let _ = writeln!(self.text, "{storage} {} f{number}({list}) {{", type_name(returns));
        let zero = if returns < TYPES.len() { "return 0;" } else { "return (struct s#){ 0 };" };
        let record = returns.wrapping_sub(TYPES.len()).to_string();
        let _ = writeln!(self.text, "if (fuel-- < 0) {}", zero.replace('#', &record));
        self.callable = number;
        self.locals();
        for _ in 0..2 + self.below(5) {
            self.statement(0);
        }
        let value = match returns.checked_sub(TYPES.len()) {
            None => self.expression(0),
            Some(record) if self.chance(50) => {
                format!("records{record}[{} & 3]", self.variable(false).0)
            }
            Some(record) => format!("record{record}"),
        };
        let _ = writeln!(self.text, "return {value};\n}}");
        self.variables.truncate(kept);
        self.functions.push((returns, parameters));
    }

    fn locals(&mut self) {
        for _ in 0..1 + self.below(6) {
            let ty = self.below(TYPES.len());
            let name = self.fresh('v');
            let c = TYPES[ty].0;
            match self.below(10) {
                0 if ty < 8 => {
                    let _ = writeln!(self.text, "{c} {name}[8] = {{ 1, [3] = 7, 2 }};");
                    self.variables.push(Variable {
                        name: format!("{name}[#7]"),
                        ty,
                        writable: true,
                    });
                }
                1 => {
                    let number = self.below(STRUCTS);
                    let _ = writeln!(self.text, "struct s{number} {name} = record{number};");
                    self.members_of(number, &format!("{name}."));
                }
                2 => {
                    let target = self.fresh('t');
                    let _ = writeln!(self.text, "{c} {target} = 5, *{name} = &{target};");
                    self.variables.push(Variable {
                        name: format!("(*{name})"),
                        ty,
                        writable: true,
                    });
                    self.variables.push(Variable { name: target, ty, writable: true });
                }
                3 => {
                    let number = self.below(STRUCTS);
                    let _ = writeln!(
                        self.text,
                        "struct s{number} *{name} = &records{number}[{}];",
                        self.names & 3
                    );
                    self.members_of(number, &format!("{name}->"));
                }
                _ => {
                    let value = self.expression(2);
                    let _ = writeln!(self.text, "{c} {name} = {value};");
                    self.variables.push(Variable { name, ty, writable: true });
                }
            }
        }
    }

    fn statement(&mut self, depth: u32) {
        match self.below(if depth > 2 { 10 } else { 20 }) {
            0..=4 => self.assignment(),
            5 => {
                let value = self.expression(1);
                let _ = writeln!(self.text, "mix({value});");
            }
            6 => {
                let (target, _) = self.variable(true);
                let step = self.pick(&["|=", "&=", "^="]);
                let value = self.expression(1);
                let _ = writeln!(self.text, "{target} {step} {value};");
            }
            7 => self.unsigned_update(),
            8 => self.struct_copy(),
            9 | 10 => self.call(),
            11..=13 => {
                let condition = self.expression(1);
                let _ = writeln!(self.text, "if ({condition}) {{");
                self.block(depth);
                if self.chance(50) {
                    self.text += "} else {\n";
                    self.block(depth);
                }
                self.text += "}\n";
            }
            14..=16 => self.repetition(depth),
            17 | 18 => self.selection(depth),
            _ => {
                let label = self.fresh('l');
                let condition = self.expression(2);
                let _ = writeln!(self.text, "if ({condition}) goto {label};");
                self.assignment();
                self.assignment();
                let _ = writeln!(self.text, "{label}:;");
            }
        }
    }

    fn block(&mut self, depth: u32) {
        let kept = self.variables.len();
        if self.chance(20) {
            self.locals();
        }
        for _ in 0..1 + self.below(3) {
            self.statement(depth + 1);
        }
        self.variables.truncate(kept);
    }

    fn assignment(&mut self) {
        let (target, _) = self.variable(true);
        let value = self.expression(0);
        let _ = writeln!(self.text, "{target} = {value};");
    }

    /// `+=`, `++` and the like, where they cannot overflow.
    fn unsigned_update(&mut self) {
        let (target, ty) = self.variable(true);
        let (_, signed, bits) = TYPES[ty];
        if bits == 1 || signed && bits >= 32 {
            return self.assignment();
        }
        if self.chance(40) {
            let step = self.pick(&["++", "--"]);
            let _ = writeln!(self.text, "mix({target}{step});");
            return;
        }
        let operator = self.pick(&["+=", "-=", "*=", "<<=", ">>=", "/=", "%="]);
        let value = self.expression(2);
        let value = match operator {
            "<<=" | ">>=" if bits < 32 && signed => "1".into(),
            "<<=" | ">>=" => format!("({value} & 7)"),
            "/=" | "%=" => format!("((unsigned char)({value}) | 1)"),
            _ if bits == 16 && operator == "*=" => format!("(signed char)({value})"),
            _ if bits < 32 => format!("(short)({value})"),
            _ => format!("(unsigned)({value})"),
        };
        if operator == "<<=" && signed {
            return self.assignment();
        }
        let _ = writeln!(self.text, "{target} {operator} {value};");
    }

    fn struct_copy(&mut self) {
        let number = self.below(STRUCTS);
        let (a, b) = (self.variable(false).0, self.variable(false).0);
        let text = match self.below(3) {
            0 => format!("record{number} = records{number}[({a}) & 3];"),
            1 => format!("records{number}[({a}) & 3] = record{number};"),
            _ => format!("records{number}[({a}) & 1] = records{number}[2 + (({b}) & 1)];"),
        };
        self.text += &text;
        self.text.push('\n');
    }

    fn call(&mut self) {
        if self.chance(15) {
            let (a, b, c) = (self.expression(2), self.expression(2), self.expression(2));
            let more = self.expression(2);
            let _ = writeln!(
                self.text,
                "mix(total(5, (unsigned){a}, (u64){b}, (unsigned){c}, (u64){more}, 9u));"
            );
            return;
        }
        if self.callable == 0 {
            return self.assignment();
        }
        let number = self.below(self.callable);
        let call = self.call_text(number);
        let (returns, _) = self.functions[number];
        let text = match returns.checked_sub(TYPES.len()) {
            None if self.chance(50) => format!("mix({call});"),
            None => format!("{} = {call};", self.simple_target()),
            Some(record) if self.chance(50) => format!("record{record} = {call};"),
            Some(record) => {
                let (name, _, _, length) = self.structs[record][0].clone();
                let index = if length > 0 { "[1]" } else { "" };
                format!("mix({call}.{name}{index});")
            }
        };
        self.text += &text;
        self.text.push('\n');
    }

    /// Something to assign a call's result to, whose address the call cannot change.
    fn simple_target(&mut self) -> String {
        let plain: Vec<String> = (self.variables.iter())
            .filter(|variable| variable.writable && !variable.name.contains(['#', '*', '>']))
            .map(|variable| variable.name.clone())
            .collect();
        plain[self.below(plain.len())].clone()
    }

    fn call_text(&mut self, number: usize) -> String {
        let (_, parameters) = self.functions[number].clone();
        let mut list = Vec::new();
        for ty in parameters {
            list.push(match ty.checked_sub(TYPES.len()) {
                None => self.expression(2),
                Some(record) => format!("record{record}"),
            });
        }
        format!("f{number}({})", list.join(", "))
    }

    fn repetition(&mut self, depth: u32) {
        let name = self.fresh('i');
        let ty = self.below(8);
        let (count, step) = (1 + self.below(9), 1 + self.below(3));
        self.loops += 1;
        let c = TYPES[ty].0;
        let kept = self.variables.len();
        self.variables.push(Variable { name: name.clone(), ty, writable: false });
        let _ = match self.below(3) {
            0 => writeln!(
                self.text,
                "{{ {c} {name} = {}; while ({name} > 0) {{ {name} -= {step};",
                count * step
            ),
            1 => writeln!(self.text, "{{ {c} {name} = 0; do {{ {name} += {step};"),
            _ => writeln!(
                self.text,
                "{{ for ({c} {name} = 0; {name} < {}; {name} += {step}) {{",
                count * step
            ),
        };
        let is_do = self.text.ends_with(&format!("do {{ {name} += {step};\n"));
        self.block(depth);
        if self.chance(25) {
            let condition = self.expression(2);
            let jump = self.pick(&["break", "continue"]);
            let _ = writeln!(self.text, "if ({condition}) {jump};");
            self.assignment();
        }
        if is_do {
            let _ = writeln!(self.text, "}} while ({name} < {}); }}", count * step);
        } else {
            self.text += "} }\n";
        }
        self.variables.truncate(kept);
    }

    fn selection(&mut self, depth: u32) {
        let value = self.expression(1);
        let mask = if self.chance(50) { " & 7" } else { "" };
        let _ = writeln!(self.text, "switch (({value}){mask}) {{");
        let mut first = self.below(5) as i64 - 2;
        for _ in 0..1 + self.below(7) {
            let last = first + if self.chance(15) { self.below(9) as i64 } else { 0 };
            let _ = match last == first {
                true => writeln!(self.text, "case {first}:"),
                false => writeln!(self.text, "case {first} ... {last}:"),
            };
            self.block_of_case(depth);
            first = last + 1 + if self.chance(20) { self.below(40_000) as i64 } else { 0 };
        }
        if self.chance(60) {
            self.text += "default:\n";
            self.block_of_case(depth);
        }
        self.text += "}\n";
    }

    fn block_of_case(&mut self, depth: u32) {
        self.text += "{\n";
        self.block(depth);
        let end = if self.chance(70) { "} break;\n" } else { "}\n" };
        self.text += end;
    }

    fn entry(&mut self, name: &str) {
        let _ = writeln!(self.text, "unsigned long long {name}(void) {{");
        self.callable = FUNCTIONS;
        for number in (0..FUNCTIONS).rev() {
            let call = self.call_text(number);
            let text = match self.functions[number].0.checked_sub(TYPES.len()) {
                None => format!("fuel = 300; mix({call});"),
                Some(record) => format!("fuel = 300; record{record} = {call};"),
            };
            let _ = writeln!(self.text, "{text}");
        }
        for variable in self.variables.clone() {
            match variable.name.split_once('#') {
                None => {
                    let _ = writeln!(self.text, "mix({});", variable.name);
                }
                Some(_) => {
                    let shown = variable
                        .name
                        .replace("#15", "i & 15")
                        .replace("#3", "i & 3")
                        .replace("#1", "i & 1");
                    let _ = writeln!(self.text, "for (int i = 0; i < 16; i++) mix({shown});");
                }
            }
        }
        self.text += "return sum;\n}\n";
    }
}

fn type_name(ty: usize) -> String {
    match TYPES.get(ty) {
        Some(row) => row.0.to_string(),
        None => format!("struct s{}", ty - TYPES.len()),
    }
}
