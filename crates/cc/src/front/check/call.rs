//! Calls.

use super::convert::Purpose;
use super::*;
use crate::front::format::Format;
use crate::front::types::FunctionType;
use crate::tree::Callee;
use std::rc::Rc;
use swtch_source::Diagnostic;

/// Who is called, for messages.
struct Called {
    name: String,
    span: Option<Span>,
    noreturn: bool,
    format: Option<Format>,
}

impl Parser {
    /// `function(arguments)`; `at` is the closing parenthesis.
    pub(in crate::front) fn call(
        &mut self,
        function: Operand,
        arguments: Vec<Operand>,
        at: Span,
    ) -> Operand {
        let span = function.span.to(at);
        let failed = self.failed(&function);
        let function_type = match self.types.pointee(function.ty) {
            Some(target) => self.types.function(target),
            None => self.types.function(function.ty),
        };
        let Some(function_type) = function_type else {
            if !failed {
                let name = self.type_name(function.ty);
                let message = format!("only functions can be called, not '{name}'");
                self.report.error(function.span, message, "not a function");
            }
            return Operand::error(span, self);
        };
        let called = self.called(&function);
        let arguments: Vec<Operand> = arguments.into_iter().map(|a| self.rvalue(a)).collect();
        if !self.check_count(&called, &function_type, &arguments, at) {
            return Operand { ty: function_type.returns, ..Operand::error(span, self) };
        }
        self.check_format(called.format, &arguments);
        let args = self.converted_arguments(&called, &function_type, arguments);
        let callee = self.callee(function);
        let fixed =
            if function_type.prototyped { function_type.parameters.len() } else { args.len() };
        let kind = ExprKind::Call { callee, args, fixed: fixed as u32 };
        let returns = function_type.returns;
        if !self.types.is_void(returns) && !self.types.is_complete(returns) {
            let name = self.type_name(returns);
            let message = format!("this call returns '{name}', whose size is not known here");
            self.report.error(span, message, "its definition is missing");
            return Operand::error(span, self);
        }
        let made = Operand::value(kind, returns, span, self);
        if called.noreturn { self.ending(made) } else { made }
    }

    /// After a call that never returns, control is known to be elsewhere.
    fn ending(&mut self, call: Operand) -> Operand {
        if !self.types.is_void(call.ty) {
            return call;
        }
        let span = call.span;
        let expr = self.expr(call);
        let kind = ExprKind::Builtin(crate::tree::Builtin::Unreachable, Vec::new());
        let end = Expr { kind, ty: self.types.ty(Type::VOID), span };
        Operand::value(ExprKind::Comma(Box::new(expr), Box::new(end)), Type::VOID, span, self)
    }

    fn called(&self, function: &Operand) -> Called {
        if let Value::Place(Place { kind: PlaceKind::Symbol(symbol), .. }) = &function.value
            && let Some(global) = self.globals.iter().find(|g| g.symbol == Some(*symbol))
        {
            let name = format!("'{}'", self.atoms.text(global.name));
            let (noreturn, format) = (global.noreturn, global.format);
            return Called { name, span: Some(global.span), noreturn, format };
        }
        Called { name: "this function".into(), span: None, noreturn: false, format: None }
    }

    fn callee(&mut self, function: Operand) -> Callee {
        if let Value::Place(Place { kind: PlaceKind::Symbol(symbol), .. }) = &function.value
            && self.types.function(function.ty).is_some()
        {
            return Callee::Symbol(*symbol);
        }
        let pointer = self.expr(function);
        if let ExprKind::Address(Place { kind: PlaceKind::Symbol(symbol), .. }) = &pointer.kind {
            return Callee::Symbol(*symbol);
        }
        Callee::Pointer(Box::new(pointer))
    }

    fn check_count(
        &mut self,
        called: &Called,
        function: &FunctionType,
        arguments: &[Operand],
        at: Span,
    ) -> bool {
        let (wanted, given) = (function.parameters.len(), arguments.len());
        if !function.prototyped || given == wanted || given > wanted && function.variadic {
            return true;
        }
        let least = if function.variadic { "at least " } else { "" };
        let plural = if wanted == 1 { "" } else { "s" };
        let message = format!(
            "{} takes {least}{wanted} argument{plural}, and {given} are given",
            called.name
        );
        let message = message.replace("and 1 are given", "and 1 is given");
        let mut error = match arguments.get(wanted) {
            Some(extra) => Diagnostic::error(extra.span, message).label("one too many"),
            None => Diagnostic::error(at, message).label("an argument is missing"),
        };
        if let Some(span) = called.span {
            error = error.note(span, "declared here");
        }
        self.report.push(error);
        false
    }

    fn converted_arguments(
        &mut self,
        called: &Called,
        function: &Rc<FunctionType>,
        arguments: Vec<Operand>,
    ) -> Vec<Expr> {
        let mut out = Vec::with_capacity(arguments.len());
        for (index, argument) in arguments.into_iter().enumerate() {
            let expr = match function.parameters.get(index) {
                Some(&ty) if function.prototyped => {
                    let purpose = Purpose::Argument(index + 1, called.name.clone(), called.span);
                    self.assigned(argument, ty, &purpose)
                }
                _ => self.unnamed_argument(argument),
            };
            out.push(expr);
        }
        out
    }

    /// An argument that no parameter names: promoted.
    fn unnamed_argument(&mut self, argument: Operand) -> Expr {
        if self.types.is_void(argument.ty) {
            self.report.error(argument.span, "an argument without a value", "this is void");
        }
        let argument = match self.types.is_integer(argument.ty) {
            true => self.promoted(argument),
            false => argument,
        };
        self.expr(argument)
    }
}
