//! Function definitions: parameters, body, and what is wrong at its end.

use super::attribute::Attributes;
use super::declarator::{Declarator, Parameter};
use super::specifier::Specifiers;
use super::*;
use crate::front::sequence;
use crate::front::types::FunctionType;
use crate::tree::{self, ExprKind, StmtKind};

impl Parser {
    /// `function-definition = specifiers declarator block`
    pub(super) fn function_definition(
        &mut self,
        declarator: Declarator,
        specifiers: Specifiers,
        attributes: Attributes,
    ) -> Parsed<()> {
        let Some((name, span)) = declarator.name else { return Err(Lost) };
        let Some(function_type) = self.types.function(declarator.ty) else { return Err(Lost) };
        let mut ty = declarator.ty;
        let before = self.linked.get(&name).map(|id| self.globals[id.0 as usize].ty);
        let before = before.and_then(|ty| self.types.function(ty));
        if !function_type.prototyped && before.is_some_and(|before| before.prototyped) {
            // `f() { }` has no parameters, and must agree; calls are compared with what was declared.
            let exact = FunctionType { prototyped: true, ..(*function_type).clone() };
            ty = self.types.make(Kind::Function(exact.into()));
        }
        let id = self.declare_linked(name, span, ty, &specifiers, &attributes);
        self.check_function_definition(id, span, &function_type);
        let symbol = self.global_symbol(id);
        self.begin_body(name, &function_type, &attributes, id);
        self.scopes.open();
        let parameters = declarator.parameters.unwrap_or_default();
        self.declare_parameters(&parameters);
        let mut statements = self.narrow_parameters(&parameters);
        let open = self.next().span;
        self.open_brace = open;
        self.block_items(&mut statements);
        self.close_scope();
        let end = self.span();
        let closed = self.expect_close(Punct::CloseBrace, open);
        self.program.symbols[symbol.0 as usize].span = span;
        self.end_body(symbol, span, end, statements, parameters.len(), &specifiers, &attributes);
        closed.map(|_| ())
    }

    fn check_function_definition(&mut self, id: GlobalId, span: Span, function: &FunctionType) {
        let text = self.text(self.globals[id.0 as usize].name);
        let global = &mut self.globals[id.0 as usize];
        global.span = span;
        if let Some(first) = global.defined.replace(span) {
            let error = Diagnostic::error(span, format!("the function '{text}' is defined twice"));
            self.report.push(error.label("again").note(first, "the first definition is here"));
        }
        let returns = function.returns;
        if !self.types.is_complete(returns) && !self.types.is_void(returns) {
            let what = self.type_name(returns);
            let message = format!("'{text}' returns '{what}', whose size is not known here");
            self.report.error(span, message, "its definition is missing");
        }
        if text == "main" && returns != Type::INT && !self.types.is_error(returns) {
            let warning =
                Diagnostic::warning(span, "'main' returns int").named("main").label("not so here");
            self.report.push(warning.hint("write 'int main(void)'"));
        }
    }

    fn begin_body(
        &mut self,
        name: Atom,
        function: &FunctionType,
        attributes: &Attributes,
        id: GlobalId,
    ) {
        self.function = Some(Body {
            returns: function.returns,
            name,
            locals: Vec::new(),
            variables: Vec::new(),
            labels: Vec::new(),
            block_labels: Vec::new(),
            targets: Vec::new(),
            switches: Vec::new(),
            loops: 0,
            loop_depth: 0,
            breakables: 0,
            references: Vec::new(),
            blocks: Vec::new(),
            quiet_parameters: Vec::new(),
            last_parameter: None,
            variadic: function.variadic,
            errors_before: self.report.errors(),
            noreturn: attributes.noreturn || self.globals[id.0 as usize].noreturn,
        });
    }

    fn declare_parameters(&mut self, parameters: &[Parameter]) {
        for parameter in parameters {
            let (text, span) = match parameter.name {
                Some((name, span)) => (self.text(name), span),
                None => (String::new(), parameter.span),
            };
            let known = self.types.is_complete(parameter.ty);
            if !known {
                let what = self.type_name(parameter.ty);
                let message = format!("a parameter of type '{what}', whose size is not known here");
                self.report.error(span, message, "its definition is missing");
            }
            let id = self.add_local(&text, parameter.ty, span);
            if let Some(body) = &mut self.function {
                body.variables[id.0 as usize].quiet = true;
                body.variables[id.0 as usize].was_array = parameter.was_array;
                body.quiet_parameters.push(parameter.quiet || parameter.narrow.is_some());
                // A large one stands where the caller has put it.
                body.locals[id.0 as usize].align = self.types.align(parameter.ty);
                body.last_parameter = Some(id);
            }
            if let Some((name, span)) = parameter.name {
                self.declare_plain(name, Entry { meaning: Meaning::Local(id), span });
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn end_body(
        &mut self,
        symbol: SymbolId,
        span: Span,
        end: Span,
        mut statements: Vec<Stmt>,
        parameter_count: usize,
        specifiers: &Specifiers,
        attributes: &Attributes,
    ) {
        let Some(body) = self.function.take() else { return };
        self.check_labels(&body);
        self.check_variables(&body, parameter_count, &statements);
        self.check_sequence(&body, &statements);
        self.check_end(&body, &mut statements, end);
        let returns = self.types.ty(body.returns);
        self.references.push(body.references);
        self.notes.push(FunctionNotes {
            symbol,
            returns: body.returns,
            locals: body.variables.iter().map(|variable| variable.ty).collect(),
            blocks: body.blocks,
        });
        self.program.functions.push(Function {
            symbol,
            returns,
            parameter_count: parameter_count as u32,
            variadic: body.variadic,
            attributes: tree::Attributes {
                noreturn: body.noreturn,
                noinline: attributes.noinline,
                inline: specifiers.inline || attributes.always_inline,
                used: false,
            },
            locals: body.locals,
            labels: body.labels.iter().map(|label| self.atoms.text(label.name).into()).collect(),
            targets: body.targets,
            loop_depth: body.loop_depth,
            body: statements,
            span,
            end,
        });
    }

    /// Variables read before they are set, and those set for nothing.
    fn check_variables(&mut self, body: &Body, parameter_count: usize, statements: &[Stmt]) {
        if self.report.errors() > body.errors_before {
            return;
        }
        self.warn_unused_parameters(body);
        let kinds = [
            "uninitialized",
            "maybe-uninitialized",
            "unused-but-set-variable",
            "unused-but-set-parameter",
        ];
        if !kinds.into_iter().any(|kind| self.report.wants(kind)) {
            return;
        }
        let found = crate::front::flow::check(&body.locals, parameter_count, statements);
        for (id, span) in found.unset {
            let local = &body.locals[id.0 as usize];
            let message = format!("'{}' is used before it has a value", local.name);
            let warning = Diagnostic::warning(span, message).named("uninitialized");
            let warning = warning.label("nothing was put into it on any way here");
            self.report.push(warning.note(local.span, "declared here, without a value"));
        }
        for (id, span) in found.partly {
            let local = &body.locals[id.0 as usize];
            let message = format!("'{}' may be used before it has a value", local.name);
            let warning = Diagnostic::warning(span, message).named("maybe-uninitialized");
            let warning = warning.label("on some way here nothing was put into it");
            self.report.push(warning.note(local.span, "declared here, without a value"));
        }
        for (at, local) in body.locals.iter().enumerate().take(parameter_count) {
            let quiet = body.quiet_parameters.get(at).is_none_or(|quiet| *quiet);
            if found.never_read[at] && body.variables[at].used && !quiet {
                let message = format!("the parameter '{}' is set, but nobody reads it", local.name);
                let warning = Diagnostic::warning(local.span, message);
                let warning = warning.named("unused-but-set-parameter");
                self.report.push(warning.label("declared here"));
            }
        }
        for (at, local) in body.locals.iter().enumerate().skip(parameter_count) {
            let variable = &body.variables[at];
            if found.never_read[at] && variable.used && !variable.quiet && variable.fixed.is_none()
            {
                let message = format!("'{}' is set, but nobody reads it", local.name);
                let warning = Diagnostic::warning(local.span, message);
                self.report.push(warning.named("unused-but-set-variable").label("declared here"));
            }
        }
    }

    fn warn_unused_parameters(&mut self, body: &Body) {
        for (at, quiet) in body.quiet_parameters.iter().enumerate() {
            let local = &body.locals[at];
            if !body.variables[at].used && !quiet && !local.name.is_empty() {
                let message = format!("the parameter '{}' is not used", local.name);
                let warning = Diagnostic::warning(local.span, message).named("unused-parameter");
                self.report.push(warning.label("declared here"));
            }
        }
    }

    /// Expressions that use what they change.
    fn check_sequence(&mut self, body: &Body, statements: &[Stmt]) {
        if self.report.errors() > body.errors_before || !self.report.wants("sequence-point") {
            return;
        }
        for (variable, span) in sequence::check(&body.locals, statements) {
            let name = match variable {
                sequence::Variable::Local(id) => body.locals[id.0 as usize].name.clone(),
                sequence::Variable::Global(id) => self.program.symbols[id.0 as usize].name.clone(),
            };
            let message = format!("'{name}' is changed and used here in no order");
            let warning = Diagnostic::warning(span, message).named("sequence-point");
            let warning = warning.label("which comes first is open");
            self.report.push(warning.hint("make two statements of it"));
        }
    }

    fn check_labels(&mut self, body: &Body) {
        for label in &body.labels {
            let text = self.atoms.text(label.name).to_string();
            match (label.defined, label.used) {
                (None, Some(span)) => {
                    let message = format!("the label '{text}' is not defined");
                    let mut error = Diagnostic::error(span, message).label("goes nowhere");
                    let names = body.labels.iter().filter(|l| l.defined.is_some());
                    let names = names.map(|l| self.atoms.text(l.name));
                    if let Some(near) = swtch_source::nearest(&text, names) {
                        error = error.hint(format!("did you mean '{near}'?"));
                    }
                    self.report.push(error);
                }
                (Some(span), None) if self.report.errors() == body.errors_before => {
                    let message = format!("the label '{text}' is not used");
                    self.report.push(Diagnostic::warning(span, message).named("unused-label"));
                }
                _ => {}
            }
        }
    }

    /// Control may reach the closing brace: `main` returns 0 there, others ought not to.
    fn check_end(&mut self, body: &Body, statements: &mut Vec<Stmt>, end: Span) {
        let broken = self.report.errors() > body.errors_before;
        if broken || self.types.is_void(body.returns) || !super::finish::reaches_end(statements) {
            return;
        }
        let int = self.types.ty(Type::INT);
        if self.atoms.text(body.name) == "main" && self.types.ty(body.returns) == int {
            let zero = Expr { kind: ExprKind::Int(0), ty: int, span: end };
            statements.push(Stmt { kind: StmtKind::Return(Some(zero)), span: end });
        } else if !body.noreturn && !self.types.is_error(body.returns) {
            let (text, what) = (self.text(body.name), self.type_name(body.returns));
            let message = format!("'{text}' can end without returning its '{what}'");
            let warning = Diagnostic::warning(end, message)
                .named("return-type")
                .label("control may get here");
            self.report.push(warning.hint("add a 'return' on every way"));
        }
    }
}
