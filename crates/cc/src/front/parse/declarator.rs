//! Declarators: the part of a declaration that wraps the name.
//!
//! A declarator is read into a list of steps, and the steps, applied in order to the type that the
//! specifiers named, make the declared type: in `int *f(void)` the steps are *pointer*, then *function*.

use super::attribute::Attributes;
use super::*;
use crate::front::layout::SIZE_MAX;
use crate::front::types::FunctionType;
use std::rc::Rc;

/// A name with a type around it.
pub struct Declarator {
    /// None in a type name or an unnamed parameter.
    pub name: Option<(Atom, Span)>,
    /// The declared type.
    pub ty: Type,
    /// Of the outermost function step: the parameters, for a definition.
    pub parameters: Option<Vec<Parameter>>,
    /// From its first token to its last.
    pub span: Span,
    /// Attributes among the stars.
    pub attributes: Attributes,
}

/// A declared parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, if it has one.
    pub name: Option<(Atom, Span)>,
    /// Arrays and functions have become pointers.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
    /// Only its name stands in the parentheses: a definition of the old kind.
    pub old: bool,
    /// In such a definition: the declared type, if arguments come promoted from it.
    pub narrow: Option<Type>,
    /// `unused`: no warning.
    pub quiet: bool,
    /// Declared as an array, and a pointer therefore.
    pub was_array: bool,
}

/// Parameters of one function.
const PARAMETERS_MAX: usize = 1000;

/// A name, if there is one, and the steps that make its type.
type Wrapped = (Option<(Atom, Span)>, Vec<Step>);

enum Step {
    Pointer { is_const: bool, is_volatile: bool },
    Array { length: Option<u32>, span: Span },
    Function { parameters: Vec<Parameter>, variadic: bool, prototyped: bool, span: Span },
}

impl Parser {
    /// `declarator = {"*" {qualifier}} (name | "(" declarator ")" | nothing) {"[" … "]" | "(" … ")"}`
    pub(super) fn declarator(&mut self, base: Type) -> Parsed<Declarator> {
        let start = self.span();
        let mut attributes = Attributes::default();
        let (name, steps) = self.declarator_steps(&mut attributes)?;
        let span = match name {
            Some((_, span)) => span,
            None => start,
        };
        let mut ty = base;
        let mut parameters = None;
        for step in steps {
            parameters = None;
            ty = self.apply_step(ty, step, &mut parameters, span);
        }
        Ok(Declarator { name, ty, parameters, span, attributes })
    }

    fn declarator_steps(&mut self, attributes: &mut Attributes) -> Parsed<Wrapped> {
        self.enter()?;
        let mut steps = Vec::new();
        self.attributes(attributes)?;
        while self.take(Punct::Star) {
            self.count_operator()?;
            steps.push(self.pointer_step(attributes)?);
        }
        if self.sees(Punct::And) {
            self.reference();
        }
        self.attributes(attributes)?;
        let mut name = None;
        let mut inner = Vec::new();
        if let Some(atom) = self.name() {
            name = Some((atom, self.next().span));
        } else if self.sees(Punct::OpenParen) && self.nests_declarator() {
            let open = self.next().span;
            (name, inner) = self.declarator_steps(attributes)?;
            self.expect_close(Punct::CloseParen, open)?;
        } else if let Some(keyword) = self.keyword()
            && !self.begins_type(0)
            && keyword != Keyword::Asm
        {
            return self.keyword_as_name();
        }
        let mut suffixes = Vec::new();
        loop {
            if self.sees_standard(0) {
                self.attributes(attributes)?;
                continue;
            }
            if self.sees(Punct::OpenBracket) {
                // Only the outermost length does not matter in a parameter.
                let open = self.prototypes > 0 && suffixes.is_empty() && inner.is_empty();
                suffixes.push(self.array_suffix(open)?);
            } else if self.sees(Punct::OpenParen) {
                suffixes.push(self.function_suffix()?);
            } else {
                break;
            }
            self.count_operator()?;
        }
        steps.extend(suffixes.into_iter().rev());
        steps.extend(inner);
        self.leave();
        Ok((name, steps))
    }

    fn keyword_as_name<T>(&mut self) -> Parsed<T> {
        let word = self.peek().kind.text(&self.atoms);
        let message = format!("'{word}' is a keyword and cannot be a name");
        self.report.error(self.span(), message, "reserved");
        self.leave();
        Err(Lost)
    }

    /// Whether the `(` that comes next holds a declarator, not parameters.
    fn nests_declarator(&self) -> bool {
        let after = self.peek_at(1);
        match after.kind {
            TokenKind::Punct(Punct::Star | Punct::OpenParen) => true,
            TokenKind::Punct(Punct::OpenBracket) => !self.sees_standard(1),
            TokenKind::Name(name) if name.keyword() == Some(Keyword::Attribute) => true,
            TokenKind::Name(name) => name.keyword().is_none() && !self.begins_type(1),
            _ => false,
        }
    }

    fn pointer_step(&mut self, attributes: &mut Attributes) -> Parsed<Step> {
        let (mut is_const, mut is_volatile) = (false, false);
        loop {
            match self.keyword() {
                Some(Keyword::Const) => is_const = true,
                Some(Keyword::Volatile) => is_volatile = true,
                Some(Keyword::Restrict) => {}
                Some(Keyword::Attribute) => {
                    self.attributes(attributes)?;
                    continue;
                }
                _ => return Ok(Step::Pointer { is_const, is_volatile }),
            }
            self.next();
        }
    }

    /// `array = "[" {"static" | qualifier} [constant] "]"`
    fn array_suffix(&mut self, any_length: bool) -> Parsed<Step> {
        let open = self.next().span;
        while matches!(
            self.keyword(),
            Some(Keyword::Static | Keyword::Const | Keyword::Volatile | Keyword::Restrict)
        ) {
            self.next();
        }
        let mut length = None;
        let starred = self.sees(Punct::Star) && self.peek_at(1).is(Punct::CloseBracket);
        if starred {
            self.next();
        } else if !self.sees(Punct::CloseBracket) {
            length = match any_length {
                true => self.unevaluated(|parser| parser.array_length(true))?,
                false => self.array_length(false)?,
            };
        }
        let close = self.expect_close(Punct::CloseBracket, open)?;
        Ok(Step::Array { length, span: open.to(close) })
    }

    /// The constant between the brackets; `any` lets other integers pass, as None.
    fn array_length(&mut self, any: bool) -> Parsed<Option<u32>> {
        let start = self.at;
        let operand = self.fresh_count(|parser| parser.conditional())?;
        let span = self.tokens[start].span.to(self.last_span());
        if self.types.is_error(operand.ty) {
            return Ok(Some(1));
        }
        let ty = operand.ty;
        let Some(value) = self.integer_constant(&operand) else {
            if any && self.types.is_integer(ty) {
                self.refuse_effects(operand, span);
                return Ok(None);
            }
            if !self.types.is_integer(ty) {
                let message =
                    format!("the length of an array is an integer, not '{}'", self.type_name(ty));
                self.report.error(span, message, "no integer");
            } else {
                self.refuse(
                    span,
                    "an array whose length is not a constant",
                    "make the length a '#define' or an 'enum' constant, or use malloc",
                );
            }
            return Ok(Some(1));
        };
        let unsigned = !self.types.int_kind(ty).is_some_and(|kind| kind.signed());
        if value < 0 && !unsigned {
            self.report.error(
                span,
                "the length of an array is negative",
                format!("this is {value}"),
            );
            return Ok(Some(1));
        }
        if value as u64 > SIZE_MAX {
            self.report.error(
                span,
                "an array of this length does not fit",
                format!("this is {value}"),
            );
            return Ok(Some(1));
        }
        Ok(Some(value as u32))
    }

    /// The length of a parameter does not matter, but computing it may.
    fn refuse_effects(&mut self, length: Operand, span: Span) {
        let length = self.expr(length);
        if crate::front::flow::has_effects(&length) {
            let hint = "do it in the function; the parameter is a pointer anyway";
            self.refuse(span, "a length of a parameter that does something", hint);
        }
    }

    /// `function = "(" [parameter {"," parameter} ["," "..."]] ")"`
    fn function_suffix(&mut self) -> Parsed<Step> {
        let open = self.next().span;
        let mut parameters = Vec::new();
        let mut variadic = false;
        let mut prototyped = true;
        if self.sees(Punct::CloseParen) {
            prototyped = false;
        } else if self.keyword() == Some(Keyword::Void) && self.peek_at(1).is(Punct::CloseParen) {
            self.next();
        } else {
            self.scopes.open();
            self.prototypes += 1;
            let list = match self.sees_old_names() {
                true => self.old_names(&mut parameters),
                false => self.parameter_list(&mut parameters),
            };
            self.prototypes -= 1;
            self.scopes.close();
            variadic = list?;
        }
        let close = self.expect_close(Punct::CloseParen, open)?;
        Ok(Step::Function { parameters, variadic, prototyped, span: open.to(close) })
    }

    /// Whether the list ends in `...`.
    fn parameter_list(&mut self, parameters: &mut Vec<Parameter>) -> Parsed<bool> {
        loop {
            if self.take(Punct::Ellipsis) {
                return Ok(true);
            }
            if parameters.len() >= PARAMETERS_MAX {
                let message = format!("more than {PARAMETERS_MAX} parameters");
                self.report.error(self.span(), message, "too many");
                return Err(Lost);
            }
            // Of an old list of names the first is reported.
            let first = !parameters.last().is_some_and(|p| self.types.is_error(p.ty));
            let parameter = self.parameter(first)?;
            parameters.push(parameter);
            if self.sees(Punct::Semicolon) && self.begins_type(1) {
                let error =
                    Diagnostic::error(self.span(), "expected ',' before the next parameter");
                self.report.push(error.label("',' belongs here"));
                self.next();
            } else if !self.take(Punct::Comma) {
                return Ok(false);
            }
        }
    }

    /// `parameter = specifiers declarator attributes`
    fn parameter(&mut self, first: bool) -> Parsed<Parameter> {
        if let Some(name) = self.name()
            && !self.begins_type(0)
            && matches!(self.peek_at(1).kind, TokenKind::Punct(Punct::Comma | Punct::CloseParen))
        {
            return self.untyped_parameter(name, first);
        }
        let specifiers = self.specifiers()?;
        if let Some((keyword, span)) = specifiers.storage
            && keyword != Keyword::Register
        {
            self.report.error(span, "a parameter has no storage class", "not here");
        }
        let declarator = self.declarator(specifiers.ty)?;
        let mut attributes = specifiers.attributes;
        self.declarator_suffix(&mut attributes)?;
        if self.sees(Punct::Assign) {
            self.misplaced_value("a parameter", "who calls the function passes all arguments")?;
        }
        let was_array = matches!(self.types.kind(declarator.ty), Kind::Array(..));
        let ty = self.adjusted(declarator.ty, declarator.span);
        let span = specifiers.span.to(self.last_span());
        if let Some((name, span)) = declarator.name {
            // A name given twice is reported where the body declares it.
            let entry = Entry { meaning: Meaning::Parameter(ty), span };
            self.scopes.declare_new(self.scopes.innermost(), name, entry);
        }
        let quiet = attributes.unused || declarator.attributes.unused;
        let (old, narrow) = (false, None);
        Ok(Parameter { name: declarator.name, ty, span, old, narrow, quiet, was_array })
    }

    fn untyped_parameter(&mut self, name: Atom, first: bool) -> Parsed<Parameter> {
        let span = self.next().span;
        if self.c89 {
            let ty = self.implicit_int(name, span);
            let name = Some((name, span));
            return Ok(Parameter {
                name,
                ty,
                span,
                old: false,
                narrow: None,
                quiet: false,
                was_array: false,
            });
        }
        let text = self.text(name);
        let error = Diagnostic::error(span, format!("the type of parameter '{text}' is missing"));
        let hint = match super::headers::header_of_type(&text) {
            Some(header) => format!("if it is a type: '#include <{header}>' declares it"),
            None => format!("write its type before it: 'int {text}'"),
        };
        if first {
            self.report.push(error.label("a type belongs before this").hint(hint));
        }
        let (name, ty) = (Some((name, span)), Type::ERROR);
        Ok(Parameter { name, ty, span, old: false, narrow: None, quiet: false, was_array: false })
    }

    /// A parameter's type: arrays and functions become pointers.
    pub(super) fn adjusted(&mut self, ty: Type, span: Span) -> Type {
        match self.types.kind(ty).clone() {
            Kind::Array(element, _) => self.types.pointer_to(element),
            Kind::Function(_) => self.types.pointer_to(ty),
            Kind::Void => {
                self.report.error(span, "a parameter cannot be void", "it would have no value");
                Type::ERROR
            }
            _ => ty,
        }
    }

    fn apply_step(
        &mut self,
        ty: Type,
        step: Step,
        parameters: &mut Option<Vec<Parameter>>,
        name: Span,
    ) -> Type {
        match step {
            Step::Pointer { is_const, is_volatile } => {
                let pointer = self.types.pointer_to(ty);
                Type { is_const, is_volatile, ..pointer }
            }
            Step::Array { length, span } => self.array(ty, length, span),
            Step::Function { parameters: list, variadic, prototyped, span } => {
                let made = self.function_type(ty, &list, variadic, prototyped, span.to(name));
                *parameters = Some(list);
                made
            }
        }
    }

    fn array(&mut self, element: Type, length: Option<u32>, span: Span) -> Type {
        if self.types.is_error(element) {
            return Type::ERROR;
        }
        if !self.types.is_complete(element) {
            let name = self.type_name(element);
            let message = format!("an array of '{name}', which has no size");
            self.report.error(span, message, "the elements need a size");
            return Type::ERROR;
        }
        let size = u64::from(self.types.size(element)) * u64::from(length.unwrap_or(0));
        if size > SIZE_MAX {
            let message = format!("an array of {size} bytes does not fit into 32-bit addresses");
            self.report.error(span, message, "too long");
            return Type::ERROR;
        }
        self.types.array_of(element, length)
    }

    fn function_type(
        &mut self,
        returns: Type,
        parameters: &[Parameter],
        variadic: bool,
        prototyped: bool,
        span: Span,
    ) -> Type {
        let returns = match self.types.kind(returns) {
            Kind::Array(..) | Kind::Function(_) => {
                let name = self.type_name(returns);
                let message = format!("a function cannot return '{name}'");
                self.report.error(span, message, "return a pointer instead");
                Type::ERROR
            }
            _ => returns.unqualified(),
        };
        let parameters = parameters.iter().map(|p| p.ty).collect();
        let function = FunctionType { returns, parameters, variadic, prototyped };
        self.types.make(Kind::Function(Rc::new(function)))
    }

    /// `type-name = specifiers declarator` without a name
    pub(super) fn type_name_rule(&mut self) -> Parsed<(Type, Span)> {
        let specifiers = self.specifiers()?;
        let declarator = self.declarator(specifiers.ty)?;
        if let Some((_, span)) = declarator.name {
            self.report.error(span, "a type name has no variable in it", "not expected");
        }
        self.type_align = None;
        if let Some(align) = specifiers.typedef_align {
            match declarator.ty == specifiers.ty {
                true => self.type_align = Some(align),
                false => self.refuse_low_alignment(specifiers.ty, align, specifiers.span),
            }
        }
        Ok((declarator.ty, specifiers.span.to(self.last_span())))
    }
}
