//! Debugging information entries → data directives: `.debug_info`, `.debug_abbrev`, `.debug_str`.

use super::expr::Expression;
use super::names::*;
use crate::tree::debug::TypeRef;
use std::collections::HashMap;
use std::fmt::Write;

/// An entry with its attributes and the entries within it.
pub struct Die {
    tag: u16,
    /// By which others refer to it.
    label: Option<String>,
    attributes: Vec<(u16, Value)>,
    children: Vec<Die>,
}

/// The value of an attribute; each has one form.
pub enum Value {
    Text(String),
    Number(u64),
    Signed(i64),
    Flag,
    /// The address of a label.
    Address(String),
    /// From a label to another.
    Size(String, String),
    Type(TypeRef),
    /// What is told once of a function that is inlined, by its place among the program's.
    Function(usize),
    /// A place in another debug section.
    Section(String),
    Expression(Expression),
}

impl Die {
    /// Without attributes and children.
    pub fn new(tag: u16) -> Die {
        Die { tag, label: None, attributes: Vec::new(), children: Vec::new() }
    }

    /// The entry of a type.
    pub fn of_type(tag: u16, label: TypeRef) -> Die {
        Die { label: Some(type_label(label)), ..Die::new(tag) }
    }

    /// What is told once of a function that is inlined.
    pub fn of_function(index: usize) -> Die {
        Die { label: Some(function_label(index)), ..Die::new(TAG_SUBPROGRAM) }
    }

    /// With an attribute.
    pub fn with(mut self, attribute: u16, value: Value) -> Die {
        self.attributes.push((attribute, value));
        self
    }

    /// With an attribute, if there is something to say.
    pub fn with_some(self, attribute: u16, value: Option<Value>) -> Die {
        match value {
            Some(value) => self.with(attribute, value),
            None => self,
        }
    }

    /// With an entry within it.
    pub fn push(&mut self, child: Die) {
        self.children.push(child);
    }
}

impl Value {
    fn form(&self) -> u8 {
        match self {
            Value::Text(_) => FORM_STRP,
            Value::Number(_) => FORM_UDATA,
            Value::Signed(_) => FORM_SDATA,
            Value::Flag => FORM_FLAG_PRESENT,
            Value::Address(_) => FORM_ADDR,
            Value::Size(..) => FORM_DATA4,
            Value::Type(_) | Value::Function(_) => FORM_REF4,
            Value::Section(_) => FORM_SEC_OFFSET,
            Value::Expression(_) => FORM_EXPRLOC,
        }
    }
}

fn type_label(ty: TypeRef) -> String {
    format!(".Ldebug_type{}", ty.0)
}

fn function_label(index: usize) -> String {
    format!(".Ldebug_function{index}")
}

/// Prints the sections of a unit with this entry around everything.
pub fn print(unit: &Die) -> String {
    let mut printer = Printer::default();
    printer.die(unit);
    let mut out = String::from("\t.section\t.debug_info,\"\",@progbits\n.Ldebug_info0:\n");
    // Its length, the version, the kind, the size of an address, the abbreviations.
    out += "\t.4byte\t.Ldebug_info_end-.Ldebug_info_start\n.Ldebug_info_start:\n";
    let _ = writeln!(out, "\t.2byte\t5\n\t.byte\t{UT_COMPILE},4\n\t.4byte\t.Ldebug_abbrev0");
    out += &printer.info;
    out += ".Ldebug_info_end:\n\t.section\t.debug_abbrev,\"\",@progbits\n.Ldebug_abbrev0:\n";
    out += &printer.abbreviations;
    out += "\t.byte\t0\n\t.section\t.debug_str,\"MS\",@progbits,1\n";
    out += &printer.strings;
    out
}

/// What distinguishes abbreviations: tag, whether there are children, attributes and forms.
type Shape = (u16, bool, Vec<(u16, u8)>);

#[derive(Default)]
struct Printer {
    info: String,
    abbreviations: String,
    strings: String,
    shapes: HashMap<Shape, usize>,
    known: HashMap<String, usize>,
}

impl Printer {
    fn die(&mut self, die: &Die) {
        if let Some(label) = &die.label {
            let _ = writeln!(self.info, "{label}:");
        }
        let abbreviation = self.abbreviation(die);
        let _ = writeln!(self.info, "\t.uleb128\t{abbreviation}");
        for (_, value) in &die.attributes {
            self.value(value);
        }
        if !die.children.is_empty() {
            die.children.iter().for_each(|child| self.die(child));
            self.info += "\t.byte\t0\n";
        }
    }

    fn abbreviation(&mut self, die: &Die) -> usize {
        let forms = die.attributes.iter().map(|(name, value)| (*name, value.form())).collect();
        let shape: Shape = (die.tag, !die.children.is_empty(), forms);
        if let Some(&known) = self.shapes.get(&shape) {
            return known;
        }
        let number = self.shapes.len() + 1;
        let children = if shape.1 { CHILDREN_YES } else { CHILDREN_NO };
        let out = &mut self.abbreviations;
        let _ = write!(out, "\t.uleb128\t{number}\n\t.uleb128\t{}\n\t.byte\t{children}\n", die.tag);
        for (name, form) in &shape.2 {
            let _ = write!(out, "\t.uleb128\t{name}\n\t.uleb128\t{form}\n");
        }
        *out += "\t.byte\t0,0\n";
        self.shapes.insert(shape, number);
        number
    }

    fn value(&mut self, value: &Value) {
        let line = match value {
            Value::Text(text) => format!("\t.4byte\t.Ldebug_str{}\n", self.string(text)),
            Value::Number(number) => format!("\t.uleb128\t{number}\n"),
            Value::Signed(number) => format!("\t.sleb128\t{number}\n"),
            Value::Flag => String::new(),
            Value::Address(label) | Value::Section(label) => format!("\t.4byte\t{label}\n"),
            Value::Size(from, to) => format!("\t.4byte\t{to}-{from}\n"),
            Value::Type(ty) => format!("\t.4byte\t{}-.Ldebug_info0\n", type_label(*ty)),
            Value::Function(index) => {
                format!("\t.4byte\t{}-.Ldebug_info0\n", function_label(*index))
            }
            Value::Expression(expression) => {
                format!("\t.uleb128\t{}\n{}", expression.size(), expression.text())
            }
        };
        self.info += &line;
    }

    fn string(&mut self, text: &str) -> usize {
        if let Some(&known) = self.known.get(text) {
            return known;
        }
        let number = self.known.len();
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = writeln!(self.strings, ".Ldebug_str{number}:\n\t.string\t\"{escaped}\"");
        self.known.insert(text.to_string(), number);
        number
    }
}
