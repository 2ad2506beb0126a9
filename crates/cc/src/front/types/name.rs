//! Types as C writes them.

use super::*;

impl Types {
    /// The type as C writes it.
    pub fn name(&self, ty: Type, atoms: &Atoms) -> String {
        self.declaration(ty, String::new(), atoms, 0)
    }

    /// A declaration of `inner` with this type: what stands inside is built from the inside out.
    fn declaration(&self, ty: Type, inner: String, atoms: &Atoms, depth: usize) -> String {
        if depth > 20 {
            return "…".into();
        }
        let depth = depth + 1;
        let qualifiers = match (ty.is_const, ty.is_volatile) {
            (false, false) => "",
            (true, false) => "const ",
            (false, true) => "volatile ",
            (true, true) => "const volatile ",
        };
        let simple = |name: String| match inner.as_str() {
            "" => format!("{qualifiers}{name}"),
            _ => format!("{qualifiers}{name} {inner}"),
        };
        match self.kind(ty) {
            Kind::Error => simple("<error>".into()),
            Kind::Void => simple("void".into()),
            Kind::Bool => simple("_Bool".into()),
            Kind::Int(kind) => simple(kind.name().into()),
            Kind::Record(id) => {
                let record = &self.records[id.0 as usize];
                let what = if record.is_union { "union" } else { "struct" };
                simple(format!("{what} {}", tag_name(record.tag, atoms)))
            }
            Kind::Enum(id) => {
                let tag = self.enums[id.0 as usize].tag;
                simple(format!("enum {}", tag_name(tag, atoms)))
            }
            Kind::Pointer(target) => {
                let inner = format!("*{qualifiers}{inner}");
                let wraps = matches!(self.kind(*target), Kind::Array(..) | Kind::Function(_));
                let inner = if wraps { format!("({inner})") } else { inner };
                self.declaration(*target, inner, atoms, depth)
            }
            Kind::Array(element, length) => {
                let length = length.map_or(String::new(), |n| n.to_string());
                self.declaration(*element, format!("{inner}[{length}]"), atoms, depth)
            }
            Kind::Function(function) => {
                let mut list: Vec<String> = function
                    .parameters
                    .iter()
                    .map(|p| self.declaration(*p, String::new(), atoms, depth))
                    .collect();
                if function.variadic {
                    list.push("...".into());
                }
                if list.is_empty() && function.prototyped {
                    list.push("void".into());
                }
                let inner = format!("{inner}({})", list.join(", "));
                self.declaration(function.returns, inner, atoms, depth)
            }
        }
    }
}

fn tag_name(tag: Option<Atom>, atoms: &Atoms) -> String {
    tag.map_or("<anonymous>".into(), |tag| atoms.text(tag).into())
}
