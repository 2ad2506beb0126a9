//! The stream of statements: the text itself, and what `.macro`, `.rept`, `.irp` and `.if` make
//! of it.
//!
//! Bodies are kept as text. A call replaces `\name` in it and reads the result as if it stood in
//! the place of the call. Everything is bounded: the number of statements that expansion makes,
//! their text, and the nesting of calls.

use crate::assemble::first_word;
use crate::lex::{Line, is_word, is_word_start};
use crate::report::{Fallible, error, hinted};
use std::collections::BTreeMap;
use std::rc::Rc;
use swtch_source::{Diagnostic, Span};

/// Statements that expansion may make.
const STATEMENTS_MAX: u64 = 1_000_000;
/// Bytes of text that expansion may make.
const TEXT_MAX: usize = 32 << 20;
/// Calls within calls.
const DEPTH_MAX: usize = 200;

/// Where statements come from.
pub(crate) struct Input {
    frames: Vec<Frame>,
    macros: BTreeMap<String, Rc<Macro>>,
    conditions: Vec<Condition>,
    /// Statements and bytes that expansion has made.
    statements: u64,
    text: usize,
    /// Calls so far, for `\@`.
    calls: usize,
}

/// A sequence of statements being read.
struct Frame {
    lines: Rc<[Line]>,
    next: usize,
    /// How often to begin again.
    again: u64,
    /// The call or the `.rept`; none for the text itself.
    call: Option<Span>,
    is_macro: bool,
    /// Conditions that were open when it began.
    conditions: usize,
}

struct Macro {
    parameters: Vec<Parameter>,
    body: Rc<[Line]>,
}

struct Parameter {
    name: String,
    default: String,
    required: bool,
    takes_rest: bool,
}

/// An `.if` that has not met its `.endif`.
struct Condition {
    span: Span,
    /// Whether its statements are read.
    active: bool,
    /// Whether one of its branches was.
    taken: bool,
    /// Whether the statements around it are read.
    outer: bool,
    has_else: bool,
}

impl Input {
    pub(crate) fn new(lines: Vec<Line>) -> Input {
        let frame = Frame {
            lines: lines.into(),
            next: 0,
            again: 0,
            call: None,
            is_macro: false,
            conditions: 0,
        };
        Input {
            frames: vec![frame],
            macros: BTreeMap::new(),
            conditions: Vec::new(),
            statements: 0,
            text: 0,
            calls: 0,
        }
    }

    /// The next statement; none at the end of the text.
    pub(crate) fn next(&mut self) -> Option<Line> {
        while let Some(frame) = self.frames.last_mut() {
            if let Some(line) = frame.lines.get(frame.next) {
                frame.next += 1;
                return Some(line.clone());
            }
            if frame.again > 0 && !frame.lines.is_empty() {
                frame.again -= 1;
                frame.next = 0;
            } else {
                self.frames.pop();
            }
        }
        None
    }

    /// Books statements that expansion is about to make.
    fn spend(&mut self, count: u64, at: Span) -> Fallible<()> {
        self.statements = self.statements.saturating_add(count);
        if self.statements > STATEMENTS_MAX { Err(too_much(at)) } else { Ok(()) }
    }

    /// The outermost call whose expansion is being read.
    pub(crate) fn call(&self) -> Option<Span> {
        self.frames.iter().find_map(|frame| frame.call)
    }

    /// Whether statements are read, and not skipped by a condition.
    pub(crate) fn is_active(&self) -> bool {
        self.conditions.last().is_none_or(|condition| condition.active)
    }

    pub(crate) fn is_macro(&self, name: &str) -> bool {
        self.macros.contains_key(name)
    }

    pub(crate) fn macro_names(&self) -> impl Iterator<Item = &str> {
        self.macros.keys().map(String::as_str)
    }

    /// Mistakes that show only at the end of the text.
    pub(crate) fn unfinished(&self) -> Vec<Diagnostic> {
        let message = "this condition is not closed";
        let open = self.conditions.iter();
        open.map(|c| Diagnostic::error(c.span, message).hint("close it with `.endif`")).collect()
    }

    /// Removes the statements up to the one that closes a body, which is removed, too.
    fn body(&mut self, at: Span, opens: &[&str], closes: &[&str]) -> Fallible<Vec<Line>> {
        let mut depth = 0;
        let mut body = Vec::new();
        if let Some(frame) = self.frames.last_mut() {
            while let Some(line) = frame.lines.get(frame.next) {
                frame.next += 1;
                let word = first_word(&line.text);
                if opens.contains(&word) {
                    depth += 1;
                } else if closes.contains(&word) {
                    if depth == 0 {
                        return Ok(body);
                    }
                    depth -= 1;
                }
                body.push(line.clone());
            }
        }
        Err(hinted(at, "this is not closed", format!("close it with `{}`", closes[0])))
    }

    /// `.macro name parameter, parameter=default, parameter:req, parameter:vararg`
    pub(crate) fn define_macro(&mut self, at: Span, header: &str) -> Fallible<()> {
        let body = self.body(at, &[".macro"], &[".endm", ".endmacro"])?;
        let header = header.trim();
        let end = header.find(|c| !is_word(c)).unwrap_or(header.len());
        let (name, rest) = header.split_at(end);
        if name.is_empty() {
            return Err(error(at, "a macro needs a name"));
        }
        if self.macros.contains_key(name) {
            let message = format!("macro `{name}` is already defined");
            return Err(hinted(at, message, format!("`.purgem {name}` forgets it")));
        }
        let parameters = arguments(rest).iter().map(|text| parameter(text)).collect();
        self.macros.insert(name.into(), Rc::new(Macro { parameters, body: body.into() }));
        Ok(())
    }

    pub(crate) fn forget_macro(&mut self, name: &str, at: Span) -> Fallible<()> {
        let known = self.macros.remove(name);
        known.map(|_| ()).ok_or_else(|| error(at, format!("there is no macro `{name}`")))
    }

    /// A macro's name with its arguments.
    pub(crate) fn call_macro(&mut self, name: &str, at: Span, text: &str) -> Fallible<()> {
        let Some(known) = self.macros.get(name).cloned() else {
            return Err(error(at, format!("there is no macro `{name}`")));
        };
        self.calls += 1;
        let mut values = bind(&known, name, at, text)?;
        values.push(("@".into(), (self.calls - 1).to_string()));
        let lines = self.expand(&known.body, &values, at)?;
        self.push(lines, 0, Some(at), at, true)
    }

    /// `.rept count`
    pub(crate) fn repeat(&mut self, at: Span, count: i64) -> Fallible<()> {
        let body = self.loop_body(at)?;
        let Ok(count) = u64::try_from(count) else {
            return Err(error(at, "the number of repetitions must not be negative"));
        };
        self.spend(count.saturating_mul(body.len() as u64), at)?;
        if count > 0 {
            self.push(body, count - 1, Some(at), at, false)?;
        }
        Ok(())
    }

    /// `.irp name, value, value` and, one character at a time, `.irpc name, values`
    pub(crate) fn repeat_for(&mut self, at: Span, text: &str, by_character: bool) -> Fallible<()> {
        let body = self.loop_body(at)?;
        let mut words = arguments(text).into_iter();
        let name = words.next().unwrap_or_default().trim_start_matches('\\').to_string();
        if name.is_empty() {
            return Err(error(at, "the name of a parameter is missing"));
        }
        let values: Vec<String> = if by_character {
            words.next().unwrap_or_default().chars().map(String::from).collect()
        } else {
            words.collect()
        };
        let mut lines = Vec::new();
        for value in values {
            lines.extend(self.expand(&body, &[(name.clone(), value)], at)?);
        }
        self.push(lines, 0, Some(at), at, false)
    }

    fn loop_body(&mut self, at: Span) -> Fallible<Vec<Line>> {
        self.body(at, &[".rept", ".irp", ".irpc"], &[".endr"])
    }

    /// `.include`: the statements of another file.
    pub(crate) fn include(&mut self, lines: Vec<Line>, size: usize, at: Span) -> Fallible<()> {
        self.spend(1 + lines.len() as u64, at)?;
        self.text = self.text.saturating_add(size);
        if self.text > TEXT_MAX {
            return Err(too_much(at));
        }
        self.push(lines, 0, None, at, false)
    }

    /// `.exitm`: the rest of the macro is not read.
    pub(crate) fn exit_macro(&mut self, at: Span) -> Fallible<()> {
        let Some(index) = self.frames.iter().rposition(|frame| frame.is_macro) else {
            return Err(error(at, "`.exitm` stands outside of a macro"));
        };
        self.conditions.truncate(self.frames[index].conditions);
        self.frames.truncate(index);
        Ok(())
    }

    /// `.end`: the rest of the text is not read.
    pub(crate) fn end(&mut self) {
        self.frames.clear();
    }

    fn push(
        &mut self,
        lines: Vec<Line>,
        again: u64,
        call: Option<Span>,
        at: Span,
        is_macro: bool,
    ) -> Fallible<()> {
        if self.frames.len() >= DEPTH_MAX {
            let message = match call {
                Some(_) => "macros call each other too deeply",
                None => "files include each other too deeply",
            };
            return Err(hinted(at, message, "does this one call itself without end?"));
        }
        self.frames.push(Frame {
            lines: lines.into(),
            next: 0,
            again,
            call,
            is_macro,
            conditions: self.conditions.len(),
        });
        Ok(())
    }

    fn expand(
        &mut self,
        body: &[Line],
        values: &[(String, String)],
        at: Span,
    ) -> Fallible<Vec<Line>> {
        self.spend(body.len() as u64, at)?;
        let mut lines = Vec::new();
        for line in body {
            if !line.text.contains('\\') {
                lines.push(line.clone());
                continue;
            }
            let room = TEXT_MAX.saturating_sub(self.text);
            let text = substitute(&line.text, values, room).ok_or_else(|| too_much(at))?;
            self.text += text.len();
            lines.push(Line { text: text.into(), exact: false, ..*line });
        }
        Ok(lines)
    }

    /// `.if` and its relatives: `truth` is computed only where it matters.
    pub(crate) fn open_condition(&mut self, span: Span, truth: bool) {
        let outer = self.is_active();
        let active = outer && truth;
        self.conditions.push(Condition { span, active, taken: truth, outer, has_else: false });
    }

    /// `.else`
    pub(crate) fn else_condition(&mut self, at: Span) -> Fallible<()> {
        let condition = self.innermost(at, ".else")?;
        condition.has_else = true;
        condition.active = condition.outer && !condition.taken;
        condition.taken = true;
        Ok(())
    }

    /// Whether an `.elseif` must look at its expression.
    pub(crate) fn asks_else_if(&mut self, at: Span) -> Fallible<bool> {
        let condition = self.innermost(at, ".elseif")?;
        condition.active = false;
        Ok(condition.outer && !condition.taken)
    }

    /// `.elseif`, whose expression was asked for.
    pub(crate) fn else_if_condition(&mut self, truth: bool) {
        if let Some(condition) = self.conditions.last_mut() {
            condition.active = truth;
            condition.taken = truth;
        }
    }

    /// `.endif`
    pub(crate) fn close_condition(&mut self, at: Span) -> Fallible<()> {
        self.conditions.pop().map(|_| ()).ok_or_else(|| stray(at, ".endif"))
    }

    fn innermost(&mut self, at: Span, name: &str) -> Fallible<&mut Condition> {
        match self.conditions.last_mut() {
            None => Err(stray(at, name)),
            Some(condition) if condition.has_else => {
                let mut diagnostic = error(at, format!("`{name}` after `.else`"));
                diagnostic.notes.push((condition.span, "of this condition".into()));
                Err(diagnostic)
            }
            Some(condition) => Ok(condition),
        }
    }
}

fn stray(at: Span, name: &str) -> Box<Diagnostic> {
    error(at, format!("`{name}` without `.if`"))
}

fn too_much(at: Span) -> Box<Diagnostic> {
    let message = format!("this expands to more than {STATEMENTS_MAX} statements");
    hinted(at, message, "`.fill` and `.zero` repeat data without expansion")
}

/// `name`, `name=default`, `name:req` or `name:vararg`.
fn parameter(text: &str) -> Parameter {
    let (name, default) = text.split_once('=').unwrap_or((text, ""));
    let (name, qualifier) = name.split_once(':').unwrap_or((name, ""));
    Parameter {
        name: name.trim().into(),
        default: default.trim().into(),
        required: qualifier.trim() == "req",
        takes_rest: qualifier.trim() == "vararg",
    }
}

/// Cuts text at commas, or at spaces where no comma and no operator stands; strings and
/// parentheses stay whole.
fn arguments(text: &str) -> Vec<String> {
    let mut arguments = Vec::new();
    let (mut current, mut depth, mut quoted, mut escaped) = (String::new(), 0i32, false, false);
    let mut after_comma = false;
    for c in text.trim().chars() {
        let splits = !quoted && depth <= 0;
        if splits && c == ',' {
            arguments.push(std::mem::take(&mut current).trim().to_string());
            after_comma = true;
            continue;
        }
        // A space separates two arguments if both sides could stand alone.
        let last = current.trim_end().chars().last();
        let is_gap = current.ends_with(char::is_whitespace) && !c.is_whitespace();
        let starts = is_word(c) || matches!(c, '\\' | '"' | '%' | '(');
        if splits
            && is_gap
            && starts
            && last.is_some_and(|l| is_word(l) || matches!(l, '"' | ')'))
            && c != '('
        {
            arguments.push(std::mem::take(&mut current).trim().to_string());
        }
        match c {
            '"' if !escaped => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        escaped = quoted && c == '\\' && !escaped;
        current.push(c);
        after_comma = false;
    }
    let last = current.trim();
    if !last.is_empty() || after_comma {
        arguments.push(last.to_string());
    }
    arguments
}

/// Gives each parameter of a macro its argument.
fn bind(known: &Macro, name: &str, at: Span, text: &str) -> Fallible<Vec<(String, String)>> {
    let mut given = arguments(text);
    let parameters = &known.parameters;
    let mut values: Vec<Option<String>> = vec![None; parameters.len()];
    let mut position = 0;
    while !given.is_empty() {
        let argument = given.remove(0);
        let named = argument.split_once('=').and_then(|(name, value)| {
            let index = parameters.iter().position(|p| p.name == name.trim())?;
            Some((index, value.trim().to_string()))
        });
        if let Some((index, value)) = named {
            values[index] = Some(value);
            continue;
        }
        match parameters.get(position) {
            None => return Err(error(at, format!("too many arguments for macro `{name}`"))),
            Some(parameter) if parameter.takes_rest => {
                given.insert(0, argument);
                values[position] = Some(given.join(","));
                break;
            }
            Some(_) => values[position] = Some(unquoted(argument)),
        }
        position += 1;
    }
    let mut bound = Vec::new();
    for (parameter, value) in parameters.iter().zip(values) {
        let value = value.filter(|value| !value.is_empty());
        if parameter.required && value.is_none() {
            let parameter = &parameter.name;
            return Err(error(at, format!("macro `{name}` needs its argument `{parameter}`")));
        }
        bound.push((parameter.name.clone(), value.unwrap_or(parameter.default.clone())));
    }
    Ok(bound)
}

/// An argument in quotes is passed without them.
fn unquoted(argument: String) -> String {
    let inner = argument.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.map(str::to_string).unwrap_or(argument)
}

/// Replaces `\name` by its value and `\()` by nothing; none if the result exceeds `room`.
fn substitute(text: &str, values: &[(String, String)], room: usize) -> Option<String> {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        result += &rest[..at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix("()") {
            rest = after;
            continue;
        }
        let length = match rest.chars().next() {
            Some('@') => 1,
            Some(c) if is_word_start(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => 0,
        };
        // The longest parameter that ends at the end or at a dot: `\reg.w` can mean `\reg`, `.w`.
        let word = &rest[..length];
        let is_meant = |name: &str| {
            let after = word.strip_prefix(name);
            !name.is_empty()
                && after.is_some_and(|after| after.is_empty() || after.starts_with('.'))
        };
        let known = values.iter().filter(|(name, _)| is_meant(name));
        match known.max_by_key(|(name, _)| name.len()) {
            Some((name, value)) => {
                result += value;
                rest = &rest[name.len()..];
            }
            None => result.push('\\'),
        }
        if result.len() > room {
            return None;
        }
    }
    result += rest;
    (result.len() <= room).then_some(result)
}
